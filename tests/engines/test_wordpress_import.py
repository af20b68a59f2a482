"""Our WXR in a real WordPress, imported twice: nothing doubled, names and titles as they were."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from exports.sample import DRAWING, PHOTO, comment, sample

from migrator.exports._contract import ExportOptions
from migrator.exports.wxr import PLUGIN
from migrator.model import Author

from .importing import import_parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from exports.sample import SampleContent

    from .wordpress import WordPress

pytestmark = pytest.mark.engine

NAMES = (
    "Tom & Jerry",
    "A &amp; B",
    "<b>Bold</b> < 3 > 2",
    "back\\slash \\' \\\\",
    "100%41 sure, 5%",
    "two  blanks\tand a tab ",
    "\"quoted\" 'twice'",
    "ö" * 200,
    "&" * 100,
    "[gallery] $1 %s {x}",
)
_SHOWN = """
return array_map(function ($comment) { $GLOBALS['comment'] = $comment; return get_comment_author($comment); },
    get_comments(['post_id' => get_page_by_path($given, OBJECT, 'post')->ID, 'orderby' => 'comment_date', 'order' => 'ASC']));
"""
_EMPTY = """
foreach (get_posts(['post_type' => 'any', 'post_status' => 'any', 'numberposts' => -1]) as $post) { wp_delete_post($post->ID, true); }
foreach (get_posts(['post_type' => 'attachment', 'numberposts' => -1]) as $post) { wp_delete_attachment($post->ID, true); }
foreach (get_terms(['taxonomy' => 'category', 'hide_empty' => false]) as $term) { wp_delete_term($term->term_id, 'category'); }
foreach (get_users(['exclude' => [1]]) as $user) { wp_delete_user($user->ID); }
return true;
"""


def _content() -> SampleContent:
    content = sample()
    second = content.entries[0]
    named = [comment(100 + n, second, author=Author(name=name)) for n, name in enumerate(NAMES)]
    titled = replace(content.entries[3], title="C:\\new \\' & <i>x</i> \\\\")
    return replace(
        content,
        entries=[*content.entries[:3], titled, *content.entries[4:]],
        replies=[*content.replies, *named],
    )


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("wxr")
    options = ExportOptions(part_comments=4)
    for file in PLUGIN.write(_content(), options).files:
        (folder / file.path).write_bytes(b"".join(file.chunks))
    return sorted(folder.glob("*.xml"))


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("picture") / "cat.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0 a cat")
    return path


@pytest.fixture
def emptied(wordpress: WordPress) -> Iterator[WordPress]:
    wordpress.ask(_EMPTY)
    yield wordpress
    wordpress.ask(_EMPTY)


def test_repeated_parts_add_nothing(emptied: WordPress, parts: list[Path], picture: Path) -> None:
    files = dict.fromkeys((PHOTO, DRAWING), picture)
    first, again = (import_parts(emptied, parts, files) for _ in range(2))
    total = {name: sum(part[name] for part in first) for name in ("posts", "comments", "attachments")}
    assert total == {"posts": 6, "comments": 8 + len(NAMES), "attachments": 2}
    added = {(part["posts"], part["comments"], part["attachments"], part["terms"]) for part in again}
    assert (len(parts) > 3, added) == (True, {(0, 0, 0, 0)})


def test_names_are_shown_as_they_were(emptied: WordPress, parts: list[Path], picture: Path) -> None:
    import_parts(emptied, parts, dict.fromkeys((PHOTO, DRAWING), picture))
    shown = [html.unescape(name) for name in emptied.ask(_SHOWN, "second")]
    assert len(shown) == 2 + len(NAMES)
    for name, seen in zip(NAMES, shown[2:], strict=True):
        whole = " ".join(name.split())
        assert seen == whole or (len(seen) > 40 and whole.startswith(seen))


def test_titles_are_shown_as_they_were(emptied: WordPress, parts: list[Path], picture: Path) -> None:
    import_parts(emptied, parts, dict.fromkeys((PHOTO, DRAWING), picture))
    rows = emptied.rest("/wp/v2/posts?slug=undated&_fields=title")
    assert next(html.unescape(row["title"]["rendered"]) for row in rows).startswith("C:\\new")
