"""Whatever the addresses: a rule's answer is exact, and nothing else is sent anywhere off the list."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator import registry
from migrator.redirects._spelling import (
    decoded,
    encoded_path,
    merged_path,
    query_pairs,
    query_spellings,
    well_encoded,
)
from migrator.redirects.compile import no_variants
from migrator.redirects.lowering import planned
from migrator.redirects.proof import Case, Observed, redirects, simulated
from migrator.stages.proving import Subject

from .samples import HOSTS, NEW, OLD_HOST, compiled, mapping, real_answers

SERVERS = ("nginx", "apache", "apache-htaccess")
MODELS = (*SERVERS, "csv")
ODD = "aAbé日 +%&=?#/.:;'\"$\\{}()[]*|<>~`^,!@-_"
path_pieces = st.text(alphabet=ODD, min_size=1, max_size=8)
raw_pieces = st.one_of(
    st.sampled_from(
        ["/", "//", "/../", "/./", "%2e", "%2F", "%2f", "%00", "%0d%0a", "%zz", "%", "%25", "%C3%A9"]
    ),
    st.sampled_from(
        ["%c3%a9", "é", "\udce9", "?", "&", "=", "#", "a", "A", "q=", "+", "%20", "\\", "evil.example"]
    ),
    path_pieces,
)
rows = st.lists(
    st.tuples(path_pieces, st.one_of(st.just(""), path_pieces)), min_size=1, max_size=6, unique=True
)
targets = st.lists(raw_pieces, max_size=6).map(lambda pieces: "/" + "".join(pieces))


def _rules(pairs):
    mappings = []
    for number, (path, value) in enumerate(pairs):
        query = f"?q={query_spellings(value)[0]}" if value.strip() else ""
        mappings.append(mapping(encoded_path("/" + path) + query, f"/new-{number}/"))
    return compiled(mappings)


@pytest.mark.parametrize("name", MODELS)
@given(pairs=rows)
@settings(max_examples=60)
def test_every_rule_is_answered_exactly_in_all_its_spellings(name: str, pairs) -> None:
    target, result = registry.load("target", name), _rules(pairs)
    subject = Subject(target, planned(target, result.rules), result.kept, no_variants)
    cases = [case for case in subject.cases() if case.expected]
    expected = [Observed(301, (case.expected.location,)) for case in cases]
    assert simulated(target, subject.plan.rules)(cases) == expected


@pytest.mark.parametrize("name", MODELS)
@given(pairs=rows, asked=targets)
@settings(max_examples=150)
def test_no_request_is_sent_off_the_list(name: str, pairs, asked: str) -> None:
    target, result = registry.load("target", name), _rules(pairs)
    rules = planned(target, result.rules).rules
    answer = target.answer(rules, OLD_HOST, asked)
    if answer is None:
        return
    path = merged_path(decoded(asked.partition("#")[0].partition("?")[0]))
    same = [r for r in rules.rules if path is not None and _as_seen(name, r.path) == _as_seen(name, path)]
    assert answer.location in {rule.target for rule in same}


def _as_seen(name: str, path: str) -> str:
    """Apache cannot tell %252F from %2F, nginx no letter case."""
    path = path.lower() if name == "nginx" else path
    return path.replace("%2F", "/").replace("%2f", "/") if name == "apache" else path


@pytest.mark.parametrize("name", MODELS)
@given(host=st.text(alphabet="aé.-_:/ \n%@", max_size=12), asked=targets)
@settings(max_examples=60)
def test_no_other_host_is_answered(name: str, host: str, asked: str) -> None:
    if host not in HOSTS:
        assert registry.load("target", name).answer(compiled().rules, host, asked) is None


@given(st.text(alphabet=ODD, min_size=1, max_size=12))
def test_every_spelling_of_a_query_value_decodes_to_it(value: str) -> None:
    for raw in query_spellings(value):
        assert query_pairs(f"q={raw}") == (("q", value),)


@given(st.binary(max_size=12))
def test_paths_survive_decoding_and_encoding_whatever_their_bytes(raw: bytes) -> None:
    path = raw.decode("utf-8", "surrogateescape")
    assert well_encoded(encoded_path(path))
    assert decoded(encoded_path(path)) == path


@pytest.mark.engine
@pytest.mark.parametrize("name", SERVERS)
def test_the_model_agrees_with_the_real_server_on_many_odd_requests(name: str) -> None:
    target, rules = (
        registry.load("target", name),
        planned(registry.load("target", name), compiled().rules).rules,
    )
    asked = _odd_requests(rules)
    cases = [Case(OLD_HOST, one) for one in asked]
    for case, got, model in zip(
        cases, real_answers(target, rules, cases), simulated(target, rules)(cases), strict=True
    ):
        shown = got if redirects(got) else Observed(404)
        assert (case.target, shown) == (case.target, model)
        assert all(location.startswith(NEW) for location in got.locations)


def _odd_requests(rules) -> list[str]:
    """Put every odd piece before, into and after every old path, and on its own."""
    pieces = ["//", "/..", "/../", "/./", "%2e%2e/", "%2F", "%2f", "%00", "%0d%0a", "%0a", "%zz", "%", "%25"]
    pieces += [
        "%252F",
        "?",
        "#",
        "&",
        "=",
        "\\",
        ";x",
        "%3F",
        "%23",
        "é",
        "\udce9",
        "%c3%a9",
        ".",
        " ",
        "\t",
        "@evil",
    ]
    paths = [encoded_path(rule.path) for rule in rules.rules if len(rule.path) < 60]
    found = ["/" + piece for piece in pieces] + [piece + "evil.example" for piece in pieces]
    for path in paths:
        middle = max(path.rfind("/"), 1)
        for piece in pieces:
            found += [path + piece, piece + path, path[:middle] + piece + path[middle:], f"{path}?q={piece}"]
    return found
