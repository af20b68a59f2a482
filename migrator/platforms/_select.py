"""Finds elements of a parsed fragment by long lists of CSS selectors: one pass, each element asked only what may fit.

soupsieve tries every selector on every element; readers have lists of a hundred classes and small fragments to ask.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import soupsieve
from bs4 import Tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from lxml.html import HtmlElement

_PIECES = re.compile(r"""("[^"]*"|'[^']*'|\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])|,|[^,"'(\[]+""")
_ATTRIBUTE = re.compile(r"""\[([\w-]+)(?:([*^$~]?=)(?:"([^"]*)"|'([^']*)'|([^\]"']*)))?\]""")
_BARE_ATTRIBUTE = r"""\[[\w-]+(?:[*^$~]?=(?:"[^"]*"|'[^']*'|[^\]"']*))?\]"""
_STEPS = re.compile(rf"((?:[a-z][a-z0-9]*)?(?:[#.][\w-]+|{_BARE_ATTRIBUTE})*)(\s*>\s*|\s+|$)")
_NAME = re.compile(r"[a-z][a-z0-9]*")
_ID = re.compile(r"#([\w-]+)")
_CLASS = re.compile(r"\.([\w-]+)")
_LAST_COMPOUND = re.compile(r"(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\]|[^\s>+~\[(]+)+$")
_ARGUMENTS = re.compile(r"\((?:[^()]|\([^()]*\))*\)")


@dataclass(frozen=True, slots=True)
class _Compound:
    """A selector without combinators or pseudo-classes: what it asks of the element itself."""

    name: str
    ids: tuple[str, ...]
    classes: tuple[str, ...]
    attributes: tuple[tuple[str, str, str], ...]  # name, operator, value

    def fits(self, name: str, attributes: Mapping[str, object]) -> bool:
        if self.name and name != self.name:
            return False
        if self.classes:
            tokens = _tokens(attributes.get("class"))
            if not all(token in tokens for token in self.classes):
                return False
        for one in self.ids:
            if attributes.get("id") != one:
                return False
        return not self.attributes or all(
            _compares(attributes.get(name), operator, value) for name, operator, value in self.attributes
        )


@dataclass(frozen=True, slots=True)
class _Alternative:
    text: str
    subject: _Compound
    whole: bool = False  # the subject and what stands above are all it asks; else soupsieve has to say
    above: tuple[tuple[str, _Compound], ...] = ()  # combinator and what stands above, from the closest

    def fits(self, tag: Tag) -> bool:
        if not self.subject.fits(tag.name, tag.attrs):
            return False
        if not self.whole:
            return soupsieve.match(self.text, tag)
        return not self.above or _stands_in(tag, self.above)


@dataclass(frozen=True, slots=True)
class _Index:
    """The alternatives of one selector list under what an element must have to meet them."""

    ids: dict[str, list[_Alternative]] = field(default_factory=lambda: defaultdict(list))
    classes: dict[str, list[_Alternative]] = field(default_factory=lambda: defaultdict(list))
    attributes: dict[str, list[_Alternative]] = field(default_factory=lambda: defaultdict(list))
    names: dict[str, list[_Alternative]] = field(default_factory=lambda: defaultdict(list))

    def candidates(self, tag_name: str, attributes: Mapping[str, object]) -> list[_Alternative]:
        """Return the alternatives that an element of this name with these attributes may meet."""
        found = [*self.names.get(tag_name, ()), *self.names.get("*", ())] if self.names else []
        if not attributes:
            return found
        if self.classes:
            value = attributes.get("class")
            if value:
                for token in value if isinstance(value, list) else _tokens(value):
                    if token in self.classes:
                        found += self.classes[token]
        if self.ids and attributes.get("id") in self.ids:
            found += self.ids[str(attributes["id"])]
        if self.attributes:
            for name in self.attributes:
                if name in attributes:
                    found += self.attributes[name]
        return found


def select(root: Tag, css: str) -> list[Tag]:
    """Return the elements below `root` that meet one of the selectors, in document order, as `root.select` does."""
    index = _index(css)
    return [tag for tag in root.descendants if isinstance(tag, Tag) and _meets(tag, index)]


def first(root: Tag, css: str) -> Tag | None:
    """Return the first element below `root` that meets one of the selectors."""
    index = _index(css)
    for tag in root.descendants:
        if isinstance(tag, Tag) and _meets(tag, index):
            return tag
    return None


def matches(tag: Tag, css: str) -> bool:
    """True where an element meets one of the selectors."""
    return _meets(tag, _index(css))


def _meets(tag: Tag, index: _Index) -> bool:
    candidates = index.candidates(tag.name, tag.attrs)
    return bool(candidates) and any(one.fits(tag) for one in candidates)


def may_match(element: HtmlElement, css: str) -> bool:
    """False where an element of a page, as it is by itself, cannot meet any of the selectors in a fragment of it."""
    if not isinstance(element.tag, str):
        return False
    candidates = _index(css).candidates(element.tag, element.attrib)
    return bool(candidates) and any(one.subject.fits(element.tag, element.attrib) for one in candidates)


def remove(root: Tag, css: str) -> None:
    """Take the elements that meet one of the selectors out of a fragment."""
    for tag in select(root, css):
        if not tag.decomposed:
            tag.decompose()


def _stands_in(tag: Tag, above: tuple[tuple[str, _Compound], ...]) -> bool:
    combinator, compound = above[0]
    for up in tag.parents:
        if (
            up.parent is not None
            and compound.fits(up.name, up.attrs)
            and (len(above) == 1 or _stands_in(up, above[1:]))
        ):
            return True
        if combinator == ">":
            return False
    return False


def _tokens(value: object) -> list[str]:
    return value.split() if isinstance(value, str) else list(value) if isinstance(value, list) else []


_COMPARISONS: dict[str, Callable[[str, str], bool]] = {
    "": lambda _text, _value: True,
    "=": lambda text, value: text == value,
    "*=": lambda text, value: bool(value) and value in text,
    "^=": lambda text, value: bool(value) and text.startswith(value),
    "$=": lambda text, value: bool(value) and text.endswith(value),
    "~=": lambda text, value: value in text.split(),
}


def _compares(found: object, operator: str, value: str) -> bool:
    if found is None:
        return False
    return _COMPARISONS[operator](found if isinstance(found, str) else " ".join(_tokens(found)), value)


@cache
def _index(css: str) -> _Index:
    index = _Index()
    for text in _alternatives(css):
        alternative = _alternative(text)
        subject = alternative.subject
        if subject.ids:
            index.ids[subject.ids[0]].append(alternative)
        elif subject.classes:
            index.classes[subject.classes[0]].append(alternative)
        elif subject.attributes:
            index.attributes[subject.attributes[0][0]].append(alternative)
        else:
            index.names[subject.name or "*"].append(alternative)
    return index


def _alternative(text: str) -> _Alternative:
    steps = [step for step in _STEPS.findall(text) if step[0]]
    if "".join("".join(step) for step in steps) != text:
        last = _LAST_COMPOUND.search(text)
        return _Alternative(text, _compound(_ARGUMENTS.sub("", last[0] if last else text)))
    *above, subject = [_compound(step[0]) for step in steps]
    combinators = [step[1].strip() for step in steps]
    places = tuple(zip(combinators[-2::-1], reversed(above), strict=True))
    return _Alternative(text, subject, whole=True, above=places)


def _compound(text: str) -> _Compound:
    bare = _ATTRIBUTE.sub("", text)
    name = _NAME.match(bare)
    return _Compound(
        name[0] if name else "",
        tuple(_ID.findall(bare)),
        tuple(_CLASS.findall(bare)),
        tuple(
            (match[1], match[2] or "", match[3] or match[4] or match[5] or "")
            for match in _ATTRIBUTE.finditer(text)
        ),
    )


def _alternatives(css: str) -> Iterator[str]:
    current = ""
    for piece in _PIECES.finditer(css):
        if piece[0] == ",":
            yield current.strip()
            current = ""
        else:
            current += piece[0]
    if current.strip():
        yield current.strip()
