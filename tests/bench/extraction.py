"""Scores migrator's readers and main-content libraries on the same pages in the same run, and times both per core.

Pages are the fixtures of all platforms and, with --corpus, a folder of real pages with facts and a scorer of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

from extraction_pages import speed_pages  # noqa: E402 - beside this file

from migrator import registry  # noqa: E402
from migrator.html import parse_page  # noqa: E402
from migrator.model import Page, Site  # noqa: E402
from migrator.stages.inspect import inspect_page  # noqa: E402
from migrator.text import letters, squeezed  # noqa: E402
from migrator.urls import origin_of  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    Told = dict[str, object]

FIXTURES = HERE.parent / "platforms"
PEERS = ("trafilatura", "readability-lxml", "newspaper4k")
CORPUS_NAMES = {"trafilatura": "trafilatura", "readability-lxml": "readability", "newspaper4k": "newspaper4k"}
COLUMNS = (
    "kind",
    "title",
    "date",
    "author",
    "start",
    "end",
    "exact",
    "labels",
    "c_found",
    "c_author",
    "c_date",
    "c_text",
    "c_parent",
)
PLATFORMS = {"Blogger": "blogger", "WordPress": "wordpress"}
EDGE = 25  # letters that tell where a body begins and ends
ROUNDS = 3


def _say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")


@dataclass
class Scores:
    """Points of one reader: 0 to 1 for each page and column that applies."""

    points: dict[str, list[float]] = field(default_factory=dict)
    seconds: float = 0.0
    pages: int = 0

    def add(self, column: str, point: float) -> None:
        self.points.setdefault(column, []).append(point)

    def row(self, name: str) -> str:
        cells = [
            f"{sum(found) / len(found):.3f} " if (found := self.points.get(column)) else "-     "
            for column in COLUMNS
        ]
        rate = f"{self.pages / self.seconds:.1f}" if self.seconds else "-"
        return f"{name:18}" + "".join(f"{cell:>9}" for cell in cells) + f"{rate:>9}"


def cases() -> Iterator[tuple[Path, Told]]:
    """Yield the fixtures with what they say."""
    for path in sorted(FIXTURES.glob("*/fixtures/*.html")):
        expected = path.with_suffix(".json")
        if expected.exists():
            yield path, json.loads(expected.read_text(encoding="utf-8"))


def ours(path: Path, url: str) -> Told:
    """Return what migrator reads, timed as the peers are."""
    raw = path.read_bytes()
    began = time.process_time()
    told = inspect_page(raw, url, "")
    return {**told, "seconds": time.process_time() - began}


def theirs(python: str, peer: str, pages: list[tuple[Path, str]]) -> list[Told]:
    """Return what a peer reads; its first page is read once before, so that no import is timed."""
    lines = "".join(f"{path}\t{url}\n" for path, url in (pages[0], *pages))
    done = subprocess.run(
        [python, str(HERE / "extraction_peers.py"), peer], input=lines, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()][1:]


def score(scores: Scores, want: Told, told: Told) -> None:
    """Add the points a reading deserves."""
    scores.pages += 1
    scores.seconds += float(str(told.get("seconds") or 0))
    scores.add("kind", float(told.get("kind") == want["kind"]))
    if want["kind"] not in {"post", "page"}:
        return
    for column, name in (("title", "title"), ("author", "author")):
        if name in want:
            scores.add(column, float(_same(want[name], told.get(name))))
    if "published" in want:
        scores.add("date", float(str(want["published"] or "")[:10] == str(told.get("published") or "")[:10]))
    body, found = letters(str(want.get("body_text") or "")), letters(str(told.get("body_text") or ""))
    if body:
        scores.add("start", float(found.startswith(body[:EDGE])))
        scores.add("end", float(found.endswith(body[-EDGE:])))
        scores.add("exact", float(found == body))
    if want.get("labels"):
        scores.add(
            "labels", float(sorted(map(str, want["labels"])) == sorted(map(str, told.get("labels") or [])))
        )  # type: ignore[call-overload]
    _score_comments(scores, want.get("comments"), told)


def _score_comments(scores: Scores, wanted: object, told: Told) -> None:
    rows = [row for row in wanted if isinstance(row, dict)] if isinstance(wanted, list) else []
    known = told.get("comments")
    by_text = (
        {letters(str(row.get("text") or ""))[:20]: row for row in known} if isinstance(known, list) else {}
    )
    blob = letters(str(told.get("blob") or ""))
    for row in rows:
        start = letters(str(row.get("text") or ""))[:20]
        if not start:
            continue
        found = by_text.get(start)
        scores.add("c_found", float(found is not None or start in blob))
        for column, name in (
            ("c_author", "author"),
            ("c_date", "published"),
            ("c_text", "text"),
            ("c_parent", "parent"),
        ):
            if row.get(name) is not None:
                scores.add(column, float(found is not None and _same(row[name], found.get(name))))


def _same(want: object, found: object) -> bool:
    return squeezed(str(want or "")) == squeezed(str(found or ""))


def print_fixtures(python: str | None) -> None:
    every = list(cases())
    _say(f"\nFixtures of all platforms, n = {len(every)}")
    _say(f"{'':18}" + "".join(f"{column:>9}" for column in COLUMNS) + f"{'pages/s':>9}")
    pages = [(path, str(want["url"])) for path, want in every]
    readings = {"migrator": [ours(path, url) for path, url in (pages[0], *pages)][1:]}
    readings |= {peer: theirs(python, peer, pages) for peer in PEERS} if python else {}
    for name, told in readings.items():
        scores = Scores()
        for (_, want), one in zip(every, told, strict=True):
            score(scores, want, one)
        _say(scores.row(name))


def print_speed(python: str | None) -> None:
    _say("\nPages a second and core: made-up pages of 50 KB with ten comments, best of", ROUNDS, "rounds")
    with tempfile.TemporaryDirectory() as folder:
        for name, url, pages in speed_pages():
            paths = [(Path(folder) / f"{name}-{number}.html", url) for number in range(len(pages))]
            for (path, _), page in zip(paths, pages, strict=True):
                path.write_bytes(page)
            size = sum(map(len, pages)) / len(pages) / 1000
            best = min(_seconds(name, url, pages) for _ in range(ROUNDS))
            rates = [f"migrator {len(paths) / best:.0f}"]
            for peer in PEERS if python else ():
                seconds = sum(float(str(told["seconds"])) for told in theirs(str(python), peer, paths))
                rates.append(f"{peer} {len(paths) / seconds:.1f}")
            _say(f"{name:12} {size:5.1f} KB  " + "  ".join(rates))


def _seconds(name: str, url: str, pages: list[bytes]) -> float:
    """Return the CPU time of what `extract` does with pages of a known platform: parse and read."""
    platform = registry.load("platform", PLATFORMS.get(name, "generic"))
    site = Site(base_url=origin_of(url), platform=platform.name)
    began = time.process_time()
    for body in pages:
        page = Page(url=url, final_url=url, status=200, headers={"content-type": "text/html"}, body=body)
        platform.read(page, parse_page(body, "text/html"), site)
    return time.process_time() - began


def print_corpus(corpus: Path, python: str | None) -> None:
    """Run the corpus's own scorer on each reader: all its columns, the last row of its table."""
    scorer = [
        str(corpus / "score.py"),
        "--pages",
        str(corpus / "pages"),
        "--facts",
        str(corpus / "facts.jsonl"),
    ]
    command = f"{sys.executable} -m migrator inspect --batch --json"
    runs = {"migrator": [sys.executable, *scorer, "--batch", "--cmd", command]}
    for peer in PEERS if python else ():
        runs[peer] = [str(python), *scorer, "--baseline", CORPUS_NAMES[peer]]
    _say(f"\nReal pages with facts, {corpus / 'facts.jsonl'}")
    for name, arguments in runs.items():
        done = subprocess.run(
            arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True, cwd=HERE.parents[1]
        )  # fmt: skip
        lines = done.stdout.splitlines()
        head, total = lines[0], next(line for line in reversed(lines) if line.startswith("ALL"))
        _say(f"{name}: {lines[-1]}\n{head}\n{total}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", help="a Python that has requirements-peers.txt installed")
    parser.add_argument("--corpus", type=Path, help="a folder with pages/, facts.jsonl and score.py")
    arguments = parser.parse_args()
    print_fixtures(arguments.peers)
    print_speed(arguments.peers)
    if arguments.corpus is not None:
        print_corpus(arguments.corpus, arguments.peers)


if __name__ == "__main__":
    main()
