"""Old links with a fragment on a real WordPress: its must-use plug-in redirects, and finds comments on whatever page."""

from __future__ import annotations

from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest

from migrator.model import UrlKind, UrlMapping, Verdict
from migrator.redirects.anchors import Anchor, compile_map, ordered, view_anchors
from migrator.redirects.compile import Move
from migrator.redirects.targets.wordpress_plugin import PLUGIN

from .hostile_rules import OLD
from .loopback import serving
from .wordpress import WordPress, missing_part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.engine

NEW_HOST = "askmarigold.example"
NEW = f"http://{NEW_HOST}"
POST = f"{NEW}/talk-of-old/"
MOVED = {
    "/": "/",
    "/2010/05/talk.html": "/talk-of-old/",
    "/2003_02_01_archive.html": "/",
    "/search/label/Tea%20%26%20Cake": "/talk-of-old/",
    "/faq.html": "/",
    "/faq.html#ship": "/talk-of-old/",
}
COMMENTS = """
update_option('page_comments', 1); update_option('comments_per_page', 2); update_option('default_comments_page', 'oldest');
$ids = [];
foreach (range(1, 5) as $number) {
    $ids[$number] = wp_insert_comment(['comment_post_ID' => $given, 'comment_content' => "Said $number",
        'comment_author' => 'Ann', 'comment_approved' => $number === 4 ? 0 : 1,
        'comment_date' => "2010-05-0$number 10:00:00", 'comment_date_gmt' => "2010-05-0$number 10:00:00"]);
    add_comment_meta($ids[$number], '_migrator_anchor', "c870000000000000000$number");
}
return $ids;
"""


@pytest.fixture(scope="module")
def wordpress(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WordPress]:
    """A WordPress that believes in a public address without TLS, so that a plain proxy can stand before it."""
    if reason := missing_part():
        pytest.skip(reason)
    with WordPress(tmp_path_factory.mktemp("wordpress-anchors"), NEW) as site:
        _lay_plugin(site)
        yield site


def _lay_plugin(site: WordPress) -> None:
    rows = [
        UrlMapping(old=f"http://{OLD}{path}", kind=UrlKind.POST, verdict=Verdict.MOVED, new=NEW + there)
        for path, there in MOVED.items()
    ]
    rules = compile_map(rows, Move(old_hosts=(OLD,), new_url=NEW)).rules
    known = [Anchor("90123456", POST), Anchor("c8700000000000000005", f"{POST}#")]
    anchors = ordered((*rules.anchors, *known, *view_anchors(rules.rules, ())))
    for file in PLUGIN.render(replace(rules, anchors=anchors)):
        path = site.mu_plugins / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)


@pytest.fixture(scope="module")
def comments(wordpress: WordPress) -> dict[str, int]:
    """The ids of a post's five comments, two on a page, the fourth not approved."""
    made = wordpress.rest("/wp/v2/posts", {"title": "Talk", "slug": "talk-of-old", "status": "publish"})
    found: dict[str, int] = wordpress.ask(COMMENTS, made["id"])
    return found


@pytest.fixture(scope="module")
def reader(chromium: Browser, wordpress: WordPress, comments: dict[str, int]) -> Iterator[Page]:
    """A browser behind a proxy for which both public hosts are this WordPress, and no others exist."""
    assert comments

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            reply = wordpress.get(url.path + (f"?{url.query}" if url.query else ""), url.netloc)
            self.send_response(reply.status if url.netloc in {OLD, NEW_HOST} else 502)
            for name in {"location", "content-type"} & reply.headers.keys():
                self.send_header(name, reply.headers[name])
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_words: object) -> None:
            pass

    with serving(Proxy) as port:
        context = chromium.new_context(proxy={"server": f"http://127.0.0.1:{port}"})
        yield context.new_page()
        context.close()


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_comment_is_found_on_whatever_page_it_is_now(
    reader: Page, comments: dict[str, int], number: int
) -> None:
    reader.goto(f"http://{OLD}/2010/05/talk.html?showComment=1#c870000000000000000{number}")
    reader.wait_for_selector(f"text=Said {number}")
    if number == 1:
        assert reader.url == f"{POST}#c8700000000000000001"
    else:
        assert reader.url == f"{POST}comment-page-2/#comment-{comments[str(number)]}"


@pytest.mark.parametrize(
    "old_path",
    [
        "/#!/2010/05/talk.html?m=1",
        "/#!/search/label/Tea%20%26%20Cake",
        "/2003_02_01_archive.html#90123456",
        "/faq.html#ship",
    ],
)
def test_views_posts_and_rows_of_a_map_lead_to_the_post(reader: Page, old_path: str) -> None:
    reader.goto(f"http://{OLD}{old_path}")
    reader.wait_for_url(f"{POST}")


@pytest.mark.parametrize(
    "fragment",
    [
        "c8700000000000000004",
        "c99",
        "!//evil.example/",
        "!/unknown.html",
        "!/%",
        "__proto__",
        'c1"><script>window.ran=1</script>',
        "c1' OR 1=1 -- ",
    ],
)
def test_what_is_not_known_has_no_answer(
    wordpress: WordPress, comments: dict[str, int], fragment: str
) -> None:
    assert comments
    reply = wordpress.get(f"/?migrator-anchor={quote(fragment, safe='')}")
    assert (reply.status, reply.text) == (200, "null")
    assert reply.headers["content-type"].startswith("application/json")
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_an_answer_is_an_address_of_this_site_without_its_host(
    wordpress: WordPress, comments: dict[str, int]
) -> None:
    assert wordpress.get("/?migrator-anchor=!%2F2010%2F05%2Ftalk.html").json == "/talk-of-old/"
    found = wordpress.get("/?migrator-anchor=comment-8700000000000000005").json
    assert found == f"/talk-of-old/comment-page-2/#comment-{comments['5']}"
    assert wordpress.get("/?migrator-anchor[]=c1").status == 200
