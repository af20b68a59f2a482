"""Titles that try WordPress's slug rules from every side; equal seeds give equal titles."""

from __future__ import annotations

from random import Random

_BLOCKS = {
    "ascii": (0x20, 0x7E),
    "latin-1": (0xA0, 0xFF),
    "latin-a": (0x100, 0x17F),
    "latin-b": (0x180, 0x24F),
    "ipa": (0x250, 0x2AF),
    "modifiers": (0x2B0, 0x36F),
    "greek": (0x370, 0x3FF),
    "cyrillic": (0x400, 0x52F),
    "hebrew-arabic": (0x5D0, 0x64A),
    "thai": (0xE01, 0xE5B),
    "vietnamese": (0x1E00, 0x1EFF),
    "spaces-and-dashes": (0x2000, 0x206F),
    "currency-letterlike": (0x20A0, 0x2150),
    "kana": (0x3041, 0x30FF),
    "cjk": (0x4E00, 0x4FFF),
    "forms": (0xFB00, 0xFB06),
    "fullwidth": (0xFF01, 0xFFFD),
    "emoji": (0x1F300, 0x1F6FF),
}
_PIECES = (
    *("%20", "%C3%A9", "%c3%a9", "%zz", "100%", "%%41", "---ab---", "%E2%80%94", "%2F", "a%2", "%"),
    *("&amp;", "&nbsp;", "&#8217;", "&#160;", "&ndash;", "&eacute;", "& ", "&;", "&unfinished", "&lt;b&gt;"),
    *("<b>", "</b>", "<br/>", "< 3", "<3", ">", "<a href='x>y'>", '<i title="', "<!-- c -->", "<!doctype x>", "<?php a ?>"),
    *(".", "..", "...", "a.b", ".html", "/", "//", "a/b", "\\", "_", "__", "-", "--", "---", " ", "  ", "\t", "\n", "+"),
    *("'", '"', "“q”", "‘s’", "–", "—", "…", "×", "÷", "©", "®", "™", "•", "«x»", "¿", "¡", "°", "l·l", "ﬁ", "ß", "ẞ", "İ", "ı"),
    *("Σίσυφος", "e\u0301", "o\u0308", "n\u0303", "\u200b", "\u200d", "\ufeff", "\u00ad", "👩‍👩‍👧", "🇫🇷", "#tag", "C++", "$5", "(x)"),
    *("Hello", "WORLD", "2009", "01", "don't", "rock’n’roll", "AT&T", "Ågren", "Łódź", "Ünïcode", "東京", "Москва", "中文标题"),
)  # fmt: skip
_FIXED = (
    *(
        "",
        " ",
        ".",
        "/",
        "-",
        "___",
        "%",
        "&",
        "<",
        ">",
        "&nbsp;",
        "0",
        "007",
        "page2",
        "page",
        "feed",
        "embed",
        "…",
    ),
    *(
        "Hello, world!",
        "What's new?",
        "Résumé",
        "résumé",
        "C++ & C#",
        "50% off",
        "1/2 price",
        "a.b.c",
        "2009.html",
    ),
    *(
        "x" * 300,
        "é" * 300,
        "я" * 300,
        "日本" * 60,
        "a" * 198 + "日",
        "a" * 199 + "é.",
        ("word " * 60),
        "😀" * 20,
    ),
)


def titles(count: int, seed: int = 20090314) -> list[str]:
    """Return `count` different titles: fixed ones, every letter of the Latin blocks, then mixtures."""
    random = Random(seed)
    found = dict.fromkeys((*_FIXED, *(f"x{chr(code)}y" for code in range(0xA0, 0x250))))
    while len(found) < count:
        found[_mixture(random)] = None
    return list(found)[:count]


def _mixture(random: Random) -> str:
    parts = [_part(random) for _ in range(random.choice((1, 2, 3, 5, 8, 13, 40)))]
    return random.choice(("", " ", "")).join(parts)


def _part(random: Random) -> str:
    if random.random() < 0.6:
        return random.choice(_PIECES)
    first, last = _BLOCKS[random.choice(list(_BLOCKS))]
    return "".join(chr(random.randint(first, last)) for _ in range(random.randint(1, 6)))
