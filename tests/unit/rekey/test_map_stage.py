"""The map stage on projects made by hand: inventory, verdicts, decisions, permalinks and reports."""

from __future__ import annotations

import pytest

from migrator.errors import ConfigError
from migrator.merge import Merged
from migrator.model import Asset, Hop, Link, LinkKind, Page, Record, RecordKind, Request, Silence, Verdict
from migrator.stages.map import run_map
from migrator.stages.names import EXISTING_PERMALINK, link_resolver, load_names
from migrator.store.project import Project

OLD = "http://blog.example"
SETTINGS = """
[old]
url = "http://blog.example"

[new]
url = "{new}"
timezone = "America/New_York"
{more}
"""


def filled(folder, *, new="https://new.example", more="", fields=()):
    project = Project.create(folder, SETTINGS.format(new=new, more=more))
    posts = [
        {
            "path": "/2010/05/x.html",
            "published": "2010-05-31T23:30:00-04:00",
            "labels": ["Roses"],
            "source_id": "41",
        },
        {"path": "/2010/06/x.html", "published": "2010-06-02T12:00:00-04:00", "source_id": "42"},
        {
            "path": "/p/about.html",
            "published": "2010-06-03T12:00:00-04:00",
            "kind": "page",
            "source_id": "43",
        },
        *fields,
    ]
    merged = [
        Merged(
            OLD + each["path"],
            {"kind": "post", **{k: v for k, v in each.items() if k != "path"}},
            {"title": "feed"},
        )
        for each in posts
    ]
    with project.transaction():
        project.entities.replace_all(RecordKind.POST, merged)
    return project


def page(project, path, status=200, final=None, kind="post"):
    url = OLD + path
    hops = (Hop(url, 301, final),) if final else ()
    with project.transaction():
        project.pages.put(
            Page(url=url, final_url=final or url, status=status, headers={}, body=b"", hops=hops)
        )
        project.records.replace(url, "f", kind, [])


def link(project, *urls, kind=LinkKind.BODY):
    with project.transaction():
        project.links.replace(f"{OLD}/", [Link(f"{OLD}/", url, kind) for url in urls])


def mapped(project):
    report = run_map(project, project.settings(), Silence())
    rows = {each.old.removeprefix(OLD): each for each in project.inventory.mappings()}
    return report, rows


def test_every_row_gets_a_verdict_and_the_counts_agree(tmp_path):
    with filled(tmp_path / "p") as project:
        report, rows = mapped(project)
        assert rows.keys() == {row.url.removeprefix(OLD) for row in project.inventory.urls()}
        assert (
            report.counts["old URLs"] == len(rows) == sum(report.counts[str(verdict)] for verdict in Verdict)
        )
        assert report.counts == {"old URLs": len(rows), **project.inventory.verdict_counts()}


def test_new_urls_follow_the_default_structure_and_the_report_says_where_to_set_it(tmp_path):
    with filled(tmp_path / "p") as project:
        report, rows = mapped(project)
        assert [rows[path].new for path in ("/2010/05/x.html", "/2010/06/x.html", "/p/about.html")] == [
            "https://new.example/x/",
            "https://new.example/x-2/",
            "https://new.example/about/",
        ]
        assert report.details["permalink"] == "/%postname%/"
        assert report.details["permalink_rules"]["/%postname%/"] == 2


def test_the_same_domain_keeps_paths_and_counts_the_rules_of_each_structure(tmp_path):
    with filled(tmp_path / "p", new="https://www.blog.example") as project:
        report, rows = mapped(project)
        assert rows["/2010/05/x.html"].verdict is Verdict.KEPT
        assert rows["/2010/06/x.html"].new == "https://www.blog.example/2010/06/x-2.html"
        rules = report.details["permalink_rules"]
        assert (rules["/%year%/%monthnum%/%postname%.html"], rules["/%postname%/"]) == (1, 2)
        assert [finding for finding in report.findings if finding.severity == "error"] == []


def test_the_new_sites_own_structure_comes_before_the_default_and_a_wish_before_both(tmp_path):
    with filled(tmp_path / "a") as project:
        project.set_meta(EXISTING_PERMALINK, "/%year%/%postname%/")
        assert mapped(project)[1]["/2010/05/x.html"].new == "https://new.example/2010/x/"
    with filled(tmp_path / "b", more='permalink = "/a/%postname%"') as project:
        project.set_meta(EXISTING_PERMALINK, "/%year%/%postname%/")
        assert mapped(project)[1]["/2010/05/x.html"].new == "https://new.example/a/x"


def test_a_wrong_structure_is_a_config_error(tmp_path):
    with (
        filled(tmp_path / "p", more='permalink = "/%postnam%/"') as project,
        pytest.raises(ConfigError, match="postnam"),
    ):
        mapped(project)


def test_links_redirects_blocked_urls_and_pictures_are_rows(tmp_path):
    with filled(tmp_path / "p") as project:
        link(
            project,
            f"{OLD}/uploads/list.pdf",
            "https://other.example/",
            f"{OLD}/search/label/Roses?max-results=5",
        )
        page(project, "/old.html", final=f"{OLD}/2010/05/x.html")
        page(project, "/gone.html", status=404)
        with project.transaction():
            project.frontier.add("crawl", [Request(url=f"{OLD}/search/label/Thorns", source="link")])
            project.frontier.settle(f"{OLD}/search/label/Thorns", "blocked")
            project.assets.put(Asset(url="http://1.bp.blogspot.example/-a/T/A/B/s0/x.png", file="x.png"))
        _, rows = mapped(project)
        assert rows["/uploads/list.pdf"].verdict is Verdict.UNEXPLAINED
        assert rows["/old.html"].new == "https://new.example/x/"
        assert rows["/gone.html"].verdict is Verdict.GONE
        assert rows["/search/label/Thorns"].reason == "gone.empty-label"
        assert rows["http://1.bp.blogspot.example/-a/T/A/B/s0/x.png"].reason == "image.copied"
        assert "https://other.example/" not in rows


def test_an_announcement_left_out_by_extraction_still_has_its_feeds(tmp_path):
    with filled(tmp_path / "p") as project:
        url = f"{OLD}/2012/11/moved.html"
        record = Record(
            kind=RecordKind.POST, key=url, source="feed", url=url, fields={"kind": "stub", "source_id": "99"}
        )
        with project.transaction():
            project.records.replace(url, "f", "stub", [record])
        _, rows = mapped(project)
        assert (rows["/2012/11/moved.html"].new, rows["/2012/11/moved.html"].reason) == (
            "https://new.example/",
            "stub",
        )
        assert rows["/feeds/posts/default/99"].new == "https://new.example/"
        assert rows["/feeds/99/comments/default"].verdict is Verdict.GONE


def test_decisions_stand_over_verdicts_and_vanished_ones_are_reported(tmp_path):
    with filled(tmp_path / "p") as project:
        with project.transaction():
            project.inventory.decide(f"{OLD}/2010/05/x.html", Verdict.MOVED, "/y/", "renamed")
            project.inventory.decide(f"{OLD}/never.html", Verdict.GONE, None, "")
        report, rows = mapped(project)
        assert (rows["/2010/05/x.html"].new, rows["/2010/05/x.html"].reason) == (
            "https://new.example/y/",
            "decision",
        )
        assert [(finding.code, finding.url) for finding in report.findings] == [
            ("map.decision-vanished", f"{OLD}/never.html")
        ]
        assert f"{OLD}/never.html" in project.inventory.decisions()


def test_an_undated_post_is_a_finding_where_its_date_is_in_its_new_url(tmp_path):
    undated = {"path": "/2011/01/when.html"}
    with filled(tmp_path / "a", fields=[undated], more='permalink = "/%year%/%postname%/"') as project:
        report, rows = mapped(project)
        assert [finding.code for finding in report.findings] == ["map.undated"]
        assert rows["/2011/01/when.html"].new == "https://new.example/2011/when/"
    with filled(tmp_path / "b", fields=[undated]) as project:
        assert mapped(project)[0].findings == ()


def test_two_runs_leave_the_same_rows(tmp_path):
    with filled(tmp_path / "p") as project:
        assert mapped(project) == mapped(project)


def test_the_resolver_of_a_project_answers_seen_and_unseen_links(tmp_path):
    with filled(tmp_path / "p", more='[export]\nmedia_base = "https://new.example/media"') as project:
        with project.transaction():
            project.assets.put(Asset(url="http://1.bp.blogspot.example/-a/T/A/B/s0/x.png", file="x.png"))
        mapped(project)
        settings = project.settings()
        resolver = link_resolver(project, settings, load_names(project, settings))
        assert resolver.new_url(f"{OLD}/2010/06/x.html?m=1#c7") == "https://new.example/x-2/#c7"
        assert resolver.new_url(f"{OLD}/search?q=thorns") == "https://new.example/?s=thorns"
        assert (
            resolver.new_url("https://1.bp.blogspot.example/-a/T/A/B/s72-c/x.png")
            == "https://new.example/media/x.png"
        )
