"""The beginning of a migration without a live blog: what the sources themselves say, and no host is asked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from migrator.backups._contract import About
from migrator.errors import UsageError
from migrator.model import HostAnswer
from migrator.profiles import known_profiles, load_profile
from migrator.rekey.hosts import OWN_DOMAIN, what_helps
from migrator.settings import SourceSettings
from migrator.stages.begin import Recognition, blog_address, known_hosts, recognise, recognise_site
from migrator.stages.ways import way_of
from migrator.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from migrator.profiles import Profile
    from migrator.settings import NetworkSettings


_ANY = "generic"  # what a blog is that no platform knows: another source may know better


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person typed of the old blog: its address where it is to be asked, `--old-host`s, `--platform`."""

    old: str | None
    hosts: tuple[str, ...] = ()
    platform: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The old blog, and all hosts known to be the same blog's."""

    blog: Recognition
    hosts: tuple[str, ...]


def old_blog(
    wanted: Wanted, new_url: str, sources: Sequence[SourceSettings], folder: Path, network: NetworkSettings
) -> Found:
    """Return the old blog: asked for its home page where its address was typed, else as the sources know it.

    Raises:
        SiteError: it is asked, and does not answer.
        InputError: a source is missing, or nobody knows what it is.
        UsageError: no such platform, or none that is known; or nothing tells the address.
    """
    if wanted.old is None:
        blog, named = _from_sources(sources, wanted, folder, network)
    else:
        for source in sources:
            way_of(source, folder)
        typed = blog_address(wanted.old)
        blog = recognise_site(typed, new_url, wanted.platform, network)
        named = (host_of(typed), *map(_named, wanted.hosts))
    return Found(blog, known_hosts(blog.base_url, blog.platform, named))


def _named(typed: str) -> str:
    """Return a host as `[old.hosts]` names it: with its folder where one was typed."""
    parts = urlsplit(blog_address(typed))
    return f"{parts.hostname or ''}{parts.path}"


def sources_at(places: Iterable[str], folder: Path) -> tuple[SourceSettings, ...]:
    """Return what `--from` names as settings: files relative to the project where they lie in it, else absolute."""
    return tuple(SourceSettings(place=_place(place, folder)) for place in places)


def _place(place: str, folder: Path) -> str:
    path = Path(place).expanduser()
    if not path.exists():
        return place
    whole, home = path.resolve(), folder.resolve()
    return (whole.relative_to(home) if whole.is_relative_to(home) else whole).as_posix()


def _from_sources(
    sources: Sequence[SourceSettings], wanted: Wanted, folder: Path, network: NetworkSettings
) -> tuple[Recognition, tuple[str, ...]]:
    """Return the blog and its hosts; the address a source states wins over a host named: it has scheme and path."""
    told = [way_of(source, folder).about(source, folder) for source in sources]
    addresses = [*(one.base_url for one in told if one.base_url), *map(blog_address, wanted.hosts)]
    if not addresses:
        raise UsageError(
            "None of the sources says what the blog's address was.",
            "Name it: --old-host name.example (with a path, if the blog had one).",
        )
    known = sorted((one for one in told if one.platform is not None), key=lambda one: one.platform == _ANY)
    best = next(iter(known), None)
    if best is None and wanted.platform is None:
        best = _recognised(sources, folder, network)
    platform = wanted.platform or (best.platform if best is not None else None)
    if platform is None:
        raise UsageError(
            "None of the sources says which platform the blog ran on.",
            f"Name it with --platform: {', '.join(known_profiles())}.",
        )
    signals = best.signals if best is not None and wanted.platform is None else ()
    blog = Recognition(platform, 1.0, signals, _main(addresses, load_profile(platform)))
    stated = (f"{host_of(one.base_url)}{urlsplit(one.base_url).path or '/'}" for one in told if one.base_url)
    return blog, (*dict.fromkeys(stated), *(_named(one) for one in wanted.hosts))


def _main(addresses: Sequence[str], profile: Profile) -> str:
    """Return the blog's address: the first known, but rather one's own domain than a host of a platform that closed."""
    first = blog_address(addresses[0])
    own = (one for one in addresses if not profile.hosts.gives(host_of(one)))
    domain = next(own, first) if profile.hosts.closed else first
    return f"{urlsplit(first).scheme}{domain[domain.index(':') :]}"


def _recognised(sources: Sequence[SourceSettings], folder: Path, network: NetworkSettings) -> About | None:
    """Return what the first home page that an archive shows says of its platform; no old host is asked."""
    for source in sources:
        home = getattr(way_of(source, folder), "home", None)
        page = home(source, network) if home is not None else None
        if page is not None:
            seen = recognise(page)
            return (
                About(platform=seen.platform, signals=seen.signals)
                if seen.platform in known_profiles()
                else None
            )
    return None


def missing_redirects(hosts: Mapping[str, HostAnswer], platform: str) -> list[str]:
    """Return what `init` says of hosts that no server of the owner answers: that nothing redirects, and what helps."""
    profile = load_profile(platform)
    able = [host for host, answer in hosts.items() if answer.configurable]
    lines = []
    for answer in dict.fromkeys(hosts.values()):
        if answer.configurable:
            continue
        alike = ", ".join(host for host, who in hosts.items() if who is answer)
        closed = answer is HostAnswer.NOBODY and profile.hosts.closed
        why = f"{answer}: closed on {closed}" if closed else f"{answer}"
        lines.append(f"No redirect is possible from {alike} ({why}). What still helps:")
        helps = [OWN_DOMAIN] if able and answer is HostAnswer.NOBODY else [what_helps(answer)[-1]]
        words = {"host": alike, "title": profile.title, "able": ", ".join(able)}
        lines += [f"  - {help_.format(**words)}" for help_ in (*what_helps(answer)[:-1], *helps)]
    return [*lines, *_without_folder(list(hosts), profile)]


def _without_folder(places: Sequence[str], profile: Profile) -> list[str]:
    """Ask for the folder a blog had on hosts of a closed platform, where its own domain led right into it."""
    if not profile.hosts.closed or not places or profile.hosts.gives(places[0]):
        return []
    bare = next((place for place in places if profile.hosts.gives(place)), None)
    ask = f"Did the blog stand in a folder there? Name it, --old-host {bare}/FOLDER: links to it in posts are rewritten, too."
    return [f"  - {ask}"] if bare else []
