"""Makes pages of about 50 KB with ten comments, as Blogger, WordPress and templates that nobody knows print them."""

from __future__ import annotations

from html import escape

from generate import Post, Site, make_posts

PAGES = 40
COMMENTS = 10
HOST = "http://bench.example"


def speed_pages() -> list[tuple[str, str, list[bytes]]]:
    """Return (name, URL, pages) of each kind of template."""
    posts = [_with_ten(post) for post in make_posts(PAGES, PAGES * COMMENTS * 4)]
    site = Site(posts)
    blogger = [
        site._page(site._post_html(post, alone=True), place, post).encode()
        for place, post in enumerate(posts)
    ]
    return [
        ("Blogger", f"{HOST}/2010/05/x.html", blogger),
        (
            "WordPress",
            f"{HOST}/2010/05/03/x/",
            [_wordpress(site, post, place) for place, post in enumerate(posts)],
        ),
        (
            "microformats",
            f"{HOST}/posts/x/",
            [_microformats(site, post, place) for place, post in enumerate(posts)],
        ),
        ("unknown", f"{HOST}/x", [_unknown(site, post, place) for place, post in enumerate(posts)]),
    ]


def _with_ten(post: Post) -> Post:
    from dataclasses import replace

    return replace(post, comments=post.comments[:COMMENTS])


def _paragraphs(text: str) -> str:
    words = text.split()
    return "".join(f"<p>{escape(' '.join(words[at : at + 80]))}.</p>\n" for at in range(0, len(words), 80))


def _wordpress(site: Site, post: Post, place: int) -> bytes:
    said = "".join(
        f"<li id='comment-{c.id}' class='comment even thread-even depth-1'><article id='div-comment-{c.id}' class='comment-body'><footer class='comment-meta'>"
        f"<div class='comment-author vcard'><img class='avatar' src='/a.png' alt=''><b class='fn'><a href='http://x.example/'>{c.author}</a></b> <span class='says'>says:</span></div>"
        f"<div class='comment-metadata'><a href='#comment-{c.id}'><time datetime='{c.when.isoformat()}'>{c.when:%B %d, %Y}</time></a></div></footer>"
        f"<div class='comment-content'><p>{escape(c.text)}</p></div><div class='reply'><a class='comment-reply-link' href='?replytocom={c.id}#respond'>Reply</a></div></article></li>"
        for c in post.comments
    )
    main = (
        f"<article id='post-{post.id}' class='post-{post.id} post type-post hentry'><header class='entry-header'><h1 class='entry-title'>{post.title}</h1>"
        f"<div class='entry-meta'><span class='posted-on'><time class='entry-date published' datetime='{post.when.isoformat()}'>{post.when:%B %d, %Y}</time></span>"
        f"<span class='byline'><span class='author vcard'><a class='url fn n' href='/author/marigold/'>Marigold</a></span></span></div></header>"
        f"<div class='entry-content'>{_paragraphs(post.body)}</div><footer class='entry-footer'><span class='tags-links'>"
        + "".join(f"<a href='/tag/{n}/' rel='tag'>{label}</a>" for n, label in enumerate(post.labels))
        + f"</span></footer></article><div id='comments' class='comments-area'><h2 class='comments-title'>{len(post.comments)} thoughts</h2><ol class='comment-list'>{said}</ol>"
        "<div id='respond' class='comment-respond'><form action='/wp-comments-post.php' method='post'><textarea name='comment'></textarea></form></div></div>"
    )
    return _document(site, post, place, main, "<meta name='generator' content='WordPress 6.1'>")


def _microformats(site: Site, post: Post, place: int) -> bytes:
    said = "".join(
        f"<div class='u-comment h-cite' id='comment-{c.id}'><a class='p-author h-card' href='http://x.example/'>{c.author}</a> <time class='dt-published' datetime='{c.when.isoformat()}'>x</time><div class='p-content'>{escape(c.text)}</div></div>"
        for c in post.comments
    )
    main = (
        f"<article class='h-entry'><h1 class='p-name'>{post.title}</h1><time class='dt-published' datetime='{post.when.isoformat()}'>x</time>"
        f"<span class='p-author h-card'>Marigold</span><div class='e-content'>{_paragraphs(post.body)}</div>{said}</article>"
    )
    return _document(site, post, place, main)


def _unknown(site: Site, post: Post, place: int) -> bytes:
    main = f"<div id='x1'><h2>{post.title}</h2><div><i>{post.when:%d %B %Y}</i></div>{_paragraphs(post.body)}</div>"
    return _document(site, post, place, main)


def _document(site: Site, post: Post, place: int, main: str, head: str = "") -> bytes:
    side = site._sidebar(f"{HOST}{post.path}", place)
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>{head}<title>{post.title} | Bench</title><style>{site.style}</style></head>"
        f"<body class='{'single single-post' if head else ''}'><header id='top'><a href='/'>Bench</a></header><main>{main}</main>{side}<footer>Bench</footer></body></html>"
    ).encode()
