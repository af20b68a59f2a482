"""What a real WordPress holds in its database is what its pages, its API and its feeds are read to."""

from __future__ import annotations

import shutil
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from migrator.html import parse_page, text_of
from migrator.model import Page, RecordKind, Silence, Site
from migrator.platforms.wordpress import PLUGIN
from migrator.stages.crawl import run_crawl
from migrator.stages.extract import run_extract
from migrator.store.project import Project

from .wordpress import SITE as THEMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from migrator.model import Record

    from .wordpress import WordPress

pytestmark = pytest.mark.engine

_FILL = r"""
foreach (['posts_per_page' => 2, 'posts_per_rss' => 2, 'page_comments' => 1, 'comments_per_page' => 2, 'thread_comments' => 1,
    'default_comments_page' => 'newest', 'timezone_string' => 'America/New_York'] as $name => $value) { update_option($name, $value); }
wp_update_user(['ID' => 1, 'display_name' => 'Marigold Finch']);
$sides = wp_insert_term('Sides & sauces', 'category', ['slug' => 'sides'])['term_id'];
$soups = wp_insert_term('Soups', 'category', ['slug' => 'soups', 'parent' => $sides])['term_id'];
foreach ([['Leek & potato', '2011-01-09 07:15:00', [$soups], ['Winter'], "Peel them.\n\n<ul>\n<li>Leeks</li>\n</ul>\n\nWait."],
    ['Salsa – ¡olé!', '2011-07-20 23:45:10', [$sides], ['Summer', 'Hot'], "Chop.\n\nStir <em>once</em>."],
    ['Broth', '2012-02-29 12:00:00', [$soups], [], 'Bones and time.']] as [$title, $date, $in, $tags, $content]) {
    $posts[] = wp_insert_post(['post_title' => $title, 'post_status' => 'publish', 'post_date' => $date, 'post_author' => 1,
        'post_category' => $in, 'tags_input' => $tags, 'post_content' => $content]);
}
wp_insert_post(['post_title' => 'Kitchen rules', 'post_type' => 'page', 'post_status' => 'publish', 'post_author' => 1,
    'post_date' => '2011-03-01 10:00:00', 'post_content' => 'Wash hands.']);
wp_insert_post(['post_title' => 'Half-baked', 'post_status' => 'draft', 'post_author' => 1, 'post_content' => 'Secret.']);
$say = fn($post, $who, $when, $text, $more = []) => wp_insert_comment($more + ['comment_post_ID' => $post, 'comment_author' => $who,
    'comment_date' => $when, 'comment_date_gmt' => get_gmt_from_date($when), 'comment_content' => $text, 'comment_approved' => 1]);
foreach (range(1, 5) as $hour) {
    $asked = $say($posts[0], "Reader $hour", "2011-01-10 0$hour:30:00", "Question $hour?", ['comment_author_url' => "http://reader$hour.example/"]);
}
$answer = $say($posts[0], 'Marigold Finch', '2011-01-10 09:00:00', "Yes.\n\nTwice.", ['comment_parent' => $asked, 'user_id' => 1]);
$say($posts[0], 'Reader 5', '2011-01-10 09:30:00', 'Thanks.', ['comment_parent' => $answer]);
$say($posts[1], 'Pot & pan', '2011-08-01 00:10:00', '[…] chop and stir […]', ['comment_type' => 'pingback', 'comment_author_url' => 'http://pot.example/salsa']);
$say($posts[1], 'Pills', '2011-08-02 00:10:00', 'Buy', ['comment_approved' => 'spam']);
return true;
"""

_HELD = r"""
$names = fn($post, $taxonomy) => wp_get_post_terms($post->ID, $taxonomy, ['fields' => 'names']);
$held = ['posts' => [], 'comments' => []];
foreach (get_posts(['post_type' => ['post', 'page'], 'post_status' => 'publish', 'numberposts' => -1]) as $post) {
    $held['posts'][get_permalink($post)] = ['source_id' => (string) $post->ID, 'kind' => $post->post_type,
        'title' => $post->post_title, 'published' => get_post_datetime($post)->format('c'),
        'author' => get_the_author_meta('display_name', $post->post_author), 'body' => apply_filters('the_content', $post->post_content),
        'labels' => $post->post_type === 'post' ? array_map('html_entity_decode', array_merge($names($post, 'category'), $names($post, 'post_tag'))) : []];
}
foreach (get_comments(['status' => 'approve']) as $comment) {
    $held['comments'][$comment->comment_ID] = ['post' => get_permalink($comment->comment_post_ID),
        'parent' => $comment->comment_parent ?: null, 'author' => $comment->comment_author, 'url' => $comment->comment_author_url ?: null,
        'published' => (new DateTimeImmutable($comment->comment_date, wp_timezone()))->format('c'),
        'html' => apply_filters('comment_text', $comment->comment_content, $comment), 'kind' => $comment->comment_type ?: 'comment'];
}
return $held;
"""

_SETTINGS = """
[old]
url = "https://askmarigold.example"
platform = "wordpress"

[old.hosts]
"askmarigold.example" = "own-server"

[new]
url = "https://new.example"

[crawl]
rate = 1000.0
connections = 2

[network.resolve]
"https://askmarigold.example" = "{address}"
"""


def _theme(wordpress: WordPress, name: str) -> None:
    folder = wordpress.folder / "wp-content" / "themes" / name
    if not folder.exists():
        shutil.copytree(THEMES / name, folder)
    wordpress.ask(
        "update_option('template', $given); update_option('stylesheet', $given); return true;", name
    )


@pytest.fixture(scope="module")
def held(wordpress: WordPress) -> Iterator[dict[str, Any]]:
    """What the database says of everything public."""
    wordpress.set_permalinks("/%year%/%monthnum%/%day%/%postname%/")
    wordpress.ask(_FILL)
    yield wordpress.ask(_HELD)
    wordpress.ask(
        "foreach (get_posts(['post_type' => ['post', 'page'], 'post_status' => 'any', 'numberposts' => -1]) as $each)"
        " { wp_delete_post($each->ID, true); } update_option('page_comments', 0); update_option('posts_per_page', 10); return true;"
    )
    _theme(wordpress, "bare")
    wordpress.set_permalinks("/%postname%/")


@pytest.fixture(scope="module")
def crawled(
    held: dict[str, Any], wordpress: WordPress, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Project]:
    """A project in which the whole blog, in a block theme, was crawled and read."""
    assert held["posts"]
    _theme(wordpress, "blocks")
    folder: Path = tmp_path_factory.mktemp("crawled")
    with Project.create(folder, _SETTINGS.replace("{address}", wordpress.url)) as project:
        run_crawl(project, project.settings(), Silence())
        run_extract(project, project.settings(), Silence())
        yield project


def _records(project: Project, kind: RecordKind, *sources: str) -> dict[str, dict[str, Any]]:
    """Return key → fields of all records of some sources, those of one key put together."""
    told: dict[str, dict[str, Any]] = {}
    for group in project.records.groups(kind):
        for record in group:
            if record.source in sources:
                told.setdefault(record.key, {}).update(record.fields)
    return told


def _lines(html: str) -> list[str]:
    return [line for line in text_of(html).splitlines() if line.strip()]


def _assert_posts(told: Mapping[str, Mapping[str, Any]], held: Mapping[str, Any], *, pages: bool) -> None:
    wanted = {key: post for key, post in held["posts"].items() if pages or post["kind"] == "post"}
    assert set(told) == set(wanted)
    for key, post in wanted.items():
        read = told[key]
        assert (read["title"], read["kind"]) == (post["title"], post["kind"])
        assert read.get("source_id", post["source_id"]) == post["source_id"]
        assert sorted(read["labels"]) == sorted(post["labels"])
        assert _lines(read["body_html"]) == _lines(post["body"])
        if post["kind"] == "post" or read.get("published"):
            assert datetime.fromisoformat(read["published"]) == datetime.fromisoformat(post["published"])
            assert read["author"]["name"] == post["author"]


def _assert_comments(told: Mapping[str, Mapping[str, Any]], held: Mapping[str, Any]) -> None:
    assert set(told) == set(held["comments"])
    for key, comment in held["comments"].items():
        read = told[key]
        assert (read["post"], read["author"]["name"]) == (comment["post"], comment["author"])
        assert datetime.fromisoformat(read["published"]) == datetime.fromisoformat(comment["published"])
        assert _lines(read["html"]) == _lines(comment["html"])
        for name in ("parent", "kind"):
            assert read.get(name, comment[name]) == comment[name]


def test_pages_alone_tell_all_posts_and_pages(crawled: Project, held: dict[str, Any]) -> None:
    _assert_posts(_records(crawled, RecordKind.POST, "html"), held, pages=True)


def test_pages_alone_tell_all_comments_on_all_their_pages(crawled: Project, held: dict[str, Any]) -> None:
    comments = _records(crawled, RecordKind.COMMENT, "html")
    _assert_comments(comments, held)
    assert {key: told["parent"] for key, told in comments.items()} == {
        key: comment["parent"] for key, comment in held["comments"].items()
    }


def test_the_api_alone_tells_all_posts_and_pages(crawled: Project, held: dict[str, Any]) -> None:
    _assert_posts(_records(crawled, RecordKind.POST, "rest"), held, pages=True)


def test_the_api_alone_tells_all_comments_but_pings(crawled: Project, held: dict[str, Any]) -> None:
    comments = _records(crawled, RecordKind.COMMENT, "rest")
    wanted = {key: one for key, one in held["comments"].items() if one["kind"] == "comment"}
    _assert_comments(comments, {"comments": wanted})
    assert {told["author"]["url"] for told in comments.values()} == {one["url"] for one in wanted.values()}


def test_the_feed_alone_tells_all_posts(crawled: Project, held: dict[str, Any]) -> None:
    told = _records(crawled, RecordKind.POST, "feed")
    _assert_posts(told, held, pages=False)


def test_the_feeds_of_comments_tell_the_newest_comments_with_their_parents(
    crawled: Project, held: dict[str, Any]
) -> None:
    told = _records(crawled, RecordKind.COMMENT, "comment-feed")
    assert len(told) > 2  # more than one feed shows
    wanted = {key: held["comments"][key] for key in told}
    _assert_comments(told, {"comments": wanted})
    assert {key: one.get("parent") for key, one in told.items()} == {
        key: one["parent"] for key, one in wanted.items()
    }


def test_everything_together_counts_nothing_twice(crawled: Project, held: dict[str, Any]) -> None:
    posts = {post.key: post for post in crawled.entities.posts()}
    assert set(posts) == set(held["posts"])
    assert {key: str(post.published.isoformat()) for key, post in posts.items() if post.published} == {
        key: post["published"] for key, post in held["posts"].items()
    }


def test_the_blog_names_its_zone(crawled: Project) -> None:
    (told,) = crawled.records.groups(RecordKind.SITE)
    assert {record.fields["timezone"] for record in told if "timezone" in record.fields} == {
        "America/New_York"
    }


def test_a_short_link_leads_to_the_post_with_its_number(crawled: Project, held: dict[str, Any]) -> None:
    told = _records(crawled, RecordKind.URL, "rest")
    for key, post in held["posts"].items():
        short = (
            f"https://askmarigold.example/?{'p' if post['kind'] == 'post' else 'page_id'}={post['source_id']}"
        )
        assert told[short]["leads_to"] == key


def test_categories_are_known_by_name_and_slug(crawled: Project) -> None:
    terms = _records(crawled, RecordKind.TERM, "rest")
    assert terms["category/sides"]["name"] == "Sides & sauces"
    assert terms["category/soups"]["parent"] == "sides"


def _read(wordpress: WordPress, url: str) -> tuple[Record, ...]:
    reply = wordpress.get(url.removeprefix(wordpress.public_url))
    page = Page(url=url, final_url=url, status=reply.status, headers=reply.headers, body=reply.body)
    site = Site(base_url=wordpress.public_url, platform="wordpress")
    tree = parse_page(reply.body, reply.headers["content-type"])
    reading = PLUGIN.read(page, tree, site)
    more = (
        record
        for one in reading.next_requests
        if "comment-page" in one.url
        for record in _alone(wordpress, one.url, site)
    )
    return (*reading.records, *more)


def _alone(wordpress: WordPress, url: str, site: Site) -> tuple[Record, ...]:
    reply = wordpress.get(url.removeprefix(wordpress.public_url))
    page = Page(url=url, final_url=url, status=reply.status, headers=reply.headers, body=reply.body)
    return PLUGIN.read(page, parse_page(reply.body, reply.headers["content-type"]), site).records


def _local(moment: str) -> str:
    """Return a time to the minute as a page shows it, without its offset."""
    return moment[:16]


def test_a_theme_of_the_years_before_html5_tells_the_same(
    crawled: Project, held: dict[str, Any], wordpress: WordPress
) -> None:
    assert crawled.entities.counts()
    _theme(wordpress, "kubrick")
    records = [record for url in held["posts"] for record in _read(wordpress, url)]
    posts = {record.key: record.fields for record in records if record.kind is RecordKind.POST}
    comments = {record.key: record.fields for record in records if record.kind is RecordKind.COMMENT}
    for key, post in held["posts"].items():
        assert (posts[key]["title"], posts[key]["source_id"]) == (post["title"], post["source_id"])
        assert _lines(str(posts[key]["body_html"])) == _lines(post["body"])
        if post["kind"] == "post":
            assert _local(str(posts[key]["published"])) == _local(post["published"])
            assert sorted(posts[key]["labels"]) == sorted(post["labels"])
            assert posts[key]["author"]["name"] == post["author"]
    assert set(comments) == set(held["comments"])
    for key, comment in held["comments"].items():
        read = comments[key]
        assert (read["parent"], read["kind"], read["author"]["name"]) == (
            comment["parent"],
            comment["kind"],
            comment["author"],
        )
        assert _local(str(read["published"])) == _local(comment["published"])
        assert _lines(str(read["html"])) == _lines(comment["html"])
