"""The Python file itself: what it hands on, what it says to other methods, and that it trusts no target."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from migrator import registry
from migrator.model import RedirectRule
from migrator.redirects.targets._contract import RuleSet
from migrator.redirects.targets._python_middleware.migrator_redirects import ASGIRedirects, WSGIRedirects
from migrator.stages.proving import emitted

from .samples import NEW, OLD_HOST

TARGET = registry.load("target", "python-middleware")
HERE = "askmarigold.example"
TEA = RedirectRule(host=OLD_HOST, path="/tea.html", target=f"{NEW}/tea/")
RULES = RuleSet(
    rules=(
        TEA,
        RedirectRule(host=OLD_HOST, path="/gone", status=410),
        RedirectRule(host=HERE, path="/old", target=f"{NEW}/new/"),
        RedirectRule(host=HERE, path="/é/b", query=(("q", "a b"),), target=f"{NEW}/b/"),
    ),
    hosts=(OLD_HOST, HERE),
    new_url=NEW,
)


@pytest.fixture
def folder(tmp_path):
    return _written(tmp_path, RULES)


def _written(tmp_path, rules):
    for name, content in emitted(TARGET, rules).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path / "migrator_redirects"


def _environ(host: str, path: str, method: str = "GET", query: str = "") -> dict[str, str]:
    return {"REQUEST_METHOD": method, "HTTP_HOST": host, "PATH_INFO": path, "QUERY_STRING": query}


def _wsgi(app, environ):
    begun = []
    body = b"".join(app(environ, lambda status, headers: begun.append((status, dict(headers)))))
    return *begun[0], body


def _asgi(app, scope):
    sent = []

    async def send(message):
        sent.append(message)

    asyncio.run(app(scope, None, send))
    return sent


def _inner_wsgi(environ, start_response):
    start_response("200 OK", [])
    return [b"the site itself"]


async def _inner_asgi(scope, receive, send):
    await send({"type": scope["type"]})


def _scope(host: bytes, path: str, **changes: object) -> dict[str, object]:
    headers = [(b"accept", b"*/*"), (b"host", host)]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": headers}
    return scope | changes


def test_wsgi_answers_an_old_address_and_hands_the_rest_of_the_new_site_on(folder) -> None:
    app = WSGIRedirects(_inner_wsgi, folder)
    status, headers, _ = _wsgi(app, _environ(HERE, "/old"))
    assert (status, headers["Location"]) == ("301 Moved Permanently", f"{NEW}/new/")
    assert _wsgi(app, _environ(HERE, "/tea.html"))[2] == b"the site itself"
    assert _wsgi(app, _environ("other.example", "/old"))[2] == b"the site itself"


def test_wsgi_says_404_on_a_host_that_has_moved_and_410_where_a_page_is_gone(folder) -> None:
    app = WSGIRedirects(_inner_wsgi, folder)
    assert _wsgi(app, _environ(OLD_HOST, "/nothing"))[0] == "404 Not Found"
    assert _wsgi(app, _environ(OLD_HOST, "/gone"))[0] == "410 Gone"
    assert _wsgi(app, _environ(OLD_HOST, "/tea.html", "POST"))[0] == "404 Not Found"


def test_alone_it_finds_nothing_but_old_addresses(folder) -> None:
    assert _wsgi(WSGIRedirects(folder=folder), _environ("other.example", "/"))[0] == "404 Not Found"
    assert _asgi(ASGIRedirects(folder=folder), _scope(b"other.example", "/"))[0]["status"] == 404


def test_head_gets_no_body(folder) -> None:
    status, headers, body = _wsgi(WSGIRedirects(folder=folder), _environ(OLD_HOST, "/gone", "HEAD"))
    assert (status, int(headers["Content-Length"]) > 0, body) == ("410 Gone", True, b"")


def test_the_mount_point_of_an_application_is_part_of_the_path(folder) -> None:
    environ = _environ(OLD_HOST, ".html") | {"SCRIPT_NAME": "/tea"}
    assert _wsgi(WSGIRedirects(folder=folder), environ)[0] == "301 Moved Permanently"


@pytest.mark.parametrize("raw", [{"raw_path": b"/%c3%a9//b"}, {"raw_path": "/é/./b".encode()}, {}])
def test_asgi_reads_the_raw_path_where_there_is_one(folder, raw) -> None:
    scope = _scope(HERE.encode(), "/é/b", query_string=b"m=1&q=a+b", **raw)
    sent = _asgi(ASGIRedirects(_inner_asgi, folder), scope)
    assert (b"location", f"{NEW}/b/".encode()) in sent[0]["headers"]


def test_asgi_hands_on_what_is_not_its_own(folder) -> None:
    app = ASGIRedirects(_inner_asgi, folder)
    assert _asgi(app, _scope(HERE.encode(), "/other")) == [{"type": "http"}]
    assert _asgi(app, {"type": "lifespan"}) == [{"type": "lifespan"}]
    assert _asgi(ASGIRedirects(folder=folder), {"type": "lifespan"}) == []


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", f"{NEW}.evil.example/", f"{NEW}/\r\nX: y"])
def test_a_target_that_is_not_on_the_new_site_is_never_sent(tmp_path, elsewhere: str) -> None:
    folder = _written(tmp_path, replace(RULES, rules=(replace(TEA, target=elsewhere),)))
    status, headers, _ = _wsgi(WSGIRedirects(folder=folder), _environ(OLD_HOST, "/tea.html"))
    assert (status, "Location" in headers) == ("404 Not Found", False)


def test_the_code_is_the_same_for_every_blog() -> None:
    hostile = replace(RULES, rules=(replace(TEA, path='/"""\nimport os\n'),))
    assert (
        emitted(TARGET, hostile)["migrator_redirects.py"] == emitted(TARGET, RULES)["migrator_redirects.py"]
    )
