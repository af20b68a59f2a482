"""Reads `mappings/platforms/*.toml` and answers which URLs are a blog's, and what each of them is for."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from migrator.errors import ConfigError, UsageError
from migrator.model import UrlKind
from migrator.shapes import Profile, Shape, build_path, parse_path
from migrator.toml_errors import explain
from migrator.urls import bare_host, host_of, normal, query_pairs, split_place, with_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = [
    "Profile",
    "SiteUrls",
    "UrlMatch",
    "build_path",
    "load_profile",
    "mappings_folder",
    "parse_path",
    "platform_of_host",
    "read_mapping",
    "read_profile",
    "site_urls",
]

_SCHEMES = ("http", "https")
_Model = TypeVar("_Model", bound=BaseModel)


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
        known = ", ".join(known_profiles())
        raise UsageError(f"There is no platform called {name!r}.", f"Known platforms: {known}.")
    return read_profile(path)


def known_profiles() -> tuple[str, ...]:
    """Return the platforms whose addresses are described, sorted: those a blog can be moved from."""
    return tuple(sorted(file.stem for file in (mappings_folder() / "platforms").glob("*.toml")))


def platform_of_host(host: str) -> str | None:
    """Return the platform whose own hosts a name is one of, e.g. `name.typepad.com`; None for a domain of one's own."""
    for name in known_profiles():
        if load_profile(name).hosts.gives(host):
            return name
    return None


def read_profile(path: Path) -> Profile:
    """Read and check one profile file.

    Raises:
        ConfigError: not TOML, or with wrong keys or values; names file, line and key.
    """
    return read_mapping(path, Profile)


def read_mapping(path: Path, model: type[_Model]) -> _Model:
    """Read one TOML file of `mappings/` and check it against a model.

    Raises:
        ConfigError: not TOML, or with wrong keys or values; names file, line and key.
    """
    text = path.read_text(encoding="utf-8")
    try:
        return model.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.", "Correct the line named.") from error
    except ValidationError as error:
        raise ConfigError(*explain(error, model, text, str(path))) from error


@dataclass(frozen=True, slots=True)
class UrlMatch:
    """What an old URL is: its kind, the shape that read it ("" for none) and the shape's fields."""

    kind: UrlKind
    shape: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SiteUrls:
    """All URLs of one blog: which belong to it, their canonical form, kind and variants.

    `base_url` is scheme, host and path without a final slash; `hosts` are all hosts known to be the same blog. One where
    the blog stands in a folder of its own is written with it: `name.example/blog`, `name.example/` for none. A folder
    known from one host is a spelling of the blog's address on the others, too.
    """

    profile: Profile
    base_url: str
    hosts: tuple[str, ...] = ()

    @cached_property
    def _base_path(self) -> str:
        return urlsplit(self.base_url).path

    @cached_property
    def _places(self) -> tuple[tuple[str, str], ...]:
        """All hosts as known, in lower case, each with the folder the blog stands in there."""
        known = ((host.lower(), folder) for host, folder in map(split_place, self.hosts))
        main = (host_of(self.base_url), self._base_path)
        return (main, *((host, self._base_path if folder is None else folder) for host, folder in known))

    @cached_property
    def _folders(self) -> Mapping[str, tuple[str, ...]]:
        """Host without `www.` → folders the blog stands in there, the longest first."""
        shared = {folder for _, folder in self._places if folder}
        own: dict[str, set[str]] = {}
        for host, folder in self._places:
            own.setdefault(bare_host(host), set(shared)).add(folder)
        for host, folder in self._twins():
            own.setdefault(bare_host(host), set()).add(folder)
        return {host: tuple(sorted(found, key=lambda one: (-len(one), one))) for host, found in own.items()}

    def _twins(self) -> Iterator[tuple[str, str]]:
        """Yield the folders that the platform itself once gave the blog on hosts of many."""
        for host, _ in self._places:
            match = self._family.fullmatch(host) if self._family else None
            if match is None:
                continue
            top = "example" if host.endswith(".example") else "com"
            for name in {match["name"], match["name"].replace("-", "_")}:  # hosts write underscores as dashes
                for twin in self.profile.hosts.twins:
                    own, folder = split_place(twin.format(name=name, country=top))
                    yield own, folder or ""

    @cached_property
    def _prefixes(self) -> tuple[str, ...]:
        """Folders below the base that stand for the base itself."""
        base = self._base_path
        folders = self._folders[bare_host(host_of(self.base_url))]
        inner = (folder[len(base) :] for folder in folders if folder.startswith(f"{base}/"))
        return (*inner, *self.profile.noise.path_prefixes)

    @cached_property
    def _own_hosts(self) -> frozenset[str]:
        known = set(self._folders)
        return frozenset(known | {f"www.{host}" for host in known})

    @cached_property
    def _family(self) -> re.Pattern[str] | None:
        return re.compile(self.profile.hosts.family) if self.profile.hosts.family else None

    @cached_property
    def _family_names(self) -> frozenset[str]:
        return frozenset(name for name, _ in self._family_seen())

    def _family_seen(self) -> set[tuple[str, str]]:
        if self._family is None:
            return set()
        found = (self._family.fullmatch(host) for host in self._own_hosts)
        return {(match["name"], ".example" * match[0].endswith(".example")) for match in found if match}

    def owns(self, url: str) -> bool:
        """True where the URL is the blog's itself (main, www, country or otherwise known host)."""
        return self._place(url) is not None

    def _place(self, url: str) -> tuple[str, tuple[tuple[str, str], ...]] | None:
        """Return the plain path below the base and the query of a URL of the blog; None for any other."""
        plain = _normal(url)
        if plain is None:
            return None
        parts = urlsplit(plain)
        if parts.port not in {None, urlsplit(self.base_url).port} or not self._owns_host(
            parts.hostname or ""
        ):
            return None
        folders = self._folders.get(bare_host(parts.hostname or ""), (self._base_path,))
        folder = next((one for one in folders if f"{parts.path}/".startswith(f"{one}/")), None)
        if folder is None:
            return None
        return self._plain_path(parts.path[len(folder) :] or "/"), query_pairs(plain)

    def _owns_host(self, host: str) -> bool:
        if host in self._own_hosts:
            return True
        match = self._family.fullmatch(host) if self._family else None
        return match is not None and match["name"] in self._family_names

    def canonical(self, url: str) -> str | None:
        """Return the inventory's spelling of a URL of the blog or of one of its images; None for any other URL."""
        place = self._place(url)
        if place is None:
            return self.original(url)
        found = self._find(*place)
        if found is not None:
            return self._spell(*found)
        original = self.original(url)
        if original is not None:
            return original
        path, pairs = place
        kept = tuple(pair for pair in pairs if not self._is_noise(pair[0]))
        return with_query(f"{self.base_url}{path}", kept) if kept else f"{self.base_url}{path}"

    def match(self, url: str) -> UrlMatch:
        """Say what a URL of the blog is for; `other` when no shape fits or the host is a stranger's."""
        place = self._place(url)
        found = None if place is None else self._find(*place)
        if found is None:
            return UrlMatch(UrlKind.IMAGE, "image") if self.original(url) else UrlMatch(UrlKind.OTHER)
        return UrlMatch(found[0].kind, found[0].id, found[1])

    def build(self, shape_id: str, **fields: str) -> str:
        """Return the canonical URL of a shape filled with decoded fields.

        Raises:
            KeyError: no such shape, or a missing field.
            ValueError: a value that cannot stand in a path.
        """
        return self._spell(self.profile.shape(shape_id), fields)

    def original(self, url: str) -> str | None:
        """Return the URL of the original size of an image on the platform's image hosts; None for other URLs.

        The scheme is that of `base_url`: both schemes show one image.
        """
        plain = _normal(url)
        if plain is None:
            return None
        parts = urlsplit(plain)
        host = parts.hostname or ""
        for shape in self.profile.images:
            match = re.fullmatch(shape.pattern, parts.path) if re.fullmatch(shape.hosts, host) else None
            if match:
                scheme = urlsplit(self.base_url).scheme
                return f"{scheme}://{host}{match['head']}{shape.original}{match['tail']}"
        return None

    def entry_of_window(self, url: str) -> tuple[str, str] | None:
        """Return the post id and the fragment a window of the platform stands for (comment form, …), or None."""
        plain = _normal(url)
        if plain is None:
            return None
        parts = urlsplit(plain)
        for window in self.profile.windows:
            if not re.fullmatch(window.hosts, parts.hostname or ""):
                continue
            for template in window.paths:
                fields = parse_path(template, parts.path)
                if fields is not None:
                    entry = (fields | dict(reversed(query_pairs(url)))).get(window.entry, "")
                    return (entry, window.fragment) if entry.isdigit() else None
        return None

    def variants(self, url: str) -> tuple[str, ...]:
        """Return other spellings of a canonical URL that must share its verdict, sorted, without itself.

        Schemes, known hosts, other paths of its shape, spaces as `+`, and noise parameters. The platform's
        country hosts are left to `family_hosts`, escapes escaped twice to nobody: they never worked.
        """
        place = self._place(url)
        if place is None:
            return ()
        spellings = {url, *self._spellings(url, *place)}
        mark = "&" if "?" in url else "?"
        spellings |= {f"{url}{mark}{sample}" for sample in self.profile.noise.samples}
        rest = url[len(self.base_url) :]
        rests = {spelling[len(self.base_url) :] for spelling in spellings}
        for origin, folder in self._origins():
            spellings |= {
                f"{origin}{folder}{one}" for one in ({rest} if folder == self._base_path else rests)
            }
        return tuple(sorted(spellings - {url}))

    def _spellings(self, url: str, path: str, pairs: tuple[tuple[str, str], ...]) -> set[str]:
        found = self._find(path, pairs)
        if found is None:
            return set()
        shape, fields = found
        _, mark, query = url.partition("?")
        paths = {build_path(template, fields) for template in shape.paths}
        if any(self.profile.field_rule(name).plus_is_space for name in fields):
            paths.add(build_path(shape.paths[0], fields).replace("%20", "+"))
        if any(self.profile.field_rule(name).space_is_plus for name in fields):
            return {
                f"{self.base_url}{one}?{text}" for one in paths for text in (query, query.replace("%2B", "+"))
            }
        return {f"{self.base_url}{one}{mark}{query}" for one in paths}

    def _origins(self) -> set[tuple[str, str]]:
        """Return scheme and host of all places of the blog, each with a folder it stands in there."""
        if urlsplit(self.base_url).port is not None:
            return set()
        hosts = {host for host, _ in self._places}
        places = {(host, folder) for host in hosts for folder in self._folders[bare_host(host)]}
        return {(f"{scheme}://{host}", folder) for scheme in _SCHEMES for host, folder in places}

    def family_hosts(self) -> tuple[str, ...]:
        """Return every host the platform itself gives this blog, country copies included, sorted."""
        hosts = self.profile.hosts
        found = set()
        for name, suffix in self._family_seen():
            for country in ("com", *hosts.countries):
                reserved = "example" if country == "com" else f"{country}{suffix}"
                found.add(
                    (hosts.country or "{name}").format(name=name, country=reserved if suffix else country)
                )
        return tuple(sorted(found))

    def _find(self, path: str, pairs: tuple[tuple[str, str], ...]) -> tuple[Shape, dict[str, str]] | None:
        given = dict(reversed(pairs))
        for shape in self.profile.shapes:
            if not all(given.get(key) for key in shape.requires):
                continue
            for template in shape.paths:
                fields = parse_path(template, path, self.profile.fields)
                if fields is not None:
                    return shape, fields | self._kept(shape, given)
        return None

    def _kept(self, shape: Shape, given: Mapping[str, str]) -> dict[str, str]:
        kept = {key: given[key] for key in shape.keep if given.get(key)}
        meant = {key for key in kept if self.profile.field_rule(key).space_is_plus}
        return kept | {key: kept[key].replace(" ", "+") for key in meant}

    def _spell(self, shape: Shape, fields: Mapping[str, str]) -> str:
        url = self.base_url + build_path(shape.paths[0], fields)
        kept = tuple((key, fields[key]) for key in shape.keep if key in fields)
        return with_query(url, kept) if kept else url

    def _plain_path(self, path: str) -> str:
        while any(f"{path}/".startswith(f"{prefix}/") for prefix in self._prefixes):
            prefix = next(prefix for prefix in self._prefixes if f"{path}/".startswith(f"{prefix}/"))
            path = path[len(prefix) :] or "/"
        return path

    def _is_noise(self, key: str) -> bool:
        noise = self.profile.noise
        return key in noise.parameters or key.startswith(noise.prefixes or ("\0",))


def _normal(url: str) -> str | None:
    try:
        return normal(url)
    except ValueError:
        return None


def site_urls(platform: str, base_url: str, hosts: Iterable[str] = ()) -> SiteUrls:
    """Return the URLs of a blog on a platform.

    Raises:
        UsageError: no such platform.
        ConfigError: its profile is wrong.
        ValueError: `base_url` is no absolute http(s) URL.
    """
    base = urlsplit(normal(base_url))
    return SiteUrls(
        load_profile(platform), f"{base.scheme}://{base.netloc}{base.path.rstrip('/')}", tuple(hosts)
    )
