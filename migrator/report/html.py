"""The report as one self-contained HTML page that loads nothing and trusts nothing it shows."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from migrator.model import UrlKind
from migrator.numbers import NUMBERS
from migrator.report import charts
from migrator.report.embed import clip, linkable, table, why, within
from migrator.report.titles import title_of
from migrator.report.wording import (
    GLOSSARY,
    KIND_WORDS,
    PROOF_WORDS,
    VERDICT_MEANING,
    VERDICT_ORDER,
    VERDICT_WORDS,
)

if TYPE_CHECKING:
    from migrator.report.model import ReportView, UrlRow

STATIC_ROWS = 200  # shown without scripts
STATIC_BYTES = 400_000
_COLUMNS = 3  # of numbers; url-map.csv holds all
_FOLDER = "page"
_SEVERITIES = {"error": "Must be settled", "warning": "Look at this", "info": "Good to know"}
_STATES = {"done": "Done", "open": "Still to do", "failed": "In the way"}
_MARKS = {"equal": "equal", "explained": "explained", "differs": "differs", "open": "equal so far"}


def render_html(view: ReportView) -> str:
    """Return the whole page. Equal views give equal pages."""
    css, js = _source("report.css"), _source("report.js")
    columns = view.numbers[:_COLUMNS]
    embedded, shown = table(view.rows, columns)
    static = within(STATIC_BYTES, view.rows[: min(STATIC_ROWS, shown)], _static_size)
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            view=view,
            policy=_policy(css, js),
            css=Markup(css),  # noqa: S704 a file of this package
            js=Markup(js),  # noqa: S704 a file of this package
            embedded=Markup(embedded),  # noqa: S704 escaped by json_for_page
            shown=shown,
            rows=view.rows,
            static=len(static),
            columns=columns,
            number_words={name: NUMBERS[name][1] for name in columns},
            exported=any(row.exported is not None for row in view.reconciled),
            strip=charts.strip(view.tallies),
            years=charts.years(view.years),
            kinds=charts.kinds(view.kinds),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("migrator.report", _FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(
        clip=clip,
        linkable=linkable,
        why=why,
        remark=remark,
        look=charts.look,
        title_of=title_of,
        short_url=_short_url,
        site_and_path=site_and_path,
        order=VERDICT_ORDER,
        verdict_words=VERDICT_WORDS,
        meanings=VERDICT_MEANING,
        kind_words=KIND_WORDS,
        kind_names=[KIND_WORDS[kind] for kind in UrlKind],
        proof_words=PROOF_WORDS,
        glossary=GLOSSARY,
        short={word.anchor: word.short for word in GLOSSARY},
        severities=_SEVERITIES,
        states=_STATES,
        marks=_MARKS,
    )
    return environment


def remark(row: UrlRow) -> str:
    """Return the small print of a row: how sure, how proved, predicted or seen."""
    parts = []
    if row.confidence < 1:
        parts.append(f"{round(row.confidence * 100)} % sure")
    if row.proof is not None:
        parts.append(PROOF_WORDS[row.proof])
    if row.new:
        parts.append("seen on the new site" if row.final else "predicted")
    return " · ".join(parts)


def site_and_path(url: str) -> tuple[str, str]:
    """Split `https://host/path?query` before the path; a text of another shape is all path."""
    scheme, mark, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return (f"{scheme}{mark}{host}", f"{slash}{path}") if mark and slash else ("", url)


def _static_size(row: UrlRow) -> int:
    return 2 * len(escape(clip(row.old))) + 2 * len(escape(clip(row.new or ""))) + len(escape(why(row))) + 400


def _short_url(url: str) -> str:
    return url.split("://", 1)[-1].rstrip("/")


def _policy(css: str, js: str) -> str:
    return (
        f"default-src 'none'; style-src '{_digest(css)}'; script-src '{_digest(js)}'; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _source(name: str) -> str:
    return files("migrator.report").joinpath(_FOLDER, name).read_text(encoding="utf-8").replace("\r\n", "\n")
