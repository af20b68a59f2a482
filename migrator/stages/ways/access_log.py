"""The way in for a web server's access logs: which old addresses were asked for, how often, and when last."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from migrator.backups._contract import About
from migrator.errors import InputError
from migrator.fetch.containers import opened
from migrator.fetch.lines import is_packed, lines_of, unpacked_head
from migrator.model import Detection, Problem, Record, RecordKind, UrlKind
from migrator.stages.discovery import is_trap
from migrator.stages.ways import path_of_source
from migrator.urls import absolute, origin_of, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from migrator.backups._contract import Container
    from migrator.model import Json
    from migrator.profiles import SiteUrls
    from migrator.settings import SourceSettings
    from migrator.stages.ways._contract import Desk

_NAME = "log"
_HEAD = 20_000
_LOOKED_AT = 20  # lines
_ENOUGH = 0.6  # of them must be a log's
_SURE = 0.75
_COMMON = re.compile(
    r"(?:(?P<host>[\w.-]+)(?::\d+)? )?\S+ \S+ .{1,100}? \[(?P<when>\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "
    r'"(?P<method>[A-Z]{3,10}) (?P<target>\S+)(?: HTTP/[\d.]+)?" (?P<status>\d{3}) \S+(?: "(?:[^"\\]|\\.)*" "(?P<agent>(?:[^"\\]|\\.)*)")?'
)
_ROBOT = re.compile(r"(?i)bot\b|crawl|spider|slurp|monitor|curl/|wget|python-|feedfetcher|preview|archive")
_FILE = re.compile(
    r"(?i)\.(?:css|js|mjs|map|png|jpe?g|gif|webp|avif|svg|ico|bmp|woff2?|ttf|eot|otf|mp[34]|zip|pdf|txt)$"
)
_ASKS = frozenset({"GET", "HEAD"})
_MISSING = frozenset({404, 410})
_TARGETS = ("uri", "request_uri", "path", "url", "target", "cs-uri-stem", "requestPath")
_STATUSES = ("status", "status_code", "statusCode", "response_status", "code", "sc-status")
_TIMES = ("ts", "time", "timestamp", "@timestamp", "time_local", "time_iso8601", "date")
_HOSTS = ("host", "http_host", "server_name", "vhost", "domain")
_AGENTS = ("http_user_agent", "user_agent", "userAgent", "agent")
_METHODS = ("method", "request_method", "verb")


@dataclass(frozen=True, slots=True)
class Hit:
    """One request: what was asked for as the log has it, the host if it names one, the answer, and when (aware)."""

    target: str
    status: int
    when: datetime | None = None
    host: str = ""
    method: str = "GET"
    agent: str = ""


@dataclass(slots=True)
class _Sum:
    people: int = 0
    robots: int = 0
    missing: int = 0
    last: datetime | None = None
    status: int = 0

    def add(self, hit: Hit) -> None:
        robot = bool(_ROBOT.search(hit.agent))
        self.robots += robot
        self.people += not robot
        self.missing += hit.status in _MISSING
        if self.last is None or (hit.when is not None and hit.when >= self.last):
            self.last, self.status = hit.when or self.last, hit.status


class AccessLog:
    """Access logs of Apache, nginx, Caddy and their kin: common, combined or JSON lines, packed or not."""

    name = "access-log"
    title = "a web server's access logs (common, combined or JSON lines; .gz too)"
    version = 1

    def recognises(self, source: SourceSettings, folder: Path) -> Detection:
        """Look at the first lines of the first files."""
        path = path_of_source(source, folder)
        if not path.exists():
            return Detection(0.0)
        with opened(path) as given:
            return next(
                (
                    Detection(_SURE, (f"{name}: lines of a log",))
                    for name in given.names()[:5]
                    if _is_log(given, name)
                ),
                Detection(0.0),
            )

    def about(self, source: SourceSettings, folder: Path) -> About:  # noqa: ARG002 - the shape of the contract
        """Tell nothing: logs are of a blog that something else describes."""
        return About()

    def read(self, source: SourceSettings, desk: Desk) -> Iterator[Record | Problem]:
        """Yield each page that was asked for, with its numbers, then how many lines could not be understood."""
        sums: defaultdict[str, _Sum] = defaultdict(_Sum)
        strange = 0
        with opened(path_of_source(source, desk.folder)) as given:
            logs = [name for name in given.names() if _is_log(given, name)]
            if not logs:
                raise InputError(
                    f"{given.name} holds no access log.", "Name a file in common, combined or JSON form."
                )
            for name in logs:
                strange += _count(given, name, desk.urls, sums)
        for row, one in sorted(sums.items()):
            if one.missing < one.people + one.robots or desk.urls.match(row).kind is not UrlKind.OTHER:
                yield Record(kind=RecordKind.URL, key=row, source=_NAME, url=row, fields=_fields(one))
        if strange:
            message = f"{strange:,} lines of {', '.join(logs[:3])} could not be understood"
            yield Problem(stage="read", url="", kind="unreadable", message=message)


def _is_log(given: Container, name: str) -> bool:
    lines = unpacked_head(given.head(name), _HEAD).decode("utf-8", "replace").splitlines()[:_LOOKED_AT]
    told = [line for line in lines[: max(1, len(lines) - 1)] if line.strip() and not line.startswith("#")]
    return bool(told) and sum(hit_of(line) is not None for line in told) >= _ENOUGH * len(told)


def _count(given: Container, name: str, urls: SiteUrls, sums: defaultdict[str, _Sum]) -> int:
    """Add a log's requests up by the row they are of; return how many lines were none."""
    origin, strange = origin_of(urls.base_url), 0
    rows: dict[tuple[str, str], str | None] = {}
    with given.open(name) as stream:
        for line in lines_of(stream, name, packed=is_packed(given.head(name))):
            text = line.decode("utf-8", "replace")
            hit = hit_of(text)
            if hit is None:
                strange += bool(text.strip()) and not text.startswith("#")
                continue
            key = (hit.host, hit.target)
            if key not in rows:
                rows[key] = _row(hit, origin, urls)
            row = rows[key]
            if row is not None and hit.method in _ASKS and hit.status < 500:  # noqa: PLR2004 - server errors
                sums[row].add(hit)
    return strange


def _row(hit: Hit, origin: str, urls: SiteUrls) -> str | None:
    """Return the row a request was for; None for other sites, files that are no pages, and nonsense."""
    base = f"http://{hit.host}" if hit.host else origin
    if not urls.owns(f"{base}{urlsplit(urls.base_url).path}/"):
        return None
    url = absolute(base, hit.target) if hit.target.startswith(("/", "http://", "https://")) else None
    if url is None or hit.target.startswith("//") or _FILE.search(path_of(url)) or not urls.owns(url):
        return None
    row = urls.canonical(url)
    return row if row is not None and not is_trap(path_of(row)) else None


def _fields(one: _Sum) -> dict[str, Json]:
    found: dict[str, Json] = {"hits": one.people, "robot_hits": one.robots, "status": one.status}
    if one.last is not None:
        found["last_seen"] = one.last.astimezone(UTC).date().isoformat()
    return found


# --- lines -------------------------------------------------------------------------------------------


def hit_of(line: str) -> Hit | None:
    """Return the request a line tells of, in common or combined form, with or without a host in front, or as JSON."""
    if line.startswith("{"):
        return _of_json(line)
    found = _COMMON.match(line)
    if found is None:
        return None
    when = _moment(found["when"])
    host = found["host"] or ""
    named = host if "." in host and not re.fullmatch(r"[\d.]+", host) and _has_vhost(line) else ""
    return Hit(found["target"], int(found["status"]), when, named, found["method"], found["agent"] or "")


def _has_vhost(line: str) -> bool:
    """True where a host stands before the four fields of the common form."""
    return len(line.partition(" [")[0].split(" ")) > 3  # noqa: PLR2004 - address, identity, user


def _of_json(line: str) -> Hit | None:
    try:
        told = json.loads(line)
    except ValueError:
        return None
    if not isinstance(told, dict):
        return None
    inner = told.get("request")
    flat: dict[str, Any] = {**told, **inner} if isinstance(inner, dict) else told
    target, method = str(_first(flat, _TARGETS) or ""), str(_first(flat, _METHODS) or "GET")
    if not target and isinstance(inner, str) and len(words := inner.split(" ")) > 1:
        method, target = words[0], words[1]
    status = str(_first(flat, _STATUSES) or "")
    if not (target and status.isdigit()):
        return None
    headers = flat.get("headers")
    agents = headers.get("User-Agent") if isinstance(headers, dict) else None
    agent = _first(flat, _AGENTS) or (agents[0] if isinstance(agents, list) and agents else "")
    host = str(_first(flat, _HOSTS) or "").partition(":")[0]
    return Hit(target, int(status), _moment(_first(flat, _TIMES)), host, method, str(agent))


def _first(told: dict[str, Any], names: tuple[str, ...]) -> str | int | float | None:
    found = (
        told[name] for name in names if isinstance(told.get(name), str | int | float) and told[name] != ""
    )
    return next(found, None)


def _moment(told: str | float | None) -> datetime | None:
    """Read a log's time: seconds since 1970, ISO 8601, or the form between brackets."""
    try:
        if isinstance(told, int | float):
            return datetime.fromtimestamp(told / 1000 if told > 1e11 else told, UTC)  # noqa: PLR2004 - milliseconds
        text = str(told)
        if "/" in text:
            return datetime.strptime(text.strip("[]"), "%d/%b/%Y:%H:%M:%S %z")
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


PLUGIN = AccessLog()
