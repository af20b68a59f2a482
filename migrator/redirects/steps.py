"""What every output folder gets beside the target's own files: the list of rules, scripts to apply, check, undo."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING

from migrator.redirects._hosted import percent_encoded_ascii
from migrator.redirects._index import in_order
from migrator.redirects._readme import APPLY, CHECK, UNDO
from migrator.redirects._sites import sites, stays
from migrator.redirects._spelling import as_bytes, encoded_path, split_url
from migrator.redirects.rule_lists import RULES, rule_list

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from importlib.resources.abc import Traversable

    from migrator.model import RedirectRule
    from migrator.redirects.lowering import Plan
    from migrator.redirects.targets._contract import RuleSet, Target

_APPLY, _CHECK, _UNDO, _SETTINGS, _HOSTS = "apply.sh", "check.sh", "undo.sh", "settings.sh", "hosts"
_APPLIES = """keeps what is there, installs these rules and goes back by itself if they are not accepted. What differs on your
machine stands at the top of `steps/settings.sh`."""
_CHECKS = """asks for a sample of the old addresses, and for one that nobody published; `AT=127.0.0.1:80 sh check.sh` asks that
server before the names lead there."""
_UNDOES = "goes back to what was there before the last `sh apply.sh`; once more, to what was there before the one before."
_BY_HAND = "By hand, and for what no script can do:"
_TOLD = {_APPLY: (APPLY, _APPLIES), _CHECK: (CHECK, _CHECKS), _UNDO: (UNDO, _UNDOES)}
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
    settings = _settings(target.name)
    if settings is not None:
        shared = {"apply.sh": "apply.sh", "undo.sh": "undo.sh", "steps/states.sh": "states.sh"}
        files |= {path: (_steps() / name).read_bytes() for path, name in shared.items()}
        files[f"steps/{_SETTINGS}"] = settings.encode()
        hosts = [site.name for site in sites(plan.rules)]
        files |= (
            {f"steps/{_HOSTS}": "".join(f"{host}\n" for host in hosts).encode()} if len(hosts) > 1 else {}
        )
    return files


def with_scripts(readme: bytes, target: Target, scripts: Collection[str]) -> bytes:
    """Put the scripts of a folder at the top of the README's sections; the same by hand follows."""
    told = readme
    folder = _place(_settings(target.name) or "")
    for name in {*_TOLD} & {*scripts}:
        heading, words = _TOLD[name]
        command = f"sh {name} FOLDER" if folder and name != _CHECK else f"sh {name}"
        where = f"\nFOLDER is {folder}{_each_host(scripts)}." if folder and name == _APPLY else ""
        told = told.replace(
            f"\n## {heading}\n".encode(),
            f"\n## {heading}\n\n    {command}\n\n{words}{where}\n{_BY_HAND}\n".encode(),
            1,
        )
    return told


def _each_host(scripts: Collection[str]) -> str:
    several = f"steps/{_HOSTS}" in scripts
    return "; where there is a folder for each old host here, the host's name follows it" if several else ""


def _place(settings: str) -> str:
    found = re.search(r"""^PLACE=(['"])(.+)\1$""", settings, re.MULTILINE)
    return found[2] if found else ""


def _settings(name: str) -> str | None:
    file = _steps() / name / _SETTINGS
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _steps() -> Traversable:
    return resources.files("migrator.redirects.targets") / "_steps"


def _check(plan: Plan) -> bytes:
    lines = [*_sample(plan.exact, plan.rules), *_unknown(plan.rules)]
    head = (_steps() / _CHECK).read_bytes()
    return head + b"".join(as_bytes(f"{line}\n") for line in lines) + _CHECK_END.encode()


def _sample(rules: Sequence[RedirectRule], held: RuleSet) -> Iterator[str]:
    """Yield `status, URL, Location` between tabs: of each status what people ask for most, then some spread over the rest."""
    answering = {site.name: site.hosts for site in sites(held)}
    ordered = in_order(rule for rule in rules if answering.get(rule.host))
    statuses = sorted({rule.status for rule in ordered})
    places = {old: place for place, old in enumerate(held.first)}
    for status in statuses:
        group = [rule for rule in ordered if rule.status == status]
        asked = sorted((rule for rule in group if rule.old in places), key=lambda rule: places[rule.old])
        most = asked[: _SAMPLE // len(statuses) // 2]
        taken = {rule.old for rule in most}
        rest = [rule for rule in group if rule.old not in taken] if taken else group
        step = -(-len(rest) * len(statuses) // (_SAMPLE - len(most) * len(statuses)))
        for rule in [*most, *rest[:: max(step, 1)]]:
            yield f"{status}\t{_url(rule, answering[rule.host])}\t{rule.target or ''}"


def _url(rule: RedirectRule, hosts: Sequence[str]) -> str:
    parts = split_url(rule.old)
    if parts is not None and parts.host in hosts:
        return f"http://{parts.host}{percent_encoded_ascii(parts.request_target)}"
    query = parts.query if parts is not None else None
    asked = f"?{percent_encoded_ascii(query)}" if query else ""
    return f"http://{hosts[0]}{encoded_path(rule.path)}{asked}"


def _unknown(rules: RuleSet) -> Iterator[str]:
    for site in sites(rules):
        if not stays(rules, site):
            yield f"404\thttp://{site.hosts[0]}{_UNKNOWN}\t"
