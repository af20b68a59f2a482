"""Our WXR has the shape of the one WordPress's own exporter writes: same elements, same order, same CDATA."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from exports.sample import sample
from lxml import etree

from migrator.exports._contract import ExportOptions
from migrator.exports.wxr import PLUGIN
from migrator.html import fold_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .wordpress import WordPress

pytestmark = pytest.mark.engine

_FILL = """
$term = wp_insert_term('Office life', 'category');
$post = wp_insert_post([
    'post_title' => 'On tea & co', 'post_content' => 'Strong ]]> tea', 'post_excerpt' => 'Tea', 'post_status' => 'publish',
    'post_author' => 1, 'post_date' => '2009-01-31 23:30:00', 'post_category' => [$term['term_id']],
]);
add_post_meta($post, 'old_url', 'http://dearmarigold.example/2009/01/tea.html');
$parent = wp_insert_comment(['comment_post_ID' => $post, 'comment_author' => 'Ann', 'comment_content' => 'One',
    'comment_author_url' => 'http://ann.example/', 'comment_date' => '2009-02-01 10:00:00']);
add_comment_meta($parent, 'anchor', 'c1');
$attachment = wp_insert_attachment(['post_title' => 'Cat', 'post_mime_type' => 'image/jpeg', 'post_status' => 'inherit',
    'guid' => 'https://askmarigold.example/cat.jpg'], 'cat.jpg');
return [$post, $attachment, $term['term_id']];
"""
_EXPORT = """
require_once ABSPATH . 'wp-admin/includes/export.php';
ob_start();
export_wp(['content' => 'all']);
return ob_get_clean();
"""
_EMPTY = """
[$post, $attachment, $term] = $given;
wp_delete_post($post, true); wp_delete_post($attachment, true); wp_delete_term($term, 'category');
return true;
"""


@pytest.fixture(scope="module")
def theirs(wordpress: WordPress) -> Iterator[str]:
    made = wordpress.ask(_FILL)
    yield wordpress.ask(_EXPORT)
    wordpress.ask(_EMPTY, made)


@pytest.fixture(scope="module")
def ours() -> str:
    return b"".join(PLUGIN.write(sample(), ExportOptions()).files[0].chunks).decode()


def _tree(text: str) -> etree._Element:
    return etree.fromstring(text.strip().encode()).find("channel")


def _shape(element: etree._Element) -> list[str]:
    tags = [child.tag.rpartition("}")[2] for child in element if isinstance(child.tag, str)]
    return list(dict.fromkeys(tags))


def _fullest(channel: etree._Element, path: str) -> list[str]:
    found = channel.xpath(path, namespaces={"wp": "http://wordpress.org/export/1.2/"})
    return max(map(_shape, found), key=len)


@pytest.mark.parametrize(
    "path",
    [
        "wp:author",
        "wp:category[wp:category_nicename='office-life']",
        "item[wp:post_type='post']",
        "item[wp:post_type='attachment']",
        "item/wp:comment",
        "item/wp:postmeta",
        "item/wp:comment/wp:commentmeta",
    ],
)
def test_elements_come_in_wordpresss_order(theirs: str, ours: str, path: str) -> None:
    assert _fullest(_tree(ours), path) == _fullest(_tree(theirs), path)


def test_channel_begins_in_wordpresss_order(theirs: str, ours: str) -> None:
    written, expected = _shape(_tree(ours)), _shape(_tree(theirs))
    assert set(written) <= set(expected)
    assert written == [tag for tag in expected if tag in written]


def test_namespaces_are_wordpresss(theirs: str, ours: str) -> None:
    assert _tree(ours).nsmap == _tree(theirs).nsmap


def test_cdata_is_used_where_wordpress_uses_it(theirs: str, ours: str) -> None:
    leaf = re.compile(r"<([\w:]+)(?: [^>]*)?>(<!\[CDATA\[)?[^<]")
    expected = {tag: bool(cdata) for tag, cdata in leaf.findall(theirs) if tag not in {"category", "item"}}
    written = {tag: bool(cdata) for tag, cdata in leaf.findall(ours)}
    shared = sorted(set(written) & set(expected) - {"description"})
    assert len(shared) > 20
    assert {tag: written[tag] for tag in shared} == {tag: expected[tag] for tag in shared}


def test_linter_passes_what_wordpress_writes(theirs: str) -> None:
    found = PLUGIN.lint({"wordpress.xml": theirs.encode()}, ExportOptions())
    assert [finding.message for finding in found if finding.severity == "error"] == []


def test_wordpress_adds_no_line_breaks_to_a_folded_body(wordpress: WordPress) -> None:
    body = "<p>one\ntwo <b>bold</b>\nthree</p>\n<pre>a\nb</pre>\n<div>c<br />\nd</div>"
    shown = wordpress.ask("return [wpautop($given[0]), wpautop($given[1])];", [body, fold_lines(body)])
    assert [text.count("<br") for text in shown] == [3, 1]
    assert "<pre>a\nb</pre>" in shown[1]
