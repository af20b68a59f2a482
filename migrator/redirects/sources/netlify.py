"""Netlify's `_redirects`: a line without a status is a 301."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.redirects.sources._contract import NAMED, Given
from migrator.redirects.sources._underscore import read_underscore

if TYPE_CHECKING:
    from migrator.redirects.pairs import PairList, Sites


class Netlify:
    """The file _redirects as Netlify reads it."""

    name = "netlify"
    title = "Netlify: _redirects"

    def recognises(self, given: Given) -> int:
        """Go by the file's name; Cloudflare's must be asked for, as nothing tells them apart."""
        return NAMED if given.file_name == "_redirects" and not given.is_folder else 0

    def read(self, given: Given, sites: Sites) -> PairList:
        """Take over each line with one old address."""
        return read_underscore(given.text, given.name, sites, 301)


PLUGIN = Netlify()
