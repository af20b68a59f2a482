"""What every format that redirects are read from must do."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from migrator import registry
from migrator.errors import InputError
from migrator.redirects.pairs import Sites
from migrator.redirects.sources import _contract
from migrator.redirects.sources._contract import Given
from migrator.stages.pair_maps import given_at, recognised

CASES = Path(__file__).parents[1] / "redirects" / "sources"
NAMES = registry.names("source")
BY_NAME_ALONE = {"cloudflare-pages"}  # its file is Netlify's too


def fixture(name: str) -> Path:
    (found,) = [path for path in (CASES / name).iterdir() if path.name != "expected.json"]
    return found


def read(name: str) -> dict:
    found = registry.load("source", name).read(given(name), Sites(old="http://old.example"))
    return {
        "pairs": [[m.old, m.new, m.status, str(m.verdict)] for m in found.mappings],
        "findings": [[f.severity, f.message] for f in found.findings],
    }


def given(name: str) -> Given:
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
    assert recognised(given(name)).name == name


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
