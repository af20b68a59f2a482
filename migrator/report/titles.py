"""Plain headings for what the program found; the program's own codes stay in report.json."""

from __future__ import annotations

from migrator.report.wording import in_words

TITLES = {
    "crawl.broken": "Pages whose answer is damaged",
    "crawl.disagree": "The old blog names different numbers of posts or comments",
    "crawl.forbidden-address": "Addresses that are not on the public internet",
    "crawl.no-name": "Hosts whose name is not known any more",
    "crawl.robots": "Pages that robots.txt kept from being read",
    "crawl.status": "Pages the old blog failed to send",
    "crawl.timeout": "Pages that took too long",
    "crawl.tls": "Hosts whose certificate is not valid",
    "crawl.too-large": "Pages too large to read",
    "crawl.unreachable": "Pages that could not be reached",
    "crawl.unreadable": "Pages that could not be understood",
    "crawl.unlisted": "No feed or sitemap lists the posts",
    "extract.comments": "Posts that state another number of comments than was found",
    "extract.comments-elsewhere": "Comments that another service keeps",
    "extract.no-body": "Posts without any text",
    "extract.replaced": "Pages that only say the blog has moved; their posts came from the feeds",
    "extract.stub": "Pages that only say the blog has moved",
    "extract.undated": "Posts without a date",
    "extract.uniform": "Pages that show the same text where a post should be",
    "extract.unreadable": "Pages that could not be understood",
    "media.broken": "Images whose answer is damaged",
    "media.forbidden-address": "Images that are not on the public internet",
    "media.no-name": "Images on hosts whose name is not known any more",
    "media.missing": "Images that are gone from the old host",
    "media.robots": "Images that robots.txt kept from being copied",
    "media.smaller": "Images of which only a smaller copy is left",
    "media.status": "Images the old host failed to send",
    "media.svg": "Drawings that may hold scripts",
    "media.timeout": "Images that took too long",
    "media.tls": "Images on hosts whose certificate is not valid",
    "media.too-large": "Images too large to copy",
    "media.unreachable": "Images that could not be reached",
    "map.chain": "Old addresses that lead to other old addresses",
    "map.collision": "New addresses that several posts claim",
    "map.decision-refused": "Decisions that cannot be carried out",
    "map.decision-vanished": "Decisions about addresses that are not there any more",
    "map.loop": "Old addresses that lead back to themselves",
    "map.self": "Old addresses that would forward to themselves",
    "map.undated": "Posts without a date, whose new address needs one",
    "map.unexplained": "Old addresses nobody has decided on",
    "readback.address-changed": "Posts that got another address than predicted",
    "readback.draft": "Posts that are still drafts on the new site",
    "readback.extra": "Pages only the new site has",
    "readback.label-missing": "Labels that are not on the new site",
    "readback.not-imported": "Posts that are not on the new site",
    "readback.other-host": "Posts the new site shows under another host",
    "relocate.no-answer": "The new site could not be asked for posts it may have already",
    "redirect.anchor": "Places in old pages that nobody could be sent to",
    "redirect.anchors": "Places in old pages, which the new site itself answers",
    "redirect.bad-old-url": "Old addresses no server can be asked for",
    "redirect.bad-query": "Old addresses whose parameters no server can tell apart",
    "redirect.bad-row": "Rows of the list that could not be used",
    "redirect.bad-target": "New addresses that cannot be sent to a browser safely",
    "redirect.chain": "Two steps made one",
    "redirect.chain-to-gone": "Old addresses that lead to one that is gone",
    "redirect.collision": "Old addresses with more than one answer",
    "redirect.compacted": "Rules that became patterns, so that they fit",
    "redirect.earlier-lost": "Redirects of today that the new rules replace",
    "redirect.earlier-stays": "Redirects of today that stay as they are",
    "redirect.fragment": "New addresses with a place inside the page",
    "redirect.limit": "A server that cannot hold this many rules was left out",
    "redirect.loop": "Old addresses that lead into a loop",
    "redirect.many-rules": "So many rules that pages get slower",
    "redirect.narrowed": "Rules taken over in part",
    "redirect.no-target": "Forwarded addresses without a new one",
    "redirect.not-our-host": "Old addresses on hosts that are not yours",
    "redirect.not-proved": "Rules that were not put to the real server",
    "redirect.not-understood": "Rules that could not be taken over",
    "redirect.proof-blind": "A proof that proves nothing",
    "redirect.proof-failed": "Rules the server answers wrongly",
    "redirect.refused": "Old addresses this server cannot forward",
    "redirect.self": "Old addresses that are their own new ones",
    "redirect.twin": "Old addresses that differ from their new ones in a final slash alone",
    "redirect.variant": "Other spellings with an answer of their own",
    "redirect.weakened": "Old addresses this server answers less exactly",
    "export.unexplained-difference": "Something got lost in the export, and nothing says why",
    "changed.author": "Authors written differently",
    "changed.characters": "Control characters taken out",
    "changed.date": "Dates written differently",
    "changed.empty": "Empty posts, filled so that they can be imported",
    "changed.markup": "Code taken out of comments",
    "changed.parent": "Replies that became comments of their own",
    "changed.term": "Labels cut short",
    "dropped.assets": "Images that are not in the export",
    "dropped.comments": "Comments that are not in the export",
    "dropped.pages": "Pages that are not in the export",
    "dropped.posts": "Posts that are not in the export",
    "dropped.terms": "Labels that are not in the export",
    "noted.active-markup": "Posts that hold scripts, forms or frames",
}
_FAMILIES = {
    "wxr": "The import file breaks a rule of WordPress's importer",
    "jsonl": "The lossless export breaks its own format",
}


def title_of(code: str) -> str:
    """Return the heading of a group of findings: `redirect.refused.nginx` → `… (nginx)`; an unknown code in words."""
    stage, _, rest = code.partition(".")
    what, _, more = rest.partition(".")
    if stage in _FAMILIES:
        return f"{_FAMILIES[stage]} ({in_words(rest)})"
    title = TITLES.get(f"{stage}.{what}")
    if title is None:
        return in_words(code)
    return f"{title} ({more.replace('.', ': ')})" if more else title
