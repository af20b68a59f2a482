"""Exports of Ghost, Substack and Medium: addresses, what is never opened, editors' documents, and what only looks like a post."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from migrator.backups import ghost, medium, substack
from migrator.backups._ghost_cards import lexical, mobiledoc
from migrator.backups._ghost_rows import moment
from migrator.errors import InputError
from migrator.fetch.containers import opened
from migrator.model import Problem, RecordKind, Site

if TYPE_CHECKING:
    from typing import BinaryIO

ROOT = Path(__file__).parents[2] / "backups"
BASE = "https://garden.example"
SITE = Site(base_url=BASE, platform="any")


class Watched:
    """A container that notes which members were opened or looked into."""

    def __init__(self, given) -> None:
        self._given = given
        self.opened: set[str] = set()

    def __getattr__(self, name: str):
        return getattr(self._given, name)

    def open(self, name: str) -> BinaryIO:
        self.opened.add(name)
        return self._given.open(name)


def posts(found: list) -> dict:
    return {
        one.key: one.fields for one in found if not isinstance(one, Problem) and one.kind is RecordKind.POST
    }


def ghost_posts(tmp_path: Path, told: dict) -> list:
    path = tmp_path / "export.json"
    path.write_text(json.dumps({"db": [{"meta": {"exported_on": 1}, "data": told}]}), encoding="utf-8")
    with opened(path) as given:
        return list(ghost.PLUGIN.read(given, SITE))


def test_subscribers_deliveries_and_readers_are_never_opened() -> None:
    with opened(ROOT / "substack" / "export") as given:
        watched = Watched(given)
        list(substack.PLUGIN.read(watched, SITE))
    assert watched.opened == {"posts.csv", "posts/101.tea-for-one.html", "posts/104.about-me.html"}


def test_the_address_of_a_substack_is_that_of_its_subscribe_buttons() -> None:
    with opened(ROOT / "substack" / "export") as given:
        assert substack.PLUGIN.about(given).base_url == "https://kettle.substack.example"


def test_the_address_of_a_medium_blog_is_that_of_most_of_its_stories() -> None:
    with opened(ROOT / "medium" / "export") as given:
        assert medium.PLUGIN.about(given).base_url == "https://medium.example/@ruth"


def test_claps_and_profile_are_no_stories() -> None:
    with opened(ROOT / "medium" / "export") as given:
        watched = Watched(given)
        list(medium.PLUGIN.read(watched, SITE))
    assert {name.partition("/")[0] for name in watched.opened} == {"posts"}


def test_a_folder_without_an_export_is_an_error_a_person_understands(tmp_path: Path) -> None:
    for plugin in (ghost.PLUGIN, medium.PLUGIN, substack.PLUGIN):
        with opened(tmp_path) as given, pytest.raises(InputError, match="holds no"):
            list(plugin.read(given, SITE))


def test_two_exports_of_ghost_in_one_folder_are_refused(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_bytes((ROOT / "ghost" / "oldest.json").read_bytes())
    with opened(tmp_path) as given, pytest.raises(InputError, match="2 exports"):
        list(ghost.PLUGIN.read(given, SITE))


def test_the_permalink_setting_of_an_old_ghost_shapes_addresses(tmp_path: Path) -> None:
    post = {
        "id": "1",
        "slug": "frost",
        "html": "<p>x</p>",
        "status": "published",
        "published_at": "2016-05-03 23:30:00",
    }
    setting = {"key": "permalinks", "value": "/:year/:month/:slug/"}
    assert list(posts(ghost_posts(tmp_path, {"posts": [post], "settings": [setting]}))) == [
        f"{BASE}/2016/05/frost/"
    ]


def test_a_damaged_ghost_file_gives_what_came_before_the_damage(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    text = (ROOT / "ghost" / "oldest.json").read_text(encoding="utf-8")
    path.write_text(text[: text.index('"users"')], encoding="utf-8")
    with opened(path) as given:
        found = list(ghost.PLUGIN.read(given, SITE))
    assert [one.message for one in found if isinstance(one, Problem) and "damaged" in one.message]
    assert f"{BASE}/plum-jam/" in posts(found)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("2021-03-01T09:00:00.000Z", "2021-03-01T09:00:00+00:00"),
        ("2014-11-02 07:15:00", "2014-11-02T07:15:00+00:00"),
        (1408000000000, "2014-08-14T07:06:40+00:00"),
        (10**20, None),
        ("soon", None),
        (None, None),
        (True, None),
    ],
)
def test_a_ghost_date_is_read_in_each_of_its_forms(value, wanted) -> None:
    assert moment(value) == wanted


@pytest.mark.parametrize(
    ("node", "html"),
    [
        ({"type": "toggle", "heading": "More", "content": "<p>In</p>"}, "<h4>More</h4><p>In</p>"),
        ({"type": "bookmark", "url": "https://a.example/?b=1&c", "metadata": {"title": "A < B"}}, '<p><a href="https://a.example/?b=1&amp;c">A &lt; B</a></p>'),
        ({"type": "html", "html": "<b>x</b>"}, "<b>x</b>"),
        ({"type": "callout", "calloutText": "Mind"}, "<blockquote>Mind</blockquote>"),
        ({"type": "video", "src": "/v.mp4"}, '<video controls src="/v.mp4"></video>'),
        ({"type": "gallery", "images": [{"src": "/a.jpg", "alt": '"'}]}, '<figure><img src="/a.jpg" alt="&quot;"></figure>'),
        ({"type": "paywall"}, ""),
    ],
)  # fmt: skip
def test_a_card_of_the_newer_editor_becomes_html(node: dict, html: str) -> None:
    document = lexical(json.dumps({"root": {"children": [node]}}))
    assert (document.html, document.unknown) == (html, [])


def test_a_text_in_the_editors_document_is_no_markup() -> None:
    document = lexical(
        json.dumps({"root": {"children": [{"type": "text", "text": "<script>", "format": 0}]}})
    )
    assert document.html == "&lt;script&gt;"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"sections": 3}', '{"sections": [[1]], "cards": {}}', '{"sections": [[10, 7]]}']
)
def test_an_older_document_that_makes_no_sense_is_empty(text: str) -> None:
    assert mobiledoc(text).html == ""


def test_markups_that_are_never_closed_are_closed_with_their_section() -> None:
    told = {"markups": [["em"]], "sections": [[1, "p", [[0, [0], 0, "a"], [0, [], 0, "b"]]]]}
    assert mobiledoc(json.dumps(told)).html == "<p><em>ab</em></p>"


def test_a_story_without_a_heading_but_with_a_picture_is_a_story(tmp_path: Path) -> None:
    name = "2018-06-06_Nine-is-not-many--0f0e0d0c0b0a.html"
    text = (ROOT / "medium" / "export" / "posts" / name).read_text(encoding="utf-8")
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / name).write_text(
        text.replace("eleven.", "eleven.</p><figure><img src='a.jpg'></figure><p>"), encoding="utf-8"
    )
    with opened(tmp_path) as given:
        assert len(posts(list(medium.PLUGIN.read(given, SITE)))) == 1
