"""Debian's Chromium, driven by playwright; nothing is ever downloaded."""

from __future__ import annotations

import gc
import shutil
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def missing() -> str | None:
    """Say what keeps Chromium from being used here, or None."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "playwright is not installed: pip install playwright"
    if shutil.which("chromium") is None:
        return "chromium is not installed: apt install chromium"
    return None


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium without a window, and stop it again."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        try:
            yield started
        finally:
            started.close()
    with warnings.catch_warnings():  # playwright leaves pipes for the collector to close
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
