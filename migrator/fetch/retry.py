"""When to ask again: tenacity's policy for 429, 5xx and broken connections, with the server's own wish first."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenacity import RetryCallState

    from migrator.fetch.failures import FetchError

RETRY_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, 507, 520, 521, 522, 523, 524})
TOO_MANY = 429
THROTTLING_STATUSES = frozenset({429, 503})
LONGEST_WAIT = 600.0  # seconds; a server that wants more is asked again by a later run
_FIRST_WAIT = 0.5
_LONGEST_BACK_OFF = 60.0


class TryAgainError(Exception):
    """An attempt failed in a way that another may heal; `wait` are the seconds the server asked for."""

    def __init__(self, failure: FetchError, wait: float = 0.0) -> None:
        super().__init__(failure.message)
        self.failure = failure
        self.wait = wait


def retry_after(value: str | None, now: datetime | None = None) -> float:
    """Return the seconds a Retry-After header asks for (RFC 9110, section 10.2.3); 0 when it says nothing."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        when = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return 0.0
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - (now or datetime.now(UTC))).total_seconds())


def policy(url: str, attempts: int, sleep: Callable[[float], None]) -> Retrying:
    """Return the retry loop for one URL; its jitter depends on the URL alone, so runs are alike."""
    jitter = random.Random(url)

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.wait if isinstance(error, TryAgainError) else 0.0
        grown = min(_LONGEST_BACK_OFF, _FIRST_WAIT * 2.0 ** (state.attempt_number - 1))
        return max(asked, grown * jitter.uniform(0.5, 1.5))

    return Retrying(
        stop=stop_after_attempt(attempts),
        wait=wait,
        retry=retry_if_exception_type(TryAgainError),
        sleep=sleep,
        reraise=True,
    )
