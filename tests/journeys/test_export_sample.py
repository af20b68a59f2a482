"""The sample blog, exported: everything is there or listed, and the importer's rules are kept."""

from __future__ import annotations

import json
import re

import pytest
from mapped import fetched_project

from migrator.model import Silence
from migrator.stages.export import run_export
from migrator.stages.map import run_map


@pytest.fixture
def project(tmp_path, sample_server, sample_settings):
    with fetched_project(tmp_path / "p", sample_settings(sample_server)) as found:
        run_map(found, found.settings(), Silence())
        yield found


def test_the_sample_is_exported_whole_and_keeps_the_importers_rules(project):
    report = run_export(project, project.settings(), Silence())
    wrong = [found for found in report.findings if found.severity == "error" or found.code.startswith("wxr.")]
    assert wrong == []
    assert report.details["source"] == project.entities.counts() | {
        "terms": report.counts["terms"],
        "assets": report.counts["assets"],
    }
    assert report.details["exported"] == report.details["source"]


def test_no_body_of_the_sample_links_to_an_old_address_that_moved(project):
    run_export(project, project.settings(), Silence())
    rows = [
        json.loads(line)
        for line in (project.out / "export" / "jsonl" / "blog.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    moved = {row["old"] for row in rows if row["kind"] == "url" and row["verdict"] == "moved"}
    text = "".join(
        path.read_text(encoding="utf-8") for path in sorted((project.out / "export" / "wxr").glob("*.xml"))
    )
    bodies = "".join(re.findall(r"<content:encoded>(.*?)</content:encoded>", text, re.DOTALL))
    linked = {link.split("#")[0] for link in re.findall(r'(?:href|src)="([^"]*)"', bodies)}
    assert len(linked) > 20
    assert linked & moved == set()
