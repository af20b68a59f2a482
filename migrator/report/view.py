"""From a project's plain facts to what the report says; pure, so that every sentence has a test."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from migrator.missing import LACKING, told
from migrator.model import HostAnswer, Proof, UrlKind, UrlMapping, Verdict
from migrator.numbers import carried, rank, totals
from migrator.report.model import (
    Disagreement,
    HostRow,
    KindCount,
    Notice,
    Origin,
    Reconciled,
    ReportView,
    Rung,
    Tally,
    TargetProof,
    UrlRow,
    YearCount,
)
from migrator.report.readiness import Standing, judge
from migrator.report.wording import (
    ANSWER_WORDS,
    CONTENT_WORDS,
    KIND_WORDS,
    NOT_SETTLED,
    PROOF_MEANING,
    VERDICT_ORDER,
    VERDICT_WORDS,
    count_of,
    listed,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from migrator.model import Finding, Json, OldUrl, Problem
    from migrator.report.model import Dated, ReportInputs

EXAMPLES = 12  # of each kind of finding on the page; report.json counts them all
_GRADES = tuple(Proof)
_SEVERITIES = ("error", "warning", "info")
_TALLIED = (*VERDICT_ORDER[1:4], Verdict.UNEXPLAINED, Verdict.NO_REDIRECT, Verdict.IGNORED)
_STATUS = {Verdict.MOVED: 301, Verdict.GONE: 410}


def build_view(inputs: ReportInputs) -> ReportView:
    """Work out everything the report says. Equal inputs give an equal view."""
    losses = inputs.findings.get("export", ())
    targets = target_proofs(inputs.stages.get("redirects", {}))
    rows = url_rows(inputs.urls, inputs.mappings, best_proof(targets))
    if _on_trial(inputs):
        rows = tuple(replace(row, status=302) if row.status == 301 else row for row in rows)  # noqa: PLR2004
    counts = Counter(row.verdict for row in rows)
    standing = _standing(inputs, rows, targets)
    conditions, step = judge(standing)
    years, undated = per_year(inputs.posts)
    return ReportView(
        title=inputs.title,
        old_url=inputs.old_url,
        new_url=inputs.new_url,
        headline=headline(len(rows), standing.undecided, mapped=standing.mapped),
        summary=summary(counts) if standing.mapped else "",
        found=len(rows),
        tallies=tuple(Tally(verdict, VERDICT_WORDS[verdict], counts[verdict]) for verdict in _TALLIED),
        reconciled=standing.reconciled,
        targets=targets,
        rungs=proof_rungs(targets),
        conditions=conditions,
        next_step=step,
        years=years,
        undated=undated,
        kinds=kind_counts(rows),
        rows=rows,
        notices=notices(_troubles(inputs)),
        losses=notices(_findings_as_troubles(losses)),
        gaps=tuple(inputs.gaps),
        origins=origins(inputs.stages.get("extract", {}).get("origins")),
        hosts=standing.hosts,
        disagreements=disagreements(inputs.stated),
        robots_ignored=inputs.robots_ignored,
        caution=caution(inputs.old_url, inputs.hosts),
        carried=carried(
            ((row.verdict is Verdict.UNEXPLAINED, row.numbers) for row in rows), "Undecided addresses"
        ),
        numbers=tuple(totals(row.numbers for row in rows)),
        predicted=standing.predicted,
    )


def _standing(inputs: ReportInputs, rows: Sequence[UrlRow], targets: tuple[TargetProof, ...]) -> Standing:
    return Standing(
        found=len(rows),
        mapped=any(row.reason != _UNSORTED for row in rows),
        undecided=sum(row.verdict is Verdict.UNEXPLAINED for row in rows),
        retryable=sum(problem.retry for problem in inputs.problems),
        lacking=told(gap for gap in inputs.gaps if gap.code == LACKING),
        errors=sum(f.severity == "error" for found in inputs.findings.values() for f in found),
        predicted=sum(row.verdict is Verdict.MOVED and not row.final for row in rows),
        exported="export" in inputs.stages,
        imported="readback" in inputs.stages,
        hosts=host_rows(inputs.hosts),
        targets=targets,
        reconciled=reconcile(inputs.stages, inputs.findings.get("export", ())),
        permalink=str(inputs.stages.get("map", {}).get("permalink") or ""),
        trial=_on_trial(inputs),
    )


def _on_trial(inputs: ReportInputs) -> bool:
    return inputs.stages.get("redirects", {}).get("trial") is True


# --- the first screen ----------------------------------------------------------------------------------


def headline(found: int, undecided: int, *, mapped: bool) -> str:
    """Return the big sentence at the top."""
    if not found:
        return "The old blog has not been read yet."
    if not mapped:
        return f"{count_of(found, 'old address', 'old addresses')} found, none sorted yet."
    if undecided:
        verb = "needs" if undecided == 1 else "need"
        return f"{undecided:,} of {count_of(found, 'old address', 'old addresses')} still {verb} a decision."
    if found == 1:
        return "The one old address is accounted for."
    return f"All {found:,} old addresses are accounted for."


def summary(counts: Mapping[Verdict, int]) -> str:
    """Return the sentence under the big one: the verdicts that occur, in words."""
    parts = [f"{counts[verdict]:,} {VERDICT_WORDS[verdict]}" for verdict in _TALLIED if counts[verdict]]
    return f"{listed(parts)}." if parts else ""


def caution(old_url: str, hosts: Mapping[str, HostAnswer | None]) -> str:
    """Return what "forwarded" is worth on a host that stays with its platform; empty where redirects work."""
    host = urlsplit(old_url).hostname or ""
    if hosts.get(host) is not HostAnswer.PLATFORM:
        return ""
    return (
        f"Nobody can set redirects on {host}, which stays with the old platform: “forwarded” says where each"
        " address belongs, and the old blog's own pages must point readers there. With a domain of your own set"
        " at the platform first, every address could be redirected."
    )


def reconcile(
    stages: Mapping[str, Mapping[str, Json]], losses: Iterable[Finding] = ()
) -> tuple[Reconciled, ...]:
    """Return one row per kind of content: old = exported = live, with the number of losses that have a reason."""
    export = stages.get("export", {})
    old = _numbers(export.get("source")) or _numbers(stages.get("extract", {}).get("counts"))
    exported = _numbers(export.get("exported"))
    live = _numbers(stages.get("readback", {}).get("live"))
    dropped = Counter(loss.code.removeprefix("dropped.") for loss in losses)
    return tuple(
        Reconciled(words, old.get(kind), exported.get(kind), live.get(kind), dropped[kind])
        for kind, words in CONTENT_WORDS.items()
        if kind in old or kind in exported or kind in live
    )


def target_proofs(report: Mapping[str, Json]) -> tuple[TargetProof, ...]:
    """Read the redirects stage's report; targets in the order of their names."""
    targets = report.get("targets")
    if not isinstance(targets, dict):
        return ()
    return tuple(
        _target_proof(name, told) for name, told in sorted(targets.items()) if isinstance(told, dict)
    )


def _target_proof(name: str, told: Mapping[str, Json]) -> TargetProof:
    grade = told.get("proof")
    number = _numbers(told)
    return TargetProof(
        name=name,
        proof=next((proof for proof in Proof if proof == grade), Proof.NONE),
        rules=number.get("rules", 0),
        exact=number.get("exact", 0),
        weakened=number.get("weakened", 0),
        refused=number.get("refused", 0),
        asked=number.get("asked", 0),
        failed=number.get("failed", 0),
    )


def best_proof(targets: Iterable[TargetProof]) -> Proof:
    """Return the strongest grade any target without a failed test has reached."""
    reached = [target.proof for target in targets if not target.failed]
    return max(reached, key=_GRADES.index, default=Proof.NONE)


def proof_rungs(targets: Sequence[TargetProof]) -> tuple[Rung, ...]:
    """Return the three grades of proof; a stronger one reached counts for the weaker ones too."""
    best = _GRADES.index(best_proof(targets))
    return tuple(
        Rung(grade, words, meaning, best >= _GRADES.index(grade), _told(grade, targets))
        for grade, words, meaning in PROOF_MEANING
    )


def _told(grade: Proof, targets: Iterable[TargetProof]) -> str:
    return "; ".join(
        f"{target.name}: {target.asked - target.failed:,} of {target.asked:,} answers right"
        for target in targets
        if target.proof is grade
    )


def host_rows(hosts: Mapping[str, HostAnswer | None]) -> tuple[HostRow, ...]:
    """Return the old hosts in order, each with what its situation means."""
    return tuple(
        HostRow(host, answer, ANSWER_WORDS[answer] if answer else NOT_SETTLED)
        for host, answer in sorted(hosts.items())
    )


# --- old URLs ------------------------------------------------------------------------------------------

_UNSORTED = "unsorted"


def url_rows(urls: Iterable[OldUrl], mappings: Iterable[UrlMapping], proof: Proof) -> tuple[UrlRow, ...]:
    """Return every old URL, unexplained ones first; one without any verdict counts as unexplained."""
    found = {mapping.old: mapping for mapping in mappings}
    numbers = {}
    for url in urls:
        found.setdefault(url.url, _unsorted(url))
        numbers[url.url] = url.numbers
    rows = (_row(mapping, proof, numbers.get(old, {})) for old, mapping in found.items())
    return tuple(sorted(rows, key=_reading_order))


def _unsorted(url: OldUrl) -> UrlMapping:
    return UrlMapping(old=url.url, kind=url.kind, verdict=Verdict.UNEXPLAINED, reason=_UNSORTED)


def _row(mapping: UrlMapping, proof: Proof, numbers: Mapping[str, int]) -> UrlRow:
    answered = mapping.verdict in _STATUS
    return UrlRow(
        old=mapping.old,
        new=mapping.new,
        kind=mapping.kind,
        verdict=mapping.verdict,
        reason=mapping.reason,
        note=mapping.note,
        confidence=mapping.confidence,
        final=mapping.final,
        status=_STATUS.get(mapping.verdict),
        proof=proof if answered else None,
        numbers=numbers,
    )


def _reading_order(row: UrlRow) -> tuple[int, tuple[int, ...], bool, int, str]:
    """Undecided ones first, what most people ask for before the rest, and the least sure before the surer."""
    sure = row.confidence >= 1
    place = VERDICT_ORDER.index(row.verdict)
    return place, rank(row.numbers), sure, tuple(UrlKind).index(row.kind), row.old


def kind_counts(rows: Sequence[UrlRow]) -> tuple[KindCount, ...]:
    """Return the verdicts on each kind that occurs, in the order of `UrlKind`."""
    counts: Counter[tuple[UrlKind, Verdict]] = Counter((row.kind, row.verdict) for row in rows)
    table = [
        KindCount(kind, KIND_WORDS[kind], tuple(counts[kind, verdict] for verdict in VERDICT_ORDER))
        for kind in UrlKind
    ]
    return tuple(row for row in table if row.total)


# --- charts and lists ----------------------------------------------------------------------------------


def per_year(posts: Iterable[Dated]) -> tuple[tuple[YearCount, ...], int]:
    """Return posts and comments per year without gaps, and how many of both have no known date."""
    written: Counter[int | None] = Counter()
    answered: Counter[int | None] = Counter()
    for post in posts:
        written[post.year] += post.kind == "post"
        answered.update(post.comment_years)
    undated = written.pop(None, 0) + answered.pop(None, 0)
    known = sorted(
        year for year in {*written, *answered} if year is not None and written[year] + answered[year]
    )
    if not known:
        return (), undated
    span = range(known[0], known[-1] + 1)
    return tuple(YearCount(year, written[year], answered[year]) for year in span), undated


def _troubles(inputs: ReportInputs) -> list[tuple[str, str, str, str, str]]:
    shown = {stage: found for stage, found in inputs.findings.items() if stage != "export"}
    findings = [finding for _, found in sorted(shown.items()) for finding in found]
    return _findings_as_troubles(findings) + [_problem_as_trouble(problem) for problem in inputs.problems]


def _findings_as_troubles(findings: Iterable[Finding]) -> list[tuple[str, str, str, str, str]]:
    return [(f.severity, f.code, f.hint, f.url, f.message) for f in findings]


def _problem_as_trouble(problem: Problem) -> tuple[str, str, str, str, str]:
    hint = "Run migrator again: it tries these once more." if problem.retry else ""
    return ("warning", f"{problem.stage}.{problem.kind}", hint, problem.url, problem.message)


def notices(troubles: Iterable[tuple[str, str, str, str, str]]) -> tuple[Notice, ...]:
    """Group (severity, code, hint, URL, message) rows by code, most severe first, with a few examples each."""
    groups: defaultdict[tuple[int, str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for severity, code, hint, url, message in troubles:
        rank = _SEVERITIES.index(severity) if severity in _SEVERITIES else 0
        groups[rank, code, _SEVERITIES[rank]].append((url, message, hint))
    return tuple(_notice(code, name, sorted(group)) for (_, code, name), group in sorted(groups.items()))


def _notice(code: str, severity: str, group: list[tuple[str, str, str]]) -> Notice:
    hints = [hint for _, _, hint in group if hint]
    return Notice(
        code=code,
        severity=severity,
        count=len(group),
        hint=hints[0] if hints else "",
        examples=tuple((url, message) for url, message, _ in group[:EXAMPLES]),
    )


def origins(told: Json | Mapping[str, Json]) -> tuple[Origin, ...]:
    """Return where each sort of content came from; nothing where all of it came from one source."""
    found = {what: _numbers(sources) for what, sources in told.items()} if isinstance(told, Mapping) else {}
    if len({source for sources in found.values() for source in sources}) <= 1:
        return ()
    return tuple(
        Origin(what, tuple(sorted(sources.items(), key=lambda one: (-one[1], one[0]))))
        for what, sources in found.items()
        if sources
    )


def disagreements(stated: Mapping[str, Mapping[str, int]]) -> tuple[Disagreement, ...]:
    """Return the kinds of which sources state different numbers."""
    by_kind: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for source, counts in sorted(stated.items()):
        for kind, number in counts.items():
            by_kind[kind][source] = number
    return tuple(
        Disagreement(kind, tuple(counts.items()))
        for kind, counts in sorted(by_kind.items())
        if len(set(counts.values())) > 1
    )


def _numbers(value: Json | Mapping[str, Json]) -> dict[str, int]:
    if not isinstance(value, Mapping):
        return {}
    return {key: n for key, n in value.items() if isinstance(n, int) and not isinstance(n, bool)}
