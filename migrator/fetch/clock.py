"""Time as a parameter: whoever waits gets a clock, so tests never sleep."""

from __future__ import annotations

import threading
import time
from typing import Protocol


class StoppedError(Exception):
    """The clock was stopped while somebody waited."""


class Clock(Protocol):
    """Seconds that only grow, and waiting."""

    def now(self) -> float:
        """Return seconds since some fixed moment."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait.

        Raises:
            StoppedError: the clock was stopped.
        """
        ...

    def stop(self) -> None:
        """End all waits, now and later."""
        ...


class SystemClock:
    """The real time; `stop` ends all waits with an error, for a quick end after Ctrl-C."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def now(self) -> float:
        """Return the monotonic clock."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait.

        Raises:
            StoppedError: `stop` was called, before or meanwhile.
        """
        if self._stopped.wait(seconds):
            raise StoppedError

    def stop(self) -> None:
        """End all waits, now and later."""
        self._stopped.set()
