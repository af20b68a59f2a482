"""A small blog with everything an importer can stumble over, and a `Content` made of plain lists."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from migrator.model import Asset, Author, Comment, Page, Post, Site, Term, UrlKind, UrlMapping, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OLD = "http://dearmarigold.example"
NEW = "https://askmarigold.example"
MARIGOLD = Author(name="Marigold Ørsted", url="http://www.blogger.example/profile/1", source_id="1")
GUEST = Author(name="Иван Петров", source_id="2")
PHOTO = "http://1.bp.blogspot.example/-a/b/s0/cat.jpg"
DRAWING = "http://2.bp.blogspot.example/-c/d/s0/cat.jpg"
LOST = "http://3.bp.blogspot.example/-e/f/s0/gone.png"


NEW_YORK = ZoneInfo("America/New_York")
OLD_SITE = Site(
    base_url=OLD,
    platform="blogger",
    title="Dear Marigold & Co",
    description="Advice <for> all",
    language="en",
    timezone="America/New_York",
    source_id="99",
)
NEW_SITE = Site(base_url=NEW, platform="wordpress", timezone="America/New_York")


@dataclass
class SampleContent:
    """`Content` over lists; labels become slugs by lower-casing, images are known by their last path piece."""

    entries: list[Post]
    replies: list[Comment] = field(default_factory=list)
    files: list[Asset] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    verdicts: list[UrlMapping] = field(default_factory=list)
    zone: ZoneInfo = NEW_YORK
    old: Site = OLD_SITE
    new: Site = NEW_SITE

    def posts(self) -> Iterator[Post]:
        yield from self.entries

    @cached_property
    def _by_key(self) -> dict[str, Post]:
        return {post.key: post for post in self.entries}

    @cached_property
    def _by_post(self) -> dict[str, list[Comment]]:
        found: dict[str, list[Comment]] = {}
        for comment in self.replies:
            found.setdefault(comment.post, []).append(comment)
        return found

    def post(self, key: str) -> Post:
        return self._by_key[key]

    def omitted(self, key: str) -> str | None:
        return self.left_out.get(key)

    def comments(self, post: str) -> Sequence[Comment]:
        return self._by_post.get(post, [])

    def strays(self) -> Iterator[Comment]:
        yield from (comment for comment in self.replies if comment.post not in self._by_key)

    def mappings(self) -> Iterator[UrlMapping]:
        yield from self.verdicts

    def assets(self) -> Iterator[Asset]:
        yield from self.files

    def pages(self) -> Iterator[Page]:
        for post in self.entries:
            headers = {"content-type": "text/html; charset=utf-8", "date": "Sun, 02 Mar 2014 10:15:00 GMT"}
            yield Page(
                url=post.url, final_url=post.url, status=200, headers=headers, body=post.body_html.encode()
            )

    def term(self, label: str) -> Term:
        return Term(name=label, slug=label.lower().replace("é", "e").replace(" ", "-").replace("&", "and"))

    def slug(self, url: str) -> str:
        name = url.rpartition("/")[2]
        stem = name.rpartition(".")[0] or name
        return f"{url.split('/')[2][0]}-{stem}" if "blogspot" in url else stem

    def new_url(self, url: str) -> str | None:
        page, mark, fragment = url.partition("#")
        plain = page.partition("?")[0].replace("https:", "http:").replace("//www.", "//")
        if plain == f"{OLD}/":
            return f"{NEW}/{mark}{fragment}"
        return f"{NEW}/{self.slug(plain)}/{mark}{fragment}" if plain in self._by_key else None

    def asset_url(self, url: str) -> str | None:
        if "bp.blogspot.example/" not in url:
            return None
        host, name = url.split("/")[2], url.rpartition("/")[2]
        return next(
            (file.url for file in self.files if host in file.url and file.url.endswith(f"/{name}")), None
        )


def day(number: int, second: int = 0) -> datetime:
    return datetime(2009, 1, number, 17, 30, second, tzinfo=UTC)


def post(name: str, number: int, **fields: object) -> Post:
    url = f"{OLD}/2009/01/{name}.html"
    made = Post(
        key=url, url=url, title=name.replace("-", " ").title(), published=day(number), author=MARIGOLD
    )
    return replace(made, **fields)


def comment(number: int, on: Post, **fields: object) -> Comment:
    made = Comment(
        id=str(5_000_000_000_000_000_000 + number),
        post=on.key,
        author=Author(name=f"Reader {number}"),
        published=(on.published or day(1)) + timedelta(minutes=number),
        html=f"Comment {number}",
        position=number,
    )
    return replace(made, **fields)


def many(posts: int, comments: int) -> SampleContent:
    """A blog of equal posts, each with so many comments in threads of two."""
    entries = [
        post(f"post-{n}", 1, published=day(1) + timedelta(hours=n), body_html="<p>Word.</p>")
        for n in range(posts)
    ]
    replies = [
        comment(
            n * comments + k,
            entry,
            parent=str(5_000_000_000_000_000_000 + n * comments + k - 1) if k % 2 else None,
        )
        for n, entry in enumerate(entries)
        for k in range(comments)
    ]
    return SampleContent(entries, replies)


def sample() -> SampleContent:
    """The blog behind the golden files."""
    body = (
        '<p>See <a href="/2009/01/second.html?m=1#c1">this</a>, <a href="http://www.dearmarigold.example/">home</a>,'
        ' <a href="other.html">that</a> and <a href="http://far.example/?a=1&amp;b=2">far</a>.</p>\n'
        '<a href="http://1.bp.blogspot.example/-a/b/s1600-h/cat.jpg"><img border=0 '
        'src="http://1.bp.blogspot.example/-a/b/s320/cat.jpg" srcset="http://1.bp.blogspot.example/-a/b/s640/cat.jpg 2x"></a>'
        '<img src="http://3.bp.blogspot.example/-e/f/s320/gone.png"><pre>]]> \x0b</pre>'
    )
    first = post(
        "first",
        31,
        title='A & B \\ "quoted" ]]> \N{GRINNING FACE}',
        body_html=body,
        published=datetime(2009, 2, 1, 4, 30, tzinfo=UTC),
        updated=datetime(2010, 1, 1, tzinfo=UTC),
        labels=("Résumé", "Office life"),
        description="What to do & say",
        image=PHOTO,
        guid="tag:blogger.com,1999:blog-99.post-1",
        source_id="1",
        comments_stated=6,
        provenance={"title": "feed"},
    )
    second = post("second", 2, labels=("resume",), author=GUEST)
    same = post("second-2", 2, title="Second", body_html="<script>1</script>", author=None)
    untitled = post("untitled", 3, title=None)
    undated = post("undated", 4, published=None)
    stub = post("moved", 5, body_html="This blog has moved", labels=("Only here",))
    about = replace(post("about", 6, kind="page"), key=f"{OLD}/p/about.html", url=f"{OLD}/p/about.html")
    comments = [
        comment(
            9,
            first,
            html='<b>Hi</b><br/>there <a href="/2009/01/second.html">x</a>',
            by_owner=True,
            author=MARIGOLD,
        ),
        comment(3, first, parent=str(5_000_000_000_000_000_009), html="Reply & more <script>x</script>"),
        comment(4, first, parent=str(5_000_000_000_000_000_003), author=None),
        comment(5, first, parent="404"),
        comment(6, first, html="", deleted=True),
        comment(7, first, html="", deleted=True, author=None),
        comment(8, first, parent=str(5_000_000_000_000_000_007)),
        comment(11, second, author=Author(name="Anonymous", url="javascript:alert(1)")),
        comment(12, second, author=Author(name="anonymous"), published=day(2) + timedelta(minutes=11)),
        comment(13, stub),
        comment(14, replace(stub, key=f"{OLD}/unknown.html")),
    ]
    files = [
        Asset(url=PHOTO, file="cat one.jpg", media_type="image/jpeg", size=3, sha256="aa"),
        Asset(url=DRAWING),
        Asset(url=LOST, problem="404 Not Found"),
    ]
    moved = UrlMapping(
        old=first.url, kind=UrlKind.POST, verdict=Verdict.MOVED, new=f"{NEW}/first/", reason="post.slug-kept"
    )
    gone = UrlMapping(
        old=f"{OLD}/old.html", kind=UrlKind.POST, verdict=Verdict.GONE, reason="gone.deleted", note="404"
    )
    return SampleContent(
        [second, same, untitled, undated, stub, first, about],
        comments,
        files,
        {stub.key: "it only says that the blog has moved"},
        [moved, gone],
    )
