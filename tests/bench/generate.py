"""Writes a Blogger-like site of any size as plain files for nginx: pages of 58 KB with 250 links, feeds, URL traps."""

from __future__ import annotations

import argparse
import random
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

BASE = "http://bench.example"
BLOG_ID = "7000000000000000001"
FEED_PAGE = 150  # entries in one answer of a feed
LIST_PAGE = 20  # posts on an archive page
FIRST = datetime(2004, 1, 3, 9, 0, tzinfo=UTC)
DAYS = 3200
_VOCABULARY = (
    "answer apple asked bench bread bridge brother butter candle chair cheese chimney clock cousin curtain"
    " dinner door drawer evening fence garden gate gravy hammer harbour jacket kettle kitchen ladder letter"
    " market marmalade mirror morning mustard neighbour onion paper pepper picture piano pocket question rain"
    " river saucer season shelf sister sofa spoon station story sugar summer supper table teapot thimble"
    " thunder ticket umbrella uncle velvet village visit walnut wedding window winter yesterday"
)
WORDS = tuple(_VOCABULARY.split())
LABELS = tuple(f"Topic {word}" for word in WORDS[:24])


@dataclass(frozen=True)
class Comment:
    id: int
    author: str
    when: datetime
    text: str


@dataclass(frozen=True)
class Post:
    id: int
    path: str
    title: str
    when: datetime
    body: str
    labels: tuple[str, ...]
    comments: tuple[Comment, ...]

    @property
    def month(self) -> str:
        return f"{self.when:%Y/%m}"


def make_posts(posts: int, comments: int, seed: int = 1) -> list[Post]:
    """Return the posts in date order; comments are spread unevenly, as on real blogs."""
    chance = random.Random(seed)
    weights = [chance.expovariate(1) for _ in range(posts)]
    share = [round(comments * weight / sum(weights)) for weight in weights]
    share[0] += comments - sum(share)
    return [_post(number, max(0, share[number]), posts, chance) for number in range(posts)]


def _post(number: int, comments: int, posts: int, chance: random.Random) -> Post:
    when = FIRST + timedelta(days=DAYS * number / posts, minutes=number % 60)
    title = " ".join(chance.choices(WORDS, k=5)).capitalize()
    path = f"/{when:%Y/%m}/{title.lower().replace(' ', '-')}-{number}.html"
    remarks = tuple(
        Comment(
            number * 10_000 + n + 1,
            chance.choice(WORDS).capitalize(),
            when + timedelta(hours=n + 1),
            _prose(chance, 60),
        )
        for n in range(comments)
    )
    labels = tuple(chance.sample(LABELS, 2))
    return Post(8_000_000 + number, path, title, when, _prose(chance, 700), labels, remarks)


def _prose(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words))


class Site:
    """Renders every file of the site; `files` yields (path below the root, text)."""

    def __init__(self, posts: list[Post]) -> None:
        self.posts = posts
        self.months = sorted({post.month for post in posts}, reverse=True)
        self.style = "\n".join(
            f".w{n} {{ margin: {n}px; padding: 0 {n}px; color: #{n:06x}; }}" for n in range(200)
        )

    def files(self):
        yield (
            "robots.txt",
            "User-agent: *\nDisallow: /search\nAllow: /\n\nSitemap: " + BASE + "/sitemap.xml\n",
        )
        for place, post in enumerate(self.posts):
            yield post.path[1:], self._page(self._post_html(post, alone=True), place, post)
        for month in self.months:
            yield from self._list(f"{month}/index.html", [post for post in self.posts if post.month == month])
        for year in sorted({month[:4] for month in self.months}):
            yield from self._list(
                f"{year}/index.html", [post for post in self.posts if post.month[:4] == year]
            )
        yield from self._list("index.html", self.posts)
        yield from self._feeds()
        addresses = "".join(f"<url><loc>{BASE}{post.path}</loc></url>" for post in self.posts)
        space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        yield "sitemap.xml", f'<?xml version="1.0" encoding="UTF-8"?><urlset {space}>{addresses}</urlset>'

    def _list(self, path: str, posts: list[Post]):
        newest = posts[::-1][:LIST_PAGE]
        yield (
            path,
            self._page(
                "".join(self._post_html(post, alone=False) for post in newest), len(self.posts) - 1, None
            ),
        )

    def _post_html(self, post: Post, *, alone: bool) -> str:
        labels = ", ".join(
            f"<a href='{BASE}/search/label/{escape(label).replace(' ', '%20')}' rel='tag'>{label}</a>"
            for label in post.labels
        )
        body = post.body if alone else post.body[:600]
        return (
            f"<h2 class='date-header'><span>{post.when:%A, %B} {post.when.day}, {post.when.year}</span></h2>"
            f"<div class='post hentry'><a name='{post.id}'></a>"
            f"<h3 class='post-title entry-title'><a href='{BASE}{post.path}'>{post.title}</a></h3>"
            f"<div class='post-body entry-content' id='post-body-{post.id}'>{body}<div style='clear: both;'></div></div>"
            f"<div class='post-footer'><span class='post-author vcard'>Posted by <span class='fn'>Marigold</span></span>"
            f" <span class='post-timestamp'>at <a class='timestamp-link' href='{BASE}{post.path}' rel='bookmark'>"
            f"<abbr class='published' title='{post.when.isoformat()}'>{post.when:%I:%M %p}</abbr></a></span>"
            f" <span class='post-labels'>Labels: {labels}</span></div></div>{self._comments(post) if alone else ''}"
        )

    def _comments(self, post: Post) -> str:
        shown = "".join(
            f"<dt class='comment-author' id='c{c.id}'><a name='c{c.id}'></a><a href='http://www.blogger.example/profile/{c.id}'"
            f" rel='nofollow'>{c.author}</a> said...</dt><dd class='comment-body' id='Blog1_cmt-{c.id}'><p>{c.text}</p></dd>"
            f"<dd class='comment-footer'><span class='comment-timestamp'><a href='{BASE}{post.path}?showComment="
            f"{int(c.when.timestamp() * 1000)}#c{c.id}' title='comment permalink'>{c.when:%B} {c.when.day}, {c.when.year} at {c.when:%I:%M %p}</a></span></dd>"
            for c in post.comments
        )
        count = len(post.comments)
        return f"<div class='comments' id='comments'><h4>{count} comment{'' if count == 1 else 's'}:</h4><dl id='comments-block'>{shown}</dl></div>"

    def _page(self, main: str, place: int, post: Post | None) -> str:
        own = BASE + (post.path if post else "/")
        item = f"<link href='{own}' rel='canonical'/><link rel='service.post' href='http://www.blogger.example/feeds/{BLOG_ID}/posts/default'/>"
        return (
            f"<!DOCTYPE html><html><head><meta charset='utf-8'><meta content='blogger' name='generator'/>{item}"
            f"<title>Bench{': ' + post.title if post else ''}</title><style>{self.style}</style></head><body>"
            f"<div class='widget Blog' id='Blog1'><div class='blog-posts hfeed'>{main}</div></div>"
            f"<a href='{own}?m=1'>mobile</a>{self._pager(place)}{self._sidebar(own, place)}</body></html>"
        )

    def _pager(self, place: int) -> str:
        before, after = self.posts[max(0, place - 1)], self.posts[min(len(self.posts) - 1, place + 1)]
        return (
            f"<div id='blog-pager'><a href='{BASE}{after.path}'>Newer</a> <a href='{BASE}{before.path}'>Older</a>"
            f" <a href='{BASE}/search?updated-max={before.when.isoformat()}&amp;max-results={LIST_PAGE}'>Older posts</a></div>"
        )

    def _sidebar(self, own: str, place: int) -> str:
        archive = "".join(
            f"<li><a href='{BASE}/{month}/'>{month}</a> <a href='{own}?action=toggle&amp;widgetId=BlogArchive1&amp;dir=open&amp;toggle=MONTHLY-{month}'>+</a></li>"
            for month in self.months[:45]
        )
        near = "".join(
            f"<li><a href='{BASE}{post.path}'>{post.title}</a></li>"
            for post in self.posts[max(0, place - 60) : place + 60]
        )
        labels = "".join(
            f"<li><a href='{BASE}/search/label/{label.replace(' ', '%20')}?max-results=20'>{label}</a></li>"
            for label in LABELS
        )
        roll = "".join(
            f"<li><a href='http://friend-{n}.example/'>A friend's blog, number {n}</a></li>"
            for n in range(12)
        )
        return f"<div id='sidebar'><ul>{archive}</ul><ul>{near}</ul><ul>{labels}</ul><ul>{roll}</ul></div>"

    def _feeds(self):
        newest = self.posts[::-1]
        yield from _feed("posts", [_post_entry(post) for post in newest])
        pairs = sorted(((c.when, c.id, c, post) for post in self.posts for c in post.comments), reverse=True)
        yield from _feed("comments", [_comment_entry(comment, post) for _, _, comment, post in pairs])
        yield from _feed("pages", [])
        for post in self.posts:
            if post.comments:
                yield from _feed(
                    f"of-{post.id}", [_comment_entry(comment, post) for comment in post.comments]
                )


def _feed(name: str, entries: list[str]):
    for start in range(0, max(len(entries), 1), FEED_PAGE):
        page = entries[start : start + FEED_PAGE]
        following = start + len(page) + 1
        more = (
            f"<link rel='next' href='{BASE}/feeds/{name}/default?start-index={following}'/>"
            if following <= len(entries)
            else ""
        )
        head = (
            "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom'"
            " xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/' xmlns:thr='http://purl.org/syndication/thread/1.0'>"
            f"<id>tag:blogger.com,1999:blog-{BLOG_ID}</id><title>Bench</title>{more}"
            f"<openSearch:totalResults>{len(entries)}</openSearch:totalResults>"
            f"<openSearch:startIndex>{start + 1}</openSearch:startIndex>"
        )
        yield f"_feeds/{name}-{start + 1}.xml", f"{head}{''.join(page)}</feed>"


def _post_entry(post: Post) -> str:
    return (
        f"<entry><id>tag:blogger.com,1999:blog-{BLOG_ID}.post-{post.id}</id><published>{post.when.isoformat()}</published>"
        f"<updated>{post.when.isoformat()}</updated>{''.join(f'<category term={chr(39)}{label}{chr(39)}/>' for label in post.labels)}"
        f"<title>{post.title}</title><content type='html'>{post.body}</content>"
        f"<link rel='alternate' type='text/html' href='{BASE}{post.path}'/><author><name>Marigold</name></author>"
        f"<thr:total>{len(post.comments)}</thr:total></entry>"
    )


def _comment_entry(comment: Comment, post: Post) -> str:
    return (
        f"<entry><id>tag:blogger.com,1999:blog-{BLOG_ID}.post-{comment.id}</id><published>{comment.when.isoformat()}</published>"
        f"<updated>{comment.when.isoformat()}</updated><title>{comment.text[:40]}</title><content type='html'>{comment.text}</content>"
        f"<link rel='alternate' type='text/html' href='{BASE}{post.path}?showComment={int(comment.when.timestamp() * 1000)}#c{comment.id}'/>"
        f"<author><name>{comment.author}</name></author>"
        f"<thr:in-reply-to href='{BASE}{post.path}' ref='tag:blogger.com,1999:blog-{BLOG_ID}.post-{post.id}'/></entry>"
    )


def nginx_conf(root: Path, port: int, *, as_root: bool) -> str:
    """Return a configuration that serves the site and its feeds' paging, for one ordinary process."""
    user = "user root;" if as_root else ""
    return f"""
{user}
worker_processes 1;
daemon off;
pid {root}/nginx.pid;
error_log {root}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log {root}/access.log;
  client_body_temp_path {root}/tmp1; proxy_temp_path {root}/tmp2; fastcgi_temp_path {root}/tmp3;
  uwsgi_temp_path {root}/tmp4; scgi_temp_path {root}/tmp5;
  types {{ text/html html; text/xml xml; text/plain txt; }}
  map $args $start {{ default 1; "~start-index=(\\d+)" $1; }}
  server {{
    listen 127.0.0.1:{port};
    root {root}/site;
    keepalive_requests 100000;
    location = /feeds/posts/default {{ default_type application/atom+xml; try_files /_feeds/posts-$start.xml =404; }}
    location = /feeds/comments/default {{ default_type application/atom+xml; try_files /_feeds/comments-$start.xml =404; }}
    location ~ ^/feeds/(?<post>\\d+)/comments/default$ {{ default_type application/atom+xml; try_files /_feeds/of-$post-$start.xml =404; }}
    location = /feeds/pages/default {{ default_type application/atom+xml; try_files /_feeds/pages-$start.xml =404; }}
  }}
}}
"""


def write_site(root: Path, posts: int, comments: int) -> dict[str, int]:
    """Write all files below `root`/site; return the number of files and the mean size of a page in bytes."""
    sizes = []
    count = 0
    for path, text in Site(make_posts(posts, comments)).files():
        file = root / "site" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        count += 1
        if path.endswith(".html"):
            sizes.append(len(text))
    return {"files": count, "pages": len(sizes), "mean_page_bytes": sum(sizes) // len(sizes)}


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("folder", type=Path)
    words.add_argument("--posts", type=int, default=5000)
    words.add_argument("--comments", type=int, default=53_000)
    asked = words.parse_args()
    sys.stdout.write(f"{write_site(asked.folder, asked.posts, asked.comments)}\n")


if __name__ == "__main__":
    main()
