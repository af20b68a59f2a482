"""The parts of a mapping file: shapes of URLs, their fields, and the one template that parses and builds a path."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

from migrator.model import UrlKind
from migrator.patterns import checked_pattern
from migrator.urls import decoded, encoded_segment

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIELD = re.compile(r"\{(\w+)\}")
_PATTERNS = {
    "year": "[0-9]{4}",
    "month": "(?:0[1-9]|1[0-2])",
    "day": "(?:0[1-9]|[12][0-9]|3[01])",
    "id": "[0-9]+",
    "number": "[0-9]+",
    "hex": "[0-9a-f]{8,16}",
    "ext": "(?:[sx]?html?|php[0-9]?|aspx?|jsp|cfm)",
}
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")

Pattern = Annotated[str, AfterValidator(checked_pattern)]


class Table(BaseModel):
    """A table of a mapping file: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Example(Table):
    """One URL (path and query) and the fields its shape reads from it; documentation and test at once."""

    url: str
    fields: dict[str, str] = {}


class FieldRule(Table):
    """How a field's text may also be written in a URL besides its canonical spelling."""

    plus_is_space: bool = False  # in a path: links write spaces as %20 and as +
    space_is_plus: bool = False  # in a query: a raw + was meant, as in the time zone +02:00
    escaped_twice: bool = False  # escapes that were escaped again; so a value can hold no %XX of its own

    def read(self, written: str) -> str:
        """Return the decoded text of a piece of an encoded path."""
        text = decoded(written.replace("+", "%20") if self.plus_is_space else written)
        while self.escaped_twice and _ESCAPED.search(text) and decoded(text) not in {".", ".."}:
            text = decoded(text)
        return text


_PLAIN = FieldRule()


class Shape(Table):
    """One kind of URL. The first of `paths` is canonical, the others are spellings of it.

    `keep` are query keys that belong to the URL's identity, `requires` those that must be there. A shape
    with `one_per` is closed: the platform answers one such URL per blog, post, …, seen somewhere or not.
    """

    id: str
    kind: UrlKind
    paths: tuple[str, ...]
    keep: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    one_per: Literal["blog", "post", "page", "entry", "label", "month", "year"] | None = None
    examples: tuple[Example, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> Shape:
        if not self.paths or not all(path.startswith("/") for path in self.paths):
            raise ValueError("a shape needs paths that begin with '/'")
        names = [_FIELD.findall(path) for path in self.paths]
        if any(sorted(set(found)) != sorted(names[0]) or len(set(found)) < len(found) for found in names):
            raise ValueError("all paths of a shape must hold the same fields, each once")
        if not set(self.requires) <= set(self.keep) or set(self.keep) & set(names[0]):
            raise ValueError(
                "'requires' must be among 'keep', and 'keep' must not repeat a field of the path"
            )
        return self


class Hosts(Table):
    """Hosts the platform gives one and the same blog; `family` has a group `name`."""

    family: Pattern | None = None
    closed: str | None = None  # since when (a date) the platform answers none of them any more
    country: str | None = None  # template with {name} and {country}; the country "com" is the first host
    countries: tuple[str, ...] = ()
    twins: tuple[str, ...] = ()  # folders the blog once had on hosts of many, with {name} and {country}

    def gives(self, host: str) -> bool:
        """True where a host is one of those that the platform gives its blogs."""
        return self.family is not None and re.fullmatch(self.family, host) is not None


class Noise(Table):
    """Query parameters that never change what a URL shows, and path prefixes to drop."""

    parameters: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()  # of parameter names
    path_prefixes: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()  # query strings that variants() shows


class ImageShape(Table):
    """Where a host keeps an image's size: `pattern` has groups head, token and tail over the path."""

    hosts: Pattern
    pattern: Pattern
    original: str
    examples: tuple[tuple[str, str], ...] = ()  # any size, original; both with host

    @model_validator(mode="after")
    def _has_groups(self) -> ImageShape:
        if not {"head", "token", "tail"} <= set(re.compile(self.pattern).groupindex):
            raise ValueError("'pattern' needs the groups head, token and tail")
        return self


class Window(Table):
    """A page of the platform itself that belongs to one post: `entry` names the field or query key of its id."""

    hosts: Pattern
    paths: tuple[str, ...]
    entry: str
    fragment: str = ""
    examples: tuple[Example, ...] = ()


class Anchors(Table):
    """Fragments of the platform's own addresses, as templates with {id}; with `views`, `#!` and a path name a page."""

    comment: str = ""
    post: str = ""  # posts that are places in a page
    views: bool = False


class Profile(Table):
    """One file of `mappings/platforms/`."""

    id: str
    title: str
    hosts: Hosts = Hosts()
    noise: Noise = Noise()
    fields: dict[str, FieldRule] = {}
    shapes: tuple[Shape, ...]
    images: tuple[ImageShape, ...] = ()
    windows: tuple[Window, ...] = ()
    anchors: Anchors = Anchors()

    @model_validator(mode="after")
    def _has_unique_shapes(self) -> Profile:
        ids = [shape.id for shape in self.shapes]
        doubled = sorted({name for name in ids if ids.count(name) > 1})
        if doubled:
            raise ValueError(f"two shapes have the id {doubled[0]!r}")
        return self

    def shape(self, shape_id: str) -> Shape:
        """Return a shape by id.

        Raises:
            KeyError: no such shape.
        """
        for shape in self.shapes:
            if shape.id == shape_id:
                return shape
        raise KeyError(shape_id)

    def field_rule(self, name: str) -> FieldRule:
        """Return how a field may be written."""
        return self.fields.get(name, _PLAIN)


@cache
def _matcher(template: str) -> re.Pattern[str]:
    pieces = []
    position = 0
    for match in _FIELD.finditer(template):
        pieces.append(re.escape(template[position : match.start()]))
        pieces.append(f"(?P<{match[1]}>{_PATTERNS.get(match[1], '[^/]+')})")
        position = match.end()
    return re.compile("".join(pieces) + re.escape(template[position:]))


def parse_path(
    template: str, path: str, rules: Mapping[str, FieldRule] | None = None
) -> dict[str, str] | None:
    """Return the decoded fields of an encoded path, or None where it does not have this shape."""
    match = _matcher(template).fullmatch(path)
    if match is None:
        return None
    known = rules or {}
    return {name: known.get(name, _PLAIN).read(value) for name, value in match.groupdict().items()}


def build_path(template: str, fields: Mapping[str, str]) -> str:
    """Fill a path template; values are encoded as single segments. `parse_path` reads the same fields back.

    Raises:
        KeyError: a field of the template is missing.
        ValueError: a value cannot stand in a path, such as an empty one, a month 13 or the label `..`.
    """
    path = _FIELD.sub(lambda match: _encoded_field(match[1], fields[match[1]]), template)
    if not {".", ".."}.isdisjoint(path.split("/")):
        raise ValueError(f"{path!r} cannot be written as a path: a server would drop its dots")
    return path


def _encoded_field(name: str, value: str) -> str:
    written = encoded_segment(value)
    if not re.fullmatch(_PATTERNS.get(name, "[^/]+"), written):
        raise ValueError(f"{value!r} is no {name}")
    return written
