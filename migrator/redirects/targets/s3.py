"""Amazon S3 website hosting: an empty object for each old address; routing rules match prefixes, so none is written."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING

from migrator.redirects._hosted import published_path, received, site_folders
from migrator.redirects._index import Remembered, key_of
from migrator.redirects._lines import text_file
from migrator.redirects._queries import ALWAYS_DROPS
from migrator.redirects._readme import Words, readme
from migrator.redirects._spelling import as_bytes, decoded, well_encoded
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered, OutputFile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.redirects._sites import SiteRules
    from migrator.redirects.targets._contract import RuleSet

_KEY, _TARGET = 1_024, 2_048  # bytes of an object's name and of its redirect location
_INDEX = "index.html"
_PERMANENT = 301
_READ = re.compile("(?:fileb?|https?)://")
_BACK = b"""#!/bin/sh
# Deletes the objects that still redirect as objects.tsv says: sh undo.sh BUCKET
exec sh "$(dirname "$0")/apply.sh" "${1:?Usage: sh undo.sh BUCKET}" --undo
"""


class S3:
    """The `Target` for a bucket that is a website of the old host."""

    name = "s3"
    version = 1
    capabilities = Capabilities(
        title="Amazon S3 (website hosting)",
        statuses=frozenset({_PERMANENT}),
        query_conditions=False,
        query=ALWAYS_DROPS,
        raw_bytes=False,
        index_page="index.html",
        keeps_twins=False,
        max_key_bytes=_KEY,
        max_target_bytes=_TARGET,
        larger="cloudfront",
        no_patterns="S3's routing rules match beginnings of paths, so they would redirect what nobody published.",
        facts=(
            "One empty object for each old address; its name is the decoded path, its redirect is always 301.",
            "S3's 50 routing rules match beginnings of paths, so they would redirect what nobody published.",
            "Works at the website endpoint only, which speaks no https: put CloudFront in front of it.",
            "There is no 410, no trial and no query condition; the query of a request is dropped.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Refuse queries, long names and other statuses; 410 becomes 404."""
        if rule.target is None and not rule.query:
            return Lowered(rule, "weakened", "gone-404: S3 has no 410, so the answer is 404.")
        problem = _problem(rule, rule.target or "")
        return Lowered(rule, "refused", problem) if problem else Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write the names and targets of the objects of each site, the script that makes them, and the README."""
        script = (resources.files(__package__) / "_s3" / "apply.sh").read_bytes()
        files = [text_file("README.md", [readme(rules, _WORDS)])]
        for folder, site in site_folders(rules):
            lines = [f"{key}\t{rule.target}\n" for key, rule in sorted(_objects(site).items())]
            files.append(OutputFile(f"{folder}objects.tsv", "".join(lines).encode()))
            files.append(OutputFile(f"{folder}apply.sh", script))
            files.append(OutputFile(f"{folder}undo.sh", _BACK))
        return files

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Decode the path and look the object up; a path that ends with a slash means its index page."""
        asked = received(rules, host, target)
        if asked is None or not well_encoded(asked.path) or "+" in asked.path:
            return None
        key = decoded(asked.path).removeprefix("/")
        rule = _by_key(rules).get(asked.site, {}).get(key + _INDEX if key.endswith("/") or not key else key)
        return Answer(rule.status, rule.target) if rule else None

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Amazon publishes no server of its website endpoint."""
        return None


def _problem(rule: RedirectRule, target: str) -> str | None:
    if rule.query:
        return "query: S3 looks at no query."
    if rule.status != _PERMANENT:
        return f"status: S3's objects redirect with 301 only, not with {rule.status}."
    if len(as_bytes(rule.path)) + len(_INDEX) > _KEY or len(target) > _TARGET:
        return f"long: S3 takes no name over {_KEY} bytes and no target over {_TARGET}."
    return _name_problem(rule)


def _name_problem(rule: RedirectRule) -> str | None:
    if any(map(_READ.match, _keys(rule))):
        return (
            "command: Amazon's command line would read a file or a page of such a name and use what it holds."
        )
    if as_bytes(rule.path).decode("utf-8", "ignore") != rule.path:
        return "encoding: S3 takes names in UTF-8 only."
    if "+" in rule.path:
        return "plus: S3 reads a + in an address as a space, and who links to it means a plus."
    return None


def _keys(rule: RedirectRule) -> list[str]:
    """Return the names of a rule's objects: S3 merges no slashes, so an address published with two has a second."""
    names = dict.fromkeys(path.removeprefix("/") for path in (rule.path, decoded(published_path(rule))))
    return [name + _INDEX if name.endswith("/") or not name else name for name in names]


def _objects(site: SiteRules) -> dict[str, RedirectRule]:
    """Return rules by object name; `/a/` and `/a/index.html` are one object, and the first of them wins."""
    found: dict[str, RedirectRule] = {}
    for rule in sorted(site.rules, key=key_of):
        if rule.target and not rule.query:
            for key in _keys(rule):
                found.setdefault(key, rule)
    return found


_by_key = Remembered(lambda rules: {site.name: _objects(site) for _, site in site_folders(rules)})

_UNDO = """1. `sh undo.sh BUCKET` deletes those objects that still redirect to where this list says, and no others.
2. Rules of before: then `sh apply.sh BUCKET --live` in the folder that was applied before. So keep that folder.
3. Where a record was changed: point the old host's DNS back."""

_WORDS = Words(
    title="Amazon S3",
    apply="""1. A bucket named exactly like the old host, with *static website hosting* on and `index.html` as its index document
   (or any bucket, behind CloudFront with the bucket's website endpoint as its origin: then https works too). There is no
   quota of objects; S3's other way, routing rules, ends at 50.
2. In this folder, logged in to Amazon's command line:

       sh apply.sh BUCKET          # shows what it would do
       sh apply.sh BUCKET --live   # an object that is somebody's page is left alone

3. Point the old host's DNS record at the website endpoint or the distribution. With one folder for each old host here,
   each is a bucket of its own.""",
    undo=_UNDO,
    menus=True,
    notes=(
        "Query parameters of a request are dropped; URLs told apart by their query need `cloudfront`.",
        "S3 answers 301 and nothing else, so a trial is not possible here.",
        "Old addresses without a final slash that have objects below them are sent to the slash first (302).",
    ),
)

PLUGIN = S3()
