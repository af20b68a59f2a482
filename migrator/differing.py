"""Where sources contradict each other about one post or comment: what each says, which one won, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from migrator.model import RecordKind
from migrator.text import letters, squeezed
from migrator.twins import ID_MADE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from migrator.merge import Merged
    from migrator.model import Json, Record

_NEAR = timedelta(hours=36)  # a day as a page shows it, in whatever zone, is the same day as a feed's moment
_SHOWN = 80  # characters of one statement
_DAY = re.compile(r"(.+)-(\d{4}-\d\d-\d\d)")
_WORDS = {
    "html": "the page",
    "feed": "the feed",
    "page-feed": "the feed of pages",
    "comment-feed": "the comment feed",
}
WHY = "feeds are believed before backups, and backups before pages"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of which sources say different things; `said` are (source, what it says), the winner first."""

    field: str
    said: tuple[tuple[str, str], ...]

    def sentence(self) -> str:
        """Return what a person reads."""
        (winner, taken), *others = [(source_words(source), text) for source, text in self.said]
        rest = ", ".join(f"{source} says {text}" for source, text in others)
        return f"{self.field.capitalize()}: {winner} says {taken}, {rest}. {winner.capitalize()} won: {WHY}."


def source_words(source: str) -> str:
    """Return what a person reads of where something comes from: "html:wayback-2014-03-02" → "Wayback 2014-03-02"."""
    place, mark, remark = source.partition(" (")
    family, _, rest = place.partition(":")
    dated = _DAY.fullmatch(rest)
    if family == "html" and dated:
        told = f"{dated[1].capitalize()} {dated[2]}"
    elif family == "backup":
        told = f"the {rest} backup"
    else:
        told = _WORDS.get(place, place)
    return f"{told}{mark}{remark}"


def differences(records: Sequence[Record], merged: Merged) -> tuple[Difference, ...]:
    """Return where records of one post or comment contradict what was taken; differences of spelling are none."""
    if len({record.source for record in records}) == 1:
        return ()
    fields = ("title", "author", "published", "labels")
    return tuple(
        Difference(name, ((merged.provenance[name], _told(merged.fields[name])), *others))
        for name in fields
        if merged.fields.get(name) is not None and (others := _others(name, records, merged))
    )


def _others(name: str, records: Iterable[Record], merged: Merged) -> tuple[tuple[str, str], ...]:
    taken = merged.fields[name]
    said = {
        record.source: _told(record.fields[name])
        for record in records
        if record.fields.get(name) and record.fields.get("kind") != "stub"
        if _contradicts(name, record.fields[name], taken)
    }
    return tuple(sorted(said.items()))


def _contradicts(name: str, said: Json, taken: Json) -> bool:
    if name == "published":
        return _apart(said, taken)
    if name == "labels":
        return not _spelled(said) <= _spelled(taken)
    return _spelled(said) != _spelled(taken)


def _apart(said: Json, taken: Json) -> bool:
    try:
        one, other = (_moment(str(value)) for value in (said, taken))
    except ValueError:
        return False
    return abs(one - other) > _NEAR


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _spelled(value: Json) -> frozenset[str]:
    """Return the letters of each text in a value: case, spaces and signs make no difference."""
    texts = value if isinstance(value, list) else [_name(value)]
    return frozenset(letters(str(text)).casefold() for text in texts)


def _name(value: Json) -> Json:
    return value.get("name") if isinstance(value, dict) else value


def _told(value: Json) -> str:
    texts = value if isinstance(value, list) else [_name(value)]
    said = squeezed(", ".join(str(text) for text in texts))
    return f"“{said[:_SHOWN]}{'…' if len(said) > _SHOWN else ''}”"


def comment_counts(groups: Iterable[Sequence[Record]]) -> dict[str, dict[str, int]]:
    """Return post → source → number of comments, where the page and a backup hold different ones."""
    held: dict[str, dict[str, set[str]]] = {}
    for group in groups:
        for record in group:
            family = record.source.partition(":")[0]
            post = record.fields.get("post")
            if record.fields.get(ID_MADE):
                continue
            if record.kind is RecordKind.COMMENT and family in {"html", "backup"} and isinstance(post, str):
                held.setdefault(post, {}).setdefault(record.source, set()).add(record.key)
    return {
        post: {source: len(keys) for source, keys in sorted(sources.items())}
        for post, sources in sorted(held.items())
        if len({frozenset(keys) for keys in sources.values()}) > 1
    }
