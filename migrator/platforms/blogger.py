"""Blogger, on blogspot.com or a custom domain: detection, seeds, and which reader a page goes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.dates import possible_days
from migrator.model import PageVerdict, Reading, Record, RecordKind, Request
from migrator.platforms._article import PostReading, find_post
from migrator.platforms._blogger_archives import archived_posts
from migrator.platforms._blogger_comments import FoundComment, comments_stated, find_comments
from migrator.platforms._blogger_context import PageContext
from migrator.platforms._blogger_feed import read_feed
from migrator.platforms._blogger_leads import leads_of, more_comments
from migrator.platforms._blogger_recipe import BLOGGER
from migrator.platforms._blogger_scripted import scripted_comments
from migrator.platforms._blogger_seeds import blogger_seeds
from migrator.platforms._bylines import profile_id
from migrator.platforms._comment_services import comment_service
from migrator.platforms._contract import Detection
from migrator.platforms._feeds import is_feed, is_sitemap
from migrator.platforms._head import stated_title
from migrator.platforms._markup import base_of, links_in, template_links
from migrator.platforms._notices import is_moved_page
from migrator.platforms._signs import Sign, Standing, detection
from migrator.platforms._sitemaps import sitemap_requests
from migrator.text import learned
from migrator.urls import absolute, query_pairs

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement

    from migrator.model import Json, Link, Page, Site

_SIGNALS = (
    Sign("generator", 0.95, "//meta[translate(@name,'GENRATO','genrato')='generator'][contains(translate(@content,'BLOGER','bloger'),'blogger')]"),
    Sign("widget scripts", 0.8, "//script[contains(., '_WidgetManager')]"),
    Sign("comment or edit links", 0.7, "//a[contains(@href, 'blogger.com/comment.g?') or contains(@href, 'blogger.com/post-edit.g?') or contains(@href, 'blogger.com/delete-comment.g?')]"),
    Sign("navbar or style sheet", 0.6, "//link[contains(@href, 'blogger.com/static/') or contains(@href, 'blogger.com/dyn-css')] | //iframe[contains(@src, 'blogger.com/navbar')]"),
    Sign("feed of the service", 0.6, "//link[@rel='service.post'][contains(@href, 'blogger.com/')]"),
)  # fmt: skip


class Blogger:
    """Blogger (blogspot.com or a custom domain)."""

    name = "blogger"
    version = 2

    def detect(self, page: Page, tree: HtmlElement | None) -> Detection:
        """Say how likely Blogger made the page."""
        if is_feed(page):
            own = b"tag:blogger.com,1999:" in page.body
            return Detection(0.99, ("ids of blogger.com",)) if own else Detection(0.0)
        return detection(tree, _SIGNALS, Standing(self.name, page.final_url))

    def seeds(self, site: Site) -> tuple[Request, ...]:
        """Return feeds, sitemaps and the home page."""
        return blogger_seeds(site)

    def read(self, page: Page, tree: HtmlElement | None, site: Site) -> Reading:
        """Read a feed, a sitemap or an HTML page."""
        return self._reading(page, tree, site, _read_html)

    def leads(self, page: Page, tree: HtmlElement | None, site: Site) -> Reading:
        """Say where a page leads; posts and comments inside HTML are not read."""
        return self._reading(page, tree, site, leads_of)

    def _reading(
        self, page: Page, tree: HtmlElement | None, site: Site, of_html: Callable[[PageContext], Reading]
    ) -> Reading:
        if page.status >= 400:  # noqa: PLR2004 - HTTP errors
            return Reading(kind=PageVerdict.ERROR)
        if is_feed(page):
            return read_feed(page, site)
        if is_sitemap(page):
            from migrator.profiles import site_urls

            urls = site_urls("blogger", site.base_url, site.hosts)
            requests = sitemap_requests(page, lambda url: urls.canonical(url) if urls.owns(url) else None)
            return Reading(kind=PageVerdict.OTHER, next_requests=requests)
        if tree is None:
            return Reading(kind=PageVerdict.OTHER)
        context = PageContext(page, tree, site)
        if page.hops and not context.owns(
            page.final_url
        ):  # a redirect to a stranger: nothing here is the blog's
            return Reading(kind=PageVerdict.OTHER)
        return of_html(context)


def _read_html(context: PageContext) -> Reading:
    site_record = _site_record(context)
    base = base_of(context.tree, context.page.final_url)
    if context.kind not in {PageVerdict.POST, PageVerdict.PAGE}:
        kind = PageVerdict.STUB if _is_whole_page_notice(context) else context.kind
        posts = archived_posts(context)
        inside = [
            link
            for record in posts
            for link in links_in(str(record.fields.get("body_html") or ""), base, record.key)
        ]
        links = template_links(context.tree, base, context.page.url, inside)
        return Reading(kind=kind, records=(*posts, *site_record), links=(*dict.fromkeys(inside), *links))
    post = find_post(context, BLOGGER, context.post_id)
    if post is None and _is_whole_page_notice(context):
        return _stub(context, site_record, base)
    comments = find_comments(context.tree, base) or tuple(scripted_comments(context.tree, base))
    fields = _post_fields(context, post, comments)
    if post is not None and post.is_stub():
        return _stub(context, site_record, base)
    record = Record(kind=RecordKind.POST, key=context.key, source="html", url=context.page.url, fields=fields)
    return _with_links(context, base, (record, *_comment_records(context, post, comments), *site_record))


def _stub(context: PageContext, site_record: tuple[Record, ...], base: str) -> Reading:
    fields: dict[str, Json] = {"url": context.key, "kind": "stub"}
    if context.post_id:
        fields["source_id"] = context.post_id
    record = Record(kind=RecordKind.POST, key=context.key, source="html", url=context.page.url, fields=fields)
    links = template_links(context.tree, base, context.page.url, ())
    return Reading(kind=PageVerdict.STUB, records=(record, *site_record), links=links)


def _is_whole_page_notice(context: PageContext) -> bool:
    return is_moved_page(context.tree, context.urls.owns, context.page.final_url)


def _site_record(context: PageContext) -> tuple[Record, ...]:
    stated: dict[str, Json] = {
        "title": context.blog_title,
        "source_id": context.blog_id,
        "language": context.settings.get("locale") or context.language,
    }
    known = {name: value for name, value in stated.items() if value}
    if not known:
        return ()
    return (
        Record(
            kind=RecordKind.SITE, key=context.site.base_url, source="html", url=context.page.url, fields=known
        ),
    )


def _post_fields(
    context: PageContext, post: PostReading | None, comments: tuple[FoundComment, ...]
) -> dict[str, Json]:
    fields: dict[str, Json] = {
        "url": context.key,
        "kind": "page" if context.kind is PageVerdict.PAGE else "post",
        "title": post.title if post else stated_title(context.tree, context.blog_title, context.stated_title),
    }
    if post is not None:
        reader = post.reader([comment.evidence for comment in comments])
        fields["labels"] = post.labels
        optional: dict[str, Json] = {
            "published": (published := post.published(reader)),
            "published_shown": post.numbers_shown(published),
            "author": post.author,
            "body_html": post.body_html,
        }
        fields |= {name: value for name, value in optional.items() if value is not None}
    stated: dict[str, Json] = {
        "source_id": context.post_id,
        "description": _description(context),
        "image": _image(context),
        "comments_stated": comments_stated(context.tree),
        "comments_service": comment_service(context.tree),
    }
    return fields | {name: value for name, value in stated.items() if value is not None}


def _description(context: PageContext) -> str | None:
    stated = context.settings.get("metaDescription")
    if stated is not None:
        return stated.strip() or None
    values = context.tree.xpath("//meta[@name='description']/@content")
    return str(values[0]).strip() or None if isinstance(values, list) and values else None


def _image(context: PageContext) -> str | None:
    candidates = [context.settings.get("postImageUrl") or ""]
    for xpath in (
        "//meta[@itemprop='image_url']/@content",
        "//link[@rel='image_src']/@href",
        "//meta[@property='og:image']/@content",
    ):
        values = context.tree.xpath(xpath)
        candidates += [str(value) for value in values] if isinstance(values, list) else []
    for candidate in candidates:
        url = absolute(context.page.final_url, candidate) if candidate else None
        original = context.urls.original(url) if url else None
        if original:
            return original
    return None


def _comment_records(
    context: PageContext, post: PostReading | None, comments: tuple[FoundComment, ...]
) -> tuple[Record, ...]:
    evidence = [comment.evidence for comment in comments]
    reader = post.reader(evidence) if post else learned(context.language, evidence, context.date_order)
    first = 200 * (_comment_page(context) - 1)
    owners = _owners(context)
    records = []
    for place, comment in enumerate(comments, first):
        author: dict[str, Json] = {"name": comment.name, "url": comment.url, "source_id": None}
        fields: dict[str, Json] = {
            "post": context.key,
            "parent": comment.parent,
            "author": author if comment.name else None,
            "html": comment.html,
            "kind": "comment",
            "deleted": comment.deleted,
            "position": place,
        }
        published = comment.published(reader)
        if published:
            fields["published"] = published
        if comment.stamp is None and not comment.machine and possible_days(comment.shown):
            fields["published_shown"] = comment.shown
        if comment.by_owner or profile_id(comment.url) in owners:
            fields["by_owner"] = True
        records.append(
            Record(
                kind=RecordKind.COMMENT, key=comment.id, source="html", url=context.page.url, fields=fields
            )
        )
    return tuple(records)


def _owners(context: PageContext) -> frozenset[str]:
    """Return the profile numbers of those the page names as authors of the blog."""
    links = context.tree.xpath("//a[@rel='author']/@href")
    numbers = (profile_id(str(href)) for href in links) if isinstance(links, list) else ()
    return frozenset(number for number in numbers if number)


def _comment_page(context: PageContext) -> int:
    number = dict(query_pairs(context.page.url)).get("commentPage", "1")
    return int(number) if number.isdigit() and 0 < int(number) < 1000 else 1  # noqa: PLR2004 - 200,000 comments


def _with_links(context: PageContext, base: str, records: tuple[Record, ...]) -> Reading:
    inside: list[Link] = []
    for record in records:
        for name in ("body_html", "html"):
            inside += links_in(str(record.fields.get(name) or ""), base, context.page.url)
    shown = sum(record.kind is RecordKind.COMMENT for record in records)
    stated = comments_stated(context.tree)
    counts = {"comments": stated} if stated is not None else {}
    warnings = (
        (f"The page states {stated} comments and shows {shown}.",)
        if stated is not None and stated != shown
        else ()
    )
    return Reading(
        kind=context.kind,
        records=records,
        links=(*dict.fromkeys(inside), *template_links(context.tree, base, context.page.url, inside)),
        next_requests=more_comments(context, base, shown, stated),
        counts=counts,
        warnings=warnings,
    )


PLUGIN = Blogger()
