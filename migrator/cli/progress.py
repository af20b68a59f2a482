"""Draws a stage's progress: one live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import click

from migrator.model import Silence

if TYPE_CHECKING:
    from migrator.model import Progress

_PLAIN_EVERY = 5.0  # seconds between plain lines


class Lines:
    """A Progress on stderr: done/total, rate, failures and time left."""

    def __init__(self, *, live: bool) -> None:
        self._live = live
        self._label = ""
        self._total: int | None = None
        self._done = self._failed = 0
        self._began = self._shown = 0.0
        self._note = ""

    def start(self, label: str, total: int | None = None) -> None:
        """Begin a phase."""
        self._label, self._total, self._done, self._failed, self._note = label, total, 0, 0, ""
        self._began = self._shown = time.monotonic()

    def grow(self, total: int) -> None:
        """State a new total."""
        self._total = total

    def advance(self, count: int = 1, *, failed: int = 0, note: str = "") -> None:
        """Count work done, and draw if it is time to."""
        self._done += count
        self._failed += failed
        self._note = note or self._note
        now = time.monotonic()
        if now - self._shown >= (0.1 if self._live else _PLAIN_EVERY):
            self._shown = now
            self._draw(now)

    def finish(self, summary: str) -> None:
        """End the phase with one permanent line."""
        self._clear()
        click.echo(f"  {self._label}: {summary}", err=True)

    def _draw(self, now: float) -> None:
        rate = self._done / max(now - self._began, 0.001)
        text = f"  {self._label}: {self._done}{f'/{self._total}' if self._total else ''}, {rate:.1f}/s"
        if self._failed:
            text += f", {self._failed} failed"
        if self._total and rate:
            text += f", {_span((self._total - self._done) / rate)} left"
        if self._note:
            text += f" ({self._note})"
        if self._live:
            width = max(20, os.get_terminal_size(sys.stderr.fileno()).columns - 1)
            click.echo(f"\r\x1b[2K{text[:width]}", err=True, nl=False)
        else:
            click.echo(text, err=True)

    def _clear(self) -> None:
        if self._live:
            click.echo("\r\x1b[2K", err=True, nl=False)


def _span(seconds: float) -> str:
    whole = max(0, round(seconds))
    return f"{whole // 60} min {whole % 60:02d} s" if whole >= 60 else f"{whole} s"  # noqa: PLR2004


def progress(*, quiet: bool) -> Progress:
    """Return the progress to use on this terminal."""
    if quiet:
        return Silence()
    plain = not sys.stderr.isatty() or "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return Lines(live=not plain)
