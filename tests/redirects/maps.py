"""Made-up maps of the shapes that real moves have, for patterns to be found in and not to be found in."""

from __future__ import annotations

import random

from migrator.model import RedirectRule
from migrator.redirects.targets._contract import RuleSet

OLD, NEW = "dearmarigold.example", "https://askmarigold.example"
WORDS = (
    "tea", "Love", "garden", "Ümlaut", "night_owl", "bread", "rain", "a", "08", "2010", "c++", "50%", "x.y", "né", "(1)",
)  # fmt: skip


def _slug(draw: random.Random) -> str:
    return "-".join(draw.choice(WORDS) for _ in range(draw.randint(1, 4)))


def _plain(draw: random.Random) -> str:
    return "-".join(
        draw.choice(("tea", "love", "rain", "letter", "bread")) for _ in range(draw.randint(1, 5))
    )


def _dated(draw: random.Random) -> str:
    return f"{draw.randint(2003, 2012)}/{draw.randint(1, 12):02}"


def _row(kind: str, number: int, draw: random.Random) -> tuple[str, tuple[tuple[str, str], ...], str | None]:
    """Return path, query condition and the new path of one old URL."""
    slug, odd, date = f"{_plain(draw)}-{number}", _slug(draw), _dated(draw)
    rows: dict[str, tuple[str, tuple[tuple[str, str], ...], str | None]] = {
        "permalink": (f"/{date}/{slug}.html", (), f"/{slug}/"),
        "folder": (f"/{date}/{slug}/", (), f"/posts/{date.replace('/', '-')}-{slug}"),
        "odd": (f"/{date}/{odd}-{number}.html", (), f"/p/{number * 7919 % 1013}/"),
        "renamed": (f"/{date}/{slug}.html", (), f"/{_plain(draw)}-{number * 31}/"),
        "number": (f"/archive/{number}", (), f"/{slug}/"),
        "language": (f"/{draw.choice(('en', 'de', 'fr'))}/{slug}.aspx", (), f"/{slug}.html"),
        "case": (f"/{date}/{slug.title()}.html", (), f"/{slug}/"),
        "query": ("/index.php", (("p", str(number)),), f"/{slug}/"),
        "label": (f"/search/label/{odd}{number}", (), f"/category/{slug}/"),
        "gone": (f"/{date}/{slug}.html", (), None),
        "marked": (f"/{date}/so-({slug})!.html", (), f"/so-({slug})!/"),
    }
    return rows[kind]


KINDS = (
    "permalink", "folder", "odd", "renamed", "number", "language", "case", "query", "label", "gone", "marked",
)  # fmt: skip


def made_map(seed: int, size: int, kinds: tuple[str, ...] = ()) -> RuleSet:
    """Return the rules of a map that mixes these kinds of rows, or a few; equal seeds give equal maps."""
    draw = random.Random(seed)
    mixed = kinds or draw.choices(KINDS, k=draw.randint(1, 4))
    rules: dict[object, RedirectRule] = {}
    for number in range(size):
        path, query, new = _row(draw.choice(mixed), number, draw)
        target = None if new is None else NEW + new
        rules[path, query] = RedirectRule(
            host=OLD, path=path, query=query, target=target, status=301 if target else 410
        )
    return RuleSet(rules=tuple(rules.values()), hosts=(OLD,), new_url=NEW)
