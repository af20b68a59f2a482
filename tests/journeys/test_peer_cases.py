"""Traps on which other movers of blogs fall, in one backup of a blog: each is a test of what comes out."""

from __future__ import annotations

import re
import zipfile
from html import escape, unescape
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from migrator import registry
from migrator.fetch.containers import opened
from migrator.model import LinkKind, Problem, RecordKind, RedirectRule, Silence, Site, Verdict
from migrator.redirects.lowering import planned
from migrator.redirects.targets._contract import RuleSet
from migrator.stages.run import Plan, run_all
from migrator.store.project import Project

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW = "http://dearmarigold.example", "https://askmarigold.example"
WP = "{http://wordpress.org/export/1.2/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
IMAGES = "http://1.bp.blogspot.example"
SETTINGS = f"""[old]
url = "{OLD}"
timezone = "America/New_York"
[old.hosts]
"dearmarigold.example" = "repointed-domain"
"dearmarigold.blogspot.example" = "platform"
[new]
url = "{NEW}"
permalink = "/%postname%/"
[crawl]
live = false
[redirects]
targets = ["nginx"]
[[sources]]
place = "takeout.zip"
"""
TITLE = 'A & B \\ "said" ]]> \N{PARTY POPPER}'
CODE = "<p>{{ site }} {% raw %} {{&lt; short &gt;}}</p> <p>-----</p> <pre>one\n-----\n--------\n  two</pre>"
LINKS = (
    f'<a href="/2009/03/small.html#c11">one</a> <a href="{OLD}/2009/03/small.html?m=1">two</a> '
    '<a href="//dearmarigold.example/2009/03/small.html">three</a> '
    '<a href="http://dearmarigold.blogspot.de.example/2009/03/small.html?m=1#c11">four</a> '
    '<a href="/2009/09/never-there.html">five</a>'
)
PICTURES = (
    f'<img src="{IMAGES}/-aa/TT/AA/I/s320/s1234567-photo.jpg"> <img src="{IMAGES}/-bb/TT/BB/I/s320/IMG_0001.jpg"> '
    f'<img src="{IMAGES}/-cc/TT/CC/I/s320/IMG_0001.jpg">'
)
POSTS = (  # path, title, when, body
    ("/2009/01/open-thread.html", "Open thread", "2009-01-10T15:00:00Z", "<p>Talk.</p>"),
    ("/2009/02/open-thread.html", "Open thread", "2009-02-10T15:00:00Z", "<p>Talk again.</p>"),
    ("/2009/02/open-thread_10.html", "Open thread", "2009-02-10T15:00:00Z", "<p>In the same minute.</p>"),
    ("/2009/02/no-title.html", "", "2009-02-10T15:00:00Z", "<p>It has no title.</p>"),
    ("/2009/01/last-night.html", "Last night", "2009-02-01T04:30:00Z", "<p>Late on the last of January.</p>"),
    ("/2009/03/small.html", "Small", "2009-03-01T15:00:00Z", "<p>Its slug ends in the letters of html.</p>"),
    ("/2009/04/pictures.html", "Pictures", "2009-04-01T15:00:00Z", PICTURES),
    ("/2009/04/signs.html", TITLE.replace("]]>", "]]>\v"), "2009-04-02T15:00:00Z", "<p>Signs.</p>"),
    ("/2009/04/code.html", "Code", "2009-04-03T15:00:00Z", CODE),
    ("/2009/05/links.html", "Links", "2009-05-01T15:00:00Z", LINKS),
)
THREAD = {
    90: None,
    80: 90,
    70: 80,
    60: 70,
    50: 60,
    40: None,
}  # id → the comment it answers: each has a lower id


def _entry(number: int, kind: tuple[str, str], when: str, body: str, more: str) -> str:
    return (
        f"<entry><id>tag:blogger.com,1999:blog-1.post-{number}</id><blogger:type>{kind[0]}</blogger:type>"
        f"<blogger:status>{kind[1]}</blogger:status><published>{when}</published>"
        f'<content type="html">{escape(body)}</content>{more}</entry>'
    )


def _post(number: int, path: str, title: str, when: str, body: str) -> str:
    more = f"<title>{escape(title)}</title><blogger:filename>{path}</blogger:filename>"
    return _entry(number, ("POST", "LIVE"), when, body, more)


def _comment(number: int, answers: int | None) -> str:
    more = "<blogger:parent>tag:blogger.com,1999:blog-1.post-1000</blogger:parent><author><name>Ann</name></author>"
    if answers is not None:
        more += f"<blogger:inReplyTo>tag:blogger.com,1999:blog-1.post-{answers}</blogger:inReplyTo>"
    return _entry(number, ("COMMENT", "LIVE"), "2009-01-11T15:00:00Z", f"<p>Remark {number}.</p>", more)


def takeout() -> str:
    """Return the backup: comments before their posts, one of them twice, and what must never be published."""
    hidden = "<title>Hidden</title><blogger:filename>/2009/06/hidden.html</blogger:filename>"
    entries = [
        *(_comment(number, answers) for number, answers in sorted(THREAD.items())),
        _comment(40, None),
        *(_post(1000 + place, *post) for place, post in enumerate(POSTS)),
        _entry(2000, ("PAGE", "LIVE"), "2009-01-01T15:00:00Z", "<p>About.</p>", "<title>About</title><blogger:filename>/p/about.html</blogger:filename>"),
        _entry(2001, ("POST", "DRAFT"), "2009-06-01T15:00:00Z", "<p>SECRET draft</p>", hidden),
        _entry(2002, ("POST", "LIVE"), "2009-06-02T15:00:00Z", "<p>SECRET trash</p>", hidden + "<blogger:trashed>2010-01-01T00:00:00Z</blogger:trashed>"),
    ]  # fmt: skip
    head = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:blogger="http://schemas.google.com/blogger/2018">'
    return f"{head}<id>tag:blogger.com,1999:blog-1</id>{''.join(entries)}</feed>"


def made(folder: Path) -> Project:
    project = Project.create(folder, SETTINGS)
    with zipfile.ZipFile(folder / "takeout.zip", "w") as archive:
        archive.writestr("Takeout 2/Blogger/Blogs/Dear Marigold/feed.atom", takeout())
        archive.writestr(
            "__MACOSX/Takeout 2/Blogger/Blogs/Dear Marigold/._feed.atom", b"\0\5\26\7" + b"decoy" * 20
        )
    run_all(project, project.settings(), Plan(media=False, prove=False), Silence())
    return project


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    with made(tmp_path_factory.mktemp("peers") / "p") as found:
        yield found


@pytest.fixture(scope="module")
def wxr(project):
    """What a WordPress importer reads: the entries of the export by their old path."""
    found = {}
    for file in sorted((project.out / "export" / "wxr").glob("*.xml")):
        for entry in etree.parse(file).iter("item"):
            found[entry.findtext(f"{WP}post_name")] = entry
    return found


def moves(project: Project) -> dict[str, str]:
    return {
        row.old.removeprefix(OLD): (row.new or "").removeprefix(NEW)
        for row in project.inventory.mappings()
        if row.verdict is Verdict.MOVED
    }


def test_case_1_a_deep_thread_of_falling_ids_keeps_its_parents_and_a_repeated_id_counts_once(project, wxr):
    comments = project.entities.comments(f"{OLD}/2009/01/open-thread.html")
    assert {int(one.id): one.parent and int(one.parent) for one in comments} == THREAD
    written = [
        (int(one.findtext(f"{WP}comment_id")), int(one.findtext(f"{WP}comment_parent")))
        for one in wxr["open-thread"].iter(f"{WP}comment")
    ]
    assert len({number for number, _ in written}) == len(written) == len(THREAD)
    assert all(parent < number for number, parent in written)


def test_case_2_equal_slugs_equal_minutes_and_no_title_stay_posts_of_their_own(project, wxr):
    found = moves(project)
    new = [found[path] for path, *_ in POSTS]
    assert len(set(new)) == len(POSTS)
    assert found["/2009/02/open-thread.html"] == "/open-thread-2/"
    assert "It has no title" in wxr["no-title"].findtext(CONTENT)


def test_case_3_trash_and_drafts_stay_out_and_decoys_of_a_mac_are_no_content(project, wxr):
    assert project.entities.counts() == {"posts": len(POSTS), "pages": 1, "comments": len(THREAD)}
    told = " ".join(finding.message for finding in project.findings.all("read"))
    assert "1 draft" in told
    assert "1 deleted entry" in told
    assert not [entry for entry in wxr.values() if "SECRET" in (entry.findtext(CONTENT) or "")]


def test_case_4_settings_and_templates_of_the_older_backup_are_no_posts(tmp_path):
    kinds = "http://schemas.google.com/blogger/2008/kind#"
    entries = "".join(
        f'<entry><id>tag:blogger.com,1999:blog-1.{name}</id><category scheme="http://schemas.google.com/g/2005#kind"'
        f' term="{kinds}{kind}"/><title>x</title><content type="html">SECRET</content></entry>'
        for name, kind in (("settings.BLOG_NAME", "settings"), ("layout", "template"))
    )
    entries += (
        f'<entry><id>tag:blogger.com,1999:blog-1.post-7</id><category scheme="http://schemas.google.com/g/2005#kind"'
        f' term="{kinds}post"/><title>Tea</title><content type="html">Tea.</content>'
        f'<link rel="alternate" href="{OLD}/2009/01/tea.html"/></entry>'
    )
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:blogger.com,1999:blog-1.archive</id>{entries}</feed>'
    (tmp_path / "blog.xml").write_text(feed, encoding="utf-8")
    with opened(tmp_path / "blog.xml") as given:
        found = list(registry.load("backup", "blogger").read(given, Site(base_url=OLD, platform="blogger")))
    posts = [one.key for one in found if not isinstance(one, Problem) and one.kind is RecordKind.POST]
    assert posts == [f"{OLD}/2009/01/tea.html"]


def test_case_5_a_post_of_the_last_half_hour_stays_in_its_month(project, wxr):
    assert wxr["last-night"].findtext(f"{WP}post_date") == "2009-01-31 23:30:00"
    assert wxr["last-night"].findtext(f"{WP}post_date_gmt") == "2009-02-01 04:30:00"
    assert moves(project)["/2009/01/"] == "/2009/01/"


def test_case_6_a_slug_that_ends_in_the_letters_of_html_is_not_eaten(project):
    assert moves(project)["/2009/03/small.html"] == "/small/"


def test_case_7_a_name_like_a_size_is_kept_and_equal_names_are_two_images(project):
    assert {asset.url.removeprefix(IMAGES) for asset in project.assets.all()} == {
        "/-aa/TT/AA/I/s0/s1234567-photo.jpg",
        "/-bb/TT/BB/I/s0/IMG_0001.jpg",
        "/-cc/TT/CC/I/s0/IMG_0001.jpg",
    }


def test_case_8_a_title_of_signs_comes_out_as_it_went_in(wxr):
    assert unescape(wxr["signs"].findtext("title")) == TITLE  # the importer eats a bare backslash


def test_case_9_code_and_dashes_of_a_body_come_out_as_they_went_in(wxr):
    assert wxr["code"].findtext(CONTENT).strip() == CODE


def test_case_10_links_in_any_spelling_lead_to_the_new_address(wxr):
    hrefs = re.findall(r'href="([^"]*)"', wxr["links"].findtext(CONTENT))
    assert [href.partition("#")[0] for href in hrefs[:4]] == [f"{NEW}/small/"] * 4
    assert [bool(href.partition("#")[2]) for href in hrefs[:4]] == [True, False, False, True]


def test_case_13_a_link_that_leads_nowhere_stops_nothing_and_has_a_row(project, wxr):
    never = f"{OLD}/2009/09/never-there.html"
    assert never in project.links.urls(LinkKind.BODY)
    assert project.inventory.mapping(never).verdict is Verdict.UNEXPLAINED
    assert "five" in wxr["links"].findtext(CONTENT)


def test_case_14_the_redirects_hold_every_post_in_a_stable_order(project, tmp_path):
    folder = project.out / "redirects" / "nginx"
    files = {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    text = b"".join(files.values()).decode()
    assert all(path in text for path, *_ in POSTS)
    with made(tmp_path / "p") as again:
        other = again.out / "redirects" / "nginx"
        assert {
            file.relative_to(other): file.read_bytes() for file in other.rglob("*") if file.is_file()
        } == files


@pytest.mark.parametrize(
    "name", ["nginx", "apache", "apache-htaccess", "caddy", "haproxy", "lighttpd", "ghost"]
)
def test_case_15_a_rule_answers_its_own_path_and_no_longer_or_similar_one(name):
    target = registry.load("target", name)
    host = "dearmarigold.example"
    rule = RedirectRule(
        host=host, path="/2009/03/small.html", target=f"{NEW}/small/", old=f"{OLD}/2009/03/small.html"
    )
    rules = planned(target, RuleSet(rules=(rule,), hosts=(host,), new_url=NEW)).rules
    assert target.answer(rules, host, "/2009/03/small.html").location == f"{NEW}/small/"
    for other in (
        "/2009/03/small.html.bak",
        "/x/2009/03/small.html",
        "/2009/03/smallXhtml",
        "/2009/03/small.htm",
    ):
        assert target.answer(rules, host, other) is None, other
