"""Images that only web archives have any more: asked for as they were when the page that shows them was kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.fetch.politeness import service_of
from migrator.fetch.wayback import Capture, place_of
from migrator.stages.extract import CAPTURED_HEADER
from migrator.urls import host_of, origin_of

if TYPE_CHECKING:
    from migrator.fetch.client import Client
    from migrator.fetch.wayback import Archive
    from migrator.model import Page
    from migrator.settings import Settings
    from migrator.store.project import Project

_OK = 200
_LATEST = "29991231235959"  # archives answer with the nearest capture they have
GENTLE = 1.0  # seconds between requests to an archive that is not one's own; it bans quick readers


class ArchivedImages:
    """The archives among a project's sources, asked for images."""

    def __init__(self, project: Project, settings: Settings, client: Client) -> None:
        self.archives = tuple(
            found[0] for one in settings.sources if (found := place_of(one.place)) is not None
        )
        self._client = client
        self._moments = project.links.image_headers(CAPTURED_HEADER) if self.archives else {}
        for archive in self.archives:
            be_gentle(client, archive, settings)

    @property
    def names(self) -> str:
        """The archives' names, for a person."""
        return " and ".join(dict.fromkeys(archive.name for archive in self.archives))

    def find(self, url: str) -> Page | None:
        """Return an archive's copy of an image; None where none has it.

        Raises:
            FetchError: an archive does not answer.
        """
        day = "".join(char for char in self._moments.get(url, "") if char.isdigit())
        capture = Capture(f"{day}120000" if day else _LATEST, url, "", _OK, "")
        for archive in self.archives:
            page = self._client.get(archive.capture_url(capture), follow=archive.holds)
            if page.status == _OK:
                return page
        return None


def be_gentle(client: Client, archive: Archive, settings: Settings) -> None:
    """Ask an archive slowly, unless it is one's own."""
    if origin_of(archive.base) not in settings.network.resolve:
        client.limiter.at_least(service_of(host_of(archive.base)), GENTLE)
