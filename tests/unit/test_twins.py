"""Comments of a file without ids and of pages that have them: told twice, counted once."""

from __future__ import annotations

import pytest

from migrator.merge import Merged
from migrator.twins import ID_MADE, without_twins

POST = "http://old.example/2004/03/x.html"
WHEN = "2004-03-06T09:00:00-05:00"


def comment(key: str, *, made: bool = False, post: str = POST, **fields) -> Merged:
    told = {
        "post": post,
        "author": {"name": "Rosa", "url": None},
        "published": WHEN,
        "html": "<p>Mine leaks.</p>",
    }
    source = "backup:movable-type" if made else "html"
    whole = told | fields | ({ID_MADE: True} if made else {})
    return Merged(key, whole, dict.fromkeys(whole, source))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"published": "2004-03-06T09:00:41-05:00"},
        {"published": "2004-03-06T14:00:00+00:00"},
        {"html": "Mine leaks."},
        {"published": None},
    ],
)
def test_a_comment_told_twice_is_one_under_its_own_id(fields):
    (found,) = without_twins([comment("mt1", made=True, **fields), comment("6a01")])
    assert found.key == "6a01"


@pytest.mark.parametrize(
    "fields",
    [
        {"author": {"name": "Bea", "url": None}},
        {"published": "2004-03-06T09:05:00-05:00"},
        {"published": None, "html": "<p>Other words.</p>"},
        {"post": "http://old.example/2004/03/y.html"},
    ],
)
def test_other_comments_stay_apart(fields):
    found = without_twins([comment("mt1", made=True, **fields), comment("6a01")])
    assert {one.key for one in found} == {"mt1", "6a01"}


def test_what_only_the_file_tells_is_kept_with_its_source():
    file = comment("mt1", made=True, title="Leaks")
    (found,) = without_twins([file, comment("6a01", published=None)])
    assert (found.fields["published"], found.provenance["published"]) == (WHEN, "backup:movable-type")
    assert found.fields["title"] == "Leaks"
    assert ID_MADE not in found.fields


def test_each_comment_has_one_twin():
    found = without_twins([comment("mt1", made=True), comment("mt1-2", made=True), comment("6a01")])
    assert sorted(one.key for one in found) == ["6a01", "mt1-2"]


def test_comments_under_their_own_ids_are_never_folded():
    assert len(without_twins([comment("6a01"), comment("6a02")])) == 2
