"""`migrator.toml`: the policy of one migration, written by a person, checked with helpful errors."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from migrator.errors import ConfigError
from migrator.model import HostAnswer
from migrator.toml_errors import explain
from migrator.urls import split_place

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "migrator.toml"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _known_zone(name: str) -> str:
    return zone_named(name).key


Zone = Annotated[str, AfterValidator(_known_zone)]  # IANA name


class OldSettings(_Section):
    """The blog as it was published until now."""

    url: str
    platform: str = "blogger"
    timezone: Zone | None = None  # learned from the feeds when absent
    # host → who answers it after the move; with the folder the blog stands in there, if that is another: "name.example/blog"
    hosts: dict[str, HostAnswer] = Field(default_factory=dict)

    @property
    def answers(self) -> dict[str, HostAnswer]:
        """Who answers each host, without its folder."""
        return {split_place(place)[0]: answer for place, answer in self.hosts.items()}


class NewSettings(_Section):
    """The address the blog moves to."""

    url: str
    platform: str = "wordpress"
    timezone: Zone | None = None  # the new site's setting; the old blog's when absent
    permalink: str | None = None  # WordPress permalink tags; chosen when absent
    labels_as: Literal["category", "tag"] = "category"
    slugs: Literal["old", "title"] = "old"
    reserved_slugs: tuple[str, ...] = ("hello-world", "sample-page", "privacy-policy")
    username: str | None = None  # for reading a protected staging site
    password_env: str | None = None  # name of the environment variable holding the (application) password


class CrawlSettings(_Section):
    """How the old blog is read."""

    live: bool = True  # False: nothing is asked of the old hosts; all content comes from [[sources]]
    robots: Literal["obey", "ignore"] = "obey"
    rate: float = Field(default=2.0, gt=0)  # requests a second and service, at the most
    connections: int = Field(default=4, ge=1, le=64)
    contact: str | None = None  # e-mail or URL for the User-Agent
    media: bool = True
    max_bytes: int = Field(default=50_000_000, gt=0)  # of one response
    timeout: float = Field(default=30.0, gt=0)  # seconds
    attempts: int = Field(default=5, ge=1)


class NetworkSettings(_Section):
    """Where public names are really reached; the only way to a private address."""

    resolve: dict[str, str] = Field(default_factory=dict)  # "http://old.example" → "http://127.0.0.1:8080"
    proxy: str | None = None


class RedirectSettings(_Section):
    """How old URLs are answered."""

    targets: tuple[str, ...] = ()  # chosen from who answers the old hosts when empty
    allow_weaker: tuple[str, ...] = ()
    keep_utm: bool = False
    compact: bool = False  # patterns where a target knows them; a limit makes them used even without this


class ExportSettings(_Section):
    """What is written for the new site's importer."""

    formats: tuple[str, ...] = ("wxr", "jsonl")
    part_size: int = Field(default=2_000_000, ge=50_000)  # bytes
    part_comments: int = Field(default=2_000, ge=1)
    media_base: str | None = None  # where the media folder was uploaded; the old URLs when absent


class SourceSettings(_Section):
    """Something content comes from besides the live blog."""

    place: str  # a file or folder, relative to the project's, or an address (wayback:https://old.example)
    way: str | None = None  # how it is read; recognised when absent. See: migrator list ways
    format: str | None = None  # of a backup; recognised when absent. See: migrator list backups


class Settings(_Section):
    """One migration's whole policy."""

    old: OldSettings
    new: NewSettings
    crawl: CrawlSettings = CrawlSettings()
    network: NetworkSettings = NetworkSettings()
    redirects: RedirectSettings = RedirectSettings()
    export: ExportSettings = ExportSettings()
    sources: tuple[SourceSettings, ...] = ()


def zone_named(name: str) -> ZoneInfo:
    """Return the IANA zone.

    Raises:
        ValueError: no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no IANA time zone, e.g. 'America/New_York'") from error


def is_zone(name: str) -> bool:
    """True for the name of an IANA zone."""
    try:
        return bool(zone_named(name))
    except ValueError:
        return False


def load_settings(path: Path) -> Settings:
    """Read and check a settings file.

    Raises:
        ConfigError: missing, not TOML, or with wrong keys or values; names line, key and allowed values.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ConfigError(f"{path} does not exist.", "Create it with: migrator init OLD NEW") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path} cannot be read: {error}.", "Check the file's permissions and encoding (UTF-8)."
        ) from error
    return parse_settings(text, str(path))


def parse_settings(text: str, name: str) -> Settings:
    """Check settings written as TOML; `name` is the file's in errors.

    Raises:
        ConfigError: not TOML, or with wrong keys or values; names line, key and allowed values.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            f"{name} is not valid TOML: {error}.",
            "Correct the line named, or compare with `migrator init --print`.",
        ) from error
    try:
        return Settings.model_validate(raw)
    except ValidationError as error:
        raise ConfigError(*explain(error, Settings, text, name)) from error
