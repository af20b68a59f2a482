r"""How to add a redirect target: put one file here that ends with `PLUGIN = YourTarget()`.

A target does no I/O. It states what it can express (`Capabilities`), lowers every rule to exact, weakened or
refused, renders files, models its host's answer to a raw request target (the *simulated* proof) and, where
the real engine can run on loopback, describes it as data (`Engine`) for *proved*.
A README is written with `redirects._readme`, which has the same headings for all: Apply, Check, Undo. Where a command
can put the files in place, `_steps/<name>/settings.sh` says where they go; `apply.sh` and `undo.sh` are the same for all.
Its fixture is the folder `tests/redirects/golden/<name>/`: what the sample of `tests/redirects` gives.

    class Stubs:
        name = "stubs"
        version = 1
        capabilities = Capabilities(title="Stub pages", query_conditions=False, inherent=frozenset({"stub"}))

        def lower(self, rule: RedirectRule) -> Lowered:
            if rule.query or rule.target is None or '"' in rule.path:
                return Lowered(rule, "refused", "stub: a page has neither a query nor a status.")
            return Lowered(rule, "weakened", "stub: a page that points on, not a redirect.")

        def render(self, rules: RuleSet) -> Sequence[OutputFile]:
            link = '<meta http-equiv="refresh" content="0; url={}">\n'
            pages = [OutputFile(f"site{r.path}.html", link.format(r.target).encode()) for r in rules.rules]
            return [OutputFile("README.md", b"Upload the folder `site`; to undo, delete it.\n"), *pages]

        def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
            return None

        def engine(self, files: Path) -> Engine | None:
            return None

    PLUGIN = Stubs()
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.redirects.anchors import Anchor
    from migrator.redirects.patterns import Dialect, PatternRule


_FOUND = 302


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a host can hold and express; None means no limit known."""

    title: str
    statuses: frozenset[int] = frozenset({301, 410})
    query_conditions: bool = True
    case_sensitive: bool = True
    slash_sensitive: bool = True
    index_page: str = ""  # the file that this host takes for its folder: `/a/index.html` is `/a/` there
    keeps_twins: bool = (
        True  # False: rules that differ only in what it ignores are refused, unless they answer alike
    )
    query: str = "drops"  # what becomes of a request's query: a word of `redirects._queries`
    raw_bytes: bool = True  # False: nobody knows what the host makes of raw non-ASCII bytes in a request
    max_rules: int | None = None
    larger: str = "nginx"  # the target to name when a map has more rules than this one holds
    warn_rules: int | None = None
    max_key_bytes: int | None = None
    max_target_bytes: int | None = None
    situations: frozenset[str] = frozenset(
        {"repointed-domain", "same-domain", "own-server"}
    )  # HostAnswer values
    inherent: frozenset[str] = frozenset()  # kinds of weakening that go with choosing this target
    answers_requests: bool = True  # False for a list that nobody answers requests with, so nothing to prove
    sets_headers: bool = False  # on trial it sends "Cache-Control: no-store", and a proof asks for that
    any_host: bool = False  # it can answer paths on whatever host asks (see `redirects._unnamed`)
    patterns: Dialect | None = None  # which of a rule set's patterns it writes, so that its files get shorter
    no_patterns: str = ""  # why there are none, where a limit makes a person ask; a sentence
    suggested: bool = False  # written for a fitting situation even when nobody asked for it by name
    facts: tuple[str, ...] = ()  # what a person should know, shown by `migrator explain`

    def one_address(self, path: str) -> str:
        """Return what all decoded paths that this host cannot tell apart have in common."""
        if not self.case_sensitive:
            path = path.casefold()
        if self.index_page and path.endswith(f"/{self.index_page}"):
            path = path.removesuffix(self.index_page)
        return path if self.slash_sensitive else path.rstrip("/")


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class RuleSet:
    """Compiled rules: at most one per (host, path, query), no chains, loops or self-redirects.

    `hosts` are all old hosts that answer with these rules (aliases share them); `new_host` is the only host
    a target may name. `patterns` are another way to write some of the rules, which a target may ignore.
    """

    rules: tuple[RedirectRule, ...]
    hosts: tuple[str, ...]
    new_url: str
    keep_utm: bool = False
    trial: bool = False  # answer 302 with "Cache-Control: no-store", so that a mistake can be taken back
    patterns: tuple[PatternRule, ...] = ()
    kept: frozenset[tuple[str, str]] = frozenset()  # (site, decoded path) of pages that live on an old host
    untouched: tuple[
        tuple[str, str], ...
    ] = ()  # (site, decoded path) that a pattern would answer and must not
    content: Mapping[str, object] | None = None  # extras a CMS-side target needs (feed ids)
    anchors: tuple[Anchor, ...] = ()  # fragments of old URLs, which the new site has to answer
    first: tuple[str, ...] = ()  # old URLs that people ask for most, in that order: samples begin with them

    def __post_init__(self) -> None:
        """Make every redirect a temporary one on trial, so that no target can forget it."""
        if self.trial and any(rule.target and rule.status != _FOUND for rule in self.rules):
            tried = tuple(replace(rule, status=_FOUND) if rule.target else rule for rule in self.rules)
            object.__setattr__(self, "rules", tried)


@dataclass(frozen=True, slots=True)
class Lowered:
    """How one rule fares on a target: exact, weakened (and how), or refused (and why).

    `reason` is "kind: sentence"; the kind of a weakening is what `--allow-weaker` names.
    """

    rule: RedirectRule
    grade: str  # "exact" | "weakened" | "refused"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OutputFile:
    """One file to write; `path` is relative with forward slashes, `content` the exact bytes."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server says to one request: status and the raw Location header, None when absent."""

    status: int
    location: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A real server described as data; `{port}`, `{work}` (temp folder) and `{out}` (emitted files) are filled in.

    `argv` starts it in the foreground, `check` tests the configuration, `wrapper` are extra files
    (relative to `{work}`) that add only listen address, logs, pid, temp paths and modules. `{out}` is
    `{work}/out`, a copy of the emitted files, byte for byte; a wrapper file of the same name takes its place.
    """

    binary: str
    argv: tuple[str, ...]
    check: tuple[str, ...] | None = None
    wrapper: Mapping[str, str]
    install_hint: str
    ascii_only: bool = False  # this stand-in cannot read raw non-ASCII bytes in a request: leave them out
    misread: str = ""  # an expression: request targets that this stand-in takes for others are left out


class Target(Protocol):
    """A server or host that answers old URLs. All methods are pure."""

    name: str
    version: int
    capabilities: Capabilities

    def lower(self, rule: RedirectRule) -> Lowered:
        """Say whether this host can express one rule exactly."""
        ...

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Return all files, README.md included; equal rules give equal bytes."""
        ...

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Model the host: the answer to `GET target` (raw request target) on an old host; None: not redirected."""
        ...

    def engine(self, files: Path) -> Engine | None:
        """Describe the real engine for emitted files, or None where there is none to run."""
        ...
