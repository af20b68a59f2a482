"""Pages as Blogger's templates of twenty years print them, self-made, each with what a reader must find in it."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from migrator.stages.inspect import inspect_page

CASES = Path(__file__).parent / "cases"
LISTINGS = {"archive", "index"}


def _letters(text: str | None) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text or "").lower())


def _moments(written: str | None) -> set[str]:
    if not written:
        return set()
    moments = {written[:16]}
    moment = datetime.fromisoformat(written)
    if len(written) > 10 and moment.tzinfo:
        moments.add(moment.astimezone(UTC).isoformat()[:16])
    return moments


def _same_moment(expected: Any, got: str | None) -> bool:
    if expected is None:
        return got is None
    if isinstance(expected, dict):
        return got is None or got.startswith(expected["null_or_prefix"])
    wanted = expected if isinstance(expected, list) else [expected]
    return any(moment[: len(want)] == want for want in wanted for moment in _moments(got))


def _same(field: str, expected: Any, got: Any) -> bool:
    if field == "published":
        return _same_moment(expected, got)
    if field in {"body_text", "text"}:
        return _letters(expected) == _letters(got)
    if field == "kind" and expected in LISTINGS:
        return got in LISTINGS
    if field == "labels":
        return sorted(expected) == sorted(got)
    return bool(expected == got)


def differences(expected: dict[str, Any], got: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return field → (expected, got) where they differ; comments count as fields `comments[2].author`."""
    wrong: dict[str, tuple[Any, Any]] = {}
    for field, want in expected.items():
        if field != "comments" and not _same(field, want, got[field]):
            wrong[field] = (want, got[field])
    comments = expected.get("comments")
    if comments is None:
        return wrong
    if len(comments) != len(got["comments"]):
        wrong["comments"] = ([c["id"] for c in comments], [c["id"] for c in got["comments"]])
    for number, (want, have) in enumerate(zip(comments, got["comments"], strict=False)):
        for field in want:
            if not _same(field, want[field], have[field]):
                wrong[f"comments[{number}].{field}"] = (want[field], have[field])
    return wrong


def read_case(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a case expects and what the page reader makes of its page."""
    case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    body = (folder / "page.html").read_bytes()
    got = inspect_page(body, case["url"], case.get("content_type", "text/html; charset=UTF-8"))
    return case["expected"], got


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.iterdir()))
def test_a_page_of_blogger_says_what_it_says(name: str) -> None:
    expected, got = read_case(CASES / name)

    assert differences(expected, got) == {}
