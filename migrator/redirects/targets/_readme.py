"""The frame of a README: the same headings for every server, so that a person finds apply, check and undo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.redirects._lines import bullet_list, example_check

if TYPE_CHECKING:
    from migrator.redirects.targets._contract import RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What differs from server to server: Markdown, without headings; `test` are shell lines."""

    title: str
    where: str
    test: tuple[str, ...]
    undo: str
    notes: tuple[str, ...]


def readme(rules: RuleSet, words: Words) -> str:
    """Return the README of a target for these rules."""
    commands = "\n".join(f"    {line}" for line in words.test)
    query = "Query parameters of a request are dropped" + (
        ", but utm_ parameters are kept." if rules.keep_utm else "."
    )
    return f"""# Redirects for {words.title}

{len(rules.rules)} old addresses are answered, on these hosts:

{bullet_list(rules.hosts)}

## Where the files go

{words.where.strip()}

## Test, reload, check

{commands}
{example_check(rules)}

An address that is in no rule must answer 404 on an old host, and never a redirect.

## Undo

{words.undo.strip()}

## Good to know

{bullet_list((query, *words.notes))}
"""
