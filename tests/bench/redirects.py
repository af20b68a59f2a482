"""Times the redirect compiler on many pairs, and a proof on real nginx, beside a script that pastes lines."""

from __future__ import annotations

import argparse
import csv
import io
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from migrator import registry
from migrator.cli.main import run
from migrator.model import Proof
from migrator.prove.engine import ask_server, files_sha256
from migrator.redirects._lines import let_go
from migrator.redirects.cases import negative_cases, positive_cases
from migrator.redirects.compile import Move, compile_rules, no_variants
from migrator.redirects.lowering import planned
from migrator.redirects.pairs import Sites, new_url_of, old_hosts_of
from migrator.redirects.proof import judged
from migrator.stages.pair_maps import read_map, uncollected
from migrator.stages.proving import emitted, observed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

OLD, NEW = "http://dearmarigold.example", "https://askmarigold.example"
WORDS = (
    "tea",
    "cat",
    "dog",
    "love",
    "bread",
    "night",
    "garden",
    "letter",
    "winter",
    "river",
    "stone",
    "apple",
)


def pairs(count: int) -> Iterator[tuple[str, str]]:
    """Yield Blogger addresses and their WordPress ones; every 50th holds letters beyond ASCII."""
    for number in range(count):
        words = "-".join(WORDS[number // 12**place % 12] for place in range(5))
        slug = f"{words}-{number}" if number % 50 else f"{words}-caf%C3%A9-{number}"
        yield f"{OLD}/{2001 + number % 20}/{1 + number % 12:02}/{slug}.html", f"{NEW}/{slug}/"


def write_pairs(path: Path, count: int) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("old", "new"))
        writer.writerows(pairs(count))


def ours(path: Path, out: Path) -> dict[str, float]:
    """Read, compile, lower and write nginx and HAProxy."""
    watch = Watch()
    with uncollected():
        found = read_map(str(path), Sites())
        watch.lap("read")
        move = Move(old_hosts=old_hosts_of(found.mappings), new_url=new_url_of(found.mappings) or NEW)
        rows = list(found.mappings)
        del found
        compiled = compile_rules(let_go(rows), move)
        watch.lap("compile")
        for name in ("nginx", "haproxy"):
            target = registry.load("target", name)
            save(out / name, emitted(target, planned(target, compiled.rules).rules))
            watch.lap(name)
    return watch.laps | {"rules": len(compiled.rules.rules)}


def commanded(path: Path, out: Path) -> dict[str, float]:
    """Run the whole command: read, compile, simulate and write both targets with lists, sums and scripts."""
    words = ["redirects", "--map", str(path), "--to", "nginx", "--to", "haproxy", "--out", str(out / "rules")]
    with redirect_stdout(io.StringIO()) as said:
        code = run([*words, "--json"])
    told = json.loads(said.getvalue())["result"]["targets"]
    return {"exit": code, "rules": min(one["rules"] for one in told.values())}


def pasted(path: Path, out: Path) -> dict[str, float]:
    """Paste lines, as scripts do: nothing is decoded, escaped, checked or made unique."""
    watch = Watch()
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    watch.lap("read")
    lines = [f"    {row['old'].removeprefix(OLD)} {row['new']};" for row in rows]
    save(out / "nginx", {"map.conf": "\n".join(["map $request_uri $to {", *lines, "}"]).encode()})
    watch.lap("nginx")
    lines = [f"{row['old'].removeprefix(OLD)} {row['new']}" for row in rows]
    save(out / "haproxy", {"rules.map": "\n".join(lines).encode()})
    watch.lap("haproxy")
    return watch.laps | {"rules": len(rows)}


def proved(path: Path, out: Path) -> dict[str, float]:
    """Ask real nginx each old URL once, and samples of the other spellings and of what must not redirect."""
    watch = Watch()
    found = read_map(str(path), Sites())
    move = Move(old_hosts=old_hosts_of(found.mappings), new_url=new_url_of(found.mappings) or NEW)
    target = registry.load("target", "nginx")
    plan = planned(target, compile_rules(found.mappings, move).rules)
    files = emitted(target, plan.rules)
    watch.lap("compile")
    rules, able = plan.rules, target.capabilities
    positives = [*positive_cases(rules, plan.exact, no_variants, able)]
    negatives = negative_cases(rules, (), able)
    cases = [*positives, *negatives]
    watch.lap("cases")
    engine = target.engine(out)
    assert engine is not None
    replies = ask_server(engine, files, cases, lambda _: None)
    watch.lap("ask")
    result = judged(cases, list(map(observed, replies)), grade=Proof.PROVED, files_sha256=files_sha256(files))
    watch.lap("judge")
    hits = len({case.rule for case in positives})
    told = {"hits": hits, "variants": len(positives) - hits, "negatives": len(negatives)}
    return watch.laps | told | {"wrong": len(result.failures)}


def save(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


class Watch:
    """CPU seconds of each step: what else the machine does at the time counts in the sum of all alone."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._start = time.process_time()

    def lap(self, name: str) -> None:
        now = time.process_time()
        self.laps[name] = round(now - self._start, 1)
        self._start = now


def measured(work: Callable[[Path, Path], dict[str, float]], path: Path) -> dict[str, float]:
    """Run one piece of work in a process of its own, so that its peak memory is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_alone, (work, path))


def _alone(work: Callable[[Path, Path], dict[str, float]], path: Path) -> dict[str, float]:
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as out:
        told = work(path, Path(out))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    took = {"seconds": time.perf_counter() - start, "CPU seconds": time.process_time(), "peak MB": peak}
    return told | {name: round(value, 1) for name, value in took.items()}


def main(words: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=1_000_000, help="pairs to compile and emit")
    parser.add_argument("--proved", type=int, default=100_000, help="pairs to prove on real nginx")
    wanted = parser.parse_args(list(words) if words is not None else None)
    with tempfile.TemporaryDirectory() as folder:
        whole = ((wanted.pairs, work) for work in (pasted, ours, commanded))
        for count, work in (*whole, (wanted.proved, proved)):
            path = Path(folder) / f"{count}.csv"
            if count and not path.exists():
                write_pairs(path, count)
            if count:
                told = {"work": work.__name__, "pairs": count} | measured(work, path)
                sys.stdout.write(json.dumps(told) + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
