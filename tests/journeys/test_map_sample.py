"""The sample blog, mapped: every row as the sample's own list has it, in both directions."""

from __future__ import annotations

import random

import pytest
from mapped import differences, expected_rows, fetched_project, mapped_rows

from migrator.demo.content import default_content
from migrator.demo.server import SampleServer
from migrator.model import Silence, Verdict
from migrator.stages.map import run_map
from migrator.stages.names import link_resolver, load_names

EXPECTED = expected_rows()


@pytest.fixture(scope="module")
def project(tmp_path_factory, sample_settings):
    with SampleServer(default_content(), faults=False) as server:
        opened = fetched_project(tmp_path_factory.mktemp("map") / "p", sample_settings(server))
    with opened as found:
        run_map(found, found.settings(), Silence())
        yield found


def test_the_map_of_the_sample_is_the_expected_one(project):
    found = mapped_rows(project.inventory.mappings())
    assert {url: (EXPECTED.get(url), found.get(url)) for url in differences(EXPECTED, found)} == {}


def test_twenty_wrong_rows_are_found_and_no_other(project):
    chance = random.Random(20121105)
    wrong = dict(EXPECTED)
    changed = set(chance.sample(sorted(wrong), 20))
    for number, url in enumerate(sorted(changed)):
        old, verdict, new, kind = wrong[url]
        other = Verdict.GONE if verdict != Verdict.GONE else Verdict.MOVED
        rows = [
            (old, str(other), new, kind),
            (old, verdict, f"{new}x", kind),
            (old, verdict, new, f"{kind}x"),
        ]
        wrong[url] = rows[number % 3]
    assert differences(wrong, mapped_rows(project.inventory.mappings())) == changed


def test_a_missing_and_an_unknown_row_are_found(project):
    found = mapped_rows(project.inventory.mappings())
    url = min(EXPECTED)
    less = {old: row for old, row in EXPECTED.items() if old != url}
    assert differences(less, found) == {url}
    assert differences(EXPECTED | {"http://x.example/": ("", "", "", "")}, found) == {"http://x.example/"}


def test_nothing_is_left_unexplained_and_nothing_fights(project):
    report = run_map(project, project.settings(), Silence())
    assert report.counts["unexplained"] == 0
    assert [finding for finding in report.findings if finding.severity == "error"] == []


def test_a_second_run_gives_the_same_report_and_rows(project):
    first = run_map(project, project.settings(), Silence())
    rows, urls = list(project.inventory.mappings()), list(project.inventory.urls())
    assert run_map(project, project.settings(), Silence()) == first
    assert (list(project.inventory.mappings()), list(project.inventory.urls())) == (rows, urls)


def test_every_row_says_who_saw_it(project):
    assert [row.url for row in project.inventory.urls() if not row.sources] == []


def test_links_in_the_sample_resolve_to_what_the_list_says(project):
    settings = project.settings()
    resolver = link_resolver(project, settings, load_names(project, settings))
    for old, verdict, new, kind in EXPECTED.values():
        if kind != "image":
            assert resolver.new_url(f"{old}#c1") == (f"{new}#c1" if verdict == "moved" else None)
