"""Every page of the sample blog, read alone, says what its author wrote."""

from __future__ import annotations

from datetime import datetime

import pytest
from platforms.blogger.reading import read, records, sample, sample_blog, sample_page

from migrator.html import text_of
from migrator.model import PageVerdict, RecordKind
from migrator.text import letters

STUBS = {"/2012/11/weve-moved.html", "/p/we-have-moved.html"}
ENTRIES = [entry for path, entry in sorted(sample().entries.items()) if path not in STUBS]
POSTS = [entry for entry in ENTRIES if entry.kind == "post"]
FEWER = [entry for entry in ENTRIES if len(entry.comments) <= 200]


def _ids(entry):
    return entry.path


def _post(entry):
    (record,) = records(read(sample_page(entry.path), sample_blog()), RecordKind.POST)
    return record.fields


@pytest.mark.parametrize("entry", ENTRIES, ids=_ids)
def test_title_labels_and_body_are_the_authors(entry):
    fields = _post(entry)
    assert letters(str(fields["title"] or "")) == letters(entry.title)
    assert sorted(fields["labels"]) == sorted(entry.labels)
    assert letters(text_of(fields["body_html"])) == letters(text_of(entry.body))


@pytest.mark.parametrize("entry", POSTS, ids=_ids)
def test_date_and_author_are_shown_ones(entry):
    fields = _post(entry)
    assert fields["published"].startswith(entry.published.strftime("%Y-%m-%dT%H:%M"))
    assert fields["author"]["name"] == sample().identity.author


@pytest.mark.parametrize("entry", FEWER, ids=_ids)
def test_comments_are_all_there_with_parents_flags_and_exact_times(entry):
    found = {
        c.key: c.fields for c in records(read(sample_page(entry.path), sample_blog()), RecordKind.COMMENT)
    }
    told = {
        key: (
            f["author"]["name"],
            datetime.fromisoformat(f["published"]).isoformat(),
            f["parent"],
            f["deleted"],
            f.get("by_owner", False),
            letters(text_of(f["html"])),
        )
        for key, f in found.items()
    }
    assert told == {
        c.id: (c.author, c.published.isoformat(), c.parent, c.deleted, c.by_owner, letters(text_of(c.html)))
        for c in entry.comments
    }


@pytest.mark.parametrize("path", sorted(STUBS))
def test_a_page_with_nothing_but_the_notice_is_a_stub(path):
    assert read(sample_page(path), sample_blog()).kind is PageVerdict.STUB


def test_the_second_page_of_comments_goes_on_where_the_first_ended():
    entry = max(sample().entries.values(), key=lambda one: len(one.comments))
    first = read(sample_page(entry.path), sample_blog())
    (more,) = {request.url for request in first.next_requests if "commentPage=2" in request.url}
    second = read(sample_page(more.removeprefix(sample().identity.home)), sample_blog())
    found = [c.key for reading in (first, second) for c in records(reading, RecordKind.COMMENT)]
    assert sorted(found) == sorted(c.id for c in entry.comments)


@pytest.mark.parametrize("target", ["/", "/search", "/2010/04/", "/search/label/Housekeeping"])
def test_a_list_of_posts_is_no_post(target):
    reading = read(sample_page(target), sample_blog())
    assert reading.kind in {PageVerdict.INDEX, PageVerdict.ARCHIVE}
    assert records(reading, RecordKind.POST) == []
