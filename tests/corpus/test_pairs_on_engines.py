"""Real pairs of real moves on every engine that runs here: each old URL is answered exactly, nothing else at all."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from redirects.hosts import ENGINES, host_answers
from redirects.samples import real_answers

from migrator import registry
from migrator.model import Proof
from migrator.redirects.compile import Move, compile_rules, no_variants
from migrator.redirects.lowering import lowered
from migrator.redirects.pairs import Sites
from migrator.redirects.proof import judged
from migrator.stages.pair_maps import read_map
from migrator.stages.proving import Subject, affordable, askable

pytestmark = pytest.mark.engine
FOLDER = Path(os.environ["MIGRATOR_CORPUS"]) / "redirects"
OLD, NEW, SAME = "http://dearmarigold.example", "https://askmarigold.example", "https://dearmarigold.example"
SETS = sorted(path.name for path in FOLDER.glob("*-to-*.tsv"))
# What stays where it was can only be seen on one domain; there the other sets are asked as well.
MOVES = [(name, NEW) for name in SETS if "marcusoft" not in name] + [(name, SAME) for name in SETS]


SMALL = {"azure-swa": 100}  # rules of each set that fit into its 20 kB, whatever their number


def _is_run(name: str) -> bool:
    return name in ENGINES or registry.load("target", name).engine(Path("out")) is not None


RUNNING = [name for name in registry.names("target") if _is_run(name)]


def _compiled(name: str, new: str):
    found = read_map(str(FOLDER / name), Sites(OLD, new), "csv")
    hosts = (OLD.removeprefix("http://"),)
    return compile_rules(found.mappings, Move(old_hosts=hosts, new_url=new))


def _subjects(target, name: str, new: str):
    """Yield what is to be proved, in parts where the host cannot hold a whole set."""
    made = _compiled(name, new)
    most = SMALL.get(target.name) or target.capabilities.max_rules or len(made.rules.rules) or 1
    for start in range(0, most if target.name in SMALL else len(made.rules.rules), most):
        part = replace(made.rules, rules=made.rules.rules[start : start + most])
        yield Subject(target, lowered(target, part), made.kept, no_variants)


def _asked(subject: Subject):
    target, rules = subject.target, subject.plan.rules
    engine = ENGINES.get(target.name) or target.engine(Path("out"))
    cases = affordable(askable(subject.cases(), engine), target, len(rules.rules))
    ask = host_answers if target.name in ENGINES else real_answers
    return judged(cases, ask(target, rules, cases), grade=Proof.PROVED, files_sha256="")


@pytest.mark.parametrize("name", RUNNING)
def test_real_pairs_are_answered_exactly_and_nothing_else(name: str, capsys: pytest.CaptureFixture) -> None:
    target = registry.load("target", name)
    subjects = [subject for move in MOVES for subject in _subjects(target, *move)]
    results = [_asked(subject) for subject in subjects]
    wrong = [(one.case.url, one.message) for result in results for one in result.failures]
    exact, refused = (sum(len(getattr(s.plan, kind)) for s in subjects) for kind in ("exact", "refused"))
    asked = sum(result.asked for result in results)
    with capsys.disabled():
        print(f"\n{name}: {exact:,} rules, {refused} refused, {asked:,} requests, {len(wrong)} wrong")  # noqa: T201
    assert wrong == []
    assert asked > exact > 0
