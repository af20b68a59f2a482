"""The verdict tables: every example comes true, every shape has an answer, every new URL is one WordPress knows."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from small_blog import Blog, post

from migrator.errors import ConfigError, UsageError
from migrator.model import Asset, UrlKind, Verdict
from migrator.profiles import load_profile, mappings_folder, read_mapping, site_urls
from migrator.rekey.pairs import Pair, load_pair, told_moves

PAIRS = [tuple(path.stem.split("--")) for path in sorted((mappings_folder() / "pairs").glob("*.toml"))]
EXAMPLES = [(pair, example) for pair in PAIRS for example in load_pair(*pair).example]


def sample_blog(pair) -> Blog:
    sample = load_pair(*pair).sample
    posts = tuple(
        replace(
            post(each.path, each.published, old=sample.old),
            source_id=each.id,
            title=each.title,
            labels=each.labels,
        )
        for each in sample.posts
    )
    urls = site_urls(pair[0], sample.old)
    return Blog(
        posts=posts,
        assets=tuple(Asset(url=urls.original(f"http://{image}")) for image in sample.images),
        seen=sample.seen,
        statuses=sample.statuses,
        readings={sample.old + path: "stub" for path in sample.stubs},
        old=sample.old,
        new=sample.new,
        permalink=sample.permalink,
        zone=ZoneInfo(sample.timezone),
        platform=pair[0],
    )


@pytest.fixture(scope="module")
def verdicts():
    return {pair: {each.old: each for each in sample_blog(pair).mappings()} for pair in PAIRS}


@pytest.mark.parametrize(
    ("pair", "example"), EXAMPLES, ids=lambda value: getattr(value, "old", None) or "--".join(value)
)
def test_an_example_comes_true(verdicts, pair, example):
    sample = load_pair(*pair).sample
    old = example.old if "://" in example.old else sample.old + example.old
    mapping = verdicts[pair][site_urls(pair[0], sample.old).canonical(old)]
    assert mapping.verdict == example.verdict
    assert mapping.new == (sample.new + example.new if example.new else None)


@pytest.mark.parametrize("pair", PAIRS, ids="--".join)
def test_every_shape_of_the_old_platform_has_an_entry_of_its_own(pair):
    listed = {rule.shape for rule in load_pair(*pair).verdicts}
    shapes = {shape.id for shape in load_profile(pair[0]).shapes} | {"image", "*"}
    assert listed == shapes


@pytest.mark.parametrize("pair", PAIRS, ids="--".join)
def test_every_new_url_has_a_shape_on_the_new_platform(verdicts, pair):
    urls = site_urls(pair[1], load_pair(*pair).sample.new)
    strange = [
        each.new
        for each in verdicts[pair].values()
        if each.new and urls.match(each.new).kind is UrlKind.OTHER
    ]
    assert strange == []


@pytest.mark.parametrize("pair", PAIRS, ids="--".join)
def test_every_row_has_a_reason_and_a_confidence(verdicts, pair):
    for mapping in verdicts[pair].values():
        assert mapping.reason
        assert 0 < mapping.confidence <= 1
        assert (mapping.new is not None) == (mapping.verdict is Verdict.MOVED)
        assert "{" not in mapping.note


RULE = '[[verdicts]]\nshape = "*"\nverdict = "unexplained"\nreason = "x"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('old = "a"\nnew = "b"\nverdicts = []\n', "last verdict"),
        (
            'old = "a"\nnew = "b"\n[[verdicts]]\nshape = "x"\nverdict = "moved"\nreason = "r"\n' + RULE,
            "line 3",
        ),
        (
            'old = "a"\nnew = "b"\n[[verdicts]]\nshape = "x"\nneed = "year"\nverdict = "gone"\nreason = "r"\n'
            + RULE,
            "line 5",
        ),
    ],
)
def test_a_wrong_table_is_explained(tmp_path, text, said):
    path = tmp_path / "a--b.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        read_mapping(path, Pair)


def test_an_unknown_pair_is_a_usage_error():
    with pytest.raises(UsageError, match="no mapping"):
        load_pair("blogger", "gopher")


def test_a_platform_tells_what_becomes_of_its_urls():
    told = told_moves("blogger")
    assert "Moving to wordpress:" in told
    assert "  /2010/05/how-to-ask.html  →  /how-to-ask/" in told
    assert "  /feeds/pages/default  →  gone" in told
    assert told_moves("gopher") == []
