"""Turns what people typed into LiveJournal and Dreamwidth into HTML: line breaks, user names, cuts and polls."""

from __future__ import annotations

import re
from html import escape

_BLOCKS = re.compile(r"<(?:p|br|div|ul|ol|table|blockquote|h[1-6])\b", re.IGNORECASE)
_USER = re.compile(
    r"<lj\s+(?:user|comm)\s*=\s*[\"']?([\w-]{1,40})[\"']?[^>]*>(?:</lj>)?|<user\s+name\s*=\s*[\"']?([\w-]{1,40})[\"']?[^>]*>(?:</user>)?",
    re.IGNORECASE,
)
_CUT = re.compile(r"<(?:lj-cut|cut)\b[^>]*>", re.IGNORECASE)
_POLL = re.compile(r"<(?:lj-)?poll-(\d{1,12})\s*/?>", re.IGNORECASE)
_OTHER = re.compile(
    r"</?(?:lj-cut|cut|lj-raw|raw-code|lj-embed|lj-template|lj-spoiler|lj-like|lj-repost)\b[^>]*>",
    re.IGNORECASE,
)
_NEW_LINE = re.compile(r"\r\n?|\n")
_RAW = re.compile(r"<(?:lj-raw|raw-code|pre)\b", re.IGNORECASE)


def shown(typed: str, domain: str, *, formatted: bool = False) -> str:
    """Return a text as the service shows it: its own tags resolved, and lines broken where it breaks them.

    `domain` is the one journals are below; `formatted` texts, and those with blocks of their own, keep their lines.
    """
    body = _CUT.sub("<!--more-->", typed, count=1)
    body = _USER.sub(lambda match: _linked(match[1] or match[2], domain), body)
    body = _POLL.sub(lambda match: f"(Poll {match[1]})", body)
    broken = formatted or _BLOCKS.search(body) or _RAW.search(body)
    body = _OTHER.sub("", body).strip()
    return body if broken else _NEW_LINE.sub("<br>\n", body)


def _linked(user: str, domain: str) -> str:
    return f'<a href="{escape(profile(user, domain))}">{escape(user)}</a>'


def profile(user: str, domain: str) -> str:
    """Return the address of a user's journal; names with underscores have dashes in it."""
    return f"https://{user.strip('_').replace('_', '-')}.{domain}/"
