"""Who answers each old host after the move: a guess to confirm, what each answer means, and what can work then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.model import HostAnswer
from migrator.urls import bare_host, host_of, split_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from migrator.profiles import Profile

QUESTION = "Who answers {host} after the move?"

SENTENCES: Mapping[HostAnswer, str] = {
    HostAnswer.PLATFORM: (
        "The platform keeps answering it, and nobody can set redirects there. What works: with a custom domain set, "
        "the platform itself sends its visitors on to that domain; without one, a theme can point readers to the new URLs."
    ),
    HostAnswer.REPOINTED_DOMAIN: (
        "The domain is yours and will be pointed at a server or service of yours, which answers every old URL with a redirect."
    ),
    HostAnswer.SAME_DOMAIN: (
        "The new site takes over this very domain: paths that stay need no rule, the others are redirected there. "
        "Fetch everything before the domain is repointed: afterwards the old blog cannot be read."
    ),
    HostAnswer.OWN_SERVER: "It is a web server of yours already: the rules are installed there.",
    HostAnswer.NOBODY: (
        "Nobody will answer it: no redirect is possible. The content moves and links in posts are rewritten, "
        "but readers with old addresses get nothing."
    ),
}

_HELPS: Mapping[HostAnswer, tuple[str, ...]] = {
    HostAnswer.NOBODY: (
        "Links between posts are rewritten, so whoever reaches the new site stays there.",
        "out/url-map.csv lists each old address with its new one: send it to sites that link to you.",
        "Do you own a domain that led to {host}? Point it at a server, and name it with --old-host: it can redirect.",
    ),
    HostAnswer.PLATFORM: (
        "While {title} answers {host}: a custom domain set there, or a notice in its theme, leads readers on.",
        "Links between posts are rewritten, and out/url-map.csv lists each old address with its new one.",
    ),
}

# In place of the last help for a host that nobody answers, where another host of the blog can redirect.
OWN_DOMAIN = "What can redirect: {able}. Links to it work on, whether they name the blog's folder or not."


def what_helps(answer: HostAnswer) -> tuple[str, ...]:
    """Return sentences, with {host} and the platform's {title}, on what helps where no redirect is possible."""
    return _HELPS.get(answer, ())


def guess_answer(host: str, new_url: str, profile: Profile) -> HostAnswer:
    """Return the likely answer for a host from its shape: one of the platform's, the new site's own, or a domain."""
    name = split_place(host)[0].lower().rstrip(".")
    if profile.hosts.gives(name):
        return HostAnswer.NOBODY if profile.hosts.closed else HostAnswer.PLATFORM
    if bare_host(name) == bare_host(host_of(new_url)):
        return HostAnswer.SAME_DOMAIN
    return HostAnswer.REPOINTED_DOMAIN


def guess_answers(hosts: Iterable[str], new_url: str, profile: Profile) -> dict[str, HostAnswer]:
    """Return host → likely answer, in the order given."""
    return {host: guess_answer(host, new_url, profile) for host in hosts}


def question(host: str, guess: HostAnswer) -> str:
    """Return what `init` asks about a host, with the guess and what it means."""
    return f"{QUESTION.format(host=host)} Likely: {guess}. {SENTENCES[guess]}"
