"""Every finding the program can make has a heading that its owner understands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import migrator
from migrator.fetch.failures import FailureKind
from migrator.report.titles import TITLES, title_of

SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in Path(migrator.__file__).parent.rglob("*.py"))
WRITTEN = re.compile(
    r'"((?:crawl|read|extract|media|map|redirect|relocate|export)\.[a-z-]+)(?:\.\{[^"]*)?",? (?:"|f"|rule)'
    r'|code=f?"((?:crawl|read|extract|media|map|redirect|relocate|export)\.[a-z-]+)'
    r'|_Refused\(\s*"(redirect\.[a-z-]+)"'
)
READ_BACK = re.findall(r'_finding\(\s*"([a-z]+(?:-[a-z]+)*)", "(?:error|warning|info)"', SOURCE)
CHANGED = re.findall(r'losses\.(changed|noted)\(\s*"([a-z-]+)"', SOURCE)
CODES = (
    {code for found in WRITTEN.findall(SOURCE) for code in found if code}
    | {f"readback.{code}" for code in READ_BACK}
    | {f"{how}.{what}" for how, what in CHANGED}
    | {f"read.{kind}" for kind in ("absent", "robots", "rate-limited", "not-tried", "unreadable")}
    | {f"{stage}.{kind}" for stage in ("crawl", "media") for kind in FailureKind}
)


def test_the_codes_are_found_in_the_source():
    assert {"map.collision", "extract.stub", "readback.draft", "changed.date", "redirect.refused"} <= CODES


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_code_has_a_heading(code):
    assert code in TITLES, f"give {code!r} a heading in migrator/report/titles.py"


def test_a_heading_names_the_target_it_is_about():
    assert (
        title_of("redirect.refused.apache-htaccess")
        == "Old addresses this server cannot forward (apache-htaccess)"
    )


def test_a_code_of_somebody_elses_plug_in_is_put_into_words():
    assert title_of("ghost.post-too-long") == "ghost: post too long"
    assert title_of("wxr.slug-twice") == "The import file breaks a rule of WordPress's importer (slug twice)"
