"""Threads behind two queues: what goes in and comes out are plain values, so that processes could stand here."""

from __future__ import annotations

import threading
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeVar

from migrator.fetch.clock import StoppedError

if TYPE_CHECKING:
    from collections.abc import Callable

Task = TypeVar("Task")
Result = TypeVar("Result")
_BEAT = 0.2  # seconds between looks for a Ctrl-C on systems whose locks cannot be interrupted


class Workers(Generic[Task, Result]):
    """`count` threads that turn tasks into results, in any order; an exception comes back to the caller."""

    def __init__(self, work: Callable[[Task], Result], count: int) -> None:
        self._work = work
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._results: SimpleQueue[Result | BaseException] = SimpleQueue()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    def submit(self, task: Task) -> None:
        """Queue one task."""
        self._tasks.put(task)

    def next(self) -> Result:
        """Wait for the next result, or raise what its task raised."""
        while True:
            try:
                result = self._results.get(timeout=_BEAT)
            except Empty:
                continue
            if isinstance(result, BaseException):
                raise result
            return result

    def finished(self) -> list[Result]:
        """Return the results that are there already; failed tasks are left out."""
        found: list[Result] = []
        while True:
            try:
                result = self._results.get_nowait()
            except Empty:
                return found
            if not isinstance(result, BaseException):
                found.append(result)

    def stop(self, *, wait: bool = True) -> None:
        """Let every thread end after its present task; queued tasks are dropped."""
        while not self._tasks.empty():
            try:
                self._tasks.get_nowait()
            except Empty:
                break
        for _ in self._threads:
            self._tasks.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def _run(self) -> None:
        while (task := self._tasks.get()) is not None:
            try:
                self._results.put(self._work(task))
            except StoppedError:
                return
            except BaseException as error:  # noqa: BLE001 it is raised again in the parent
                self._results.put(error)
