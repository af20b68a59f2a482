"""What goes with a plain list of redirects: to whom it goes, and how to make sure that it was understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.redirects._readme import Words
from migrator.redirects._spelling import split_url
from migrator.redirects._unnamed import shown_hosts

if TYPE_CHECKING:
    from migrator.redirects.targets._contract import RuleSet


def list_words(rules: RuleSet, *, title: str, file: str, about: str, notes: tuple[str, ...] = ()) -> Words:
    """Return what the README of a list says; `about` names its columns and what it is for."""
    return Words(
        title=title,
        lead=f"`{file}` holds {{}} old addresses, of these hosts:",
        hosts=tuple(shown_hosts(_listed_hosts(rules))),
        intro=about,
        apply=_APPLY.format(file=file),
        asked=False,
        check=_CHECK,
        undo=_UNDO,
        notes=(*_REQUIRED, *notes),
    )


def _listed_hosts(rules: RuleSet) -> list[str]:
    """Return the hosts of the URLs in the list, each once: other names of a site have no rows of their own."""
    named = ((split_url(rule.old), rule.host) for rule in rules.rules)
    return sorted({parts.host if parts else host for parts, host in named})


_APPLY = """Give `{file}` to whoever runs the server of the old hosts, or import it where a service asks for a list of redirects.
Nobody answers requests with the file itself.

1. Have the list of before exported, or ask for a copy of the configuration, and keep it: it is the way back.
2. Import the list, or turn it into configuration by the rules below. Other names of the same site (`www.`, `http` and
   `https`) need the same rules.
3. Ask for a test on one address before the whole list goes live."""

_CHECK = """Ask for some rows of each status, with `curl -sI OLD-URL`: the status and the `Location` must be those of the row, in one
hop and letter by letter; and ask for an address that is not in the list: it must answer 404, and no redirect."""

_UNDO = """Import the list of before again (or put the configuration of before back), and take out what this list added. This
folder itself changes nothing anywhere: it can be deleted."""

_REQUIRED = (
    "Match the decoded path exactly; ignore query parameters that are not in the old URL, and do not pass them on.",
    "Where the old URL has a query, its parameters must be present, in any order; such a row wins over one without.",
    "Answer with the status and, for a redirect, the new URL letter by letter. For 410 send no Location.",
    "Everything that is not in the list answers 404.",
)
