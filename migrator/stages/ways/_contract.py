r"""How to add a way in (`--from PLACE`): put one file here that ends with `PLUGIN = YourWay()`.

`recognises` looks at the scheme ("wayback:…") or at the file, never at the network. `about` is what `init` can learn
without asking a dead host. `read` yields what it finds, one by one; the stage `read` stores it in short transactions:

- `Record`: what the source says of a post, comment, term, media file or URL (RecordKind.URL is "this URL existed", with
  numbers such as hits in its fields); canonical keys, links and images are made of it by the stage.
- `Page`: an archived or saved answer under its original, public URL (no archive's prefix or toolbar in it), for
  `extract` to read as if it had been fetched. A page that the crawl has with status 200 is kept instead.
- `Problem`: what is missing and why: `kind` is "absent", "robots", "rate-limited", "not-tried", "unreadable", or one of
  `migrator.backups._contract.LEFT_OUT`; `retry=True` only where another run may heal it (exit code 3).

`desk.stored` says which pages an interrupted run had already, so that none is asked for twice; what else the next run
must know goes into `desk.notes`. A way that needs the network says `with desk.fetching() as client`, and may have
`home(source, network)`: a page of the blog for `init` to know the platform by. Tests: tests/unit/ways/.

    class UrlList:
        name, title, version = "url-list", "a list of URLs, one on a line", 1

        def recognises(self, source: SourceSettings, folder: Path) -> Detection:
            return Detection(0.3 if source.place.endswith(".txt") else 0.0, ("name",))

        def about(self, source: SourceSettings, folder: Path) -> About:
            with opened(path_of_source(source, folder)) as given, given.open(given.names()[0]) as stream:
                return About(base_url=origin_of(stream.readline().decode().strip()))

        def read(self, source: SourceSettings, desk: Desk) -> Iterator[Page | Record | Problem]:
            with opened(path_of_source(source, desk.folder)) as given, given.open(given.names()[0]) as stream:
                for line in stream:
                    url = line.decode().strip()
                    yield Record(kind=RecordKind.URL, key=url, source="url-list", url=url, fields={})

    PLUGIN = UrlList()
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from migrator.backups._contract import About
from migrator.fetch.client import Client
from migrator.model import Detection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from migrator.model import Page, Problem, Progress, Record, Site
    from migrator.profiles import SiteUrls
    from migrator.settings import NetworkSettings, Settings, SourceSettings

__all__ = ["About", "Asked", "Desk", "Detection", "Notes", "Way"]

CAPTURED_HEADER = (
    "x-migrator-captured"  # of a stored page: the kind of archive, and the day it was kept there
)


class Notes(Protocol):
    """What a way wrote down in an earlier, interrupted run."""

    def get(self, name: str) -> str | None:
        """Return a note, or None."""
        ...

    def put(self, name: str, text: str) -> None:
        """Write a note, at once and for good."""
        ...


class _Forgetful:
    """Notes that last as long as their desk."""

    def __init__(self) -> None:
        self._notes: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self._notes.get(name)

    def put(self, name: str, text: str) -> None:
        self._notes[name] = text


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a way has at hand while it reads; `stored` tells whether a page of that URL is in the project already."""

    folder: Path
    settings: Settings
    site: Site
    urls: SiteUrls
    progress: Progress
    stored: Callable[[str], bool]
    notes: Notes = field(default_factory=_Forgetful)
    client: Client | None = None  # a test's own

    @contextmanager
    def fetching(self) -> Iterator[Client]:
        """Lend a client that asks by the rules of the settings; after a Ctrl-C its waits are over at once."""
        client = self.client or Client(self.settings.crawl, self.settings.network)
        try:
            yield client
        except KeyboardInterrupt:
            client.stop()
            raise
        finally:
            if self.client is None:
                client.close()


class Way(Protocol):
    """A way content comes in besides the live crawl."""

    name: str
    title: str  # ends the sentence "What can be read: …"
    version: int  # raised when readings change, so that stored ones are redone

    def recognises(self, source: SourceSettings, folder: Path) -> Detection:
        """Say how likely a place is this way's; a path is relative to `folder`. Never asks the network.

        Raises:
            InputError: a file or folder that cannot be opened.
        """
        ...

    def about(self, source: SourceSettings, folder: Path) -> About:
        """Return what can be known of the blog without reading everything or asking its hosts."""
        ...

    def read(self, source: SourceSettings, desk: Desk) -> Iterator[Page | Record | Problem]:
        """Yield what the source holds.

        Raises:
            InputError: it is gone, or nothing this way can read.
            SiteError: a service that is needed refuses.
        """
        ...


class Asked(Way, Protocol):
    """A way that has to ask a service for whatever it has; `init` asks it for one page, and no old host."""

    def home(self, source: SourceSettings, network: NetworkSettings) -> Page | None:
        """Return a page of the blog under its public URL, or None where the service has none.

        Raises:
            SiteError: the service does not answer.
        """
        ...
