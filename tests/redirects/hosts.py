"""The engines of hosting services that the tests ask: installed with `make hosts`, never part of the product."""

from __future__ import annotations

import os
from pathlib import Path
from unittest import mock

import pytest

from migrator.prove.engine import ask_server, found_binary
from migrator.redirects.proof import Observed
from migrator.redirects.targets._contract import Engine
from migrator.stages.proving import emitted

HOSTS_FOLDER = Path(os.environ.get("MIGRATOR_ENGINES") or Path(__file__).parents[1] / "engines" / "hosts")
HINT = "make hosts"


def _node(name: str) -> Engine:
    return Engine(
        binary="node",
        argv=("node", str(HOSTS_FOLDER / "serve.mjs"), name, "{port}", "{out}"),
        wrapper={},
        install_hint=HINT,
    )


def _wrangler() -> Engine:
    quiet = ("HOME={work}", "WRANGLER_SEND_METRICS=false", "CLOUDFLARE_CF_FETCH_ENABLED=false", "CI=1")
    program = str(HOSTS_FOLDER / "node_modules/wrangler/bin/wrangler.js")
    where = ("--ip", "127.0.0.1", "--port", "{port}", "--compatibility-date", "2026-01-01")
    return Engine(
        binary="env",
        argv=("env", *quiet, "node", program, "pages", "dev", "{out}", *where),
        wrapper={},
        install_hint=HINT,
    )


ENGINES = {name: _node(name) for name in ("firebase", "netlify", "vercel")}
ENGINES["cloudflare-pages"] = _wrangler()
ENGINES["cloudflare-worker"] = Engine(
    binary="env",
    argv=("env", "HOME={work}", "node", str(HOSTS_FOLDER / "cloudflare-worker.mjs"), "{port}", "{out}"),
    wrapper={},
    install_hint=HINT,
)
ENGINES["azure-swa"] = Engine(
    binary="env",
    argv=("env", "HOME={work}", "node", str(HOSTS_FOLDER / "azure-swa.mjs"), "{port}", "{out}"),
    wrapper={},
    install_hint=HINT,
    # taken for a host name, for a development server's socket, or for a folder that its file server adds a slash to
    misread=r"(?i)/[/\\].*|.*sockjs-node.*|.*%2f(\.|%2e){1,2}(/.*|%2f.*|\?.*)?",
)


def host_answers(target, rules, cases):
    """Ask the host's own engine, or skip where it is not installed."""
    return file_answers(target, emitted(target, rules), cases)


def file_answers(target, files, cases):
    """Ask the host's own engine what it makes of these files."""
    engine = ENGINES[target.name]
    if found_binary("node") is None:
        pytest.skip("node is not installed")
    if not (HOSTS_FOLDER / "node_modules").is_dir():
        pytest.skip("the hosts' engines are not installed: make hosts")
    # As ourselves: an ordinary user may not be able to read a checkout, and these engines read no foreign files.
    with mock.patch("migrator.prove.engine._ordinary_user", return_value=None):
        replies = ask_server(engine, files, cases, lambda _count: None)
    return [Observed(r.status, r.values("location"), r.values("set-cookie")) for r in replies]
