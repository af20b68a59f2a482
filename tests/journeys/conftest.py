"""The sample blog, served, and projects that move it."""

from __future__ import annotations

import json

import pytest

from migrator.demo.content import default_content
from migrator.demo.server import SampleServer

SETTINGS = """
[old]
url = "http://dearmarigold.example"

[old.hosts]
"dearmarigold.example" = "repointed-domain"
"www.dearmarigold.example" = "repointed-domain"
"dearmarigold.blogspot.example" = "platform"

[new]
url = "https://askmarigold.example"

[crawl]
rate = 1000.0

[network.resolve]
{resolve}
"""


@pytest.fixture
def sample_server():
    with SampleServer(default_content(), faults=False) as server:
        yield server


@pytest.fixture
def faulty_server():
    with SampleServer(default_content()) as server:
        yield server


@pytest.fixture(scope="session")
def sample_settings():
    """Return the text of a migrator.toml that moves the blog of a running sample server."""

    def text(server) -> str:
        resolve = "\n".join(
            f"{json.dumps(origin)} = {json.dumps(at)}" for origin, at in server.resolve.items()
        )
        return SETTINGS.replace("{resolve}", resolve)

    return text
