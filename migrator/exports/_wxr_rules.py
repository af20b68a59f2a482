"""The WordPress importer's rules, one by one: what each demands, and what it does to a file that breaks it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from migrator.model import Finding

if TYPE_CHECKING:
    from lxml import etree

WP = "http://wordpress.org/export/1.2/"
EXCERPT = "http://wordpress.org/export/1.2/excerpt/"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"

_TYPES = {"post", "page", "attachment"}
_TAXONOMIES = {"category", "post_tag"}
_COMMENT_BYTES = 65_535  # wp_comments.comment_content is a TEXT
_SLUG_LENGTH = 200
_SLUG = re.compile(r"(?:[a-z0-9_-]|%[0-9a-f]{2})+")
_OFFSETS = (timedelta(hours=-12), timedelta(hours=14))  # how far local clocks are from UTC
_QUARTER = timedelta(minutes=15)
_ODD_UNTIL = 1973  # Liberia was the last country whose clocks were off by odd minutes (tz database)

# code → (severity, what to do)
RULES = {
    "xml": ("error", "SimpleXML rejects the whole file. Look at the line named."),
    "character": ("error", "SimpleXML rejects the whole file. Remove control characters and surrogates."),
    "doctype": ("error", "The importer's parser rejects files with a DOCTYPE. Remove it."),
    "namespace": ("error", "Declare the namespaces of WXR 1.2 for wp, excerpt, content and dc."),
    "version": ("error", "Add <wp:wxr_version>1.2</wp:wxr_version> to the channel."),
    "base-url": ("error", "Give both; the importer rewrites URLs from them."),
    "size": (
        "warning",
        "Raise the host's upload limit, or import with WP-CLI; one post alone cannot be cut.",
    ),
    "comments": ("warning", "Import this part with WP-CLI; one thread alone cannot be cut."),
    "author-login": ("error", "Give every author its own login of a-z, 0-9, space, _ . - @."),
    "author-email": (
        "error",
        "Give every author its own e-mail address: WordPress refuses a second user with it.",
    ),
    "creator": ("error", "Declare every dc:creator as wp:author, else the post goes to whoever imports."),
    "term-twice": ("error", "WordPress makes one term of two with the same slug. Merge them."),
    "term-parent": ("error", "Write a parent category before its children."),
    "term-undeclared": ("error", "Declare every category and tag that a post uses."),
    "taxonomy": ("error", "Only category and post_tag exist on every WordPress: the term would be lost."),
    "nicename": ("error", "A category element without nicename is ignored."),
    "type": ("error", "A post type the site does not have cannot be imported."),
    "post-id": ("error", "Give every post its own positive id: a repeated one is skipped without a word."),
    "same-post": ("error", "WordPress knows a post by title, date and type: move one date by a second."),
    "untitled": ("error", "An untitled post is looked up by date alone: give it a date of its own."),
    "empty": (
        "error",
        "WordPress refuses a post without title, text and excerpt: put something invisible in.",
    ),
    "backslash": ("error", "WordPress does not know such a title or name again: write &#092; for it."),
    "slug": ("error", "Use WordPress's slug rules: a-z, 0-9, - and lower-case %xx, at most 200 characters."),
    "slug-twice": (
        "error",
        "WordPress appends -2 to the second, so its redirects would miss. Make slugs unique.",
    ),
    "date": (
        "error",
        "Write local dates as YYYY-MM-DD HH:MM:SS; without one the post gets the import's time.",
    ),
    "gmt": ("error", "Write both dates of the same moment, in local time and in UTC."),
    "future": ("warning", "WordPress schedules it: the page answers 404 until then."),
    "parent": ("error", "A parent must be in the same file."),
    "thumbnail": ("error", "The importer connects a featured image only inside one file."),
    "attachment-order": (
        "error",
        "Put attachments behind all posts: URLs are replaced only in posts already there.",
    ),
    "attachment-url": ("error", "An attachment needs an http(s) wp:attachment_url."),
    "comment-wrapper": ("error", "The importer sees only comments directly inside item."),
    "comment-id": ("error", "Never use a comment id twice: the first comment is lost."),
    "comment-parent": ("error", "Write a parent before its replies, with a smaller id, in the same item."),
    "comment-date": ("error", "Write comment_date and comment_date_gmt as YYYY-MM-DD HH:MM:SS."),
    "comment-twice": ("error", "Comments are known by author and date: move one date by a second."),
    "comment-length": ("error", "WordPress has room for 65,535 bytes: the comment would be lost."),
}


@dataclass(frozen=True, slots=True)
class _Post:
    """A post as the importer reads it. `moment` is the date if it is one."""

    type: str
    title: str
    date: str
    id: str
    slug: str
    moment: datetime | None

    @property
    def name(self) -> str:
        return f"{self.type} {self.id} {self.title[:40]!r}"

    @property
    def identity(self) -> tuple[str, str, str]:
        return self.type, self.title.casefold().strip(), self.date


@dataclass
class _File:
    """What one file declared and held so far."""

    logins: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    terms: dict[tuple[str, str], str] = field(default_factory=dict)  # (taxonomy, slug) → term id
    ids: set[str] = field(default_factory=set)
    attachments: set[str] = field(default_factory=set)
    wanted: list[tuple[str, str, str]] = field(default_factory=list)  # (rule, id wanted, who wants it)


class Checker:
    """What was seen in the files so far, and what was wrong with it."""

    def __init__(self, now: datetime | None) -> None:
        self.now = now
        self.findings: list[Finding] = []
        self.file = _File()
        self.posts: dict[tuple[str, str, str], str] = {}
        self.dates: dict[tuple[str, str], bool] = {}  # (type, date) → an untitled post has it
        self.slugs: dict[str, tuple[str, str, str]] = {}
        self.comment_ids: set[str] = set()
        self.comments: dict[tuple[str, str, str], set[tuple[str, str]]] = {}
        self.attachments_began = False
        self._path = ""

    def open(self, path: str) -> None:
        """Begin a file."""
        self._path = path
        self.file = _File()

    def close(self) -> None:
        """Check what can be known only at a file's end."""
        for rule, number, who in self.file.wanted:
            if number not in (self.file.attachments if rule == "thumbnail" else self.file.ids):
                self.report(rule, f"{who} wants {number}, which is not in this file")

    def report(self, rule: str, message: str) -> None:
        """Note that the file breaks a rule."""
        severity, hint = RULES[rule]
        self.findings.append(
            Finding(code=f"wxr.{rule}", severity=severity, url=self._path, message=message, hint=hint)
        )


def check_author(element: etree._Element, checker: Checker) -> None:
    """Check a declared author: own login, own address."""
    login, email = _text(element, "author_login"), _text(element, "author_email")
    seen = checker.file
    if not re.fullmatch(r"[A-Za-z0-9 _.@-]+", login) or login.lower() in seen.logins:
        checker.report("author-login", f"author {login!r}")
    elif not email or email.lower() in seen.emails:
        checker.report("author-email", f"author {login!r} has the address {email!r}")
    seen.logins.add(login.lower())
    seen.emails.add(email.lower())


def check_term(element: etree._Element, checker: Checker) -> None:
    """Check a declared category, tag or custom term."""
    taxonomy, slug, parent = _declared_term(element)
    seen = checker.file.terms
    if taxonomy not in _TAXONOMIES:
        checker.report("taxonomy", f"term {slug!r} is in {taxonomy!r}")
    number = _text(element, "term_id")
    if (
        seen.setdefault((taxonomy, slug), number) != number
    ):  # WordPress itself says a category again as a term
        checker.report("term-twice", f"{taxonomy} {slug!r}")
    if parent and (taxonomy, parent) not in seen:
        checker.report("term-parent", f"{taxonomy} {slug!r} comes before its parent {parent!r}")


def check_entry(element: etree._Element, checker: Checker) -> None:
    """Check one post, page or attachment with its comments."""
    post = _read(element)
    continued = checker.posts.get(post.identity) == post.id and post.id not in checker.file.ids
    _check_numbers(element, post, checker)
    if not continued:
        _check_identity(post, checker)
        _check_text(element, post, checker)
        _check_attachment(element, post, checker)
    _check_slug(post, checker)
    _check_dates(element, post, checker)
    _check_terms(element, post, checker)
    _check_comments(element, post, checker)


def _declared_term(element: etree._Element) -> tuple[str, str, str]:
    kind = element.tag.removeprefix(f"{{{WP}}}")
    if kind == "category":
        return "category", _text(element, "category_nicename"), _text(element, "category_parent")
    if kind == "tag":
        return "post_tag", _text(element, "tag_slug"), ""
    return _text(element, "term_taxonomy"), _text(element, "term_slug"), _text(element, "term_parent")


def _read(element: etree._Element) -> _Post:
    date = _text(element, "post_date")
    return _Post(
        type=_text(element, "post_type"),
        title=element.findtext("title") or "",
        date=date,
        id=_text(element, "post_id"),
        slug=_text(element, "post_name"),
        moment=_moment(date),
    )


def _check_numbers(element: etree._Element, post: _Post, checker: Checker) -> None:
    seen = checker.file
    if post.type not in _TYPES:
        checker.report("type", f"{post.name} has the type {post.type!r}")
    if not post.id.isdecimal() or int(post.id) == 0 or post.id in seen.ids:
        checker.report("post-id", f"{post.name}")
    seen.ids.add(post.id)
    if post.type == "attachment":
        seen.attachments.add(post.id)
    if (element.findtext(f"{{{DC}}}creator") or "").lower() not in seen.logins:
        checker.report("creator", f"{post.name} is by an undeclared author")
    if _text(element, "post_parent") not in {"", "0"}:
        seen.wanted.append(("parent", _text(element, "post_parent"), post.name))
    for meta in element.findall(f"{{{WP}}}postmeta"):
        if _text(meta, "meta_key") == "_thumbnail_id":
            seen.wanted.append(("thumbnail", _text(meta, "meta_value"), post.name))


def _check_identity(post: _Post, checker: Checker) -> None:
    place = (post.type, post.date)
    untitled = not post.title.strip()
    if checker.posts.get(post.identity, post.id) != post.id:
        checker.report(
            "untitled" if untitled else "same-post", f"{post.name} and {checker.posts[post.identity]}"
        )
    elif place in checker.dates and (untitled or checker.dates[place]):
        checker.report("untitled", f"{post.name} shares its date with another {post.type}")
    checker.posts.setdefault(post.identity, post.id)
    checker.dates[place] = checker.dates.get(place, False) or untitled


def _check_text(element: etree._Element, post: _Post, checker: Checker) -> None:
    body, excerpt = (element.findtext(f"{{{space}}}encoded") or "" for space in (CONTENT, EXCERPT))
    if post.type != "attachment" and {text.strip() for text in (post.title, body, excerpt)} <= {"", "0"}:
        checker.report("empty", f"{post.name} has neither title nor text")
    if "\\" in post.title:
        checker.report("backslash", f"{post.name} has one in its title")


def _check_attachment(element: etree._Element, post: _Post, checker: Checker) -> None:
    if post.type != "attachment":
        if checker.attachments_began:
            checker.report("attachment-order", f"{post.name} comes after an attachment")
        return
    checker.attachments_began = True
    if not re.match(r"https?://[^/\s]+/", _text(element, "attachment_url")):
        checker.report("attachment-url", f"{post.name} has none")


def _check_slug(post: _Post, checker: Checker) -> None:
    if not _SLUG.fullmatch(post.slug) or len(post.slug) > _SLUG_LENGTH:
        checker.report("slug", f"{post.name} has the slug {post.slug[:60]!r}")
    elif checker.slugs.setdefault(post.slug, post.identity) != post.identity:
        checker.report("slug-twice", f"{post.name} has the slug {post.slug!r} of {checker.slugs[post.slug]}")


def _check_dates(element: etree._Element, post: _Post, checker: Checker) -> None:
    universal = _moment(_text(element, "post_date_gmt"))
    if post.moment is None:
        checker.report("date", f"{post.name} has the date {post.date!r}")
    elif universal is None or not _same_moment(post.moment, universal):
        checker.report("gmt", f"{post.name}: {post.date} is no zone's {_text(element, 'post_date_gmt')} UTC")
    elif checker.now is not None and universal.replace(tzinfo=UTC) > checker.now:
        checker.report("future", f"{post.name} is dated {post.date}")


def _check_terms(element: etree._Element, post: _Post, checker: Checker) -> None:
    for category in element.findall("category"):
        domain, slug = category.get("domain", ""), category.get("nicename", "")
        if domain not in _TAXONOMIES:
            checker.report("taxonomy", f"{post.name} has a term in {domain!r}")
        elif not slug:
            checker.report("nicename", f"{post.name}: {category.text!r}")
        elif (domain, slug) not in checker.file.terms:
            checker.report("term-undeclared", f"{post.name}: {domain} {slug!r}")


def _check_comments(element: etree._Element, post: _Post, checker: Checker) -> None:
    comments = element.findall(f"{{{WP}}}comment")
    if len(element.findall(f".//{{{WP}}}comment")) > len(comments):
        checker.report("comment-wrapper", f"{post.name} has comments inside another element")
    before: set[int] = set()
    known = checker.comments.setdefault(post.identity, set()) if comments else set()
    for comment in comments:
        _check_comment_numbers(comment, post, before, checker)
        _check_comment(comment, post, known, checker)


def _check_comment_numbers(comment: etree._Element, post: _Post, before: set[int], checker: Checker) -> None:
    written, parent = _text(comment, "comment_id"), _text(comment, "comment_parent") or "0"
    if not written.isdecimal() or written in checker.comment_ids:
        checker.report("comment-id", f"{post.name}, comment {written!r}")
        return
    checker.comment_ids.add(written)
    number = int(written)
    if parent != "0" and not (parent.isdecimal() and int(parent) in before and int(parent) < number):
        checker.report("comment-parent", f"{post.name}, comment {written} answers {parent}")
    before.add(number)


def _check_comment(
    comment: etree._Element, post: _Post, known: set[tuple[str, str]], checker: Checker
) -> None:
    name = f"{post.name}, comment {_text(comment, 'comment_id')}"
    date = _text(comment, "comment_date")
    moment, universal = _moment(date), _moment(_text(comment, "comment_date_gmt"))
    key = (_text(comment, "comment_author").casefold().strip(), date)
    if moment is None or universal is None or not _same_moment(moment, universal):
        checker.report("comment-date", f"{name} is dated {date!r}")
    elif key in known:
        checker.report("comment-twice", f"{name} has author and date of another")
    known.add(key)
    if "\\" in key[0]:
        checker.report("backslash", f"{name} has one in its author's name")
    if len(_text(comment, "comment_content").encode()) > _COMMENT_BYTES:
        checker.report("comment-length", name)


def _text(element: etree._Element, name: str) -> str:
    return element.findtext(f"{{{WP}}}{name}") or ""


def _moment(text: str) -> datetime | None:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _same_moment(local: datetime, universal: datetime) -> bool:
    offset = local - universal
    return _OFFSETS[0] <= offset <= _OFFSETS[1] and (not offset % _QUARTER or local.year < _ODD_UNTIL)
