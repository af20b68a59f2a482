"""Conflicts between verdicts are found: two on one new URL, chains, loops, and decisions that cannot hold."""

from __future__ import annotations

import pytest
from small_blog import NEW, Blog

from migrator.model import UrlKind, UrlMapping, Verdict
from migrator.rekey.conflicts import find_conflicts
from migrator.rekey.decisions import apply_decisions

URLS = Blog().urls
HERE = "http://blog.example"


def moved(old, new, *, kind=UrlKind.POST, reason="post"):
    return UrlMapping(old=HERE + old, kind=kind, verdict=Verdict.MOVED, new=new, reason=reason)


def found(*mappings):
    return [
        (finding.code, finding.url.removeprefix(HERE), finding.severity)
        for finding in find_conflicts(mappings, URLS)
    ]


def test_two_posts_on_one_new_url_are_errors():
    assert found(moved("/a", f"{NEW}/x/"), moved("/b", f"{NEW}/x/")) == [
        ("map.collision", "/a", "error"),
        ("map.collision", "/b", "error"),
    ]


def test_a_person_may_merge_posts_and_is_told():
    pair = (moved("/a", f"{NEW}/x/"), moved("/b", f"{NEW}/x/", reason="decision"))
    assert {severity for _, _, severity in found(*pair)} == {"warning"}


def test_feeds_and_announcements_share_a_new_url_without_a_word():
    assert found(moved("/a", f"{NEW}/", kind=UrlKind.FEED), moved("/b", f"{NEW}/", kind=UrlKind.FEED)) == []
    assert found(moved("/a", f"{NEW}/", reason="stub"), moved("/b", f"{NEW}/", reason="stub")) == []


def test_a_rule_to_itself_is_found_through_scheme_www_and_slash():
    assert found(moved("/a", "https://www.blog.example/a/")) == [("map.self", "/a", "error")]


def test_a_chain_on_the_same_domain_is_found():
    chain = (moved("/a.html", f"{HERE}/b.html"), moved("/b.html", f"{HERE}/c"))
    assert found(*chain) == [("map.chain", "/a.html", "error")]


def test_a_chain_that_ends_in_nothing_is_found():
    gone = UrlMapping(old=f"{HERE}/b.html", kind=UrlKind.POST, verdict=Verdict.GONE)
    assert found(moved("/a.html", f"{HERE}/b.html"), gone) == [("map.chain", "/a.html", "error")]


def test_loops_are_found_and_what_runs_into_one_is_a_chain():
    loop = (moved("/a", f"{HERE}/b"), moved("/b", f"{HERE}/a"), moved("/c", f"{HERE}/a"))
    codes = {(code, url) for code, url, _ in found(*loop) if code != "map.collision"}
    assert codes == {("map.loop", "/a"), ("map.loop", "/b"), ("map.chain", "/c")}


def test_a_new_url_that_is_kept_is_no_chain():
    kept = UrlMapping(old=f"{HERE}/", kind=UrlKind.HOME, verdict=Verdict.KEPT, new=f"{HERE}/")
    assert found(moved("/search", f"{HERE}/", kind=UrlKind.SEARCH), kept) == []


def test_unexplained_urls_are_findings():
    row = UrlMapping(old=f"{HERE}/a", kind=UrlKind.OTHER, verdict=Verdict.UNEXPLAINED)
    assert found(row) == [("map.unexplained", "/a", "warning")]


def decided(decision, url="/a"):
    row = UrlMapping(old=f"{HERE}/a", kind=UrlKind.OTHER, verdict=Verdict.UNEXPLAINED, reason="x")
    mappings, findings = apply_decisions([row], {url if "://" in url else HERE + url: decision}, URLS, NEW)
    return mappings[0], findings


def test_a_decision_stands_over_the_computed_verdict():
    mapping, findings = decided((Verdict.MOVED, f"{NEW}/b/", "as told by Ann"))
    assert (mapping.verdict, mapping.new, mapping.reason, mapping.note, findings) == (
        Verdict.MOVED,
        f"{NEW}/b/",
        "decision",
        "as told by Ann",
        (),
    )


def test_a_decision_may_name_a_path_any_script_and_any_spelling_of_the_old_url():
    assert decided((Verdict.MOVED, "/caf\u00e9/", ""))[0].new == f"{NEW}/caf%C3%A9/"
    assert decided((Verdict.GONE, None, ""), "https://www.blog.example/a?m=1")[0].verdict is Verdict.GONE


@pytest.mark.parametrize(
    "wish", [None, "", "https://evil.example/", "javascript:alert(1)", "https://blog.example.evil.example/"]
)
def test_a_decision_without_a_lawful_new_url_is_refused_and_the_verdict_stands(wish):
    mapping, findings = decided((Verdict.MOVED, wish, ""))
    assert mapping.verdict is Verdict.UNEXPLAINED
    assert [(finding.code, finding.severity) for finding in findings] == [("map.decision-refused", "error")]


def test_a_decision_to_redirect_a_url_to_itself_is_refused():
    row = UrlMapping(old=f"{NEW}/a", kind=UrlKind.OTHER, verdict=Verdict.UNEXPLAINED)
    _, findings = apply_decisions([row], {row.old: (Verdict.MOVED, f"{NEW}/a/", "")}, URLS, NEW)
    assert [finding.code for finding in findings] == ["map.decision-refused"]


def test_a_decision_about_a_vanished_url_is_reported():
    _, findings = decided((Verdict.GONE, None, ""), "/never-seen")
    assert [(finding.code, finding.url) for finding in findings] == [
        ("map.decision-vanished", f"{HERE}/never-seen")
    ]


def test_a_path_is_below_a_new_site_that_has_one():
    row = UrlMapping(old=f"{HERE}/a", kind=UrlKind.OTHER, verdict=Verdict.UNEXPLAINED)
    mappings, _ = apply_decisions([row], {row.old: (Verdict.MOVED, "/b/", "")}, URLS, f"{NEW}/blog")
    assert mappings[0].new == f"{NEW}/blog/b/"
