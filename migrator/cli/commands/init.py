"""`migrator init OLD NEW`: recognise the old blog, settle who answers its hosts, write migrator.toml."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from migrator.cli import options
from migrator.cli.endings import unknown_word
from migrator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from migrator.model import HostAnswer
    from migrator.stages.begin import Choices


@click.command("init")
@click.argument("addresses", nargs=-1, metavar="[OLD] NEW")
@options.project
@click.option(
    "--from",
    "places",
    multiple=True,
    metavar="PLACE",
    help="A backup file, folder or archive to read; without OLD no old host is asked (repeats).",
)
@click.option("--platform", help="The old blog's platform, if it is not recognised.")
@click.option("--old-host", "old_hosts", multiple=True, help="Another host of the same blog (repeats).")
@click.option(
    "--answer", "answers", multiple=True, metavar="HOST=WHO", help="Who answers an old host later (repeats)."
)
@click.option("--permalink", help='The new site\'s permalink structure, e.g. "/%postname%/".')
@click.option("--timezone", help="The blog's IANA time zone, e.g. America/New_York.")
@click.option(
    "--resolve",
    "resolves",
    multiple=True,
    metavar="ORIGIN=ADDRESS",
    help="Where a host is really reached (repeats).",
)
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), help="Requests a second to one service.")
@click.option("--print", "only_print", is_flag=True, help="Show migrator.toml instead of writing it.")
@options.as_json
def command(
    *,
    addresses: tuple[str, ...],
    folder: Path,
    places: tuple[str, ...],
    platform: str | None,
    old_hosts: tuple[str, ...],
    answers: tuple[str, ...],
    permalink: str | None,
    timezone: str | None,
    resolves: tuple[str, ...],
    rate: float | None,
    only_print: bool,
    as_json: bool,
) -> None:
    """Look at the old blog OLD, ask who answers it later, and write migrator.toml for the move to NEW.

    \b
    Example:  migrator init https://name.blogspot.com https://name.example
    Without a live blog:  migrator init --from takeout.zip --old-host name.example https://new.example
    """
    from migrator.settings import NetworkSettings
    from migrator.stages import begin, begin_sources
    from migrator.store.project import Project

    old, new = _old_and_new(addresses, from_sources=bool(places))
    if not only_print:
        Project.refuse_taken(folder)
    resolve = _pairs(resolves, "--resolve")
    network, new_url = NetworkSettings(resolve=resolve), begin.blog_address(new)
    sources = begin_sources.sources_at(places, folder)
    wanted = begin_sources.Wanted(old, old_hosts, platform)
    found = begin_sources.old_blog(wanted, new_url, sources, folder, network)
    likely = begin.likely_answers(found.hosts, found.blog.platform, new_url)
    choices = begin.Choices(
        old_url=found.blog.base_url,
        new_url=new_url,
        platform=found.blog.platform,
        signals=found.blog.signals,
        hosts=_answers(likely, _pairs(answers, "--answer"), ask=not as_json),
        permalink=permalink or begin.existing_permalink(new_url, network),
        timezone=timezone,
        resolve=resolve,
        rate=rate,
        sources=sources,
        live=old is not None,
    )
    text = begin.settings_text(choices)
    if only_print:
        click.echo(text, nl=False)
        return
    Project.create(folder, text).close()
    _show(folder, choices, found.blog.score, as_json=as_json)


def _old_and_new(addresses: tuple[str, ...], *, from_sources: bool) -> tuple[str | None, str]:
    if len(addresses) == 2:  # noqa: PLR2004 - OLD and NEW
        return addresses[0], addresses[1]
    if len(addresses) == 1 and from_sources:
        return None, addresses[0]
    raise UsageError(
        f"init takes the old address and the new one: OLD NEW; {len(addresses)} were given.",
        "With --from the old one can be left out: migrator init --from takeout.zip --old-host name.example NEW",
    )


def _pairs(words: tuple[str, ...], option: str) -> dict[str, str]:
    pairs = {}
    for word in words:
        left, equals, right = word.partition("=")
        if not (left and equals and right):
            raise UsageError(f"{option} {word!r} is not of the form LEFT=RIGHT.", "See: migrator init --help")
        pairs[left.rstrip("/")] = right
    return pairs


def _answers(
    likely: Mapping[str, HostAnswer], told: Mapping[str, str], *, ask: bool
) -> dict[str, HostAnswer]:
    from migrator.model import HostAnswer
    from migrator.rekey.hosts import question
    from migrator.urls import split_place

    places = {split_place(place)[0]: place for place in likely}
    told = {places.get(host, host): who for host, who in told.items()}
    wrong = [who for who in told.values() if who not in set(HostAnswer)]
    if wrong:
        raise unknown_word("answer", wrong[0], [str(answer) for answer in HostAnswer], "migrator init --help")
    found = dict(likely)
    for host, guess in likely.items():
        if host not in told and ask and sys.stdin.isatty():
            click.echo(f"\n{question(host, guess)}", err=True)
            choice = click.Choice([str(answer) for answer in HostAnswer])
            found[host] = HostAnswer(
                click.prompt("  Who answers it", type=choice, default=str(guess), err=True)
            )
    return found | {host: HostAnswer(who) for host, who in told.items()}


def _show(folder: Path, choices: Choices, score: float, *, as_json: bool) -> None:
    from migrator.stages.begin_sources import missing_redirects

    path = folder / "migrator.toml"
    if as_json:
        hosts = {host: str(answer) for host, answer in choices.hosts.items()}
        told = {"platform": choices.platform, "score": score, "signals": choices.signals, "hosts": hosts}
        if choices.sources:
            told |= {"sources": [source.place for source in choices.sources], "live": choices.live}
            told |= {"no redirect": missing_redirects(choices.hosts, choices.platform)}
        click.echo(json.dumps({"ok": True, "result": {"settings": str(path), **told}}, indent=2))
        return
    click.echo(_made_by(choices, score))
    for source in choices.sources:
        click.echo(f"  content comes from: {source.place}")
    if not choices.live:
        click.echo("  no old host is asked for anything")
    for host, answer in choices.hosts.items():
        click.echo(f"  {host} will be answered by: {answer}   (change it in {path})")
    if choices.permalink:
        click.echo(f"  new addresses will look like: {choices.new_url}{choices.permalink}")
    for line in missing_redirects(choices.hosts, choices.platform):
        click.echo(line)
    where = "" if str(folder) == "." else f" --project {folder}"
    click.echo(f"Wrote {path}. Next: migrator run{where}")


def _made_by(choices: Choices, score: float) -> str:
    """Say which platform the old blog was recognised as, how surely and by what."""
    from migrator.profiles import load_profile

    if choices.platform == "generic":
        return f"{choices.old_url} is read as a blog of no known platform."
    name = load_profile(choices.platform).title.partition(" (")[0]
    signs = "; ".join(choices.signals) or "as you said"
    return f"{choices.old_url} is a {name} blog ({score:.0%} sure: {signs})."
