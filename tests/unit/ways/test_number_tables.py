"""What tools counted of each URL: every export is known by its headings, and each spelling reaches its row."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import archive
import openpyxl
import pytest
from archive import Archive, Reading, running, settings_of

from migrator.model import Problem, Record, Silence, Site
from migrator.numbers import row_numbers
from migrator.profiles import site_urls
from migrator.settings import Settings, SourceSettings
from migrator.stages.ways import way_of
from migrator.stages.ways._contract import Desk
from migrator.stages.ways._number_tables import count_in
from migrator.stages.ways.numbers import PLUGIN
from migrator.store.project import Project

if TYPE_CHECKING:
    from pathlib import Path

OLD = "http://blog.example"
TEA = f"{OLD}/2010/05/tea.html"
CAKE = f"{OLD}/2010/06/cake.html"

CONSOLE = {
    "english": "Top pages,Clicks,Impressions,CTR,Position",
    "compared": "Top pages,Last 28 days Clicks,Previous 28 days Clicks,Last 28 days Impressions,CTR",
    "german": "Die häufigsten Seiten;Klicks;Impressionen;CTR;Position",
    "french": "Pages les plus populaires,Clics,Impressions,CTR,Position",
    "spanish": "Páginas principales\tClics\tImpresiones\tCTR\tPosición",
    "japanese": "上位のページ,クリック数,表示回数,CTR,掲載順位",
    "polish": "Najpopularniejsze strony,Kliknięcia,Wyświetlenia,CTR,Pozycja",
}
GA4 = """# ----------------------------------------
# Pages and screens: Page path and screen class
# Property: Tea & cake, "home"
# Start date: 20240101
# End date: 20241231
# ----------------------------------------

Nth day,Views
0000,4
0001,2

Page path and screen class,Views,Active users,Views per active user,Event count
,1234,99,1.5,3000
/2010/05/tea.html,"1,000",40,1.2,2000
/2010/05/tea.html?m=1,200,40,1.2,2000
(other),30,4,1.0,70
(not set),4,4,1.0,70
"""
TABLES = {
    "universal": ("Page\tPageviews\tUnique Pageviews\n/2010/05/tea.html\t7\t5\n", {"views": 7}, "analytics"),
    "landing": ("Landing page,Sessions,New users\n/2010/05/tea.html,9,3\n", {"views": 9}, "analytics"),
    "ga4-german": ("Seitenpfad und Bildschirmklasse,Aufrufe,Aktive Nutzer\n/2010/05/tea.html,1.234,8\n", {"views": 1234}, "analytics"),
    "ga4-hosts": ("Hostname,Page path,Views\nwww.blog.example,/2010/05/tea.html,5\n", {"views": 5}, "analytics"),
    "ga4-full": ("Full page URL,Views\nblog.example/2010/05/tea.html,5\n", {"views": 5}, "analytics"),
    "ahrefs-pages": (
        f'"#","Page URL","Page title","UR","Referring domains","Dofollow"\n"1","{TEA}","Tea","12","34","30"\n',
        {"linking-domains": 34}, "ahrefs",
    ),
    "ahrefs-links": (
        ("Referring page title,Referring page URL,Domain rating,Referring domains,Target URL,Anchor\n"
        f"a,https://one.example/x,9,800,{TEA},tea\nb,https://www.one.example/y,9,1,{TEA},tea\nc,https://two.example/,9,2,{TEA},tea\n"),
        {"linking-domains": 2, "backlinks": 3}, "ahrefs",
    ),
    "semrush-links": (
        f"Page ascore,Source title,Source url,Target url,Anchor\n3,t,https://one.example/,{TEA},a\n",
        {"linking-domains": 1, "backlinks": 1}, "semrush",
    ),
    "semrush-pages": (f"Title,Response code,URL,Domains,Backlinks,Last seen\nTea,200,{TEA},5,17,2024-01-01\n",
        {"linking-domains": 5, "backlinks": 17}, "semrush"),
    "majestic-pages": (
        f'"URL","Title","ReferringDomains","ExtBackLinks","CitationFlow","TrustFlow"\n"{TEA}","Tea","8","20","9","3"\n',
        {"linking-domains": 8, "backlinks": 20}, "majestic",
    ),
    "majestic-links": (
        f'"Target URL","Source URL","Anchor Text","Source TrustFlow","TrustFlow"\n"{TEA}","http://one.example/","tea","3","3"\n',
        {"linking-domains": 1, "backlinks": 1}, "majestic",
    ),
    "screaming-frog": (
        ('"Address","Content Type","Status Code","Status","Indexability","Crawl Depth","Inlinks","Unique Inlinks"\n'
        f'"{TEA}","text/html; charset=UTF-8","200","OK","Indexable","2","14","9"\n'),
        {"inlinks": 14}, "screaming-frog",
    ),
    "screaming-frog-french": (
        f'"Adresse","Crawl Depth","Liens entrants"\n"{TEA}","2","14"\n', {"inlinks": 14}, "screaming-frog",
    ),
    "console-links": (f"Target page,Incoming links,Linking sites\n{TEA},60,12\n", {"linking-domains": 12, "backlinks": 60}, "search-console"),
    "log-analyser": (f"URL,Hits\n{TEA},77\n", {"hits": 77}, "numbers"),
}  # fmt: skip


def desk(folder: Path) -> Desk:
    settings = Settings.model_validate(
        {"old": {"url": OLD}, "new": {"url": "https://new.example"}, "crawl": {"live": False}}
    )
    urls = site_urls("blogger", OLD, ["blog.example", "www.blog.example"])
    return Desk(
        folder=folder, settings=settings, site=Site(base_url=OLD, platform="blogger"), urls=urls,
        progress=Silence(), stored=lambda _: False,
    )  # fmt: skip


def read(folder: Path, name: str, content: bytes | str) -> list[Record | Problem]:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    source = SourceSettings(place=name)
    assert way_of(source, folder) is PLUGIN
    return list(PLUGIN.read(source, desk(folder)))


def numbers(found: list[Record | Problem], url: str = TEA) -> dict[str, int]:
    return row_numbers([one for one in found if isinstance(one, Record) and one.key == url])


def packed(members: dict[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize("language", CONSOLE)
def test_search_console_is_known_in_any_language(tmp_path, language):
    heading = CONSOLE[language]
    sign = next(sign for sign in "\t;," if sign in heading)
    cells = (
        [TEA, "1234", "5", "6789", "2"] if language == "compared" else [TEA, "1234", "6789", "3.5%", "8.2"]
    )
    (record,) = read(tmp_path, "Pages.csv", f"{heading}\n{sign.join(cells)}\n")
    assert numbers([record]) == {"clicks": 1234, "impressions": 6789}
    assert record.source == "search-console"


@pytest.mark.parametrize("name", TABLES)
def test_a_tool_is_known_by_its_headings(tmp_path, name):
    text, expected, tool = TABLES[name]
    (record,) = read(tmp_path, "export.csv", text)
    assert (record.key, numbers([record]), record.source) == (TEA, expected, tool)


def test_the_zip_of_search_console_gives_its_pages_and_no_query(tmp_path):
    other = {"Queries.csv": "Top queries,Clicks,Impressions,CTR,Position\nblog.example,5,6,1%,1\nhttps://blog.example/x,1,1,1%,1\ntea,1,1,1%,1\ncake,1,1,1%,1\n",
             "Countries.csv": "Country,Clicks,Impressions\nFrance,3,9\n", "Chart.csv": "Date,Clicks\n2024-01-01,3\n",
             "Filters.csv": "Filter,Value\nSearch type,Web\n"}  # fmt: skip
    pages = f"{CONSOLE['english']}\n{TEA},3,9,3%,2\n"
    found = read(tmp_path, "gsc.zip", packed({"Pages.csv": pages, **other}))
    assert [one.key for one in found] == [TEA]


def test_a_spreadsheet_gives_what_its_sheet_of_pages_holds(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Top queries", "Clicks", "Impressions"])
    book.active.append(["tea", 5, 6])
    sheet = book.create_sheet("Pages")
    sheet.append(["Top pages", "Clicks", "Impressions", "CTR"])
    sheet.append([TEA, 12, 345, 0.03])
    made = io.BytesIO()
    book.save(made)
    assert numbers(read(tmp_path, "gsc.xlsx", made.getvalue())) == {"clicks": 12, "impressions": 345}


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_a_table_may_be_in_any_encoding(tmp_path, coding):
    text = f"{CONSOLE['spanish']}\n{TEA}\t12\t345\t1\t1\n"
    assert numbers(read(tmp_path, "p.csv", text.encode(coding))) == {"clicks": 12, "impressions": 345}


def test_a_table_in_an_old_encoding_keeps_its_address(tmp_path):
    text = f"{CONSOLE['german']}\n{OLD}/search/label/Käse;12;345;1;1\n"
    found = read(tmp_path, "p.csv", text.encode("cp1252"))
    assert numbers(found, f"{OLD}/search/label/K%C3%A4se") == {"clicks": 12, "impressions": 345}


def test_comment_lines_time_series_totals_and_lumped_pages_are_no_addresses(tmp_path):
    *found, problem = read(tmp_path, "ga4.csv", GA4)
    assert [one.key for one in found] == [TEA]
    assert numbers(found) == {"views": 1200}
    assert "30 are of pages that the tool does not tell" in problem.message


def test_spellings_of_one_address_are_one_row(tmp_path):
    rows = [TEA, TEA.replace("http:", "https:"), f"{TEA}?m=1", f"{TEA}#comments", TEA.replace("//", "//www.")]
    text = "\n".join([CONSOLE["english"], *(f"{url},1,10,1%,1" for url in rows)])
    (record,) = read(tmp_path, "p.csv", text)
    assert numbers([record]) == {"clicks": 5, "impressions": 50}


def test_a_table_that_comes_twice_counts_once(tmp_path):
    pages = f"{CONSOLE['english']}\n{TEA},3,9,3%,2\n"
    found = read(
        tmp_path, "two.zip", packed({"a/Pages.csv": pages, "b/Pages.csv": pages.replace(",3,9", ",4,8")})
    )
    assert numbers(found) == {"clicks": 4, "impressions": 9}


def test_a_list_as_long_as_the_tool_allows_is_said_to_be_cut(tmp_path):
    rows = "".join(f"{OLD}/2010/05/{n}.html,1,1,1%,1\n" for n in range(1000))
    *_, problem = read(tmp_path, "p.csv", f"{CONSOLE['english']}\n{rows}")
    assert (problem.kind, problem.retry) == ("row-limit", False)
    assert "ends after 1,000 rows, and this one has exactly 1,000" in problem.message


def test_a_shorter_list_is_whole(tmp_path):
    rows = "".join(f"{OLD}/2010/05/{n}.html,1,1,1%,1\n" for n in range(999))
    assert all(isinstance(one, Record) for one in read(tmp_path, "p.csv", f"{CONSOLE['english']}\n{rows}"))


@pytest.mark.parametrize(
    ("cell", "count"),
    [("1,234", 1234), ("1.234.567", 1234567), ("1\u202f234", 1234), ("1'234", 1234), ("12", 12), ("12.0", 12),
     ("3.5%", 0), ("-", 0), ("", 0), ("<10", 0), ("=1+1", 0)],
)  # fmt: skip
def test_a_number_is_read_however_its_thousands_are_parted(cell, count):
    assert count_in(cell) == count


@pytest.mark.parametrize(
    "text",
    ["", "a,b\n1,2\n", f"old,new\n{TEA},https://new.example/tea/\n", f"Page,Title\n{TEA},Tea\n",
     "Linking page,Last crawled\nhttps://one.example/,2024-01-01\n", "Top queries,Clicks\ntea,5\n"],
)  # fmt: skip
def test_other_tables_are_no_numbers_of_addresses(tmp_path, text):
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    assert PLUGIN.recognises(SourceSettings(place="x.csv"), tmp_path).score == 0


def test_cells_that_never_end_are_an_error_a_person_can_read(tmp_path):
    found = tmp_path / "x.csv"
    found.write_text(f'{CONSOLE["english"]}\n{TEA},1,1,1%,1\n"' + "x" * 1_100_000, encoding="utf-8")
    with pytest.raises(Exception, match="The table breaks off"):
        list(PLUGIN.read(SourceSettings(place="x.csv"), desk(tmp_path)))


class _Live(Archive):
    """A blog that has nothing at all."""

    def answer(self, _: str) -> tuple[int, bytes, dict[str, str]]:
        return 404, b"no", {"Content-Type": "text/html"}


def test_a_live_blog_is_asked_for_addresses_that_only_numbers_know(tmp_path):
    with running(_Live()) as server:
        extra = f'[network.resolve]\n"{archive.OLD}" = "{server.address}"'
        text = settings_of("p.csv", extra).replace("live = false", "live = true\nrate = 1000")
        with Project.create(tmp_path / "p", text) as project:
            url = f"{archive.OLD}/2010/05/tea.html"
            (project.folder / "p.csv").write_text(f"{CONSOLE['english']}\n{url},3,9,3%,2\n", encoding="utf-8")
            Reading(project).run()
            assert project.pages.statuses() == {url: 404}
