"""One word for each reason why something is missing: which stage says it, and the exit code it stands for."""

from __future__ import annotations

import pytest

from migrator.cli.single import exit_code as verb_code
from migrator.fetch.failures import FailureKind
from migrator.missing import AGAIN, FINE, LACKING, WORDS, Missing, exit_code, reason_of, told, totals
from migrator.model import Asset, Finding, Page, Problem, Request, StageReport
from migrator.report.html import render_html
from migrator.report.text import render_json, render_markdown
from migrator.report.view import build_view
from migrator.stages.gaps import gaps
from migrator.stages.report import gather
from migrator.store.project import Project

OLD = "http://dear.blogspot.example"
POST = f"{OLD}/2010/05/tea.html"
SETTINGS = f'[old]\nurl = "{OLD}"\n[new]\nurl = "https://new.example"\n'
CASES = {  # reason → (stage, kind of problem, whether another run may heal it, exit code)
    "image-gone": (Missing.ABSENT, "media", "missing", False, FINE),
    "archive-lacks-it": (Missing.ABSENT, "read", "absent", False, FINE),
    "archive-hides-it": (Missing.ROBOTS, "read", "robots", False, LACKING),
    "image-forbidden": (Missing.ROBOTS, "media", "robots", False, FINE),
    "page-too-often": (Missing.RATE_LIMITED, "crawl", "rate-limited", True, AGAIN),
    "image-too-often": (Missing.RATE_LIMITED, "media", "rate-limited", True, AGAIN),
    "archive-too-often": (Missing.RATE_LIMITED, "read", "rate-limited", True, AGAIN),
    "page-timeout": (Missing.NO_ANSWER, "crawl", "timeout", True, AGAIN),
    "image-host-dead": (Missing.NO_ANSWER, "media", "unreachable", True, AGAIN),
    "archive-left": (Missing.NOT_TRIED, "read", "not-tried", True, AGAIN),
    "image-of-a-dead-blog": (Missing.NOT_TRIED, "media", "not-tried", False, FINE),
    "page-not-parsed": (Missing.UNREADABLE, "extract", "unreadable", False, LACKING),
    "backup-not-parsed": (Missing.UNREADABLE, "read", "unreadable", False, LACKING),
    "page-too-large": (Missing.NOT_TAKEN, "crawl", "too-large", False, LACKING),
    "image-too-large": (Missing.NOT_TAKEN, "media", "too-large", False, FINE),
}


@pytest.fixture
def project(tmp_path):
    with Project.create(tmp_path / "p", SETTINGS) as made:
        yield made


def lacking(project: Project):
    return gaps(project, project.settings())


@pytest.mark.parametrize("name", CASES)
def test_trouble_has_one_word_and_one_exit_code(project, name):
    why, stage, kind, retry, code = CASES[name]
    problem = Problem(stage=stage, url=POST, kind=kind, message="why", retry=retry)
    with project.transaction():
        project.problems.put(problem)
    (gap,) = lacking(project)
    assert (gap.why, gap.count, gap.code, gap.examples) == (why, 1, code, (POST,))
    assert exit_code([problem]) == code
    assert verb_code(StageReport(stage=stage, counts={}, problems=[problem])) == code


@pytest.mark.parametrize("kind", FailureKind)
def test_every_failed_request_has_a_reason(kind):
    assert reason_of(Problem(stage="crawl", url=POST, kind=str(kind), message="")) in WORDS


def test_every_reason_has_words_of_its_own():
    assert set(WORDS) == set(Missing)
    assert len({word.name for word in WORDS.values()}) == len(Missing)


@pytest.mark.parametrize("kind", ["smaller", "row-limit"])
def test_what_is_there_in_part_is_not_missing(project, kind):
    with project.transaction():
        project.problems.put(Problem(stage="media", url=POST, kind=kind, message=""))
    assert lacking(project) == ()


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_the_old_blog_answers_as_gone_is_absent(project, status):
    with project.transaction():
        project.pages.put(Page(url=POST, final_url=POST, status=status, headers={}, body=b""))
    assert told(lacking(project)) == "absent: 1 page"


def test_a_page_that_robots_forbids_is_blocked_and_not_absent(project):
    with project.transaction():
        project.frontier.add("crawl", [Request(url=POST)])
        project.frontier.settle(POST, "blocked", attempts=0)
    assert told(lacking(project)) == "blocked by robots.txt: 1 page"
    assert lacking(project)[0].code == LACKING


def test_a_list_that_robots_forbids_is_no_loss(project):
    url = f"{OLD}/search/label/Tea"
    with project.transaction():
        project.frontier.add("crawl", [Request(url=url)])
        project.frontier.settle(url, "blocked", attempts=0)
    assert lacking(project) == ()


def test_a_page_still_in_the_queue_was_not_tried(project):
    with project.transaction():
        project.frontier.add("crawl", [Request(url=POST)])
    assert told(lacking(project)) == "not tried: 1 page"


def test_an_image_nobody_asked_for_was_not_tried(project):
    with project.transaction():
        project.assets.put(Asset(url="https://1.bp.blogspot.example/a/s0/x.jpg"))
    assert told(lacking(project)) == "not tried: 1 image"


@pytest.mark.parametrize(
    ("code", "severity", "words"),
    [
        ("extract.comments", "warning", "stated, not found: 1 post's comments"),
        ("extract.comments-elsewhere", "warning", "kept elsewhere: 1 post's comments"),
        ("extract.comments", "info", ""),
    ],
)
def test_missing_comments_are_told_apart(project, code, severity, words):
    with project.transaction():
        project.findings.replace("extract", [Finding(code=code, severity=severity, url=POST, message="")])
    assert told(lacking(project)) == words


def test_every_report_shows_each_reason_with_what_helps(project):
    with project.transaction():
        for number, (_, stage, kind, retry, _) in enumerate(CASES.values()):
            url = f"{OLD}/2010/05/{number}.html"
            project.problems.put(Problem(stage=stage, url=url, kind=kind, message="", retry=retry))
    view = build_view(gather(project, project.settings()))
    page, text = render_html(view), render_markdown(view)
    for why in {case[0] for case in CASES.values()}:
        assert WORDS[why].name in page
        assert WORDS[why].name in text
        assert f'"{why}"' in render_json(view)


def test_totals_add_up_over_sorts_of_things(project):
    with project.transaction():
        for stage in ("crawl", "media"):
            project.problems.put(Problem(stage=stage, url=POST, kind="timeout", message="", retry=True))
    assert totals(lacking(project)) == {"no-answer": 2}


def test_what_can_be_tried_again_decides_before_what_cannot():
    problems = [
        Problem(stage="crawl", url=POST, kind="unreadable", message=""),
        Problem(stage="crawl", url=POST, kind="timeout", message="", retry=True),
    ]
    assert exit_code(problems) == AGAIN
