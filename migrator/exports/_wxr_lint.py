"""Reads finished WXR files as WordPress's importer would and says what it would refuse, lose or change.

It shares no code with the writer. Facts: the importer's own behaviour, found by experiment (see each rule).
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import etree

from migrator.exports import _wxr_rules as rules
from migrator.exports._wxr_rules import CONTENT, DC, EXCERPT, WP, Checker

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from migrator.exports._contract import ExportOptions
    from migrator.model import Finding

_ILLEGAL_BYTES = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]|\xed[\xa0-\xbf]")
_NAMESPACES = {"wp": WP, "excerpt": EXCERPT, "content": CONTENT, "dc": DC}


def lint(files: Mapping[str, bytes], options: ExportOptions) -> list[Finding]:
    """Check all `.xml` files of an export, in name order, each by itself and against those before it."""
    checker = Checker(options.now)
    for path in sorted(path for path in files if path.endswith(".xml")):
        checker.open(path)
        _lint_part(files[path], checker, options)
    return checker.findings


def _lint_part(text: bytes, checker: Checker, options: ExportOptions) -> None:
    if len(text) > options.part_size:
        checker.report("size", f"{len(text):,} bytes, more than the {options.part_size:,} asked for")
    if _ILLEGAL_BYTES.search(text):
        checker.report("character", "it holds a character that XML forbids")
    elif b"<!DOCTYPE" in text.partition(b"<rss")[0]:
        checker.report("doctype", "it has a DOCTYPE")
    else:
        _lint_tree(text, checker, options)


def _lint_tree(text: bytes, checker: Checker, options: ExportOptions) -> None:
    comments = 0
    try:
        for element in _elements(text):
            if element.tag == "item":
                comments += len(element.findall(f".//{{{WP}}}comment"))
                rules.check_entry(element, checker)
                element.clear()
            elif element.tag == "channel":
                _check_channel(element, checker)
            elif element.tag == f"{{{WP}}}author":
                rules.check_author(element, checker)
            else:
                rules.check_term(element, checker)
    except etree.XMLSyntaxError as error:
        checker.report("xml", f"it is not well-formed XML: {error.msg}")
        return
    checker.close()
    if comments > options.part_comments:
        checker.report(
            "comments", f"{comments:,} comments, more than the {options.part_comments:,} asked for"
        )


def _elements(text: bytes) -> Iterator[etree._Element]:
    """Yield authors, terms and items as they end, in file order, and the channel last."""
    tags = ("channel", "item", *(f"{{{WP}}}{name}" for name in ("author", "category", "tag", "term")))
    parsed = etree.iterparse(
        BytesIO(text), events=("end",), tag=tags, resolve_entities=False, no_network=True, huge_tree=True
    )
    return (element for _, element in parsed)


def _check_channel(channel: etree._Element, checker: Checker) -> None:
    declared = {name: channel.nsmap.get(name) for name in _NAMESPACES}
    wrong = sorted(name for name, uri in _NAMESPACES.items() if declared[name] != uri)
    version = channel.findtext(f"{{{WP}}}wxr_version", "")
    if wrong:
        checker.report(
            "namespace", f"these prefixes are not declared as WXR 1.2 has them: {', '.join(wrong)}"
        )
    elif not re.fullmatch(r"1\.[0-2]", version.strip()):
        checker.report("version", "it names no WXR version: the importer rejects the whole file")
    elif not all(channel.findtext(f"{{{WP}}}{name}") for name in ("base_site_url", "base_blog_url")):
        checker.report("base-url", "base_site_url or base_blog_url is missing")
