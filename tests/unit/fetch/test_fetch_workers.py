"""Workers turn tasks into results, pass errors on, and stop when told."""

from __future__ import annotations

import threading

import pytest

from migrator.fetch.clock import StoppedError, SystemClock
from migrator.fetch.workers import Workers


def test_every_task_becomes_a_result() -> None:
    workers = Workers(lambda number: number * 2, 3)
    for number in range(20):
        workers.submit(number)
    assert sorted(workers.next() for _ in range(20)) == [number * 2 for number in range(20)]
    workers.stop()


def test_an_error_of_a_task_is_raised_where_results_are_taken() -> None:
    def fail(_task: int) -> int:
        raise ValueError("a bug")

    workers = Workers(fail, 1)
    workers.submit(1)
    with pytest.raises(ValueError, match="a bug"):
        workers.next()
    workers.stop()


def test_what_is_finished_can_be_taken_after_a_stop() -> None:
    workers = Workers(lambda number: number, 1)
    workers.submit(7)
    workers.stop()
    assert workers.finished() in ([7], [])
    assert workers.finished() == []


def test_queued_tasks_are_dropped_on_a_stop() -> None:
    entered, gate = threading.Event(), threading.Event()
    done: list[int] = []

    def work(number: int) -> int:
        entered.set()
        gate.wait(10)
        done.append(number)
        return number

    workers = Workers(work, 1)
    for number in range(5):
        workers.submit(number)
    entered.wait(10)
    workers.stop(wait=False)
    gate.set()
    workers.stop()
    assert done == [0]


def test_a_stopped_clock_ends_a_wait_and_the_thread() -> None:
    clock = SystemClock()
    waiting = threading.Event()

    def work(_task: int) -> int:
        waiting.set()
        clock.sleep(1000)
        return 1

    workers = Workers(work, 1)
    workers.submit(1)
    waiting.wait(10)
    clock.stop()
    workers.stop()
    assert workers.finished() == []
    with pytest.raises(StoppedError):
        clock.sleep(0)


def test_the_system_clock_only_grows() -> None:
    clock = SystemClock()
    assert clock.now() <= clock.now()
