"""Dreamwidth as a source: how its pages are told, read by the reader it shares with LiveJournal."""

from __future__ import annotations

from migrator.platforms._journals import Journals
from migrator.platforms._markup import with_class
from migrator.platforms._signs import Sign

_SIGNALS = (
    Sign("scripts of Dreamwidth", 0.85, "//script[contains(., 'dreamwidth.org') and contains(., 'siteroot')]"),
    Sign("comments of Dreamwidth", 0.85, f"//*[{with_class('dwexpcomment')}]"),
    Sign("files of Dreamwidth", 0.7, "//link[contains(@href, 'dreamwidth.org/')] | //script[contains(@src, 'dreamwidth.org/')]"),
    Sign("the parts of its styles", 0.5, "//*[starts-with(@id, 'entry-wrapper-')]"),
)  # fmt: skip

PLUGIN = Journals(
    "dreamwidth", 1, (("view", "flat"),), _SIGNALS, (b"Dreamwidth Studios", b".dreamwidth.org/")
)
