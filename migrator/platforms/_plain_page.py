"""Turns an HTML page of a platform without feeds of its own shape into a Reading, by a recipe."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.dates import possible_days
from migrator.model import PageVerdict, Reading, Record, RecordKind
from migrator.platforms._article import PostReading, find_post
from migrator.platforms._bodies import PostPlace, post_bodies
from migrator.platforms._head import articles, meta, site_name, stated_title
from migrator.platforms._listed_comments import ListedComment, listed_comments
from migrator.platforms._main_content import densest, main_element
from migrator.platforms._markup import base_of, found, links_in, template_links
from migrator.platforms._notices import is_moved_page
from migrator.text import learned
from migrator.urls import absolute, bare_host, host_of, path_of, split_place

if TYPE_CHECKING:
    from datetime import date

    from lxml.html import HtmlElement

    from migrator.model import Json, Link, Page, Site
    from migrator.platforms._comment_recipe import CommentRecipe
    from migrator.platforms._recipes import Recipe


@dataclass(frozen=True)
class PlainContext:
    """What is known about a page of any platform before its post is read."""

    page: Page
    tree: HtmlElement
    site: Site

    @property
    def key(self) -> str:
        """What the post's record is filed under: its old URL."""
        return self.page.url

    @property
    def blog_title(self) -> str | None:
        """The blog's name."""
        return site_name(self.tree)

    @property
    def stated_title(self) -> str | None:
        """No scripts of a known shape state one."""
        return None

    @cached_property
    def language(self) -> str | None:
        """The language the page declares."""
        declared = self.tree.get("lang") or self.tree.get("xml:lang") or meta(self.tree, "og:locale")
        return declared or self.site.language

    @property
    def span(self) -> tuple[date, date] | None:
        """Permalinks of unknown shape tell nothing."""
        return None

    def comments(self, base: str, recipe: CommentRecipe) -> tuple[ListedComment, ...]:
        """Return the comments the page shows, in page order."""
        return listed_comments(self.tree, base, recipe)

    @property
    def date_order(self) -> str | None:
        """The order in which the whole blog is known to write days as numbers."""
        return self.site.date_order

    def owns(self, url: str) -> bool:
        """True where a URL is on the blog's host."""
        known = (split_place(place)[0] for place in self.site.hosts)
        hosts = {host_of(self.page.final_url), host_of(self.site.base_url), *known}
        return bare_host(host_of(url)) in set(map(bare_host, hosts))


def read_plain(
    page: Page, tree: HtmlElement, site: Site, recipe: Recipe, kind: PageVerdict | None
) -> Reading:
    """Read a page by a recipe; `kind` is what its URL or markup already says it is."""
    return read_in(PlainContext(page, tree, site), recipe, kind)


def read_in(context: PlainContext, recipe: Recipe, kind: PageVerdict | None) -> Reading:
    """Read a page of which more is known than its markup says."""
    page, tree = context.page, context.tree
    base = base_of(tree, page.final_url)
    if is_moved_page(tree, context.owns, page.final_url):
        return Reading(kind=PageVerdict.STUB, links=template_links(tree, base, page.url, ()))
    verdict = kind or _kind(tree, recipe)
    if verdict not in {PageVerdict.POST, PageVerdict.PAGE}:
        return Reading(kind=verdict, links=template_links(tree, base, page.url, ()))
    post, warnings = _post(context, recipe)
    if post is not None and post.is_stub():
        return Reading(kind=PageVerdict.STUB, links=template_links(tree, base, page.url, ()))
    comments = context.comments(base, recipe.comments)
    record = _record(context, verdict, post, comments)
    records = (record, *_comment_records(context, post, comments))
    inside: list[Link] = []
    for one in records:
        inside += links_in(str(one.fields.get("body_html") or one.fields.get("html") or ""), base, page.url)
    links = (*dict.fromkeys(inside), *template_links(tree, base, page.url, inside))
    return Reading(kind=verdict, records=records, links=links, warnings=warnings)


def _post(context: PlainContext, recipe: Recipe) -> tuple[PostReading | None, tuple[str, ...]]:
    post = find_post(context, recipe)
    if post is not None and post.place.body is not None and post.body_html:
        return post, ()
    guess = main_element(context.tree, recipe.elsewhere)
    if guess is None:
        return post, ()
    body, warning = guess
    scope = body.getparent()
    return PostReading(context, recipe, PostPlace(scope if scope is not None else body, body)), (warning,)


def _kind(tree: HtmlElement, recipe: Recipe) -> PageVerdict:
    if meta(tree, "og:type") == "article" or any(True for _ in articles(tree)):
        return PageVerdict.POST
    for condition in recipe.bodies:
        outer = post_bodies(tree, recipe, condition)
        if outer:
            comments = found(tree, "//*[@id='comments' or @id='respond' or @id='commentform']")
            return PageVerdict.POST if len(outer) == 1 or comments else PageVerdict.INDEX
    return PageVerdict.POST if densest(tree, recipe.elsewhere) is not None else PageVerdict.OTHER


def _record(
    context: PlainContext, kind: PageVerdict, post: PostReading | None, comments: tuple[ListedComment, ...]
) -> Record:
    fields: dict[str, Json] = {"url": context.key, "kind": str(kind)}
    if post is None:
        fields["title"] = stated_title(context.tree, context.blog_title)
    else:
        fields["title"] = post.title
        fields["labels"] = post.labels
        published = post.published(post.reader([comment.evidence for comment in comments]))
        optional: dict[str, Json] = {
            "published": published,
            "published_shown": post.numbers_shown(published),
            "author": post.author,
            "body_html": post.body_html,
            "description": meta(context.tree, "description"),
            "image": _image(context),
        }
        fields |= {name: value for name, value in optional.items() if value is not None}
    return Record(kind=RecordKind.POST, key=context.key, source="html", url=context.page.url, fields=fields)


def _image(context: PlainContext) -> str | None:
    stated = meta(context.tree, "og:image")
    return absolute(context.page.final_url, stated) if stated else None


def _comment_records(
    context: PlainContext, post: PostReading | None, comments: tuple[ListedComment, ...]
) -> tuple[Record, ...]:
    evidence = [comment.evidence for comment in comments]
    reader = post.reader(evidence) if post else learned(context.language, evidence, context.date_order)
    records = []
    for place, comment in enumerate(comments):
        author: dict[str, Json] = {"name": comment.name, "url": comment.url, "source_id": None}
        fields: dict[str, Json] = {
            "post": context.key,
            "parent": comment.parent,
            "author": author if comment.name else None,
            "published": comment.published(reader),
            "html": comment.html,
            "kind": comment.kind,
            "by_owner": comment.by_owner,
            "deleted": comment.deleted,
            "position": place,
        }
        if not comment.machine and possible_days(comment.shown):
            fields["published_shown"] = comment.shown
        records.append(
            Record(
                kind=RecordKind.COMMENT, key=comment.id, source="html", url=context.page.url, fields=fields
            )
        )
    return tuple(records)


def is_front(url: str) -> bool:
    """True where a URL is a site's front page."""
    return path_of(url) == "/" and "?" not in url
