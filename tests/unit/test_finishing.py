"""What a file says is made to fit the inventory: canonical keys, absolute links, no moving notices."""

from __future__ import annotations

import pytest

from migrator.model import LinkKind, Record, RecordKind
from migrator.profiles import site_urls
from migrator.stages.finishing import Finished, finished

URLS = site_urls("blogger", "http://old.example", ("old.blogspot.example",))
KEY = "http://old.example/2010/05/x.html"
PAGE = "source:t.zip"


def ready(kind: RecordKind, key: str, /, **fields) -> Finished | None:
    return finished(Record(kind=kind, key=key, source="backup:x", url=key, fields=fields), PAGE, URLS)


@pytest.mark.parametrize(
    "spelling",
    [KEY, "https://www.old.example/2010/05/x.html?m=1", "http://old.blogspot.example/2010/05/x.html"],
)
def test_every_spelling_of_an_address_becomes_the_rows(spelling: str) -> None:
    found = ready(RecordKind.POST, spelling, kind="post", body_html="")
    assert found is not None
    assert (found.record.key, found.record.url) == (KEY, PAGE)


def test_an_address_on_another_host_is_no_part_of_the_blog() -> None:
    assert ready(RecordKind.POST, "http://staging.example/2010/05/x.html") is None
    assert ready(RecordKind.COMMENT, "1", post="http://staging.example/x") is None


def test_relative_links_become_absolute_and_are_noted_under_the_source() -> None:
    found = ready(RecordKind.POST, KEY, body_html='<a href="/p/about.html">a</a><img src="i.png">')
    assert found is not None
    assert found.record.fields["body_html"] == (
        '<a href="http://old.example/p/about.html">a</a><img src="http://old.example/2010/05/i.png">'
    )
    assert [(link.from_url, link.url, link.kind) for link in found.links] == [
        (PAGE, "http://old.example/p/about.html", LinkKind.BODY),
        (PAGE, "http://old.example/2010/05/i.png", LinkKind.IMAGE),
    ]


def test_a_post_that_only_says_the_blog_has_moved_is_a_stub() -> None:
    body = (
        'This blog has moved. Please visit <a href="http://elsewhere.example/">http://elsewhere.example/</a>.'
    )
    found = ready(RecordKind.POST, KEY, kind="post", title="Moved", body_html=f"<p>{body}</p>")
    assert found is not None
    assert found.record.fields["kind"] == "stub"


def test_a_notice_above_a_post_is_taken_out() -> None:
    notice = (
        '<div>This blog has moved to <a href="http://elsewhere.example/">http://elsewhere.example/</a>.</div>'
    )
    post = "<p>" + "Roses want rain, and more of it in May than in June. " * 30 + "</p>"
    found = ready(RecordKind.POST, KEY, kind="post", title="Roses", body_html=notice + post)
    assert found is not None
    assert "elsewhere" not in str(found.record.fields["body_html"])


def test_a_comments_post_becomes_the_row_and_its_links_absolute() -> None:
    found = ready(RecordKind.COMMENT, "7", post=f"{KEY}?showComment=1#c7", html='<a href="/x">x</a>')
    assert found is not None
    assert found.record.fields == {"post": KEY, "html": '<a href="http://old.example/x">x</a>'}
