"""What a server must answer, asked case by case: every rule in every spelling, and what must not redirect."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrator.redirects._unnamed import local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from migrator.model import Proof
    from migrator.redirects._index import RuleKey
    from migrator.redirects.targets._contract import Answer, RuleSet, Target

_SHOWN = 200  # characters of an answer quoted in a message
_NOT_FOUND = 404
_NO_STORE = "no-store"
_UNSTORED = (_NO_STORE,)


@dataclass(frozen=True, slots=True)
class Case:
    """One request and what must come back; `expected` None: anything but a redirect or a 410."""

    host: str
    target: str
    rule: RuleKey | None = None
    expected: Answer | None = None
    stored: bool = True  # False: the answer must say that nobody may keep it

    @property
    def url(self) -> str:
        """The URL asked for, as people write it."""
        return f"http://{self.host}{self.target}"


@dataclass(frozen=True, slots=True)
class Observed:
    """What came back: status, all Location headers, cookies and Cache-Control headers, raw; status 0: no answer."""

    status: int
    locations: tuple[str, ...] = ()
    cookies: tuple[str, ...] = ()
    caching: tuple[str, ...] = field(default=(), compare=False)  # asked for on trial alone


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that got another answer, with the difference in words."""

    case: Case
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofResult:
    """The outcome of a proof: its grade, the number of requests, what failed, the hash of what was proved."""

    grade: Proof
    asked: int
    failures: tuple[Failure, ...]
    files_sha256: str

    @property
    def passed(self) -> bool:
        """True when at least one request was made and every answer was right."""
        return self.asked > 0 and not self.failures

    @property
    def failed_rules(self) -> frozenset[RuleKey | None]:
        """The rules with a wrong answer; None stands for a URL that must not redirect."""
        return frozenset(failure.case.rule for failure in self.failures)


def judged(
    cases: Iterable[Case], answers: Iterable[Observed], *, grade: Proof, files_sha256: str
) -> ProofResult:
    """Compare all answers with what must come back; neither cases nor answers are held."""
    asked = 0
    failures: list[Failure] = []
    for case, got in zip(cases, answers, strict=True):
        asked += 1
        problem = _difference(case.expected, got) or _kept_wrongly(case, got)
        if problem:
            failures.append(Failure(case, problem))
    return ProofResult(grade=grade, asked=asked, failures=tuple(failures), files_sha256=files_sha256)


def simulated(target: Target, rules: RuleSet) -> Callable[[Iterable[Case]], list[Observed]]:
    """Return a function that answers cases as the target's own model does."""
    answer = model(target, rules)
    return lambda cases: list(map(answer, cases))


def model(target: Target, rules: RuleSet) -> Callable[[Case], Observed]:
    """Return a function that answers one case as the target's own model does."""

    def answer(case: Case) -> Observed:
        found = target.answer(rules, case.host, case.target)
        if found is None:
            return Observed(_NOT_FOUND)
        return Observed(found.status, () if found.location is None else (found.location,), (), _UNSTORED)

    return answer


def redirects(got: Observed) -> bool:
    """True when an answer sends the reader elsewhere or says that the address is gone."""
    return 300 <= got.status < 400 or got.status == 410 or bool(got.locations)  # noqa: PLR2004


def _difference(expected: Answer | None, got: Observed) -> str | None:
    if got.cookies:
        return f"It set a cookie: {got.cookies[0]!r}."
    if expected is None:
        return f"It must not redirect, but {_shown(got)}." if redirects(got) else None
    wanted = () if expected.location is None else (expected.location,)
    if got.status == expected.status and got.locations in {wanted, tuple(map(local, wanted))}:
        return None
    return f"Expected {_shown(Observed(expected.status, wanted))}, but {_shown(got)}."


def _kept_wrongly(case: Case, got: Observed) -> str | None:
    if case.stored or case.expected is None or got.caching == (_NO_STORE,):
        return None
    return (
        f"On trial it must say Cache-Control: {_NO_STORE}, but says {' and '.join(got.caching) or 'nothing'}."
    )


def _shown(answer: Observed) -> str:
    where = " and ".join(answer.locations)
    return f"{answer.status or 'no answer'} {where[:_SHOWN]}".strip()
