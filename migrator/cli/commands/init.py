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
@click.argument("old")
@click.argument("new")
@options.project
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
    old: str,
    new: str,
    folder: Path,
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
    """
    from migrator.settings import NetworkSettings
    from migrator.stages import begin
    from migrator.store.project import Project
    from migrator.urls import host_of

    if not only_print:
        Project.refuse_taken(folder)
    resolve = _pairs(resolves, "--resolve")
    network = NetworkSettings(resolve=resolve)
    typed, new_url = begin.blog_address(old), begin.blog_address(new)
    found = begin.recognise_site(typed, new_url, platform, network)
    hosts = begin.known_hosts(found.base_url, found.platform, (host_of(typed), *old_hosts))
    choices = begin.Choices(
        old_url=found.base_url,
        new_url=new_url,
        platform=found.platform,
        signals=found.signals,
        hosts=_answers(
            begin.likely_answers(hosts, found.platform, new_url), _pairs(answers, "--answer"), ask=not as_json
        ),
        permalink=permalink or begin.existing_permalink(new_url, network),
        timezone=timezone,
        resolve=resolve,
        rate=rate,
    )
    text = begin.settings_text(choices)
    if only_print:
        click.echo(text, nl=False)
        return
    Project.create(folder, text).close()
    _show(folder, choices, found.score, as_json=as_json)


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
    path = folder / "migrator.toml"
    if as_json:
        hosts = {host: str(answer) for host, answer in choices.hosts.items()}
        told = {"platform": choices.platform, "score": score, "signals": choices.signals, "hosts": hosts}
        click.echo(json.dumps({"ok": True, "result": {"settings": str(path), **told}}, indent=2))
        return
    click.echo(
        f"{choices.old_url} is a {choices.platform} blog ({score:.0%} sure: {'; '.join(choices.signals) or 'as you said'})."
    )
    for host, answer in choices.hosts.items():
        click.echo(f"  {host} will be answered by: {answer}   (change it in {path})")
    if choices.permalink:
        click.echo(f"  new addresses will look like: {choices.new_url}{choices.permalink}")
    where = "" if str(folder) == "." else f" --project {folder}"
    click.echo(f"Wrote {path}. Next: migrator run{where}")
