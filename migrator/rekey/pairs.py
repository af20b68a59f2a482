"""Reads `mappings/pairs/<old>--<new>.toml`: what becomes of each kind of old URL, as a table with examples."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from migrator.errors import UsageError
from migrator.model import Verdict
from migrator.profiles import mappings_folder, read_mapping
from migrator.shapes import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

Need = Literal[
    "",
    "stub",
    "stub-id",
    "entry",
    "entry-above",
    "entries-below",
    "entry-id",
    "entry-slug",
    "fragment",
    "year",
    "month",
    "term",
    "author",
    "nameless-term",
    "empty",
    "before",
    "span",
    "span-year",
    "words",
    "upload",
    "copied",
    "vanished",
    "replaced",
    "shown",
]


class VerdictRule(Table):
    """One entry of the table. `to` is a path below the new site with words of the fact `needs` in braces."""

    shape: str
    needs: Need = ""
    verdict: Verdict
    to: str | None = None
    reason: str
    note: str = ""
    confidence: float = Field(default=1.0, gt=0, le=1)

    @model_validator(mode="after")
    def _has_target(self) -> VerdictRule:
        if (self.to is not None) != (self.verdict is Verdict.MOVED):
            raise ValueError("'to' belongs to the verdict 'moved', and to no other")
        return self


class SamplePost(Table):
    """A post of the small blog the examples speak of."""

    path: str
    id: str
    published: str
    title: str | None = None
    labels: tuple[str, ...] = ()


class Sample(Table):
    """The small blog the examples speak of: its posts, what was seen, and how the old site answered."""

    old: str
    new: str
    permalink: str
    timezone: str
    posts: tuple[SamplePost, ...]
    stubs: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    statuses: dict[str, int] = Field(default_factory=dict)
    images: tuple[str, ...] = ()


class PairExample(Table):
    """An old URL (a path of the sample, or absolute) and what becomes of it; `new` is a path of the new site."""

    old: str
    new: str | None = None
    verdict: Verdict = Verdict.MOVED


class Pair(BaseModel):
    """One file of `mappings/pairs/`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    old: str
    new: str
    verdicts: tuple[VerdictRule, ...]
    sample: Sample | None = None
    example: tuple[PairExample, ...] = ()

    @cached_property
    def _by_shape(self) -> dict[str, tuple[VerdictRule, ...]]:
        shapes = {rule.shape for rule in self.verdicts}
        return {shape: tuple(rule for rule in self.verdicts if rule.shape == shape) for shape in shapes}

    def rules(self, shape: str) -> Sequence[VerdictRule]:
        """Return the entries for a shape ("" for URLs of no shape), those for every shape last."""
        return (*self._by_shape.get(shape, ()), *self._by_shape.get("*", ()))

    @model_validator(mode="after")
    def _ends(self) -> Pair:
        last = self.verdicts[-1] if self.verdicts else None
        if last is None or (last.shape, last.needs) != ("*", ""):
            raise ValueError(
                "the last verdict must be for shape '*' and need nothing, so that every URL gets one"
            )
        return self


@cache
def load_pair(old: str, new: str) -> Pair:
    """Load `mappings/pairs/<old>--<new>.toml`.

    Raises:
        UsageError: no such file.
        ConfigError: the file is wrong.
    """
    path = mappings_folder() / "pairs" / f"{old}--{new}.toml"
    if not path.is_file():
        known = ", ".join(sorted(file.stem.replace("--", " → ") for file in path.parent.glob("*.toml")))
        raise UsageError(f"There is no mapping from {old} to {new}.", f"Known moves: {known}.")
    return read_mapping(path, Pair)


def told_moves(old: str) -> list[str]:
    """Return what becomes of a platform's URLs, as lines: for each known move, every example of its table."""
    lines = []
    for file in sorted((mappings_folder() / "pairs").glob(f"{old}--*.toml")):
        pair = load_pair(*file.stem.split("--"))
        lines.append(f"Moving to {pair.new}:")
        lines += [f"  {each.old}  →  {each.new or each.verdict}" for each in pair.example]
    return lines
