"""The list of old and new URLs as a spreadsheet, for people who decide or check in one."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from migrator.errors import MissingPartError
from migrator.redirects._index import key_of
from migrator.redirects._lines import text_file
from migrator.redirects._list_words import list_words
from migrator.redirects._readme import readme
from migrator.redirects._spelling import escaped_bytes
from migrator.redirects.targets._contract import Answer, Capabilities, Engine, Lowered, OutputFile
from migrator.redirects.targets.csv import PLUGIN as LIST

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.redirects._readme import Words
    from migrator.redirects.targets._contract import RuleSet

_COLUMNS = ("old", "new", "status", "reason")
_WIDTHS = {"A": 70, "B": 70, "C": 8, "D": 30}
_MOST = 1_048_575  # rows of a sheet below its heading
_LONGEST = 32_767  # characters of a cell
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date a ZIP archive can hold: equal rules give equal bytes
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # `_x0041_` in a cell is read as A
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Xlsx:
    """The `Target` that writes one row per rule into a sheet."""

    name = "xlsx"
    version = 1
    capabilities = Capabilities(
        title="Spreadsheet (XLSX)",
        statuses=frozenset({301, 302, 303, 307, 308, 410}),
        situations=frozenset({"platform", "repointed-domain", "same-domain", "own-server"}),
        answers_requests=False,
        max_rules=_MOST,
        larger="csv",
        facts=(
            "Every cell is text, so that nothing in an address is taken for a formula, a number or a link.",
            "It needs openpyxl: pip install 'blog-migrator[xlsx]'.",
            "Nobody answers requests with this file, so there is nothing to prove.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Every rule can be listed, unless a cell cannot hold it."""
        if max(len(cell) for cell in _cells(rule)) > _LONGEST:
            return Lowered(rule, "refused", f"long: A cell holds {_LONGEST:,} characters at most.")
        return Lowered(rule, "exact")

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Write the spreadsheet and the README.

        Raises:
            MissingPartError: openpyxl is not installed.
        """
        rows = (_cells(rule) for rule in sorted(rules.rules, key=key_of))
        return [
            text_file("README.md", [readme(rules, _words(rules))]),
            OutputFile("redirects.xlsx", _workbook(rows)),
        ]

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Say what a server that follows the list to the letter would answer."""
        return LIST.answer(rules, host, target)

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """No server reads this file."""
        return None


def _cells(rule: RedirectRule) -> tuple[str, str, str, str]:
    old = escaped_bytes(rule.old or f"http://{rule.host}{rule.path}")
    texts = (old, rule.target or "", str(rule.status), rule.reason)
    first, second, third, fourth = (
        _ESCAPED.sub("_x005F_", _NOT_IN_XML.sub("\ufffd", text)) for text in texts
    )
    return first, second, third, fourth


def _workbook(rows: Iterable[Sequence[str]]) -> bytes:
    try:
        import openpyxl
        from openpyxl.cell import WriteOnlyCell
    except ImportError as error:
        raise MissingPartError(
            "openpyxl is not installed, so no spreadsheet can be written.",
            "Install it: pip install 'blog-migrator[xlsx]', or take --to csv.",
        ) from error
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("redirects")
    sheet.freeze_panes = "A2"
    for column, width in _WIDTHS.items():
        sheet.column_dimensions[column].width = width
    for row in (_COLUMNS, *rows):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=text)
            cell.data_type = "s"  # or "=…" would be a formula
            cells.append(cell)
        sheet.append(cells)
    written = io.BytesIO()
    book.save(written)
    return _undated(written.getvalue())


def _undated(content: bytes) -> bytes:
    """Take the dates out of the archive and out of what it says about itself."""
    copy = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as new:
        for name in sorted(old.namelist()):
            part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"1980-01-01T00:00:00Z", old.read(name))
            kept = old.read(name) if name.startswith("xl/worksheets/") else part
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3  # whatever system this runs on
            new.writestr(entry, kept)
    return copy.getvalue()


def _words(rules: RuleSet) -> Words:
    return list_words(rules, title="a spreadsheet (XLSX)", file="redirects.xlsx", about=_ABOUT)


_ABOUT = """One row for each, every cell as text. Columns: `old` (as it was published), `new` (empty where the page is gone),
`status`, `reason`. For programs take `--to csv` or `--to json`."""


PLUGIN = Xlsx()
