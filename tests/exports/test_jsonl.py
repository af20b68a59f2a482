"""The JSONL export: lossless, documented, and linted."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from typing import Any

import pytest

from migrator.exports import jsonl
from migrator.exports._contract import ExportOptions
from migrator.exports.jsonl import FILE, PLUGIN, SCHEMA
from migrator.model import Asset, Author, Comment, Post, Site, UrlKind, UrlMapping, Verdict

from .sample import SampleContent, post, sample


def _rows(content: SampleContent) -> list[dict[str, Any]]:
    result = PLUGIN.write(content, ExportOptions())
    text = b"".join(result.files[0].chunks)
    return [json.loads(line) for line in text.decode().splitlines()]


def _built(of: type, row: dict[str, Any], **more: Any) -> Any:
    known = {
        field.name: row[field.name] for field in fields(of) if field.name in row and field.name != "kind"
    }
    for name in ("published", "updated"):
        if known.get(name):
            known[name] = datetime.fromisoformat(known[name])
    if isinstance(known.get("author"), dict):
        known["author"] = Author(**known["author"])
    for name in ("labels", "hosts"):
        if name in known:
            known[name] = tuple(known[name])
    return of(**known, **more)


def _mapping(row: dict[str, Any]) -> UrlMapping:
    return _built(UrlMapping, row | {"verdict": Verdict(row["verdict"])}, kind=UrlKind(row["url_kind"]))


def test_everything_can_be_read_back_as_it_was() -> None:
    content = sample()
    rows = _rows(content)
    of = {kind: [row for row in rows if row["kind"] == kind] for kind in {row["kind"] for row in rows}}
    assert [_built(Post, row, kind=row["kind"]) for row in of["post"] + of["page"]] == content.entries
    comments = [_built(Comment, row, kind=row["comment_kind"]) for row in of["comment"]]
    assert sorted(comments, key=lambda one: one.id) == sorted(content.replies, key=lambda one: one.id)
    assert [_built(Asset, row) for row in of["asset"]] == content.files
    assert [_built(Site, row) for row in of["site"]] == [content.old, content.new]
    assert [_mapping(row) for row in of["url"]] == content.verdicts


def test_every_field_written_is_documented() -> None:
    documented = jsonl.__doc__ or ""
    names = {name for row in _rows(sample()) for name in row}
    assert [name for name in sorted(names) if f"`{name}`" not in documented] == []


def test_posts_say_where_they_are_now_and_why_they_are_left_out() -> None:
    rows = {row["key"]: row for row in _rows(sample()) if row["kind"] == "post"}
    first = next(row for key, row in rows.items() if key.endswith("/first.html"))
    moved = next(row for key, row in rows.items() if key.endswith("/moved.html"))
    assert (first["new_url"], first["slug"], first["omitted"]) == (
        "https://askmarigold.example/first/",
        "first",
        None,
    )
    assert (moved["slug"], moved["omitted"]) == (None, "it only says that the blog has moved")


def test_half_a_surrogate_pair_survives() -> None:
    content = SampleContent([post("broken", 1, title="a\ud83d")])
    assert next(row for row in _rows(content) if row["kind"] == "post")["title"] == "a\ud83d"


_SITE = {"kind": "site", "role": "old", "base_url": "x", "platform": "x"}
_WRONG = {
    "schema": [{"kind": "schema", "name": "migrator.jsonl", "version": 2}],
    "json": [SCHEMA, "not an object"],
    "kind": [SCHEMA, {"kind": "poem"}],
    "field": [SCHEMA, {"kind": "site", "role": "old", "platform": "x"}],
    "twice": [SCHEMA, _SITE, _SITE],
}


@pytest.mark.parametrize(("rule", "rows"), _WRONG.items())
def test_linter_rule_finds_what_breaks_it_and_no_other_does(rule: str, rows: list[Any]) -> None:
    text = "\n".join(map(json.dumps, rows)).encode()
    assert [found.code for found in PLUGIN.lint({FILE: text}, ExportOptions())] == [f"jsonl.{rule}"]


def test_same_key_as_post_and_as_page_is_twice() -> None:
    rows = [row for row in _rows(sample()) if row["kind"] == "page"]
    lines = [SCHEMA, rows[0], rows[0] | {"kind": "post"}]
    found = PLUGIN.lint({FILE: "\n".join(map(json.dumps, lines)).encode()}, ExportOptions())
    assert [finding.code for finding in found] == ["jsonl.twice"]
