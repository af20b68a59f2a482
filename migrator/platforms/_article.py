"""Reads one post out of an HTML page by a recipe: title, date, author, labels and the cleaned body."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Protocol

from migrator.dates import possible_days
from migrator.html import inner_html, parse_fragment
from migrator.platforms._bodies import PostPlace, find_place
from migrator.platforms._bylines import author_in
from migrator.platforms._head import stated_title, structured_author, structured_date
from migrator.platforms._markup import (
    absolute_urls,
    attribute,
    base_of,
    found,
    joined_text,
    markup,
    outermost,
    outside,
    remove_furniture,
    show_lazy_images,
    strings_of,
    text_in,
    with_class,
    without_parts,
)
from migrator.platforms._meta_lines import pieces, without_changes
from migrator.platforms._notices import is_moved_notice, remove_notices
from migrator.platforms._select import first, remove, select
from migrator.text import LONGEST_STAMP, DateReader, Evidence, learned, letters, squeezed
from migrator.urls import absolute, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bs4 import BeautifulSoup, Tag
    from lxml.html import HtmlElement

    from migrator.model import Json, Page
    from migrator.platforms._recipes import Recipe

_MACHINE_DATES = (
    "abbr.published[title], span.published[title], time.published[datetime], .dt-published[datetime]",
    "[itemprop=datePublished][datetime], [itemprop=datePublished][content], [itemprop=datePublished][title]",
    ".post-timestamp time[datetime], .post-timestamp abbr[title], time[pubdate][datetime], .timestamp-link abbr[title]",
    "time[datetime]",
)
_SCRIPTED = re.compile(r"^\s*\w+\('([^'<]{6,60})'\);?\s*$")  # a template's script that draws the date
_UPDATED = re.compile(r"upd|modif", re.IGNORECASE)
_CLOCKS = ".post-timestamp, .timestamp-link, abbr.published, .post-footer-link, .post-footer, .PostFooter, .byline, .post-meta, .posted, .entry-meta, .datetime, .meta, .postmetadata"
_INLINE = frozenset({"a", "abbr", "b", "em", "font", "i", "small", "span", "strong", "time"})
_LINE_TAGS = frozenset({"p", "div", "td", "li", "dd", "footer", "address"})
_IN_HEADINGS = ".item-control, .item-action, [class*=comment], a[href*='#comment'], a[href*='blogger.com/'], [class*=date], .post-labels"
_LONGEST_LINE = 200  # characters
_LONGEST_DAY = 24  # characters of a text that names a day and no year
_FRAME_NOISE = (
    "[class*=related], [id*=related], [class*=popular], [id*=popular], #blog-pager, nav, .breadcrumbs, .breadcrumb, .widget:not(.Blog), .nav-links,"
    " .navigation, .post-navigation, .screen-reader-text, .rich-snippet-hidden"
)


class PostContext(Protocol):
    """What is known about a page before its post is read."""

    @property
    def page(self) -> Page:
        """The page as fetched."""
        ...

    @property
    def tree(self) -> HtmlElement:
        """Its parsed markup."""
        ...

    @property
    def blog_title(self) -> str | None:
        """The blog's name."""
        ...

    @property
    def stated_title(self) -> str | None:
        """The post's title as the page's scripts state it."""
        ...

    @property
    def language(self) -> str | None:
        """The language dates are written in."""
        ...

    @property
    def span(self) -> tuple[date, date] | None:
        """The days between which the permalink says the post was published."""
        ...

    @property
    def date_order(self) -> str | None:
        """The order in which the whole blog is known to write days as numbers."""
        ...

    def owns(self, url: str) -> bool:
        """True where a URL belongs to the blog."""
        ...


_PERMALINKS = "a[rel~=bookmark][title]"  # Twenty Ten and its children keep the time of day in their titles
_CLOCK_ALONE = re.compile(r"\d{1,2}[:.h]\d\d(?:\s?[ap]\.?m\.?)?", re.IGNORECASE)


@dataclass(frozen=True)
class PostReading:
    """One post on a page: the body, and frames around it from the closest to the widest."""

    context: PostContext
    recipe: Recipe
    place: PostPlace

    @cached_property
    def frames(self) -> tuple[BeautifulSoup, ...]:
        """The post's surroundings without its body, comments and boxes that show other posts."""
        scope = self.place.scope
        wide = [self._frame(box) for box in found(scope, f"ancestor::*[{self.recipe.wide}][1]")]
        for frame in wide if self.recipe.others else ():
            remove(frame, self.recipe.others)
        return (self._frame(scope), *wide)

    def _frame(self, scope: HtmlElement) -> BeautifulSoup:
        place = self.place
        bodies = [place.body, *place.spilled] if place.body is not None and not place.boxed else []
        foreign = self.recipe.elsewhere.below(scope)
        swallowed = "".join(markup(element) for element in place.swallowed)
        inside = "".join(f"<div class='post-meta'>{markup(element)}</div>" for element in self._facts_inside)
        soup = parse_fragment(markup(without_parts(scope, [*bodies, *foreign])) + swallowed + inside)
        remove(soup, _FRAME_NOISE)
        self._name_permalink_lines(soup)
        return soup

    @property
    def _facts_inside(self) -> list[HtmlElement]:
        body, condition = self.place.body, self.recipe.inside
        wanted = bool(condition) and body is not None and not self.place.boxed
        return outermost(found(body, f".//*[{condition}]")) if wanted and body is not None else []

    def _name_permalink_lines(self, frame: BeautifulSoup) -> None:
        """Mark the lines in which the permalink stands as lines of facts, whatever their template calls them."""
        own = path_of(self.context.page.final_url)
        base = base_of(self.context.tree, self.context.page.final_url)
        for link in frame.find_all("a", href=True):
            if path_of(absolute(base, attribute(link, "href")) or "") != own:
                continue
            line = next((up for up in link.parents if up.name not in _INLINE), None)
            if line is not None and re.fullmatch(r"h[1-6]", line.name) and "#" not in attribute(link, "href"):
                line["class"] = f"{attribute(line, 'class')} post-title"
            if line is not None and line.name in _LINE_TAGS and len(joined_text(line)) <= _LONGEST_LINE:
                line["class"] = f"{attribute(line, 'class')} post-meta"

    @cached_property
    def title(self) -> str | None:
        """The post's title; None where the post has none."""
        for frame in self.frames:
            heading = self._heading(frame)
            if heading is not None:
                return heading or None
        return self._title_outside()

    def _heading(self, frame: BeautifulSoup) -> str | None:
        for place, selector in enumerate(self.recipe.titles):
            texts = [_title_of(heading) for heading in select(frame, selector)]
            sure = place == 0 and frame is self.frames[0]  # a post may bear the blog's own name
            named = [
                text
                for text in texts
                if text and (sure or letters(text) != letters(self.context.blog_title or ""))
            ]
            if named:
                return named[0]
            if texts and selector != "h1":
                return ""
        return None

    def _title_outside(self) -> str | None:
        if self.place.body is not None:
            xpath = f"preceding::*[{with_class('post-title', 'entry-title')}]"
            for heading in reversed(outside(self.place.body, xpath, self.recipe.elsewhere)):
                return squeezed(heading.text_content()) or None
        title = stated_title(self.context.tree, self.context.blog_title, self.context.stated_title)
        return None if title and self._begins_with(title) else title

    def _begins_with(self, title: str) -> bool:
        """True where a "title" is only the beginning of an untitled post's text."""
        text = letters(self.place.body.text_content()) if self.place.body is not None else ""
        return text.startswith(letters(title)) and title.endswith(("...", "…"))

    @cached_property
    def date_texts(self) -> list[str]:
        """All texts that may be the post's date, most telling first."""
        header = self._header_before()
        texts = [text_in(header)] if header is not None else []
        for frame in self.frames:
            texts += [text_in(tag) for tag in sorted(select(frame, self.recipe.shown_dates), key=_is_update)]
        for frame in self.frames:
            for tag in select(frame, self.recipe.meta_lines):
                text = without_changes(tag)
                texts += [text] if len(text) <= LONGEST_STAMP else pieces(tag)
            texts += [
                match[1] for tag in frame.find_all("script") for match in _SCRIPTED.finditer(tag.string or "")
            ]
        return [text for text in dict.fromkeys(texts) if text]

    def _header_before(self) -> BeautifulSoup | None:
        scope, elsewhere = self.place.scope, self.recipe.elsewhere
        headers = outside(scope, f"preceding::*[{with_class('date-header', 'DateHeader')}]", elsewhere)
        headers = headers or outside(
            scope, "(. | ..)/preceding-sibling::*[contains(@class, 'date')]", elsewhere
        )
        headers = headers or found(scope, "preceding-sibling::*[self::h2 or self::h3][not(@class or @id)][1]")
        return parse_fragment(markup(headers[-1])) if headers else None

    def reader(self, evidence: Sequence[Evidence] = ()) -> DateReader:
        """Return a date reader learned from what this page shows and what its permalink and stamps say."""
        span = self.context.span
        own = [Evidence(text, *span) if span else Evidence(text) for text in self.date_texts]
        return learned(self.context.language, [*evidence, *own], self.context.date_order)

    def numbers_shown(self, published: str | None) -> str | None:
        """Return the date in numbers that stands for `published`, or for a day nobody could tell; None where there is none."""
        taken = date.fromisoformat(published[:10]) if published is not None else None
        numbers = ((text, possible_days(text)) for text in self.date_texts)
        return next((text for text, days in numbers if days and (taken is None or taken in days)), None)

    def published(self, reader: DateReader) -> str | None:
        """The date of publication in ISO 8601, with the offset where the page names it; None when it shows none."""
        exact = self._machine_date()
        if isinstance(exact, datetime):
            return exact.isoformat()
        day = self._shown(reader) or exact
        if day is None:
            return structured_date(self.context.tree)
        clock = None if isinstance(day, datetime) else self._clock(reader)
        return f"{day.isoformat()}T{clock}" if clock else day.isoformat()

    def _shown(self, reader: DateReader) -> date | datetime | None:
        """Return the first date shown in the permalink's month, else the first: other posts' dates stand around too."""
        moments = [moment for text in self.date_texts if (moment := reader.read(text))]
        span = self.context.span
        moments += self._without_year(reader, span[0].year) if span and not moments else []
        days = ((moment, moment.date() if isinstance(moment, datetime) else moment) for moment in moments)
        fitting = (moment for moment, day in days if span is not None and span[0] <= day <= span[1])
        return next(fitting, moments[0] if moments else None)

    def _without_year(self, reader: DateReader, year: int) -> list[date | datetime]:
        """Return the dates of texts that name a day and a month alone, in the permalink's year."""
        short = [text for text in self.date_texts if len(text) <= _LONGEST_DAY]
        return [moment for text in short if (moment := reader.read(f"{text} {year}"))]

    def _machine_date(self) -> date | datetime | None:
        reader = DateReader()
        for selector in _MACHINE_DATES:
            for tag in select(self.frames[0], selector):
                if _is_update(tag):
                    continue
                value = attribute(tag, "datetime") or attribute(tag, "content") or attribute(tag, "title")
                moment = reader.read(value) if re.match(r"\d{4}-\d\d-\d\d", value) else None
                if moment:
                    return moment
        return None

    def _clock(self, reader: DateReader) -> str | None:
        for frame in self.frames:
            for tag in select(frame, _CLOCKS):
                clock = reader.time(text_in(tag))
                if clock:
                    return clock.isoformat()
        titles = (attribute(tag, "title") for frame in self.frames for tag in select(frame, _PERMALINKS))
        clocks = (reader.time(title) for title in titles if _CLOCK_ALONE.fullmatch(title.strip()))
        return next((clock.isoformat() for clock in clocks if clock), None)

    @cached_property
    def author(self) -> dict[str, Json] | None:
        """The writer's name and profile URL."""
        base = base_of(self.context.tree, self.context.page.final_url)
        for frame in (*self._bylines_inside, *self._without_boxes, *self.frames):
            writer = author_in(frame, base, self._people)
            if writer:
                return writer
        return structured_author(self.context.tree)

    @property
    def _without_boxes(self) -> Iterator[BeautifulSoup]:
        """The frames without boxes that introduce a writer: they say more than a name, and may stand for another one."""
        boxes = self.recipe.author_boxes
        for frame in self.frames if boxes else ():
            if first(frame, boxes) is None:
                yield frame
                continue
            bare = copy(frame)
            remove(bare, boxes)
            yield bare

    @property
    def _bylines_inside(self) -> Iterator[BeautifulSoup]:
        """The byline that corporate templates print inside the body: name, then the writer's role after a comma."""
        soup = self.place.body_soup() if self.recipe.byline_inside else None
        for byline in select(soup, self.recipe.byline_inside) if soup is not None else ():
            yield parse_fragment(
                f"<p class='post-author'>{escape(joined_text(byline).partition(',')[0])}</p>"
            )

    @cached_property
    def _people(self) -> tuple[str, ...]:
        """Names the page gives elsewhere to those who write on this blog."""
        names = found(
            self.context.tree,
            f"//*[@rel='author' or {with_class('profile-name-link', 'profile-data', 'blog-author')}]"
            f" | //dt[following-sibling::dd[1][{with_class('blog-author-comment')}]]//a[@href]",
        )
        return tuple(dict.fromkeys(name for node in names if (name := squeezed(node.text_content()))))

    @cached_property
    def labels(self) -> list[Json]:
        """The post's labels as shown."""
        for frame in self.frames:
            for selector in self.recipe.labels:
                names = [_label(link) for link in select(frame, selector)]
                kept = [name for name in dict.fromkeys(names) if name]
                if kept:
                    return list(kept)
        return []

    @cached_property
    def body_soup(self) -> BeautifulSoup | None:
        """The cleaned body; None where the page has none."""
        soup = self.place.body_soup()
        if soup is None:
            return None
        remove_furniture(soup, ", ".join(filter(None, (self.recipe.furniture, self.recipe.byline_inside))))
        show_lazy_images(soup)
        if self.recipe.tidy is not None:
            self.recipe.tidy(soup, self.title or "")
        return soup

    def is_stub(self) -> bool:
        """True where the body is nothing but a notice that the blog has moved."""
        soup = self.body_soup
        return soup is not None and is_moved_notice(soup, self.context.owns, self.context.page.final_url)

    @cached_property
    def body_html(self) -> str | None:
        """The body's markup: cleaned, without notices, with absolute URLs."""
        soup = self.body_soup
        if soup is None:
            return None
        base = base_of(self.context.tree, self.context.page.final_url)
        remove_notices(soup, self.title or "", self.context.owns, base)
        _trim(soup)
        return absolute_urls(inner_html(soup), base).strip()


def _is_update(tag: Tag) -> bool:
    """True where markup says that a date is that of a later change."""
    words = (attribute(tag, name) for name in ("class", "itemprop", "title"))
    return any(_UPDATED.search(word) for word in words) and "published" not in attribute(tag, "class").split()


def _title_of(heading: Tag) -> str:
    """Return a heading's text without the dates, counts and tools that templates put into it."""
    bare = parse_fragment(str(heading))
    remove(bare, _IN_HEADINGS)
    return squeezed(text) if (text := "".join(strings_of(bare))) and letters(text) else joined_text(heading)


def _label(link: Tag) -> str:
    for count in select(link, "[class*=count]"):
        count.extract()
    shown = joined_text(link) or attribute(link, "data-text") or attribute(link, "aria-label")
    return shown.strip(" ,#")


def find_post(context: PostContext, recipe: Recipe, post_id: str | None = None) -> PostReading | None:
    """Return the page's one post, or None where there is neither a body nor a box for one."""
    place = find_place(context.tree, recipe, post_id)
    return PostReading(context, recipe, place) if place is not None else None


def _trim(soup: BeautifulSoup) -> None:
    """Drop the empty clearing boxes that templates put at both ends of a body."""
    for clear in select(soup, "div[style*='clear']"):
        if not clear.find(True) and not letters(clear.get_text()):
            clear.decompose()
