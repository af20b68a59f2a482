"""Tables of a JSON file: any chunking, damage, depth and size; memory stays flat."""

from __future__ import annotations

import io
import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.backups import _json_tables
from migrator.backups._json_tables import DamagedError, tables
from migrator.errors import InputError

HOLDERS = frozenset({"db", "data"})


class Dripping(io.BytesIO):
    """A stream that gives a few bytes at a time, whatever is asked for."""

    step = 1

    def read(self, size: int | None = -1) -> bytes:  # noqa: ARG002 - a stream's shape
        return super().read(self.step)


class Endless(io.RawIOBase):
    """A table of many rows that is never whole in memory."""

    def __init__(self, count: int) -> None:
        super().__init__()
        row = json.dumps({"id": 1, "html": "x" * 10_000}).encode() + b","
        self._pieces = iter([b'{"data":{"posts":[', *[row] * count, b"0]}}"])

    def read(self, size: int = -1) -> bytes:  # noqa: ARG002 - a stream's shape
        return next(self._pieces, b"")


def listed(content: bytes, step: int = 1_000_000) -> list:
    stream = Dripping(content)
    stream.step = step
    return list(tables(stream, "x.json", HOLDERS))


@pytest.mark.parametrize("step", [1, 3, 1000])
def test_rows_are_told_with_their_table_however_the_bytes_arrive(step: int) -> None:
    content = '{"db":[{"meta":{"v":5},"data":{"posts":[{"t":"é\\u00e9"},12],"none":[],"one":{}}}],"n":-1.5}'.encode()
    wanted = [("meta", {"v": 5}), ("posts", {"t": "éé"}), ("posts", 12), ("one", {}), ("n", -1.5)]
    assert listed(content, step) == wanted


@given(
    st.dictionaries(
        st.text(max_size=4), st.lists(st.dictionaries(st.text(max_size=3), st.text(max_size=9)), max_size=3)
    )
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_what_a_program_wrote_is_read_back(told: dict) -> None:
    wanted = [(key, row) for key, rows in told.items() if key not in HOLDERS for row in rows]
    found = listed(json.dumps(told).encode(), 2)
    assert [pair for pair in found if pair[0] not in HOLDERS] == [pair for pair in wanted if pair in found]
    assert all(pair in found for pair in wanted)


@pytest.mark.parametrize(
    "content", [b"", b"[1]", b'{"data":{"posts":[{"a":1},', b'{"a" 1}', b'{"a":1 "b":2}', b"{1:2}"]
)
def test_what_is_no_json_is_damaged(content: bytes) -> None:
    with pytest.raises(DamagedError):
        listed(content)


def test_rows_before_the_damage_are_told() -> None:
    found = tables(io.BytesIO(b'{"posts":[{"a":1},{"a":'), "x.json", HOLDERS)
    assert next(found) == ("posts", {"a": 1})


def test_endless_nesting_is_damage_and_no_crash() -> None:
    with pytest.raises(DamagedError):
        listed(b'{"posts":' + b'[{"a":' * 200_000)


def test_a_row_beyond_all_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_json_tables, "LARGEST_ROW", 1000)
    with pytest.raises(InputError, match="more than"):
        listed(b'{"posts":["' + b"x" * 600_000)


def test_memory_does_not_grow_with_the_file() -> None:
    tracemalloc.start()
    try:
        rows = sum(1 for _ in tables(Endless(3000), "x.json", HOLDERS))  # 30 MB
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert rows == 3001
    assert peak < 5_000_000
