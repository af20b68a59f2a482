"""Feeds made-up rules to real servers and asks them everything near those rules: cd tests; python -m redirects.torture.

Each disagreement between server and model is printed with the seed that makes it again.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from dataclasses import dataclass
from unittest import mock

from migrator import registry
from migrator.errors import TargetLimitError
from migrator.prove.engine import EngineRefusedError, ask_server
from migrator.redirects.compile import no_variants
from migrator.redirects.lowering import Plan, kind_of, planned
from migrator.redirects.proof import Case, Observed, judged, redirects, simulated
from migrator.stages.proving import Subject, askable, emitted, observed

from .hostile import compiled_rows, hostile_rows, mutations, strangers
from .hosts import ENGINES
from .samples import NEW, OLD_HOST
from .test_hosts import READABLE

SERVERS = (
    "nginx",
    "apache",
    "apache-htaccess",
    "caddy",
    "haproxy",
    "lighttpd",
    "varnish",
    "php",
    "python-middleware",
)
SERVERS += ("cloudflare-worker", "cloudfront")
_ON_LIST = re.compile(f"https?://{NEW.partition('://')[2]}/")
HOSTED = tuple(f"{name}:host" for name in ENGINES)


@dataclass(frozen=True)
class Outcome:
    """What one round found: how many requests were made, and each wrong answer in words."""

    asked: int
    rules: int
    wrong: tuple[str, ...]


def round_of(name: str, seed: int, count: int) -> Outcome:
    """Make rules from a seed, run the server on them, and compare every answer with the model's and the rule's."""
    chosen = random.Random(seed)
    target = registry.load("target", name.partition(":")[0])
    plan, kept = _plan(target, hostile_rows(chosen, count))
    subject = Subject(target, plan, kept, no_variants)
    known = subject.cases()
    near = [Case(OLD_HOST, one) for case in known if case.expected for one in mutations(case.target, chosen)]
    cases = _readable(name, target, [*known, *near, *(Case(OLD_HOST, one) for one in strangers())])
    try:
        got = _asked(name, target, plan, cases)
    except EngineRefusedError as error:
        return Outcome(len(cases), len(plan.rules.rules), (f"refused the files: {error}",))
    return Outcome(len(cases), len(plan.rules.rules), tuple(_wrong(target, plan, cases, got)))


def _plan(target, rows) -> tuple[Plan, tuple[str, ...]]:
    result = compiled_rows(rows)
    while True:
        try:
            weaker = {kind_of(target.lower(rule)) for rule in result.rules.rules}
            plan = planned(target, result.rules, weaker)
            target.render(plan.rules)
        except TargetLimitError:
            rows = rows[: len(rows) * 2 // 3]
            result = compiled_rows(rows)
        else:
            return plan, result.kept


def _readable(name: str, target, cases: list[Case]) -> list[Case]:
    engine = ENGINES[target.name] if ":" in name else target.engine(None)
    if ":" in name or engine.binary == "node":  # which may drop what it read before a bad request
        cases = [case for case in cases if READABLE.fullmatch(case.target)]
    return askable(cases, engine)


def _asked(name: str, target, plan: Plan, cases: list[Case]) -> list[Observed]:
    files = emitted(target, plan.rules)
    if ":" not in name:
        return list(map(observed, ask_server(target.engine(None), files, cases, lambda _count: None)))
    with mock.patch("migrator.prove.engine._ordinary_user", return_value=None):
        return list(map(observed, ask_server(ENGINES[target.name], files, cases, lambda _count: None)))


def _wrong(target, plan: Plan, cases: list[Case], got: list[Observed]):
    models = simulated(target, plan.rules)(cases)
    for failure in judged(cases, got, grade=None, files_sha256="").failures:  # type: ignore[arg-type]
        if failure.case.expected:
            yield f"rule: {failure.case.target!r}: {failure.message}"
    for case, real, model in zip(cases, got, models, strict=True):
        if _seen(real) != _seen(model):
            yield f"model: {case.target!r}: server {_seen(real)}, model {_seen(model)}"
        if real.cookies or not all(_ON_LIST.match(place) for place in real.locations):
            yield f"off the list: {case.target!r}: {real}"


def _seen(answer: Observed) -> tuple[int, tuple[str, ...]]:
    return (answer.status, answer.locations) if redirects(answer) else (404, ())


def _say(line: str) -> None:
    sys.stdout.write(line.encode("ascii", "backslashreplace").decode() + "\n")
    sys.stdout.flush()


def main() -> int:
    """Run rounds over servers and print what is wrong."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("names", nargs="*", default=[*SERVERS], help=f"of {', '.join((*SERVERS, *HOSTED))}")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--rules", type=int, default=300)
    options.add_argument("--shown", type=int, default=12)
    given, found = options.parse_args(), 0
    for name in given.names:
        for seed in range(given.seed, given.seed + given.rounds):
            outcome = round_of(name, seed, given.rules)
            found += len(outcome.wrong)
            told = f"{outcome.rules} rules, {outcome.asked} requests, {len(outcome.wrong)} wrong"
            _say(f"{name} seed {seed}: {told}")
            for line in outcome.wrong[: given.shown]:
                _say(f"  {line[:600]}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
