"""A request and its answer, without sockets, so that every route is a plain function."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha1
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

HTML = "text/html; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Ask:
    """A request: `path` still encoded, `query` without `?`, header names in lower case."""

    method: str
    host: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def target(self) -> str:
        """Path and query as asked."""
        return self.path + (f"?{self.query}" if self.query else "")

    @property
    def parameters(self) -> dict[str, str]:
        """The decoded parameters; of several with one name the last counts."""
        return dict(parse_qsl(self.query, keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Answer:
    """A response; `slow` are seconds to wait before it is sent."""

    status: int = 200
    body: bytes = b""
    media_type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()
    slow: float = 0.0


def page(text: str, media_type: str = HTML, status: int = 200) -> Answer:
    """Return text as an answer."""
    return Answer(status, text.encode("utf-8", "surrogatepass"), media_type)


def redirect(location: str, status: int = 302) -> Answer:
    """Return a redirect."""
    text = f'<HTML><HEAD><TITLE>Moved</TITLE></HEAD><BODY><A HREF="{location}">here</A></BODY></HTML>'
    return replace(page(text, status=status), headers=(("Location", location),))


def validated(ask: Ask, answer: Answer, changed: datetime) -> Answer:
    """Add ETag and Last-Modified to a 200, and answer 304 when the asker already has it."""
    if answer.status != HTTPStatus.OK:
        return answer
    tag = f'"{sha1(answer.body, usedforsecurity=False).hexdigest()}"'
    stamps = (("ETag", tag), ("Last-Modified", format_datetime(changed.astimezone(UTC), usegmt=True)))
    headers = (*answer.headers, ("Cache-Control", "private, max-age=0"), *stamps)
    if _has_already(ask.headers, tag, changed):
        return Answer(304, b"", answer.media_type, headers, answer.slow)
    return replace(answer, headers=headers)


def _has_already(headers: Mapping[str, str], tag: str, changed: datetime) -> bool:
    if "if-none-match" in headers:
        return tag in headers["if-none-match"] or headers["if-none-match"].strip() == "*"
    if "if-modified-since" not in headers:
        return False
    try:
        return changed <= parsedate_to_datetime(headers["if-modified-since"])
    except (TypeError, ValueError):
        return False
