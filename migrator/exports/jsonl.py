r"""Everything migrator knows, one JSON object per line: for programs of your own, and as the lossless record.

`blog.jsonl` is UTF-8 with `\n` line ends. The first line names the schema; `kind` says what each line is. Times
are ISO 8601 with offset, unknown values null, bodies as the old blog had them (links not rewritten).

| kind | fields | order |
|---|---|---|
| `schema` | `name` "migrator.jsonl", `version` 1 | first line |
| `site` | `role` "old" or "new", `base_url`, `platform`, `title`, `description`, `language`, `timezone`, `source_id`, `hosts` (other names of the same blog), `date_order` ("DMY", "MDY" or "YMD": how it writes days as numbers) | old, new |
| `term` | `label` (as on the old blog), `name`, `slug` (as on the new site) | by label |
| `author` | `name`, `url`, `source_id`: everybody who wrote a post or page | by name |
| `post`, `page` | `key` and `url` (canonical old URL), `new_url`, `slug` (new), `omitted` (why it does not belong on the new site, else null), `source_id`, `title`, `body_html`, `published`, `updated`, `author` {`name`, `url`, `source_id`}, `labels`, `description`, `image`, `guid`, `comments_stated`, `provenance` {field: source} | by kind, date, URL |
| `comment` | `id` (the platform's), `post` (its key), `parent` (an id or null), `comment_kind`, `author`, `published`, `html`, `deleted`, `by_owner`, `position`, `provenance` | behind their post, parents first; at the end those whose post is not known |
| `asset` | `url` (canonical old URL), `file` (in the media folder), `media_type`, `size` in bytes, `sha256`, `problem`, `slug` (new) | by URL |
| `url` | `old`, `url_kind`, `verdict`, `new`, `reason`, `note`, `confidence`, `final`, `status` (only where a person asked for another than 301 or 410) | by URL |

Fields may be added within version 1; none is renamed, removed or given another meaning.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from io import BytesIO
from typing import TYPE_CHECKING, Any

from migrator.exports._contract import ExportFile, ExportResult
from migrator.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from migrator.exports._contract import Content, ExportOptions
    from migrator.model import Author, Comment, Post

FILE = "blog.jsonl"
SCHEMA = {"kind": "schema", "name": "migrator.jsonl", "version": 1}

# kind → (what tells two lines of it apart, fields that must be there)
_KINDS = {
    "schema": (("name",), ("version",)),
    "site": (("role",), ("base_url", "platform")),
    "term": (("label",), ("name", "slug")),
    "author": (("name", "source_id", "url"), ()),
    "post": (("key",), ("url", "new_url", "slug", "body_html", "published")),
    "page": (("key",), ("url", "new_url", "slug", "body_html", "published")),
    "comment": (("post", "id"), ("parent", "html", "published")),
    "asset": (("url",), ("file", "problem")),
    "url": (("old",), ("url_kind", "verdict", "new", "reason")),
}
_HINT = "Write the export again; if it stays so, it is a bug in migrator."


class Jsonl:
    """The lossless export."""

    name = "jsonl"
    version = 1

    def write(self, content: Content, options: ExportOptions) -> ExportResult:  # noqa: ARG002 - nothing to choose
        """Write one line per thing; nothing is left out, so there are no losses."""
        return ExportResult(files=[ExportFile(FILE, map(_line, _rows(content)))], counts=_counts(content))

    def lint(self, files: Mapping[str, bytes], options: ExportOptions) -> Sequence[Finding]:  # noqa: ARG002
        """Check that every line is what the schema says, and that nothing is there twice."""
        return list(_problems(BytesIO(files[FILE])))


def _rows(content: Content) -> Iterator[dict[str, Any]]:
    labels, authors = _labels(content), _authors(content)
    yield SCHEMA
    yield {"kind": "site", "role": "old", **asdict(content.old)}
    yield {"kind": "site", "role": "new", **asdict(content.new)}
    yield from ({"kind": "term", "label": label, **asdict(content.term(label))} for label in labels)
    yield from ({"kind": "author", **asdict(author)} for author in authors)
    for post in content.posts():
        yield _post(content, post)
        yield from map(_comment, content.comments(post.key))
    yield from map(_comment, content.strays())
    for asset in content.assets():
        yield {"kind": "asset", **asdict(asset), "slug": None if asset.problem else content.slug(asset.url)}
    for mapping in content.mappings():
        fields = asdict(mapping)
        yield {"kind": "url", "old": fields.pop("old"), "url_kind": fields.pop("kind"), **fields}


def _labels(content: Content) -> list[str]:
    return sorted({label for post in content.posts() for label in post.labels})


def _authors(content: Content) -> list[Author]:
    found = {post.author for post in content.posts() if post.author is not None}
    return sorted(found, key=lambda author: (author.name, author.source_id or "", author.url or ""))


def _post(content: Content, post: Post) -> dict[str, Any]:
    omitted = content.omitted(post.key)
    fields = asdict(post)
    return {
        "kind": fields.pop("kind"),
        **fields,
        "new_url": content.new_url(post.url),
        "slug": content.slug(post.url) if omitted is None else None,
        "omitted": omitted,
        "published": _time(post.published),
        "updated": _time(post.updated),
        "provenance": dict(post.provenance),
    }


def _comment(comment: Comment) -> dict[str, Any]:
    fields = asdict(comment)
    kind = fields.pop("kind")
    published = _time(comment.published)
    return {
        "kind": "comment",
        **fields,
        "comment_kind": kind,
        "published": published,
        "provenance": dict(comment.provenance),
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _line(row: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(row, ensure_ascii=False).encode() + b"\n"
    except (
        UnicodeEncodeError
    ):  # half a surrogate pair, from a broken page: JSON can escape it, UTF-8 cannot hold it
        return json.dumps(row).encode() + b"\n"


def _counts(content: Content) -> dict[str, int]:
    counts = {"posts": 0, "pages": 0, "comments": sum(1 for _ in content.strays())}
    for post in content.posts():
        counts[f"{post.kind}s"] += 1
        counts["comments"] += len(content.comments(post.key))
    return {**counts, "terms": len(_labels(content)), "assets": sum(1 for _ in content.assets())}


def _problems(lines: Iterable[bytes]) -> Iterator[Finding]:
    seen: set[tuple[str, ...]] = set()
    for number, line in enumerate(lines, 1):
        row = _parsed(line)
        code, message = _trouble(number, row, seen)
        if code:
            yield Finding(
                code=f"jsonl.{code}",
                severity="error",
                url=FILE,
                message=f"line {number}: {message}",
                hint=_HINT,
            )
            if code == "schema":
                return


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) else None


def _trouble(number: int, row: dict[str, Any] | None, seen: set[tuple[str, ...]]) -> tuple[str, str]:
    """Return (code, message) of the first rule a line breaks; empty when it breaks none."""
    if number == 1 and row != SCHEMA:
        return "schema", f"the first line must be {json.dumps(SCHEMA)}"
    if row is None:
        return "json", "this is no JSON object"
    if row.get("kind") not in _KINDS:
        return "kind", f"unknown kind {row.get('kind')!r}"
    keys, fields = _KINDS[row["kind"]]
    missing = [name for name in (*keys, *fields) if name not in row]
    if missing:
        return "field", f"{row['kind']} without {', '.join(missing)}"
    sort = "post" if row["kind"] == "page" else row["kind"]
    identity = (sort, *(str(row[name]) for name in keys))
    if identity in seen:
        return "twice", f"a second {' '.join(identity)}"
    seen.add(identity)
    return "", ""


PLUGIN = Jsonl()
