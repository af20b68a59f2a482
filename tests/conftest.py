"""Rules for every test: no network beyond loopback, and under MIGRATOR_STRICT no skips."""

from __future__ import annotations

import ipaddress
import os
import socket

import hypothesis
import pytest
from report import browser

hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")

STRICT = bool(os.environ.get("MIGRATOR_STRICT"))
_connect = socket.socket.connect


def _local(address) -> bool:
    if not isinstance(address, tuple):
        return True
    try:
        return ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return address[0] == "localhost"


def _guarded(self, address):
    if not _local(address):
        raise AssertionError(f"a test tried to reach {address!r}")
    return _connect(self, address)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", _guarded)


@pytest.fixture(scope="module")
def chromium():
    """Debian's Chromium; one at a time, and not for longer: playwright keeps its thread's event loop running."""
    if reason := browser.missing():
        pytest.skip(reason)
    with browser.chromium() as started:
        yield started


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if STRICT and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, but MIGRATOR_STRICT allows no skips: {report.longrepr}"
