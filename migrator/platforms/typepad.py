"""TypePad, closed in 2025: its pages live on in archives and saved copies."""

from __future__ import annotations

from migrator.platforms._markup import with_class
from migrator.platforms._signs import Sign
from migrator.platforms._sixapart import SixApart

_SIGNS = (
    Sign("generator", 0.95, "//meta[@name='generator'][contains(@content, 'typepad.com')]"),
    Sign("files of TypePad", 0.8, ("//script[contains(@src, 'typepad.com/')] | //link[contains(@href, '.typepad.com/') or contains(@href, '/.shared/')]"
     " | //script[contains(@src, '/.shared/')]")),
    Sign("TypePad's entries", 0.7, ("//*[starts-with(@id, 'entry-6a') or starts-with(@id, 'comment-6a')]"
     f" | //*[{with_class('post-footers')}]")),
    Sign("forms of TypePad", 0.6, "//form[contains(@action, 'typepad.')]"),
    Sign("images of TypePad", 0.3, "//img[contains(@src, '/.a/6a')]"),
)  # fmt: skip
_SEEDS = (
    ("/atom.xml", 2, "feed"),
    ("/rss.xml", 3, "feed"),
    ("/comments/atom.xml", 4, "comment-feed"),
    ("/archives.html", 10, "crawl"),
    ("/", 12, "crawl"),
)

PLUGIN = SixApart("typepad", 1, _SIGNS, _SEEDS, b"typepad.com/")
