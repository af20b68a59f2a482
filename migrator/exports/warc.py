"""WARC: every stored answer of the old blog as it was received, for archives and for whoever comes later.

One file, `blog.warc.gz`, a gzip member for each record, as ISO 28500 (WARC 1.0) has it. Bodies are decoded, headers
those that say something about the page; equal projects give equal bytes.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import uuid
import zlib
from dataclasses import replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from migrator import __version__
from migrator.exports._contract import ExportFile, ExportResult
from migrator.model import Finding
from migrator.parts import part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from migrator.exports._contract import Content, ExportOptions
    from migrator.model import Hop, Page

_FILE = "blog.warc.gz"
_CHUNK = 65_536
_OWN = "x-migrator-"
_PHRASES = {
    200: "OK",
    301: "Moved Permanently",
    302: "Found",
    304: "Not Modified",
    403: "Forbidden",
    404: "Not Found",
    410: "Gone",
    500: "Internal Server Error",
}
_UNKNOWN = "1970-01-01T00:00:00Z"


class Warc:
    """The old blog's answers as a web archive file."""

    name = "warc"
    version = 1

    def write(self, content: Content, options: ExportOptions) -> ExportResult:  # noqa: ARG002 - the contract's shape
        """Render every stored answer; posts and comments are inside the pages, and not counted."""
        losses = [
            Finding(
                code="changed.date",
                severity="info",
                url=page.url,
                message="No source says when this was received: its record says 1970-01-01.",
            )
            for page in content.pages()
            if _moment(page) == _UNKNOWN
        ]
        return ExportResult(files=[ExportFile(_FILE, _records(content))], counts={}, losses=losses)

    def lint(self, files: Mapping[str, bytes], options: ExportOptions) -> Sequence[Finding]:  # noqa: ARG002
        """Read every record again, with its digests."""
        found = []
        for path, text in files.items():
            trouble = _trouble(text)
            if trouble:
                hint = "Write it again: migrator export --to warc"
                found.append(
                    Finding(code="warc.damaged", severity="error", url=path, message=trouble, hint=hint)
                )
        return found


def _records(content: Content) -> Iterator[bytes]:
    yield _head(content.old.base_url)
    for page in content.pages():
        moment = _moment(page)
        for number, hop in enumerate(page.hops):
            if hop.url != page.final_url:
                yield response_record(_step(page, hop), moment, f"{page.url} {number}")
        if not page.hops or page.body:
            yield response_record(replace(page, url=page.final_url), moment, page.url)


def _step(page: Page, hop: Hop) -> Page:
    """Return the answer that led on; the headers stored with a redirect that was not followed are its own."""
    own = page.headers if hop == page.hops[-1] and hop.status == page.status else {}
    return replace(
        page, url=hop.url, status=hop.status, headers={**own, "location": hop.location}, body=b"", hops=()
    )


def _head(base_url: str) -> bytes:
    text = f"software: migrator/{__version__}\r\nformat: WARC File Format 1.0\r\nisPartOf: {base_url}\r\n".encode()
    named = {"WARC-Filename": _FILE, "WARC-Date": _UNKNOWN, "WARC-Record-ID": _id("warcinfo", base_url)}
    return _written("", "warcinfo", text, named, None)


def response_record(answer: Page, moment: str, place: str = "") -> bytes:
    """Return one gzipped record of an answer; `moment` is ISO 8601 in UTC, `place` tells records of one URL apart."""
    lines = [
        (name.title(), " ".join(value.split()))
        for name, value in sorted(answer.headers.items())
        if not name.startswith(_OWN)
    ]
    line = f"{answer.status} {_PHRASES.get(answer.status, 'Unknown')}"
    head = part("warcio.statusandheaders", "warc").StatusAndHeaders
    sent = head(line, [*lines, ("Content-Length", str(len(answer.body)))], protocol="HTTP/1.1")
    named = {"WARC-Date": moment, "WARC-Record-ID": _id(answer.url, f"{moment} {place}")}
    return _written(answer.url, "response", answer.body, named, sent)


def _written(url: str, kind: str, body: bytes, named: Mapping[str, str], sent: Any) -> bytes:
    block = (sent.to_ascii_bytes() if sent is not None else b"") + body
    digests = {"WARC-Payload-Digest": _digest(body), "WARC-Block-Digest": _digest(block)}
    out = io.BytesIO()
    writer = part("warcio.warcwriter", "warc").WARCWriter(out, gzip=True)
    record = writer.create_warc_record(
        url,
        kind,
        payload=io.BytesIO(body),
        length=len(body),
        http_headers=sent,
        warc_headers_dict={**named, **digests},
    )
    writer.write_record(record)
    return out.getvalue()


def _moment(page: Page) -> str:
    """Return when the answer was received, by its own Date; ISO 8601 in UTC."""
    try:
        received = parsedate_to_datetime(page.headers.get("date", ""))
    except (TypeError, ValueError):
        return _UNKNOWN
    aware = received if received.tzinfo is not None else received.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _id(url: str, more: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{url} {more}')}>"


def _digest(body: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode("ascii")


def _trouble(text: bytes) -> str | None:
    """Return what is wrong with a file, or None."""
    if not _is_whole(text):
        return "it is cut off"
    count = 0
    records = part("warcio.archiveiterator", "warc").ArchiveIterator(io.BytesIO(text), check_digests="raise")
    refused = part("warcio.exceptions", "warc").ArchiveLoadFailed
    try:
        for record in records:
            record.raw_stream.read()
            count += 1
    except (refused, EOFError, OSError, ValueError) as error:
        return f"record {count + 1} cannot be read: {str(error).strip().partition(chr(10))[0]}"
    return None if count else "there is no record in it"


def _is_whole(text: bytes) -> bool:
    """True where every gzip member ends."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(text)) as members:
            while members.read(_CHUNK):
                pass
    except (EOFError, OSError, zlib.error):
        return False
    return True


PLUGIN = Warc()
