"""The rate belongs to a service, falls when the service struggles, and recovers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from migrator.fetch.politeness import Limiter, service_of
from migrator.fetch.retry import retry_after

if TYPE_CHECKING:
    from fetching import FakeClock


@pytest.mark.parametrize(
    ("host", "service"),
    [
        ("dear.blogspot.com", "blogspot"),
        ("dear.blogspot.co.uk", "blogspot"),
        ("www.dear.blogspot.de", "blogspot"),
        ("dear.blogspot.example", "blogspot"),
        ("dear.blogspot.co.uk.example", "blogspot"),
        ("1.bp.blogspot.com", "google-images"),
        ("4.bp.blogspot.example", "google-images"),
        ("lh3.googleusercontent.com", "google-images"),
        ("blogger.googleusercontent.example", "google-images"),
        ("lh5.ggpht.com", "google-images"),
        ("photos1.blogger.com", "google-images"),
        ("bp2.blogger.com", "google-images"),
        ("www.blogger.com", "blogger.com"),
        ("images.old.example", "old.example"),
        ("a.b.old.co.uk", "old.co.uk"),
        ("old.co", "old.co"),
        ("OLD.example.", "old.example"),
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
    ],
)
def test_hosts_of_one_service_share_its_name(host: str, service: str) -> None:
    assert service_of(host) == service


def test_requests_are_spread_evenly(clock: FakeClock) -> None:
    limiter = Limiter(2, clock)
    assert [limiter.reserve("a") for _ in range(4)] == [0, 0.5, 1.0, 1.5]


def test_services_do_not_wait_for_each_other(clock: FakeClock) -> None:
    limiter = Limiter(2, clock)
    limiter.reserve("a")
    assert limiter.reserve("b") == 0


def test_throttling_halves_the_rate_and_good_answers_restore_it_slowly(clock: FakeClock) -> None:
    limiter = Limiter(2, clock)
    limiter.throttled("a")
    limiter.throttled("a")
    assert limiter.interval("a") == 2.0
    limiter.answered("a", 0.1)
    assert 0.5 < limiter.interval("a") < 2.0
    for _ in range(30):
        limiter.answered("a", 0.1)
    assert limiter.interval("a") == 0.5


def test_nobody_asks_before_retry_after_is_over(clock: FakeClock) -> None:
    limiter = Limiter(2, clock)
    limiter.throttled("a", 30)
    assert limiter.reserve("a") == 30


def test_rising_latency_slows_down(clock: FakeClock) -> None:
    limiter = Limiter(2, clock)
    for _ in range(20):
        limiter.answered("a", 0.2)
    for _ in range(5):
        limiter.answered("a", 4.0)
    assert limiter.interval("a") > 0.5


def test_a_service_that_was_always_slow_is_not_slowed_further(clock: FakeClock) -> None:
    limiter = Limiter(2, clock)
    for _ in range(50):
        limiter.answered("a", 4.0)
    assert limiter.interval("a") == 0.5


def test_the_interval_never_grows_beyond_a_minute(clock: FakeClock) -> None:
    limiter = Limiter(2, clock)
    for _ in range(50):
        limiter.throttled("a")
    assert limiter.interval("a") == 60


def test_a_crawl_delay_holds_after_good_answers(clock: FakeClock) -> None:
    limiter = Limiter(2, clock)
    limiter.at_least("a", 5)
    for _ in range(50):
        limiter.answered("a", 0.1)
    assert limiter.interval("a") == 5


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Mon, 23 Nov 2026 10:00:30 GMT", 30),
        ("Mon, 23 Nov 2026 09:00:00 GMT", 0),
        ("soon", 0),
        ("-5", 0),
        ("9" * 400, 999_999_999),
        ("", 0),
        (None, 0),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str | None, seconds: float) -> None:
    assert retry_after(value, datetime(2026, 11, 23, 10, 0, 0, tzinfo=UTC)) == seconds
