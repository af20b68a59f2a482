"""Netlify: `_redirects`, and `netlify.toml` for the few query values that a line of it cannot hold."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from migrator.redirects._hosted import (
    is_spelled_once,
    path_spellings,
    received,
)
from migrator.redirects._index import Remembered, specificity
from migrator.redirects._lines import text_file
from migrator.redirects._queries import PASSES, with_passed
from migrator.redirects._readme import Words, readme
from migrator.redirects._spelling import as_bytes, query_pairs
from migrator.redirects._unnamed import local
from migrator.redirects._wildcards import Wildcards, any_text_and_slash, line, shield_paths, whole_segments
from migrator.redirects.patterns import Dialect, short_folders, short_sites
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import OutputFile, RuleSet

_WILDCARD = re.compile(r"[*]/*$|/[*]+/")


class Netlify:
    """The `Target` for a site on Netlify that answers the old hosts (as its domain or as domain aliases)."""

    name = "netlify"
    version = 1
    capabilities = Capabilities(
        title="Netlify (_redirects)",
        any_host=True,
        statuses=frozenset({301, 302, 303, 307, 308, 410}),
        slash_sensitive=False,
        keeps_twins=False,
        query=PASSES,
        raw_bytes=False,
        patterns=Dialect(whole_segments, is_spelled_once, any_text_and_slash, shields=shield_paths),
        facts=(
            "Paths are compared letter by letter as they are encoded: each usual spelling gets a line.",
            "A final slash is ignored; letter case counts.",
            "Rules are written with `!`: without it a file of the same name answers, and the rule never does.",
            "The query of a request is passed on to a new URL that has none of its own.",
            "Patterns of --compact are placeholders, which also answer addresses nobody saw: --allow-weaker unseen.",
            "Netlify names no limit; it advises against more than 10,000 rules and refuses deploys that are too big.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Refuse what Netlify would take for a wildcard or a placeholder, and its own paths."""
        problem = _path_problem(rule) or _query_problem(rule)
        if problem:
            return Lowered(rule, "refused", problem)
        if rule.query and rule.target and "?" not in rule.target:
            asked = "&".join(name for name, _ in rule.query)
            return Lowered(
                rule, "weakened", f"query-kept: Netlify passes the old query ({asked}) on to the new URL."
            )
        if len(_paths(rule)) < len(path_spellings(rule)):
            return Lowered(
                rule,
                "weakened",
                "double-slash: Netlify matches no address with // in it, only the one with /.",
            )
        return Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write `_redirects`, `netlify.toml` where it is needed, and the README."""
        files = [text_file("README.md", [readme(rules, _WORDS)])]
        for folder, site in short_folders(rules):
            groups = _grouped(site.rules)
            lines = [row for group in groups if not _needs_toml(group) for row in _lines(group)]
            tables = [row for group in groups if _needs_toml(group) for row in _tables(group)]
            lines += [f"{path} {path} 200" for kept in site.untouched for path in shield_paths(kept)]
            lines += [f"{' '.join(map(local, line(pattern)))} {pattern.status}!" for pattern in site.patterns]
            files.append(text_file(f"{folder}_redirects", [_HEAD, *lines]))
            if tables:
                files.append(text_file(f"{folder}netlify.toml", [_HEAD, *tables]))
        return files

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Compare the raw path but for a final slash, then decoded query values; the last of a name counts."""
        asked = received(rules, host, target)
        if asked is None:
            return None
        values = dict(query_pairs(re.sub(r"[^&]*&\Z", "", asked.query)))  # what a final & ends is not read
        for rule in _by_spelling(rules).get((asked.site, _folded(asked.path)), ()):
            if all(values.get(name) == value for name, value in rule.query):
                place = with_passed(rule.target, asked.query) if rule.target else None
                return Answer(rule.status, place)
        found = _OPENED.answer(rules, asked.site, asked.path)
        return found and Answer(found.status, with_passed(found.location or "", asked.query))

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Netlify's engine is no server; the project's tests ask it through one."""
        return None


def _path_problem(rule: RedirectRule) -> str | None:
    paths = path_spellings(rule)
    if any(_WILDCARD.search(path) for path in paths):
        return "wildcard: A * at the end of an old URL, or as a whole part of it, answers much more."
    if any(segment.startswith(":") for path in paths for segment in path.split("/")):
        return "placeholder: A part of an old URL that begins with a colon stands for any part."
    if rule.path.startswith("/.netlify"):
        return "reserved: Addresses under /.netlify are Netlify's own."
    return None


def _query_problem(rule: RedirectRule) -> str | None:
    values = [value for _, value in rule.query]
    if sum("%" in value for value in values) > 1:
        return "encoding: Netlify misreads a query in which two values hold a percent sign."
    if any(value.startswith(":") for value in values):
        return "placeholder: A query value that begins with a colon stands for any value."
    if any(as_bytes(value).decode("utf-8", "ignore") != value for value in values):
        return "encoding: Netlify reads query values as UTF-8, and this one is none."
    return None


def _paths(rule: RedirectRule) -> list[str]:
    return [path for path in path_spellings(rule) if "//" not in path]


def _folded(path: str) -> str:
    return path.removesuffix("/") or "/"


def _spelled_rules(rules: RuleSet) -> dict[tuple[str, str], list[RedirectRule]]:
    found: dict[tuple[str, str], list[RedirectRule]] = defaultdict(list)
    moved = (rule for site in short_sites(rules) for rule in site.rules)
    for rule in sorted(moved, key=specificity):
        for path in dict.fromkeys(map(_folded, _paths(rule))):
            found[rule.host, path].append(rule)
    return found


_by_spelling = Remembered(_spelled_rules)
_OPENED = Wildcards(any_text_and_slash, _folded)


# --- text --------------------------------------------------------------------------------------------


def _grouped(rules: Iterable[RedirectRule]) -> list[list[RedirectRule]]:
    """Rules that share a path, the most specific first, in the order of their paths."""
    by_path: dict[str, list[RedirectRule]] = defaultdict(list)
    for rule in sorted(rules, key=specificity):
        by_path[_folded(rule.path)].append(rule)
    return [by_path[path] for path in sorted(by_path, key=as_bytes)]


def _needs_toml(group: Sequence[RedirectRule]) -> bool:
    return any(
        set(value) & set(" =#\u3000\xa0") or not value.isascii() for r in group for _, value in r.query
    )


def _lines(group: Iterable[RedirectRule]) -> Iterator[str]:
    for rule, path in _spelled(group):
        conditions = [f"{name}={value}" for name, value in rule.query]
        yield " ".join([path, *conditions, local(rule.target or path), f"{rule.status}!"])


def _tables(group: Iterable[RedirectRule]) -> Iterator[str]:
    for rule, path in _spelled(group):
        yield "[[redirects]]"
        yield f"from = {_toml(path)}"
        if rule.query:
            yield f"query = {{ {', '.join(f'{_toml(n)} = {_toml(v)}' for n, v in rule.query)} }}"
        yield f"to = {_toml(local(rule.target or path))}"
        yield f"status = {rule.status}"
        yield "force = true\n"


def _spelled(group: Iterable[RedirectRule]) -> Iterator[tuple[RedirectRule, str]]:
    return ((rule, path) for rule in group for path in _paths(rule))


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


_HEAD = "# Old addresses and where they went. Generated: change the migration, not this file."

_UNDO = """1. At once: Deploys → the one before → Publish deploy.
2. For good: take the lines from `# BEGIN migrator` to `# END migrator` out of `_redirects` and the blocks out of
   `netlify.toml` (or put the files of before back), and deploy."""

_WORDS = Words(
    title="Netlify",
    apply="""1. Keep a copy of the `_redirects` and `netlify.toml` that you publish now. Put `_redirects` into the folder that you
   publish (the one with `index.html`), and the blocks of `netlify.toml`, where there is such a file here, at the top of your own `netlify.toml`. If your site has redirects already, these
   lines belong above them: the first that matches answers.
2. Add the old hosts to the site as domain aliases (Domain management), or to a site of their own that holds nothing but
   these files. Let Netlify fetch a certificate for them.
3. With one folder for each old host here, each is a site of its own.
4. Deploy: `netlify deploy --dir FOLDER` for a preview, `netlify deploy --dir FOLDER --prod` when it answers well.""",
    check="Deploy a preview first (`netlify deploy`); its log must say that all redirect rules were processed.",
    menus=True,
    undo=_UNDO,
    notes=(
        "A request's query is passed on to a new URL without one, so that `?m=1` reaches the new site; it does no harm there.",
        "Each usual spelling of an address (`%C3%A9`, `%c3%a9`) has a line; a final slash is ignored.",
        "The exclamation mark lets a rule win over a file of the same name.",
    ),
)

PLUGIN = Netlify()
