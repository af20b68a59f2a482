"""The README of a target: the same three headings in the same place everywhere, so that nobody looks for the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.redirects._lines import bullet_list, example_check
from migrator.redirects._unnamed import UNNAMED, shown_hosts

if TYPE_CHECKING:
    from migrator.redirects.targets._contract import RuleSet

APPLY, CHECK, UNDO = "Apply", "Check", "Undo"
UNKNOWN = "An address that is in no rule must answer 404 on an old host, and never a redirect."
_MENUS = "Names of menus, plans and quotas are those of the maker's own pages; they were not checked by us on the spot, and change."
_ANY_HOST = "The list named no host, so these rules answer on whatever site they are put on: “old hosts” above are its names."
ONE_HOP = (
    "Do not put redirects to https or to another host name before these rules: a reader shall need one hop."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a README says of one host, as Markdown without headings of the second level.

    `apply`, `check` and `undo` are the steps by hand; `test` are shell lines that end `apply`: test, then reload.
    """

    title: str
    apply: str
    undo: str
    check: str = ""
    test: tuple[str, ...] = ()
    lead: str = "{} old addresses are answered, on these hosts:"
    hosts: tuple[str, ...] = ()  # in place of those of the rule set
    intro: str = ""  # below the list of hosts
    asked: bool = True  # an answer can be seen with curl
    unknown: str = UNKNOWN
    menus: bool = False  # it names menus, plans or quotas of somebody else
    more: str = ""  # sections of its own, with their headings
    notes: tuple[str, ...] = ()


def readme(rules: RuleSet, words: Words) -> str:
    """Return the README of a target for these rules."""
    test = "Test, and reload only then:\n\n" + "\n".join(f"    {line}" for line in words.test)
    notes = (
        *words.notes,
        *([_MENUS] if words.menus else []),
        *([_ANY_HOST] if UNNAMED in rules.hosts else []),
    )
    parts = [
        f"# Redirects for {words.title}",
        words.lead.format(len(rules.rules)),
        bullet_list(words.hosts or shown_hosts(rules.hosts)),
        words.intro,
        f"## {APPLY}",
        words.apply,
        test if words.test else "",
        f"## {CHECK}",
        words.check,
        *([example_check(rules), words.unknown] if words.asked else []),
        f"## {UNDO}",
        words.undo,
        words.more,
        *(["## Good to know", bullet_list(notes)] if notes else []),
    ]
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"


def dropped_query(rules: RuleSet) -> str:
    """Say what becomes of a request's query on a server of one's own."""
    return "Query parameters of a request are dropped" + (
        ", but utm_ parameters are kept." if rules.keep_utm else "."
    )
