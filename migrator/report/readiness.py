"""Ready to switch? What must hold before the old addresses are forwarded, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.model import Proof
from migrator.report.model import Condition, NextStep
from migrator.report.wording import count_of, listed

if TYPE_CHECKING:
    from migrator.report.model import HostRow, Reconciled, TargetProof


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the migration stands: what the conditions are judged from."""

    found: int
    mapped: bool
    undecided: int
    retryable: int
    lacking: str  # what of the old blog could not be read, and why; empty where nothing lacks
    errors: int
    predicted: int
    exported: bool
    imported: bool
    hosts: tuple[HostRow, ...]
    targets: tuple[TargetProof, ...]
    reconciled: tuple[Reconciled, ...]
    permalink: str = ""  # the structure the new addresses were made for
    trial: bool = False  # the rules answer with temporary redirects


def judge(standing: Standing) -> tuple[tuple[Condition, ...], NextStep]:
    """Return every condition with its state, and the step that clears the first one still open."""
    checks = (
        _read_whole(standing),
        _decided(standing),
        _hosts_settled(standing),
        _content(standing),
        _imported(standing),
        _rules(standing),
        _nothing_wrong(standing),
    )
    conditions = tuple(condition for condition, _ in checks)
    steps = [step for condition, step in checks if condition.state != "done"]
    last = (_TRY if standing.trial else _SWITCH) if _answerable(standing) else _POINT
    return conditions, steps[0] if steps else last


_SWITCH = NextStep(
    "Switch: install the redirect files from out/redirects, point the old domain at the server that holds"
    " them, and keep both for at least a year.",
)


_POINT = NextStep(
    "Follow the README in each folder of out/redirects: nobody can set redirects on the old hosts, so the old"
    " blog's own pages must point readers to the new ones.",
)


_TRY = NextStep(
    "Try the redirects on the host of the old addresses: they are temporary (302) and no browser keeps them."
    " When every old address works, make them permanent.",
    "migrator redirects --final",
)


def _answerable(standing: Standing) -> bool:
    """True where a server of the owner answers some old host, or where nobody has said who does."""
    return any(row.answer is None or row.answer.configurable for row in standing.hosts) or not standing.hosts


def _read_whole(standing: Standing) -> tuple[Condition, NextStep]:
    again = NextStep("Run migrator again: it goes on where it stopped.", "migrator run")
    if not standing.found:
        first = NextStep("Let migrator read the old blog.", "migrator run")
        return Condition("open", "The old blog has not been read yet."), first
    if standing.retryable:
        missed = count_of(standing.retryable, "page or file", "pages or files")
        return Condition("failed", f"{missed} could not be fetched yet."), again
    if standing.lacking:
        look = NextStep("See what is missing, and what helps, in the table of that name.", "migrator run")
        return Condition("failed", f"Not everything could be read: {standing.lacking}."), look
    return Condition("done", "The old blog has been read completely."), again


def _decided(standing: Standing) -> tuple[Condition, NextStep]:
    if not standing.mapped:
        sort = NextStep("Let migrator find the new address of every old one.", "migrator map")
        return Condition("open", "The old addresses have no new ones yet."), sort
    left = count_of(standing.undecided, "old address", "old addresses")
    step = NextStep(f"Decide what becomes of {left}. They are first in the table below.", "migrator review")
    if standing.undecided:
        return Condition("failed", f"{left} still undecided."), step
    return Condition("done", "Every old address has a decision."), step


def _hosts_settled(standing: Standing) -> tuple[Condition, NextStep]:
    unsettled = [row.host for row in standing.hosts if row.answer is None]
    step = NextStep(
        "Write in migrator.toml, under [old.hosts], who will answer each old host after the move."
    )
    if unsettled:
        return Condition("open", f"Nobody has said who will answer {', '.join(unsettled)}."), step
    return Condition("done", "It is settled who answers each old host."), step


def _content(standing: Standing) -> tuple[Condition, NextStep]:
    step = NextStep("Look at what differs: the losses are listed on this page.", "migrator export")
    if not standing.exported:
        return Condition("open", "Posts and comments are not exported yet."), NextStep(
            "Write the files for the new site's importer.", "migrator export"
        )
    differing = [row.kind.lower() for row in standing.reconciled if row.lacks_export]
    if differing:
        return Condition("failed", f"The numbers of {', '.join(differing)} differ without a reason."), step
    return Condition("done", "Everything is exported, or listed with the reason why not."), step


def _imported(standing: Standing) -> tuple[Condition, NextStep]:
    command = "migrator run --imported"
    if not standing.imported:
        first = f"In WordPress, set Settings → Permalinks to {standing.permalink} first. "
        step = NextStep(
            (first if standing.permalink else "")
            + "Import the files of out/export into the new site, then let migrator read it.",
            command,
        )
        return Condition("open", "The content is not on the new site yet."), step
    step = NextStep("Import what is missing on the new site, then let migrator read it again.", command)
    if standing.predicted:
        unseen = count_of(standing.predicted, "new address was", "new addresses were")
        return Condition("failed", f"{unseen} not found on the new site."), step
    fewer = [row for row in standing.reconciled if row.lacks_import]
    if fewer:
        told = listed([f"{row.live:,} of {row.exported:,} {row.kind.lower()}" for row in fewer])
        return Condition("failed", f"The new site shows only {told}."), step
    return Condition("done", "The new site was read, and every new address is there."), step


def _rules(standing: Standing) -> tuple[Condition, NextStep]:
    step = NextStep("Write the redirect rules and test them.", "migrator redirects --prove")
    if not standing.targets:
        return Condition("open", "The redirect rules are not written yet."), step
    failed = sum(target.failed for target in standing.targets)
    if failed:
        return Condition("failed", f"{count_of(failed, 'redirect test', 'redirect tests')} failed."), step
    whole = [target for target in standing.targets if not target.refused]
    if not whole:
        return Condition("failed", "No kind of server can hold every rule: see what was refused."), step
    if not _answerable(standing):
        return Condition(
            "done", "Nobody can set redirects on the old hosts, so there is nothing to test."
        ), step
    if all(target.proof is Proof.NONE for target in whole):
        return Condition("open", "The redirect rules are not tested yet."), step
    kind = " They are on trial: 302, not kept by browsers." if standing.trial else ""
    return Condition("done", f"The redirect rules were tested, and none failed.{kind}"), step


def _nothing_wrong(standing: Standing) -> tuple[Condition, NextStep]:
    step = NextStep("Settle what is listed under “To look at” as “Must be settled”.")
    if standing.errors:
        must = count_of(standing.errors, "finding", "findings")
        return Condition("failed", f"{must} must be settled first."), step
    return Condition("done", "No finding stands in the way."), step
