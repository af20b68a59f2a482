"""Floors on real pages of real blogs, scored by the corpus's own script; they only go up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

CORPUS = Path(os.environ["MIGRATOR_CORPUS"])
# Column → least average over the Blogger pages it applies to.
FLOORS = {
    "kind": 1.0,
    "title": 0.98,
    "date": 0.98,
    "time": 0.98,
    "author": 0.98,
    "start": 0.97,
    "end": 0.97,
    "exact": 0.95,
    "labels": 0.98,
    "l_none": 1.0,
    "nobody": 1.0,
    "c_rec": 0.99,
    "c_prec": 0.99,
    "c_none": 1.0,
    "c_author": 0.97,
    "c_date": 0.97,
    "c_time": 0.97,
    "c_text": 0.97,
    "c_parent": 0.97,
}


@pytest.fixture(scope="module")
def points(tmp_path_factory) -> dict[str, list[float]]:
    out = tmp_path_factory.mktemp("score") / "points.jsonl"
    command = f"{sys.executable} -m migrator inspect --batch --json"
    script = [sys.executable, str(CORPUS / "score.py"), "--pages", str(CORPUS / "pages"), "--batch"]
    subprocess.run([*script, "--cmd", command, "--out", str(out)], check=True, capture_output=True)
    columns: dict[str, list[float]] = defaultdict(list)
    for line in out.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["platform"] == "blogger":
            for column, value in row["points"].items():
                if value is not None:
                    columns[column].append(value)
    return columns


@pytest.mark.parametrize("column", FLOORS)
def test_blogger_pages_score_no_lower_than_the_floor(points, column):
    scored = points[column]
    assert scored
    assert sum(scored) / len(scored) >= FLOORS[column], f"over {len(scored)} pages"
