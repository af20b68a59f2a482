"""Finds a writer's name in a byline, whose label ("Posted by …") comes in every language."""

from __future__ import annotations

import re
from copy import copy
from typing import TYPE_CHECKING

from migrator.platforms._markup import attribute, joined_text
from migrator.platforms._meta_lines import writer_in
from migrator.platforms._select import first, remove, select
from migrator.text import squeezed
from migrator.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bs4 import BeautifulSoup, Tag

    from migrator.model import Json

_NAMES = (
    "[itemprop=author] [itemprop=name], [itemprop=author][itemprop=name]",
    ".post-author .fn, .vcard .fn, .author .fn, .p-author .p-name",
    "a[rel~=author], .g-profile, .fn",
    ".wp-block-post-author-name, .wp-block-post-author__name, .entry-author-name, .elementor-post-info__item--type-author",
    "[itemprop=author] a[href*='/profile/'], .post-author a[href], .entry-author-link, .author-name, .meta-author a, .bylinenbt a",
    ".entry-author a[href], .post-byline a[href*=profile], .byline a[href*=profile], .author a[href], a[href*='blogger.com/profile/']",
    ".serendipity_byline a[href], .submitted .username, .node__submitted .field--name-uid, .node__meta .field--name-uid, .node__meta .username",
    "meta[itemprop=author][content]",
)
_BYLINES = ".post-author, .entry-author, .post-byline, .byline-author, .author, .byline.post-author"

# The label of Blogger's own byline in its interface languages, as its blogs print it.
_LABELS = re.compile(
    r"^(?:posted|written|published|authored|by|from|author|autore?|auteur|autor(?:in|a)?|verfasser)?\s*(?:by|:)\s+"
    r"|^(?:publicad[oa]s?|postad[oa]s?|escrito|enviado|creado)\s+por:?\s+|^(?:lo\s+)?(?:dijo|dice)\s+"
    r"|^(?:publié|posté|écrit|envoyé)\s+par\s+|^(?:pubblicato|postato|scritto|inviato)\s+da\s+"
    r"|^(?:eingestellt|gepostet|erstellt|geschrieben|verfasst|veröffentlicht|diese(?:r|n)\s+post\s+verfasste)\s+(?:von\s+)?"
    r"|^(?:gepost|geplaatst|geschreven)\s+door\s+|^(?:upplagd|inlagd|publicerat|skrivet|lagt\s+inn|skrevet|opslået|indsendt|lagt\s+op)\s+a[fv]\s+"
    r"|^(?:lähettänyt|lähettäjä|kirjoittanut)\s+|^(?:opublikowane|autor|dodał[a]?)\s+przez\s+|^(?:vystavil|přidal|napsal)\w*\s+"
    r"|^(?:bejegyezte|közzétette|írta)\s*:?\s+|^(?:publicat|postat|scris|trimis)\s+(?:de|per)\s+|^(?:gönderen|yayınlayan|yazan)\s*:?\s+"
    r"|^(?:автор|отправлено|опубликовано|опубліковано|публикувано\s+от|написа)\s*:?\s+|^αναρτήθηκε\s+από(?:\s+τον?|\s+την)?\s+"
    r"|^(?:zveřejnil|objavi[ol]|објавио)(?:\(a\)|/l?a)?\s+|^(?:parašė|postitas|प्रस्तुतकर्ता|ipinaskil\s+ni|ارسال\s+شده\s+توسط)\s+"
    r"|^(?:發表者|发帖者)\s*"
    r"|^(?:diposting|diposkan|ditulis|dicatat)\s+oleh\s+|^(?:người\s+đăng|được\s+đăng\s+bởi)\s*:?\s+|^(?:投稿者|發佈者|张贴者|發佈者|发布者|發布者|作者|게시자|작성자)\s*[::]?\s*"
    r"|^(?:เขียนโดย|โพสต์โดย)\s+|^(?:مرسلة\s+بواسطة|تم\s+النشر\s+بواسطة)\s+|^(?:פורסם\s+על\s+ידי|הועלה\s+על\s+ידי)\s+",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"^[^\W\d]{3,}(?:[/(]\w+\)?)?\s*[:：]\s*")  # before a name known to be one
_LINES = ".post-footer, .PostFooter, .posted, p.post-footer em, [class*=post-meta], [class*=postmeta], .entry-meta, .byline, .post-info, .post-header, .meta, h1 + small, h2 + small, h3 + small"
_AT_A_TIME = re.compile(
    r"\s+(?:at|on|am|um|à|a\s+las|à\(s\)|às|alle|om|kl\.?|o|v|в|u|la|στις|pukul|lúc|tại|zaman:?|saat|den|el|le|il|em|@|-|–|\|)?\s*\d{1,2}[:.h/\-]\d.*$",
    re.IGNORECASE,
)
# "posteado por": any verb with a preposition; only where a line can be nothing but a byline.
_VERB = re.compile(r"^[^\W\d]{4,}\s+(?:by|por|par|da|von|door|av|af|przez|oleh)\s+", re.IGNORECASE)
_TERMS = "a[rel~=tag], a[rel~=category]"  # a category may be called "Recipes by Grandma"
_LONGEST_NAME = 80


def author_in(frame: BeautifulSoup, base: str, people: Sequence[str] = ()) -> dict[str, Json] | None:
    """Return the author of a post's byline as {"name", "url", "source_id"}, or None.

    `people` are names known to write on this blog; they settle what in a byline is the name.
    """
    for selector in _NAMES:
        for tag in select(frame, selector):
            name = name_only(attribute(tag, "content") or joined_text(tag))
            if name and len(name) <= _LONGEST_NAME:
                return {
                    "name": name,
                    "url": _profile(tag, base),
                    "source_id": profile_id(_profile(tag, base)),
                }
    for tag in select(frame, _BYLINES):
        named = _named_in(tag, people)
        if named:
            return {"name": named, "url": None, "source_id": None}
    return _in_footer(frame, people)


def _named_in(tag: Tag, people: Sequence[str]) -> str | None:
    text = joined_text(tag)
    for person in people:
        if text.endswith(person):
            return person
    lines = [squeezed(line) for line in tag.get_text().split("\n") if squeezed(line)]
    own_line = lines[-1] if len(lines) > 1 else text
    name = name_only(own_line)
    return name if name and len(name) <= _LONGEST_NAME else None


def _in_footer(frame: BeautifulSoup, people: Sequence[str]) -> dict[str, Json] | None:
    for shown in select(frame, _LINES):
        line = shown
        if first(shown, _TERMS) is not None:
            line = copy(shown)
            remove(line, _TERMS)
        name = writer_in(line, _LABELS, people) or writer_in(line, _VERB, people)
        if name:
            return {"name": name, "url": None, "source_id": None}
    return None


def name_only(text: str) -> str:
    """Return a byline's text without its label, its time and the punctuation around it."""
    shown = squeezed(text)
    name = _LABELS.sub("", shown, count=1)
    name = name if name != shown else _CAPTION.sub("", shown, count=1)
    return _AT_A_TIME.sub("", f"{name}").strip(" ,;:|·•–-")


def profile_id(url: str | None) -> str | None:
    """Return the number of a Blogger profile URL, or None."""
    match = re.search(r"/profile/(\d+)", url or "")
    return match[1] if match else None


def _profile(tag: Tag, base: str) -> str | None:
    link = tag if tag.name == "a" else tag.find("a", href=True) or tag.find_parent("a")
    href = attribute(link, "href") if link is not None else ""
    if not href:
        holder = tag.find_parent(attrs={"itemprop": "author"})
        meta = first(holder, "meta[itemprop=url], link[itemprop=url]") if holder is not None else None
        href = attribute(meta, "content") or attribute(meta, "href")
    return absolute(base, href) if href else None
