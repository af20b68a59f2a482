"""Whatever the addresses, old and new: each target answers them exactly or says why not, and writes nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from migrator import registry
from migrator.errors import TargetLimitError
from migrator.redirects._index import key_of
from migrator.redirects.compile import no_variants
from migrator.redirects.lowering import planned
from migrator.redirects.proof import judged, simulated
from migrator.stages.proving import Subject, emitted

from .hostile import (
    BAD_NEW,
    CHARACTERS,
    HTTP,
    NEW_ENDINGS,
    RAW,
    TRAPS,
    compiled_rows,
    mutations,
    row,
    strangers,
)
from .reading import READERS, pairs_in
from .samples import HOSTS, NEW, OLD_HOST

TARGETS = registry.names("target")
# These leave a page that is gone to the host, which says 404.
NO_GONE = frozenset(
    {
        "blogger-theme",
        "tumblr-theme",
        "cloudflare-bulk",
        "cloudflare-pages",
        "firebase",
        "ghost",
        "s3",
        "vercel",
        "vercel-bulk",
    }
)
NO_SLASH = frozenset({"rank-math"})  # the plug-in's own form of an address
INDEX_PAGES = frozenset({"s3", "html-stubs"})  # a folder is its index page

# The golden list of hostile addresses: as old URLs (`tests/redirects/samples.py` has them as requests).
GOLDEN_PATHS = (
    *(
        "/caf%C3%A9",
        "/caf%c3%a9",
        "/café",
        "/latin-%E9",
        "/latin-\udce9",
        "/a%2Fb",
        "/a%2fb",
        "/a%20b",
        "/a+b",
        "/a%2Bb",
    ),
    *(
        '/q"q',
        "/q%22q",
        "/q'q",
        "/$1",
        "/${1}",
        "/%241",
        "/{x}",
        "/%7Bx%7D",
        "/h%23h",
        "/s;s",
        "/s%3Bs",
        "/b\\b",
        "/b%5Cb",
    ),
    *(
        "//d//d",
        "/./e",
        "/x/../f",
        "/x/%2e%2e/g",
        "/h/%2E/h",
        "/../i",
        "/j%00",
        "/k%0d%0aX:1",
        "/l%0a",
        "/m%zz",
        "/n%25zz",
    ),
    *(
        "/o%3F",
        "/p?",
        "/~q",
        "/%7Er",
        "/*s",
        "/s*",
        "/*",
        "/(t)",
        "/[u]",
        "/|v",
        "/<w>",
        "/%2A%28%29%5B%5D%7C%3C%3E",
        "/^`x",
    ),
    *(
        "/y/",
        "/y",
        "/y.",
        "/Y",
        "/z?m=1",
        "/z?b=2&a=1",
        "/z?a=1&b=3",
        "/" + "2" * 2_000,
        "/" + "7" * 7_000,
        "/" + "9" * 9_000,
    ),
    *(
        "/" + "4" * 40_000,
        "/:aa",
        "/a:bb",
        "/%3Acc",
        "/dd#frag",
        "/100%25",
        "/%2525",
        "/%252F",
        "/=ee",
        "/@ff",
        "/!gg",
        "/-hh",
    ),
)

_text = st.one_of(st.text(max_size=6), st.text(alphabet=CHARACTERS, max_size=4), st.sampled_from(TRAPS))
_encoded = st.builds(
    lambda text, form: "".join(form.format(byte) for byte in text.encode("utf-8", "surrogatepass")),
    _text,
    st.sampled_from(("%{:02X}", "%{:02x}")),
)
_piece = st.one_of(
    _text, _encoded, st.sampled_from(RAW), st.sampled_from(("/", "//", "..", "%2e", "a" * 300))
)
_path = st.lists(_piece, max_size=5).map(lambda pieces: "/" + "".join(pieces))
_query = st.lists(st.tuples(st.sampled_from(("q", "p", "a.b", "m", "Q[]")), _encoded), max_size=2).map(
    lambda pairs: "?" + "&".join(f"{name}={value}" for name, value in pairs) if pairs else ""
)
_new = st.one_of(
    st.none(),
    st.sampled_from(BAD_NEW),
    st.builds(lambda site, ending: site + ending, st.sampled_from((NEW, HTTP)), st.sampled_from(NEW_ENDINGS)),
    st.builds(lambda text: f"{NEW}/{text}", _piece),
)
_rows = st.lists(st.tuples(_path, _query, _new, st.sampled_from((301, 302, 308))), min_size=1, max_size=5)
_TRIES = settings(max_examples=25, suppress_health_check=list(HealthCheck))


def _made(rows):
    return [
        row(path + query, new and new.replace("{n}", str(number)), status)
        for number, (path, query, new, status) in enumerate(rows)
    ]


def _subject(name: str, mappings) -> Subject:
    target, result = registry.load("target", name), compiled_rows(mappings)
    told, keys = {finding.url for finding in result.findings}, set(map(key_of, result.rules.rules))
    alone = [
        one for mapping in mappings if mapping.old not in told for one in compiled_rows([mapping]).rules.rules
    ]
    assert set(map(key_of, alone)) <= keys  # answered or refused, never lost
    try:
        plan = planned(target, result.rules)
    except TargetLimitError:
        assume(False)
    assert all(lowered.reason for lowered in (*plan.refused, *plan.weakened))
    return Subject(target, plan, result.kept, no_variants)


def _checked(subject: Subject) -> None:
    """Ask the model every rule in every spelling, what is near it, and what nobody published."""
    target, rules = subject.target, subject.plan.rules
    if not target.capabilities.answers_requests:
        return
    cases = subject.cases()
    result = judged(cases, simulated(target, rules)(cases), grade=None, files_sha256="")  # type: ignore[arg-type]
    assert [(failure.case.target, failure.message) for failure in result.failures] == []
    for asked in strangers():
        assert target.answer(rules, OLD_HOST, asked) is None
    on_list = re.compile(
        "|".join(
            {re.escape(rule.target.partition("#")[0]) for rule in rules.rules if rule.target} or {"(?!)"}
        )
    )
    for number, case in enumerate(cases):
        for asked in mutations(case.target, _Turns(number)) if case.expected else ():
            answer = target.answer(rules, OLD_HOST, asked)
            assert answer is None or answer.location is None or on_list.match(answer.location)


class _Turns:
    """Chooses in turn, where a test needs no chance."""

    def __init__(self, number: int) -> None:
        self._number = number

    def choice(self, choices):
        self._number += 1
        return choices[self._number % len(choices)]

    def randint(self, low: int, high: int) -> int:
        return low + self._number % (high - low + 1)

    def random(self) -> float:
        self._number += 1
        return self._number % 10 / 10


def _told(name: str, path: str) -> str:
    if name in INDEX_PAGES:
        path = path.removesuffix("/index.html") + ("/" if path.endswith("/index.html") else "")
    return path.rstrip("/") if name in NO_SLASH or name == "html-stubs" else path


def _read_back(subject: Subject) -> None:
    """Read the files with a reader of their form: the same pairs, and not one more."""
    name, rules = subject.target.name, subject.plan.rules
    try:
        files = emitted(subject.target, rules)
    except TargetLimitError:
        return
    wanted = {(_told(name, rule.path), rule.target) for rule in rules.rules}
    got = {(_told(name, path), target) for path, target in pairs_in(name, files)}
    if name in NO_GONE:
        wanted, got = ({pair for pair in pairs if pair[1]} for pairs in (wanted, got))
    assert got == wanted


def test_every_target_has_a_reader() -> None:
    assert sorted(READERS) == sorted(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_each_address_of_the_golden_list_is_answered_exactly_or_refused_with_a_reason(name: str) -> None:
    rows = [row(path, f"{NEW}/{number}/") for number, path in enumerate(GOLDEN_PATHS)]
    rows.append(row("/gone/%C3%A9", None))
    for part in (rows[:40], rows[40:]):  # one file of Azure's holds few long ones
        _checked(_subject(name, part))
        _read_back(_subject(name, part))


@pytest.mark.parametrize("name", TARGETS)
def test_each_new_address_comes_back_letter_by_letter_or_is_refused_with_a_reason(name: str) -> None:
    endings = [ending.format(n=number) for number, ending in enumerate(NEW_ENDINGS)]
    subject = _subject(name, [row(f"/o{number}", NEW + ending) for number, ending in enumerate(endings)])
    _checked(subject)
    _read_back(subject)


@pytest.mark.parametrize("new", BAD_NEW)
def test_a_new_address_off_the_list_becomes_no_rule(new: str) -> None:
    result = compiled_rows([row("/a", new)])
    assert result.rules.rules == ()
    assert [finding.severity for finding in result.findings] == ["error"]


@pytest.mark.parametrize("name", TARGETS)
@given(rows=_rows)
@_TRIES
def test_made_up_rules_are_answered_exactly_and_nothing_else_is(name: str, rows) -> None:
    _checked(_subject(name, _made(rows)))


@pytest.mark.parametrize("name", TARGETS)
@given(rows=_rows)
@_TRIES
def test_made_up_rules_are_read_back_from_the_files_and_nothing_else_is(name: str, rows) -> None:
    _read_back(_subject(name, _made(rows)))


@pytest.mark.parametrize("name", TARGETS)
def test_no_other_host_is_answered(name: str) -> None:
    subject = _subject(name, [row("/", f"{NEW}/"), row("/a", f"{NEW}/a/")])
    others = (
        "evil.example",
        f"{OLD_HOST}.evil.example",
        f"evil.{OLD_HOST}",
        f"x@{OLD_HOST}",
        f"{OLD_HOST}/x",
        "",
        "*",
        "a b",
    )
    for host in (*others, *(f"{known}#" for known in HOSTS)):
        assert subject.target.answer(subject.plan.rules, host, "/a") is None
