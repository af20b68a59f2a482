"""What a variant answers: HTML pages, feeds and sitemaps."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from variant_blog import Entry, Remark, Variant

BLOG_ID = 77
_ATOM = (
    'xmlns="http://www.w3.org/2005/Atom" xmlns:openSearch="http://a9.com/-/spec/opensearchrss/1.0/" '
    'xmlns:thr="http://purl.org/syndication/thread/1.0"'
)


def page(blog: Variant, title: str, content: str, canonical: str = "") -> str:
    """Return a whole page; where the blog has only a notice to say, that is its content."""
    shown = blog.page_notice if blog.page_notice is not None else content + _sidebar(blog)
    link = f'<link rel="canonical" href="{escape(canonical)}">' if canonical else ""
    return (
        f'<!DOCTYPE html><html lang="{blog.language}"><head><meta charset="utf-8">'
        f'<meta name="generator" content="blogger"><title>{escape(blog.title)}: {escape(title)}</title>{link}'
        f'</head><body><div id="header"><h1 class="title">{escape(blog.title)}</h1></div>'
        f'<div id="main"><div class="widget Blog" id="Blog1">{shown}</div></div></body></html>'
    )


def _sidebar(blog: Variant) -> str:
    if not blog.archives:
        return ""
    months = sorted({post.month for post in blog.posts})
    links = [f"/{month}/" for month in months] + [f"/{year}/" for year in sorted({m[:4] for m in months})]
    links += [label_path(label) for label in labels_of(blog)] + [entry.path for entry in blog.pages]
    return '<div class="sidebar">' + "".join(f'<a href="{escape(one)}">x</a> ' for one in links) + "</div>"


def labels_of(blog: Variant) -> list[str]:
    return sorted({label for post in blog.posts for label in post.labels})


def label_path(label: str) -> str:
    return "/search/label/" + quote(label, safe="")


def listing(blog: Variant, posts: Iterable[Entry], title: str, older: str = "") -> str:
    shown = "".join(_post(blog, post, linked=True) for post in posts)
    more = f'<div id="blog-pager"><a class="blog-pager-older-link" href="{escape(older)}">Older</a></div>'
    return page(blog, title, shown + (more if older else ""))


def entry_page(blog: Variant, entry: Entry, number: int) -> str:
    first = blog.a_page * (number - 1)
    remarks = entry.remarks[first : first + blog.a_page]
    pages = -(-len(entry.remarks) // blog.a_page)
    turn = "".join(
        f'<a href="{entry.path}?commentPage={n}">{n}</a>' for n in range(1, pages + 1) if pages > 1
    )
    comments = f'<div id="comments">{_remarks(blog, entry, remarks)}{turn}</div>'
    return page(
        blog,
        entry.title,
        _post(blog, entry) + comments,
        canonical=f"{blog.base}{quote(entry.path, safe='/%')}",
    )


def _post(blog: Variant, entry: Entry, *, linked: bool = False) -> str:
    local = blog.local(entry.when)
    exact = f' title="{local.isoformat()}"' if blog.machine_dates else ""
    title = (
        f'<a href="{escape(blog.base + entry.path)}">{escape(entry.title)}</a>'
        if linked
        else escape(entry.title)
    )
    labels = "".join(
        f'<a rel="tag" href="{escape(label_path(label))}">{escape(label)}</a> ' for label in entry.labels
    )
    return (
        f'<h2 class="date-header"><span>{local.strftime(blog.date_format)}</span></h2>'
        f'<div class="post hentry"><h3 class="post-title entry-title">{title}</h3>'
        f'<div class="post-body entry-content" id="post-body-{entry.id}">{entry.body}</div>'
        f'<div class="post-footer"><span class="post-author"><span class="fn">{escape(entry.author)}</span></span>'
        f'<span class="post-timestamp"><abbr class="published"{exact}>{local:%H:%M}</abbr></span>'
        f'<span class="post-labels">{labels}</span></div></div>'
    )


def _remarks(blog: Variant, entry: Entry, remarks: Sequence[Remark]) -> str:
    if blog.comments == "disqus":
        return (
            f"<h4>{entry.count} comments</h4><div id='disqus_thread'></div><script>disqus_url='x';</script>"
        )
    return f"<h4>{entry.count} comments:</h4>" + "".join(
        ("<dl id='comments-block'>", *(_remark(blog, entry, remark) for remark in remarks), "</dl>")
    )


def _remark(blog: Variant, entry: Entry, remark: Remark) -> str:
    name, text, said = escape(remark.name), escape(remark.text), f"{blog.local(remark.when):%m/%d/%Y %H:%M}"
    if blog.comments in {"anchors", "plain"}:
        moment = f'<a href="#c{remark.id}">{said}</a>' if blog.comments == "anchors" else said
        return f'<a name="c{remark.id}"></a><p class="comment-body">{text}</p><p class="comment-data">By {name}, at {moment}</p>'
    stamp = int(remark.when.timestamp() * 1000)
    permalink = f"{entry.path}?showComment={stamp}#c{remark.id}"
    return (
        f'<dt class="comment-author" id="c{remark.id}"><a name="c{remark.id}"></a>{name} said...</dt>'
        f'<dd class="comment-body"><p>{text}</p></dd>'
        f'<dd class="comment-footer"><span class="comment-timestamp"><a href="{permalink}">{said}</a></span></dd>'
    )


# --- feeds ---------------------------------------------------------------------------------------------


def feed(blog: Variant, name: str, rows: Sequence[str], start: int, total: int) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><feed {_ATOM}><id>tag:blogger.com,1999:blog-{BLOG_ID}.{name}</id>'
        f'<title type="text">{escape(blog.title)}</title><openSearch:totalResults>{total}</openSearch:totalResults>'
        f"<openSearch:startIndex>{start}</openSearch:startIndex>{''.join(rows)}</feed>"
    )


def entry_row(blog: Variant, entry: Entry, notice: str) -> str:
    kind = "page" if entry.static else "post"
    address = blog.base + entry.path if entry.alternate is None else entry.alternate
    link = f'<link rel="alternate" type="text/html" href="{escape(address)}"/>' if address else ""
    tag, text = (
        ("summary", entry.body[:60])
        if blog.feeds == "short"
        else ("content", notice if blog.feeds == "stubs" else entry.body)
    )
    moment = blog.local(entry.when).isoformat()
    terms = "".join(f'<category term="{escape(label)}"/>' for label in entry.labels)
    return (
        f"<entry><id>tag:blogger.com,1999:blog-{BLOG_ID}.{kind}-{entry.id}</id><published>{moment}</published>"
        f'<updated>{moment}</updated>{terms}<title type="text">{escape(entry.title)}</title>'
        f'<{tag} type="html">{escape(text)}</{tag}>{link}<author><name>{escape(entry.author)}</name></author>'
        f"<thr:total>{entry.count}</thr:total></entry>"
    )


def remark_row(blog: Variant, entry: Entry, remark: Remark) -> str:
    moment = blog.local(remark.when).isoformat()
    address = f"{blog.base}{entry.path}"
    return (
        f"<entry><id>tag:blogger.com,1999:blog-{BLOG_ID}.post-{remark.id}</id><published>{moment}</published>"
        f'<title type="text">{escape(remark.text[:20])}</title><content type="html">{escape(remark.text)}</content>'
        f'<link rel="alternate" type="text/html" href="{address}?showComment=1#c{remark.id}"/>'
        f"<author><name>{escape(remark.name)}</name></author>"
        f'<thr:in-reply-to ref="tag:blogger.com,1999:blog-{BLOG_ID}.post-{entry.id}" href="{address}"/></entry>'
    )


def sitemap(urls: Iterable[str]) -> str:
    rows = "".join(f"<url><loc>{escape(url)}</loc></url>" for url in urls)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
