"""File names of pages that point on, and what Hugo and Jekyll need to publish or to write such pages themselves."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from migrator.redirects._index import key_of
from migrator.redirects._readme import Words
from migrator.redirects._spelling import decoded, split_url
from migrator.redirects._unnamed import UNNAMED, local

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import RuleSet

_PAGE = re.compile(r"\.html?$", re.IGNORECASE)
_INDEX = "index.html"
_WRITTEN_AS_SAID = {
    # Hugo 0.111 makes a file of an alias that ends in .html or .html/, a folder of any other, .htm and .HTML too (tried).
    "hugo-aliases.yml": re.compile(r".*(?:\.html|(?<!\.html)/)"),
    # jekyll-redirect-from 0.16 lists them in a file that Liquid reads (tried: a tag in an address ran), and
    # a name that is nothing but its ending gets another.
    "jekyll-redirect_from.yml": re.compile(r"(?!.*(?:\{[{%]|/\.html?$)).*"),
}
_LEFT_OUT = re.compile(r"[._#~].*|.*~|Gemfile(?:\.lock)?|gemfiles|node_modules")  # by Jekyll, unless told
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")  # what YAML wants to see escaped


def page_names(rules: Iterable[RedirectRule]) -> Iterator[tuple[RedirectRule, str]]:
    """Yield each rule that moved with its file; an address that is no page, or has others below it, becomes a folder."""
    ordered = sorted(rules, key=key_of)
    paths = {rule.path for rule in ordered}
    folders = {path[:at] for path in paths for at in range(1, len(path)) if path[at] == "/"}
    for rule in ordered:
        name = rule.path.removeprefix("/")
        if not _PAGE.search(name) or rule.path in folders:
            name = f"{name.rstrip('/')}/{_INDEX}".removeprefix("/")
        if rule.target:
            yield rule, name


def generator_lists(rules: Sequence[RedirectRule]) -> Iterator[tuple[str, str]]:
    """Yield for each generator a YAML map: path of a new page → the old addresses for its front matter.

    Left out is what a page of the new site stands at, what leads to a query or a fragment, and what the generator
    would write under another name.
    """
    new = {rule: parts for rule in rules if rule.target and (parts := split_url(rule.target))}
    taken = {decoded(parts.path).strip("/") for parts in new.values()} | {""}
    for name, as_said in _WRITTEN_AS_SAID.items():
        found: dict[str, list[str]] = defaultdict(list)
        for rule, page in page_names(rules):
            old = "/" + (page.removesuffix(_INDEX) if page.endswith(f"/{_INDEX}") else page)
            parts = new[rule]
            is_page = parts.query is None and parts.fragment is None
            if is_page and old.strip("/") not in taken | {_INDEX} and as_said.fullmatch(old):
                found[parts.path].append(old)
        if found:
            yield name, _yaml(found)


def _yaml(lists: Mapping[str, Sequence[str]]) -> str:
    lines = []
    for new, olds in sorted(lists.items()):
        lines += [f"{_quoted(new)}:", *(f"- {_quoted(old)}" for old in dict.fromkeys(olds))]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def stub_words(rules: RuleSet) -> Words:
    """Return what the README says: the three ways in, and what each of them would lose."""
    named = list(page_names(rules.rules))
    parts = {part for _, name in named for part in name.split("/") if _LEFT_OUT.fullmatch(part)}
    include = ", ".join(_quoted(re.sub(r"[\[\]]", r"\\\g<0>", part)) for part in sorted(parts))
    stay = sum(_same_path(rule) for rule, _ in named)
    return Words(
        title="hosts that serve files",
        apply=_APPLY.format(home=_HOME if any(name == _INDEX for _, name in named) else "")
        + (_INCLUDE.format(include) if parts else "")
        + _FRONT_MATTER,
        check=_CHECK + _example(named),
        asked=False,
        undo=_UNDO,
        notes=(
            *([_SAME_PATH.format(stay)] if stay else []),
            "These are pages and no redirects: there is no 301 and no trial, and nothing here counts as proved.",
            "Whoever can set rules at the old host should: any other target is better.",
            "The pages hold no `noindex`: search engines shall read the canonical link.",
        ),
    )


def _same_path(rule: RedirectRule) -> bool:
    parts = split_url(rule.target or "")
    return parts is not None and decoded(parts.path).strip("/") == rule.path.strip("/")


def _example(named: Sequence[tuple[RedirectRule, str]]) -> str:
    known = [rule for rule, _ in named if rule.old]
    if not known:
        return "    (no old URL has moved)"
    old = known[0].old.replace("'", "%27")
    return f"    curl -sL '{old}' | grep canonical\n    # must name {local(known[0].target or '')}".replace(
        UNNAMED, "HOST"
    )


_APPLY = """Take the way that fits the files of the old host; with one folder for each old host, each goes to its own host.

1. A plain folder, or GitHub Pages: upload what is in the folder `site`. Files that are there already stay: look through
   the names first.
2. Hugo: copy what is in `site` into the folder `static` and publish. Hugo changes nothing in it.{home}
3. Jekyll: copy what is in `site` into the top folder of the sources and publish. Jekyll changes nothing in it, as the
   pages have no front matter."""

_HOME = """ It must not make a home
   page of its own, though, or either may win: `disableKinds = ["home"]` in its settings."""

_INCLUDE = """ It leaves some of the names out unless `_config.yml` has this line:

       include: [{}]
"""

_FRONT_MATTER = """
4. In place of pages from `site`, where the new pages are made by Hugo or Jekyll and the old host shows the same site:
   `hugo-aliases.yml` and `jekyll-redirect_from.yml` name the old addresses of each new page. Put them into the page's
   front matter, as `aliases` or, with the plugin jekyll-redirect-from, as `redirect_from`. What is in no list
   needs its page from `site`: where a generator would write another file than the one that the old address needs."""

_CHECK = """Open a few old addresses in a browser, one with a `#fragment`. Each page names its new URL, and an address that is in
no rule must answer 404:

"""

_UNDO = "Delete the files again: they are the ones listed in `site`. Take the lines out of the front matter."

_SAME_PATH = (
    "{:,} of the addresses keep their path: where old and new host show the same files, leave their pages out, since"
    " they would lead to themselves."
)
