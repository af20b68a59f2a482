"""Plain text and dates as blogs print them. A `DateReader` learns language and day order once per site."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MOST_DIGITS = 9  # of a number that counts something; a hostile page may print thousands
_NO_LETTERS = re.compile(r"[^0-9a-z]+")
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200E, 0x200F, 0x202A, 0x202C, 0x2060, 0xFEFF])


def squeezed(text: str) -> str:
    """Return text with every run of space as one space, without soft hyphens and direction marks."""
    return " ".join((text if text.isascii() else text.translate(_INVISIBLE)).split())


def letters(text: str) -> str:
    """Return only the letters and digits of a text, folded, for comparing what two sources say."""
    if text.isascii():
        return _NO_LETTERS.sub("", text.lower())
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def first_number(text: str) -> int | None:
    """Return the first whole number in a text, digit grouping ignored; None when there is none, or none that counts."""
    match = re.search(r"\d+(?:[.,\u00a0\u202f']\d{3})*(?!\d)", text)
    digits = re.sub(r"\D", "", match[0]) if match else ""
    return int(digits) if 0 < len(digits) <= _MOST_DIGITS else None


# --- dates -------------------------------------------------------------------------------------------


class DateOrder(StrEnum):
    """In which order a site writes day, month and year as numbers."""

    DMY = "DMY"
    MDY = "MDY"
    YMD = "YMD"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A date as shown, and the span of days it must lie in (known from a permalink or a time stamp)."""

    text: str
    earliest: date = date.min
    latest: date = date.max


class _Word(NamedTuple):
    text: str
    start: int
    end: int


_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:\s*([ap])\.?m\b\.?)?\s*(Z\b|\(?(?:UTC|GMT)\b\)?(?!\s?[+-]\d)|[+-]\d\d:?\d\d)?)?(?!\d)",
    re.IGNORECASE,
)
# "3 months ago" counts from a day nobody knows any more; and "ago" is short for August in some languages.
_RELATIVE = re.compile(
    r"\b(?:\d{1,3}|an?|one)\s(?:second|minute|hour|day|week|month|year)s?\sago\b", re.IGNORECASE
)
_IN_UTC = re.compile(r"\s?(?:[ap]\.?m\b\.?)?\s?\(?(?:UTC|GMT)\b(?!\s?[+-]\d)", re.IGNORECASE)
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2})\s?(?::|h|時|时|시)\s?(\d{2})(?::(\d{2}))?(?![\d:])")
_DOTTED_CLOCK = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{2})(?![\d.]*\d)")
_WORDS = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0900-\u0eff'’.])*")  # marks of Indic, Thai, Lao
_NUMBERS = re.compile(r"\d+")
_TRIPLE = re.compile(r"(?<!\d)(\d{1,4})\s?[./\-]\s?(\d{1,2})\s?[./\-]\s?(\d{4}|\d{2})(?!\d)")
# Dates whose month is a number with a word beside it, and the order they name day, month and year in.
_COUNTED = (
    re.compile(r"(?P<y>\d{4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일]?"),
    re.compile(r"(?P<m>\d{1,2})\s?[月월]\s(?P<d>\d{1,2}),\s?(?P<y>\d{4})"),
    re.compile(r"(?P<d>\d{1,2})\s(?:tháng|thg)\s(?P<m>\d{1,2}),?\s(?:năm\s)?(?P<y>\d{4})", re.IGNORECASE),
    re.compile(r"(?:tháng|thg)\s(?P<m>\d{1,2})\s(?P<d>\d{1,2}),\s(?P<y>\d{4})", re.IGNORECASE),
    re.compile(r"^(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)$"),
)
_VIETNAMESE_MONTHS = (
    "một|giêng",
    "hai",
    "ba",
    "tư",
    "năm",
    "sáu",
    "bảy",
    "tám",
    "chín",
    "mười",
    "mười một",
    "mười hai|chạp",
)
_NEAR = 14  # characters between a month's name and its day or year
LONGEST_STAMP = 160  # of a text that can be a date stamp
_CENTURY_TURN = 70  # two-digit years from here on are of the 20th century: blogs began in the 1990s
_BUDDHIST = 543
_FIRST_YEAR, _LAST_YEAR = 1970, 2300

_YEAR_FIRST = frozenset({"zh", "ja", "ko", "hu", "lt", "mn"})


@dataclass(frozen=True, slots=True)
class DateReader:
    """Reads the dates of one site: by its language (BCP 47) and the order it writes numbers in.

    What cannot be read, or could be two different days, is None: null beats a guess.
    """

    language: str | None = None
    order: DateOrder | None = None

    def read(self, text: str) -> date | datetime | None:
        """Return a day, or a day with its time: aware when the text names an offset, else naive."""
        shown = _RELATIVE.sub(" ", _plain(text))
        if not shown or len(shown) > LONGEST_STAMP:
            return None
        iso = _ISO.search(shown)
        if iso:
            return _from_iso(iso)
        clock = _clock(shown, self.language)
        day = self._day(_without(shown, clock) if clock else shown)
        if day is None and clock and clock.dotted:
            return self._day(shown)
        if day is None or clock is None:
            return day
        return datetime.combine(day, clock.time, UTC if _IN_UTC.match(shown, clock.end) else None)

    def day(self, text: str) -> date | None:
        """Return only the day of a date."""
        found = self.read(text)
        return found.date() if isinstance(found, datetime) else found

    def time(self, text: str) -> time | None:
        """Return the time of day in a text, whether or not it names a day."""
        clock = _clock(_plain(text), self.language)
        return clock.time if clock else None

    def _day(self, text: str) -> date | None:
        counted = _vietnamese_counted(text)
        for pattern in _COUNTED:
            match = pattern.search(counted)
            if match:
                return _date(int(match["y"]), int(match["m"]), int(match["d"]))
        return _named_month(text, self.language) or self._numbers(text)

    def _numbers(self, text: str) -> date | None:
        possible = _possible(text)
        if self.order in possible:
            return possible[self.order]
        usual = {day for order, day in possible.items() if order is not DateOrder.YMD} or set(
            possible.values()
        )
        return (
            usual.pop() if len(usual) == 1 else None
        )  # a year cut short leads only where a site is known for it


def learned(language: str | None, evidence: Iterable[Evidence], order: str | None = None) -> DateReader:
    """Return the reader of a site from dates it shows; evidence that contradicts all else is passed over.

    `order` is what the whole site is known to write ("DMY" …): one page's evidence is then not asked.
    """
    if order is not None:
        return DateReader(language, DateOrder(order))
    left = frozenset(DateOrder)
    for piece in evidence:
        possible = _possible(_plain(piece.text))
        fitting = frozenset(o for o, day in possible.items() if piece.earliest <= day <= piece.latest)
        left = left & fitting or left
    if len(left) == 1:
        return DateReader(language, next(iter(left)))
    usual = _usual_order(language)
    return DateReader(language, usual if usual in left else None)


def readings_of(text: str) -> dict[DateOrder, date]:
    """Return the days that a date written in numbers may mean, by the order it is read in; none where it is no such date."""
    return _possible(_plain(text))


def _usual_order(language: str | None) -> DateOrder | None:
    if not language:
        return None
    tag = language.replace("_", "-").lower()
    if tag in {"en", "en-us", "en-ph"}:
        return DateOrder.MDY
    return DateOrder.YMD if tag.partition("-")[0] in _YEAR_FIRST else DateOrder.DMY


def _plain(text: str) -> str:
    if text.isascii():
        return squeezed(text)
    return squeezed("".join(_ascii_digit(char) for char in unicodedata.normalize("NFKC", text)))


def _ascii_digit(char: str) -> str:
    return str(unicodedata.decimal(char)) if char.isdecimal() else char


def _from_iso(match: re.Match[str]) -> date | datetime | None:
    day = _date(int(match[1]), int(match[2]), int(match[3]))
    if day is None or match[4] is None:
        return day
    hour = _of_24(int(match[4]), f"{match[7]}m".lower() if match[7] else "")
    stated = match[8] or ""
    offset = "+00:00" if stated and stated[0] not in "+-" else stated
    try:
        return datetime.fromisoformat(f"{day.isoformat()}T{hour:02}:{match[5]}:{match[6] or '00'}{offset}")
    except ValueError:
        return day


def _vietnamese_counted(text: str) -> str:
    """Return a text whose Vietnamese months ("tháng năm", the fifth) are numbers, as newer pages write them."""
    if "tháng" not in text.lower():
        return text
    for number, words in reversed(list(enumerate(_VIETNAMESE_MONTHS, 1))):
        text = re.sub(rf"(tháng) (?:{words})(?=[ ,])", rf"\1 {number}", text, flags=re.IGNORECASE)
    return text


def _date(year: int, month: int, day: int) -> date | None:
    if year < 100:  # noqa: PLR2004 - two digits
        year += 1900 if year >= _CENTURY_TURN else 2000
    if year > _LAST_YEAR:
        year -= _BUDDHIST
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _possible(text: str) -> dict[DateOrder, date]:
    match = _TRIPLE.search(text)
    if match is None:
        return {}
    first, second, third = match.groups()
    a, b, c = int(first), int(second), int(third)
    if len(first) == 4:  # noqa: PLR2004 - a year
        readings = {DateOrder.YMD: _date(a, b, c)}
    else:
        readings = {DateOrder.DMY: _date(c, b, a), DateOrder.MDY: _date(c, a, b)}
        if len(third) == 2 and len(first) == 2:  # noqa: PLR2004 - all of two digits
            readings[DateOrder.YMD] = _date(a, b, c)
    return {order: day for order, day in readings.items() if day is not None}


# --- times of day ------------------------------------------------------------------------------------


class _Clock(NamedTuple):
    time: time
    start: int
    end: int
    dotted: bool


def _without(text: str, clock: _Clock) -> str:
    return f"{text[: clock.start]} {text[clock.end :]}"


def _clock(text: str, language: str | None) -> _Clock | None:
    found = list(_CLOCK.finditer(text)) or list(_DOTTED_CLOCK.finditer(text))
    if not found:
        return None
    match = found[-1]
    hour, minute = int(match[1]), int(match[2])
    second = int(match[3] or 0) if match.re is _CLOCK else 0
    hour = _of_24(hour, _half_of_day(text, match, language))
    try:
        return _Clock(time(hour, minute, second), match.start(), match.end(), match.re is _DOTTED_CLOCK)
    except ValueError:
        return None


def _of_24(hour: int, half: str) -> int:
    if half == "pm" and hour < 12:  # noqa: PLR2004 - noon
        return hour + 12
    return 0 if half == "am" and hour == 12 else hour  # noqa: PLR2004 - midnight


_MERIDIEM = re.compile(r"\s?([^\W\d_](?:\.?\s?[^\W\d_])?\.?)(?![^\W\d_])")


def _half_of_day(text: str, match: re.Match[str], language: str | None) -> str:
    after = _MERIDIEM.match(text, match.end())
    if after:
        half = _meridiem(after[1], language)
        if half:
            return half
    before = re.search(r"([^\W\d_]{2})\s?$", text[: match.start()])
    return _meridiem(before[1], language) if before else ""


@cache
def _meridiem(word: str, language: str | None) -> str:
    plain = re.sub(r"[.\s]", "", word).lower()
    if plain in {"am", "pm"}:
        return plain
    hour = _asked(f"2000-01-15 3:45 {word}", language)
    if hour is None:
        return ""
    return "pm" if hour.hour == 15 else "am" if _says_morning(word, language) else ""  # noqa: PLR2004


def _says_morning(word: str, language: str | None) -> bool:
    midnight = _asked(f"2000-01-15 12:45 {word}", language)
    return midnight is not None and midnight.hour == 0


# --- names of months ---------------------------------------------------------------------------------


def _named_month(text: str, language: str | None) -> date | None:
    numbers = [_Word(m[0], m.start(), m.end()) for m in _NUMBERS.finditer(text)]
    if len(numbers) < 2:  # noqa: PLR2004 - a day and a year
        return None
    for word, month in _months(text, language):
        near = [n for n in numbers if 0 <= max(n.start - word.end, word.start - n.end) <= _NEAR]
        day = _day_around(near, word, month)
        if day:
            return day
    return None


def _day_around(near: Sequence[_Word], word: _Word, month: int) -> date | None:
    years = [n for n in near if len(n.text) == 4]  # noqa: PLR2004 - a year
    short = [n for n in near if len(n.text) <= 2]  # noqa: PLR2004 - a day, or a year cut short
    year = min(years, key=lambda n: abs(n.start - word.start), default=None)
    if year is None and len(short) > 1:
        year = short[-1]
    days = [n for n in short if n is not year]
    if year is None or not days:
        return None
    closest = min(days, key=lambda n: min(abs(n.start - word.end), abs(word.start - n.end)))
    return _date(int(year.text), month, int(closest.text))


def _months(text: str, language: str | None) -> Iterator[tuple[_Word, int]]:
    words = [_Word(m[0].strip("."), m.start(), m.end()) for m in _WORDS.finditer(text)]
    plausible = [w for w in words if len(w.text) > 2 or not w.text.isascii()]  # noqa: PLR2004
    found = [(w, month) for w in plausible if (month := _month_named(w.text, language))]
    if found:
        yield from found
        return
    for word in plausible:
        month = _month_named(word.text, None)
        if month:
            yield word, month


# Blogger's interface languages; asked only where the page's own language does not know a word.
_LANGUAGES = [
    "en", "es", "pt", "fr", "de", "it", "nl", "id", "tr", "ru", "pl", "sv", "da", "nb", "fi", "cs", "hu", "ro", "el", "bg", "uk", "hr", "sr", "sk", "sl", "ca", "vi", "th", "ja", "ko", "zh", "ar", "he", "fa", "hi", "bn", "ta", "te", "ml", "kn", "mr", "gu", "ur", "et", "lv", "lt", "is", "ms", "fil", "eu", "gl", "af", "sw"
]  # fmt: skip


@cache
def _month_named(word: str, language: str | None) -> int | None:
    # Prepositions grow onto month names ("d'abril", "במרץ"); the language's own parser knows the rest.
    for spelling in dict.fromkeys((word, re.sub(r"^.{1,2}['’]", "", word))):
        found = _asked(f"15 {spelling} 2000", language)
        if found is not None:
            return found.month
    return None


def _asked(text: str, language: str | None) -> datetime | None:
    import dateparser

    settings = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"], "DATE_ORDER": "DMY"}
    spoken = [_primary(language)] if language else _LANGUAGES
    try:
        return dateparser.parse(text, languages=spoken, settings=settings)
    except ValueError:  # a language it does not know
        return None


def _primary(language: str) -> str:
    tag = language.replace("_", "-").lower().partition("-")[0]
    return {"no": "nb", "nn": "nb", "iw": "he", "in": "id", "tl": "fil"}.get(tag, tag)


# --- zones -------------------------------------------------------------------------------------------

# One zone for each rule in use, the most populous first: feeds state offsets only, and several zones share them.
_ZONES = (
    "America/New_York",
    "America/Los_Angeles",
    "America/Chicago",
    "Europe/London",
    "Europe/Berlin",
    "Asia/Kolkata",
    "America/Sao_Paulo",
    "America/Denver",
    "Europe/Athens",
    "Europe/Moscow",
    "Asia/Tokyo",
    "Asia/Shanghai",
    "Asia/Jakarta",
    "Australia/Sydney",
    "America/Argentina/Buenos_Aires",
    "America/Bogota",
    "America/Caracas",
    "America/Santiago",
    "America/Mexico_City",
    "Europe/Istanbul",
    "Asia/Dubai",
    "Asia/Tehran",
    "Asia/Karachi",
    "Asia/Dhaka",
    "Asia/Kathmandu",
    "Asia/Yangon",
    "Asia/Colombo",
    "Africa/Lagos",
    "Africa/Johannesburg",
    "Africa/Nairobi",
    "Africa/Cairo",
    "Asia/Jerusalem",
    "America/Phoenix",
    "America/Halifax",
    "America/St_Johns",
    "America/Anchorage",
    "Pacific/Honolulu",
    "Pacific/Auckland",
    "Australia/Brisbane",
    "Australia/Adelaide",
    "Australia/Darwin",
    "Australia/Perth",
    "Europe/Lisbon",
    "Europe/Minsk",
    "Atlantic/Azores",
    "Asia/Tashkent",
    "Asia/Almaty",
    "Asia/Vladivostok",
    "Pacific/Fiji",
    "America/Noronha",
    "America/Montevideo",
    "America/Asuncion",
    "UTC",
)


def zone_of(moments: Iterable[datetime]) -> str | None:
    """Return the IANA zone that gives all these aware moments their offsets, the likeliest first; None when none does."""
    seen = {(moment.timestamp(), moment.utcoffset()) for moment in moments if moment.utcoffset() is not None}
    if not seen:
        return None
    rare = sorted(name for name in available_timezones() - set(_ZONES) if re.match(r"[A-Z]\w+/", name))
    for name in (*_ZONES, *rare):
        zone = ZoneInfo(name)
        if all(datetime.fromtimestamp(stamp, zone).utcoffset() == offset for stamp, offset in seen):
            return name
    return None


def with_offset(shown: datetime, moment: datetime) -> datetime:
    """Return the instant `moment` (aware) in the offset that a page's naive clock `shown` reveals.

    Offsets are whole quarters of an hour; a clock more than 15 hours away is none of this instant.
    """
    utc = moment.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
    quarters = round((shown - utc) / timedelta(minutes=15))
    if abs(quarters) > 60:  # noqa: PLR2004 - 15 hours
        return moment
    return moment.astimezone(timezone(timedelta(minutes=15 * quarters)))


def with_clock(clock: time, moment: datetime) -> datetime:
    """Return the instant `moment` (aware) in the offset that makes a clock show `clock`: that nearest to UTC."""
    utc = moment.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
    days = (datetime.combine(utc.date(), clock) + timedelta(days=away) for away in (1, 0, -1))
    return with_offset(min(days, key=lambda shown: abs(shown - utc)), moment)
