"""The one way to fetch a URL: polite, retried, limited in size and time, and never from a private address."""

from __future__ import annotations

import base64
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import requests
from requests import exceptions
from urllib3.exceptions import DecodeError, HTTPError, NameResolutionError, ReadTimeoutError

from migrator import __version__
from migrator.fetch import retry
from migrator.fetch.addresses import ForbiddenAddressError, Lookup, public_addresses, system_lookup
from migrator.fetch.clock import Clock, SystemClock
from migrator.fetch.failures import FailureKind, FetchError
from migrator.fetch.politeness import Limiter, service_of
from migrator.fetch.transport import Transport
from migrator.model import Hop, Page
from migrator.urls import absolute, host_of, normal, origin_of, without_fragment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from migrator.settings import CrawlSettings, NetworkSettings

MAX_HOPS = 10
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 65_536  # bytes
_PATIENCE = 20  # a whole answer may take this many times the timeout of one read


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a client stands on; tests put in their own."""

    clock: Clock = field(default_factory=SystemClock)
    lookup: Lookup = system_lookup
    passwords: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # origin → user name, password


class Client:
    """Fetches URLs by the rules of one migration's settings. Thread-safe; close it when done."""

    def __init__(
        self, crawl: CrawlSettings, network: NetworkSettings, surroundings: Surroundings | None = None
    ) -> None:
        around = surroundings or Surroundings()
        self.user_agent = user_agent(crawl.contact)
        self.clock = around.clock
        self.limiter = Limiter(crawl.rate, around.clock)
        self._crawl = crawl
        self._lookup = around.lookup
        self._passwords = around.passwords
        self._proxies = {"http": network.proxy, "https": network.proxy} if network.proxy else {}
        self._transport = Transport(network.resolve, crawl.connections, around.lookup)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    def stop(self) -> None:
        """End all waits with an error, so that threads come to an end quickly."""
        self.clock.stop()

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        follow: Callable[[str], bool] | None = None,
    ) -> Page:
        """Fetch a public URL, hop by hop through its redirects.

        `headers` go with the first request only. `follow` is asked before each redirect; where it says no,
        and after a loop or `MAX_HOPS` redirects, the page's status is that of the last redirect.

        Raises:
            FetchError: no answer, a forbidden address, too large, or 429/5xx to the end.
        """
        current = _plain(url)
        hops: list[Hop] = []
        seen = {current}
        extra = dict(headers or {})
        while True:
            answer = self._persistently(current, extra)
            target = _target(answer)
            if target is not None:
                hops.append(Hop(current, answer.status, target))
            onward = None if target is None else _plain_or_none(target)
            if (
                onward is None
                or onward in seen
                or len(hops) > MAX_HOPS
                or not (follow is None or follow(onward))
            ):
                return Page(
                    url=url,
                    final_url=current,
                    status=answer.status,
                    headers=answer.headers,
                    body=answer.body,
                    hops=tuple(hops),
                )
            seen.add(onward)
            current, extra = onward, {}

    def _persistently(self, url: str, headers: Mapping[str, str]) -> Page:
        try:
            for attempt in retry.policy(url, self._crawl.attempts, self.clock.sleep):
                with attempt:
                    return self._politely(url, headers)
        except retry.TryAgainError as error:
            raise error.failure from error
        raise AssertionError("tenacity always ends with an answer or an error")

    def _politely(self, url: str, headers: Mapping[str, str]) -> Page:
        service = service_of(host_of(url))
        self.limiter.wait(service)
        started = self.clock.now()
        try:
            page = self._once(url, headers)
        except FetchError as error:
            if error.kind in {FailureKind.UNREACHABLE, FailureKind.TIMEOUT}:
                self.limiter.throttled(service)
            if error.retry:
                raise retry.TryAgainError(error) from error
            raise
        if page.status in retry.RETRY_STATUSES:
            raise self._asked_to_wait(service, page)
        self.limiter.answered(service, self.clock.now() - started)
        return page

    def _asked_to_wait(self, service: str, page: Page) -> Exception:
        seconds = retry.retry_after(page.headers.get("retry-after"))
        busy = page.status == retry.TOO_MANY or seconds > retry.LONGEST_WAIT
        kind = FailureKind.RATE_LIMITED if busy else FailureKind.STATUS
        failure = FetchError(kind, f"{page.url} answered {page.status}", page)
        if page.status in retry.THROTTLING_STATUSES or seconds:
            self.limiter.throttled(service, min(seconds, retry.LONGEST_WAIT))
        return failure if seconds > retry.LONGEST_WAIT else retry.TryAgainError(failure, seconds)

    def _once(self, url: str, headers: Mapping[str, str]) -> Page:
        if self._proxies and not self._transport.resolves(url):
            self._check_behind_proxy(url)
        prepared = requests.Request("GET", url, headers={**self._own_headers(url), **headers}).prepare()
        prepared.url = url  # requests would decode what normal() keeps
        proxies = {} if self._transport.resolves(url) else self._proxies
        timeout = self._crawl.timeout
        try:
            response = self._transport.send(
                prepared, stream=True, timeout=(timeout, timeout), proxies=proxies
            )
            with response:
                body = self._body(url, response)
        except ForbiddenAddressError as error:
            raise FetchError(FailureKind.FORBIDDEN_ADDRESS, f"{url}: {error}") from error
        except (exceptions.RequestException, HTTPError, OSError, zlib.error) as error:
            raise _explained(url, error) from error
        received = {name.lower(): value for name, value in response.headers.items()}
        return Page(url=url, final_url=url, status=response.status_code, headers=received, body=body)

    def _own_headers(self, url: str) -> dict[str, str]:
        own = {"User-Agent": self.user_agent, "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
        password = self._passwords.get(origin_of(url))
        if password is not None:
            own["Authorization"] = "Basic " + base64.b64encode(":".join(password).encode()).decode("ascii")
        return own

    def _body(self, url: str, response: requests.Response) -> bytes:
        """Read the decoded body, counting while it grows, so that neither size nor compression can hurt."""
        limit = self._crawl.max_bytes
        started = self.clock.now()
        chunks: list[bytes] = []
        size = 0
        for chunk in response.raw.stream(_CHUNK, decode_content=True):
            size += len(chunk)
            if size > limit:
                raise FetchError(FailureKind.TOO_LARGE, f"{url} is larger than {limit:,} bytes")
            if self.clock.now() - started > _PATIENCE * self._crawl.timeout:
                raise FetchError(FailureKind.TIMEOUT, f"{url} sends its answer too slowly")
            chunks.append(chunk)
        return b"".join(chunks)

    def _check_behind_proxy(self, url: str) -> None:
        """Refuse names known here to be private; a name only the proxy can resolve is left to the proxy."""
        try:
            public_addresses(host_of(url), 0, self._lookup)
        except ForbiddenAddressError as error:
            raise FetchError(FailureKind.FORBIDDEN_ADDRESS, f"{url}: {error}") from error
        except OSError:
            return


def user_agent(contact: str | None) -> str:
    """Return the User-Agent header: the program, and how to reach the person who runs it."""
    words = "".join(char for char in contact or "" if char.isprintable() and char.isascii())
    return f"migrator/{__version__} (+{words})" if words else f"migrator/{__version__}"


def _plain(url: str) -> str:
    """Return a URL as it is asked for, without user name or fragment.

    Raises:
        FetchError: no http(s) URL.
    """
    try:
        return normal(without_fragment(url))
    except ValueError as error:
        raise FetchError(FailureKind.FORBIDDEN_ADDRESS, f"{url!r} is no http or https address") from error


def _plain_or_none(url: str) -> str | None:
    try:
        return normal(without_fragment(url))
    except ValueError:
        return None


def _target(page: Page) -> str | None:
    """Return where a redirect points, absolute; the text as sent if that is no http(s) URL; None without one."""
    location = page.headers.get("location")
    if page.status not in REDIRECTS or not location:
        return None
    with suppress(UnicodeError):  # raw bytes, which http.client read as Latin-1
        location = location.encode("latin-1").decode("utf-8")
    return absolute(page.url, location) or location


def _explained(url: str, error: Exception) -> FetchError:
    """Say in plain words what an exception of the HTTP stack means."""
    causes = _causes(error)
    if isinstance(error, exceptions.InvalidURL):
        return FetchError(FailureKind.FORBIDDEN_ADDRESS, f"{url} is no address that can be asked")
    if any(isinstance(cause, exceptions.SSLError) for cause in causes):
        return FetchError(FailureKind.TLS, f"{url}: the server's certificate is not accepted")
    if any(isinstance(cause, (exceptions.Timeout, ReadTimeoutError, TimeoutError)) for cause in causes):
        return FetchError(FailureKind.TIMEOUT, f"{url}: no answer in time")
    if any(isinstance(cause, NameResolutionError) for cause in causes):
        return FetchError(FailureKind.NO_NAME, f"{url}: the host name {host_of(url)} does not exist")
    if any(isinstance(cause, (DecodeError, zlib.error)) for cause in causes):
        return FetchError(FailureKind.BROKEN, f"{url}: the answer's compression is damaged")
    return FetchError(FailureKind.UNREACHABLE, f"{url}: the connection was refused or broke off")


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    todo: list[BaseException | None] = [error]
    while todo:
        one = todo.pop()
        if one is None or one in found:
            continue
        found.append(one)
        todo += [one.__cause__, one.__context__, getattr(one, "reason", None)]
        todo += [part for part in one.args if isinstance(part, BaseException)]
    return found
