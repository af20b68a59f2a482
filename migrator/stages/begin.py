"""The beginning of a migration: recognise the old blog, ask who answers its hosts, write the settings."""

from __future__ import annotations

import json
import re
import textwrap
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from migrator import registry
from migrator.errors import SiteError, UsageError
from migrator.fetch.asking import ask
from migrator.html import parse_page
from migrator.profiles import known_profiles, load_profile
from migrator.rekey.hosts import SENTENCES, guess_answers
from migrator.rekey.newsite import read_rows
from migrator.rekey.schemes import parse_scheme, structure_of
from migrator.settings import zone_named
from migrator.urls import absolute, host_of, normal, origin_of, path_of, split_place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migrator.model import HostAnswer, Page
    from migrator.settings import NetworkSettings, SourceSettings


_ERROR = 400
_LINKED = {"link", "slug", "date"}


@dataclass(frozen=True, slots=True)
class Recognition:
    """Which platform a page was made by, how sure that is (0 to 1), and the signals seen.

    `base_url` is where the blog really lives: the address as typed, or the one it led to.
    """

    platform: str
    score: float
    signals: tuple[str, ...]
    base_url: str


def blog_address(text: str) -> str:
    """Return scheme, host and path of a blog's address as a person types it, without a trailing slash.

    Raises:
        UsageError: no address of a blog.
    """
    typed = text.strip()
    if "://" not in typed:
        typed = f"https://{typed}"
    if absolute(typed, "") is None or "." not in host_of(typed):
        raise UsageError(
            f"{text!r} is no address of a blog.", "Type it as in a browser, e.g. https://name.blogspot.com"
        )
    parts = urlsplit(normal(typed))
    path = re.sub(r"/index\.html?$", "", parts.path).rstrip("/")
    return f"{parts.scheme}://{parts.netloc}{path}"


def recognise(page: Page) -> Recognition:
    """Ask every platform about the old blog's home page; the surest wins.

    Raises:
        SiteError: the blog does not answer with a page.
    """
    if page.status >= _ERROR:
        raise SiteError(
            f"{page.url} answered {page.status}.",
            "Check the address in a browser; if the blog is private, open it first.",
        )
    tree = parse_page(page.body, page.headers.get("content-type", ""))
    best = Recognition("generic", 0.0, (), page.url)
    for name in registry.names("platform"):
        found = registry.load("platform", name).detect(page, tree)
        if found.score > best.score:
            best = Recognition(name, found.score, found.signals, page.url)
    return best


def recognise_site(old_url: str, new_url: str, platform: str | None, network: NetworkSettings) -> Recognition:
    """Fetch the old blog's home page and say which platform made it; `platform` settles that unasked.

    A blog with a custom domain answers its first address with a redirect to it: then that domain is the blog.

    Raises:
        SiteError: the blog does not answer.
        UsageError: no such platform, or none that is known.
    """
    if platform is not None:
        registry.load("platform", platform)
    page = ask(f"{old_url}/", network)
    led_to = origin_of(page.final_url)
    moved = host_of(led_to) != host_of(new_url) and not urlsplit(old_url).path
    base_url = led_to if moved else old_url
    found = Recognition(platform, 1.0, (), base_url) if platform is not None else recognise(page)
    if found.platform not in known_profiles() or (found.platform == "generic" and platform is None):
        raise UsageError(
            f"{base_url} was made by no platform that a blog can be moved from.",
            f"If it is one of these all the same, name it with --platform: {', '.join(known_profiles())}"
            " (generic reads any blog as well as its markup allows).",
        )
    return replace(found, base_url=base_url)


def existing_permalink(new_url: str, network: NetworkSettings) -> str | None:
    """Return the permalink structure that posts already on the new site show, or None where there are none.

    A new site that cannot be reached yet, or is no WordPress with its REST interface open, has none to show.
    """
    wish = "rest_route=/wp/v2/posts&per_page=100&_fields=link,slug,date"
    try:
        page = ask(f"{new_url}/?{wish}", network)
    except SiteError:
        return None
    rows = read_rows(page.body) if page.status < _ERROR else None
    base = len(urlsplit(new_url).path.rstrip("/"))
    dated = [
        (path_of(row["link"])[base:], row["slug"], row["date"]) for row in rows or () if row.keys() >= _LINKED
    ]
    return structure_of((path, slug, datetime.fromisoformat(moment)) for path, slug, moment in dated)


def known_hosts(old_url: str, platform: str, named: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the hosts that are one and the same blog: as typed, with and without www, and those a person named.

    One where the blog stood in another folder is named with it, as under `[old.hosts]`. A domain that is named without
    one may have led to the folder on the platform's own host, or have had that folder, too.
    """
    host = host_of(old_url)
    twin = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    own_family = load_profile(platform).hosts
    in_family = own_family.gives(host)
    folder = urlsplit(old_url).path
    places: dict[str, str] = {host: host} if in_family else {host: host, twin: twin}
    for name in named:
        own, inner = split_place(name.lower())
        if inner is None and folder and in_family and not own_family.gives(own):
            inner = ""
        other = inner is not None and inner != folder
        places.setdefault(own, f"{own}{inner or '/'}" if other else own)
    return tuple(places.values())


def likely_answers(hosts: tuple[str, ...], platform: str, new_url: str) -> dict[str, HostAnswer]:
    """Return who will probably answer each old host after the move."""
    return guess_answers(hosts, new_url, load_profile(platform))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What `init` found out or was told."""

    old_url: str
    new_url: str
    platform: str
    signals: tuple[str, ...]
    hosts: Mapping[str, HostAnswer]
    permalink: str | None = None
    timezone: str | None = None
    resolve: Mapping[str, str] | None = None
    rate: float | None = None
    sources: tuple[SourceSettings, ...] = ()
    live: bool = True


def settings_text(choices: Choices) -> str:
    """Return a commented `migrator.toml`.

    Raises:
        ConfigError: the permalink structure cannot be one of WordPress's.
        UsageError: there is no such time zone.
    """
    _check(choices)
    q = json.dumps
    lines = [
        "# A migration with migrator. Every key can be changed; `migrator run` redoes what depends on it.",
        "",
        "[old]",
        f"url = {q(choices.old_url)}",
        f"platform = {q(choices.platform)}  # seen: {_comment('; '.join(choices.signals)) or 'no signal'}",
        _optional("timezone", choices.timezone, "America/New_York", "learned from the feeds when absent"),
        "",
        "# Who answers each old host after the move? One of:",
        *(line for answer, means in SENTENCES.items() for line in _wrapped(f'"{answer}": {means}')),
        "[old.hosts]",
        *(f"{q(host)} = {q(str(answer))}" for host, answer in choices.hosts.items()),
        "",
        "[new]",
        f"url = {q(choices.new_url)}",
        'platform = "wordpress"',
        _optional("timezone", choices.timezone, "America/New_York", "the old blog's zone when absent"),
        _optional("permalink", choices.permalink, "/%postname%/", "chosen by `migrator map` when absent"),
        '# labels_as = "category"  # or "tag"',
        '# slugs = "old"  # keep the old slugs; or "title": WordPress\'s own slug of each title',
        "",
        "[crawl]",
        *(() if choices.live else ("live = false  # no old host is asked for anything",)),
        f"rate = {choices.rate or 2.0}  # requests a second to one service, at the most",
        '# contact = "you@example.org"  # told to the old host in the User-Agent',
        '# robots = "ignore"  # only if the blog is yours; the report says so',
        "",
        "# [redirects]",
        '# targets = ["nginx"]  # all that fit [old.hosts] when absent; see: migrator list targets',
        "",
        "# [export]",
        "# part_size = 2_000_000  # bytes in one import file at the most",
        "# part_comments = 2_000  # comments in one import file at the most",
    ]
    if choices.resolve:
        lines += ["", "[network.resolve]  # where a public name is really reached"]
        lines += [f"{q(origin)} = {q(at)}" for origin, at in choices.resolve.items()]
    for source in choices.sources:
        lines += source_lines(source)
    return "\n".join(lines) + "\n"


def source_lines(source: SourceSettings) -> list[str]:
    """Return the lines of migrator.toml that name a source."""
    comment = "[[sources]]  # read in place of, or besides, the live blog"
    return ["", comment, f"place = {json.dumps(source.place, ensure_ascii=False)}"]


def _check(choices: Choices) -> None:
    if choices.permalink is not None:
        parse_scheme(choices.permalink)
    if choices.timezone is not None:
        try:
            zone_named(choices.timezone)
        except ValueError as error:
            raise UsageError(
                f"{error}.", "Without --timezone it is learned from the old blog's feeds."
            ) from error


def _optional(key: str, value: str | None, example: str, comment: str) -> str:
    """Return a key's line; without a value one that works as soon as its comment sign is taken out."""
    return (
        f"# {key} = {json.dumps(example)}  # {comment}" if value is None else f"{key} = {json.dumps(value)}"
    )


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 100, initial_indent="#   ", subsequent_indent="#     ")


def _comment(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)[:200]
