"""Proves what was emitted: on the target's model always, on the real server when asked, with seeded faults."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migrator.errors import MissingPartError
from migrator.model import Finding, Proof
from migrator.prove.engine import EngineRefusedError, ask_server, files_sha256, found_binary
from migrator.redirects._lines import batched
from migrator.redirects._trial_words import told_on_trial
from migrator.redirects.cases import SAMPLED, negative_cases, number_of_hits, positive_cases
from migrator.redirects.faults import seed_faults
from migrator.redirects.proof import Case, Observed, ProofResult, judged, model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from migrator.model import Progress
    from migrator.prove.client import Reply
    from migrator.redirects.lowering import Plan
    from migrator.redirects.targets._contract import Engine, RuleSet, Target

_MOST_READINGS = 40_000_000  # rules times requests where each request reads all rules: about a minute
MOST_SIMULATED = 100_000  # rules asked for as published; the real server is asked for all of them
_FEWEST_OTHERS = 500  # requests beside one for each rule
_MOST_FAILURES = 20  # findings of one proof; the number of failures is told in full


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be proved: a target's plan, the kept URLs, and which URLs share a verdict."""

    target: Target
    plan: Plan
    kept: tuple[str, ...]
    variants: Callable[[str], Iterable[str]]
    sha256: str = ""  # of the files as they were emitted; nothing: to be found out

    def cases(self) -> list[Case]:
        """Return every request of the proof."""
        return list(self.each_case())

    def each_case(self, most: int | None = None) -> Iterator[Case]:
        """Yield every request of the proof, made as it is taken; of very many rules `most` are asked for."""
        rules, capabilities = self.plan.rules, self.target.capabilities
        for case in positive_cases(rules, self.plan.exact, self.variants, capabilities, most):
            yield replace(case, stored=False) if rules.trial and capabilities.sets_headers else case
        yield from negative_cases(rules, self.kept, capabilities)


@dataclass(frozen=True, slots=True)
class Proved:
    """The outcome: the result of the strongest proof made, and what a person should know about it."""

    result: ProofResult
    findings: tuple[Finding, ...]


def emitted(target: Target, rules: RuleSet) -> dict[str, bytes]:
    """Return the target's files by relative path."""
    files = target.render(rules)
    if rules.trial:
        files = tuple(told_on_trial(files, target.capabilities))
    return {file.path: file.content for file in files}


def prove_target(subject: Subject, progress: Progress, *, real: bool, required: bool) -> Proved:
    """Prove a target's rules on its model and, if `real`, on the real server with and without seeded faults.

    Raises:
        MissingPartError: the server is `required` and not installed.
    """
    target, plan = subject.target, subject.plan
    sha256 = subject.sha256 or files_sha256(emitted(target, plan.rules))
    if not (target.capabilities.answers_requests and plan.exact):
        return Proved(ProofResult(grade=Proof.NONE, asked=0, failures=(), files_sha256=sha256), ())
    simulated = _simulated(subject, progress, sha256)
    engine = _engine(target) if real else None
    if engine is None:
        return Proved(simulated, _failures(target, simulated))
    if found_binary(engine.binary) is None:
        if required:
            raise MissingPartError(f"{engine.binary} is not installed.", engine.install_hint)
        return Proved(simulated, (*_failures(target, simulated), _not_installed(target, engine)))
    return _real_proof(subject, engine, progress)


def askable(cases: Iterable[Case], engine: Engine) -> list[Case]:
    """Return the requests that this server, a stand-in perhaps, can read."""
    misread = re.compile(engine.misread or "(?!)")
    return [
        case
        for case in cases
        if (case.target.isascii() or not engine.ascii_only) and not misread.fullmatch(case.target)
    ]


def _simulated(subject: Subject, progress: Progress, sha256: str) -> ProofResult:
    target, rules = subject.target, subject.plan.rules
    hits = number_of_hits(subject.plan.exact, MOST_SIMULATED)
    progress.start(f"simulate {target.name}", hits and hits + 2 * SAMPLED)
    cases = subject.each_case(MOST_SIMULATED)
    if target.capabilities.warn_rules is not None:
        cases = iter(affordable(list(cases), target, len(rules.rules)))
    asked, answered = itertools.tee(_counted(cases, progress))
    return judged(asked, map(model(target, rules), answered), grade=Proof.SIMULATED, files_sha256=sha256)


def _counted(cases: Iterator[Case], progress: Progress) -> Iterator[Case]:
    for batch in batched(cases):
        yield from batch
        progress.advance(len(batch))


def affordable(cases: Sequence[Case], target: Target, rules: int) -> list[Case]:
    """Thin out the cases for a target that reads all rules for each request and has very many.

    One case of every rule and an even share of the others stay.
    """
    if target.capabilities.warn_rules is None or rules * len(cases) <= _MOST_READINGS:
        return list(cases)
    first = {case.rule: case for case in reversed(cases) if case.rule is not None}
    must = {id(case) for case in first.values()}
    others = [case for case in cases if id(case) not in must]
    room = max(_FEWEST_OTHERS, _MOST_READINGS // rules - len(must))
    step = max(1, -(-len(others) // room))
    kept = must | {id(case) for case in others[::step]}
    return [case for case in cases if id(case) in kept]


def _real_proof(subject: Subject, engine: Engine, progress: Progress) -> Proved:
    target, rules = subject.target, subject.plan.rules
    cases = askable(affordable(subject.cases(), target, len(rules.rules)), engine)
    progress.start(f"prove {target.name}", 2 * len(cases))
    try:
        result = _asked(target, engine, rules, (cases, progress))
        seeded = seed_faults(rules, subject.plan.exact)
        spoiled = _asked(target, engine, seeded.rules, (cases, progress))
    except EngineRefusedError as error:
        progress.finish(f"{target.name}: the server refused the files")
        return Proved(_nothing(emitted(target, rules)), (_refusal(target, error),))
    progress.finish(f"{target.name}: {result.asked:,} requests, {len(result.failures):,} wrong answers")
    findings = list(_failures(target, result))
    if result.passed and spoiled.failed_rules != seeded.faulty:
        findings.append(_blind(target, len(spoiled.failed_rules ^ seeded.faulty)))
    return Proved(result, tuple(findings))


def _asked(
    target: Target, engine: Engine, rules: RuleSet, questions: tuple[Sequence[Case], Progress]
) -> ProofResult:
    cases, progress = questions
    files = emitted(target, rules)
    replies = ask_server(engine, files, cases, progress.advance)
    return judged(cases, list(map(observed, replies)), grade=Proof.PROVED, files_sha256=files_sha256(files))


def observed(reply: Reply) -> Observed:
    """Return what a proof looks at in a server's reply."""
    return Observed(
        reply.status, reply.values("location"), reply.values("set-cookie"), reply.values("cache-control")
    )


def _engine(target: Target) -> Engine | None:
    from pathlib import Path

    return target.engine(Path("out"))


def _nothing(files: dict[str, bytes]) -> ProofResult:
    return ProofResult(grade=Proof.NONE, asked=0, failures=(), files_sha256=files_sha256(files))


def _failures(target: Target, result: ProofResult) -> tuple[Finding, ...]:
    code = f"redirect.proof-failed.{target.name}"
    told = [
        Finding(code=code, severity="error", url=failure.case.url, message=failure.message)
        for failure in result.failures[:_MOST_FAILURES]
    ]
    if len(result.failures) > _MOST_FAILURES:
        more = f"{len(result.failures):,} of {result.asked:,} answers were wrong; the first {_MOST_FAILURES} are listed."
        told.append(Finding(code=code, severity="error", url="", message=more))
    return tuple(told)


def _not_installed(target: Target, engine: Engine) -> Finding:
    return Finding(
        code=f"redirect.not-proved.{target.name}",
        severity="warning",
        url="",
        message=f"{engine.binary} is not installed here, so the rules are simulated and not proved.",
        hint=engine.install_hint,
    )


def _refusal(target: Target, error: EngineRefusedError) -> Finding:
    return Finding(
        code=f"redirect.proof-failed.{target.name}",
        severity="error",
        url="",
        message=f"The server does not accept the emitted files: {error}",
    )


def _blind(target: Target, count: int) -> Finding:
    return Finding(
        code=f"redirect.proof-blind.{target.name}",
        severity="error",
        url="",
        message=f"The proof did not tell seeded faults from right rules ({count} differ), so it proves nothing.",
    )
