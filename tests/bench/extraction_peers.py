"""Runs one main-content library over pages and prints what it says, for extraction.py: in a Python of its own."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path


def trafilatura(raw: bytes, url: str) -> dict[str, object]:
    import trafilatura as library

    found = library.bare_extraction(raw, url=url, include_comments=True, with_metadata=True)
    told = found.as_dict() if hasattr(found, "as_dict") else found or {}
    return {
        "title": told.get("title"),
        "published": told.get("date"),
        "author": told.get("author"),
        "labels": told.get("tags") or [],
        "body_text": told.get("text"),
        "blob": told.get("comments") or "",
    }


def readability(raw: bytes, url: str) -> dict[str, object]:
    from lxml import html
    from readability import Document

    document = Document(raw.decode("utf-8", "replace"))
    body = " ".join(html.fromstring(document.summary(html_partial=True)).itertext())
    return {"title": document.short_title(), "body_text": body}


def newspaper4k(raw: bytes, url: str) -> dict[str, object]:
    import newspaper

    article = newspaper.article(
        url, input_html=raw.decode("utf-8", "replace"), language="en", fetch_images=False
    )
    day = article.publish_date
    return {
        "title": article.title,
        "published": day.isoformat() if day else None,
        "author": ", ".join(article.authors or ()),
        "labels": sorted(article.tags or ()),
        "body_text": article.text,
    }


PEERS = {"trafilatura": trafilatura, "readability-lxml": readability, "newspaper4k": newspaper4k}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=sorted(PEERS))
    peer = PEERS[parser.parse_args().peer]
    for line in sys.stdin:
        path, _, url = line.rstrip("\n").partition("\t")
        raw = Path(path).read_bytes()
        began = time.process_time()
        try:
            told = peer(raw, url)
        except Exception as error:  # noqa: BLE001 - a peer's failure is a result
            told = {"failed": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps({**told, "seconds": time.process_time() - began}, default=str) + "\n")


if __name__ == "__main__":
    main()
