"""What tools counted goes in as files and comes out everywhere: report, map, review list, status."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from pathlib import Path

import pytest
from moving import migrator

STORED = Path(__file__).parents[1] / "unit" / "store" / "project-v1.sql"
OLD = "http://blog.example"
SETTINGS = (
    f'[old]\nurl = "{OLD}"\n[old.hosts]\n"blog.example" = "repointed-domain"\n'
    '[new]\nurl = "https://new.example"\n[redirects]\ntargets = ["csv", "nginx"]\n[crawl]\nlive = false\n'
)
PAGES = f"""Top pages,Clicks,Impressions,CTR,Position
{OLD}/2010/05/tea.html,90,900,10%,3
{OLD.replace("http:", "https:")}/2010/05/tea.html?m=1,7,70,10%,3
{OLD}/uploads/a.pdf,1,40,2%,9
{OLD}/uploads/z.pdf,2,30,2%,9
https://elsewhere.example/,5,5,1%,1
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A project whose owner has dropped in what a search console exported."""
    made = tmp_path_factory.mktemp("numbers")
    db = sqlite3.connect(made / "migration.sqlite")
    db.executescript(STORED.read_text(encoding="utf-8"))
    db.close()
    (made / "migrator.toml").write_text(SETTINGS, encoding="utf-8")
    with zipfile.ZipFile(made / "gsc.zip", "w") as archive:
        archive.writestr("Pages.csv", PAGES)
        archive.writestr("Queries.csv", "Top queries,Clicks,Impressions\ntea,9,9\n")
    done = migrator("read", made / "gsc.zip", "--project", made)
    assert done.returncode == 0, done.stderr
    for stage in ("map", "report"):
        assert migrator(stage, "--quiet", "--project", made).returncode == 0
    return made


def test_a_file_that_is_named_is_remembered_in_the_settings_once(folder):
    again = migrator("read", folder / "gsc.zip", "--project", folder)
    assert "Added" not in again.stderr
    assert (folder / "migrator.toml").read_text(encoding="utf-8").count('place = "gsc.zip"') == 1


def test_a_file_nobody_knows_changes_nothing(folder):
    (folder / "strange.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    done = migrator("read", folder / "strange.csv", "--project", folder)
    assert (done.returncode, "Nobody knows what" in done.stderr) == (2, True)
    assert "strange" not in (folder / "migrator.toml").read_text(encoding="utf-8")


def test_all_spellings_of_a_post_add_up_in_the_map(folder):
    text = (folder / "out" / "url-map.csv").read_bytes().decode()
    rows = {row["Old URL"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    tea = rows[f"{OLD}/2010/05/tea.html"]
    assert (tea["Clicks"], tea["Impressions"], tea["Verdict"]) == ("97", "970", "moved")


def test_an_address_only_the_numbers_know_gets_a_row_and_a_verdict(folder):
    with sqlite3.connect(folder / "migration.sqlite") as db:
        sources = db.execute(
            "SELECT source FROM sighting WHERE url = ?", (f"{OLD}/uploads/a.pdf",)
        ).fetchall()
    assert sources == [("search-console",)]


def test_addresses_of_another_site_are_named_not_counted(folder):
    told = json.loads(migrator("read", "--json", "--project", folder).stdout)
    messages = [finding["message"] for finding in told["result"]["findings"]]
    assert any("1 entries are on no host of this blog: https://elsewhere.example/" in one for one in messages)


def test_the_review_list_begins_with_what_is_clicked_most(folder):
    done = migrator("review", "--project", folder)
    rows = [row["Old URL"] for row in csv.DictReader(io.StringIO(done.stdout))]
    assert rows == [f"{OLD}/uploads/z.pdf", f"{OLD}/uploads/a.pdf"]


def test_status_and_report_say_what_unexplained_urls_carry(folder):
    share = "3 % of 100 clicks, 6.7 % of 1,040 impressions"
    assert f"unexplained URLs carry {share}" in migrator("status", "--project", folder).stdout
    assert f"Undecided addresses carry {share}" in (folder / "out" / "report.html").read_text(
        encoding="utf-8"
    )
    assert f"carry {share}" in (folder / "out" / "report.md").read_text(encoding="utf-8")


def test_the_redirects_are_checked_with_what_is_clicked_most_first(folder):
    assert migrator("redirects", "--quiet", "--project", folder).returncode == 0
    nginx = folder / "out" / "redirects" / "nginx"
    sample = [
        line.split("\t")[1] for line in (nginx / "check.sh").read_text().splitlines() if line.count("\t") == 2
    ]
    assert sample[0] == f"{OLD}/2010/05/tea.html"
    assert f"curl -sI '{OLD}/2010/05/tea.html'" in (nginx / "README.md").read_text(encoding="utf-8")
