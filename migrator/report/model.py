"""What the report says, as frozen dataclasses: everything is decided here, templates only lay it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from migrator.missing import Gap
    from migrator.model import Finding, HostAnswer, Json, OldUrl, Problem, Proof, UrlKind, UrlMapping, Verdict


@dataclass(frozen=True, slots=True)
class Dated:
    """One post with the years it and its comments were published in; None where no date is known."""

    kind: str  # "post" | "page"
    year: int | None
    comment_years: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportInputs:
    """What a project knows. Stages that have not run are absent from `stages`.

    `hosts` are the old hosts, None where nobody has said yet who answers them after the move. `findings` are keyed by stage, `stages` hold each stage's report, `stated` is source → {kind: number}.
    """

    title: str
    old_url: str
    new_url: str
    robots_ignored: bool = False
    urls: Iterable[OldUrl] = ()
    mappings: Iterable[UrlMapping] = ()
    posts: Iterable[Dated] = ()
    hosts: Mapping[str, HostAnswer | None] = field(default_factory=dict)
    findings: Mapping[str, Sequence[Finding]] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    stages: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    stated: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    gaps: Sequence[Gap] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """One number of the first screen."""

    verdict: Verdict
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many things of one kind the old blog had, the export holds and the new site shows; None: not known.

    `dropped` counts those left out of the export with a listed reason.
    """

    kind: str
    old: int | None
    exported: int | None
    live: int | None
    dropped: int = 0

    @property
    def lacks_export(self) -> bool:
        """True when the export holds less than the old blog, and no listed reason says why."""
        return _less(self.exported, self.old, self.dropped)

    @property
    def lacks_import(self) -> bool:
        """True when the new site shows less than was exported."""
        return _less(self.live, self.exported, 0)

    @property
    def state(self) -> str:
        """`equal`, `explained` (less, with reasons; or more live), `differs`, or `open` while a number is missing."""
        if self.lacks_export or self.lacks_import:
            return "differs"
        counts = {self.old, self.exported, self.live}
        if len(counts - {None}) > 1:
            return "explained"
        return "open" if None in counts else "equal"


def _less(count: int | None, than: int | None, allowed: int) -> bool:
    return count is not None and than is not None and count + allowed < than


@dataclass(frozen=True, slots=True)
class YearCount:
    """Posts and comments of one year."""

    year: int
    posts: int
    comments: int


@dataclass(frozen=True, slots=True)
class KindCount:
    """The verdicts on all old URLs of one kind; `counts` follows the order of `VERDICT_ORDER`."""

    kind: UrlKind
    words: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """The number of old URLs of this kind."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlRow:
    """One old URL as the table shows it."""

    old: str
    new: str | None
    kind: UrlKind
    verdict: Verdict
    reason: str
    note: str
    confidence: float
    final: bool
    status: int | None  # what the redirect rules answer
    proof: Proof | None  # None: no rule answers this URL
    numbers: Mapping[str, int] = field(default_factory=dict)  # of `migrator.numbers.NUMBERS`


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetProof:
    """How far the rules for one target are proved."""

    name: str
    proof: Proof
    rules: int
    exact: int
    weakened: int
    refused: int
    asked: int
    failed: int


@dataclass(frozen=True, slots=True)
class Rung:
    """One grade of proof: what it means, whether some target has reached it, and what those were asked."""

    grade: Proof
    words: str
    meaning: str
    reached: bool
    told: str


@dataclass(frozen=True, slots=True)
class HostRow:
    """One old host and who answers it after the move."""

    host: str
    answer: HostAnswer | None
    words: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must hold before the switch: `done`, `open` or `failed`."""

    state: str
    text: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do next, and the command that does it where there is one."""

    text: str
    command: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Findings or problems of one kind: how many, what the first ones say."""

    code: str
    severity: str
    count: int
    hint: str
    examples: tuple[tuple[str, str], ...]  # (URL, message)

    @property
    def hidden(self) -> int:
        """How many are not among the examples."""
        return self.count - len(self.examples)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Sources that state different numbers of one kind."""

    kind: str
    statements: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """How much of one sort of content came from each source, the largest first."""

    what: str
    sources: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """The whole report."""

    title: str
    old_url: str
    new_url: str
    headline: str
    summary: str
    found: int
    tallies: tuple[Tally, ...]
    reconciled: tuple[Reconciled, ...]
    targets: tuple[TargetProof, ...]
    rungs: tuple[Rung, ...]
    conditions: tuple[Condition, ...]
    next_step: NextStep
    years: tuple[YearCount, ...]
    undated: int
    kinds: tuple[KindCount, ...]
    rows: tuple[UrlRow, ...]
    notices: tuple[Notice, ...]
    losses: tuple[Notice, ...]
    gaps: tuple[Gap, ...]
    origins: tuple[Origin, ...]
    hosts: tuple[HostRow, ...]
    disagreements: tuple[Disagreement, ...]
    robots_ignored: bool
    caution: str  # what "forwarded" is worth where nobody can set redirects; else empty
    carried: str  # what share of clicks and the like undecided URLs carry; empty where nothing was counted
    numbers: tuple[str, ...]  # the numbers that some URL has, what decides about the order first
    predicted: int  # forwarded URLs whose new URL was not yet seen on the new site

    @property
    def ready(self) -> bool:
        """True when nothing stands in the way of the switch."""
        return all(condition.state == "done" for condition in self.conditions)
