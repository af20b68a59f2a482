"""The way in for numbers: what Search Console, Analytics, Ahrefs, Semrush, Majestic and Screaming Frog counted of each URL."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrator.backups._contract import About
from migrator.errors import InputError
from migrator.fetch.containers import HEAD, opened
from migrator.model import Detection, Problem, Record, RecordKind
from migrator.numbers import SPELLED
from migrator.redirects.sources._contract import Given
from migrator.redirects.sources.xlsx import sheets
from migrator.stages.ways import path_of_source
from migrator.stages.ways._number_tables import Table, tables_in
from migrator.stages.ways.url_list import asked
from migrator.urls import absolute, origin_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from migrator.backups._contract import Container
    from migrator.model import Json, Page
    from migrator.settings import SourceSettings
    from migrator.stages.ways._contract import Desk
    from migrator.stages.ways._number_tables import Counted

_SURE = 0.7
_TEXTS = (".csv", ".tsv", ".tab", ".txt")
_LOOKED_AT = 60  # rows, or members, in which a table must begin
_WORKBOOK = "xl/workbook.xml"
_LARGEST_BOOK = 400_000_000
_LONGEST_CELL = 1_000_000  # characters
_REMARK = "# "  # how lines begin that Google Analytics puts above its tables
_ROUND = 500  # rows: tools cut their lists at multiples of it
_CUT = {
    ("search-console", 1_000): "Search Console's own export ends after 1,000 rows",
    ("screaming-frog", 500): "Screaming Frog without a licence stops after 500 URLs",
}


@dataclass
class _Sums:
    """What is counted of one URL by one tool: spelling → number → count, and the hosts that link to it."""

    spelled: dict[str, dict[str, int]] = field(default_factory=dict)
    linked_from: set[str] = field(default_factory=set)


class Numbers:
    """Tables of addresses and numbers as CSV or spreadsheet, alone, in a folder or a zip."""

    name = "numbers"
    title = (
        "clicks, views or links of each URL (CSV, XLSX or zip of Search Console, GA4, Ahrefs, Semrush, Majestic,"
        " Screaming Frog)"
    )
    version = 1

    def recognises(self, source: SourceSettings, folder: Path) -> Detection:
        """Look for a table of numbers at the beginning of the files."""
        path = path_of_source(source, folder)
        if not path.exists():
            return Detection(0.0)
        with opened(path) as given:
            if _WORKBOOK in given.names():
                return Detection(_SURE - 0.1, ("a spreadsheet",))
            for name in _texts(given)[:_LOOKED_AT]:
                rows = itertools.islice(_rows(io.BytesIO(given.head(name)), given.head(name)), _LOOKED_AT)
                if tool := next((table.tool for table, counted in tables_in(rows) if counted), None):
                    return Detection(_SURE, (f"{name}: numbers as {tool} tells them",))
        return Detection(0.0)

    def about(self, source: SourceSettings, folder: Path) -> About:  # noqa: ARG002 - the shape of the contract
        """Tell nothing: numbers are of a blog that something else describes."""
        return About()

    def read(self, source: SourceSettings, desk: Desk) -> Iterator[Page | Record | Problem]:
        """Yield one record for each URL and tool, then what the tables do not tell; a live blog is asked for what is new."""
        sums: defaultdict[tuple[str, str], _Sums] = defaultdict(_Sums)
        told: list[str] = []
        origin = origin_of(desk.urls.base_url)
        path = path_of_source(source, desk.folder)
        with opened(path) as given:
            for name, rows in _files(given, path):
                found: defaultdict[tuple[str, str], _Sums] = defaultdict(_Sums)
                for table, counted in tables_in(rows):
                    if counted is None:
                        told += _gaps(name, table)
                        _keep_larger(sums, found)
                        found.clear()
                    elif (url := _url(counted, origin)) is not None:
                        key = desk.urls.canonical(url) if desk.urls.owns(url) else url
                        _add(found[key or url, counted.tool], url, counted)
        for (key, tool), one in sorted(sums.items()):
            yield Record(kind=RecordKind.URL, key=key, source=tool, url=key, fields=_fields(one))
        yield from asked(sorted({key for key, _ in sums if desk.urls.owns(key)}), desk)
        if told:
            yield Problem(stage="read", url="", kind="row-limit", message="; ".join(told))


def _texts(given: Container) -> list[str]:
    names = given.names()
    return [name for name in names if len(names) == 1 or name.lower().endswith(_TEXTS)]


def _files(given: Container, path: Path) -> Iterator[tuple[str, Iterable[Sequence[str]]]]:
    """Yield name and rows of each table file; a spreadsheet is itself a zip."""
    if _WORKBOOK in given.names():
        yield from _sheets(given.name, path.read_bytes())
        return
    for name in given.names():
        if name.lower().endswith(".xlsx"):
            with given.open(name) as stream:
                yield from _sheets(name, stream.read(_LARGEST_BOOK))
        elif name in _texts(given):
            with given.open(name) as stream:
                yield name, _rows(stream, given.head(name))


def _sheets(name: str, content: bytes) -> Iterator[tuple[str, Iterable[Sequence[str]]]]:
    for title, records in sheets(Given(name, {name: content})):
        yield f"{name}, sheet “{title}”", (cells for _, cells, _ in records)


def _rows(stream: BinaryIO, head: bytes) -> Iterator[Sequence[str]]:
    """Yield the cells of each line.

    Raises:
        InputError: a cell never ends.
    """
    coding = _coding(head)
    separator = _separator(head.decode(coding, "replace"))
    csv.field_size_limit(_LONGEST_CELL)
    try:
        with io.TextIOWrapper(stream, encoding=coding, errors="replace", newline="") as text:
            told = (line for line in text if not line.startswith(_REMARK))
            yield from csv.reader(told, delimiter=separator)
    except csv.Error as error:
        raise InputError(f"The table breaks off: {error}.", "Export it again, as CSV or XLSX.") from error


def _coding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head[1:200:2].count(0) > len(head[:200]) // 3:
        return "utf-16-le"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < HEAD)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _separator(text: str) -> str:
    """Return what parts the cells: whatever occurs in the line with the most of it."""
    lines = [line for line in text.splitlines()[:_LOOKED_AT] if not line.startswith("#")]
    return max("\t;,", key=lambda sign: max((line.count(sign) for line in lines), default=0))


def _url(counted: Counted, origin: str) -> str | None:
    """Return an address as a URL: a path lies on the host a column names, else on the blog's own."""
    address = counted.address
    if address.startswith("/"):
        own = f"{origin.partition('://')[0]}://{counted.host}" if counted.host else origin
        return absolute(f"{own}/", f"{own}{address}")
    return absolute(address if "://" in address else f"http://{address}", "")


def _add(sums: _Sums, url: str, counted: Counted) -> None:
    spelled = sums.spelled.setdefault(url, {})
    for name, count in counted.numbers.items():
        spelled[name] = spelled.get(name, 0) + count
    if counted.linked_from:
        sums.linked_from.add(counted.linked_from)


def _keep_larger(sums: dict[tuple[str, str], _Sums], found: dict[tuple[str, str], _Sums]) -> None:
    """Take over what one table tells; a table that tells the same once more adds nothing."""
    for key, one in found.items():
        kept = sums[key]
        kept.linked_from |= one.linked_from
        for spelling, numbers in one.spelled.items():
            known = kept.spelled.setdefault(spelling, {})
            for name, count in numbers.items():
                known[name] = max(known.get(name, 0), count)


def _fields(sums: _Sums) -> dict[str, Json]:
    """Return spelling → numbers; the hosts that link to a URL are counted once, whichever spelling they use."""
    spelled: dict[str, dict[str, Json]] = {
        url: {name: count for name, count in numbers.items() if count}
        for url, numbers in sums.spelled.items()
    }
    if sums.linked_from:
        spelled[min(spelled)]["linking-domains"] = len(sums.linked_from)
    return {SPELLED: dict(sorted(spelled.items()))}


def _gaps(name: str, table: Table) -> Iterator[str]:
    """Say what a table leaves out, as far as it shows that."""
    cut = _CUT.get((table.tool, table.rows))
    if cut is None and table.rows and table.rows % _ROUND == 0:
        cut = "exports of such tools are cut at round numbers"
    if cut is not None:
        yield f"{name}: {cut}, and this one has exactly {table.rows:,}: there are more URLs than it tells"
    if table.lumped:
        yield f"{name}: {table.lumped:,} are of pages that the tool does not tell one by one"


PLUGIN = Numbers()
