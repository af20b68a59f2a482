"""Collects the real-page tests only where MIGRATOR_CORPUS names a corpus."""

from __future__ import annotations

import os

collect_ignore_glob = [] if os.environ.get("MIGRATOR_CORPUS") else ["test_*.py"]
