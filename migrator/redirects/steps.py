"""What every output folder gets beside the target's own files: the list of rules, scripts to apply, check, undo."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from migrator.redirects._index import key_of
from migrator.redirects._sites import sites, stays
from migrator.redirects._spelling import as_bytes, encoded_path, split_url
from migrator.redirects.rule_lists import RULES, rule_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from importlib.resources.abc import Traversable

    from migrator.model import RedirectRule
    from migrator.redirects.lowering import Plan
    from migrator.redirects.targets._contract import RuleSet, Target

_README = "README.md"
_CHECK, _STATES = "check.sh", "states.sh"
_SAMPLE = 24  # rules that check.sh asks for
_UNKNOWN = "/migrator-nobody-published-this/"
_CHECK_END = """SAMPLE
echo "$asked addresses asked, $wrong wrong answers"
[ "$wrong" = 0 ]
"""


def step_files(target: Target, plan: Plan) -> dict[str, bytes]:
    """Return files by path: the list of rules, `check.sh` for whoever answers requests, `apply.sh` and `undo.sh` for servers with a shell."""
    files = {RULES: rule_list(plan.rules.rules)}
    if target.capabilities.answers_requests and plan.exact:
        files[_CHECK] = _check(plan)
    folder = _steps() / target.name
    if folder.is_dir():
        files |= {f"steps/{_STATES}": (_steps() / _STATES).read_bytes()}
        for script in folder.iterdir():
            inner = script.name if script.name in {"apply.sh", "undo.sh"} else f"steps/{script.name}"
            files[inner] = script.read_bytes()
    return files


def pointed_at(readme: bytes, scripts: Iterable[str]) -> bytes:
    """Name the scripts below the title of a README; the steps by hand follow."""
    words = {"apply.sh": "installs", "check.sh": "asks for a sample of the addresses", "undo.sh": "goes back"}
    told = [f"`sh {name}` {what}" for name, what in words.items() if name in set(scripts)]
    if not told:
        return readme
    title, _, rest = readme.partition(b"\n")
    return title + f"\n\nIn short: {', '.join(told)}. The same by hand is below.\n".encode() + rest


def _steps() -> Traversable:
    return resources.files("migrator.redirects.targets") / "_steps"


def _check(plan: Plan) -> bytes:
    lines = [*_sample(plan.exact, plan.rules), *_unknown(plan.rules)]
    head = (_steps() / _CHECK).read_bytes()
    return head + b"".join(as_bytes(f"{line}\n") for line in lines) + _CHECK_END.encode()


def _sample(rules: Sequence[RedirectRule], held: RuleSet) -> Iterator[str]:
    """Yield `status, URL, Location` between tabs, spread over the rules, some of each status among them."""
    answering = {site.name: site.hosts for site in sites(held)}
    ordered = sorted((rule for rule in rules if answering.get(rule.host)), key=key_of)
    statuses = sorted({rule.status for rule in ordered})
    for status in statuses:
        group = [rule for rule in ordered if rule.status == status]
        for rule in group[:: -(-len(group) * len(statuses) // _SAMPLE)]:
            yield f"{status}\t{_url(rule, answering[rule.host])}\t{rule.target or ''}"


def _url(rule: RedirectRule, hosts: Sequence[str]) -> str:
    parts = split_url(rule.old)
    if parts is not None and parts.host in hosts:
        return f"http://{parts.host}{parts.request_target}"
    query = parts.query if parts is not None else None
    return f"http://{hosts[0]}{encoded_path(rule.path)}" + (f"?{query}" if query else "")


def _unknown(rules: RuleSet) -> Iterator[str]:
    for site in sites(rules):
        if not stays(rules, site):
            yield f"404\thttp://{site.hosts[0]}{_UNKNOWN}\t"
