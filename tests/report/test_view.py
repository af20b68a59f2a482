"""What the report says: numbers, sentences, order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrator.model import Finding, HostAnswer, OldUrl, Problem, Proof, UrlKind, UrlMapping, Verdict
from migrator.report.html import render_html
from migrator.report.model import Dated, Reconciled, ReportInputs, YearCount
from migrator.report.text import render_markdown
from migrator.report.view import (
    best_proof,
    build_view,
    disagreements,
    notices,
    per_year,
    proof_rungs,
    reconcile,
    target_proofs,
    url_rows,
)

from . import sample

EMPTY = ReportInputs(title="A blog", old_url=sample.OLD, new_url=sample.NEW)


def mapped(**changes) -> UrlMapping:
    base = UrlMapping(old=f"{sample.OLD}/a", kind=UrlKind.POST, verdict=Verdict.MOVED, new=f"{sample.NEW}/a/")
    return replace(base, **changes)


def counts(view) -> dict[str, int]:
    return {tally.words: tally.count for tally in view.tallies}


def test_the_first_screen_adds_up_to_what_was_found():
    view = build_view(sample.marigold())
    assert counts(view) == {
        "forwarded": 227, "unchanged": 0, "gone on purpose": 5, "undecided": 3,
        "cannot be forwarded": 83, "left alone": 2,
    }  # fmt: skip
    assert view.found == 320 == sum(counts(view).values())


def test_the_headline_names_what_is_undecided():
    assert build_view(sample.marigold()).headline == "3 of 320 old addresses still need a decision."


def test_the_headline_says_when_all_are_accounted_for():
    view = build_view(sample.finished())
    assert view.headline == "All 317 old addresses are accounted for."
    assert view.summary == "227 forwarded, 5 gone on purpose, 83 cannot be forwarded and 2 left alone."


@pytest.mark.parametrize(
    ("inputs", "headline"),
    [
        (EMPTY, "The old blog has not been read yet."),
        (replace(EMPTY, urls=[OldUrl(url="http://a.example/", kind=UrlKind.HOME)]), "1 old address found, none sorted yet."),
        (replace(EMPTY, mappings=[mapped()]), "The one old address is accounted for."),
        (
            replace(EMPTY, mappings=[mapped(), mapped(old="http://a.example/x", verdict=Verdict.UNEXPLAINED)]),
            "1 of 2 old addresses still needs a decision.",
        ),
    ],
)  # fmt: skip
def test_the_headline_fits_a_beginning(inputs, headline):
    assert build_view(inputs).headline == headline


def test_an_old_url_without_a_verdict_counts_as_undecided():
    view = build_view(
        replace(EMPTY, mappings=[mapped()], urls=[OldUrl(url="http://a.example/new", kind=UrlKind.POST)])
    )
    assert counts(view)["undecided"] == 1


def test_undecided_urls_come_first_then_the_least_sure():
    rows = url_rows(
        [],
        [mapped(), mapped(old="http://z.example/", confidence=0.7), mapped(old="http://zz.example/", verdict=Verdict.UNEXPLAINED)],
        Proof.NONE,
    )  # fmt: skip
    assert [row.old for row in rows] == ["http://zz.example/", "http://z.example/", f"{sample.OLD}/a"]


def test_only_urls_that_a_rule_answers_carry_a_proof():
    rows = url_rows([], [mapped(), mapped(old="http://b.example/", verdict=Verdict.IGNORED)], Proof.PROVED)
    assert {row.verdict: (row.status, row.proof) for row in rows} == {
        Verdict.MOVED: (301, Proof.PROVED),
        Verdict.IGNORED: (None, None),
    }


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (Reconciled("Posts", 5, 5, 5), "equal"),
        (Reconciled("Posts", 5, 5, None), "open"),
        (Reconciled("Posts", 5, 4, 4, dropped=1), "explained"),
        (Reconciled("Posts", 5, 4, 4), "differs"),
        (Reconciled("Posts", 5, 3, 3, dropped=1), "differs"),
        (Reconciled("Posts", 5, 5, 4), "differs"),
        (Reconciled("Posts", 5, 5, 6), "explained"),
        (Reconciled("Posts", None, None, None), "open"),
    ],
)
def test_content_is_reconciled(row, state):
    assert row.state == state


def test_losses_with_a_reason_are_counted_per_kind():
    rows = reconcile(sample.stages(), sample.LOSSES)
    assert {row.kind: row.dropped for row in rows if row.dropped} == {"Comments": 2}


def test_reconciliation_begins_with_what_was_extracted():
    rows = reconcile({"extract": {"counts": {"posts": 3, "retries": 9}}})
    assert rows == (Reconciled("Posts", 3, None, None),)


@pytest.mark.parametrize("told", [{}, {"targets": None}, {"targets": {"nginx": "?"}}])
def test_a_redirects_report_without_targets_is_no_proof(told):
    assert target_proofs(told) == ()


def test_a_failed_test_is_no_proof():
    told = {"targets": {"nginx": {"rules": 2, "proof": "proved", "asked": 4, "failed": 1}}}
    assert best_proof(target_proofs(told)) is Proof.NONE


def test_the_stronger_proof_counts_for_the_weaker_ones():
    rungs = proof_rungs(target_proofs({"targets": sample.TARGETS}))
    assert [(rung.grade, rung.reached) for rung in rungs] == [
        (Proof.SIMULATED, True),
        (Proof.PROVED, True),
        (Proof.LIVE, False),
    ]
    assert rungs[1].told == "nginx: 3,144 of 3,144 answers right"


def test_years_without_posts_are_shown_as_gaps():
    years, undated = per_year(
        [Dated("post", 2006, (2006, 2009, None)), Dated("page", 2001), Dated("post", None)]
    )
    assert years == (
        YearCount(2006, 1, 1),
        YearCount(2007, 0, 0),
        YearCount(2008, 0, 0),
        YearCount(2009, 0, 1),
    )
    assert undated == 2


def test_findings_are_grouped_by_code_most_severe_first():
    findings = [("warning", "a", "", f"http://a.example/{n:02d}", "odd") for n in range(20)]
    groups = notices([*findings, ("error", "z", "Do this.", "", "bad"), ("strange", "b", "", "", "?")])
    assert [(group.code, group.severity, group.count, group.hidden) for group in groups] == [
        ("b", "error", 1, 0),
        ("z", "error", 1, 0),
        ("a", "warning", 20, 8),
    ]


def test_problems_and_findings_stand_together_but_losses_apart():
    view = build_view(sample.marigold())
    assert [notice.code for notice in view.notices] == ["extract.title-differs", "media.not-found"]
    assert [(loss.code, loss.count) for loss in view.losses] == [("dropped.comments", 2)]


def test_only_sources_that_differ_are_shown():
    stated = {"feed": {"posts": 5, "comments": 2}, "archive": {"posts": 6}, "sitemap": {"comments": 2}}
    (row,) = disagreements(stated)
    assert (row.kind, row.statements) == ("posts", (("archive", 6), ("feed", 5)))


def conditions(view) -> dict[str, str]:
    return {condition.text: condition.state for condition in view.conditions}


def test_a_finished_migration_is_ready():
    view = build_view(sample.finished())
    assert view.ready
    assert view.next_step.text.startswith("Switch:")


def test_a_new_migration_begins_with_reading_the_old_blog():
    view = build_view(EMPTY)
    assert not view.ready
    assert view.next_step.command == "migrator run"


TROUBLE = Problem(stage="crawl", url="http://a.example/", kind="timeout", message="late", retry=True)
GRAVE = Finding(code="proof.failed", severity="error", url="", message="wrong")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"problems": [TROUBLE]}, "1 page or file could not be fetched yet."),
        ({"mappings": [mapped(verdict=Verdict.UNEXPLAINED)]}, "1 old address still undecided."),
        ({"hosts": {"a.example": None}}, "Nobody has said who will answer a.example."),
        ({"stages": {}}, "Posts and comments are not exported yet."),
        ({"findings": {}}, "The numbers of comments differ without a reason."),
        ({"mappings": [mapped()]}, "1 new address was not found on the new site."),
        ({"stages": {k: v for k, v in sample.stages().items() if k != "readback"}}, "The content is not on the new site yet."),
        ({"stages": sample.stages() | {"readback": {"live": {"posts": 80, "comments": 9}}}}, "The new site shows only 80 of 88 posts and 9 of 1,141 comments."),
        ({"stages": sample.stages() | {"redirects": {"targets": {"x": {"failed": 2}}}}}, "2 redirect tests failed."),
        ({"stages": sample.stages() | {"redirects": {"targets": {"x": {}}}}}, "The redirect rules are not tested yet."),
        ({"stages": sample.stages() | {"redirects": {}}}, "The redirect rules are not written yet."),
        ({"findings": {"export": sample.LOSSES, "redirects": [GRAVE]}}, "1 finding must be settled first."),
    ],
)  # fmt: skip
def test_each_obstacle_is_named_and_stops_the_switch(changes, says):
    view = build_view(replace(sample.finished(), **changes))
    assert conditions(view).get(says) in {"open", "failed"}
    assert not view.ready


def test_a_blog_that_stays_with_its_platform_says_what_forwarded_is_worth_and_can_be_ready():
    stays = {"dearmarigold.example": HostAnswer.PLATFORM}
    lists = {"redirects": {"targets": {"csv": {"rules": 9}}}}
    view = build_view(replace(sample.finished(), hosts=stays, stages=sample.stages() | lists))
    assert "Nobody can set redirects on dearmarigold.example" in view.caution
    assert "Nobody can set redirects" in render_html(view)
    assert "Nobody can set redirects" in render_markdown(view)
    assert view.ready
    assert "README" in view.next_step.text


def test_the_step_before_the_import_names_the_permalinks_to_set():
    told = {name: told for name, told in sample.stages().items() if name != "readback"}
    view = build_view(replace(sample.finished(), stages=told | {"map": {"permalink": "/%postname%/"}}))
    assert "set Settings → Permalinks to /%postname%/ first" in view.next_step.text


def test_where_redirects_work_nothing_needs_saying():
    assert build_view(sample.finished()).caution == ""


def test_unmapped_addresses_have_the_map_as_next_step():
    view = build_view(
        replace(sample.finished(), mappings=[], urls=[OldUrl(url="http://a.example/", kind=UrlKind.HOME)])
    )
    assert view.next_step.command == "migrator map"


def test_equal_inputs_give_an_equal_view():
    assert build_view(sample.marigold()) == build_view(sample.marigold())


def test_undecided_urls_come_in_the_order_of_their_clicks():
    rows = build_view(sample.counted()).rows
    undecided = [row.numbers.get("clicks", 0) for row in rows if row.verdict is Verdict.UNEXPLAINED]
    moved = [row.numbers.get("clicks", 0) for row in rows if row.verdict is Verdict.MOVED]
    assert undecided == sorted(undecided, reverse=True)
    assert moved == sorted(moved, reverse=True)
    assert rows[0].verdict is Verdict.UNEXPLAINED


def test_the_first_screen_says_what_undecided_urls_carry():
    view = build_view(sample.counted())
    total = sum(row.numbers.get("clicks", 0) for row in view.rows)
    assert view.carried.startswith("Undecided addresses carry less than 0.1 % of") or "%" in view.carried
    assert f"of {total:,} clicks" in view.carried
    assert view.numbers == ("clicks", "linking-domains", "impressions")


def test_without_numbers_nothing_is_said_of_them():
    view = build_view(sample.marigold())
    assert (view.carried, view.numbers) == ("", ())
