"""`migrator redirects`: rules for a server or host, from a project or from two columns of URLs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from migrator.cli import options
from migrator.cli.progress import progress
from migrator.cli.single import View, run_single
from migrator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from migrator.model import Finding, Progress, UrlMapping
    from migrator.redirects.compile import Move
    from migrator.redirects.pairs import PairList
    from migrator.settings import Settings
    from migrator.stages.deployed import Against

_SHOWN = 20
_MANY = 5_000  # rows; reading fewer takes no time worth a line


@click.command("redirects")
@options.project
@click.option(
    "--to", "targets", multiple=True, help="A redirect target (repeats); see: migrator list targets."
)
@click.option("--prove/--no-prove", default=False, help="Ask the real server every old URL, on this machine.")
@click.option(
    "--map",
    "pairs",
    help="Old and new URLs: CSV, TSV, JSON, XLSX, a server's or host's own rules, a content folder, or -.",
)
@click.option(
    "--from", "source", help="The format of --map, where it is not recognised: migrator list sources."
)
@click.option(
    "--earlier",
    multiple=True,
    help="The map of an earlier move to the old site (repeats, the oldest first): A to B, now to C in one hop.",
)
@click.option("--out", type=options.FOLDER, help="Where the files go (with --map).")
@click.option(
    "--diff",
    "before",
    type=click.Path(path_type=Path),
    help="A folder written earlier: show added, changed and removed rules; refuse to lose over 5 %.",
)
@click.option("--yes", is_flag=True, help="Write even if many rules of --diff would vanish.")
@click.option(
    "--deployed", is_flag=True, help="Record that the rules in out/ went live (name the target with --to)."
)
@click.option(
    "--compact",
    is_flag=True,
    help="Few patterns and exceptions, proved to answer alike; a limit makes them used unasked.",
)
@click.option(
    "--live",
    "live_list",
    metavar="FILE",
    help="URLs that the new site answers, which no pattern may: its sitemap.xml, a CSV, or one on each line.",
)
@click.option(
    "--allow-weaker",
    "weaker",
    multiple=True,
    metavar="KIND",
    help="Take rules the host answers less well, e.g. host-404 for 410 (repeats); each is listed.",
)
@click.option(
    "--variants",
    multiple=True,
    type=click.Choice(("slash", "index", "case", "www")),
    help="With --map: answer old URLs in other spellings too (repeats).",
)
@click.option("--old-site", help="Scheme and host of old paths in the map, e.g. http://old.example.")
@click.option("--new-site", help="Scheme and host of new paths in the map, e.g. https://new.example.")
@options.trial
@options.quiet
@options.as_json
def command(
    *,
    folder: Path,
    targets: tuple[str, ...],
    prove: bool,
    pairs: str | None,
    source: str | None,
    earlier: tuple[str, ...],
    out: Path | None,
    before: Path | None,
    yes: bool,
    deployed: bool,
    compact: bool,
    live_list: str | None,
    weaker: tuple[str, ...],
    variants: tuple[str, ...],
    old_site: str | None,
    new_site: str | None,
    trial: bool | None,
    quiet: bool,
    as_json: bool,
) -> int:
    """Write redirect rules, each folder with a README that says where it goes; prove them on the real server.

    \b
    Example:  migrator redirects --to nginx --prove
              migrator redirects --map old-new.csv --to nginx --out rules
    """
    from migrator.stages.deployed import Against
    from migrator.stages.pair_maps import read_live, read_moves, sites_named, uncollected

    against = Against(before, allowed=yes) if before else None
    live = read_live(live_list, new_site) if live_list else ()
    if pairs is None:
        if variants:
            raise UsageError(
                "--variants needs --map: a project knows its platform's.", "See: migrator redirects --help"
            )
        if deployed:
            return _record(folder, targets, as_json=as_json)
        choices: dict[str, object] = {"prove": prove, "trial": trial}
        choices |= {"targets": targets} if targets else {}
        choices |= {"against": against} if against else {}
        choices |= {"compact": True} if compact else {}
        choices |= {"live": live} if live else {}
        code = run_single(
            "redirects", folder, View(quiet, as_json), choices=choices, change=partial(_weaker, weaker)
        )
        if not as_json:
            _show_shorter(_told(folder))
            _show_differences(_told(folder) if against else {})
        return code
    if deployed:
        raise UsageError(
            "--deployed is for a project, and --map needs none.",
            "Keep the folder that went live: --diff FOLDER compares the next rules with it.",
        )
    if not targets or out is None:
        raise _unfinished(pairs, targets)
    sites = sites_named(old_site, new_site)
    style = _Style(prove, trial is True, against, compact, live, weaker, sites.new, variants)
    shown = progress(quiet=quiet or as_json)
    with uncollected():
        shown.start(f"read {pairs}")
        return _write(
            read_moves(pairs, earlier, sites, source), targets, out, (style, shown), as_json=as_json
        )


def _unfinished(pairs: str, targets: tuple[str, ...]) -> UsageError:
    example = f"migrator redirects --map {pairs} --to {targets[0] if targets else 'nginx'} --out rules"
    return UsageError(
        "--map needs --to TARGET and --out FOLDER.",
        f"For example: {example} (targets: migrator list targets; more: migrator redirects --help)",
    )


@dataclass(frozen=True, slots=True)
class _Style:
    prove: bool
    trial: bool
    against: Against | None
    compact: bool
    live: tuple[str, ...]
    weaker: tuple[str, ...]
    new_site: str | None
    variants: tuple[str, ...]


def _weaker(kinds: tuple[str, ...], settings: Settings) -> Settings:
    if not kinds:
        return settings
    allowed = {"allow_weaker": (*settings.redirects.allow_weaker, *kinds)}
    return settings.model_copy(update={"redirects": settings.redirects.model_copy(update=allowed)})


def _record(folder: Path, targets: tuple[str, ...], *, as_json: bool) -> int:
    from migrator.stages.deployed import record_deployed
    from migrator.store.project import Project

    with Project.open(folder) as project:
        kept = record_deployed(project, targets)
    if as_json:
        click.echo(json.dumps({"ok": True, "exit": 0, "result": {"deployed": kept}}, indent=2))
    for name in () if as_json else kept:
        click.echo(f"{name}: recorded as live in deployed/{name}/rules.csv")
    return 0


def _told(folder: Path) -> Mapping[str, Any]:
    from migrator.store.project import Project

    with Project.open(folder) as project:
        state = project.stage_state("redirects")
    found: Mapping[str, Any] = state[1].get("targets", {}) if state else {}  # type: ignore[assignment]
    return found


def _show_shorter(targets: Mapping[str, Any]) -> None:
    for name, told in targets.items():
        if told.get("compact"):
            click.echo(f"{name}: {told['compact']['told']}")


def _show_differences(targets: Mapping[str, Any]) -> None:
    for name, told in targets.items():
        diff = told.get("diff")
        if diff:
            click.echo(
                f"{name}: {diff['added']:,} added, {diff['changed']:,} changed, {diff['removed']:,} removed"
            )
            for line in diff["lines"]:
                click.echo(f"  {line}")


def _write(
    found: PairList, targets: tuple[str, ...], out: Path, how: tuple[_Style, Progress], *, as_json: bool
) -> int:
    from migrator.redirects.compile import no_variants
    from migrator.redirects.variants import variants_of
    from migrator.stages.left_out import REJECTED
    from migrator.stages.redirects import write_map

    style, shown = how
    rows, left_out, move = list(found.mappings), found.findings, _move(found, style)
    other_spellings = _other_spellings(rows, style)
    if len(rows) > _MANY:
        shown.finish(f"{len(rows):,} rows")
    del found  # of a million rows one list is enough
    folders = {name: _folder(out, name, targets) for name in targets}
    made = write_map(
        rows,
        move,
        folders,
        prove=style.prove,
        trial=style.trial,
        against=style.against,
        compact=style.compact,
        live=style.live,
        allow_weaker=style.weaker,
        left_out=left_out,
        variants=variants_of(style.variants) if style.variants else no_variants,
        progress=shown,
    )
    each = (*left_out, *(finding for one in made.values() for finding in one.findings))
    findings = list(dict.fromkeys(each))  # several targets find the same in one map
    failed = sum(int(str(one.report.get("failed", 0))) for one in made.values())
    code = 1 if failed or any(finding.severity == "error" for finding in findings) else 0
    if as_json:
        told = {
            "targets": {name: one.report for name, one in made.items()},
            "findings": [asdict(finding) for finding in findings],
        }
        click.echo(json.dumps({"ok": code == 0, "exit": code, "result": told}, indent=2))
        return code
    for name, one in made.items():
        click.echo(
            f"{name}: {one.report['rules']} rules in {folders[name]}, {_proof(one.report)}"
            + (", on trial (302)" if style.trial else "")
        )
        _show_shorter({name: one.report})
    _show_differences({name: one.report for name, one in made.items()})
    _show(findings)
    if other_spellings:
        click.echo(other_spellings)
    for folder in folders.values():
        if (folder / REJECTED).exists():
            click.echo(f"The rows that became no rule are listed in {folder / REJECTED}.")
    return code


def _proof(report: Mapping[str, Any]) -> str:
    if report["proof"] == "none":
        return "nothing to prove"
    return f"{report['proof']}: {report['sampled']}" if report.get("sampled") else str(report["proof"])


def _other_spellings(rows: Sequence[UrlMapping], style: _Style) -> str:
    from migrator.redirects.variants import without_twin

    alone = 0 if style.variants else without_twin([mapping.old for mapping in rows])
    if not alone:
        return ""
    return f"{alone:,} old URLs are answered with or without a final slash, as they are listed: --variants slash does both."


def _move(found: PairList, style: _Style) -> Move:
    from migrator.redirects._spelling import beginning
    from migrator.redirects.compile import Move
    from migrator.redirects.pairs import new_url_of, old_hosts_of
    from migrator.redirects.variants import WWW, with_twins

    named = old_hosts_of(found.mappings)
    new_url = beginning(style.new_site or "") or new_url_of(found.mappings) or f"http://{named[0]}"
    return Move(old_hosts=with_twins(named) if WWW in style.variants else named, new_url=new_url)


def _folder(out: Path, name: str, targets: tuple[str, ...]) -> Path:
    return out if len(targets) == 1 else out / name


def _show(findings: list[Finding]) -> None:
    from migrator.redirects._unnamed import told

    before = ""
    for finding in findings[:_SHOWN]:
        about = f"{finding.url}: " if finding.url and finding.url not in finding.message else ""
        click.echo(f"  {finding.severity}: {told(about + finding.message)}")
        if finding.hint and finding.hint != before:
            click.echo(f"    {finding.hint}")
        before = finding.hint
    if len(findings) > _SHOWN:
        click.echo(f"  … and {len(findings) - _SHOWN} more; see them all with --json")
