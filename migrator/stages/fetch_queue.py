"""The loop every fetching stage runs: frontier → workers → one writer, interruptible at any moment."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from migrator.fetch.workers import Workers

Task = TypeVar("Task")
Result = TypeVar("Result")
Arrived_contra = TypeVar("Arrived_contra", contravariant=True)


class Work(Protocol[Task, Arrived_contra]):
    """Where tasks come from and results go; called in one thread only."""

    def take(self, count: int, flying: set[str]) -> list[tuple[str, Task]]:
        """Return up to `count` (URL, task) that are not in flight; none when there is nothing left to start."""
        ...

    def settle(self, result: Arrived_contra) -> str:
        """Commit one result with all that follows from it; return its URL."""
        ...


def drain(work: Work[Task, Result], workers: Workers[Task, Result], depth: int) -> None:
    """Keep up to `depth` tasks in flight until nothing is left.

    Raises:
        KeyboardInterrupt: after what had arrived was committed; the rest stays queued.
    """
    flying: set[str] = set()
    landed: deque[Result] = deque()
    try:
        while True:
            for url, task in work.take(depth - len(flying), flying):
                flying.add(url)
                workers.submit(task)
            if not flying:
                return
            landed.append(workers.next())
            flying.discard(work.settle(landed[0]))
            landed.popleft()
    except KeyboardInterrupt:
        workers.stop(wait=False)
        for result in (*landed, *workers.finished()):
            work.settle(result)
        raise
