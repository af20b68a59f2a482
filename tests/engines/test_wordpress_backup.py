"""The export file a real WordPress writes is read to what that WordPress shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from migrator import registry
from migrator.fetch.containers import opened
from migrator.html import text_of
from migrator.model import Problem, Record, RecordKind, Site

if TYPE_CHECKING:
    from pathlib import Path

    from .wordpress import WordPress

pytestmark = pytest.mark.engine

_FILL = r"""
update_option('timezone_string', 'America/New_York');
$term = wp_insert_term('Letters & answers', 'category', ['slug' => 'letters']);
$roses = wp_insert_post(['post_title' => 'Roses & rain', 'post_name' => 'roses-rain', 'post_status' => 'publish',
    'post_date' => '2010-05-31 23:30:00', 'post_author' => 1, 'post_category' => [$term['term_id']], 'tags_input' => ['Roses'],
    'post_content' => "Late at night.\nIt rains.\n\n<ul>\n<li>One</li>\n</ul>\n\nThe <em>end</em>.\n\n<pre>a\n\nb</pre>"]);
$first = wp_insert_comment(['comment_post_ID' => $roses, 'comment_author' => 'Rosa', 'comment_content' => "Mine\n\nnever.",
    'comment_date' => '2010-06-01 05:00:00', 'comment_approved' => 1]);
wp_insert_comment(['comment_post_ID' => $roses, 'comment_author' => 'Marigold', 'comment_content' => 'Water.', 'user_id' => 1,
    'comment_parent' => $first, 'comment_approved' => 1]);
wp_insert_comment(['comment_post_ID' => $roses, 'comment_author' => 'Blog', 'comment_type' => 'pingback',
    'comment_content' => 'roses', 'comment_approved' => 1]);
wp_insert_comment(['comment_post_ID' => $roses, 'comment_author' => 'Pills', 'comment_content' => 'Buy', 'comment_approved' => 'spam']);
foreach (['draft', 'private', 'future', 'pending', 'trash'] as $status) {
    wp_insert_post(['post_title' => "Secret $status", 'post_status' => $status, 'post_author' => 1, 'post_content' => 'Secret',
        'post_date' => $status === 'future' ? '2099-01-01 00:00:00' : '2010-06-05 00:00:00']);
}
require_once ABSPATH . 'wp-admin/includes/export.php';
ob_start();
export_wp(['content' => 'all']);
return ['xml' => ob_get_clean(), 'link' => get_permalink($roses), 'shown' => apply_filters('the_content', get_post($roses)->post_content)];
"""


def _lines(html: str) -> list[str]:
    return [line for line in text_of(html).splitlines() if line.strip()]


@pytest.fixture(scope="module")
def exported(wordpress: WordPress) -> dict[str, str]:
    wordpress.set_permalinks("/%year%/%monthnum%/%postname%/")
    found: dict[str, str] = wordpress.ask(_FILL)
    return found


@pytest.fixture
def read(exported: dict[str, str], wordpress: WordPress, tmp_path: Path) -> list[Record | Problem]:
    (tmp_path / "export.xml").write_text(exported["xml"], encoding="utf-8")
    backup = registry.load("backup", "wxr")
    with opened(tmp_path / "export.xml") as given:
        assert backup.about(given).base_url == wordpress.public_url
        return list(backup.read(given, Site(base_url=wordpress.public_url, platform="wordpress")))


def test_the_post_is_read_as_wordpress_shows_it(
    exported: dict[str, str], read: list[Record | Problem]
) -> None:
    (post,) = [one for one in read if isinstance(one, Record) and one.fields.get("title") == "Roses & rain"]
    assert (post.key, post.fields["published"]) == (exported["link"], "2010-05-31T23:30:00-04:00")
    assert post.fields["labels"] == ["Letters & answers", "Roses"]
    assert _lines(str(post.fields["body_html"])) == _lines(exported["shown"])
    for tag in ("<p>", "<br", "<li>", "<pre>"):
        assert str(post.fields["body_html"]).count(tag) == exported["shown"].count(tag)


def test_comments_keep_parent_kind_and_owner(exported: dict[str, str], read: list[Record | Problem]) -> None:
    comments = {
        str(one.fields["author"]["name"]): one
        for one in read
        if isinstance(one, Record)
        and one.kind is RecordKind.COMMENT
        and one.fields["post"] == exported["link"]
    }
    assert set(comments) == {"Rosa", "Marigold", "Blog"}
    assert comments["Marigold"].fields["parent"] == comments["Rosa"].key
    assert comments["Marigold"].fields["by_owner"] is True
    assert comments["Blog"].fields["kind"] == "pingback"


def test_nothing_that_was_never_public_is_read(read: list[Record | Problem]) -> None:
    told = {one.message: one.kind for one in read if isinstance(one, Problem)}
    assert not [one for one in read if isinstance(one, Record) and "Secret" in repr(one.fields)]
    assert {message: kind for message, kind in told.items() if message.startswith("Secret")} == {
        "Secret draft": "draft",
        "Secret future": "scheduled",
        "Secret pending": "pending",
        "Secret private": "private",
        "Secret trash": "trash",
    }
