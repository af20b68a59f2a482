"""What a project knows of one old URL: its row and verdict, and for each field of its post which source it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.differing import differences, source_words
from migrator.errors import UsageError
from migrator.html import text_of
from migrator.merge import merge
from migrator.model import RecordKind
from migrator.profiles import site_urls
from migrator.stages.extract import captured_days, dated_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from migrator.model import Comment, Json, OldUrl, Post, UrlMapping
    from migrator.settings import Settings
    from migrator.store.project import Project

_SHOWN = 200  # characters of one value


def known_of(project: Project, settings: Settings, url: str) -> dict[str, Json]:
    """Return what is known of an old URL in any spelling; what is not known is null or empty.

    Shape: {"url", "kind", "seen_in": [words], "status", "numbers": {}, "verdict", "new", "why", "fields": {name: {"value",
    "from"}}, "comments": {words: number}, "differs": [sentences], "problems": [{"kind", "message"}]}.

    Raises:
        UsageError: no source shows it.
    """
    urls = site_urls(settings.old.platform, settings.old.url, settings.old.hosts)
    key = (urls.canonical(url) if urls.owns(url) else None) or url
    row = project.inventory.row(key)
    post = project.entities.post(key)
    if row is None and post is None:
        raise UsageError(
            f"No source shows {url}.",
            "The old URLs are in out/url-map.csv; before the first run there are none.",
        )
    problems = [one for one in project.problems.all() if one.url == key]
    return {
        "url": key,
        **_row(row),
        **_verdict(project.inventory.mapping(key)),
        "fields": _fields(post),
        "comments": _sources(project.entities.comments(key)),
        "differs": _differing(project, key),
        "problems": [{"kind": f"{one.stage}.{one.kind}", "message": one.message} for one in problems],
    }


def _row(row: OldUrl | None) -> dict[str, Json]:
    return {
        "kind": str(row.kind) if row else None,
        "seen_in": [source_words(source) for source in row.sources] if row else [],
        "status": row.status if row else None,
        "numbers": dict(row.numbers) if row else {},
    }


def _verdict(mapping: UrlMapping | None) -> dict[str, Json]:
    return {
        "verdict": str(mapping.verdict) if mapping else None,
        "new": mapping.new if mapping else None,
        "why": (mapping.note or mapping.reason) if mapping else None,
    }


def _fields(post: Post | None) -> dict[str, Json]:
    if post is None:
        return {}
    values: dict[str, Json] = {
        "title": post.title,
        "published": post.published.isoformat() if post.published else None,
        "updated": post.updated.isoformat() if post.updated else None,
        "author": post.author.name if post.author else None,
        "labels": list(post.labels),
        "body_html": _shortened(text_of(post.body_html)),
        "description": post.description,
        "image": post.image,
    }
    return {
        name.removesuffix("_html"): {"value": value, "from": source_words(post.provenance[name])}
        for name, value in values.items()
        if name in post.provenance
    }


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _sources(comments: Iterable[Comment]) -> dict[str, Json]:
    """Return where the texts of comments came from → how many."""
    found: dict[str, Json] = {}
    for comment in comments:
        words = source_words(
            comment.provenance.get("html") or next(iter(comment.provenance.values()), "unknown")
        )
        count = found.get(words)
        found[words] = (count if isinstance(count, int) else 0) + 1
    return dict(sorted(found.items()))


def _differing(project: Project, key: str) -> list[Json]:
    group = project.records.of(RecordKind.POST, key)
    if not group:
        return []
    told = dated_sources(group, captured_days(project))
    return [difference.sentence() for difference in differences(told, merge(told))]


def shown(told: Mapping[str, Json]) -> str:
    """Return what is known as lines for a terminal."""
    lines = [f"{told['url']}  ({told['kind'] or 'no row yet'})"]
    lines += [f"verdict    {told['verdict'] or 'none yet'}{f' → {new}' if (new := told['new']) else ''}"]
    for name, words in (
        ("why", told["why"]),
        ("seen in", _listed(told["seen_in"])),
        ("numbers", _listed(told["numbers"])),
    ):
        lines += [f"{name:<10} {words}"] if words else []
    fields = told["fields"]
    for name, field in fields.items() if isinstance(fields, dict) else ():
        value, origin = (field["value"], field["from"]) if isinstance(field, dict) else (field, "")
        lines.append(f"{name:<10} {_listed(value) or '-'}  [from {origin}]")
    lines += [f"comments   {_listed(told['comments'])}"] if told["comments"] else []
    for name in ("differs", "problems"):
        each = told[name]
        lines += [f"{name:<10} {_listed(one)}" for one in (each if isinstance(each, list) else ())]
    return "\n".join(lines)


def _listed(value: Json) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{one} {name}" if isinstance(one, int) else str(one) for name, one in value.items())
    return "" if value is None else str(value)
