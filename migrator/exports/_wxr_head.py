"""What every WXR part begins and ends with: the site, its authors, its categories or tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.exports._xml import cdata, escaped

if TYPE_CHECKING:
    from migrator.exports._people import Person
    from migrator.exports._roll import TermRow
    from migrator.exports._wxr_items import Scene

FOOT = "</channel>\n</rss>\n"
_OPENING = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- A blog's content for WordPress: Tools, Import, WordPress. README.md beside this file says how. -->
<rss version="2.0"
\txmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
\txmlns:content="http://purl.org/rss/1.0/modules/content/"
\txmlns:wfw="http://wellformedweb.org/CommentAPI/"
\txmlns:dc="http://purl.org/dc/elements/1.1/"
\txmlns:wp="http://wordpress.org/export/1.2/"
>
<channel>
"""


def head(scene: Scene) -> str:
    """Return everything before the first item; the same in every part.

    Both base URLs are the new public one, so that the importer's own rewriting leaves old links alone.
    """
    old, new = scene.content.old, scene.content.new
    rows = (
        f"<title>{escaped(new.title or old.title or '')}</title>",
        f"<link>{escaped(new.base_url)}</link>",
        f"<description>{escaped(new.description or old.description or '')}</description>",
        f"<language>{escaped(new.language or old.language or 'en')}</language>",
        "<wp:wxr_version>1.2</wp:wxr_version>",
        f"<wp:base_site_url>{escaped(new.base_url)}</wp:base_site_url>",
        f"<wp:base_blog_url>{escaped(new.base_url)}</wp:base_blog_url>",
    )
    terms = {row.slug: row for row in scene.roll.terms.values()}
    declared = _category if scene.labels_as == "category" else _tag
    return "".join(
        [
            _OPENING,
            *(f"\t{row}\n" for row in rows),
            *map(_author, scene.roll.people.all()),
            *(declared(terms[slug]) for slug in sorted(terms)),
            "\t<generator>migrator</generator>\n",
        ]
    )


def _author(person: Person) -> str:
    return (
        f"\t<wp:author><wp:author_id>{person.id}</wp:author_id>"
        f"<wp:author_login>{cdata(person.login)}</wp:author_login>"
        f"<wp:author_email>{cdata(person.email)}</wp:author_email>"
        f"<wp:author_display_name>{cdata(person.name)}</wp:author_display_name>"
        f"<wp:author_first_name>{cdata('')}</wp:author_first_name>"
        f"<wp:author_last_name>{cdata('')}</wp:author_last_name></wp:author>\n"
    )


def _category(row: TermRow) -> str:
    return (
        f"\t<wp:category>\n\t\t<wp:term_id>{row.id}</wp:term_id>\n"
        f"\t\t<wp:category_nicename>{cdata(row.slug)}</wp:category_nicename>\n"
        f"\t\t<wp:category_parent>{cdata('')}</wp:category_parent>\n"
        f"\t\t<wp:cat_name>{cdata(row.name)}</wp:cat_name>\n\t</wp:category>\n"
    )


def _tag(row: TermRow) -> str:
    return (
        f"\t<wp:tag>\n\t\t<wp:term_id>{row.id}</wp:term_id>\n"
        f"\t\t<wp:tag_slug>{cdata(row.slug)}</wp:tag_slug>\n"
        f"\t\t<wp:tag_name>{cdata(row.name)}</wp:tag_name>\n\t</wp:tag>\n"
    )
