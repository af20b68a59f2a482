"""Sends readers of old addresses to the right page, in front of a WSGI or an ASGI application.

Made by migrator; its rules are JSON in the folder beside it. It needs Python 3.8 or later and nothing else.

    application = WSGIRedirects(application)    # Django, Flask, Pyramid …
    app = ASGIRedirects(app)                    # Starlette, FastAPI, Quart …

Without an application inside, every other address is not found: that is what old hosts need.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping

    Answer = tuple[int, list[tuple[str, str]], bytes]  # status, headers, body
    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]

_FOLDER = Path(__file__).resolve().with_name("migrator_redirects")
_UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id")
_UTM_VALUE = b"[A-Za-z0-9%._~+:-]*"
_NOT_FOUND = 404
_PHRASES = {
    301: "Moved Permanently",
    302: "Found",
    303: "See Other",
    307: "Temporary Redirect",
    308: "Permanent Redirect",
    404: "Not Found",
    410: "Gone",
}


class Redirects:
    """The rules, read once."""

    def __init__(self, folder: str | Path = _FOLDER) -> None:
        folder = Path(folder)
        self._settings = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
        self._rules = json.loads((folder / "rules.json").read_text(encoding="utf-8"))

    def answer(self, method: str, host: str, path: bytes, query: bytes) -> Answer | None:
        """Return (status, headers, body) for a request, or None if it is for somebody else.

        `host` is the Host header, `path` the decoded path and `query` the raw query, both as bytes.
        """
        absolute = re.match(rb"(?is)https?://([^/?]*)(.*)\Z", path)
        if absolute:
            host, path = absolute[1].decode("latin-1"), absolute[2]
        host = re.sub(r":\d+\Z", "", host.lower()).rstrip(".")
        rule = self._find(host, path, query) if method in ("GET", "HEAD") else None
        target, status = rule or ("", 0)
        if target is None:
            return self._say(status, "This page is gone for good.")
        if self._is_ours(target):
            return self._with_head(status, [("Location", target)], b"")
        if host in self._settings["hosts"] and host not in self._settings["here"]:
            return self._say(_NOT_FOUND, "There is no such page.")
        return None

    def nothing(self) -> Answer:
        """Return (status, headers, body) where there is no application to ask."""
        return self._say(_NOT_FOUND, "There is no such page.")

    def _find(self, host: str, path: bytes, query: bytes) -> tuple[str | None, int] | None:
        hosts = self._settings["hosts"]
        site = hosts.get(host, hosts.get("*"))
        plain = _plain(path)
        if site is None or plain is None:
            return None
        present = set(_parameters(query))
        for wanted, target, status in self._rules.get(site, {}).get(quote(plain, safe="/"), ()):
            if present.issuperset(wanted):
                return (target and target + self._campaign(target, query), status)
        return None

    def _campaign(self, target: str, query: bytes) -> str:
        if not self._settings["keep_utm"]:
            return ""
        found = (re.search(b"(?:^|&)(%s=%s)(?:&|\\Z)" % (n.encode(), _UTM_VALUE), query) for n in _UTM)
        kept = "&".join(match[1].decode("ascii") for match in found if match)
        return kept and ("&" if "?" in target else "?") + kept

    def _is_ours(self, target: str) -> bool:
        if not self._settings["new"]:  # the rules name no host: a path on this one
            return re.fullmatch(r"/(?![/\\])[\x21-\x7e]*", target) is not None
        host = re.escape(self._settings["new"])
        return re.fullmatch(f"https?://{host}/[\x21-\x7e]*", target) is not None

    def _say(self, status: int, words: str) -> Answer:
        page = f"<!doctype html><title>{words}</title><p>{words}</p>"
        return self._with_head(status, [("Content-Type", "text/html; charset=utf-8")], page.encode("ascii"))

    def _with_head(self, status: int, headers: list[tuple[str, str]], body: bytes) -> Answer:
        if self._settings["trial"] and status != _NOT_FOUND:
            headers = [*headers, ("Cache-Control", "no-store")]
        return status, [*headers, ("Content-Length", str(len(body)))], body


class WSGIRedirects:
    """WSGI middleware, or an application of its own."""

    def __init__(
        self, application: Callable[..., Iterable[bytes]] | None = None, folder: str | Path = _FOLDER
    ) -> None:
        self._application = application
        self._redirects = Redirects(folder)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        """Answer a request or hand it on."""
        path = (environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")).encode("latin-1")
        query = environ.get("QUERY_STRING", "").encode("latin-1")
        method = environ["REQUEST_METHOD"]
        host = environ.get("HTTP_HOST") or environ.get("SERVER_NAME", "")
        found = self._redirects.answer(method, host, path, query)
        if found is None and self._application is not None:
            return self._application(environ, start_response)
        status, headers, body = found or self._redirects.nothing()
        start_response(f"{status} {_PHRASES[status]}", headers)
        return [b"" if method == "HEAD" else body]


class ASGIRedirects:
    """ASGI 3 middleware, or an application of its own."""

    def __init__(
        self,
        app: Callable[[Message, Receive, Send], Awaitable[None]] | None = None,
        folder: str | Path = _FOLDER,
    ) -> None:
        self._app = app
        self._redirects = Redirects(folder)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request or hand it on; what is no HTTP is always handed on."""
        found = None
        if scope["type"] == "http":
            found = self._redirects.answer(scope["method"], _host(scope), _path(scope), scope["query_string"])
        if found is None and self._app is not None:
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        status, headers, body = found or self._redirects.nothing()
        pairs = [(name.lower().encode("ascii"), value.encode("ascii")) for name, value in headers]
        await send({"type": "http.response.start", "status": status, "headers": pairs})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def _host(scope: Message) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")


def _path(scope: Message) -> bytes:
    raw = scope.get("raw_path")
    if raw is None:
        return str(scope["path"]).encode("utf-8", "surrogateescape")
    return unquote_to_bytes(raw.partition(b"?")[0])


def _plain(path: bytes) -> bytes | None:
    """Merge the slashes of a decoded path and resolve its dots; None if it climbs out or is none."""
    if not path.startswith(b"/"):
        return None
    kept: list[bytes] = []
    for piece in path.split(b"/"):
        if piece == b"..":
            if not kept:
                return None
            kept.pop()
        elif piece not in (b"", b"."):
            kept.append(piece)
    folder = kept and path.endswith((b"/", b"/.", b"/.."))
    return b"/" + b"/".join(kept) + (b"/" if folder else b"")


def _parameters(query: bytes) -> Iterator[str]:
    """List a query's parameters as "name=value" in one spelling."""
    for piece in query.replace(b"+", b" ").split(b"&"):
        if piece:
            name, _, value = piece.partition(b"=")
            yield quote(unquote_to_bytes(name), safe="") + "=" + quote(unquote_to_bytes(value), safe="")
