"""LiveJournal as a source: how its pages of three generations are told, read by the journal reader."""

from __future__ import annotations

from migrator.platforms._journals import Journals
from migrator.platforms._markup import with_class
from migrator.platforms._signs import Sign

_SIGNALS = (
    Sign("files of LiveJournal", 0.8, ("//link[contains(@href, 'livejournal.net/') or contains(@href, 'stat.livejournal.com/')]"
     " | //script[contains(@src, 'livejournal.net/') or contains(@src, 'stat.livejournal.com/')]")),
    Sign("LiveJournal's page parts", 0.7, f"//*[{with_class('b-singlepost', 'b-singlepost-body', 'aentry-post__text', 'b-leaf', 'j-e-text')}]"),
    Sign("comments of LiveJournal", 0.6, "//*[starts-with(@id, 'ljcmt')][number(substring(@id, 6)) > 0]"),
    Sign("user links", 0.4, "//*[@data-ljuser or @*[name()='lj:user']]//a[contains(@href, 'livejournal.')]"),
)  # fmt: skip

PLUGIN = Journals(
    "livejournal", 1, (("view", "flat"), ("nojs", "1")), _SIGNALS, (b"LiveJournal / LiveJournal.com",)
)
