"""The must-use plug-in inside a real WordPress: every rule asked over a raw socket, and what must not redirect."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from migrator.model import Proof, Silence
from migrator.prove.client import ask
from migrator.redirects._spelling import encoded_path, percent_encoded
from migrator.redirects.compile import no_variants
from migrator.redirects.lowering import planned
from migrator.redirects.targets._contract import Answer
from migrator.redirects.targets.wordpress_plugin import PLUGIN
from migrator.stages.proving import Subject, prove_target

from .hostile_rules import HOSTS, NEW, OLD, STRANGERS, hostile_rules
from .wordpress import core_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.prove.client import Reply
    from migrator.redirects.targets._contract import RuleSet

    from .wordpress import WordPress

pytestmark = pytest.mark.engine


@dataclass(frozen=True)
class Asked:
    host: str
    target: str


@pytest.fixture
def deploy(wordpress: WordPress) -> Iterator[Callable[[RuleSet], None]]:
    """Puts a rule set's files into WordPress; they are taken out afterwards."""
    laid: list[Path] = []

    def put(rules: RuleSet) -> None:
        for file in PLUGIN.render(rules):
            path = wordpress.mu_plugins / file.path
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(file.content)
            laid.append(path)

    yield put
    for path in laid:
        path.unlink(missing_ok=True)


def test_every_rule_is_answered_exactly_by_wordpress(
    wordpress: WordPress, deploy: Callable[[RuleSet], None]
) -> None:
    rules = hostile_rules()
    deploy(rules)
    questions = _questions(rules)
    replies = ask(_port(wordpress), questions, lambda _: None)
    expected = [(rule.status, rule.target) for rule, _ in _asked(rules)]
    assert [_told(reply) for reply in replies] == expected
    assert len(expected) == len(rules.rules) * len(HOSTS)


def test_strangers_are_never_sent_elsewhere(wordpress: WordPress, deploy: Callable[[RuleSet], None]) -> None:
    deploy(hostile_rules())
    questions = [Asked(OLD, target) for target in STRANGERS] + [Asked("other.example", "/p/about.html")]
    replies = ask(_port(wordpress), questions, lambda _: None)
    ours = {*HOSTS, "askmarigold.example"}
    for question, reply in zip(questions, replies, strict=True):
        assert reply.values("x-redirect-by") in {(), ("WordPress",)}, question
        assert {urlsplit(location).netloc for location in reply.values("location")} <= ours, question
        assert reply.values("set-cookie") == ()


def test_wrong_rules_are_found_and_no_others(wordpress: WordPress, deploy: Callable[[RuleSet], None]) -> None:
    meant = hostile_rules()
    wrong = {3: {"target": f"{NEW}/wrong/"}, 7: {"target": None, "status": 410}, 10: {"path": "/elsewhere"}}
    seeded = [replace(rule, **wrong.get(number, {})) for number, rule in enumerate(meant.rules)]
    deploy(replace(meant, rules=tuple(seeded)))
    replies = ask(_port(wordpress), [Asked(OLD, _target(rule)) for rule in meant.rules], lambda _: None)
    pairs = zip(meant.rules, replies, strict=True)
    failed = {n for n, (rule, reply) in enumerate(pairs) if _told(reply) != (rule.status, rule.target)}
    assert failed == wrong.keys()


def test_the_model_says_what_wordpress_says(wordpress: WordPress, deploy: Callable[[RuleSet], None]) -> None:
    rules = hostile_rules(keep_utm=True)
    deploy(rules)
    questions = [Asked(OLD, target) for target in (*_variations(), *STRANGERS)]
    replies = ask(_port(wordpress), questions, lambda _: None)
    told = [_ours(reply) for reply in replies]
    assert told == [PLUGIN.answer(rules, question.host, question.target) for question in questions]


@pytest.mark.parametrize("keep_utm", [False, True])
@pytest.mark.parametrize("core", [None, "/nowhere"], ids=["in WordPress", "in PHP alone"])
def test_the_engine_description_proves_the_rules_and_finds_seeded_faults(
    wordpress: WordPress, monkeypatch: pytest.MonkeyPatch, core: str | None, *, keep_utm: bool
) -> None:
    monkeypatch.setenv("MIGRATOR_WORDPRESS", core or str(core_folder()))
    plan = planned(PLUGIN, hostile_rules(keep_utm=keep_utm))
    proved = prove_target(Subject(PLUGIN, plan, (), no_variants), Silence(), real=True, required=True)
    assert (proved.result.grade, proved.findings) == (Proof.PROVED, ())
    assert proved.result.asked > 300


def test_a_large_rule_set_is_read_in_pieces(wordpress: WordPress, deploy: Callable[[RuleSet], None]) -> None:
    rule = hostile_rules().rules[1]
    many = [replace(rule, path=f"/{n}.html", target=f"{NEW}/{n}/") for n in range(10_000)]
    rules = replace(hostile_rules(), rules=tuple(many))
    deploy(rules)
    asked = many[:: len(many) // 50]
    replies = ask(_port(wordpress), [Asked(OLD, rule.path) for rule in asked], lambda _: None)
    assert [_told(reply) for reply in replies] == [(301, rule.target) for rule in asked]


def test_a_broken_rules_file_leaves_the_blog_standing(
    wordpress: WordPress, deploy: Callable[[RuleSet], None]
) -> None:
    deploy(hostile_rules())
    (wordpress.mu_plugins / "migrator-redirects" / "rules.json").write_text("{ broken")
    assert wordpress.get("/").status == 200


def test_a_rule_that_leads_elsewhere_is_not_followed(
    wordpress: WordPress, deploy: Callable[[RuleSet], None]
) -> None:
    deploy(hostile_rules())
    file = wordpress.mu_plugins / "migrator-redirects" / "rules.json"
    file.write_text(file.read_text().replace(f"{NEW}/p1/", f"{NEW}.evil.example/"))
    assert wordpress.get("/2009/05/on-tea.html", OLD).headers.get("x-redirect-by") != "migrator"


def test_readers_who_post_are_left_to_wordpress(
    wordpress: WordPress, deploy: Callable[[RuleSet], None]
) -> None:
    deploy(hostile_rules())
    reply = wordpress.send("POST", "/p/about.html", headers={"Host": OLD})
    assert reply.headers.get("x-redirect-by") != "migrator"


def test_wordpress_no_longer_guesses(wordpress: WordPress, deploy: Callable[[RuleSet], None]) -> None:
    post = wordpress.rest("/wp/v2/posts", {"title": "Guessing game", "status": "publish"})
    assert wordpress.get("/guessing/").status == 301
    deploy(hostile_rules())
    assert wordpress.get("/guessing/").status == 404
    _delete(wordpress, post["id"])


def test_feeds_give_posts_the_ids_they_always_had(
    wordpress: WordPress, deploy: Callable[[RuleSet], None]
) -> None:
    old = wordpress.rest("/wp/v2/posts", {"title": "Known", "slug": "known", "status": "publish"})
    new = wordpress.rest("/wp/v2/posts", {"title": "Fresh", "slug": "fresh", "status": "publish"})
    guid = "tag:blogger.com,1999:blog-1.post-2"
    deploy(replace(hostile_rules(), content={"guids": {f"{NEW}/known/": guid, f"{NEW}/x/": "</guid><x>"}}))
    assert f'<guid isPermaLink="false">{guid}</guid>' in wordpress.get("/feed/").text
    assert f"<id>{guid}</id>" in wordpress.get("/feed/atom/").text
    assert wordpress.get("/feed/").text.count("tag:blogger.com") == 1
    _delete(wordpress, old["id"], new["id"])


def test_an_id_stored_with_an_imported_post_outlives_a_new_address(
    wordpress: WordPress, deploy: Callable[[RuleSet], None]
) -> None:
    post = wordpress.rest("/wp/v2/posts", {"title": "Known", "slug": "renamed", "status": "publish"})
    wordpress.ask("return add_post_meta($given, '_migrator_guid', 'tag:x,1999:\"<&');", post["id"])
    deploy(hostile_rules())
    assert '<guid isPermaLink="false">tag:x,1999:&quot;&lt;&amp;</guid>' in wordpress.get("/feed/").text
    _delete(wordpress, post["id"])


def test_a_comment_keeps_its_old_anchor(wordpress: WordPress, deploy: Callable[[RuleSet], None]) -> None:
    post = wordpress.rest("/wp/v2/posts", {"title": "Talk", "slug": "talk", "status": "publish"})
    add = """
    foreach ($given['anchors'] as $anchor) {
        $id = wp_insert_comment(['comment_post_ID' => $given['post'], 'comment_content' => "Said $anchor",
            'comment_author' => 'Ann', 'comment_approved' => 1]);
        add_comment_meta($id, '_migrator_anchor', $anchor);
    }
    return true;
    """
    anchors = ["c8712345678901234567", 'c1"><script>', "C9", ""]
    wordpress.ask(add, {"post": post["id"], "anchors": anchors})
    deploy(hostile_rules())
    text = wordpress.get("/talk/").text
    assert re.findall(r'<a id="([^"]*)"></a>', text) == ["c8712345678901234567"]
    _delete(wordpress, post["id"])


def _asked(rules: RuleSet) -> Iterator[tuple[RedirectRule, Asked]]:
    for rule in rules.rules:
        for host in HOSTS:
            yield rule, Asked(host, _target(rule))


def _questions(rules: RuleSet) -> Sequence[Asked]:
    return [question for _, question in _asked(rules)]


def _target(rule: RedirectRule) -> str:
    pairs = "&".join(f"{percent_encoded(n, '.-')}={percent_encoded(v, '')}" for n, v in rule.query)
    return encoded_path(rule.path) + (f"?{pairs}" if pairs else "")


def _variations() -> tuple[str, ...]:
    return (
        "/2009/05/on%2Dtea.html",
        "/2009//05/./on-tea.html?m=1",
        "/x/../p/about.html",
        "/search/label/Tea%20%26%20Cake?max-results=20",
        "/search/label/Tea+%26+Cake",
        "/search/label/a%2Fb",
        "/search/label/a%2fb",
        "/search/label/%e6%97%a5%E6%9c%ac%20%C3%A9",
        "//evil.example/%2e%2e",
        "/search/label/latin-%e9",
        "/search?q=tea+time&m=1",
        "/search?m=1&q=tea%20time",
        "/search?q=tea%2Btime",
        "/search?q=gone&q=other",
        "/search?updated-max=2009-06-01T00:00:00-07:00&max-results=5",
        "/search?updated-max=2009-06-01T00%3A00%3A00-07%3A00",
        "/search?",
        "/search?&&=&q",
        "/search?utm_source=a&utm_medium=b%20c&utm_evil=1",
        "/search?q=tea+time&utm_source=a&utm_source=b",
        "/search?utm_source=%0d%0aX:1",
        "/2010/01/deleted.html?utm_source=a",
        f"http://{OLD}/p/about.html?m=1",
    )


def _port(wordpress: WordPress) -> int:
    return urlsplit(wordpress.url).port or 0


def _told(reply: Reply) -> tuple[int, str | None]:
    return reply.status, next(iter(reply.values("location")), None)


def _ours(reply: Reply) -> Answer | None:
    """What the plug-in answered; None where WordPress itself did."""
    if reply.status == 410:
        return Answer(410)
    return Answer(*_told(reply)) if reply.values("x-redirect-by") == ("migrator",) else None


def _delete(wordpress: WordPress, *posts: int) -> None:
    wordpress.ask("foreach ($given as $id) { wp_delete_post($id, true); } return true;", posts)
