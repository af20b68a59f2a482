"""`migrator.toml`: the policy of one migration, written by a person, checked with helpful errors."""

from __future__ import annotations

import difflib
import tomllib
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from migrator.errors import ConfigError
from migrator.model import HostAnswer

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "migrator.toml"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OldSettings(_Section):
    """The blog as it was published until now."""

    url: str
    platform: str = "blogger"
    timezone: str | None = None  # IANA name; learned from the feeds when absent
    hosts: dict[str, HostAnswer] = Field(default_factory=dict)  # host → who answers it after the move


class NewSettings(_Section):
    """The address the blog moves to."""

    url: str
    platform: str = "wordpress"
    timezone: str | None = None  # the new site's setting; the old blog's when absent
    permalink: str | None = None  # WordPress permalink tags; chosen when absent
    labels_as: Literal["category", "tag"] = "category"
    slugs: Literal["old", "title"] = "old"
    reserved_slugs: tuple[str, ...] = ("hello-world", "sample-page", "privacy-policy")
    username: str | None = None  # for reading a protected staging site
    password_env: str | None = None  # name of the environment variable holding the (application) password


class CrawlSettings(_Section):
    """How the old blog is read."""

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


class ExportSettings(_Section):
    """What is written for the new site's importer."""

    formats: tuple[str, ...] = ("wxr", "jsonl")
    part_size: int = Field(default=2_000_000, ge=50_000)  # bytes
    part_comments: int = Field(default=2_000, ge=1)
    media_base: str | None = None  # where the media folder was uploaded; the old URLs when absent


class Settings(_Section):
    """One migration's whole policy."""

    old: OldSettings
    new: NewSettings
    crawl: CrawlSettings = CrawlSettings()
    network: NetworkSettings = NetworkSettings()
    redirects: RedirectSettings = RedirectSettings()
    export: ExportSettings = ExportSettings()

    @field_validator("old", "new")
    @classmethod
    def _known_zone(cls, section: OldSettings | NewSettings) -> OldSettings | NewSettings:
        if section.timezone is not None:
            zone_named(section.timezone)
        return section


def zone_named(name: str) -> ZoneInfo:
    """Return the IANA zone.

    Raises:
        ValueError: no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no IANA time zone, e.g. 'America/New_York'") from error


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
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            f"{path} is not valid TOML: {error}.",
            "Correct the line named, or compare with `migrator init --print`.",
        ) from error
    return parse_settings(raw, text, str(path))


def parse_settings(raw: dict[str, Any], text: str, name: str) -> Settings:
    """Check settings already parsed from TOML `text`; `name` is used in errors.

    Raises:
        ConfigError: unknown keys or wrong values.
    """
    try:
        return Settings.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        keys = [str(key) for key in first["loc"]]
        raise ConfigError(*_explain(first, keys, _line_of(keys, text), name)) from error


def _explain(problem: Any, keys: list[str], line: int | None, name: str) -> tuple[str, str]:
    where = f"{name}, line {line}" if line else name
    dotted = ".".join(keys)
    if problem["type"] == "extra_forbidden":
        allowed = _allowed_keys(keys[:-1])
        near = difflib.get_close_matches(keys[-1], allowed, 1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        return f"{where}: unknown key {dotted!r}.", f"{hint}Allowed here: {', '.join(allowed)}."
    value = "" if problem["type"] == "missing" else f" (it is {problem['input']!r})"
    return f"{where}: {dotted!r}{value}: {problem['msg']}.", f"Change {dotted!r} in {name}."


def _allowed_keys(keys: list[str]) -> list[str]:
    model: Any = Settings
    for key in keys:
        annotation = model.model_fields[key].annotation
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return []
        model = annotation
    return sorted(model.model_fields)


def _line_of(keys: list[str], text: str) -> int | None:
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith("["):
            section = stripped.strip("[]").strip()
            if section == ".".join(keys):
                return number
        elif "=" in stripped:
            key = stripped.split("=")[0].strip().strip('"')
            if [*filter(None, section.split(".")), key] == keys[: section.count(".") + 2]:
                return number
    return None
