"""Which feed an address asks for, on the blog's own host and under the platform's `/feeds/BLOGID/`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from migrator.demo import feed_json, feed_xml
from migrator.demo.answers import page, redirect
from migrator.demo.feeds import comment_entry, post_entry, shortened, window

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migrator.demo.answers import Answer, Ask
    from migrator.demo.content import Blog, Entry
    from migrator.demo.feeds import Feed, FeedEntry

_LISTS = re.compile(
    r"/feeds/(?P<what>posts|pages|comments)/(?P<how>default|full|summary)(?:/-/(?P<labels>.+))?"
)
_SINGLE = re.compile(r"/feeds/(?:posts|pages)/(?:default|full)/(?P<id>\d+)")
_OF_ENTRY = re.compile(r"/feeds/(?P<id>\d+)/comments/(?P<how>default|full|summary)(?:/(?P<comment>\d+))?")
_SHORT = {
    "/atom.xml": "/feeds/posts/default",
    "/rss.xml": "/feeds/posts/default?alt=rss",
    "/index.xml": "/feeds/posts/default?alt=rss",
}
_XML = {"atom": "application/atom+xml; charset=UTF-8", "rss": "application/rss+xml; charset=UTF-8"}
_CALLBACK = re.compile(r"[A-Za-z_$][\w$.]*")


def feed_answer(blog: Blog, ask: Ask, path: str) -> Answer | None:
    """Return the feed at an encoded path of the main host; None when there is none."""
    path = path.rstrip("/")
    query = ask.parameters
    if path in _SHORT:
        return _short(blog, query, path)
    if match := _LISTS.fullmatch(path):
        return _written(_list(blog, path, match, query), query)
    if match := _SINGLE.fullmatch(path):
        entry = blog.by_id.get(match["id"])
        return _written_entry(post_entry(blog, entry), query) if entry else None
    if match := _OF_ENTRY.fullmatch(path):
        return _comments_of(blog, path, match, query)
    return None


def platform_path(blog: Blog, path: str) -> str | None:
    """Return the path on the main host for a feed address on the platform's own host."""
    head = f"/feeds/{blog.identity.id}/"
    return "/feeds/" + path.removeprefix(head) if path.startswith(head) else None


def _short(blog: Blog, query: Mapping[str, str], path: str) -> Answer:
    """`/atom.xml` and its like redirect, unless asked not to."""
    if query.get("redirect") != "false":
        return redirect(blog.identity.home + _SHORT[path])
    asked = {**query, "alt": "rss"} if "alt=rss" in _SHORT[path] else query
    entries = [post_entry(blog, post) for post in blog.posts]
    return _written(window(blog, "/feeds/posts/default", asked, entries), asked)


def _list(blog: Blog, path: str, match: re.Match[str], query: Mapping[str, str]) -> Feed:
    summary = match["how"] == "summary"
    if match["what"] == "comments":
        comments = [comment_entry(blog, *pair) for pair in blog.comments]
        return window(blog, path, query, shortened(comments) if summary else comments)
    entries = blog.posts if match["what"] == "posts" else blog.pages
    chosen = [entry for entry in entries if _labelled(entry, match["labels"])]
    return window(blog, path, query, [post_entry(blog, entry, summary=summary) for entry in chosen])


def _labelled(entry: Entry, labels: str | None) -> bool:
    return labels is None or all(unquote(label) in entry.labels for label in labels.split("/"))


def _comments_of(blog: Blog, path: str, match: re.Match[str], query: Mapping[str, str]) -> Answer | None:
    entry = blog.by_id.get(match["id"])
    if entry is None:
        return None
    comments = [comment_entry(blog, entry, comment) for comment in entry.comments]
    if match["comment"]:
        found = [one for one in comments if one.id.endswith(f".post-{match['comment']}")]
        return _written_entry(found[0], query) if found else None
    if match["how"] == "summary":
        comments = shortened(comments)
    title = f"Comments on {blog.identity.title}: {entry.title}"
    return _written(window(blog, path, query, comments, title), query)


def _written(feed: Feed, query: Mapping[str, str]) -> Answer:
    alt = query.get("alt", "atom")
    if alt == "rss":
        return page(feed_xml.rss(feed), _XML["rss"])
    if alt.startswith("json"):
        return _json(feed_json.feed_document(feed), query)
    return page(feed_xml.atom(feed), _XML["atom"])


def _written_entry(entry: FeedEntry, query: Mapping[str, str]) -> Answer:
    if query.get("alt", "").startswith("json"):
        return _json(feed_json.entry_document(entry), query)
    return page(feed_xml.atom_document(entry), _XML["atom"])


def _json(text: str, query: Mapping[str, str]) -> Answer:
    if query.get("alt") != "json-in-script":
        return page(text, "application/json; charset=UTF-8")
    callback = query.get("callback", "gdata.io.handleScriptLoaded")
    name = callback if _CALLBACK.fullmatch(callback) else "callback"
    return page(f"// API callback\n{name}({text});", "text/javascript; charset=UTF-8")
