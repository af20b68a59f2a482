"""Posts without pages of their own, as Blogger had them before 2003: places in an archive's page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from platforms.blogger.reading import BASE as BLOG
from platforms.blogger.reading import page, read

from migrator.html import text_of
from migrator.model import PageVerdict, RecordKind, Silence
from migrator.stages.extract import run_extract
from migrator.stages.map import run_map
from migrator.stages.redirects import run_redirects
from migrator.store.project import Project

if TYPE_CHECKING:
    from pathlib import Path

PATH = "/2003_02_01_archive.html"
ARCHIVE = BLOG + PATH
HEAD = (
    '<html><head><title>Kettle</title><meta name="generator" content="Blogger"></head><body><h1>Kettle</h1>'
)
BOXES = f"""{HEAD}<div id="main">
<h2 class="date-header">Saturday, February 15, 2003</h2>
<a name="90123456"></a>
<div class="post"><h3 class="post-title">Descaling</h3>
<div class="post-body"><p>Vinegar, <a href="#90123457">as said</a>.</p><img src="/cup.jpg"></div>
<p class="post-footer">posted by Ann at <a href="2003_02_01_archive.html#90123456">8:30 PM</a></p></div>
<a name="90123457"></a>
<div class="post"><h3 class="post-title">Spouts</h3><div class="post-body"><p>They drip.</p></div>
<p class="post-footer">posted by Ann at <a href="{ARCHIVE}#90123457">7:30 PM</a></p></div>
<h2 class="date-header">Friday, February 14, 2003</h2>
<a name="90123458"></a>
<div class="post"><div class="post-body">No title here.</div>
<p class="post-footer">posted by Bo at <a href="{ARCHIVE}#90123458">7:31 AM</a></p></div>
</div><div id="side"><ul><li><a href="{ARCHIVE}#90123457">Spouts</a></li><li><a href="{ARCHIVE}#1">?</a></li></ul></div>
</body></html>"""
FLAT = f"""{HEAD}<table><tr><td>Links</td><td>
<div class="date">2/15/2003</div>
<a name="90123456">&nbsp;</a><br>Flat <b>words</b>, {"and more " * 40}.<br>
<span class="byline">posted by Ann at <a href="{ARCHIVE}#90123456">8:30 PM</a></span><br>
<a name="90123457">&nbsp;</a><br>Short words.<br><small>posted by Bo | <a href="{ARCHIVE}#90123457">7:30 PM</a></small>
</td></tr></table></body></html>"""
HEADED = f"""{HEAD}
<h3><a name="90123456" href="#90123456">Descaling</a></h3><p>Vinegar.</p><p>Lemons.</p>
<h3><a name="90123457" href="#90123457">Spouts</a></h3><p>They drip.</p></body></html>"""
LINES = f"""{HEAD}<div id="posts"><p>Vinegar.</p>
<p><a name="90123456"></a>posted by Ann <a href="#90123456">8:30 PM</a></p>
<p>They drip.</p><p><a name="90123457"></a>posted by Bo <a href="#90123457">7:30 PM</a></p></div></body></html>"""


def posts(html: str) -> dict[str, dict]:
    reading = read(page(html, PATH))
    assert reading.kind is PageVerdict.ARCHIVE
    return {each.key: dict(each.fields) for each in reading.records if each.kind is RecordKind.POST}


def test_a_post_is_known_by_its_archive_and_its_number() -> None:
    found = posts(BOXES)
    assert list(found) == [f"{ARCHIVE}#9012345{last}" for last in (6, 7, 8)]
    assert [(each["title"], each["published"], each["author"]["name"]) for each in found.values()] == [
        ("Descaling", "2003-02-15T20:30:00", "Ann"),
        ("Spouts", "2003-02-15T19:30:00", "Ann"),
        (None, "2003-02-14T07:31:00", "Bo"),
    ]
    assert [text_of(each["body_html"]) for each in found.values()] == [
        "Vinegar, as said.",
        "They drip.",
        "No title here.",
    ]


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        (HEADED, ["Vinegar.\nLemons.", "They drip."]),
        (LINES, ["Vinegar.", "They drip."]),
    ],
    ids=["headings", "lines"],
)
def test_posts_without_boxes_reach_from_mark_to_mark(html: str, texts: list[str]) -> None:
    assert [text_of(each["body_html"]) for each in posts(html).values()] == texts


def test_posts_in_one_cell_are_told_apart() -> None:
    first, second = posts(FLAT).values()
    assert text_of(first["body_html"]).startswith("Flat words, and more")
    assert "name=" not in first["body_html"]
    assert text_of(second["body_html"]) == "Short words."
    assert [each["published"] for each in (first, second)] == ["2003-02-15T20:30:00", "2003-02-15T19:30:00"]


@pytest.mark.parametrize("path", ["/", "/search/label/tea"])
def test_other_lists_hold_no_such_posts(path: str) -> None:
    reading = read(page(BOXES.replace("2003_02_01_archive.html", ARCHIVE), path))
    assert [each for each in reading.records if each.kind is RecordKind.POST] == []


def test_a_post_with_a_page_of_its_own_is_read_there() -> None:
    assert posts(BOXES.replace(f"{ARCHIVE}#90123457", f"{BLOG}/2003/02/spouts.html")).keys() == {
        f"{ARCHIVE}#90123456",
        f"{ARCHIVE}#90123458",
    }


def entry(kind: str, number: str, link: str, reply: str = "") -> str:
    return (
        f"<entry><id>tag:blogger.com,1999:blog-1.post-{number}</id><title>Told by a feed</title>"
        f"<published>2003-02-15T20:30:00-05:00</published><content type='html'>&lt;p&gt;Steam.&lt;/p&gt;</content>"
        f"<link rel='alternate' type='text/html' href='{link}'/>{reply}<author><name>{kind}</name></author></entry>"
    )


def feed(*entries: str) -> str:
    return (
        "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'>"
        f"<id>tag:blogger.com,1999:blog-1</id><title>Kettle</title>{''.join(entries)}</feed>"
    )


def test_a_feed_names_such_a_post_and_its_comments_alike() -> None:
    told = feed(entry("Ann", "90123456", f"{ARCHIVE}#90123456"), entry("Ann", "7", ARCHIVE))
    records = read(page(told, "/feeds/posts/default", "application/atom+xml")).records
    assert [each.key for each in records if each.kind is RecordKind.POST] == [f"{ARCHIVE}#90123456"]
    reply = f"<thr:in-reply-to href='{ARCHIVE}#90123456' ref='tag:blogger.com,1999:blog-1.post-90123456'/>"
    told = feed(entry("Cy", "90200000", f"{ARCHIVE}#90200000", reply))
    (comment,) = read(page(told, "/feeds/comments/default", "application/atom+xml")).records
    assert (comment.key, comment.fields["post"]) == ("90200000", f"{ARCHIVE}#90123456")


SETTINGS = f"""[old]
url = "{BLOG}"
platform = "blogger"
timezone = "America/New_York"
[new]
url = "https://new.example"
"""


def test_such_posts_get_pages_of_their_own_on_the_new_site_and_old_links_lead_there(tmp_path: Path) -> None:
    with Project.create(tmp_path / "move", SETTINGS) as project:
        with project.transaction():
            project.pages.put(page(BOXES, PATH))
        settings = project.settings()
        run_extract(project, settings, Silence())
        run_map(project, settings, Silence())
        new = {one.old.removeprefix(BLOG): one.new for one in project.inventory.mappings()}
        assert new["/2003_02_01_archive.html"] == "https://new.example/2003/02/"
        assert new["/2003_02_01_archive.html#90123456"] == "https://new.example/descaling/"
        assert new["/2003_02_01_archive.html#90123458"] == "https://new.example/post-90123458/"
        report = run_redirects(project, settings, Silence(), targets=("json",))
        assert [finding for finding in report.findings if finding.severity == "error"] == []
        assert (
            sum(
                "2003_02_01" in row["path"]
                for row in json.loads((project.out / "redirects/json/redirects.json").read_text())
            )
            == 1
        )
        script = (project.out / "new-site/anchors.js").read_text(encoding="utf-8")
        assert '\\"90123457\\":\\"/spouts/\\"' in script
