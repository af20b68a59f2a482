"""What every backup format must do, on the files in its own fixture folder and on hostile ones."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from dataclasses import asdict
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator import registry
from migrator.backups import _contract
from migrator.backups._contract import LEFT_OUT, NOTED, UNREADABLE, Backup
from migrator.errors import InputError
from migrator.fetch.containers import opened
from migrator.model import Problem, Record, RecordKind, Site
from migrator.profiles import known_profiles

ROOT = Path(__file__).parents[1] / "backups"
NAMES = registry.names("backup")
CASES = [
    pytest.param(name, path, id=f"{name}-{path.stem}")
    for name in NAMES
    for path in sorted((ROOT / name).iterdir())
    if not path.name.endswith(".expected.json")
]
SITE = Site(base_url="http://dearmarigold.example", platform="any")
HOSTILE = {
    "empty": b"",
    "bytes": bytes(range(256)) * 4,
    "a bare root": b'<?xml version="1.0"?><rss/>',
    "entities": b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><feed xmlns="http://www.w3.org/2005/Atom"><title>&b;</title></feed>',
    "json": b'{"db": [1], "data": null, "posts": {}}',
    "a list": b"[[[1]]]",
}


def expected(case: Path) -> Path:
    return case.with_name(f"{case.name}.expected.json")


def load(name: str) -> Backup:
    return registry.load("backup", name)


def read(name: str, case: Path) -> list[Record | Problem]:
    with opened(case) as container:
        return list(load(name).read(container, SITE))


def told(found: list[Record | Problem]) -> dict:
    records = [asdict(one) for one in found if isinstance(one, Record)]
    return {
        "records": [{**one, "kind": str(one["kind"])} for one in records],
        "problems": [[one.kind, one.message] for one in found if isinstance(one, Problem)],
    }


def test_every_format_has_fixtures() -> None:
    assert {case.values[0] for case in CASES} == set(NAMES)


@pytest.mark.parametrize(("name", "case"), CASES)
def test_a_format_reads_its_fixture(name: str, case: Path) -> None:
    found = told(read(name, case))
    if os.environ.get("UPDATE_GOLDENS") == "1":
        text = json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True)
        expected(case).write_text(text + "\n", encoding="utf-8")
    assert found == json.loads(expected(case).read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "case"), CASES)
def test_a_format_recognises_its_own_files_better_than_any_other_does(name: str, case: Path) -> None:
    with opened(case) as container:
        heads = [(container.head(member), member) for member in container.names()]
    scores = {one: max(load(one).detect(*head).score for head in heads) for one in NAMES}
    assert scores[name] >= _contract.SURE
    assert [one for one in NAMES if one != name and scores[one] >= scores[name]] == []


@pytest.mark.parametrize(("name", "case"), CASES)
def test_records_are_whole_and_name_their_source(name: str, case: Path) -> None:
    records = [one for one in read(name, case) if isinstance(one, Record)]
    posts = {record.key for record in records if record.kind is RecordKind.POST}
    assert posts
    assert {record.source for record in records} == {f"backup:{name}"}
    for record in records:
        json.dumps(dict(record.fields))
        if record.kind is RecordKind.COMMENT:
            assert record.fields["post"] in posts


@pytest.mark.parametrize(("name", "case"), CASES)
def test_what_is_not_carried_over_has_a_kind_a_person_understands(name: str, case: Path) -> None:
    kinds = Counter(one.kind for one in read(name, case) if isinstance(one, Problem))
    assert set(kinds) <= {*LEFT_OUT, *NOTED, UNREADABLE}


@pytest.mark.parametrize("name", NAMES)
def test_among_its_fixtures_is_something_that_was_never_public(name: str) -> None:
    cases = [case.values[1] for case in CASES if case.values[0] == name]
    problems = [one for case in cases for one in read(name, case) if isinstance(one, Problem)]
    assert {one.kind for one in problems} & set(LEFT_OUT)


@pytest.mark.parametrize(("name", "case"), CASES)
def test_about_names_the_platform_or_leaves_it_to_the_format(name: str, case: Path) -> None:
    with opened(case) as container:
        about = load(name).about(container)
    assert about.base_url is None or re.fullmatch(r"https?://[^/]+(/.*[^/])?", about.base_url)
    assert (about.platform or load(name).platform) in known_profiles()


@pytest.mark.parametrize("name", NAMES)
def test_a_format_says_what_it_is(name: str) -> None:
    format_ = load(name)
    assert format_.name == name
    assert format_.title
    assert format_.platform in known_profiles()


@pytest.mark.parametrize("content", HOSTILE.values(), ids=list(HOSTILE))
@pytest.mark.parametrize("name", NAMES)
def test_rubbish_is_not_recognised_and_is_an_error_or_a_problem(
    tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    assert load(name).detect(content, "x").score < _contract.SURE
    try:
        found = read(name, path)
    except InputError:
        return
    assert not [one for one in found if isinstance(one, Record)]


@pytest.mark.parametrize(("name", "case"), [case for case in CASES if case.values[1].is_file()])
@settings(max_examples=40, deadline=None, derandomize=True)
@given(cuts=st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 60), st.binary(max_size=6)), max_size=4))
def test_a_damaged_file_is_read_or_refused_but_never_breaks_the_reader(
    name: str, case: Path, cuts: list[tuple[int, int, bytes]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = case.read_bytes()
    for at, length, noise in cuts:
        place = at % (len(content) + 1)
        content = content[:place] + noise + content[place + length :]
    path = tmp_path_factory.getbasetemp() / f"damaged-{name}{case.suffix}"
    path.write_bytes(content)
    try:
        found = read(name, path)
    except InputError:
        return
    for record in islice((one for one in found if isinstance(one, Record)), 50):
        json.dumps(dict(record.fields))


def test_the_example_of_the_contract_works(tmp_path: Path) -> None:
    code = re.search(r"(?ms)^    class Leaflet.*^    PLUGIN = Leaflet\(\)$", _contract.__doc__ or "")
    names: dict = {}
    exec(
        "from __future__ import annotations\nfrom itertools import islice\n"
        "from migrator.backups._contract import About, Detection, left_out, recognised\n"
        "from migrator.model import Record, RecordKind\n" + re.sub(r"(?m)^    ", "", code[0]),
        names,
    )
    path = tmp_path / "export.tsv"
    path.write_text(
        "#leaflet http://old.example\n/tea\tpublic\t2010-05-02\tTea\t<p>Pot first.</p>\n/x\thidden\t\tSecret\t\n",
        encoding="utf-8",
    )
    with opened(path) as container:
        about = names["PLUGIN"].about(container)
        record, problem = names["PLUGIN"].read(container, Site(base_url="http://old.example", platform="x"))
    assert about.base_url == "http://old.example"
    assert (record.key, record.fields["title"]) == ("http://old.example/tea", "Tea")
    assert (problem.kind, problem.message) == ("draft", "Secret")
