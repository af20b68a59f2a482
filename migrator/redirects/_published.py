"""The paths a rule must answer on servers that resolve no dots or merge no slashes: its own, and as published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.redirects._spelling import decoded, split_url

if TYPE_CHECKING:
    from migrator.model import RedirectRule


def decoded_paths(rule: RedirectRule) -> tuple[str, ...]:
    """Return the decoded path of a rule and, where it differs, that of the URL as it was published."""
    parts = split_url(rule.old)
    published = decoded(parts.path or "/") if parts else rule.path
    return tuple(dict.fromkeys((rule.path, published)))
