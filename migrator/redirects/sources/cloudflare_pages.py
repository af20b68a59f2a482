"""Cloudflare's `_redirects`: a line without a status is a 302."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.redirects.sources._rules import Notes
from migrator.redirects.sources._underscore import read_underscore

if TYPE_CHECKING:
    from migrator.redirects.pairs import PairList, Sites
    from migrator.redirects.sources._contract import Given


class CloudflarePages:
    """The file _redirects as Cloudflare reads it."""

    name = "cloudflare-pages"
    title = "Cloudflare Pages and Workers: _redirects (only with --from)"

    def recognises(self, given: Given) -> int:  # noqa: ARG002 (part of the contract)
        """Never: the file's name is Netlify's too, and only the default status differs."""
        return 0

    def read(self, given: Given, sites: Sites) -> PairList:
        """Take over each line with one old address."""
        notes = Notes(given.name)
        read_underscore(notes, given.text, 302, r"[*]|/:[A-Za-z]")
        return notes.pairs(sites)


PLUGIN = CloudflarePages()
