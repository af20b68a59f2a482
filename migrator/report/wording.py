"""The report's plain words for verdicts, kinds, answers and grades of proof, and its glossary."""

from __future__ import annotations

from dataclasses import dataclass

from migrator.model import HostAnswer, Proof, UrlKind, Verdict

VERDICT_ORDER = (
    Verdict.UNEXPLAINED,
    Verdict.MOVED,
    Verdict.KEPT,
    Verdict.GONE,
    Verdict.NO_REDIRECT,
    Verdict.IGNORED,
)

VERDICT_WORDS = {
    Verdict.MOVED: "forwarded",
    Verdict.KEPT: "unchanged",
    Verdict.GONE: "gone on purpose",
    Verdict.UNEXPLAINED: "undecided",
    Verdict.NO_REDIRECT: "cannot be forwarded",
    Verdict.IGNORED: "left alone",
}

VERDICT_MEANING = {
    Verdict.MOVED: "A visitor of the old address is sent to the same content at its new address.",
    Verdict.KEPT: "The address works on the new site exactly as it is.",
    Verdict.GONE: "Nothing on the new site replaces it, and the server says so.",
    Verdict.UNEXPLAINED: "No rule fits and nobody has decided yet.",
    Verdict.NO_REDIRECT: "It lives on a server that you cannot configure; what it showed is copied instead.",
    Verdict.IGNORED: "A file every site makes for itself, such as robots.txt.",
}

KIND_WORDS = {
    UrlKind.HOME: "front page",
    UrlKind.POST: "posts",
    UrlKind.PAGE: "pages",
    UrlKind.ARCHIVE: "archives by date",
    UrlKind.LABEL: "labels",
    UrlKind.SEARCH: "searches",
    UrlKind.FEED: "feeds",
    UrlKind.SITEMAP: "sitemaps",
    UrlKind.IMAGE: "images",
    UrlKind.SYSTEM: "site files",
    UrlKind.OTHER: "other",
}

CONTENT_WORDS = {
    "posts": "Posts",
    "pages": "Pages",
    "comments": "Comments",
    "terms": "Labels",
    "assets": "Images and files",
}

ANSWER_WORDS = {
    HostAnswer.PLATFORM: (
        "The old platform goes on answering. Nobody can add redirects of their own there, beyond what the"
        " platform itself forwards."
    ),
    HostAnswer.REPOINTED_DOMAIN: (
        "Your domain, pointed to your new server: every redirect in this report works."
    ),
    HostAnswer.SAME_DOMAIN: "The same domain on the new host: redirects sit beside the new site.",
    HostAnswer.OWN_SERVER: "Your own server: every redirect in this report works.",
    HostAnswer.NOBODY: "Nobody answers any more: no redirect is possible.",
}

NOT_SETTLED = "Nobody has said yet who answers it."

PROOF_WORDS = {
    Proof.NONE: "not tested yet",
    Proof.SIMULATED: "tested by model",
    Proof.PROVED: "tested on a real test server",
    Proof.LIVE: "tested live",
}

PROOF_MEANING = (
    (
        Proof.SIMULATED,
        "By model",
        "Every old address was put to a model of the server, written from how the real one behaves.",
    ),
    (
        Proof.PROVED,
        "On a test server",
        "The very files you will install were loaded into the real server program, and every old address was requested.",
    ),
    (Proof.LIVE, "Live", "After the switch: every old address was requested over the internet."),
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the field: `anchor` is its id on the page, `short` fits a tooltip."""

    anchor: str
    name: str
    short: str
    more: str = ""


GLOSSARY = (
    Word(
        "url",
        "Old URL and new URL",
        "A URL is the full address of one page, picture or feed.",
        "The old URL is where something was; the new URL is where the same thing is after the move.",
    ),
    Word(
        "inventory",
        "URL inventory",
        "The list of every address the old blog is known to have published.",
        "It is gathered from the blog's own links, feeds, sitemaps and archives, one row per address.",
    ),
    Word(
        "verdict",
        "Verdict",
        "The one decision this report records for an old URL.",
        "Forwarded, unchanged, gone on purpose, cannot be forwarded, left alone, or still undecided.",
    ),
    Word(
        "redirect",
        "Redirect",
        "A server's answer that sends a visitor to another address.",
        "Browsers, feed readers and search engines follow it without the visitor doing anything.",
    ),
    Word(
        "301",
        "301",
        "The redirect that says: moved for good.",
        "Search engines carry what they know about the old page over to the new one.",
    ),
    Word(
        "410",
        "410",
        "The answer that says: this is gone, on purpose.",
        "It is more honest than forwarding to the front page, and search engines drop the address sooner.",
    ),
    Word(
        "map",
        "Redirect map",
        "The list of old URLs with the new URL of each.",
        "It stands complete in url-map.csv next to this page.",
    ),
    Word(
        "permalink",
        "Permalink",
        "The address of one post or page that is meant to last.",
        "It is what others have linked to and bookmarked.",
    ),
    Word(
        "slug",
        "Slug",
        "The readable last part of a permalink.",
        "In /2009/07/moving-house.html it is moving-house.",
    ),
    Word(
        "canonical",
        "Canonical",
        "The one spelling of an address that stands for all its spellings.",
        "The same page often answers with and without www, with http and https, or with ?m=1 for phones; all"
        " of them share one row here.",
    ),
    Word(
        "chain",
        "Redirect chain",
        "A redirect that leads to another redirect.",
        "Each step is slower and can break, so every old URL should reach its new one in a single step. A"
        " chain that comes back to its start is a redirect loop.",
    ),
    Word(
        "soft404",
        "Soft 404",
        "A page that is missing, behind an answer that claims all is well.",
        "Forwarding every missing address to the front page makes soft 404s; this map never does that.",
    ),
    Word(
        "robots",
        "robots.txt",
        "A file in which a site tells programs which parts to stay out of.",
        "It is obeyed unless the blog's owner decides otherwise.",
    ),
    Word(
        "feed",
        "Feed",
        "The machine-readable list of new posts that feed readers subscribe to.",
        "Redirected feeds keep your subscribers.",
    ),
    Word(
        "finding",
        "Finding",
        "Something the program noticed that a person should look at.",
    ),
)


def count_of(number: int, one: str, many: str) -> str:
    """Return `1 post`, `2 posts`, `1,234 posts`."""
    return f"{number:,} {one if number == 1 else many}"


def in_words(reason: str) -> str:
    """Return a rule's name as a person reads it: `post.slug-kept` → `post: slug kept`."""
    subject, dot, rest = reason.partition(".")
    return f"{subject}{': ' if dot else ''}{rest}".replace("-", " ").replace("_", " ")


def listed(parts: list[str]) -> str:
    """Join with commas and a final `and`."""
    *firsts, last = parts or [""]
    return f"{', '.join(firsts)} and {last}" if firsts else last
