"""Recognises the tables that search consoles, analytics and link tools export, whatever language their headings use."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrator.urls import bare_host, host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_LOOKED_AT = 20  # rows that tell which column holds the addresses
_URL = re.compile(r"(?i)https?://[^\s/]\S*")
_PATH = re.compile(r"/\S*")
_BARE = re.compile(r"(?i)[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:[/:?]\S*)?")
_GROUPED = re.compile(r"\d{1,3}(?:[.,'’\s]\d{3})+")
_COUNT = re.compile(r"(\d+)(?:[.,]\d+)?")
OTHER = "(other)"  # what Google Analytics calls the pages it does not tell one by one


def _plain(word: str) -> str:
    """Return a heading in lower case, without accents and signs."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", bare))


def _words(text: str) -> frozenset[str]:
    return frozenset(_plain(word) for word in text.split("|"))


_COLUMNS = {
    "clicks": _words(
        "clicks|url clicks|klicks|clics|clic|cliques|klikken|kliknięcia|клики|クリック数|点击次数|點擊|클릭수|tıklamalar|"
        "kliknutí|klik"
    ),
    "impressions": _words(
        "impressions|impressionen|impresiones|impressioni|impressões|vertoningen|wyświetlenia|показы|表示回数|展示|曝光|"
        "노출수|gösterimler|zobrazení|visningar"
    ),
    "views": _words(
        "views|page views|pageviews|screen page views|ga4 views|aufrufe|seitenaufrufe|vues|pages vues|vistas|"
        "vistas de página|visualizaciones|visualizzazioni|visualizzazioni di pagina|visualizações|"
        "visualizações de página|weergaven|paginaweergaven|просмотры|просмотры страниц|浏览次数|조회수"
    ),
    "linking-domains": _words(
        "referring domains|ref domains|refdomains|referringdomains|domains|linking domains|linking root domains|"
        "linking sites|external linking root domains|verweisende domains|verweisende websites|domaines référents|"
        "dominios de referencia|domini di riferimento|domínios de referência|verwijzende domeinen"
    ),
    "backlinks": _words(
        "backlinks|external backlinks|ext backlinks|extbacklinks|incoming links|eingehende links|liens entrants|"
        "enlaces entrantes|link in entrata|links recebidos|inkomende links"
    ),
    "inlinks": _words("inlinks|inlink"),
    "hits": _words("hits|requests|events|num events|zugriffe|anfragen|requêtes|peticiones|richieste"),
}
_VISITS = _words("sessions|sitzungen|sesiones|sessioni|sessões|sessies|сеансы|セッション|visits|entrances")
_VIEWS_WITHOUT_CLICKS = _words("表示回数|wyświetlenia")  # two tools call different things so
_ENDINGS = ("clicks", "impressions")  # "Last 28 days Clicks", where two periods are compared
_TARGETS = _words(
    "target url|target page|targeturl|link url|linked url|zielseite|ziel url|page cible|página de destino|"
    "pagina di destinazione|doelpagina"
)
_SOURCES = _words(
    "referring page url|source url|sourceurl|linking page|from url|referring url|source page|verweisende seite|"
    "quell url|page de provenance"
)
_PAGES = _words(
    "page|pages|url|urls|address|adresse|dirección|indirizzo|endereço|top pages|page url|page location|full page url|"
    "page path|page path and screen class|landing page|page referrer|seite|seiten|página|pagina"
)
_HOSTS = _words("hostname|host name|host|nom d'hôte|nombre del host|nome host")
_TOOLS = (
    ("screaming-frog", _words("indexability|unique inlinks|crawl depth|indexierbarkeit|eindeutige inlinks")),
    (
        "ahrefs",
        _words("ahrefs rank|url rating|domain rating|ur|dr|page url rating pr|url rating desc|dofollow"),
    ),
    ("majestic", _words("trust flow|trustflow|citation flow|citationflow")),
    ("semrush", _words("page ascore|ascore|external links|response code")),
)


@dataclass(frozen=True, slots=True)
class Counted:
    """One row: what a tool counted of an address, written as a URL, a path, or a host and path; `host` where a column says."""

    tool: str
    address: str
    numbers: dict[str, int]
    host: str = ""
    linked_from: str = ""  # a row for each link: the host it comes from


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the columns of a table are: `counts` is place → name of the number."""

    titles: tuple[str, ...]
    counts: dict[int, str]
    source: int | None
    host: int | None


@dataclass
class Table:
    """One table of an export: rows wait until enough of them tell where the addresses stand."""

    heading: Heading
    waiting: list[Sequence[str]] = field(default_factory=list)
    address: int | None = None
    settled: bool = False
    rows: int = 0
    lumped: int = 0  # what a tool counted of pages it does not tell
    tool: str = ""

    def take(self, cells: Sequence[str]) -> Iterator[Counted]:
        """Yield what can be told once a row has come in."""
        if self.settled:
            yield from self._told(cells)
            return
        self.waiting.append(cells)
        if len(self.waiting) >= _LOOKED_AT:
            yield from self.end()

    def end(self) -> Iterator[Counted]:
        """Yield what still waits."""
        if not self.settled:
            self.address, self.settled = _address_column(self.heading, self.waiting), True
            self.tool = _tool(self.heading, self.waiting, self.address)
            for cells in self.waiting:
                yield from self._told(cells)
            self.waiting = []

    def _told(self, cells: Sequence[str]) -> Iterator[Counted]:
        if self.address is None:
            return
        address = _at(cells, self.address)
        numbers = {name: count_in(_at(cells, place)) for place, name in self.heading.counts.items()}
        if not is_address(address):
            self.lumped += max(numbers.values(), default=0) if address == OTHER else 0
            return
        self.rows += 1
        source = _at(cells, self.heading.source)
        if self.heading.source is not None:
            numbers = {"backlinks": 1}
        yield Counted(
            self.tool,
            address,
            numbers,
            _at(cells, self.heading.host),
            bare_host(host_of(source)) if source else "",
        )


def heading_of(cells: Sequence[str]) -> Heading | None:
    """Return what a row names, if it is the heading of a table of numbers; it names no address itself."""
    if any(map(_URL.fullmatch, cells)):
        return None
    titles = tuple(map(_plain, cells))
    source = next((place for place, title in enumerate(titles) if title in _SOURCES), None)
    counts = _counts(titles)
    linked = source is not None and any(title in _TARGETS for title in titles)
    if len([title for title in titles if title]) < 2 or not (counts or linked):  # noqa: PLR2004
        return None
    host = next((place for place, title in enumerate(titles) if title in _HOSTS), None)
    return Heading(titles, counts, source, host)


def _counts(titles: Sequence[str]) -> dict[int, str]:
    found: dict[str, int] = {}
    for name, words in _COLUMNS.items():
        place = next((place for place, title in enumerate(titles) if title in words), None)
        if place is None and name in _ENDINGS:
            place = next((place for place, title in enumerate(titles) if title.endswith(f" {name}")), None)
        if place is not None:
            found[name] = place
    visits = next((place for place, title in enumerate(titles) if title in _VISITS), None)
    if visits is not None and not found:
        found["views"] = visits
    seen = found.get("impressions")
    if seen is not None and "clicks" not in found and titles[seen] in _VIEWS_WITHOUT_CLICKS:
        found["views"] = found.pop("impressions")
    if "backlinks" in found and _crawled(titles):
        found["inlinks"] = found.pop("backlinks")
    return {place: name for name, place in found.items()}


def _crawled(titles: Sequence[str]) -> bool:
    """True for what a crawler of the owner's own site found: its links are no backlinks."""
    return bool(set(titles) & _TOOLS[0][1])


def _address_column(heading: Heading, rows: Sequence[Sequence[str]]) -> int | None:
    """Return the column of which most cells are addresses; of several one that is called the target, or the first."""
    fitting = [
        place
        for place, title in enumerate(heading.titles)
        if place not in {*heading.counts, heading.source, heading.host} and _mostly(rows, place, title)
    ]
    named = [place for place in fitting if heading.titles[place] in _TARGETS]
    return next(iter(named + fitting), None)


def _mostly(rows: Sequence[Sequence[str]], place: int, title: str) -> bool:
    """True for a column of addresses, whatever sums and "(not set)" stand between them."""
    shown = [cell for cells in rows if (cell := _at(cells, place)) and not cell.startswith("(")]
    return 2 * sum(_fits(cell, title) for cell in shown) > len(shown)


def _fits(cell: str, title: str) -> bool:
    """True for an address; a host without a scheme may be what somebody searched for, unless the column says otherwise."""
    return (
        is_address(cell)
        if title in _PAGES | _TARGETS
        else bool(_URL.fullmatch(cell) or _PATH.fullmatch(cell))
    )


def is_address(cell: str) -> bool:
    """True for a URL, a path, or a host and path."""
    return any(pattern.fullmatch(cell) for pattern in (_URL, _PATH, _BARE))


def _tool(heading: Heading, rows: Sequence[Sequence[str]], address: int | None) -> str:
    titles = set(heading.titles)
    for name, words in _TOOLS:
        if titles & words:
            return name
    names = set(heading.counts.values())
    if {"clicks", "impressions"} <= names or {"linking-domains", "backlinks"} == names:
        return "search-console"
    paths = address is not None and any(_PATH.fullmatch(_at(cells, address)) for cells in rows)
    return "analytics" if "views" in names or paths else "numbers"


def count_in(cell: str) -> int:
    """Return the whole number a cell shows, however its thousands are parted; 0 where it shows none."""
    text = cell.strip().replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    if _GROUPED.fullmatch(text):
        return int(re.sub(r"\D", "", text))
    found = _COUNT.fullmatch(text)
    return int(found[1]) if found else 0


def tables_in(rows: Iterable[Sequence[str]]) -> Iterator[tuple[Table, Counted | None]]:
    """Yield each table with each of its rows, and once more without a row when it has ended."""
    table: Table | None = None
    for cells in rows:
        stripped = [cell.strip().removeprefix("\ufeff") for cell in cells]
        heading = heading_of(stripped)
        if heading is not None:
            yield from _ended(table)
            table = Table(heading)
        elif table is not None and any(stripped) and not stripped[0].startswith("#"):
            for counted in table.take(stripped):
                yield table, counted
    yield from _ended(table)


def _ended(table: Table | None) -> Iterator[tuple[Table, Counted | None]]:
    if table is not None:
        for counted in table.end():
            yield table, counted
        yield table, None


def _at(cells: Sequence[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""
