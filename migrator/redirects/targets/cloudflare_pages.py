"""Cloudflare Pages (and Workers static assets): a `_redirects` file of 2,000 plain rules and 100 with wildcards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.errors import TargetLimitError
from migrator.redirects._hosted import (
    cloudflare_problem,
    is_spelled_once,
    path_spellings,
    received,
    whatwg_path,
)
from migrator.redirects._index import Remembered, specificity
from migrator.redirects._lines import text_file
from migrator.redirects._queries import PASSES, with_passed
from migrator.redirects._readme import Words, readme
from migrator.redirects._unnamed import local
from migrator.redirects._wildcards import Wildcards, any_text, inside_segments, line, shield_paths
from migrator.redirects.patterns import Dialect, short_folders, short_sites
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.redirects._sites import SiteRules
    from migrator.redirects.targets._contract import OutputFile, RuleSet

_STATIC, _DYNAMIC = 2_000, 100  # workers-sdk: packages/workers-shared/utils/configuration/constants.ts
_LONGEST_LINE = 2_000  # characters, same file
_WILDCARD = re.compile(r"\*|:[A-Za-z]")
_NAMES = re.compile(r"\*|:[A-Za-z]\w*", re.ASCII)
_DOUBLE = re.compile("https://[^/]*//")
_STATUSES = frozenset({301, 302, 303, 307, 308})
_OPENED = Wildcards(any_text)
_AS_IT_IS = 200  # an address rewritten to itself


class CloudflarePages:
    """The `Target` for a Pages project, or a Worker with static assets, whose custom domains are the old hosts."""

    name = "cloudflare-pages"
    version = 1
    capabilities = Capabilities(
        title="Cloudflare Pages (_redirects)",
        any_host=True,
        statuses=_STATUSES,
        query_conditions=False,
        query=PASSES,
        raw_bytes=False,
        max_rules=_STATIC + _DYNAMIC,
        larger="cloudflare-bulk",
        patterns=Dialect(inside_segments, is_spelled_once, any_text, shields=shield_paths, writes_gone=False),
        max_key_bytes=_LONGEST_LINE,
        facts=(
            "2,000 plain rules and 100 with wildcards; each usual spelling of a path counts as a rule.",
            "Every line after the first wildcard counts as one, so plain rules come first.",
            "There is no 410 and no query condition; a request's query is passed on to a new URL that has none.",
            "Letter case and a final slash count.",
            "A rule answers before a file of the same name does, and a Pages Function before both.",
            "Patterns of --compact are placeholders, which also answer addresses nobody saw: --allow-weaker unseen.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Refuse queries and long lines; 410 becomes 404, and a literal `*` or `:word` a wildcard."""
        if rule.target is None and not rule.query:
            return Lowered(rule, "weakened", "gone-404: Cloudflare Pages has no 410, so the answer is 404.")
        problem = _problem(rule)
        if problem:
            return Lowered(rule, "refused", problem)
        if any(map(_WILDCARD.search, _paths(rule))):
            return Lowered(
                rule, "weakened", "wildcard: A * or :word in the old URL matches any other text as well."
            )
        return Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write `_redirects` for each site and the README.

        Raises:
            TargetLimitError: more lines than Cloudflare reads.
        """
        files = [text_file("README.md", [readme(rules, _WORDS)])]
        for folder, site in short_folders(rules):
            plain, wild = _split(site.rules)
            shields = [path for kept in site.untouched for path in shield_paths(kept)]
            _check_limits((*plain, *shields), (*wild, *site.patterns), site)
            lines = [_line(path, rule) for path, rule in plain]
            lines += [f"{path} {path} {_AS_IT_IS}" for path in shields]
            lines += [_line(path, rule) for path, rule in wild]
            lines += [f"{' '.join(map(local, line(pattern)))} {pattern.status}" for pattern in site.patterns]
            files.append(text_file(f"{folder}_redirects", [_HEAD, *lines]))
        return files

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Look the path up as JavaScript's URL holds it, then try the wildcards in order."""
        asked = received(rules, host, target)
        if asked is None:
            return None
        path = whatwg_path(asked.path)
        plain, wild = _matchers(rules).get(asked.site, ({}, []))
        rule = plain.get(path) or next((rule for pattern, rule in wild if pattern.fullmatch(path)), None)
        found = Answer(rule.status, rule.target) if rule else _OPENED.answer(rules, asked.site, path)
        if found is None or found.location is None:
            return None
        return Answer(found.status, with_passed(found.location, asked.query))

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Cloudflare's `wrangler pages dev` is asked by the project's tests; it is too big to ask for here."""
        return None


def _line(path: str, rule: RedirectRule) -> str:
    return f"{path} {local(rule.target or '')} {rule.status}"


def _problem(rule: RedirectRule) -> str | None:
    target, paths = rule.target or "", _paths(rule)
    if rule.query:
        return "query: Cloudflare Pages looks at no query."
    if rule.status not in _STATUSES:
        return f"status: Cloudflare Pages cannot answer {rule.status}."
    if max(map(len, paths)) + len(target) + len("  301") > _LONGEST_LINE:
        return f"long: Cloudflare Pages skips lines over {_LONGEST_LINE} characters."
    return cloudflare_problem(rule) or _target_problem(target) or _wildcard_problem(paths, target)


def _target_problem(target: str) -> str | None:
    if not local(target).startswith(("https://", "/")):
        return "scheme: Cloudflare Pages skips lines with a new URL that is not https."
    if _DOUBLE.match(target):
        return "double-slash: Cloudflare merges the slashes behind the new host."
    return None


def _wildcard_problem(paths: Sequence[str], target: str) -> str | None:
    if any(len(words) > len(set(words)) for words in map(_NAMES.findall, paths)):
        return "wildcard: Cloudflare skips a line with two * or with one :word twice."
    if any(map(_WILDCARD.search, paths)) and _WILDCARD.search(target.partition("://")[2]):
        return "wildcard: A * or :word in both the old and the new URL would be a placeholder."
    return None


def _paths(rule: RedirectRule) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(whatwg_path, path_spellings(rule))))


def _split(
    rules: Iterable[RedirectRule],
) -> tuple[list[tuple[str, RedirectRule]], list[tuple[str, RedirectRule]]]:
    """Plain paths first: every line after the first wildcard would count as one."""
    moved = [rule for rule in sorted(rules, key=specificity) if rule.target]
    spelled = [(path, rule) for rule in moved for path in _paths(rule)]
    plain = [row for row in spelled if not _WILDCARD.search(row[0])]
    return plain, [row for row in spelled if _WILDCARD.search(row[0])]


def _site_matchers(
    rules: RuleSet,
) -> dict[str, tuple[dict[str, RedirectRule], list[tuple[re.Pattern[str], RedirectRule]]]]:
    found = {}
    for site in short_sites(rules):
        plain, wild = _split(site.rules)
        found[site.name] = dict(reversed(plain)), [(_pattern(path), rule) for path, rule in wild]
    return found


_matchers = Remembered(_site_matchers)


def _pattern(path: str) -> re.Pattern[str]:
    pieces = re.split(r"(\*|:[A-Za-z]\w*)", path, flags=re.ASCII)
    wild = (
        ".*" if piece == "*" else "[^/]+" if number % 2 else re.escape(piece)
        for number, piece in enumerate(pieces)
    )
    return re.compile("".join(wild))


def _check_limits(plain: Sequence[object], wild: Sequence[object], site: SiteRules) -> None:
    if len(plain) > _STATIC or len(wild) > _DYNAMIC:
        raise TargetLimitError(
            f"Cloudflare Pages takes {_STATIC:,} plain rules and {_DYNAMIC:,} with wildcards; "
            f"{site.name} needs {len(plain):,} and {len(wild):,}.",
            "Use a target that holds more, for example: migrator redirects --to cloudflare-bulk",
        )


_HEAD = "# Old addresses and where they went. Generated: change the migration, not this file."

_UNDO = """1. At once: Workers & Pages → the project → Deployments → the one before → ⋯ → Rollback to this deployment.
2. For good: take the lines from `# BEGIN migrator` to `# END migrator` out of `_redirects` (or put the file of before
   back), and deploy."""

_WORDS = Words(
    title="Cloudflare Pages",
    apply="""Quota: 2,000 plain lines and 100 with `*` or `:word` in a file, on every plan.

1. Keep a copy of the `_redirects` that you publish now. Put this one into the folder that you publish (the one with
   `index.html`). If there is a `_redirects` file already, put these lines above it, and all lines with `*` or `:word` at the end: what comes after the first of them
   counts against a limit of 100.
2. Add the old hosts to the project as custom domains. Pages Functions answer before `_redirects`: exclude these paths.
3. With one folder for each old host here, each is a project of its own.
4. Deploy: `npx wrangler pages deploy FOLDER --branch preview`, look at the answers there, then without `--branch preview`.""",
    check="Deploy a preview first; its log must say as many valid redirect rules as the file has lines, and no invalid one.",
    menus=True,
    undo=_UNDO,
    notes=(
        "A request's query is passed on to a new URL without one, so that `?m=1` reaches the new site; it does no harm there.",
        "Old URLs that are told apart by their query cannot be answered here; `cloudflare-worker` can.",
        "Addresses that are gone answer 404, not 410.",
        "A rule answers before a file of the same name does: delete such files, as nobody reaches them.",
    ),
)

PLUGIN = CloudflarePages()
