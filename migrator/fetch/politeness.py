"""How fast one may ask: a rate per service that slows down when the service struggles and recovers slowly."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrator.fetch.clock import Clock

# Hosts that are one service behind many names. From the hosts Blogger and Google's image servers use.
_SERVICES = (
    (
        re.compile(
            r"(?:.+\.)?(?:[1-4]\.bp\.blogspot|(?:photos1|bp\d)\.blogger|ggpht|googleusercontent)\.\w+"
        ),
        "google-images",
    ),
    (re.compile(r"(?:.+\.)?blogspot\.(?:\w{2,3}|co\.\w{2}|com\.\w{2}|example)(?:\.example)?"), "blogspot"),
)
# Second-level names under which registries sell third-level ones (co.uk, com.au, …).
_SHARED_SECOND = frozenset({"ac", "co", "com", "edu", "go", "gov", "ne", "net", "or", "org"})
_SLOWEST = 60.0  # seconds between requests
_BACK_OFF = 2.0
_EASE = 0.9
_STRAIN = 1.25
_RECENT, _LONG = 0.3, 0.03  # weights of the newest latency in the two running means


def service_of(host: str) -> str:
    """Return the name of the service a host belongs to: all its hosts share one rate."""
    host = host.lower().rstrip(".")
    for pattern, name in _SERVICES:
        if pattern.fullmatch(host):
            return name
    labels = host.split(".")
    if _is_ip(host) or len(labels) <= 2:  # noqa: PLR2004 a registered name has two labels
        return host
    shared = labels[-2] in _SHARED_SECOND and len(labels[-1]) == 2  # noqa: PLR2004 a country code
    return ".".join(labels[-3 if shared else -2 :])


def _is_ip(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


@dataclass(slots=True)
class _Pace:
    interval: float  # seconds between requests now
    quickest: float  # the least it may become
    free_at: float = 0.0
    recent: float = 0.0
    usual: float = 0.0


class Limiter:
    """Hands out moments to ask at. `rate` is requests a second and service at the most. Thread-safe."""

    def __init__(self, rate: float, clock: Clock) -> None:
        self._interval = 1.0 / rate
        self._clock = clock
        self._lock = threading.Lock()
        self._paces: dict[str, _Pace] = {}

    def wait(self, service: str) -> None:
        """Wait for one's turn."""
        seconds = self.reserve(service)
        if seconds > 0:
            self._clock.sleep(seconds)

    def reserve(self, service: str) -> float:
        """Take the next free moment; return the seconds until then."""
        with self._lock:
            pace = self._pace(service)
            now = self._clock.now()
            start = max(now, pace.free_at)
            pace.free_at = start + pace.interval
            return start - now

    def throttled(self, service: str, retry_after: float = 0.0) -> None:
        """Slow down: the service answered 429 or 503, refused, or asked for `retry_after` seconds of peace."""
        with self._lock:
            pace = self._pace(service)
            pace.interval = min(_SLOWEST, pace.interval * _BACK_OFF)
            pace.free_at = max(pace.free_at, self._clock.now() + max(retry_after, pace.interval))

    def answered(self, service: str, latency: float) -> None:
        """Go on after a good answer that took `latency` seconds: a little faster, or slower if latency rises."""
        with self._lock:
            pace = self._pace(service)
            if not pace.usual:
                pace.recent = pace.usual = latency
            pace.recent += _RECENT * (latency - pace.recent)
            pace.usual += _LONG * (latency - pace.usual)
            strained = pace.recent > 2 * pace.usual + 0.5
            pace.interval = (
                min(_SLOWEST, pace.interval * _STRAIN)
                if strained
                else max(pace.quickest, pace.interval * _EASE)
            )

    def at_least(self, service: str, seconds: float) -> None:
        """Never ask faster than once in `seconds` (robots.txt's Crawl-delay)."""
        with self._lock:
            pace = self._pace(service)
            pace.quickest = max(pace.quickest, min(seconds, _SLOWEST))
            pace.interval = max(pace.interval, pace.quickest)

    def interval(self, service: str) -> float:
        """Return the seconds between requests now."""
        with self._lock:
            return self._pace(service).interval

    def _pace(self, service: str) -> _Pace:
        if service not in self._paces:
            self._paces[service] = _Pace(self._interval, self._interval)
        return self._paces[service]
