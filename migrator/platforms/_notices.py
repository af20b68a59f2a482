"""Tells "this blog has moved" notices from posts: by wording in many languages and by structure, not by sample.

A notice says that the blog has moved *and* points somewhere else; a post about moving says more than that.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.html import parse_fragment, text_of
from migrator.platforms._markup import attribute, found, markup, shown_strings, text_in
from migrator.text import letters, squeezed
from migrator.urls import absolute, host_of, path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bs4 import BeautifulSoup, Tag
    from lxml.html import HtmlElement

_LONGEST_BLOCK = 450  # characters of a notice standing beside a post
_LONGEST_STUB = 800  # characters of a page that is a notice
_NOTICE_SHARE = 0.75  # of a stub's letters stand in sentences that belong to a notice

# Perfect or present result ("has moved", "is now at"), never the future: "we are moving" posts are posts.
_MOVED = re.compile(
    r"\b(?:has|have|had|'ve|is|was|been)\s+(?:just\s|now\s|officially\s|recently\s|been\s|permanently\s)*"
    r"(?:moved|relocated|migrated|transferred)\b(?!\s+(?:from|(?:my|our|all|some|these|those|most)\s+(?!blog|site|web|journal)))"
    r"|\bmoved\s+(?:to|over|house|home|here)\b|\bhas\s+(?:a\s+)?new\s+(?:home|address|domain|location|url)\b"
    r"|\bno\s+longer\s+(?:updated|maintained|active|in\s+use)\b"
    # es, ca, gl, pt, it, fr, ro
    r"|\b(?:se|nos|me|te|s')\s*(?:ha|hemos|he|han|hem|a|am|ne-am)?\s*(?:mudado|trasladado|cambiado|movido|traslladat|mogut|mudat|mutat)\b"
    r"|\bha\s+sido\s+(?:trasladado|movido|mudado)\b"
    r"|\bmud(?:ou|amos|ei)(?:-se|-nos)?\b|\bfoi\s+(?:movido|transferido|migrado)\b"
    r"|\b(?:si\s+è|ci\s+siamo|mi\s+sono|è\s+stato)\s+(?:trasferit[oaie]|spostat[oaie])\b|\bha\s+cambiato\s+(?:casa|indirizzo)\b"
    r"|\b(?:a|ai|avons|j'ai|est|été)\s+(?:été\s+)?(?:déménagée?|déplacée?|transférée?)\b|\bchangé\s+d['’]adresse\b"
    # de, nl, sv, da, nb, fi
    r"|\bumgezogen\b|\bumgestiegen\b|\b(?:verschoben|verlegt)\s+(?:worden|nach|auf)\b|\bverhuisd\b|\bverplaatst\b|\b(?:har|er|är)\s+(?:nå\s+|nu\s+|blitt\s+|blevet\s+)?(?:flytt(?:at|ad|et)?|flyttet)\b"
    r"|\bmuutta(?:nut|neet)\b|\bsiirtynyt\b"
    # pl, cs, sk, hu, hr, tr, id
    r"|\bprzeni(?:esiony|ósł|osłam|osłem)\b|\bprzeprowadził\w*|\bpřest[ěe]hoval\w*|\bpřesunul\w*|\bpresťahoval\w*"
    r"|\b(?:el|át)?költöz(?:ött|tünk|tem)\b|\bpreseli[lo]\w*|\btaşın(?:dı|dık|mıştır|dım)\b|\b(?:telah|sudah)\s+(?:di)?pindah\w*"
    # ru, uk, bg, el
    r"|переехал\w*|перенес[её]н\w*|перемещ[её]н\w*|переїха\w*|перенесено|преместен\w*|премести\w*|μετακόμισ\w*|μεταφέρθηκ\w*"
    # ja, zh, ko, vi, th, ar, he, fa
    r"|移転|引っ?越し|搬家|搬到|搬至|遷移|迁移|移至|이전(?:했|하였|되었|합니)|이사(?:했|하였|왔|갔)|옮겼|chuyển\s+(?:sang|đến|về|qua)|ย้ายไป"
    r"|انتقل\w*|نقل(?:ت|نا)|עבר(?:ה|נו|תי)?\s+ל|منتقل",
    re.IGNORECASE,
)
# Where something is now: said of shops, books and films as often, so only a blog's own name makes it a notice.
_NOW = re.compile(
    r"\bnow\s+(?:located|living|lives?|found|hosted|published|available)\b|\b(?:is|are|be)\s+now\s+(?:at|on|over)\b"
    r"|\b(?:find|visit|read|follow)\s+(?:me|us|it|the\s+blog|my\s+blog)\s+(?:now\s+)?(?:at|on|over|here)\b"
    r"|\bahora\s+est(?:á|amos|oy)\s+en\b|\bagora\s+est(?:á|amos|ou)\s+em\b|\bse\s+trouve\s+(?:maintenant|désormais)\b"
    r"|\bjetzt\s+(?:unter|auf|hier)\b|\bnur\s+noch\s+(?:unter|auf)\b",
    re.IGNORECASE,
)
_OWN_PLACE = re.compile(
    r"blog|bitácora|\b(?:this|my|our|new|dies\w+|mein\w*|unser\w*|est[ea]|mi|nuestr\w+|meu|nosso|ce|mon|notre|quest[oa]|mio|nostro)"
    r"\s+(?:new\s+|neue\s+)?(?:site|web\s?site|home\s?page|journal|page|seite|sitio|página|sito)\b",
    re.IGNORECASE,
)
# "Sam's blog", "their site": news of others.
_OTHERS = re.compile(
    r"\b(?!it|let|here|there|that|what)\w+['’]s\s+(?:\w+\s+)?(?:blog|site|web\s?site|journal)\b"
    r"|\b(?:his|her|their|its|ihr|sein|leur|suo|их|его|её|ее)\s+(?:\w+\s+)?(?:blog|site|web\s?site|journal|блог|сайт)",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"blog|weblog|\bsites?\b|website|web\s?site|homepage|\bweb\b|\bsiti?o?\b|página|pagina|\bthis\s+page\b|cette\s+page|bitácora|seite"
    r"|adress|address|direcci|endere|indirizz|domain|domini|dominio|domaine|\burl\b|\badres\b|\bhome\b|journal"
    r"|блог|сайт|журнал|адрес|ιστολόγι|μπλογκ|ブログ|サイト|博客|部落格|网站|網站|网誌|網誌|블로그|사이트|홈페이지"
    r"|בלוג|אתר|مدونة|المدون|الموقع|وبلاگ|บล็อก|เว็บ|trang|sivu|oldal|stránk|strona|stroną",
    re.IGNORECASE,
)
# Titles of posts that tell of the move themselves.
_ABOUT_MOVING = re.compile(
    r"\bmov(?:e|es|ing)\b|\bnew\s+(?:home|address|blog|site|domain)\b|good-?bye|farewell|mudan[zç]a|umz[uo]g|déménag|traslo[cd]|verhui[sz]|flytt"
    r"|nuev[oa]\s+(?:casa|blog|direcci|sitio)|nov[oa]\s+(?:casa|blog|endere)|nuov[oa]\s+(?:casa|blog|indirizzo)|neue[srn]?\s+(?:blog|adresse|zuhause)"
    r"|adi[oó]s|adieu|addio|abschied|afscheid|przeprowadz|stěhov|költöz|taşın|пере[ею]зд|переезжа|引っ?越|移転|搬家|이사|이전",
    re.IGNORECASE,
)
# What the other sentences of a notice say: where it sends the reader, and what to do about it.
_FAREWELL = re.compile(
    r"redirect|click|bookmark|subscri|\bfeeds?\b|\brss\b|update\s+your|visit|see\s+you|over\s+there|new\s+posts?|thank|sorry"
    r"|weitergeleitet|lesezeichen|klick|besuch|abonn|danke|redirig|clic\b|clique|marcad|favorit|suscri|visit|gracias"
    r"|actualiz|rediri|segnalibr|aggiorn|obrigad|visite|grazie|merci|signet|mettre\s+à\s+jour|doorgestuurd|bladwijzer|bedankt"
    r"|перенаправ|закладк|подпис|przekier|zakład|přesměr|yönlendir|リダイレクト|ブックマーク|新しい|こちら|新地址|新網址|新网址|여기|주소|跳转|跳轉|書籤|书签|새로운|즐겨찾기"
    r"|welcome|neue[nrs]?\b|nuev[oa]|nov[oa]\b|nuov[oa]|nouve"
    r"|\bplease\b|\bthere\b|\blá\b|\btam\b|\bdaar\b|\b(?:come|see|find)\b|там|search|archives?|categor|\blinks?\b|comments?|bitte|dort|por\s+favor|all[íi]|s'il\s+(?:vous|te)|là-bas"
    r"|per\s+favore|alsjeblieft|пожалуйста|ください|请|請",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://\S+|\b(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_PATH = re.compile(r"^(?:https?://)?[^/]+(.*)$", re.IGNORECASE)
_BLOG_FOLDER = re.compile(r"/(?:~[^/]+/)?[^/.]*(?:blog|journal|word)[^/.]*/?", re.IGNORECASE)
_SENTENCES = re.compile(r"(?<=[.!?。！？…])\s+|(?<=[。！？])|\s*\n\s*|\s+[·|»]\s+")
# "New blog: ADDRESS", "You can find my new blog here: ADDRESS".
_NEW_PLACE = re.compile(
    r"^\W*(?:(?:you\s+can\s+)?(?:find|visit|read)\s+|please\s+visit\s+)?(?:(?:me|us)\s+at\s+)?(?:my\s+|our\s+)?"
    r"new\s+(?:blog|site|website|address|home|url|domain)\b(?!\s+(?:post|by|of|from|for|about))[^.!?]{0,25}(?:https?://|\b(?:[a-z0-9-]+\.)+[a-z]{2,})",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(
    r"(?:i|we|ich|wir|je|nous|yo|nosotros|eu|nós|io|noi|ik|wij|jag|vi|jeg|мы|я|ми|biz|ben)(?:\W?(?:am|are|have|bin|sind|ben|zijn|har|er|är))?",
    re.IGNORECASE,
)
_SHORT_STATEMENT = 45  # letters beside the address
_SHORT_SENTENCE = 130  # characters
_BLOCKS = (
    "div",
    "p",
    "table",
    "blockquote",
    "center",
    "section",
    "aside",
    "h1",
    "h2",
    "h3",
    "h4",
    "header",
    "strong",
    "b",
)


def may_hold_notice(html: str) -> bool:
    """False where no words at either end of a body can be a notice's: a quick look that saves parsing most bodies."""
    text = text_of(html)
    ends = text if len(text) <= 2 * _LONGEST_STUB else f"{text[:_LONGEST_STUB]}\n{text[-_LONGEST_STUB:]}"
    sentences = _SENTENCES.split(ends)
    return any(_NEW_PLACE.search(s) or _MOVED.search(s) or _NOW.search(s) for s in sentences)


def is_moved_notice(html_soup: Tag | BeautifulSoup, owns: Callable[[str], bool], base: str) -> bool:
    """True where an element holds nothing but the message that the blog has moved elsewhere.

    `owns` tells whether a URL is the blog's own; `base` resolves relative links.
    """
    text = text_in(html_soup)
    if not text or len(text) > _LONGEST_STUB or not _points_away(html_soup, text, owns, base):
        return False
    sentences = [s for s in _SENTENCES.split(_lines(html_soup)) if letters(s)]
    said = sum(len(letters(s)) for s in sentences)
    belonging = sum(len(letters(s)) for s in sentences if _MOVED.search(s) or _NOW.search(s) or _belongs(s))
    home = _points_to_a_home(html_soup, text, base)
    return any(_moved(s, home=home) for s in sentences) and belonging >= _NOTICE_SHARE * said


def remove_notices(body: BeautifulSoup, title: str, owns: Callable[[str], bool], base: str) -> bool:
    """Take notices out of the two ends of a post's body; True if there were any.

    A post whose title or remaining text speaks of the move itself keeps everything: there it is the author's.
    """
    edges = [block for block in _edge_blocks(body) if _is_notice_block(block, owns, base)]
    if not edges or _MOVED.search(title) or _ABOUT_MOVING.search(title):
        return False
    rest = _text_without(body, edges)
    if len(letters(rest)) < 40 or any(_moved(s, home=True) for s in _SENTENCES.split(rest)):  # noqa: PLR2004 - no post
        return False
    for block in edges:
        block.decompose()
    return True


def _is_notice_block(block: Tag, owns: Callable[[str], bool], base: str) -> bool:
    return len(text_in(block)) <= _LONGEST_BLOCK and is_moved_notice(block, owns, base)


def _edge_blocks(body: BeautifulSoup) -> Iterator[Tag]:
    """Yield the first and the last blocks with words in them, outermost first, at either end."""
    if body.body is None:
        return
    for forward in (True, False):
        here: Tag = body.body
        for _ in range(4):
            block = _edge(here, forward=forward)
            if block is None:
                break
            yield block
            here = block


def _edge(parent: Tag, *, forward: bool) -> Tag | None:
    children = list(parent.children)
    for child in children if forward else reversed(children):
        name = getattr(child, "name", None)
        if name is None:
            if letters(str(child)) and type(child).__name__ == "NavigableString":
                return None
        elif letters(text_in(child)):  # type: ignore[arg-type]
            return child if name in _BLOCKS else None  # type: ignore[return-value]
    return None


def _text_without(body: BeautifulSoup, gone: list[Tag]) -> str:
    outer = [block for block in gone if not any(other in block.parents for other in gone)]
    text = _lines(body)
    for block in outer:
        text = text.replace(_lines(block), "\n", 1)
    return text


def _lines(tag: Tag | BeautifulSoup) -> str:
    return text_of(str(tag))


def _moved(sentence: str, *, home: bool) -> bool:
    """True where a sentence says that the blog, or its writer as such, has moved; `home`: to a site, not to some page."""
    if _NEW_PLACE.search(sentence):
        return home
    words = _ADDRESS.sub("", sentence)
    if _OTHERS.search(words):
        return False
    match = _MOVED.search(sentence)
    if match is None:
        return bool(_NOW.search(sentence) and _OWN_PLACE.search(words))
    if _PLACE.search(words):
        return True
    before = sentence[: match.start()].strip(" -–—!¡*\"'«»")
    short = len(letters(words)) <= _SHORT_STATEMENT
    return home and short and (not before or _FIRST_PERSON.fullmatch(before) is not None)


def _belongs(sentence: str) -> bool:
    short = len(_ADDRESS.sub("", sentence)) < _SHORT_SENTENCE
    return short and bool(_ADDRESS.search(sentence) or _FAREWELL.search(sentence))


def _points_away(tag: Tag | BeautifulSoup, text: str, owns: Callable[[str], bool], base: str) -> bool:
    for link in tag.find_all("a", href=True):
        target = absolute(base, attribute(link, "href"))
        if target and not owns(target) and host_of(target) != host_of(base):
            return True
    return any(not owns(f"http://{_host_in(match[0])}/") for match in _ADDRESS.finditer(text))


def _points_to_a_home(tag: Tag | BeautifulSoup, text: str, base: str) -> bool:
    """True where an element names the front page of a site, or of a blog in a folder of one."""
    targets = [absolute(base, attribute(link, "href")) or "" for link in tag.find_all("a", href=True)]
    paths = [path_of(target) for target in targets if target.startswith("http")]
    paths += [_PATH.sub(r"\1", match[0].rstrip(".,;:!)")) for match in _ADDRESS.finditer(text)]
    return any(path.strip("/") == "" or _BLOG_FOLDER.fullmatch(path) for path in paths)


def _host_in(address: str) -> str:
    return re.sub(r"^https?://", "", address, flags=re.IGNORECASE).split("/")[0].rstrip(".,;:!)").lower()


def is_moved_page(tree: HtmlElement, owns: Callable[[str], bool], base: str) -> bool:
    """True where a whole page, template and all, is nothing but the message that the blog has moved."""
    bodies = found(tree, "//body")
    if not bodies or len(squeezed(" ".join(shown_strings(bodies[0])))) > _LONGEST_STUB:
        return False
    return is_moved_notice(parse_fragment(markup(bodies[0])), owns, base)
