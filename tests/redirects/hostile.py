"""Addresses nobody would choose, old and new: whatever some host could take for more than text, in every encoding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.model import UrlKind, UrlMapping, Verdict
from migrator.redirects.compile import Compiled, Move, compile_rules

from .samples import HOSTS, LONG, NEW, OLD, OLD_HOST

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable

# Pieces of old paths and query values as text; each is written raw or encoded.
CHARACTERS = "aAzZ09éÉß日😀\u0130\u017f\u212a\u00a0\u2028\u2029\ufeff\u0301\u200b\udce9 -._~!$&'()*+,;=:@/?#[]%\"<>\\^`{|}"
TRAPS = (
    *(
        "$1",
        "${1}",
        "$uri",
        "$host",
        "${HOME}",
        "%1",
        "%2",
        "%{HTTP_HOST}",
        "%{ENV:HOME}",
        "%[src]",
        "\\1",
        "\\0",
    ),
    *("{host}", "{uri}", "{$HOME}", "{%HOME%}", "{http.request.host}", "{R:0}", "{C:1}", "{{x}}", "{Title}"),
    *("~^/", "~*.*", "^/", ".*$", "(?i)", "[.]", "\\E", "\\x41", "\\n", "\\", '\\"', "<<X", "EOF", "SAMPLE"),
    *(
        ":splat",
        ":name",
        "/:id",
        "*",
        "/*",
        "**",
        "(.*)",
        "(x|y)",
        "x+",
        "x?",
        "a{2}",
        "Country=de",
        "!",
        "301!",
    ),
    *(
        "default",
        "hostnames",
        "volatile",
        "include",
        "include /etc/passwd;",
        "; return 200;",
        "};",
        "} server {",
    ),
    *(
        '"; }',
        "' OR 1=1 --",
        "--",
        "<!--",
        "-->",
        "]]>",
        "</script>",
        "<script>",
        "&lt;",
        "&#10;",
        "&amp",
        "<?php",
    ),
    *(
        "?>",
        "#{x}",
        "#",
        " #",
        " R=301",
        "[R=301,L]",
        "=cmd|' /C calc'!A0",
        "@SUM(1)",
        "+1",
        "-1",
        "../",
        "..",
        ".",
    ),
    *(
        "//",
        "/./",
        "//evil.example",
        "@evil.example",
        ".evil.example",
        "https://evil.example/",
        "_x0041_",
        "_x000D_",
    ),
    *(
        "__proto__",
        "constructor",
        "%41",
        "%2F",
        "%2e",
        "%25",
        "%zz",
        "%",
        "%0d%0a",
        "+",
        "a+b",
        "a b",
        "  ",
        "=",
        "&",
    ),
    *(
        ".html",
        ".php",
        "index.html",
        ".htaccess",
        "_redirects",
        "CON",
        "~",
        "null",
        "true",
        "0",
        "1e3",
        "'",
        "`id`",
        "$(id)",
    ),
)
# Spellings of one thing that no encoder of ours would choose.
RAW = (
    "%2e",
    "%2E%2e",
    "%2F",
    "%2f",
    "%5C",
    "%00",
    "%0d%0a",
    "%0A",
    "%09",
    "%zz",
    "%",
    "%c3%a9",
    "%C3%A9",
    "%E9",
    "%e9",
    "é",
)
RAW += (
    "\udce9",
    "%7E",
    "%7e",
    "%41",
    "%3f",
    "%3F",
    "%23",
    "%25",
    "%2525",
    "%25zz",
    "%252F",
    "//",
    "/../",
    "/./",
    "%20",
    "+",
)
# Endings of new URLs: what is no strict URL on the new host must be refused, the rest come back letter by letter.
NEW_ENDINGS = (
    *(
        "/{n}/",
        "/{n}",
        "/{n}/?p=1",
        "/{n}/#top",
        "/{n}/?a=b&c=%26#x",
        "/{n}/%C3%A9",
        "/{n}/%c3%a9",
        "/{n}/a%20b",
    ),
    *(
        "/{n}/$1",
        "/{n}/%241",
        "/{n}/%7Bhost%7D",
        "/{n}/%25%7BENV:HOME%7D",
        "/{n}/%2",
        "/{n}/%23",
        "/{n}/%3F",
        "/{n}/%2F",
    ),
    *(
        "/{n}/:splat",
        "/{n}/:id/x",
        "/{n}/a:b",
        "/{n}/*",
        "/{n}/(x)",
        "/{n}/[x]",
        "/{n}/!",
        "/{n}/a;b",
        "/{n}/a,b",
        "/{n}/'x'",
    ),
    *(
        "/{n}/a+b",
        "/{n}/a=b",
        "/{n}/a&b",
        "/{n}/@x",
        "/{n}/~x",
        "/{n}//x",
        "/{n}/../x",
        "/{n}/./x",
        "/{n}/%2e%2e/x",
        "//{n}",
    ),
    *(
        "/{n}/%0d%0aSet-Cookie:a=b",
        "/{n}/%00",
        "/{n}/%22%3E%3Cscript%3E",
        "/{n}/?u=https://evil.example/",
        "?n={n}",
        "#n{n}",
    ),
    *(
        "/{n}/x?",
        "/{n}/x#",
        "/{n}/a?b?c",
        "/{n}/a#b#c",
        "/{n}/-",
        "/{n}/%5C",
        "/{n}/%userid%",
        "/{n}/?a=1+2",
        "/{n}/?a=%2B",
    ),
)
BAD_NEW = (
    *(
        "https://evil.example/",
        f"{NEW}.evil.example/",
        f"{NEW}@evil.example/",
        f"{NEW}:80@evil.example/",
        "//evil.example/",
    ),
    *(
        "javascript:alert(1)",
        "data:text/html,x",
        "/relative",
        "",
        f"{NEW}/\r\nSet-Cookie: a=b",
        f"{NEW}/a b",
        f'{NEW}/"',
    ),
    *(
        f"{NEW}/\\",
        f"{NEW}/{{x}}",
        f"{NEW}/é",
        f"{NEW}/<x>",
        f"{NEW}/`",
        f"{NEW}/^",
        f"{NEW}/|",
        f"{NEW}/%",
        f"{NEW}/%2",
        f"{NEW}/\0",
    ),
    *(
        f"{NEW}\\@evil.example/",
        f"{NEW}%2eevil.example/",
        "https:/evil.example",
        "https:///evil.example/",
        " https://evil.example/",
    ),
)
HTTP = NEW.replace("https", "http")
ORIGINS = (NEW, NEW, NEW, NEW, HTTP, NEW.replace("https://ask", "HTTPS://Ask"))
STATUSES = (301, 301, 301, 301, 302, 303, 307, 308)
PREFIXES = ("", "/2010/05", "/p", "/search/label", "/Case", "/case", "/a/b", "//x", "/.")


def row(old: str, new: str | None, status: int = 301, host: str = OLD_HOST) -> UrlMapping:
    """Return a verdict on any text as an old path and any text as a new URL (None: gone)."""
    verdict = Verdict.GONE if new is None else Verdict.MOVED
    return UrlMapping(
        old=f"http://{host}{old}",
        kind=UrlKind.POST,
        verdict=verdict,
        new=new,
        status=status,
        reason="hostile",
    )


def compiled_rows(rows: Iterable[UrlMapping]) -> Compiled:
    """Compile for the hosts of the sample."""
    return compile_rules(rows, Move(old_hosts=HOSTS, new_url=NEW, main=OLD_HOST))


def written(text: str, chosen: random.Random) -> str:
    """Write a text into a URL: each character raw, or encoded in upper or lower case."""
    form = chosen.choice(["%{:02X}", "%{:02x}"])
    raw = chosen.random() < 0.5
    return "".join(
        char
        if raw and char not in "%?#"
        else "".join(form.format(byte) for byte in char.encode("utf-8", "surrogateescape"))
        for char in text
    )


def _path(chosen: random.Random) -> str:
    pieces = []
    for _ in range(chosen.choice((1, 1, 2, 3, 5))):
        kind = chosen.random()
        if kind < 0.45:
            pieces.append(written(chosen.choice(TRAPS), chosen))
        elif kind < 0.85:
            pieces.append(written("".join(chosen.choices(CHARACTERS, k=chosen.randint(1, 4))), chosen))
        else:
            pieces.append(chosen.choice(RAW))
    ending = chosen.choice(("", "", ".html", "/", "/index.html"))
    return f"{chosen.choice(PREFIXES)}/{''.join(pieces)}{ending}"


def _query(chosen: random.Random) -> str:
    if chosen.random() < 0.75:
        return chosen.choice(("", "", "", "?", "?m=1", "#frag"))
    names = chosen.sample(("q", "p", "a.b", "a-b", "Q", "page_id", "updated-max"), chosen.choice((1, 1, 2)))
    values = (
        written(
            "".join(chosen.choice((chosen.choice(TRAPS), chosen.choice(CHARACTERS))) for _ in range(2)),
            chosen,
        )
        for _ in names
    )
    return "?" + "&".join(
        f"{name}={value.replace('&', '%26')}" for name, value in zip(names, values, strict=True)
    )


def hostile_rows(chosen: random.Random, count: int) -> list[UrlMapping]:
    """Return verdicts on made-up addresses; some are no URLs at all and must be refused, each new URL has a number."""
    rows = [row(LONG, f"{NEW}/long/"), row("/" + "a" * chosen.choice((900, 2_000, 3_000)), f"{NEW}/longer/")]
    paths = [_path(chosen) for _ in range(count)]
    for number, path in enumerate(paths):
        same = chosen.choice(paths) if chosen.random() < 0.15 else path
        ending = chosen.choice(NEW_ENDINGS).format(n=number) if chosen.random() < 0.5 else f"/{number}/"
        new = chosen.choice(BAD_NEW) if chosen.random() < 0.05 else chosen.choice(ORIGINS) + ending
        host = chosen.choice(HOSTS) if chosen.random() < 0.1 else OLD_HOST
        gone = chosen.random() < 0.05
        rows.append(row(same + _query(chosen), None if gone else new, chosen.choice(STATUSES), host))
    return rows


def mutations(target: str, chosen: random.Random) -> list[str]:
    """Return requests that look like a known one: other spellings of it, and neighbours that mean something else."""
    path, mark, query = target.partition("?")
    at = chosen.randint(0, len(path))
    piece = chosen.choice((*RAW, *"/.%;@#?&\\ \t", "=", "~", "\u2028"))
    swapped = path.swapcase()
    longer = f"{path}{piece}{mark}{query}"
    found = [
        longer,
        f"{path[:at]}{piece}{path[at:]}{mark}{query}",
        f"{piece}{target}",
        swapped + mark + query,
    ]
    found += [
        f"{path}?{query}{chosen.choice(('&', '&m=1', '&q=', '%', '#x'))}",
        f"{path}?m=1&{query}",
        path[:at] + path[at + 1 :],
    ]
    escaped = "".join(
        f"%{byte:02x}" if chosen.random() < 0.3 else chr(byte) for byte in path.encode("ascii", "ignore")
    )
    found += [
        f"{escaped}{mark}{query}",
        f"{path}/",
        f"{path}%0d%0aSet-Cookie:a=b",
        f"http://{OLD_HOST}{target}",
    ]
    return [one for one in found if one and not set(one) & set("\r\n\0")]


def strangers() -> list[str]:
    """Return requests that no rule knows."""
    words = (
        "/nobody-knows-this/",
        "/nobody?q=1",
        "//evil.example/x",
        "/https://evil.example/",
        "/%5Cevil.example",
        "/@evil.example",
    )
    return [
        *words,
        "/.evil.example",
        "/%0d%0aLocation:%20https://evil.example/",
        "/nobody%00",
        "/%zz",
        f"{OLD}/nobody",
        "http://evil.example/x",
    ]
