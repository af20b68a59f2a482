"""A blog like Dear Marigold, as the report's builder gets it: about 400 old URLs, halfway through its move."""

from __future__ import annotations

from dataclasses import replace

from migrator.model import Finding, HostAnswer, OldUrl, Problem, UrlKind, UrlMapping, Verdict
from migrator.report.model import Dated, ReportInputs

OLD = "http://dearmarigold.example"
NEW = "https://askmarigold.example"
TITLES = (
    "moving-house", "the-tomato-trellis", "dear-reader", "slugs-and-snails", "a-letter-about-roses",
    "when-to-prune", "rainwater", "my-neighbours-hedge", "compost-questions", "first-frost", "lavender",
)  # fmt: skip
LABELS = ("roses", "vegetables", "Q%26A", "caf%C3%A9", "tools", "compost", "letters")
YEARS = (2006, 2007, 2008, 2009, 2010, 2011, 2012)
TARGETS = {
    "nginx": {"rules": 262, "exact": 262, "weakened": 0, "refused": 0, "proof": "proved", "asked": 3144, "failed": 0},
    "apache-htaccess": {
        "rules": 262, "exact": 262, "weakened": 0, "refused": 0, "proof": "simulated", "asked": 3144, "failed": 0,
    },
}  # fmt: skip


def posts() -> list[UrlMapping]:
    made = []
    for number in range(88):
        year, month = YEARS[number % 7], number % 12 + 1
        slug = f"{TITLES[number % 11]}-{number}"
        old = f"{OLD}/{year}/{month:02d}/{slug}.html"
        made.append(_moved(old, f"{NEW}/{slug}/", UrlKind.POST, "post.slug-kept"))
    return made


def archives() -> list[UrlMapping]:
    made = []
    for year in YEARS:
        made.append(_moved(f"{OLD}/{year}/", f"{NEW}/{year}/", UrlKind.ARCHIVE, "archive.year"))
        for month in range(1, 13):
            new = f"{NEW}/{year}/{month:02d}/"
            made.append(_moved(f"{OLD}/{year}/{month:02d}/", new, UrlKind.ARCHIVE, "archive.month"))
            if month % 3 == 0:
                old = f"{OLD}/{year}_{month:02d}_01_archive.html"
                made.append(_moved(old, new, UrlKind.ARCHIVE, "archive.month"))
    return made


def feeds() -> list[UrlMapping]:
    names = ("default", "full", "summary")
    made = [_moved(f"{OLD}/feeds/posts/{name}", f"{NEW}/feed/", UrlKind.FEED, "feed.posts") for name in names]
    for label in LABELS:
        slug = label.lower().replace("%26", "-")
        category = f"{NEW}/category/{slug}/"
        made.append(_moved(f"{OLD}/search/label/{label}", category, UrlKind.LABEL, "label.category"))
        made.append(
            _moved(f"{OLD}/feeds/posts/default/-/{label}", f"{category}feed/", UrlKind.FEED, "feed.label")
        )
    gone = UrlMapping(
        old=f"{OLD}/feeds/pages/default", kind=UrlKind.FEED, verdict=Verdict.GONE,
        reason="gone.no-equivalent", note="WordPress publishes no feed of pages.",
    )  # fmt: skip
    return [*made, gone]


def rest() -> list[UrlMapping]:
    made = [_moved(f"{OLD}/", f"{NEW}/", UrlKind.HOME, "home")]
    made += [
        _moved(f"{OLD}/p/{n}.html", f"{NEW}/{n}/", UrlKind.PAGE, "page.slug-kept") for n in ("about", "faq")
    ]
    made += [
        UrlMapping(
            old=f"{OLD}/2008/05/{slug}.html", kind=UrlKind.POST, verdict=Verdict.GONE,
            reason="gone.deleted", note="The old blog itself answers 404: the post was deleted.",
        )
        for slug in ("a-draft-i-regret", "guestbook", "raffle", "test")
    ]  # fmt: skip
    made += [
        UrlMapping(
            old=f"https://1.bp.blogspot.example/_k{n:02d}/s0/garden-{n}.jpg", kind=UrlKind.IMAGE,
            verdict=Verdict.NO_REDIRECT, reason="image.copied",
            note="The picture is copied, and posts now point to the copy.",
        )
        for n in range(83)
    ]  # fmt: skip
    made += [
        UrlMapping(old=f"{OLD}/{name}", kind=UrlKind.SYSTEM, verdict=Verdict.IGNORED, reason="host-file")
        for name in ("robots.txt", "favicon.ico")
    ]
    return made


def undecided() -> list[UrlMapping]:
    return [
        UrlMapping(
            old=f"{OLD}/{name}", kind=UrlKind.OTHER, verdict=Verdict.UNEXPLAINED,
            reason="no-rule", note="It answers 200, and no rule of Blogger's fits it.",
        )
        for name in ("roses.pdf", "old/guestbook.php?page=2", "letters/index.htm")
    ]  # fmt: skip


def stages() -> dict:
    kinds = {"posts": 88, "pages": 2, "comments": 1143, "terms": 7, "assets": 83}
    exported = {**kinds, "comments": 1141}
    return {
        "crawl": {"pages": 310},
        "redirects": {"targets": TARGETS},
        "export": {"source": kinds, "exported": exported},
        "readback": {"live": exported, "final": True},
    }


def dated() -> list[Dated]:
    busy = (40, 120, 260, 310, 231, 140, 42)
    made = []
    for number in range(88):
        place = number % 7
        made.append(Dated("post", YEARS[place], (YEARS[place],) * (busy[place] * 7 // 88)))
    return made


LOSSES = (
    Finding(
        code="dropped.comments", severity="warning", url=f"{OLD}/2009/07/moving-house-10.html",
        message="“This comment has been removed by the author.” holds no text to carry over.",
    ),
    Finding(
        code="dropped.comments", severity="warning", url=f"{OLD}/2010/02/dear-reader-13.html",
        message="“This comment has been removed by a blog administrator.” holds no text to carry over.",
    ),
)  # fmt: skip
FINDINGS = (
    Finding(
        code="extract.title-differs", severity="warning", url=f"{OLD}/2009/07/moving-house-10.html",
        message="The feed says “Moving house”, the page says “Moving House!”.",
        hint="The feed's title was taken.",
    ),
)  # fmt: skip
PROBLEMS = (
    Problem(
        stage="media", url="https://2.bp.blogspot.example/_k/s0/hedge.jpg", kind="not-found",
        message="The picture's server answers 404; posts show a gap there already.",
    ),
)  # fmt: skip


def marigold(**changes) -> ReportInputs:
    """The sample halfway: three URLs undecided, new URLs predicted, nothing imported."""
    base = ReportInputs(
        title="Dear Marigold",
        old_url=OLD,
        new_url=NEW,
        mappings=[*posts(), *archives(), *feeds(), *rest(), *undecided()],
        posts=dated(),
        hosts={
            "dearmarigold.example": HostAnswer.REPOINTED_DOMAIN,
            "www.dearmarigold.example": HostAnswer.REPOINTED_DOMAIN,
            "dearmarigold.blogspot.example": HostAnswer.PLATFORM,
        },
        findings={"extract": FINDINGS, "export": LOSSES},
        problems=PROBLEMS,
        stages={name: told for name, told in stages().items() if name != "readback"},
        stated={"feed": {"posts": 88, "comments": 1143}, "archive": {"posts": 87}},
    )
    return replace(base, **changes)


def counted() -> ReportInputs:
    """The sample with what a search console and a link tool counted of some of its URLs."""
    inputs = marigold()
    rows = []
    for number, mapping in enumerate(inputs.mappings):
        clicks, links = (number * 37) % 400, (number * 11) % 23
        told = {"clicks": clicks, "linking-domains": links, "impressions": clicks * 31} if number % 3 else {}
        if mapping.verdict is Verdict.UNEXPLAINED:
            told = {"clicks": number % 7, "linking-domains": 1}
        rows.append(OldUrl(url=mapping.old, kind=mapping.kind, numbers={n: c for n, c in told.items() if c}))
    return replace(inputs, urls=rows)


def finished() -> ReportInputs:
    """The sample ready to switch: all decided, imported, seen and proved."""
    mappings = [replace(m, final=True) for m in (*posts(), *archives(), *feeds(), *rest())]
    return marigold(mappings=mappings, stages=stages())


def many(count: int) -> ReportInputs:
    """A big blog: `count` old URLs, the last ten undecided."""
    made = [
        _moved(
            f"{OLD}/{2004 + n % 14}/{n % 12 + 1:02d}/a-letter-about-gardens-{n}.html",
            f"{NEW}/a-letter-about-gardens-{n}/",
            UrlKind.POST,
            "post.slug-kept",
        )
        for n in range(count - 10)
    ]
    left = [OldUrl(url=f"{OLD}/unknown/{n}", kind=UrlKind.OTHER) for n in range(10)]
    return marigold(mappings=made, urls=left)


def _moved(old: str, new: str, kind: UrlKind, reason: str) -> UrlMapping:
    notes = {
        "post.slug-kept": "Same post; the slug is kept.",
        "page.slug-kept": "Same page; the slug is kept.",
        "archive.month": "The posts of the same month.",
        "archive.year": "The posts of the same year.",
        "feed.posts": "The feed of all posts.",
        "feed.label": "The feed of the category made from the label.",
        "label.category": "The label became a category.",
        "home": "Front page to front page.",
    }
    return UrlMapping(old=old, new=new, kind=kind, verdict=Verdict.MOVED, reason=reason, note=notes[reason])
