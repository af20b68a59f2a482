"""Reading back a real WordPress: what was renamed, left a draft or never imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from migrator.errors import ConfigError, SiteError
from migrator.merge import Merged
from migrator.model import OldUrl, RecordKind, Silence, UrlKind, UrlMapping, Verdict
from migrator.settings import load_settings
from migrator.stages.readback import live_urls, run_readback
from migrator.store.project import Project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from migrator.model import StageReport

    from .wordpress import WordPress

pytestmark = pytest.mark.engine

OLD, NEW = "http://dearmarigold.example", "https://askmarigold.example"
TITLES = {"tea": "On “tea”", "cake": "On cake & more", "soup": "Ünïcode 東京", "bread": "Bread"}

_FILL = """
add_filter('wp_revisions_to_keep', '__return_zero');
$ids = [];
foreach ($given as $post) {
    $ids[] = wp_insert_post(wp_slash($post + ['post_status' => 'publish', 'post_content' => 'x']), true);
}
$term = wp_insert_term('Food', 'category');
return ['ids' => $ids, 'term' => $term['term_id']];
"""
_EMPTY = """
foreach ($given['ids'] as $id) { wp_delete_post($id, true); }
wp_delete_term($given['term'], 'category');
return true;
"""


@pytest.fixture
def fill(wordpress: WordPress) -> Iterator[Callable[..., None]]:
    """Fills WordPress with posts (name → changes; None: left out) and an About page; empties it afterwards."""
    made = []

    def put(**changes: dict[str, str] | None) -> None:
        posts = [
            {
                "post_name": name,
                "post_title": title,
                "post_date": "2009-05-04 12:00:00",
                **(changes.get(name) or {}),
            }
            for name, title in TITLES.items()
            if changes.get(name, {}) is not None
        ]
        page = {"post_name": "about", "post_title": "About", "post_type": "page"}
        made.append(wordpress.ask(_FILL, [*posts, page]))

    yield put
    for given in made:
        wordpress.ask(_EMPTY, given)


@pytest.fixture
def plain_permalinks(wordpress: WordPress) -> Iterator[None]:
    wordpress.set_permalinks("")
    yield
    wordpress.set_permalinks("/%postname%/")


@pytest.fixture
def closed(wordpress: WordPress) -> Iterator[Path]:
    """A must-use plug-in to be written; it is taken out afterwards."""
    plugin = wordpress.mu_plugins / "closed.php"
    yield plugin
    plugin.unlink(missing_ok=True)


@pytest.fixture
def project(wordpress: WordPress, tmp_path: Path) -> Iterator[Project]:
    """A migration whose map is predicted: four posts, a page, a label and what hangs on them."""
    text = f"""
        [old]
        url = "{OLD}"
        [new]
        url = "{NEW}"
        [crawl]
        rate = 1000
        attempts = 1
        [network.resolve]
        "{NEW}" = "{wordpress.url}"
    """
    with Project.create(tmp_path / "move", text) as made:
        rows = [_moved(f"/2009/05/{name}.html", f"/{name}/", UrlKind.POST) for name in TITLES]
        rows += [
            _moved("/p/about.html", "/about/", UrlKind.PAGE),
            _moved("/", "/", UrlKind.HOME),
            _moved("/search/label/Food", "/category/food/", UrlKind.LABEL),
            _moved("/feeds/7/comments/default", "/tea/feed/", UrlKind.FEED),
        ]
        entities = [_entity(row, rows) for row in rows if row.kind in {UrlKind.POST, UrlKind.PAGE}]
        with made.transaction():
            made.inventory.replace_urls([OldUrl(url=row.old, kind=row.kind) for row in rows])
            made.inventory.replace_verdicts(rows)
            made.entities.replace_all(RecordKind.POST, entities)
        yield made


def test_a_complete_import_is_final(project: Project, fill: Callable[..., None]) -> None:
    fill()
    report = _read(project)
    assert (report.details["via"], report.details["final"], report.findings) == ("rest", True, ())
    assert all(row.final for row in project.inventory.mappings())


def test_what_is_live_is_counted_and_drafts_are_not(project: Project, fill: Callable[..., None]) -> None:
    fill(cake={"post_status": "draft"})
    live = {"posts": 3, "pages": 1, "terms": 1, "comments": 0, "assets": 0}
    assert _read(project).details["live"] == live


def test_the_addresses_of_the_new_site_are_kept_for_the_rules(
    project: Project, fill: Callable[..., None]
) -> None:
    assert live_urls(project) == ()
    fill(cake={"post_status": "draft"})
    _read(project)
    kept = live_urls(project)
    moved = {row.new for row in project.inventory.mappings() if row.final}
    assert moved & set(kept)
    assert not [url for url in kept if "cake" in url]


def test_renamed_draft_and_missing_posts_are_told_apart(project: Project, fill: Callable[..., None]) -> None:
    fill(tea={"post_name": "tea-time"}, cake={"post_status": "draft"}, soup=None)
    report = _read(project)
    assert _codes(report) == {"tea": "address-changed", "cake": "not-imported", "soup": "not-imported"}
    new = {row.old.removeprefix(OLD): (row.new, row.final) for row in project.inventory.mappings()}
    assert new["/2009/05/tea.html"] == (f"{NEW}/tea-time/", True)
    assert new["/feeds/7/comments/default"] == (f"{NEW}/tea-time/feed/", False)
    assert new["/2009/05/soup.html"] == (f"{NEW}/soup/", False)
    assert new["/2009/05/bread.html"] == (f"{NEW}/bread/", True)
    assert report.details["final"] is False


def test_drafts_are_seen_with_a_login(
    project: Project, fill: Callable[..., None], wordpress: WordPress, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(cake={"post_status": "draft"}, bread={"post_status": "future", "post_date": "2099-01-01 10:00:00"})
    monkeypatch.setenv("NEW_PASSWORD", wordpress.password)
    report = _read(project, username=wordpress.user)
    assert _codes(report) == {"cake": "draft", "bread": "draft"}
    assert any("future" in finding.message for finding in report.findings)


def test_a_refused_login_says_so(
    project: Project, wordpress: WordPress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEW_PASSWORD", "wrong")
    with pytest.raises(SiteError, match="refuses the login"):
        _read(project, username=wordpress.user)


def test_a_missing_password_is_named(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEW_PASSWORD", raising=False)
    with pytest.raises(ConfigError, match="NEW_PASSWORD"):
        _read(project, username="marigold")


def test_more_than_one_page_of_posts_is_read(
    project: Project, fill: Callable[..., None], wordpress: WordPress
) -> None:
    fill()
    more = [{"post_name": f"more-{n}", "post_title": f"More {n}", "post_content": "x"} for n in range(120)]
    made = wordpress.ask(_FILL.replace("wp_insert_term('Food', 'category')", "['term_id' => 0]"), more)
    report = _read(project)
    assert [finding.code for finding in report.findings] == ["readback.extra"] * 120
    wordpress.ask(_EMPTY, made)


def test_plain_permalinks_are_read_through_the_query(
    project: Project, fill: Callable[..., None], plain_permalinks: None
) -> None:
    fill()
    report = _read(project)
    assert (report.details["via"], report.details["final"]) == ("rest", True)
    assert _codes(report) == dict.fromkeys(TITLES, "address-changed")
    posts = [row for row in project.inventory.mappings() if row.kind == UrlKind.POST]
    assert all(row.new.startswith(f"{NEW}/?p=") for row in posts)


def test_without_rest_the_sitemaps_are_read(
    project: Project, fill: Callable[..., None], closed: Path
) -> None:
    fill(soup=None)
    closed.write_text(
        "<?php add_filter('rest_authentication_errors', fn() => new WP_Error('off', 'off', ['status' => 404]));"
    )
    report = _read(project)
    assert report.details == {"via": "sitemap", "final": False, "live": {}}
    assert _codes(report) == {"soup": "not-imported"}


def test_a_site_that_shows_nothing_is_an_error(project: Project, closed: Path) -> None:
    closed.write_text("<?php if (PHP_SAPI !== 'cli') { http_response_code(404); exit; }")
    with pytest.raises(SiteError, match="neither"):
        _read(project)


def _read(project: Project, username: str | None = None) -> StageReport:
    settings = load_settings(project.folder / "migrator.toml")
    if username is not None:
        new = settings.new.model_copy(update={"username": username, "password_env": "NEW_PASSWORD"})
        settings = settings.model_copy(update={"new": new})
    return run_readback(project, settings, Silence())


def _moved(old: str, new: str, kind: UrlKind) -> UrlMapping:
    return UrlMapping(old=f"{OLD}{old}", kind=kind, verdict=Verdict.MOVED, new=f"{NEW}{new}")


def _entity(row: UrlMapping, rows: list[UrlMapping]) -> Merged:
    name = row.new.removeprefix(NEW).strip("/")
    published = {"published": "2009-05-04T12:00:00-04:00"} if row.kind == UrlKind.POST else {}
    fields = {"kind": str(row.kind), "title": TITLES.get(name, "About"), **published}
    return Merged(key=row.old, fields=fields, provenance={})


def _codes(report: StageReport) -> dict[str, str]:
    """Short post name → what was found; labels and pages are left out."""
    return {
        finding.url.rpartition("/")[2].removesuffix(".html"): finding.code.removeprefix("readback.")
        for finding in report.findings
        if "/2009/" in finding.url
    }
