"""Finds shapes that old and new URLs share, by example, and keeps those that many pairs support."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from migrator.redirects._patterns_text import SAFE
from migrator.redirects.patterns import LISTED, Field, PatternRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from migrator.model import RedirectRule
    from migrator.redirects.patterns import Dialect

_SUPPORT = 5  # pairs, different field values and different new URLs that a pattern needs
_MOST_READINGS = 16  # of one pair whose date says the same twice, as 08/08
_MOST_FIELDS = 9  # Apache knows $1 to $9
_LONGEST = 3600  # bytes of a pattern with its list of paths; nginx and Vercel read about 4,000
_WORD = re.compile(r"[A-Za-z0-9]+(?:[_-]+[A-Za-z0-9]+)*")
_MARKED = re.compile(r"[A-Za-z0-9_!(),;-]*[A-Za-z0-9][A-Za-z0-9_!(),;-]*")
_MARKS = frozenset("!(),;")  # RFC 3986 sub-delims that no server, header or shell of ours gives a meaning
_PART = re.compile(r"[A-Za-z0-9]+")
_START = re.compile(r"[(]|[A-Za-z0-9]+")
_ORIGIN = re.compile(r"https?://[^/?#]+")
_SHAPES = {
    "year": "(?:19|20)[0-9][0-9]",
    "month": "(?:0[1-9]|1[0-2])",
    "day": "(?:0[1-9]|[12][0-9]|3[01])",
    "number": "[0-9]+",
    "slug": "[A-Za-z0-9_-]+",
    "text": "[A-Za-z0-9_!(),;-]+",
}
_FOLLOWS = {"month": "year", "day": "month"}

_Pieces: TypeAlias = tuple[str | Field, ...]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What one pair could be an example of."""

    host: str
    status: int
    source: _Pieces
    target: _Pieces


def learned(rules: Iterable[RedirectRule], dialect: Dialect = LISTED) -> tuple[PatternRule, ...]:
    """Return patterns that a dialect writes, each path in one at most, the best supported first; deterministic."""
    shapes: dict[_Shape, dict[str, RedirectRule]] = defaultdict(dict)
    for rule in filter(dialect.holds, rules):
        for shape in _shapes(rule):
            shapes[shape][rule.path] = rule
    found: list[PatternRule] = []
    covered: set[str] = set()
    ordered = sorted(shapes, key=lambda shape: (-len(shapes[shape]), repr(shape)))
    for shape in ordered:
        left = {path: rule for path, rule in shapes[shape].items() if (rule.host + path) not in covered}
        pattern = _pattern(shape, left)
        if pattern is not None and dialect.writes(pattern):
            covered.update(pattern.host + path for path in pattern.paths)
            found += _split(pattern) if dialect.opened is None else (pattern,)
    return tuple(found)


def _shapes(rule: RedirectRule) -> Iterator[_Shape]:
    """Read one pair in each way in which its new URL repeats words of the old path."""
    origin = _ORIGIN.match(rule.target or "")
    if rule.query or rule.target is None or origin is None or not SAFE.issuperset(rule.path):
        return
    cuts = [list(_words(rule.path, rule.target))]
    if not _MARKS.isdisjoint(rule.path):
        cuts.append([(found.start(), found[0]) for found in _MARKED.finditer(rule.path)])
    for words in cuts:
        fields = _fields(_kinds([word for _, word in words]))
        for target, used in _readings(origin[0], rule.target, [word for _, word in words]):
            if used:
                source = tuple(_source(rule.path, words, fields, used))
                filled = tuple(fields[piece] if isinstance(piece, int) else piece for piece in target)
                yield _Shape(rule.host, rule.status, source, filled)


def _words(path: str, target: str) -> Iterator[tuple[int, str]]:
    """Yield the words of a path with their places; one that the target spells differently inside is cut there."""
    for found in _WORD.finditer(path):
        word, at = found[0], found.start()
        if _holds(target, word) or word.isdigit():
            yield at, word
            continue
        head, tail = _kept_ends(word, target)
        middle = word[len(head) : len(word) - len(tail)]
        edges = ((at, head), (at + len(head), middle), (at + len(word) - len(tail), tail))
        yield from (
            (start + len(text) - len(text.lstrip("_-")), text.strip("_-"))
            for start, text in edges
            if text.strip("_-")
        )


def _kept_ends(word: str, target: str) -> tuple[str, str]:
    """Return the longest beginning and end of a word, at its hyphens, that the target holds."""
    starts = [part.start() for part in _PART.finditer(word)][1:]
    ends = [part.end() for part in _PART.finditer(word)][:-1]
    head = next((word[:end] for end in reversed(ends) if _holds(target, word[:end])), "")
    later = (start for start in starts if start > len(head) + 1)
    return head, next((word[start:] for start in later if _holds(target, word[start:])), "")


def _holds(target: str, text: str) -> bool:
    at = target.find(text)
    while at >= 0:
        end = at + len(text)
        if not (target[max(0, at - 1) : at].isalnum() or target[end : end + 1].isalnum()):
            return True
        at = target.find(text, at + 1)
    return False


def _kinds(words: Sequence[str]) -> list[str]:
    kinds: list[str] = []
    for word in words:
        before = kinds[-1] if kinds else ""
        fitting = (kind for kind, shape in _SHAPES.items() if re.fullmatch(shape, word))
        kinds.append(next(kind for kind in fitting if _FOLLOWS.get(kind, before) == before))
    return kinds


def _fields(kinds: Sequence[str]) -> list[Field]:
    return [Field(f"{kind}{place}", _SHAPES[kind]) for place, kind in enumerate(kinds)]


def _numbered(fields: Sequence[Field]) -> dict[Field, Field]:
    """Name fields for a person: slug, slug2."""
    seen: Counter[str] = Counter()
    names = {}
    for field in fields:
        kind = field.name.rstrip("0123456789")
        seen[kind] += 1
        names[field] = Field(kind if seen[kind] == 1 else f"{kind}{seen[kind]}", field.shape)
    return names


def _readings(
    origin: str, target: str, words: Sequence[str]
) -> Iterator[tuple[tuple[str | int, ...], frozenset[int]]]:
    """Yield the target as literals and places of words, once for each way to choose among equal words."""
    spans: list[tuple[int, int, list[int]]] = []
    position = len(origin)
    while (part := _START.search(target, position)) is not None:
        length, places = _longest(target, part.start(), words)
        if places:
            spans.append((part.start(), part.start() + length, places))
        position = part.start() + length if places else part.end()
    for chosen in itertools.islice(itertools.product(*(span[2] for span in spans)), _MOST_READINGS):
        pieces: list[str | int] = []
        at = 0
        for (start, end, _), place in zip(spans, chosen, strict=True):
            pieces += [target[at:start], place]
            at = end
        pieces += [target[at:]]
        yield tuple(piece for piece in pieces if piece != ""), frozenset(chosen)


def _longest(target: str, start: int, words: Sequence[str]) -> tuple[int, list[int]]:
    fitting = [
        (len(word), place)
        for place, word in enumerate(words)
        if target.startswith(word, start) and not target[start + len(word) : start + len(word) + 1].isalnum()
    ]
    longest = max((length for length, _ in fitting), default=0)
    return longest, [place for length, place in fitting if length == longest]


def _source(
    path: str, words: Sequence[tuple[int, str]], fields: Sequence[Field], used: frozenset[int]
) -> Iterator[str | Field]:
    """Yield the old path: used words and all numbers become fields, other words stay as they are."""
    at, literal = 0, ""
    for place, (start, word) in enumerate(words):
        literal += path[at:start]
        at = start + len(word)
        if place in used or fields[place].shape != _SHAPES["slug"]:
            if literal:
                yield literal
            yield fields[place]
            literal = ""
        else:
            literal += word
    if literal + path[at:]:
        yield literal + path[at:]


def _pattern(shape: _Shape, members: dict[str, RedirectRule]) -> PatternRule | None:
    """Return the pattern of a shape if it is more than a coincidence, its constant fields written out."""
    draft = PatternRule(
        host=shape.host,
        source=shape.source,
        target=shape.target,
        status=shape.status,
        paths=tuple(sorted(members)),
    )
    right = tuple(path for path in draft.paths if draft.answer(path) == members[path].target)
    if len(right) < _SUPPORT or len({members[path].target for path in right}) < _SUPPORT:
        return None
    values = {
        field: {found[number] for found in (_values(draft, path) for path in right)}
        for number, field in enumerate(draft.fields)
    }
    names = _numbered([field for field in draft.fields if len(values[field]) > 1])
    written = {field: names.get(field, next(iter(held))) for field, held in values.items()}
    pattern = PatternRule(
        host=shape.host,
        source=_written_out(shape.source, written),
        target=_written_out(shape.target, written),
        status=shape.status,
        paths=right,
    )
    repeated = [piece for piece in shape.target if isinstance(piece, Field)]
    if len(set(repeated)) < len(repeated) or len(pattern.fields) > _MOST_FIELDS:
        return None
    varied = any(len(values[field]) >= _SUPPORT for field in repeated)
    return pattern if varied and _plausible(pattern) else None


def _values(pattern: PatternRule, path: str) -> tuple[str, ...]:
    found = re.fullmatch(pattern.shape(lambda field: f"({field.shape})"), path)
    return found.groups() if found else ()


def _written_out(pieces: _Pieces, written: dict[Field, str | Field]) -> _Pieces:
    joined: list[str | Field] = []
    for piece in pieces:
        now = written[piece] if isinstance(piece, Field) else piece
        if isinstance(now, str) and joined and isinstance(joined[-1], str):
            joined[-1] += now
        else:
            joined.append(now)
    return tuple(joined)


def _plausible(pattern: PatternRule) -> bool:
    """Refuse a new URL with numbers of its own: a date or counter that the old path does not tell."""
    known = set(_PART.findall("/".join(piece for piece in pattern.source if isinstance(piece, str))))
    literals = "/".join(piece for piece in pattern.target if isinstance(piece, str))
    own = set(_PART.findall(_ORIGIN.sub("", literals))) - known
    return not any(word.isdigit() for word in own)


def _split(pattern: PatternRule) -> Iterator[PatternRule]:
    """Cut a pattern's paths into lists that fit on one line of a server's configuration."""
    start, total = 0, len(pattern.paths)
    while start < total:
        end = _furthest(pattern, start)
        yield _part(pattern, start, end)
        start = end


def _furthest(pattern: PatternRule, start: int) -> int:
    room = _LONGEST - len(pattern.shape(lambda field: f"(?<{field.name}>{field.shape})"))
    low, high = start + 1, min(len(pattern.paths), start + room)  # each path takes a byte at least
    while low < high:
        middle = (low + high + 1) // 2
        if len(_part(pattern, start, middle).listed) <= room:
            low = middle
        else:
            high = middle - 1
    return low


def _part(pattern: PatternRule, start: int, end: int) -> PatternRule:
    return PatternRule(
        host=pattern.host,
        source=pattern.source,
        target=pattern.target,
        status=pattern.status,
        paths=pattern.paths[start:end],
    )
