"""What every way in must do, and that the how-to's example works."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from migrator import registry
from migrator.errors import InputError
from migrator.model import Record, RecordKind, Silence, Site
from migrator.profiles import site_urls
from migrator.settings import Settings, SourceSettings
from migrator.stages.ways import _contract, way_of
from migrator.stages.ways._contract import Desk

if TYPE_CHECKING:
    from pathlib import Path

NAMES = registry.names("way")


@pytest.mark.parametrize("name", NAMES)
def test_a_way_says_what_it_is(name: str) -> None:
    way = registry.load("way", name)
    assert way.name == name
    assert way.title
    assert way.version >= 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("content", [b"", b"\0\1\2", b"hello"])
def test_a_way_does_not_take_rubbish_for_its_own(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    assert registry.load("way", name).recognises(SourceSettings(place="x"), tmp_path).score < 0.5


def test_a_way_that_is_named_is_taken_unasked(tmp_path: Path) -> None:
    assert way_of(SourceSettings(place="gone", way="backup"), tmp_path).name == "backup"


def test_a_named_format_that_does_not_fit_is_an_error_a_person_can_read(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"hello")
    source = SourceSettings(place="x", format="wxr")
    with pytest.raises(InputError, match="holds no export of WordPress"):
        way_of(source, tmp_path).about(source, tmp_path)


def test_the_example_of_the_contract_works(tmp_path: Path) -> None:
    code = re.search(r"(?ms)^    class UrlList.*^    PLUGIN = UrlList\(\)$", _contract.__doc__ or "")
    names: dict = {}
    exec(
        "from __future__ import annotations\nfrom migrator.fetch.containers import opened\n"
        "from migrator.model import Record, RecordKind\nfrom migrator.stages.ways import path_of_source\n"
        "from migrator.stages.ways._contract import About, Detection\nfrom migrator.urls import origin_of\n"
        + re.sub(r"(?m)^    ", "", code[0]),
        names,
    )
    (tmp_path / "urls.txt").write_text("http://old.example/a\nhttp://old.example/b\n", encoding="utf-8")
    source, way = SourceSettings(place="urls.txt"), names["PLUGIN"]
    assert way.recognises(source, tmp_path).score > 0
    assert way.about(source, tmp_path).base_url == "http://old.example"
    found = list(way.read(source, desk(tmp_path)))
    assert [(one.kind, one.key) for one in found if isinstance(one, Record)] == [
        (RecordKind.URL, "http://old.example/a"),
        (RecordKind.URL, "http://old.example/b"),
    ]


def desk(folder: Path) -> Desk:
    settings = Settings.model_validate(
        {"old": {"url": "http://old.example"}, "new": {"url": "https://new.example"}}
    )
    urls = site_urls("blogger", "http://old.example")
    site = Site(base_url=urls.base_url, platform="blogger")
    return Desk(
        folder=folder, settings=settings, site=site, urls=urls, progress=Silence(), stored=lambda _: False
    )
