"""Blogger's feeds in their three formats, whole and short, paged by what arrives."""

from __future__ import annotations

import pytest
from platforms.blogger.reading import SITE, page, read, records, sample, sample_blog, sample_page

from migrator.model import PageVerdict, RecordKind
from migrator.platforms.blogger import PLUGIN

FORMATS = ("", "&alt=rss", "&alt=json")
HEAD = (
    '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:openSearch="http://a9.com/-/spec/opensearchrss/1.0/"'
    ' xmlns:thr="http://purl.org/syndication/thread/1.0" xmlns:gd="http://schemas.google.com/g/2005">'
    "<id>tag:blogger.com,1999:blog-7</id><openSearch:totalResults>{total}</openSearch:totalResults>"
    "<openSearch:startIndex>{start}</openSearch:startIndex>"
)
ENTRY = (
    "<entry><id>tag:blogger.com,1999:blog-7.post-{n}</id><published>2010-05-0{n}T09:00:00.001-04:00</published>"
    "<title type='text'>Post {n}</title>{body}<link rel='alternate' type='text/html' href='http://tin.example/2010/05/p{n}.html'/></entry>"
)
COMMENT = (
    "<entry><id>tag:blogger.com,1999:blog-7.post-77</id><published>2010-05-03T09:00:00.001-04:00</published>"
    "<content type='html'>{text}</content><link rel='alternate' href='http://tin.example/2010/05/p1.html?showComment=1#c77'/>"
    "<link rel='related' href='http://tin.example/feeds/1/comments/default/66?v=2'/>"
    "<author><name>Ann</name><uri>http://www.blogger.com/profile/9</uri></author>"
    "<thr:in-reply-to href='http://tin.example/2010/05/p1.html' ref='tag:blogger.com,1999:blog-7.post-1'/>{extra}</entry>"
)


def feed(entries: str, *, path: str = "/feeds/posts/default?max-results=3", total: int = 1, start: int = 1):
    return page(HEAD.format(total=total, start=start) + entries + "</feed>", path, "application/atom+xml")


def posts(body: str, *numbers: int) -> str:
    return "".join(ENTRY.format(n=number, body=body) for number in numbers)


def _everything(target: str):
    reading = read(sample_page(target), sample_blog())
    found = list(reading.records)
    for request in reading.next_requests:
        if "/feeds/posts/default" in request.url:
            found += _everything(request.url.removeprefix(sample().identity.home))
    return found


@pytest.mark.parametrize("form", FORMATS)
def test_the_posts_feed_names_every_post_with_exact_date_id_and_labels(form):
    found = _everything(f"/feeds/posts/default?start-index=1&max-results=150{form}")
    told = {
        r.key: (r.fields["source_id"], r.fields["published"], sorted(r.fields["labels"]))
        for r in found
        if r.kind is RecordKind.POST
    }
    assert told == {
        sample().identity.home + p.path: (p.id, p.published.isoformat(), sorted(p.labels))
        for p in sample().posts
    }


@pytest.mark.parametrize("form", FORMATS)
def test_a_posts_own_comment_feed_gives_authors_times_and_parents(form):
    entry = next(post for post in sample().posts if any(c.parent for c in post.comments))
    target = f"/feeds/{entry.id}/comments/default?start-index=1&max-results=150{form}"
    found = records(read(sample_page(target), sample_blog()), RecordKind.COMMENT)
    told = {c.key: (c.fields["author"]["name"], c.fields["published"]) for c in found}
    assert told == {c.id: (c.author, c.published.isoformat()) for c in entry.comments}


def test_the_next_page_begins_after_the_entries_that_arrived():
    reading = read(feed(posts("", 1, 2), total=9, start=4))
    assert [r.url for r in reading.next_requests] == [
        "http://tin.example/feeds/posts/default?start-index=6&max-results=3"
    ]


def test_the_last_page_asks_for_no_more():
    assert read(feed(posts("", 1, 2), total=5, start=4)).next_requests == ()


def test_an_empty_page_ends_a_feed_that_promised_more():
    assert read(feed("", total=500, start=100)).next_requests == ()


def test_a_posts_feed_states_its_total():
    assert read(feed(posts("", 1), total=61)).counts == {"posts": 61}


def test_a_whole_feed_gives_the_body():
    (record,) = records(
        read(feed(posts("<content type='html'>&lt;p&gt;Rain.&lt;/p&gt;</content>", 1))), RecordKind.POST
    )
    assert record.fields["body_html"] == "<p>Rain.</p>"


def test_a_short_feed_gives_no_body():
    (record,) = records(read(feed(posts("<summary type='text'>Rain…</summary>", 1))), RecordKind.POST)
    assert "body_html" not in record.fields


def test_what_the_feed_settings_add_below_every_entry_is_left_out():
    body = "<content type='html'>Rain.&lt;div class='blogger-post-footer'&gt;Read more at home&lt;/div&gt;</content>"
    (record,) = records(read(feed(posts(body, 1))), RecordKind.POST)
    assert record.fields["body_html"] == "Rain."


def test_a_comment_knows_its_post_and_the_comment_it_answers():
    reading = read(feed(COMMENT.format(text="Drip.", extra=""), path="/feeds/comments/default"))
    (record,) = records(reading, RecordKind.COMMENT)
    assert (record.key, record.fields["post"], record.fields["parent"]) == (
        "77",
        "http://tin.example/2010/05/p1.html",
        "66",
    )


def test_a_removed_comment_is_marked():
    extra = "<gd:extendedProperty name='blogger.contentRemoved' value='true'/>"
    (record,) = records(
        read(feed(COMMENT.format(text="Gone.", extra=extra), path="/feeds/1/comments/default")),
        RecordKind.COMMENT,
    )
    assert record.fields["deleted"] is True


def test_posts_of_other_hosts_are_no_posts_of_this_blog():
    foreign = posts("", 1).replace("tin.example", "stranger.example")
    assert records(read(feed(foreign)), RecordKind.POST) == []


def test_entities_are_never_expanded():
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "boom">]>'
        + HEAD.format(total=1, start=1).split("?>", 1)[1]
    )
    reading = read(page(bomb + posts("", 1).replace("Post 1", "&a;") + "</feed>", "/feeds/posts/default"))
    assert "boom" not in str(reading)


def test_a_feed_that_cannot_be_read_is_said_so():
    reading = read(page("<?xml version='1.0'?><feed", "/feeds/posts/default"))
    assert (reading.kind, reading.records, len(reading.warnings)) == (PageVerdict.FEED, (), 1)


def test_a_sitemap_asks_for_the_blogs_pages_and_no_others():
    urls = "".join(
        f"<url><loc>{url}</loc></url>"
        for url in ("http://tin.example/2010/05/a.html", "http://stranger.example/b")
    )
    body = f"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>"
    assert [r.url for r in read(page(body, "/sitemap.xml")).next_requests] == [
        "http://tin.example/2010/05/a.html"
    ]


def test_a_sitemap_index_asks_for_its_sitemaps_as_written():
    body = (
        "<?xml version='1.0'?><sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap>"
        "<loc>http://tin.example/sitemap.xml?page=2</loc></sitemap></sitemapindex>"
    )
    assert [r.url for r in read(page(body, "/sitemap.xml")).next_requests] == [
        "http://tin.example/sitemap.xml?page=2"
    ]


def test_feeds_come_before_sitemaps_and_pages():
    sources = [seed.source for seed in sorted(PLUGIN.seeds(SITE), key=lambda seed: seed.priority)]
    assert sources == ["feed", "page-feed", "comment-feed", "sitemap", "sitemap", "crawl"]
