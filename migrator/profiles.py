"""Reads `mappings/platforms/*.toml`: how a platform shapes its URLs. One template parses a URL and builds it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError

from migrator.errors import ConfigError, UsageError
from migrator.model import UrlKind
from migrator.urls import absolute, encoded_segment, host_of, normal, query_pairs, with_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FIELD = re.compile(r"\{(\w+)\}")
_PATTERNS = {"year": r"\d{4}", "month": r"(?:0[1-9]|1[0-2])", "day": r"(?:0[1-9]|[12]\d|3[01])", "id": r"\d+"}


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Example(_Table):
    """One URL (path and query) and the fields its shape reads from it; documentation and test at once."""

    url: str
    fields: dict[str, str] = {}


class Shape(_Table):
    """One kind of URL. The first of `paths` is canonical, the others are spellings of it.

    `keep` are query keys that belong to the URL's identity, `requires` those that must be there.
    """

    id: str
    kind: UrlKind
    paths: tuple[str, ...]
    keep: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


class Hosts(_Table):
    """Hosts the platform gives one and the same blog; `family` has a group `name`."""

    family: str | None = None
    countries: tuple[str, ...] = ()


class Noise(_Table):
    """Query parameters that never change what a URL shows, and path prefixes to drop."""

    parameters: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()  # of parameter names
    path_prefixes: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()  # query strings (with fragment) that variants() shows


class ImageShape(_Table):
    """Where a host keeps an image's size: `pattern` has groups head, token and tail over the path."""

    hosts: str
    pattern: str
    original: str


class Profile(_Table):
    """One file of `mappings/platforms/`."""

    id: str
    title: str
    hosts: Hosts = Hosts()
    noise: Noise = Noise()
    shapes: tuple[Shape, ...]
    images: tuple[ImageShape, ...] = ()

    def shape(self, shape_id: str) -> Shape:
        """Return a shape by id.

        Raises:
            KeyError: no such shape.
        """
        for shape in self.shapes:
            if shape.id == shape_id:
                return shape
        raise KeyError(shape_id)


def mappings_folder() -> Path:
    """Return the packaged `mappings/`, or the checkout's when run from one."""
    packaged = Path(__file__).parent / "_mappings"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "mappings"


@cache
def load_profile(name: str) -> Profile:
    """Load `mappings/platforms/<name>.toml`.

    Raises:
        UsageError: no such file.
        ConfigError: the file is wrong.
    """
    path = mappings_folder() / "platforms" / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in path.parent.glob("*.toml")))
        raise UsageError(f"There is no platform called {name!r}.", f"Known platforms: {known}.")
    return read_profile(path)


def read_profile(path: Path) -> Profile:
    """Read and check one profile file.

    Raises:
        ConfigError: not TOML, or with wrong keys or values.
    """
    try:
        return Profile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ConfigError(
            f"{path} is wrong: {error}", "Compare with mappings/platforms/blogger.toml."
        ) from error


@cache
def _matcher(template: str) -> re.Pattern[str]:
    pieces = []
    position = 0
    for match in _FIELD.finditer(template):
        pieces.append(re.escape(template[position : match.start()]))
        pieces.append(f"(?P<{match[1]}>{_PATTERNS.get(match[1], '[^/]+')})")
        position = match.end()
    return re.compile("".join(pieces) + re.escape(template[position:]))


def parse_path(template: str, path: str) -> dict[str, str] | None:
    """Return the decoded fields of an encoded path, or None where it does not have this shape."""
    match = _matcher(template).fullmatch(path)
    return None if match is None else {name: unquote(value) for name, value in match.groupdict().items()}


def build_path(template: str, fields: Mapping[str, str]) -> str:
    """Fill a path template; values are encoded as single segments.

    Raises:
        KeyError: a field of the template is missing.
    """
    return _FIELD.sub(lambda match: encoded_segment(fields[match[1]]), template)


@dataclass(frozen=True, slots=True)
class UrlMatch:
    """What an old URL is: its kind, the shape that read it ("" for none) and the shape's fields."""

    kind: UrlKind
    shape: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SiteUrls:
    """All URLs of one blog: which belong to it, their canonical form, kind and variants.

    `base_url` is scheme and host without a slash; `hosts` are all hosts known to be the same blog.
    """

    profile: Profile
    base_url: str
    hosts: tuple[str, ...] = ()

    @cached_property
    def _own_hosts(self) -> frozenset[str]:
        known = {host_of(self.base_url), *(host.lower() for host in self.hosts)}
        return frozenset(
            known | {host.removeprefix("www.") for host in known} | {f"www.{host}" for host in known}
        )

    @cached_property
    def _family(self) -> re.Pattern[str] | None:
        return re.compile(self.profile.hosts.family) if self.profile.hosts.family else None

    @cached_property
    def _family_names(self) -> frozenset[str]:
        if self._family is None:
            return frozenset()
        found = (self._family.fullmatch(host) for host in self._own_hosts)
        return frozenset(match["name"] for match in found if match)

    def owns(self, url: str) -> bool:
        """True where the URL's host is the blog itself (main, www, country or otherwise known host)."""
        host = host_of(url)
        if host in self._own_hosts:
            return True
        match = self._family.fullmatch(host) if self._family else None
        return match is not None and match["name"] in self._family_names

    def canonical(self, url: str) -> str | None:
        """Return the inventory's spelling of a URL of the blog or of one of its images; None for any other URL."""
        if not self.owns(url):
            return self.original(url)
        if absolute(url, "") is None:
            return None
        parts = urlsplit(normal(url))
        path = self._plain_path(parts.path)
        pairs = query_pairs(f"x:?{parts.query}")
        found = self._find(path, pairs)
        if found is None:
            kept = tuple(pair for pair in pairs if not self._is_noise(pair[0]))
            return with_query(f"{self.base_url}{path}", kept) if kept else f"{self.base_url}{path}"
        shape, fields = found
        return self._spell(shape, fields)

    def match(self, url: str) -> UrlMatch:
        """Say what a URL of the blog is for; `other` when no shape fits or the host is a stranger's."""
        if not self.owns(url):
            return UrlMatch(UrlKind.IMAGE, "image") if self.original(url) else UrlMatch(UrlKind.OTHER)
        parts = urlsplit(normal(url))
        found = self._find(self._plain_path(parts.path), query_pairs(f"x:?{parts.query}"))
        return UrlMatch(UrlKind.OTHER) if found is None else UrlMatch(found[0].kind, found[0].id, found[1])

    def build(self, shape_id: str, **fields: str) -> str:
        """Return the canonical URL of a shape filled with decoded fields.

        Raises:
            KeyError: no such shape, or a missing field.
        """
        return self._spell(self.profile.shape(shape_id), fields)

    def original(self, url: str) -> str | None:
        """Return the URL of the original size of an image on the platform's image hosts; None for other URLs."""
        if absolute(url, "") is None:
            return None
        parts = urlsplit(normal(url))
        host = parts.hostname or ""
        for shape in self.profile.images:
            if re.fullmatch(shape.hosts, host):
                match = re.fullmatch(shape.pattern, parts.path)
                if match:
                    scheme = urlsplit(self.base_url).scheme
                    return f"{scheme}://{host}{match['head']}{shape.original}{match['tail']}"
        return None

    def variants(self, url: str) -> tuple[str, ...]:
        """Return other spellings of a canonical URL that must share its verdict, sorted, without itself."""
        found = self._find(*self._parts(url)) if self.owns(url) else None
        if found is None:
            return ()
        spellings = {url}
        shape, fields = found
        for template in shape.paths[1:]:
            spellings.add(url.replace(build_path(shape.paths[0], fields), build_path(template, fields), 1))
        for sample in self.profile.noise.samples:
            spellings.add(url + ("&" if "?" in url else "?") + sample)
        path = url.removeprefix(self.base_url)
        for host in sorted({host_of(self.base_url), *self.hosts}):
            spellings.update({f"http://{host}{path}", f"https://{host}{path}"})
        return tuple(sorted(spellings - {url}))

    def _parts(self, url: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        parts = urlsplit(normal(url))
        return self._plain_path(parts.path), query_pairs(f"x:?{parts.query}")

    def _find(self, path: str, pairs: tuple[tuple[str, str], ...]) -> tuple[Shape, dict[str, str]] | None:
        given = dict(reversed(pairs))
        for shape in self.profile.shapes:
            if not all(given.get(key) for key in shape.requires):
                continue
            for template in shape.paths:
                fields = parse_path(template, path)
                if fields is not None:
                    return shape, fields | {key: given[key] for key in shape.keep if given.get(key)}
        return None

    def _spell(self, shape: Shape, fields: Mapping[str, str]) -> str:
        url = self.base_url + build_path(shape.paths[0], fields)
        kept = tuple((key, fields[key]) for key in shape.keep if key in fields)
        return with_query(url, kept) if kept else url

    def _plain_path(self, path: str) -> str:
        for prefix in self.profile.noise.path_prefixes:
            if path == prefix or path.startswith(prefix + "/"):
                path = path[len(prefix) :] or "/"
        return path

    def _is_noise(self, key: str) -> bool:
        noise = self.profile.noise
        return key in noise.parameters or key.startswith(noise.prefixes or ("\0",))


def site_urls(platform: str, base_url: str, hosts: Iterable[str] = ()) -> SiteUrls:
    """Return the URLs of a blog on a platform.

    Raises:
        UsageError: no such platform.
        ConfigError: its profile is wrong.
    """
    base = urlsplit(normal(base_url))
    return SiteUrls(
        load_profile(platform), f"{base.scheme}://{base.netloc}{base.path.rstrip('/')}", tuple(hosts)
    )
