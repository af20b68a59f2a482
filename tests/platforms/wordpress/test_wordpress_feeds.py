"""The feeds of WordPress: posts page after page, and the newest comments."""

from __future__ import annotations

from platforms.wordpress.answers import BASE, POST, answer, feed, only

from migrator.model import PageVerdict, RecordKind

ENTRY = (
    f"<title>Thin &amp;amp; hot</title><link>{POST}</link><dc:creator>Mo</dc:creator>"
    "<pubDate>Thu, 01 May 2014 22:40:00 +0000</pubDate><category>Pizza</category><category>heat</category>"
    f'<guid isPermaLink="false">{BASE}/?p=120</guid><description>Roll…</description>'
    "<content:encoded><![CDATA[<p>Roll it.</p>]]></content:encoded>"
    f"<wfw:commentRss>{POST}feed/</wfw:commentRss><slash:comments>2</slash:comments>"
)


def _next_urls(reading) -> list[str]:
    return [request.url for request in reading.next_requests]


def test_an_entry_is_a_post_with_number_labels_and_count():
    post = only(feed("/feed/", ENTRY))
    assert (post.key, post.fields["source_id"], post.fields["title"]) == (POST, "120", "Thin & hot")
    assert post.fields["labels"] == ["Pizza", "heat"]
    assert post.fields["comments_stated"] == 2
    assert post.fields["published"] == "2014-05-01T22:40:00+00:00"


def test_its_short_link_leads_to_it():
    alias = only(feed("/feed/", ENTRY), RecordKind.URL)
    assert (alias.key, alias.fields["leads_to"]) == (f"{BASE}/?p=120", POST)


def test_a_feed_of_summaries_tells_no_body():
    entry = f"<title>Thin</title><link>{POST}</link><description>Roll it…</description>"
    assert "body_html" not in only(feed("/feed/", entry)).fields


def test_the_line_that_names_where_a_post_first_appeared_is_left_out():
    line = f'<p>The post <a href="{POST}">Thin</a> appeared first on <a href="{BASE}">Crumb</a>.</p>'
    entry = f"<title>Thin</title><link>{POST}</link><description>x</description><content:encoded><![CDATA[<p>Roll it.</p>{line}]]></content:encoded>"
    assert only(feed("/feed/", entry)).fields["body_html"] == "<p>Roll it.</p>"


def test_pages_follow_until_one_is_empty():
    assert f"{BASE}/feed/?paged=2" in _next_urls(feed("/feed/", ENTRY))
    assert f"{BASE}/feed/?paged=4" in _next_urls(feed("/feed/?paged=3", ENTRY))
    assert _next_urls(feed("/feed/?paged=9")) == []


def test_a_feed_that_answers_every_page_with_the_first_ends():
    reading = feed("/feed/?paged=2", ENTRY, own=f"{BASE}/feed/")
    assert not [url for url in _next_urls(reading) if "paged" in url]


def test_commented_posts_have_their_own_feed_asked():
    assert f"{POST}feed/" in _next_urls(feed("/feed/", ENTRY))
    assert f"{POST}feed/" not in _next_urls(
        feed("/feed/", ENTRY.replace("<slash:comments>2", "<slash:comments>0"))
    )


def test_a_comment_knows_its_post_and_the_comment_it_answers():
    text = f'In reply to <a href="{POST}#comment-61">Ann</a>.&lt;x>'
    entry = (
        f"<title>By: Mo</title><link>{POST}comment-page-1/#comment-62</link><dc:creator>Mo</dc:creator>"
        f"<pubDate>Fri, 02 May 2014 12:00:00 +0000</pubDate><guid isPermaLink='false'>{BASE}/?p=120#comment-62</guid>"
        f"<description>x</description><content:encoded><![CDATA[<p>{text[: text.index('&')]}</p> <p>Steam helps.</p>]]></content:encoded>"
    )
    comment = only(feed("/comments/feed/", entry), RecordKind.COMMENT)
    assert (comment.key, comment.fields["post"], comment.fields["parent"]) == ("62", POST, "61")
    assert comment.fields["html"] == "<p>Steam helps.</p>"


def test_a_feed_of_comments_has_no_second_page():
    entry = f"<title>By: Mo</title><link>{POST}#comment-62</link><description>x</description>"
    assert _next_urls(feed("/comments/feed/", entry)) == []


def test_a_feed_that_cannot_be_read_gives_a_warning():
    reading = answer(f"{BASE}/feed/", '<?xml version="1.0"?><rss><nothing/></rss>', kind="text/xml")
    assert (reading.kind, reading.records) == (PageVerdict.FEED, ())
    assert reading.warnings


def test_feeds_of_plain_permalinks_are_found_and_paged():
    head = f"<link rel='alternate' type='application/rss+xml' href='{BASE}/?feed=rss2'>"
    assert f"{BASE}/?feed=rss2" in _next_urls(
        answer(f"{BASE}/", f"<html><head>{head}</head><body class='home blog'></body></html>")
    )
    assert f"{BASE}/?feed=rss2&paged=2" in _next_urls(feed("/?feed=rss2", ENTRY))
