"""Blogs in other languages, scripts and time zones."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from variant_blog import Entry, Remark, Variant
from variant_journey import again, moved

from migrator.model import Verdict

BLOGS = {
    "ja": (
        "Asia/Tokyo",
        "%Y年%m月%d日",
        "庭のことば",
        "今日は雨が降りました。庭の花がとてもきれいです。",
        "花と庭",
    ),
    "pt-BR": (
        "America/Sao_Paulo",
        "%d/%m/%Y",
        "Ação e reação",
        "Hoje choveu o dia inteiro, e não saí de casa.",
        "Opinião",
    ),
    "he": ("Asia/Jerusalem", "%d/%m/%Y", "שלום לכולם", "היום ירד גשם כל היום ולא יצאתי מהבית בכלל.", "דעות"),
    "ru": (
        "Europe/Moscow",
        "%d.%m.%Y",
        "Про погоду",
        "Сегодня весь день шёл дождь, и мы сидели дома.",
        "Мнения",
    ),
}


def blog(language, **changes):
    """Return a blog whose posts share one slug a month, as titles without Latin letters make them."""
    zone, shown, title, words, label = BLOGS[language]
    first = datetime(2011, 3, 31, 23, 30, tzinfo=ZoneInfo(zone))
    entries = []
    for number in range(4):
        when = first + timedelta(days=31 * number, minutes=40 * (number % 2))
        suffix = "" if number < 2 else f"_{when:%d}"
        entries.append(
            Entry(
                path=f"/{when:%Y/%m}/blog-post{suffix}.html",
                title=f"{title} {number + 1}",
                when=when,
                body=f"<p>{words} {words} {number}</p>",
                labels=(label,),
                id=3000 + number,
            )
        )
    return Variant(tuple(entries), language=language, zone=zone, date_format=shown, title=title, **changes)


@pytest.mark.parametrize("language", list(BLOGS))
def test_posts_of_any_language_move_with_titles_labels_and_dates(tmp_path, language):
    variant = blog(language)
    with moved(tmp_path / "p", variant) as (journey, _):
        posts = journey.posts()
        for entry in variant.entries:
            found = posts[entry.path]
            assert (found.title, found.labels) == (entry.title, entry.labels)
            assert found.published == entry.when
            assert found.published.utcoffset() == entry.when.utcoffset()
        assert journey.result.verdicts[str(Verdict.UNEXPLAINED)] == 0
        assert journey.result.exit_code == 0


@pytest.mark.parametrize("language", list(BLOGS))
def test_equal_slugs_of_several_months_get_new_urls_of_their_own(tmp_path, language):
    with moved(tmp_path / "p", blog(language)) as (journey, _):
        news = [new for old, new in journey.moves().items() if "blog-post" in old]
        assert len(news) == len(set(news)) == 4
        assert "/blog-post-2/" in news


@pytest.mark.parametrize("language", list(BLOGS))
def test_pages_alone_give_the_same_day_in_the_blogs_zone(tmp_path, language):
    variant = blog(language, feeds="none")
    with moved(tmp_path / "p", variant) as (journey, _):
        for entry in variant.entries:
            assert journey.posts()[entry.path].published == entry.when


def test_the_zone_is_learned_from_the_feed(tmp_path):
    with moved(tmp_path / "p", blog("ja")) as (journey, _):
        site = journey.project.entities.site()
        assert datetime(2011, 1, 1, tzinfo=ZoneInfo(site.timezone)).utcoffset() == timedelta(hours=9)
        assert site.title == "庭のことば"


def test_the_zone_is_learned_from_pages_where_there_are_no_feeds(tmp_path):
    with moved(tmp_path / "p", blog("ja", feeds="none")) as (journey, _):
        assert journey.project.entities.site().timezone == "Asia/Tokyo"
        assert again(journey).result.ran == {}


@pytest.mark.parametrize("zone", ["Pacific/Marquesas", "Australia/Lord_Howe", "Asia/Pyongyang"])
def test_rare_zones_are_learned_too(tmp_path, zone):
    variant = replace(blog("ja"), zone=zone)
    with moved(tmp_path / "p", variant) as (journey, _):
        found = ZoneInfo(journey.project.entities.site().timezone)
        for entry in variant.entries:
            assert (
                entry.when.astimezone(found).utcoffset() == entry.when.astimezone(ZoneInfo(zone)).utcoffset()
            )


def test_labels_of_any_script_become_terms_whose_url_wordpress_makes(tmp_path):
    with moved(tmp_path / "p", blog("ja")) as (journey, _):
        old = "/search/label/%E8%8A%B1%E3%81%A8%E5%BA%AD"
        assert journey.moves()[old] == "/category/%e8%8a%b1%e3%81%a8%e5%ba%ad/"
        assert "<![CDATA[花と庭]]>" in journey.wxr()


def test_dates_that_only_stand_in_a_localised_header_are_read(tmp_path):
    variant = replace(blog("pt-BR"), feeds="none", machine_dates=False)
    with moved(tmp_path / "p", variant) as (journey, _):
        for entry in variant.entries:
            assert journey.posts()[entry.path].published.date() == entry.when.date()


def test_month_archives_follow_the_url_even_where_zones_differ(tmp_path):
    with moved(tmp_path / "p", blog("ja")) as (journey, _):
        assert journey.moves()["/2011/03/"] == "/2011/03/"


def test_comments_keep_their_authors_in_any_script(tmp_path):
    first, *rest = blog("he").entries
    remark = Remark(7000001, "רות", "תודה רבה!", first.when + timedelta(hours=1))
    variant = replace(blog("he", comment_feeds=False), entries=(replace(first, remarks=(remark,)), *rest))
    with moved(tmp_path / "p", variant) as (journey, _):
        (found,) = journey.comments(first.path)
        assert found.author.name == "רות"
        assert found.published == remark.when
