"""Old links with a fragment in a real browser: through a real 301, and on to where the new site's script leads."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from migrator import registry
from migrator.model import UrlKind, UrlMapping, Verdict
from migrator.prove.engine import found_binary, running
from migrator.redirects.anchors import Anchor, compile_map, ordered, view_anchors
from migrator.redirects.compile import Move
from migrator.redirects.new_site import anchor_script, new_site_files
from migrator.stages.proving import emitted

from .loopback import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from migrator.redirects.targets._contract import RuleSet

pytestmark = pytest.mark.engine

MOVED = {
    "/": "/",
    "/2010/05/tea.html": "/tea/",
    "/2003_02_01_archive.html": "/2003/02/",
    "/search/label/Tea%20%26%20Cake": "/category/tea-cake/",
    "/search?q=tea%20time": "/?s=tea+time",
    "/faq.html": "/help/",
    "/faq.html#ship": "/shipping/",
    "/faq.html#caf%C3%A9": "/cafe/",
    "/faq.html#__proto__": "/proto/",
    "/2010/05/tea.html#c333": "/tea/comment-page-2/#comment-7",
}
PAGES = {
    "/tea/": '<p id="c111">One</p><p id="comment-222">Two</p><h2 id="comments">All</h2>',
    "/tea/comment-page-2/": '<p id="comment-7">Three</p>',
    "/kept/": '<a name="90999999">Here</a><p id="place">There</p>',
}
ARRIVALS = {
    "/2010/05/tea.html?showComment=1300000000000#c111": "/tea/#c111",
    "/2010/05/tea.html#c222": "/tea/#c222",
    "/2010/05/tea.html#c333": "/tea/comment-page-2/#comment-7",
    "/2010/05/tea.html#c999": "/tea/#c999",
    "/#c444": "/tea/#c444",
    "/2003_02_01_archive.html#90123456": "/first-post/",
    "/2003_02_01_archive.html#90000000": "/2003/02/#90000000",
    "/#!/2010/05/tea.html": "/tea/",
    "/#!/2010/05/tea.html?m=1": "/tea/",
    "/#!/search/label/Tea%20%26%20Cake?max-results=5": "/category/tea-cake/",
    "/#!/search/label/Tea%20&%20Cake": "/category/tea-cake/",
    "/#!/search?q=tea+time&m=1": "/?s=tea+time",
    "/#!/unknown.html": "/#!/unknown.html",
    "/faq.html#ship": "/shipping/",
    "/faq.html#%73hip": "/shipping/",
    "/faq.html#caf%C3%A9": "/cafe/",
    "/faq.html#caf%c3%a9": "/cafe/",
    "/faq.html#__proto__": "/proto/",
    "/faq.html#other": "/help/#other",
}
HOSTILE = (
    'c1"><img src=x onerror=window.ran=1>',
    "c1%22%3E%3Cimg%20src=x%20onerror=window.ran=1%3E",
    "!//evil.example/",
    "!///evil.example/2010/05/tea.html",
    "!/%5Cevil.example/",
    "!/%2Fevil.example/",
    "!http://evil.example/",
    "!javascript:window.ran=1",
    "javascript:window.ran=1",
    "!/../../evil",
    "__proto__",
    "constructor",
    "!__proto__",
    "!/__proto__?__proto__",
    "toString",
    "%",
    "%E9",
    "!%",
    "!/%00",
    "%00c444",
    "c444%0d%0aSet-Cookie:ran=1",
    "//evil.example/",
    "c" + "4" * 5_000,
    "!/?" + "a&" * 2_000,
)


WATCH = """
window.busy = 0;
function watched(of, name) {
    const own = of[name];
    of[name] = function () {
        window.busy++;
        const promise = own.apply(this, arguments);
        const done = () => setTimeout(() => window.busy--);
        promise.then(done, done);
        return promise;
    };
}
watched(window, "fetch");
watched(Response.prototype, "json");
navigation.addEventListener("navigate", event => { window.busy += event.hashChange ? 0 : 1; });
"""


@dataclass
class NewSite:
    """Pages with the script in each, a map in files where it is large, and what was asked for."""

    url: str
    files: dict[str, bytes]
    asked: list[str]

    def body(self, path: str) -> tuple[int, str, bytes]:
        if path.lstrip("/") in self.files:
            kind = "text/javascript" if path.endswith(".js") else "application/json"
            return 200, kind, self.files[path.lstrip("/")]
        tall = '<div style="height:3000px"></div>'
        page = f'<!doctype html><title>{path}</title><script src="/anchors.js"></script>{tall}{PAGES.get(path, "")}{tall}'
        return 200 if path in PAGES else 404, "text/html; charset=utf-8", page.encode()


@contextmanager
def served(site: NewSite) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            status, kind, body = site.body(urlsplit(self.path).path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            pass

    with serving(Handler) as port:
        site.url = f"http://localhost:{port}"
        yield


def rules_of(new: str, *, more: int) -> RuleSet:
    """The rules of the old host 127.0.0.1; with `more` comments the map is cut into files."""
    rows = [
        UrlMapping(old=f"http://127.0.0.1{path}", kind=UrlKind.POST, verdict=Verdict.MOVED, new=new + there)
        for path, there in MOVED.items()
    ]
    compiled = compile_map(rows, Move(old_hosts=("127.0.0.1",), new_url=new))
    known = [Anchor(f"c{number}", f"{new}/tea/#") for number in (111, 222, 444)]
    known += [Anchor(f"c{5_000_000_000 + number}", f"{new}/tea/#") for number in range(more)]
    known += [Anchor("90123456", f"{new}/first-post/"), Anchor("90999999", f"{new}/elsewhere/")]
    views = view_anchors(compiled.rules.rules, ())
    return replace(compiled.rules, anchors=ordered((*compiled.rules.anchors, *known, *views)))


@pytest.fixture(scope="module", params=[("nginx", 0), ("python-middleware", 3_000)], ids=["nginx", "wsgi"])
def move(request: pytest.FixtureRequest) -> Iterator[tuple[str, NewSite]]:
    """An old host whose server redirects, and the new site: with the map in the script, and with it in files."""
    target, more = request.param
    plugin = registry.load("target", target)
    site = NewSite("", {}, [])
    with served(site):
        rules = rules_of(site.url, more=more)
        site.files = new_site_files(rules)
        engine = plugin.engine(None)
        if found_binary(engine.binary) is None:
            pytest.skip(f"{engine.binary} is not installed")
        with running(engine, emitted(plugin, rules)) as port:
            yield f"http://127.0.0.1:{port}", site


@dataclass
class Reader:
    """A browser, and what must not happen in it."""

    page: Page
    elsewhere: list[str]

    def open(self, url: str) -> str:
        """Follow a link as a reader does, and return where they end up when everything has settled."""
        self.page.goto("about:blank")
        self.page.goto(url, wait_until="commit")
        self.page.wait_for_function("document.readyState === 'complete' && window.busy === 0")
        return self.page.url


@pytest.fixture(scope="module")
def reader(chromium: Browser, move: tuple[str, NewSite]) -> Iterator[Reader]:
    old, new = move
    context = chromium.new_context()
    context.add_init_script(WATCH)
    found = Reader(context.new_page(), [])
    ours = ("about:", f"{old}/", f"{new.url}/")
    context.on("request", lambda asked: asked.url.startswith(ours) or found.elsewhere.append(asked.url))
    found.page.on("dialog", lambda dialog: found.elsewhere.append(dialog.message))
    yield found
    context.close()


@pytest.mark.parametrize("old_path", ARRIVALS)
def test_an_old_link_arrives(move: tuple[str, NewSite], reader: Reader, old_path: str) -> None:
    old, new = move
    assert reader.open(old + old_path) == new.url + ARRIVALS[old_path]
    assert reader.elsewhere == []


@pytest.mark.parametrize(
    ("old_path", "seen"),
    [
        ("/2010/05/tea.html#c111", "#c111"),
        ("/2010/05/tea.html#c222", "#comment-222"),
        ("/2010/05/tea.html#c333", "#comment-7"),
        ("/2010/05/tea.html#c999", "#comments"),
    ],
)
def test_the_reader_sees_the_comment(
    move: tuple[str, NewSite], reader: Reader, old_path: str, seen: str
) -> None:
    reader.open(move[0] + old_path)
    assert -1 < reader.page.locator(seen).evaluate("element => element.getBoundingClientRect().top") < 700


@pytest.mark.parametrize("fragment", ["90999999", "place"])
def test_a_place_that_the_page_has_is_left_to_the_browser(
    move: tuple[str, NewSite], reader: Reader, fragment: str
) -> None:
    _, new = move
    new.asked.clear()
    assert reader.open(f"{new.url}/kept/#{fragment}") == f"{new.url}/kept/#{fragment}"
    assert [path for path in new.asked if path.endswith(".json")] == []


def test_a_link_within_the_page_is_answered_too(move: tuple[str, NewSite], reader: Reader) -> None:
    _, new = move
    reader.open(f"{new.url}/kept/")
    reader.page.evaluate("location.hash = '#!/2010/05/tea.html'")
    reader.page.wait_for_url(f"{new.url}/tea/")
    reader.page.go_back()
    assert reader.page.url == f"{new.url}/kept/"


def test_readers_without_an_old_fragment_load_no_map(move: tuple[str, NewSite], reader: Reader) -> None:
    _, new = move
    new.asked.clear()
    reader.open(f"{new.url}/kept/")
    reader.open(f"{new.url}/tea/#c111")
    assert [path for path in new.asked if path.endswith(".json")] == []


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "javascript:window.ran=1",
        "data:text/html,x",
        "/\\evil.example/",
    ],
)
def test_even_a_forged_map_leads_to_the_new_site_alone(
    move: tuple[str, NewSite], reader: Reader, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    _, new = move
    script = anchor_script({"map": {"c5": address, "c6": "/kept/"}, "any": False}).encode()
    monkeypatch.setitem(new.files, "anchors.js", script)
    assert reader.open(f"{new.url}/tea/#c5") == f"{new.url}/tea/#c5"
    assert reader.page.evaluate("window.ran") is None
    assert reader.open(f"{new.url}/tea/#c6") == f"{new.url}/kept/"
    assert reader.elsewhere == []


@pytest.mark.parametrize("fragment", HOSTILE, ids=lambda text: text[:40])
def test_a_hostile_fragment_leads_nowhere_and_runs_nothing(
    move: tuple[str, NewSite], reader: Reader, fragment: str
) -> None:
    old, new = move
    for start in (f"{old}/#{fragment}", f"{new.url}/tea/#{fragment}"):
        ended = urlsplit(reader.open(start))
        assert f"{ended.scheme}://{ended.netloc}" == new.url
        assert ended.path in {"/", "/tea/"}
        assert reader.page.evaluate("[window.ran, document.cookie, document.images.length]") == [None, "", 0]
        assert reader.page.evaluate("({}).toString === Object.prototype.toString")
    assert reader.elsewhere == []
