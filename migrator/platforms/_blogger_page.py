"""Reads one post or static page out of a Blogger HTML page, whatever the template's generation."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.html import inner_html, parse_fragment
from migrator.platforms._bylines import author_in
from migrator.platforms._markup import (
    absolute_urls,
    attribute,
    base_of,
    found,
    inner_markup,
    joined_text,
    markup,
    remove_furniture,
    show_lazy_images,
    text_in,
    with_class,
    without_parts,
)
from migrator.platforms._notices import is_moved_notice, remove_notices
from migrator.text import DateReader, Evidence, learned, letters, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import BeautifulSoup, Tag
    from lxml.html import HtmlElement

    from migrator.model import Json
    from migrator.platforms._blogger_context import PageContext

# Places that show other posts than the page's own.
_ELSEWHERE = (
    "ancestor-or-self::*["
    + with_class(
        "related-posts",
        "related-post",
        "related_posts",
        "relatedposts",
        "popular-posts",
        "PopularPosts",
        "snippet-item",
        "r-snippetized",
        "sidebar",
        "FeaturedPost",
        "recent-posts",
        "comments",
        "comment",
        "comment-body",
        "comment-content",
        "footer-wrapper",
        "widget-content-recent",
    )
    + " or @id='comments' or @id='sidebar' or @id='related-posts' or @id='sidebar-wrapper']"
)
_BODIES = (
    f"//*[{with_class('post-body')}][{with_class('entry-content')}][not({_ELSEWHERE})]",
    f"//*[{with_class('post-body')}][not({_ELSEWHERE})]",
    f"//*[contains(concat(' ', @itemprop, ' '), ' articleBody ')][not({_ELSEWHERE})]",
    f"//*[{with_class('entry-content', 'post-content', 'postbody', 'post-entry')}][not({_ELSEWHERE})]",
)  # fmt: skip
_POST_BOXES = with_class(
    "post",
    "hentry",
    "post-outer",
    "item-post",
    "blog-post",
    "post-outer-container",
    "h-entry",
    "post-wrapper",
)
_TITLES = (
    ".post-title.entry-title, h1.post-title, h2.post-title, h3.post-title",
    ".entry-title, .post-title, .posttitle, .post-name, .item-title",
    "h1[itemprop=name], h2[itemprop=name], h3[itemprop=name], h1[itemprop=headline], h2[itemprop=headline], h3[itemprop=headline]",
    "h1",
)
_MACHINE_DATES = (
    "abbr.published[title], time.published[datetime], .dt-published[datetime]",
    "[itemprop=datePublished][datetime], [itemprop=datePublished][content], [itemprop=datePublished][title]",
    ".post-timestamp time[datetime], .post-timestamp abbr[title], time[pubdate][datetime], .timestamp-link abbr[title]",
    "time[datetime]:not(.updated):not([itemprop=dateModified])",
)
_SHOWN_DATES = (
    ".date-header, .post-date, .entry-date, .published, .postdate, .posted-on, .post-timestamp, .timestamp-link, .entry-time,"
    " .dateheader, .post-header-date, .publish-date, .publishdate, .post-time, .date, .meta-date, .entry-meta .time, .posted-onnbt"
)
_META_LINES = (
    "[class*=post-meta], [class*=entry-meta], [class*=posted], [class*=postmeta], [class*=byline], [class*=post-info],"
    " [class*=timestamp], [class*=date], .post-footer, .post-header, .post-footer-line"
)
_LABELS = (
    ".post-labels a",
    ".blogger-labels a",
    "a[rel~=tag]",
    ".label-link, .labels a, .post-tags a, .entry-tags a",
)


@dataclass(frozen=True)
class PostReading:
    """One post on a page: `frame` is all around the body, both parsed once."""

    context: PageContext
    scope: HtmlElement
    body: HtmlElement | None

    @cached_property
    def frame(self) -> BeautifulSoup:
        """The post's surroundings without its body, comments and boxes that show other posts."""
        bodies = [self.body] if self.body is not None else []
        foreign = found(self.scope, f".//*[{_ELSEWHERE}]")
        soup = parse_fragment(markup(without_parts(self.scope, [*bodies, *foreign])))
        for box in soup.select(
            "[class*=related], [id*=related], #blog-pager, nav, .breadcrumbs, .breadcrumb, .widget:not(.Blog)"
        ):
            if not box.decomposed:
                box.decompose()
        return soup

    @cached_property
    def title(self) -> str | None:
        """The post's title; None where the post has none."""
        for selector in _TITLES:
            for heading in self.frame.select(selector):
                text = joined_text(heading)
                if text and (selector != "h1" or letters(text) != letters(self.context.blog_title or "")):
                    return text
            if self.frame.select_one(selector) and selector != "h1":
                return None
        return self._title_outside()

    def _title_outside(self) -> str | None:
        if self.body is not None:
            headings = found(
                self.body, f"preceding::*[{with_class('post-title', 'entry-title')}][not({_ELSEWHERE})]"
            )
            for heading in reversed(headings):
                return squeezed(heading.text_content()) or None
        return stated_title(self.context)

    @cached_property
    def language(self) -> str | None:
        """The language of the dates."""
        return self.context.language

    @cached_property
    def date_texts(self) -> list[str]:
        """All texts that may be the post's date, most telling first."""
        texts = [text_in(tag) for tag in self.frame.select(_SHOWN_DATES)]
        header = self._header_before()
        texts = [text_in(header), *texts] if header is not None else texts
        texts += [text_in(tag) for tag in self.frame.select(_META_LINES)]
        return [text for text in dict.fromkeys(texts) if text]

    def _header_before(self) -> Tag | None:
        headers = found(self.scope, f"preceding::*[{with_class('date-header')}][not({_ELSEWHERE})]")
        return parse_fragment(markup(headers[-1])).find(attrs={"class": "date-header"}) if headers else None  # type: ignore[return-value]

    def published(self, reader: DateReader) -> str | None:
        """The date of publication in ISO 8601, with the offset where the page names it; None when it shows none."""
        exact = self._machine_date()
        shown = next((found_date for text in self.date_texts if (found_date := reader.read(text))), None)
        if exact is not None and _is_exact(exact):
            return exact.isoformat()
        return _with_clock(shown or exact, self._clock(reader)) or self._structured_date()

    def _machine_date(self) -> date | datetime | None:
        reader = DateReader()
        for selector in _MACHINE_DATES:
            for tag in self.frame.select(selector):
                value = attribute(tag, "datetime") or attribute(tag, "content") or attribute(tag, "title")
                found_date = reader.read(value) if re.match(r"\d{4}-\d\d-\d\d", value) else None
                if found_date:
                    return found_date
        return None

    def _clock(self, reader: DateReader) -> str | None:
        for tag in self.frame.select(
            ".post-timestamp, .timestamp-link, abbr.published, .post-footer-link, .post-footer, .post-meta"
        ):
            clock = reader.time(text_in(tag))
            if clock:
                return clock.isoformat()
        return None

    def _structured_date(self) -> str | None:
        for graph in structured(self.context.tree):
            value = graph.get("datePublished")
            if isinstance(value, str) and _is_article(graph):
                found_date = DateReader().read(value)
                if found_date:
                    return found_date.isoformat()
        values = self.context.tree.xpath("//meta[@property='article:published_time']/@content")
        found_date = DateReader().read(str(values[0])) if isinstance(values, list) and values else None
        return found_date.isoformat() if found_date else None

    @cached_property
    def author(self) -> dict[str, Json] | None:
        """The writer's name and profile URL."""
        base = base_of(self.context.tree, self.context.page.final_url)
        return author_in(self.frame, base, self._people) or self._structured_author()

    @cached_property
    def _people(self) -> tuple[str, ...]:
        """Names the page gives elsewhere to those who write on this blog."""
        names = found(
            self.context.tree,
            f"//*[@rel='author' or {with_class('profile-name-link', 'profile-data', 'blog-author')}]"
            f" | //dt[following-sibling::dd[1][{with_class('blog-author-comment')}]]//a[@href]",
        )
        return tuple(dict.fromkeys(name for node in names if (name := squeezed(node.text_content()))))

    def _structured_author(self) -> dict[str, Json] | None:
        for graph in structured(self.context.tree):
            writer = graph.get("author") if _is_article(graph) else None
            writer = writer[0] if isinstance(writer, list) and writer else writer
            name = writer.get("name") if isinstance(writer, dict) else writer
            if isinstance(name, str) and squeezed(name):
                return {"name": squeezed(name), "url": None, "source_id": None}
        return None

    @cached_property
    def labels(self) -> list[Json]:
        """The post's labels as shown."""
        for selector in _LABELS:
            names = [joined_text(link).strip(" ,") for link in self.frame.select(selector)]
            kept = [name for name in dict.fromkeys(names) if name]
            if kept:
                return list(kept)
        links = self.frame.select("a[href*='/search/label/'], a[href*='/labels/']")
        return list(dict.fromkeys(name for link in links if (name := joined_text(link).strip(" ,"))))

    @cached_property
    def body_soup(self) -> BeautifulSoup | None:
        """The cleaned body; None where the page has none."""
        if self.body is None:
            return None
        template = found(self.body, ".//script[@type='text/template']")
        soup = parse_fragment(template[0].text or "" if template else inner_markup(self.body))
        remove_furniture(soup)
        show_lazy_images(soup)
        return soup

    def is_stub(self) -> bool:
        """True where the body is nothing but a notice that the blog has moved."""
        soup = self.body_soup
        return soup is not None and is_moved_notice(soup, self.context.urls.owns, self.context.page.final_url)

    def body_html(self) -> str | None:
        """The body's markup: cleaned, without notices, with absolute URLs."""
        soup = self.body_soup
        if soup is None:
            return None
        base = base_of(self.context.tree, self.context.page.final_url)
        remove_notices(soup, self.title or "", self.context.urls.owns, base)
        _trim(soup)
        return absolute_urls(inner_html(soup), base).strip()


def find_post(context: PageContext) -> PostReading | None:
    """Return the page's one post, or None where there is neither a body nor a box for one."""
    body = _main_body(context)
    if body is not None:
        return PostReading(context, _scope_of(body), body)
    boxes = found(context.tree, f"//*[{_POST_BOXES}][not({_ELSEWHERE})]")
    return PostReading(context, boxes[0], None) if boxes else None


def _main_body(context: PageContext) -> HtmlElement | None:
    if context.post_id:
        own = found(context.tree, f"//*[@id='post-body-{context.post_id}']")
        if own:
            return own[0]
    for xpath in _BODIES:
        bodies = [b for b in found(context.tree, xpath) if b.getparent() is not None]
        outer = [b for b in bodies if not any(other in bodies for other in b.iterancestors())]
        if outer:
            return max(outer, key=_weight)
    return None


def _weight(body: HtmlElement) -> int:
    return len(letters(body.text_content())) + 50 * len(
        found(body, ".//img | .//iframe | .//video | .//object")
    )


def _scope_of(body: HtmlElement) -> HtmlElement:
    """Return the outermost box that belongs to this body's post alone."""
    scope = body.getparent()
    assert scope is not None
    boxes = [scope]
    for ancestor in scope.iterancestors():
        if ancestor.tag in {"body", "html", "main"} or _holds_more(ancestor):
            break
        boxes.append(ancestor)
    post_boxes = [box for box in boxes if box.tag == "article" or found(box, f"self::*[{_POST_BOXES}]")]
    return (post_boxes or boxes)[-1]


def _holds_more(box: HtmlElement) -> bool:
    return bool(
        found(box, f"self::*[{with_class('widget', 'section', 'blog-posts', 'hfeed', 'main', 'content')}]")
        or (
            not found(box, f"self::*[{_POST_BOXES}]")
            and found(box, f".//*[@id='comments' or @id='sidebar' or {with_class('sidebar')}]")
        )
    )


def stated_title(context: PageContext) -> str | None:
    """Return the title as the page's head states it, without the blog's name; None for an untitled post."""
    blog = letters(context.blog_title or "")
    for text in (context.settings.get("pageName"), *_head_titles(context)):
        title = squeezed(text or "")
        if title and letters(title) != blog:
            return title
    return None


def _head_titles(context: PageContext) -> Iterator[str]:
    for xpath in ("//meta[@property='og:title']/@content", "//title/text()"):
        values = context.tree.xpath(xpath)
        for value in values if isinstance(values, list) else []:
            text = squeezed(str(value))
            blog = squeezed(context.blog_title or "")
            if blog and text.startswith(f"{blog}:"):
                text = text[len(blog) + 1 :]
            yield re.sub(rf"\s*[-|–—:»]\s*{re.escape(blog)}$", "", text) if blog else text


def structured(tree: HtmlElement) -> Iterator[dict[str, Json]]:
    """Yield the page's JSON-LD objects, graphs unfolded; what is no JSON is passed over."""
    for script in found(tree, "//script[@type='application/ld+json']"):
        try:
            loaded = json.loads(script.text or "", strict=False)
        except ValueError:
            continue
        waiting = loaded if isinstance(loaded, list) else [loaded]
        for graph in waiting:
            if isinstance(graph, dict):
                yield graph
                inner = graph.get("@graph")
                waiting.extend(inner if isinstance(inner, list) else [])


def _is_article(graph: dict[str, Json]) -> bool:
    kinds = graph.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(name, str) and name.endswith(("Posting", "Article", "WebPage")) for name in names)


def reader_for(context: PageContext, texts: list[str], comments: list[Evidence]) -> DateReader:
    """Return a date reader learned from what this page shows and what its permalink and stamps say."""
    span = _permalink_span(context)
    own = [Evidence(text, *span) for text in texts] if span else [Evidence(text) for text in texts]
    return learned(context.language, [*comments, *own])


def _permalink_span(context: PageContext) -> tuple[date, date] | None:
    fields = context.urls.match(context.key).fields if context.urls.owns(context.key) else {}
    if not {"year", "month"} <= fields.keys():
        return None
    first = date(int(fields["year"]), int(fields["month"]), 1)
    return first - timedelta(days=1), first + timedelta(days=32)


def _is_exact(moment: date | datetime) -> bool:
    return isinstance(moment, datetime)


def _with_clock(day: date | datetime | None, clock: str | None) -> str | None:
    if day is None:
        return None
    return f"{day.isoformat()}T{clock}" if clock and not isinstance(day, datetime) else day.isoformat()


def _trim(soup: BeautifulSoup) -> None:
    """Drop the empty clearing boxes that templates put at both ends of a body."""
    for clear in soup.select("div[style*='clear']"):
        if not clear.find(True) and not letters(clear.get_text()):
            clear.decompose()
