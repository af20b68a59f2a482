"""What only a person can decide goes out as a list and comes back, through the command line."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest
from moving import migrator

STORED = Path(__file__).parents[1] / "unit" / "store" / "project-v1.sql"
OPEN, FEED = "http://blog.example/uploads/list.pdf", "http://blog.example/feeds/pages/default"
SETTINGS = (
    '[old]\nurl = "http://blog.example"\n[old.hosts]\n"blog.example" = "repointed-domain"\n'
    '[new]\nurl = "https://new.example"\n[redirects]\ntargets = ["csv"]\n'
)


@pytest.fixture
def folder(tmp_path):
    """A mapped project in which one file of the old blog is unexplained."""
    db = sqlite3.connect(tmp_path / "migration.sqlite")
    db.executescript(STORED.read_text(encoding="utf-8"))
    page = db.execute("SELECT * FROM page WHERE url = 'http://blog.example/p/about.html'").fetchone()
    db.execute("INSERT INTO page VALUES (?, ?, ?, ?, ?, ?)", (OPEN, OPEN, *page[2:]))
    db.commit()
    db.close()
    (tmp_path / "migrator.toml").write_text(SETTINGS, encoding="utf-8")
    assert migrator("map", "--quiet", "--project", tmp_path).returncode == 0
    return tmp_path


def listed(folder):
    done = migrator("review", "--project", folder)
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def taken(folder, *rows, heading="Old URL,New URL,Verdict,Note"):
    (folder / "list.csv").write_text("\n".join([heading, *rows, ""]), encoding="utf-8")
    return migrator("review", "--take", folder / "list.csv", "--project", folder)


def verdicts(folder):
    assert migrator("map", "--quiet", "--project", folder).returncode == 0
    with sqlite3.connect(folder / "migration.sqlite") as db:
        return {
            url: (verdict, new) for url, verdict, new in db.execute("SELECT url, verdict, new FROM verdict")
        }


def test_the_list_holds_what_is_unexplained_and_why(folder):
    (row,) = listed(folder)
    assert (row["Old URL"], row["Verdict"], row["New URL"], row["Note"]) == (OPEN, "unexplained", "", "")
    assert row["Why it is open"]


def test_a_new_url_alone_means_moved(folder):
    assert "1 decided" in taken(folder, f"{OPEN},/list/,unexplained,sent to the list").stdout
    assert verdicts(folder)[OPEN] == ("moved", "https://new.example/list/")
    (row,) = listed(folder)
    assert (row["New URL"], row["Verdict"], row["Note"]) == ("/list/", "moved", "sent to the list")


def test_the_words_of_the_report_are_understood(folder):
    taken(folder, f"{OPEN},,Gone on purpose,")
    assert verdicts(folder)[OPEN] == ("gone", None)


def test_a_computed_verdict_can_be_overruled_in_a_copy_of_the_url_map(folder):
    heading = "Old URL,New URL,Status,Kind,Verdict,Reason,Confidence,Proof,Note"
    same = "http://blog.example/2010/05/tea.html,https://new.example/tea/,301,post,moved,post.slug-kept,1,,"
    done = taken(folder, f"{FEED},/about/,301,feed,moved,,1,,mine", same, heading=heading)
    assert "1 decided" in done.stdout
    assert verdicts(folder)[FEED] == ("moved", "https://new.example/about/")


def test_a_decision_can_be_taken_back(folder):
    taken(folder, f"{OPEN},,gone,")
    assert "0 decided, 1 taken back" in taken(folder, f"{OPEN},,,").stdout
    assert verdicts(folder)[OPEN] == ("unexplained", None)


def test_semicolons_and_the_apostrophes_of_the_list_come_back(folder):
    taken(folder, f"{OPEN};/list/;moved;'=1+1", heading="Old URL;New URL;Verdict;Note")
    assert listed(folder)[0]["Note"] == "'=1+1"
    told = json.loads(migrator("review", "--json", "--project", folder).stdout)["result"]["rows"]
    assert told[0]["note"] == "=1+1"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([f"{OPEN},,moved,"], "list.csv, line 2: 'moved' needs a new URL"),
        ([f"{OPEN},/x/,away,"], "list.csv, line 2: 'away' is no verdict"),
    ],
)
def test_a_row_that_is_not_understood_stores_nothing(folder, rows, said):
    done = taken(folder, f"{FEED},/about/,moved,", *rows)
    assert done.returncode == 2
    assert said.replace("line 2", "line 3") in done.stderr
    assert len(listed(folder)) == 1


def test_a_list_without_the_columns_is_refused(folder):
    done = taken(folder, "a,b", heading="one,two")
    assert (done.returncode, "no column 'Old URL'" in done.stderr) == (2, True)
