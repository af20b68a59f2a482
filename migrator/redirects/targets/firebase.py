"""Firebase Hosting: anchored expressions in `firebase.json`, as Firebase's own local server reads them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from migrator.redirects._hosted import published_path, received, site_folders
from migrator.redirects._index import Remembered, key_of
from migrator.redirects._lines import text_file
from migrator.redirects._queries import PASSES
from migrator.redirects._readme import Words, readme
from migrator.redirects._spelling import encoded_path, lower_escapes, upper_escapes, well_encoded
from migrator.redirects._unnamed import local
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from migrator.model import Json, RedirectRule
    from migrator.redirects.targets._contract import OutputFile, RuleSet

_STATUSES = frozenset({301, 302, 303, 307, 308})
_KEPT = re.compile("%(?:2[346BCFbcf]|3[ABDFabdf]|40)")  # escapes that JavaScript's decodeURI leaves alone
_ENCODE_URI = ";/?:@&=+$,#-_.!~*'()"  # what JavaScript's encodeURI leaves alone, beside letters and digits
_SYNTAX = re.compile(r"[\^$\\.*+?()\[\]{}|/]")  # what may be escaped both in RE2 and in JavaScript


class Firebase:
    """The `Target` for a Firebase Hosting site that answers the old hosts."""

    name = "firebase"
    version = 1
    capabilities = Capabilities(
        title="Firebase Hosting",
        any_host=True,
        statuses=_STATUSES,
        query_conditions=False,
        query=PASSES,
        raw_bytes=False,
        no_patterns="Firebase's expressions (RE2) cannot look ahead, so a pattern would answer what nobody published.",
        facts=(
            "Each old URL becomes an anchored expression; Firebase names no limit on their number.",
            "There is no 410 and no query condition; the query of a request is added to the new URL.",
            "New URLs with percent escapes are refused: Firebase's own server encodes the percent sign again.",
            "Letter case and a final slash count.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Refuse what Firebase would send elsewhere; weaken where a request's query ends up in the wrong place."""
        if rule.target is None and not rule.query:
            return Lowered(rule, "weakened", "gone-404: Firebase has no 410, so the answer is 404.")
        problem = _problem(rule, rule.target or "")
        if problem:
            return Lowered(rule, "refused", problem)
        if "?" in (rule.target or ""):
            return Lowered(
                rule, "weakened", "query-appended: Firebase adds & and the request's query to the new URL."
            )
        if "#" in (rule.target or ""):
            return Lowered(
                rule, "weakened", "query-appended: Firebase adds the request's query after the #fragment."
            )
        return Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write `firebase.json` for each site, an empty folder for it to publish, and the README."""
        files = [text_file("README.md", [readme(rules, _WORDS)])]
        for folder, site in site_folders(rules):
            redirects = [_entry(rule) for rule in sorted(site.rules, key=key_of) if rule.target]
            hosting: Json = {"public": "public", "redirects": redirects}
            text = json.dumps({"hosting": hosting}, indent=2, ensure_ascii=False)
            files.append(text_file(f"{folder}firebase.json", [text]))
            files.append(text_file(f"{folder}public/404.html", [_NOT_FOUND]))
        return files

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Decode as `decodeURI` does and look the path up; the request's query goes to the very end."""
        asked = received(rules, host, target)
        path, query = (_decoded(asked.path), _decoded(asked.query)) if asked else (None, None)
        if asked is None or path is None or query is None:
            return None
        rule = _by_path(rules).get((asked.site, path))
        if rule is None or rule.target is None:
            return None
        passed = quote(query.partition("?")[0], safe=_ENCODE_URI)
        if "?" in rule.target:
            return Answer(rule.status, f"{rule.target}&{passed}")
        return Answer(rule.status, f"{rule.target}?{passed}" if passed else rule.target)

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Firebase's local server is asked by the project's tests."""
        return None


def _problem(rule: RedirectRule, target: str) -> str | None:
    if rule.query:
        return "query: Firebase looks at no query."
    if rule.status not in _STATUSES:
        return f"status: Firebase cannot answer {rule.status}."
    if _KEPT.search(rule.path) or None in _keys(rule):
        return "encoding: Firebase reads paths as UTF-8, and cannot tell %252F from %2F."
    if rule.path.startswith("/__/"):
        return "reserved: Firebase answers addresses under /__/ itself."
    return _target_problem(target)


def _target_problem(target: str) -> str | None:
    if re.search(r"[%\[\]]", target):
        return "escapes: Firebase's own server encodes the percent sign of the new URL again."
    if "/:" in target.partition("://")[2]:
        return "parameter: Firebase takes a part of the new URL that begins with a colon for a parameter."
    return None


def _decoded(raw: str) -> str | None:
    """Decode as JavaScript's `decodeURI`; None where that throws."""
    pieces = re.split(f"({_KEPT.pattern})", raw)
    if not well_encoded(raw):
        return None
    try:
        return "".join(
            piece if number % 2 else unquote(piece, errors="strict") for number, piece in enumerate(pieces)
        )
    except UnicodeDecodeError:
        return None


def _keys(rule: RedirectRule) -> list[str | None]:
    """Return the decoded paths of a rule, kept escapes in upper and in lower case."""
    written = (published_path(rule), encoded_path(rule.path))
    raws = [spelled for raw in written for spelled in (raw, upper_escapes(raw), lower_escapes(raw))]
    return list(dict.fromkeys(map(_decoded, raws)))


def _keyed_rules(rules: RuleSet) -> dict[tuple[str, str | None], RedirectRule]:
    ordered: Iterable[RedirectRule] = sorted(rules.rules, key=key_of, reverse=True)
    return {(rule.host, key): rule for rule in ordered if rule.target for key in _keys(rule)}


_by_path = Remembered(_keyed_rules)


def _entry(rule: RedirectRule) -> Json:
    patterns = [_SYNTAX.sub(r"\\\g<0>", key) for key in _keys(rule) if key]
    either = patterns[0] if len(patterns) == 1 else f"(?:{'|'.join(patterns)})"
    return {"regex": f"^{either}$", "destination": local(rule.target or ""), "type": rule.status}


_NOT_FOUND = "<!doctype html><title>Not found</title><p>There is no such page."

_UNDO = """1. At once: Hosting → Release history → the one before → ⋮ → Roll back.
2. For good: put the `firebase.json` of before back, or take the entries out, and `firebase deploy --only hosting`."""

_WORDS = Words(
    title="Firebase Hosting",
    apply="""1. Keep a copy of your `firebase.json`. Put the entries of this one at the top of `redirects` in your own `firebase.json`; where the old hosts get a
   site of their own, take this folder as it is: `public` holds nothing but the page for unknown addresses.
2. Connect the old hosts as custom domains (Hosting → Add custom domain) without "Redirect to an existing website".
3. With one folder for each old host here, each is a site of its own.
4. `firebase deploy --only hosting`, after a look at a preview channel (below).""",
    check="""Try it at home first, and then on a preview channel:

    firebase emulators:start --only hosting
    firebase hosting:channel:deploy redirects""",
    menus=True,
    undo=_UNDO,
    notes=(
        "A request's query is added to the new URL, so that `?m=1` reaches the new site; it does no harm there.",
        "`cleanUrls` and `trailingSlash` do not matter: redirects come first.",
        "Addresses that are gone answer 404, not 410.",
    ),
)

PLUGIN = Firebase()
