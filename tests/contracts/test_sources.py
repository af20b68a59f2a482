"""What every format that redirects are read from must do."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator import registry
from migrator.errors import InputError
from migrator.redirects.pairs import Sites
from migrator.redirects.sources import _contract
from migrator.redirects.sources._contract import Given
from migrator.stages.pair_maps import given_at, recognised

CASES = Path(__file__).parents[1] / "redirects" / "sources"
NAMES = registry.names("source")
NOISE = (
    b"",
    b"\n",
    b'"',
    b"{",
    b"}",
    b"$1",
    b"[",
    b"\\",
    b"\xc3",
    b"\0",
    b" -> ",
    b"^",
    b":",
    b",",
    b"null",
    b"---\n",
)
BY_NAME_ALONE = {"cloudflare-pages"}  # its file is Netlify's too


def fixture(name: str) -> Path:
    (found,) = [path for path in (CASES / name).iterdir() if path.name != "expected.json"]
    return found


def read(name: str) -> dict:
    found = registry.load("source", name).read(given_file(name), Sites(old="http://old.example"))
    return {
        "pairs": [[m.old, m.new, m.status, str(m.verdict)] for m in found.mappings],
        "findings": [[f.severity, f.message] for f in found.findings],
    }


def given_file(name: str) -> Given:
    one = given_at(str(fixture(name)))
    return Given(fixture(name).name, one.files, one.is_folder)


@pytest.mark.parametrize("name", NAMES)
def test_a_source_reads_what_its_case_expects_and_lists_the_rest(name: str) -> None:
    stored, told = CASES / name / "expected.json", read(name)
    if os.environ.get("UPDATE_GOLDENS") == "1":
        stored.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert told == json.loads(stored.read_text(encoding="utf-8"))
    assert told["pairs"]
    assert told["findings"], "a case holds something that cannot be understood"


@pytest.mark.parametrize("name", NAMES)
def test_what_was_not_understood_is_named_with_its_line(name: str) -> None:
    for severity, message in read(name)["findings"]:
        assert severity in {"error", "warning"}
        assert re.search(r"(?:line|row|entry) \d", message), message


@pytest.mark.parametrize("name", sorted(set(NAMES) - BY_NAME_ALONE))
def test_a_source_recognises_its_own_file(name: str) -> None:
    assert recognised(given_file(name)).name == name


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b"\xff\xfe", b"\0" * 50, b"PK\x03\x04xl/workbook.xml", b'{"redirects": 1}']
)
def test_rubbish_is_an_error_a_person_can_read(name: str, content: bytes) -> None:
    one = Given("x", {"x.md": content}, is_folder=name == "front-matter")
    with pytest.raises(InputError):
        registry.load("source", name).read(one, Sites())


@pytest.mark.parametrize("name", NAMES)
def test_a_source_says_what_it_is(name: str) -> None:
    source = registry.load("source", name)
    assert source.name == name
    assert source.title


def test_the_example_of_the_contract_works() -> None:
    code = re.search(r"(?ms)^    class Arrows.*^    PLUGIN = Arrows\(\)$", _contract.__doc__)[0]
    names: dict = {}
    exec(
        "from __future__ import annotations\nfrom migrator.redirects.pairs import Row, pair_list\n"
        + re.sub(r"(?m)^    ", "", code),
        names,
    )
    one = Given("x", {"x": b"http://old.example/a -> https://new.example/b\n"})
    assert names["PLUGIN"].recognises(one) == 2
    assert names["PLUGIN"].read(one, Sites()).mappings[0].new == "https://new.example/b"


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"xlsx"}))
@settings(max_examples=60, deadline=None, derandomize=True)
@given(cuts=st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 40), st.sampled_from(NOISE)), max_size=4))
def test_a_damaged_file_is_read_or_refused_but_never_breaks_the_reader(name: str, cuts: list) -> None:
    one = given_file(name)
    path, content = next(iter(one.files.items()))
    for at, length, noise in cuts:
        content = content[: at % (len(content) + 1)] + noise + content[at % (len(content) + 1) + length :]
    try:
        found = registry.load("source", name).read(
            Given(one.name, {**one.files, path: content}, one.is_folder), Sites(old="http://old.example")
        )
    except InputError:
        return
    assert all(mapping.old.startswith(("http://", "https://")) for mapping in found.mappings)
    assert not [mapping for mapping in found.mappings if "\n" in mapping.old + (mapping.new or "")]
