"""The sample blog, moved from Blogger to a real WordPress: every old address asked, one hop, the right page."""

from __future__ import annotations

import hashlib
import html
import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from engines.wordpress import WordPress, missing_part
from moving import begin, expected, finish, install_plugin, needed, shows_title

from migrator.demo.content import default_content
from migrator.demo.server import SampleServer
from migrator.model import UrlKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moving import Move

    from migrator.model import Comment, Post, UrlMapping

pytestmark = pytest.mark.engine

OLD, NEW = "http://dearmarigold.example", "https://askmarigold.example"
ZONE = ZoneInfo("America/New_York")


@pytest.fixture(scope="module")
def move(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Move]:
    needed(missing_part(), "nginx")
    folder = tmp_path_factory.mktemp("journey")
    with SampleServer(default_content(), faults=False) as old, WordPress(folder, NEW) as new:
        made = finish(begin(folder / "move", (OLD, NEW), old.resolve, new))
        install_plugin(made)
        yield made


def test_a_first_run_pauses_before_the_import_and_says_what_to_do(move: Move) -> None:
    assert "Paused before the import" in move.paused.stdout
    assert "Custom Structure: /%postname%/" in move.paused.stdout


def test_everything_exported_is_imported(move: Move) -> None:
    assert len(move.first) > 2
    sums = {name: sum(part[name] for part in move.first) for name in ("posts", "comments", "attachments")}
    assert sums == {"posts": 65, "comments": 390, "attachments": 19}
    assert [part["lost"] for part in move.first if part["lost"]] == []


def test_parts_can_be_imported_again_without_doubling_anything(move: Move) -> None:
    added = [(part["posts"], part["comments"], part["attachments"], part["terms"]) for part in move.again]
    assert set(added) == {(0, 0, 0, 0)}


def test_after_the_import_the_rules_are_final(move: Move) -> None:
    assert move.final is not None
    assert (move.final.returncode, move.final.stderr) == (0, "")
    assert "The rules are final." in move.final.stdout
    assert [row.old for row in move.mappings(Verdict.MOVED) if not row.final] == []


def test_the_report_shows_old_exported_and_live_as_equal(move: Move) -> None:
    report = json.loads((move.folder / "out" / "report.json").read_text(encoding="utf-8"))
    rows = {row["kind"]: (row["old"], row["exported"], row["live"]) for row in report["reconciled"]}
    assert rows == {
        "Posts": (62, 62, 62),
        "Pages": (3, 3, 3),
        "Comments": (390, 390, 390),
        "Labels": (11, 11, 11),
        "Images and files": (19, 19, 19),
    }


@pytest.mark.parametrize("server", ["nginx", "the new WordPress"])
def test_every_old_address_is_answered_with_its_new_one(move: Move, server: str) -> None:
    rows = move.mappings(Verdict.MOVED, Verdict.GONE)
    answers = move.answers("nginx", rows) if server == "nginx" else move.straight(rows)
    assert answers == expected(rows)
    assert len(rows) == 374


def test_every_new_address_answers_at_once(move: Move) -> None:
    targets = {row.new: row for row in move.mappings(Verdict.MOVED)}
    answers = {new: move.pages[new].status for new in targets}
    assert {new: status for new, status in answers.items() if status != 200} == {}
    assert len(answers) > 200


def test_posts_and_pages_are_the_right_ones(move: Move) -> None:
    rows = [row for row in move.moved(UrlKind.POST, UrlKind.PAGE) if row.old in move.posts]
    titles = {row.new: move.posts[row.old].title for row in rows}
    assert len(titles) == 65
    assert [new for new, title in titles.items() if not shows_title(move.pages[new].text, title or "")] == []


def test_feeds_lead_to_feeds_and_single_entries_to_their_post(move: Move) -> None:
    feeds = [
        row for row in move.moved(UrlKind.FEED) if not re.search(r"/(posts|pages)/default/\d+$", row.old)
    ]
    kinds = {move.pages[row.new].headers["content-type"] for row in feeds}
    assert kinds == {"application/rss+xml; charset=UTF-8"}
    single = {row.new for row in move.moved(UrlKind.FEED) if row not in feeds}
    assert single == {row.new for row in move.moved(UrlKind.POST, UrlKind.PAGE)}


def test_lists_of_posts_begin_with_the_newest_of_the_same_ones(move: Move) -> None:
    rows = move.moved(UrlKind.LABEL, UrlKind.ARCHIVE)
    wrong = [
        row.old for row in rows if not shows_title(move.pages[row.new].text, newest(move, row).title or "")
    ]
    assert (len(rows) > 120, wrong) == (True, [])


def newest(move: Move, row: UrlMapping) -> Post:
    """Return the newest post under a label, or of the year or month a new address names."""
    label = unquote(row.old.rpartition("/")[2])
    months = tuple(map(int, re.findall(r"/(\d+)(?=/)", row.new or "")))

    def fits(post: Post) -> bool:
        day = post.published.astimezone(ZONE)
        return (
            label in post.labels
            if row.kind is UrlKind.LABEL
            else (day.year, day.month)[: len(months)] == months
        )

    found = [post for post in move.posts.values() if post.kind == "post" and fits(post)]
    return max(found, key=lambda post: post.published)


def test_old_links_to_single_comments_still_arrive(move: Move) -> None:
    new_urls = {row.old: row.new for row in move.mappings(Verdict.MOVED)}
    missing = [
        comment.id
        for comment in move.comments
        if move.pages[new_urls[comment.post]].text.count(f'id="c{comment.id}"') != 1
    ]
    assert (len(move.comments), missing) == (390, [])


def test_comments_keep_their_author_time_and_thread(move: Move) -> None:
    there = {row["anchor"]: row for row in move.new.ask(COMMENTS)}
    wrong = [comment.id for comment in move.comments if not is_the_same(comment, there[f"c{comment.id}"])]
    assert (len(there), wrong) == (390, [])
    assert sum(row["parent"] is not None for row in there.values()) > 20


COMMENTS = """
$anchor = fn($id) => get_comment_meta($id, '_migrator_anchor', true);
return array_map(fn($it) => [
    'anchor' => $anchor($it->comment_ID), 'parent' => $it->comment_parent ? $anchor($it->comment_parent) : null,
    'author' => $it->comment_author, 'time' => $it->comment_date_gmt, 'owner' => (bool) $it->user_id,
], get_comments(['status' => 'approve']));
"""


def is_the_same(old: Comment, new: dict[str, Any]) -> bool:
    return (
        html.unescape(new["author"]) == (old.author.name if old.author else "Anonymous")
        and datetime.fromisoformat(f"{new['time']}+00:00") == old.published.replace(microsecond=0)
        and new["parent"] == (f"c{old.parent}" if old.parent else None)
        and new["owner"] is old.by_owner
    )


def test_posts_keep_their_title_time_and_labels(move: Move) -> None:
    there = {row["link"]: row for row in move.new.ask(POSTS)}
    rows = [row for row in move.moved(UrlKind.POST, UrlKind.PAGE) if row.old in move.posts]
    for row in rows:
        old, new = move.posts[row.old], there[row.new]
        assert html.unescape(new["title"]) == (old.title or "")
        assert datetime.fromisoformat(f"{new['time']}+00:00") == old.published.replace(microsecond=0)
        assert {html.unescape(name) for name in new["labels"]} - {"Uncategorized"} == set(old.labels)


POSTS = """
return array_map(fn($it) => [
    'link' => get_permalink($it), 'title' => $it->post_title, 'time' => $it->post_date_gmt,
    'labels' => wp_get_post_terms($it->ID, 'category', ['fields' => 'names']),
], get_posts(['post_type' => ['post', 'page'], 'numberposts' => -1]));
"""


def test_feed_readers_know_the_posts_by_their_old_ids(move: Move) -> None:
    new_urls = {row.old: row.new for row in move.moved(UrlKind.POST)}
    known = {new_urls[post.url]: post.guid for post in move.posts.values() if post.kind == "post"}
    assert dict(feed_ids(move)) == known
    assert all(guid.startswith("tag:blogger.com") for guid in known.values())


def feed_ids(move: Move) -> Iterator[tuple[str, str]]:
    """Go through all pages of the new feed: link and id of each entry."""
    for target in ("/feed/", *(f"/feed/?paged={number}" for number in range(2, 100))):
        page = move.new.get(target)
        if page.status == 404:
            return
        for entry in ET.fromstring(page.body).iter("item"):
            yield entry.findtext("link", ""), entry.findtext("guid", "")


def test_posts_show_their_images_from_the_new_site(move: Move) -> None:
    rows = [row for row in move.moved(UrlKind.POST, UrlKind.PAGE) if row.old in move.posts]
    shown = {url for row in rows for url in re.findall(r'<img[^>]* src="([^"]*)"', move.pages[row.new].text)}
    assert [url for url in shown if not url.startswith(f"{NEW}/wp-content/uploads/")] == []
    copies = {hashlib.sha256(path.read_bytes()).hexdigest() for path in move.files.values()}
    assert {hashlib.sha256(move.pages[url].body).hexdigest() for url in shown} <= copies
    assert len(shown) > 10


def test_no_link_in_a_post_leads_to_an_address_that_moved(move: Move) -> None:
    rows = [row for row in move.moved(UrlKind.POST, UrlKind.PAGE) if row.old in move.posts]
    links = {url for row in rows for url in re.findall(r'<a[^>]* href="([^"]*)"', move.pages[row.new].text)}
    gone = {row.old for row in move.mappings(Verdict.GONE)}
    assert {url for url in links if url.startswith(OLD)} - gone == set()
    inside = {url.partition("#")[0] for url in links if url.startswith(NEW)}
    assert {url: move.pages[url].status for url in inside if move.pages[url].status != 200} == {}


def test_a_renamed_post_and_a_draft_are_reported_and_followed(move: Move) -> None:
    renamed, drafted = move.moved(UrlKind.POST)[10:12]
    written = written_files(move)
    ids = [move.new.ask("return url_to_postid($given);", row.new) for row in (renamed, drafted)]
    move.new.ask(UPDATE, {"ID": ids[0], "post_name": "quite-another-name"})
    move.new.ask(UPDATE, {"ID": ids[1], "post_status": "draft"})
    said, found, rows = move.again_imported(), move.differences(), moved_rows(move)
    answers = move.answers("nginx", [renamed])
    move.new.ask(UPDATE, {"ID": ids[0], "post_name": last_segment(renamed)})
    move.new.ask(UPDATE, {"ID": ids[1], "post_status": "publish"})
    healed = move.again_imported()

    assert (said.returncode, drafted.new in said.stdout) == (1, True)
    assert found == {(renamed.old, "readback.address-changed"), (drafted.old, "readback.not-imported")}
    assert rows[renamed.old].new == f"{NEW}/quite-another-name/"
    assert answers == [(301, f"{NEW}/quite-another-name/")]
    assert [row.old for row in rows.values() if not row.final and row.old in move.posts] == [drafted.old]
    assert (healed.returncode, move.differences()) == (0, set())
    assert moved_rows(move)[renamed.old] == renamed
    assert written_files(move) == written


UPDATE = "return wp_update_post($given);"


def written_files(move: Move) -> dict[str, str]:
    """Return the sum of every generated file."""
    paths = [path for path in sorted((move.folder / "out").rglob("*")) if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def moved_rows(move: Move) -> dict[str, UrlMapping]:
    """Return the posts' rows as they are now."""
    return {row.old: row for row in move.moved(UrlKind.POST)}


def last_segment(row: UrlMapping) -> str:
    """Return the slug of a post's new address."""
    return (row.new or "").rstrip("/").rpartition("/")[2]
