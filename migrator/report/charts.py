"""The geometry of the report's charts: what the SVG macros draw, worked out in plain numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.report.wording import VERDICT_ORDER, VERDICT_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migrator.model import Verdict
    from migrator.report.model import KindCount, Tally, YearCount

STRIP_WIDTH = 1000.0
BAR_WIDTH = 112.0  # of one side of the chart per year
KIND_WIDTH = 204.0
_THINNEST = 3.0  # a count that is not zero stays visible
_DIGIT = 7.5  # width of a figure at the charts' text size


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle: `x` and `width` in the chart's units, `look` a CSS class, `label` what it stands for."""

    x: float
    width: float
    look: str
    count: int
    label: str

    @property
    def roomy(self) -> bool:
        """True when the count fits inside the bar."""
        return self.width > _DIGIT * len(f"{self.count:,}") + 6


@dataclass(frozen=True, slots=True)
class YearBars:
    """One year: posts to the left of it, comments to the right, each side with its own scale."""

    year: int
    posts: int
    comments: int
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class KindBars:
    """One kind of old URL: its verdicts side by side."""

    words: str
    total: int
    bars: tuple[Bar, ...]
    end: float


def look(verdict: Verdict) -> str:
    """Return the CSS class of a verdict."""
    return verdict.name.lower().replace("_", "-")


def strip(tallies: Sequence[Tally]) -> tuple[Bar, ...]:
    """Lay the verdicts side by side over the whole width."""
    counts = [(tally.verdict, tally.count) for tally in tallies]
    return _side_by_side(counts, STRIP_WIDTH)


def years(counts: Sequence[YearCount]) -> tuple[YearBars, ...]:
    """Scale posts and comments of each year to the busiest year of each."""
    most_posts = max((year.posts for year in counts), default=0)
    most_comments = max((year.comments for year in counts), default=0)
    return tuple(
        YearBars(
            year.year,
            year.posts,
            year.comments,
            _scaled(year.posts, most_posts, BAR_WIDTH),
            _scaled(year.comments, most_comments, BAR_WIDTH),
        )
        for year in counts
    )


def kinds(counts: Sequence[KindCount]) -> tuple[KindBars, ...]:
    """Lay the verdicts on each kind side by side, scaled to the most frequent kind."""
    most = max((kind.total for kind in counts), default=0)
    return tuple(_kind_bars(kind, most) for kind in counts)


def _kind_bars(kind: KindCount, most: int) -> KindBars:
    pairs = list(zip(VERDICT_ORDER, kind.counts, strict=True))
    bars = _side_by_side(pairs, _scaled(kind.total, most, KIND_WIDTH))
    end = bars[-1].x + bars[-1].width if bars else 0.0
    return KindBars(kind.words, kind.total, bars, round(end, 2))


def _side_by_side(counts: Sequence[tuple[Verdict, int]], width: float) -> tuple[Bar, ...]:
    shown = [(verdict, count) for verdict, count in counts if count]
    total = sum(count for _, count in shown)
    widths = [max(count / total * width, _THINNEST) for _, count in shown]
    scale = max(width, _THINNEST * len(shown)) / sum(widths) if widths else 1.0
    bars: list[Bar] = []
    x = 0.0
    for (verdict, count), wide in zip(shown, widths, strict=True):
        label = f"{VERDICT_WORDS[verdict]}: {count:,}"
        bars.append(Bar(round(x, 2), round(wide * scale, 2), look(verdict), count, label))
        x += wide * scale
    return tuple(bars)


def _scaled(count: int, most: int, width: float) -> float:
    return round(max(count / most * width, _THINNEST), 2) if count else 0.0
