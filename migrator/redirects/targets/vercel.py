"""Vercel: exact, escaped `redirects` in `vercel.json`, up to 2,048; more need `vercel-bulk`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from migrator.errors import TargetLimitError
from migrator.redirects._hosted import is_spelled_once, path_spellings, received
from migrator.redirects._index import Remembered, specificity
from migrator.redirects._lines import text_file
from migrator.redirects._queries import PASSES
from migrator.redirects._readme import Words, readme
from migrator.redirects._spelling import as_bytes, query_pairs
from migrator.redirects._unnamed import local
from migrator.redirects.patterns import Dialect, short_folders, short_sites
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from migrator.model import Json, RedirectRule
    from migrator.redirects.patterns import Field, PatternRule
    from migrator.redirects.targets._contract import OutputFile, RuleSet

_MOST = 2_048  # @vercel/routing-utils, redirectsSchema
_LONGEST = 4_096  # characters of a source or destination, same schema
_STATUSES = frozenset({301, 302, 303, 307, 308})
_MOST_PARAMETERS = 9  # $1 to $9
_SPECIAL = re.compile(
    r"[(){}\[\]:*+?\\]"
)  # what path-to-regexp 6.1 reads in a source, brackets for the build
_PATTERN_TARGET = re.compile(r"[A-Za-z0-9/._~!,;=&-]*")  # what Vercel's build leaves alone beside parameters
_BRACKETED = re.compile(r"\[([()])\]")
_PARAMETER = re.compile(r":\w|\(")  # what Vercel's build takes for a parameter in a destination
_WORD = re.compile(r"[:(]\w*", re.ASCII)  # up to where a parameter's name can end


def _writes(pattern: PatternRule) -> bool:
    after_field = False
    for piece in pattern.bare_target:
        if isinstance(piece, str):
            if not _PATTERN_TARGET.fullmatch(piece) or (after_field and re.match(r"\w", piece)):
                return False
        elif after_field:
            return False
        after_field = not isinstance(piece, str)
    return True


_DIALECT = Dialect(writes=_writes, holds=is_spelled_once)


class Vercel:
    """The `Target` for a Vercel project that answers the old hosts."""

    name = "vercel"
    version = 1
    capabilities = Capabilities(
        title="Vercel (vercel.json)",
        any_host=True,
        statuses=_STATUSES,
        query=PASSES,
        raw_bytes=False,
        max_rules=_MOST,
        larger="vercel-bulk",
        patterns=_DIALECT,
        max_key_bytes=_LONGEST,
        max_target_bytes=_LONGEST,
        facts=(
            "2,048 redirects, each usual spelling of a path counts; rewrites and headers have limits of their own.",
            "Sources are patterns, so ( ) { } : * + ? are escaped; status 301 is written out (`permanent` means 308).",
            "There is no 410. The query of a request is added to the new URL.",
            "Letter case and a final slash count.",
            "A redirect answers before a file of the same name does.",
            "Patterns of --compact are exact: a lookahead lists the addresses. Each counts as one redirect.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Refuse what Vercel's build refuses; weaken where the request's query ends up in the wrong place."""
        if rule.target is None:
            return Lowered(
                rule, "weakened", "gone-404: Vercel's redirects have no 410, so the answer is 404."
            )
        problem = _problem(rule, rule.target)
        if problem:
            return Lowered(rule, "refused", problem)
        if rule.query:
            return Lowered(rule, "weakened", "query-kept: Vercel passes the old query on to the new URL.")
        if "#" in rule.target or "?" in rule.target:
            return Lowered(
                rule,
                "weakened",
                "query-appended: A request's query is put after the new URL's query or #fragment.",
            )
        return Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write `vercel.json` for each site and the README.

        Raises:
            TargetLimitError: more redirects than Vercel takes, spellings included.
        """
        files = [text_file("README.md", [readme(rules, _WORDS)])]
        for folder, site in short_folders(rules):
            redirects = [_entry(rule, path) for rule, path in _spelled(site.rules)]
            redirects += map(_pattern_entry, site.patterns)
            if len(redirects) > _MOST:
                raise TargetLimitError(
                    f"Vercel takes {_MOST:,} redirects; {site.name} needs {len(redirects):,}, spellings included.",
                    "Use a target that holds more, for example: migrator redirects --to vercel-bulk",
                )
            text = json.dumps({"$schema": _SCHEMA, "redirects": redirects}, indent=2, ensure_ascii=False)
            files.append(text_file(f"{folder}vercel.json", [text]))
        return files

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Compare the raw path, then decoded query values; the request's query is appended to the target."""
        asked = received(rules, host, target)
        if asked is None:
            return None
        pairs = set(query_pairs(asked.query))
        found = [
            (rule.status, rule.target)
            for rule in _by_spelling(rules).get((asked.site, asked.path), ())
            if pairs.issuperset(rule.query)
        ]
        found += [(p.status, p.answer(asked.path)) for p in _patterns(rules).get(asked.site, ())]
        for status, place in found:
            if place:
                join = "&" if "?" in place else "?"
                return Answer(status, place + (join + asked.query if asked.query else ""))
        return None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Vercel's rule compiler is no server; the project's tests ask it through one."""
        return None


def _problem(rule: RedirectRule, target: str) -> str | None:
    if rule.status not in _STATUSES:
        return f"status: Vercel cannot answer {rule.status}."
    written = [_written(path, target) for path in path_spellings(rule)]
    if None in written:
        return "parameter: Vercel's build takes a :word or ( in the new URL for a parameter."
    if max(len(text) for pair in written if pair for text in pair) > _LONGEST:
        return f"long: Vercel takes no source or destination over {_LONGEST} characters."
    if any(as_bytes(value).decode("utf-8", "ignore") != value for _, value in rule.query):
        return "encoding: Vercel reads query values as UTF-8, and this one is none."
    return None


def _spelled(rules: Iterable[RedirectRule]) -> Iterator[tuple[RedirectRule, str]]:
    ordered = sorted((rule for rule in rules if rule.target), key=specificity)
    return ((rule, path) for rule in ordered for path in path_spellings(rule))


def _spelled_rules(rules: RuleSet) -> dict[tuple[str, str], list[RedirectRule]]:
    found: dict[tuple[str, str], list[RedirectRule]] = {}
    for rule, path in _spelled(rule for site in short_sites(rules) for rule in site.rules):
        found.setdefault((rule.host, path), []).append(rule)
    return found


_by_spelling = Remembered(_spelled_rules)
_patterns = Remembered(lambda rules: {site.name: site.patterns for site in short_sites(rules)})


def _written(path: str, target: str) -> tuple[str, str] | None:
    """Return source and destination; words that only a parameter can bring into a new URL are taken from the path.

    None where the path does not have them.
    """
    origin, _, rest = target.partition("://")[2].partition("/")
    if not _PARAMETER.search(rest):
        return _escaped(path), target
    words = sorted(set(_WORD.findall(rest)), key=len, reverse=True)
    pieces = re.split(f"({'|'.join(map(re.escape, words))})", path)
    if len(words) > _MOST_PARAMETERS or not set(words) <= set(pieces) or set(rest) & set("?#"):
        return None
    names = {word: f"p{number}" for number, word in enumerate(words, 1)}
    first = {word: pieces.index(word) for word in words}
    source = "".join(
        f":{names[piece]}({_escaped(piece)})" if first.get(piece) == number else _escaped(piece)
        for number, piece in enumerate(pieces)
    )
    scheme = target.partition("://")[0]
    return source, f"{scheme}://{origin}/{_WORD.sub(lambda word: f':{names[word[0]]}', rest)}"


def _entry(rule: RedirectRule, path: str) -> Json:
    source, destination = _written(path, rule.target or "") or (_escaped(path), rule.target or "")
    entry: dict[str, Json] = {"source": source, "destination": local(destination), "statusCode": rule.status}
    if rule.query:
        entry["has"] = [
            {"type": "query", "key": name, "value": re.escape(value)} for name, value in rule.query
        ]
    return entry


def _pattern_entry(pattern: PatternRule) -> Json:
    """Write fields as parameters; the first begins with a look ahead at the listed ends of the path."""
    head, *rest = pattern.source
    listed = pattern.after(str(head)).listed
    ahead = iter([f"(?={listed}$)"])
    source = "".join(
        _escaped(piece)
        if isinstance(piece, str)
        else f":{piece.name}({_without_brackets(next(ahead, '') + piece.shape)})"
        for piece in rest
    )
    return {
        "source": _escaped(str(head)) + source,
        "destination": local(pattern.location(_parameter, str)),
        "statusCode": pattern.status,
    }


def _parameter(field: Field) -> str:
    return f":{field.name}"


def _without_brackets(expression: str) -> str:
    """Escape parentheses in classes: path-to-regexp counts them all, and takes no group but `(?`."""
    plain = _BRACKETED.sub(r"\\\1", expression)
    return plain.replace("!(),", r"!\(\),")


def _escaped(path: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", path)


_SCHEMA = "https://openapi.vercel.sh/vercel.json"

_UNDO = """1. At once: `vercel rollback` (or Deployments → the one before → ⋯ → Instant Rollback).
2. For good: put the `vercel.json` of before back, or take the entries out, and `vercel deploy --prod`."""

_WORDS = Words(
    title="Vercel",
    apply="""Quota: 2,048 redirects, with rewrites and headers among them, on every plan.

1. Keep a copy of your `vercel.json`. Put the entries of this one at the top of the `redirects` in your project's own `vercel.json` (or take the file
   as it is where there is none).
2. Add the old hosts to the project (Settings → Domains), each connected to the production environment and not set to
   redirect to another domain: that would come first and cost the reader a second hop.
3. With one folder for each old host here, each is a project of its own.
4. Deploy: `vercel deploy` for a preview, `vercel deploy --prod` when it answers well.""",
    check="Deploy a preview first (`vercel deploy`): the build refuses what it cannot read.",
    menus=True,
    undo=_UNDO,
    notes=(
        "A request's query is added to the new URL, so that `?m=1` reaches the new site; it does no harm there.",
        "`cleanUrls` and `trailingSlash` in your own `vercel.json` answer before these redirects: leave them out.",
        "Addresses that are gone answer 404, not 410.",
        "A redirect answers before a file of the same name does: delete such files, as nobody reaches them.",
    ),
)

PLUGIN = Vercel()
