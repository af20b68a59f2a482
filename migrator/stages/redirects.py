"""Writes the redirect rules for whoever answers the old hosts, and proves them."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypedDict, Unpack

from migrator import registry
from migrator.errors import TargetLimitError, UsageError
from migrator.model import Finding, Proof, Silence, StageReport
from migrator.numbers import rank
from migrator.profiles import load_profile, site_urls
from migrator.prove.engine import files_sha256
from migrator.redirects._lines import let_go
from migrator.redirects._sites import ascii_host, sites
from migrator.redirects._spelling import split_url
from migrator.redirects._unnamed import UNNAMED
from migrator.redirects.anchors import compile_map
from migrator.redirects.cases import scope_of
from migrator.redirects.compile import Compiled, Move, no_variants
from migrator.redirects.fitting import Terms, fitted
from migrator.redirects.lowering import Plan, lowered, plan_findings, refusals, unanswered
from migrator.redirects.new_site import POINTER, beside
from migrator.redirects.rule_lists import RULES, rule_list
from migrator.redirects.steps import step_files, with_scripts
from migrator.rekey.hosts import guess_answer
from migrator.stages.compaction import compaction_findings, refuse_patternless, shorter
from migrator.stages.folders import Together
from migrator.stages.left_out import placed, rejected_files
from migrator.stages.new_site import with_known_anchors, write_new_site
from migrator.stages.proving import MOST_SIMULATED, Subject, emitted, prove_target
from migrator.stages.readback import live_urls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from migrator.model import HostAnswer, Json, Progress, UrlMapping
    from migrator.redirects.proof import ProofResult
    from migrator.redirects.targets._contract import RuleSet, Target
    from migrator.settings import Settings
    from migrator.stages.deployed import Against
    from migrator.store.project import Project

STAGE = "redirects"
_README = "README.md"


@dataclass(frozen=True, slots=True)
class Written:
    """What was made for one target: its line in the stage's report, and findings."""

    report: dict[str, Json]
    findings: tuple[Finding, ...]


class Asked(TypedDict, total=False):
    """What a person may ask of the files of a plain map; `variants` names further spellings of an old URL."""

    prove: bool
    trial: bool
    against: Against | None
    compact: bool
    live: tuple[str, ...]
    allow_weaker: tuple[str, ...]
    left_out: Sequence[Finding]
    variants: Callable[[str], Iterable[str]]
    progress: Progress


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a person asked for; `named` targets must work, chosen ones may be left out with a finding."""

    targets: tuple[str, ...]
    named: bool
    required: bool  # a proof that cannot be made is an error
    prove: bool | tuple[str, ...]  # on the real server: all, none, or the targets named
    allow_weaker: tuple[str, ...]
    against: Against | None = None  # rules of before, to compare with
    compact: bool = False  # patterns wherever a target knows them
    live: tuple[str, ...] = ()  # URLs of the new site
    beside: Mapping[str, bytes] = field(default_factory=dict)  # further files for the target's folder
    left_out: tuple[Finding, ...] | None = None  # what became no rule, to be listed there; None: no list

    def terms(self, kept: Sequence[str]) -> Terms:
        """Return what every target's rules are fitted by."""
        return Terms(self.allow_weaker, self.compact, (*kept, *self.live))

    def proves(self, name: str) -> bool:
        """True where this target is to be asked on its real server."""
        return self.prove if isinstance(self.prove, bool) else name in self.prove


def run_redirects(  # noqa: PLR0913 (each is a choice of its own on the command line)
    project: Project,
    settings: Settings,
    progress: Progress,
    *,
    targets: Sequence[str] = (),
    prove: bool | tuple[str, ...] = False,
    trial: bool | None = None,
    against: Against | None = None,
    compact: bool = False,
    live: tuple[str, ...] = (),
) -> StageReport:
    """Compile the verdicts and write `out/redirects/TARGET/` for each target.

    Without named targets those of the settings are written, or else all that fit who answers the old hosts.
    `prove` asks the real server, of every target or of those named; the others are simulated. `trial` makes
    redirects temporary, False permanent, None leaves them as they were written last (permanent at first).
    `compact` writes patterns where a target knows them, which no URL of the new site, those `live` included, meets.
    The report's details hold "prove" and "trial" and, under "targets", name → rules, exact, weakened, refused, proof, asked,
    failed and sha256 of the files.

    Raises:
        UsageError: no such target, one for hosts that nobody answers in that way, or one named that knows no patterns.
        TargetLimitError: a named target cannot hold the map.
        MissingPartError: a named target is to be proved and its server is not installed; or the extra `compact`.
    """
    hosts = answering_hosts(settings)
    variants = site_urls(settings.old.platform, settings.old.url, (*hosts, *settings.old.hosts)).variants
    compiled = _compiled(project, settings, hosts, variants)
    compiled = _on_trial(compiled, trial=on_trial(project) if trial is None else trial)
    compiled = replace(compiled, rules=replace(compiled.rules, first=_most_asked(project)))
    wish = _wish(settings, hosts, tuple(targets), prove=prove)
    for name in targets if compact else ():
        refuse_patternless(registry.load("target", name), wish.allow_weaker)
    wish = replace(wish, compact=compact or wish.compact, live=(*live_urls(project), *live))
    if against is not None:
        wish = replace(wish, against=against)
        for name in against.known(wish.targets):
            _refuse_loss(registry.load("target", name), compiled, hosts, (wish, against))
    progress.start("redirects", len(wish.targets))
    written: dict[str, Written] = {}
    with Together() as folders:
        for name in wish.targets:
            target: Target = registry.load("target", name)
            own, folder = _own(target, compiled, hosts), project.out / STAGE / name
            written[name] = _write(target, own, variants, wish, (partial(folders.put, folder), progress))
    if not targets:
        _remove_stale(project.out / STAGE, [name for name, made in written.items() if made.report])
    progress.start("redirects")
    progress.finish(f"{len(compiled.rules.rules):,} rules for {', '.join(written) or 'no target'}")
    wished: dict[str, Json] = {"prove": prove if isinstance(prove, bool) else list(prove)}
    return _report(compiled, written, {**wished, "new_site": write_new_site(project, compiled.rules)})


def _most_asked(project: Project) -> tuple[str, ...]:
    """Return the old URLs of which anything was counted, what people ask for most first."""
    numbers = project.inventory.numbers()
    return tuple(sorted(numbers, key=lambda url: (rank(numbers[url]), url)))


def check_targets(settings: Settings) -> None:
    """Check the targets named in the settings before anything is fetched for them.

    Raises:
        UsageError: no such target, or one for hosts that nobody answers in that way.
    """
    _wish(settings, answering_hosts(settings), (), prove=False)


def on_trial(project: Project) -> bool:
    """True when the rules that were written last are temporary."""
    state = project.stage_state(STAGE)
    return state is not None and state[1].get("trial") is True


def _on_trial(compiled: Compiled, *, trial: bool) -> Compiled:
    return replace(compiled, rules=replace(compiled.rules, trial=trial))


def write_rules(
    mappings: Sequence[UrlMapping], move: Move, target: str, folder: Path, **asked: Unpack[Asked]
) -> Written:
    """Write one target's files from a plain map: see `write_map`."""
    return write_map(list(mappings), move, {target: folder}, **asked)[target]


def write_map(
    rows: list[UrlMapping], move: Move, folders: Mapping[str, Path], **asked: Unpack[Asked]
) -> dict[str, Written]:
    """Write and, if asked, prove the files of each target (name → folder) from a plain map, without a project.

    The map is compiled once, and its `rows` are let go then: the list ends empty. What reading it left out already
    is listed in each folder together with the rows that become no rule. All folders are put in place, or none.
    With `compact`, or where a limit asks for patterns, the report says under "compact" what became shorter and
    what was proved; no pattern answers a `live` URL of the new site.

    Raises:
        UsageError: no such target, or one that knows no patterns, and it is to be `compact`.
        TargetLimitError: a target cannot hold the map, or nothing in the map can become a rule.
        OutputError: a folder holds somebody else's files.
        MissingPartError: a target's server is not installed, and a proof was asked for; or the extra `compact`.
    """
    plugins: list[Target] = [registry.load("target", name) for name in folders]
    allow_weaker, against = asked.get("allow_weaker", ()), asked.get("against")
    for plugin in plugins:
        _refuse_unnamed(plugin, move)
        if asked.get("compact"):
            refuse_patternless(plugin, allow_weaker)
    if against is not None:
        against.known(tuple(folders))
    progress = asked.get("progress", Silence())
    noted = [row.old for row in rows], [row.note for row in rows]
    compiled = compile_map(let_go(rows), move, asked.get("variants", no_variants))
    findings = placed(compiled.findings, zip(*noted, strict=True))
    del noted
    compiled = _on_trial(compiled, trial=asked.get("trial", False))
    wish = _Wish(
        tuple(folders),
        named=True,
        required=True,
        prove=asked.get("prove", False),
        allow_weaker=allow_weaker,
        against=against,
        compact=asked.get("compact", False),
        live=asked.get("live", ()),
        beside=beside(compiled.rules),
        left_out=(*asked.get("left_out", ()), *findings),
    )
    written = {}
    with Together() as together:
        for plugin in plugins:
            put = partial(together.put, folders[plugin.name])
            made = _write(plugin, compiled, asked.get("variants", no_variants), wish, (put, progress))
            written[plugin.name] = replace(made, findings=(*findings, *made.findings))
    return written


def _refuse_unnamed(target: Target, move: Move) -> None:
    if UNNAMED in move.old_hosts and not target.capabilities.any_host:
        plugins = {name: registry.load("target", name) for name in registry.names("target")}
        able = ", ".join(name for name, plugin in plugins.items() if plugin.capabilities.any_host)
        raise UsageError(
            f"{target.name} must know the host of the old URLs, and the map holds paths alone.",
            f"Add --old-site http://OLD-HOST (and --new-site); paths on any host are for: {able}.",
        )


def _own(target: Target, compiled: Compiled, hosts: Mapping[str, HostAnswer]) -> Compiled:
    return replace(compiled, rules=replace(compiled.rules, hosts=_hosts_of(target, hosts)))


def _refuse_loss(
    target: Target, compiled: Compiled, hosts: Mapping[str, HostAnswer], asked: tuple[_Wish, Against]
) -> None:
    wish, against = asked
    plan = lowered(target, _reachable(_own(target, compiled, hosts).rules), wish.allow_weaker)
    against.refuse_loss(target.name, rule_list(plan.rules.rules))


def answering_hosts(settings: Settings) -> dict[str, HostAnswer]:
    """Return who answers each old host, its names in lower-case ASCII, the blog's own host first.

    Where nobody says who answers the blog's own host, its shape decides: the platform's, the new site's, or a domain.
    """
    main = _host(settings.old.url)
    known = {ascii_host(host) or host: answer for host, answer in settings.old.answers.items()}
    known.setdefault(main, guess_answer(main, settings.new.url, load_profile(settings.old.platform)))
    return dict(sorted(known.items(), key=lambda pair: (pair[0] != main, pair[0])))


def default_targets(hosts: Mapping[str, HostAnswer]) -> tuple[str, ...]:
    """Return the suggested targets that can answer the blog's own host (the first): its aliases end up there."""
    own = dict(list(hosts.items())[:1])
    targets = {name: registry.load("target", name) for name in registry.names("target")}
    return tuple(
        n for n, target in targets.items() if target.capabilities.suggested and _hosts_of(target, own)
    )


def _hosts_of(target: Target, hosts: Mapping[str, HostAnswer]) -> tuple[str, ...]:
    return tuple(host for host, answer in hosts.items() if str(answer) in target.capabilities.situations)


def _host(url: str) -> str:
    parts = split_url(url)
    return ascii_host(parts.host) or parts.host if parts else ""


def _wish(
    settings: Settings,
    hosts: Mapping[str, HostAnswer],
    named: tuple[str, ...],
    *,
    prove: bool | tuple[str, ...],
) -> _Wish:
    wanted = named or settings.redirects.targets
    for name in wanted:
        if not _hosts_of(registry.load("target", name), hosts):
            fitting = ", ".join(default_targets(hosts)) or "none, as nobody answers the blog's own host"
            raise UsageError(
                f"No old host is answered in a way that {name!r} could be used on.",
                f"Targets that fit: {fitting}. Who answers which host stands under [old.hosts] in migrator.toml.",
            )
    return _Wish(
        wanted or default_targets(hosts),
        named=bool(wanted),
        required=bool(named),
        prove=prove,
        allow_weaker=settings.redirects.allow_weaker,
        compact=settings.redirects.compact,
    )


def _compiled(
    project: Project,
    settings: Settings,
    hosts: Mapping[str, HostAnswer],
    variants: Callable[[str], Iterable[str]],
) -> Compiled:
    move = Move(
        old_hosts=tuple(hosts),
        new_url=settings.new.url,
        main=_host(settings.old.url),
        keep_utm=settings.redirects.keep_utm,
    )
    mappings = list(project.inventory.mappings())
    compiled = compile_map(mappings, move, variants)
    new_urls = {mapping.old: mapping.new for mapping in mappings if mapping.new}
    posts = [
        (post.url, post.guid, post.source_id) for post in project.entities.posts() if post.url in new_urls
    ]
    known: dict[str, Json] = {new_urls[url]: guid for url, guid, _ in posts if guid}
    numbers = {number: url for url, _, number in posts if number}
    rules = with_known_anchors(project, settings.old.platform, compiled.rules, (mappings, numbers))
    return replace(compiled, rules=replace(rules, content={"guids": known}))


def _write(
    target: Target,
    compiled: Compiled,
    variants: Callable[[str], Iterable[str]],
    wish: _Wish,
    place: tuple[Callable[[Mapping[str, bytes]], None], Progress],
) -> Written:
    put, progress = place
    try:
        fit = fitted(
            target,
            _reachable(compiled.rules),
            wish.terms(compiled.kept),
            partial(_folder_of, target, wish),
        )
    except TargetLimitError as error:
        if wish.named:
            raise
        left_out = Finding(
            code=f"redirect.limit.{target.name}",
            severity="warning",
            url="",
            message=error.message,
            hint=error.hint,
        )
        return Written({}, (left_out,))
    plan = fit.plan
    change = _compared(wish.against, target.name, fit.files.content[RULES])
    put(fit.files.content)
    fit.files.content.clear()  # of a million rules they are large
    subject = Subject(target, plan, compiled.kept, variants, fit.files.sha256)
    proved = prove_target(subject, progress, real=wish.proves(target.name), required=wish.required)
    findings = [
        *unanswered(target, compiled.rules),
        *plan_findings(target, plan, wish.allow_weaker),
        *compaction_findings(target, fit),
    ]
    told = shorter(fit.compaction) if fit.compaction else {}
    return Written(_told(plan, proved.result) | change | told, (*findings, *proved.findings))


@dataclass(frozen=True, slots=True)
class _Folder:
    """All files of a folder, and the hash of those that the target itself made."""

    content: dict[str, bytes]
    sha256: str


def _folder_of(target: Target, wish: _Wish, plan: Plan) -> _Folder:
    own, scripts = emitted(target, plan.rules), step_files(target, plan)
    readme = with_scripts(own[_README], target, scripts) + (POINTER if wish.beside else b"")
    more = dict(wish.beside)
    if wish.left_out is not None:
        more |= rejected_files(wish.left_out, refusals(target, plan))
    return _Folder({**more, **scripts, **own, _README: readme}, files_sha256(own))


def _compared(against: Against | None, target: str, rules: bytes) -> dict[str, Json]:
    if against is None or not against.knows(target):
        return {}
    against.refuse_loss(target, rules)
    return {"diff": against.difference(target, rules).as_json()}


def _reachable(rules: RuleSet) -> RuleSet:
    """Leave out rules of sites that none of the target's hosts belongs to."""
    names = {site.name for site in sites(rules)}
    held = tuple(rule for rule in rules.rules if rule.host in names)
    return rules if len(held) == len(rules.rules) else replace(rules, rules=held)


def _told(plan: Plan, result: ProofResult) -> dict[str, Json]:
    scope = scope_of(plan.exact, None if result.grade == Proof.PROVED else MOST_SIMULATED)
    sampled: dict[str, Json] = {"sampled": scope} if scope and result.asked else {}
    return {
        "rules": len(plan.rules.rules),
        "exact": len(plan.exact),
        "weakened": len(plan.weakened),
        "refused": len(plan.refused),
        "proof": str(result.grade),
        "asked": result.asked,
        "failed": len(result.failures),
        "sha256": result.files_sha256,
        **sampled,
    }


def _remove_stale(folder: Path, made: Sequence[str]) -> None:
    if folder.is_dir():
        for path in folder.iterdir():
            if path.is_dir() and path.name not in made:
                shutil.rmtree(path)


def _report(compiled: Compiled, written: Mapping[str, Written], wished: Mapping[str, Json]) -> StageReport:
    statuses = Counter("moved" if rule.target else "gone" for rule in compiled.rules.rules)
    proofs = [made.report.get("proof") for made in written.values()]
    findings = list(compiled.findings)
    for made in written.values():
        findings += made.findings
    return StageReport(
        stage=STAGE,
        counts={
            "rules": len(compiled.rules.rules),
            "moved": statuses["moved"],
            "gone": statuses["gone"],
            "left out": sum(finding.severity == "error" for finding in compiled.findings),
            "targets": sum(bool(made.report) for made in written.values()),
            "proved": proofs.count(str(Proof.PROVED)),
        },
        findings=tuple(findings),
        details={
            **wished,
            "trial": compiled.rules.trial,
            "targets": {name: made.report for name, made in written.items() if made.report},
        },
    )
