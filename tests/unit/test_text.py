"""Dates as blogs print them, and the text comparisons merging rests on."""

# ruff: noqa: DTZ001 (pages show clocks without zones)

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.text import (
    DateOrder,
    DateReader,
    Evidence,
    first_number,
    learned,
    letters,
    squeezed,
    with_clock,
    with_offset,
    zone_of,
)

SHOWN = [
    ("en", "Thursday, February 5, 2009", date(2009, 2, 5)),
    ("en", "February 5, 2009 3:05 PM", datetime(2009, 2, 5, 15, 5)),
    ("en-GB", "11 March 2021 at 20:09", datetime(2021, 3, 11, 20, 9)),
    ("en", "12:30 AM, Mar 4th, 2010", datetime(2010, 3, 4, 0, 30)),
    ("en", "Tue Mar 04, 06:29:00 PM 2010", datetime(2010, 3, 4, 18, 29)),
    ("en", "4:30 p.m., May 2 '09", datetime(2009, 5, 2, 16, 30)),
    ("de", "6. Juni 2015 um 10:23", datetime(2015, 6, 6, 10, 23)),
    ("es", "28/09/09 15:08", datetime(2009, 9, 28, 15, 8)),
    ("fr", "jeudi 4 mars 2010 à 12:34", datetime(2010, 3, 4, 12, 34)),
    ("pt", "quinta-feira, 4 de março de 2010", date(2010, 3, 4)),
    ("ca", "4 d'abril del 2010, 12:34", datetime(2010, 4, 4, 12, 34)),
    ("it", "giovedì 4 marzo 2010", date(2010, 3, 4)),
    ("da", "4. marts 2010 kl. 12.34", datetime(2010, 3, 4, 12, 34)),
    ("no", "4. mars 2010 kl. 12:34", datetime(2010, 3, 4, 12, 34)),
    ("fi", "torstaina, maaliskuuta 04, 2010", date(2010, 3, 4)),
    ("hu", "2010. március 4. 12:34", datetime(2010, 3, 4, 12, 34)),
    ("lt", "2010 m. kovo 4 d. 12:34", datetime(2010, 3, 4, 12, 34)),
    ("pl", "4 marca 2010 12:34", datetime(2010, 3, 4, 12, 34)),
    ("tr", "4 Mart 2010 Perşembe", date(2010, 3, 4)),
    ("ru", "4 марта 2010 г. в 12:34", datetime(2010, 3, 4, 12, 34)),
    ("el", "4 Μαρτίου 2010 - 12:34 μ.μ.", datetime(2010, 3, 4, 12, 34)),
    ("he", "4 במרץ 2010 בשעה 12:34", datetime(2010, 3, 4, 12, 34)),
    ("ar", "4 مارس 2010 في 12:34 م", datetime(2010, 3, 4, 12, 34)),
    ("hi", "4 मार्च 2010 को 12:34 pm", datetime(2010, 3, 4, 12, 34)),
    ("th", "4 มีนาคม 2553 12:34", datetime(2010, 3, 4, 12, 34)),
    ("vi", "lúc 10:23 4 tháng 3, 2010", datetime(2010, 3, 4, 10, 23)),
    ("ja", "2010年3月4日木曜日", date(2010, 3, 4)),
    ("ko", "2012년 3월 4일 오후 3:45", datetime(2012, 3, 4, 15, 45)),
    ("zh", "2012年3月4日 下午 3:45", datetime(2012, 3, 4, 15, 45)),
    ("en", "2 de junio de 2011 12:00", datetime(2011, 6, 2, 12, 0)),
    (None, "2020-04-28", date(2020, 4, 28)),
]
NO_DATE = ["", "1 year ago", "May 2010", "12:30 AM", "99/99/99", "Read 12 comments", "x" * 500, "31.02.2010"]


@pytest.mark.parametrize(("language", "text", "expected"), SHOWN)
def test_a_date_is_read_in_its_language(language, text, expected):
    assert learned(language, []).read(text) == expected


@pytest.mark.parametrize("text", NO_DATE)
def test_what_names_no_day_is_none(text):
    assert learned("en", []).read(text) is None


def test_a_written_offset_is_kept():
    assert DateReader().read("2020-04-28T21:11:00+02:00") == datetime(
        2020, 4, 28, 21, 11, tzinfo=ZoneInfo("Europe/Berlin")
    )


def test_an_ambiguous_date_of_an_unknown_language_is_none():
    assert learned(None, []).read("03/04/2010") is None


def test_a_day_above_twelve_settles_the_order_for_all_dates():
    reader = learned(None, [Evidence("03/04/2010"), Evidence("28/03/2010")])
    assert reader.read("03/04/2010") == date(2010, 4, 3)


def test_a_permalink_month_settles_the_order():
    march = Evidence("04/03/2010", date(2010, 2, 28), date(2010, 4, 2))
    assert learned("en-US", [march]).order is DateOrder.DMY


def test_evidence_that_contradicts_the_rest_is_passed_over():
    wrong = Evidence("28/03/2010", date(1999, 1, 1), date(1999, 1, 2))
    assert learned("en", [Evidence("03/28/2010"), wrong]).order is DateOrder.MDY


@given(
    st.datetimes(datetime(1999, 1, 1), datetime(2030, 1, 1)),
    st.sampled_from(["%d/%m/%Y %H:%M", "%d %B %Y %H:%M"]),
)
def test_printed_dates_read_back(moment, shape):
    assert learned("en-GB", []).read(moment.strftime(shape)) == moment.replace(second=0, microsecond=0)


@given(st.text(max_size=80))
def test_any_text_is_read_without_error(text):
    DateReader("en", DateOrder.DMY).read(text)


def test_the_time_of_a_text_without_a_day_is_read():
    assert DateReader("en").time("posted at 6:29 PM") == time(18, 29)


def test_a_clock_reveals_the_offset_of_an_instant():
    moment = datetime(2009, 2, 5, 20, 5, 17, tzinfo=UTC)
    assert with_offset(datetime(2009, 2, 5, 15, 5), moment).isoformat() == "2009-02-05T15:05:17-05:00"


def test_a_clock_of_another_day_reveals_nothing():
    moment = datetime(2009, 2, 5, 20, 5, tzinfo=UTC)
    assert with_offset(datetime(2009, 2, 9, 15, 5), moment) == moment


@pytest.mark.parametrize("hours", range(-11, 13))
def test_a_time_of_day_reveals_the_offset_across_midnight(hours):
    moment = datetime(2009, 2, 5, 20, 5, tzinfo=UTC)
    clock = (moment + timedelta(hours=hours)).time()
    assert with_clock(clock, moment).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize(
    "name", ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Sydney", "Asia/Tokyo"]
)
def test_the_zone_is_learned_from_offsets_of_both_seasons(name):
    zone = ZoneInfo(name)
    assert zone_of([datetime(2010, 1, 5, tzinfo=zone), datetime(2010, 7, 5, tzinfo=zone)]) == name


def test_offsets_that_no_zone_gives_leave_the_zone_unknown():
    odd = [datetime.fromisoformat("2010-01-05T00:00:00+01:10"), datetime(2010, 1, 6, tzinfo=UTC)]
    assert zone_of(odd) is None


def test_no_dates_leave_the_zone_unknown():
    assert zone_of([]) is None


def test_numbers_are_read_over_their_grouping():
    assert [first_number(text) for text in ("1,234 comments", "3 comentarios", "No comments")] == [
        1234,
        3,
        None,
    ]


def test_squeezing_drops_soft_hyphens_and_runs_of_space():
    assert squeezed(" a\u00adb \n\t c\u200b ") == "ab c"


def test_letters_compare_texts_across_markup_and_case():
    assert letters("Äpfel, & Bäume!") == letters("äpfel bäume")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2014-11-23 10:37 pm (UTC)", "2014-11-23T22:37:00+00:00"),
        ("2014-11-23 12:05 am", "2014-11-23T00:05:00"),
        ("2014-11-23 22:37", "2014-11-23T22:37:00"),
        ("2014-11-23 03:00 UTC+8", "2014-11-23T03:00:00"),
    ],
)
def test_a_day_in_numbers_may_be_followed_by_a_clock_of_twelve_hours_and_the_name_of_its_zone(text, moment):
    found = DateReader().read(text)
    assert found is not None
    assert found.isoformat() == moment


def test_a_time_that_counts_from_now_is_no_date():
    assert DateReader("en").read("Posted 3 years ago, 14 notes") is None
    assert DateReader().read("3 months ago") is None


def test_a_clock_in_utc_says_so():
    moment = DateReader("en").read("June 18th, 2003 09:57 am (UTC)")
    assert isinstance(moment, datetime)
    assert moment.isoformat() == "2003-06-18T09:57:00+00:00"


def test_a_clock_ahead_of_utc_is_not_in_utc():
    moment = DateReader("en").read("June 18th, 2003 09:57 UTC+2")
    assert isinstance(moment, datetime)
    assert moment.tzinfo is None
