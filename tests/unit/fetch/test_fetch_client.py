"""The client keeps URLs public, follows redirects itself, and stops at every limit."""

from __future__ import annotations

import gzip
import socket

import pytest
from fetching import Answer, FakeClock, MakeClient, Served

from migrator.errors import ConfigError
from migrator.fetch.client import Client, Surroundings, user_agent
from migrator.fetch.failures import FailureKind, FetchError
from migrator.model import Hop
from migrator.settings import CrawlSettings, NetworkSettings


def to(location: str, status: int = 301) -> Answer:
    return Answer(status, b"", {"Location": location})


def test_a_resolved_host_gets_its_public_name_and_the_page_keeps_its_public_url(
    served: Served, client_for: MakeClient
) -> None:
    served.on("/a.html", Answer(body=b"<p>hello</p>", headers={"Content-Type": "text/html; charset=UTF-8"}))
    page = client_for(contact="me@old.example").get("http://old.example/a.html#c5")
    assert (page.url, page.final_url) == ("http://old.example/a.html#c5", "http://old.example/a.html")
    assert (page.status, page.body, page.content_type) == (200, b"<p>hello</p>", "text/html")
    host, _, headers = served.log[0]
    assert host == "old.example"
    assert headers["User-Agent"].endswith("(+me@old.example)")


def test_an_https_name_may_be_resolved_to_a_plain_http_server(served: Served, client_for: MakeClient) -> None:
    served.on("/b/", Answer(body=b"new"))
    assert client_for().get("https://new.example/b/").final_url == "https://new.example/b/"
    assert served.log[0][0] == "new.example"


def test_every_redirect_is_recorded_as_a_hop(served: Served, client_for: MakeClient) -> None:
    served.on("/1", to("/2#part"))
    served.on("/2", to("https://new.example/3", 302))
    served.on("/3", Answer(body=b"end"))
    page = client_for().get("http://old.example/1")
    assert page.hops == (
        Hop("http://old.example/1", 301, "http://old.example/2#part"),
        Hop("http://old.example/2", 302, "https://new.example/3"),
    )
    assert (page.final_url, page.body) == ("https://new.example/3", b"end")


def test_a_redirect_to_raw_utf8_is_read_as_utf8(served: Served, client_for: MakeClient) -> None:
    served.on("/1", to("/caf\u00e9".encode().decode("latin-1")))
    served.on("/caf%C3%A9", Answer(body=b"coffee"))
    assert client_for().get("http://old.example/1").body == b"coffee"


def test_a_redirect_loop_ends_with_its_hops(served: Served, client_for: MakeClient) -> None:
    served.on("/1", to("/2"))
    served.on("/2", to("/1"))
    page = client_for().get("http://old.example/1")
    assert (page.status, len(page.hops)) == (301, 2)


def test_a_chain_without_end_is_cut(served: Served, client_for: MakeClient) -> None:
    for step in range(20):
        served.on(f"/{step}", to(f"/{step + 1}"))
    page = client_for().get("http://old.example/0")
    assert (page.status, len(page.hops)) == (301, 11)


def test_a_redirect_the_caller_does_not_want_is_recorded_but_not_followed(
    served: Served, client_for: MakeClient
) -> None:
    served.on("/1", to("https://elsewhere.example/"))
    page = client_for().get("http://old.example/1", follow=lambda url: "old.example" in url)
    assert page.hops == (Hop("http://old.example/1", 301, "https://elsewhere.example/"),)
    assert (page.status, page.final_url) == (301, "http://old.example/1")


@pytest.mark.parametrize("scheme", ["javascript:alert(1)", "file:///etc/passwd", "mailto:me@old.example"])
def test_a_redirect_to_another_scheme_is_never_followed(
    served: Served, client_for: MakeClient, scheme: str
) -> None:
    served.on("/1", to(scheme))
    page = client_for().get("http://old.example/1")
    assert page.hops == (Hop("http://old.example/1", 301, scheme),)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://old.example/", "//old.example/", "gopher://x/", "x"]
)
def test_only_http_and_https_are_fetched(client_for: MakeClient, url: str) -> None:
    with pytest.raises(FetchError) as caught:
        client_for().get(url)
    assert caught.value.kind is FailureKind.FORBIDDEN_ADDRESS


def test_a_private_address_is_refused_even_where_a_server_listens(
    served: Served, client_for: MakeClient
) -> None:
    for host in ("127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]"):
        with pytest.raises(FetchError) as caught:
            client_for().get(f"http://{host}:{served.port}/")
        assert caught.value.kind is FailureKind.FORBIDDEN_ADDRESS
        assert not caught.value.retry
    assert served.log == []


def test_a_redirect_from_a_public_host_to_a_private_address_is_refused(
    served: Served, client_for: MakeClient
) -> None:
    served.on("/1", to(f"http://127.0.0.1:{served.port}/secret"))
    with pytest.raises(FetchError) as caught:
        client_for().get("http://old.example/1")
    assert caught.value.kind is FailureKind.FORBIDDEN_ADDRESS
    assert served.targets() == ["/1"]


def test_another_port_of_a_resolved_host_is_not_resolved(served: Served, client_for: MakeClient) -> None:
    with pytest.raises(FetchError) as caught:
        client_for(lookup=lambda _h, _p: ["127.0.0.1"]).get(f"http://old.example:{served.port}/")
    assert caught.value.kind is FailureKind.FORBIDDEN_ADDRESS


def test_the_checked_address_is_the_one_connected_to(
    served: Served, client_for: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that changes its address between check and connection (DNS rebinding) gains nothing."""
    answers = iter([["8.8.8.8"], ["127.0.0.1"]])
    asked: list[tuple[str, int]] = []
    connected: list[tuple[str, int]] = []

    def lookup(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return next(answers)

    def connect(address: tuple[str, int], *_rest: object, **_more: object) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("migrator.fetch.transport.create_connection", connect)
    with pytest.raises(FetchError):
        client_for(lookup=lookup, attempts=1).get("http://rebinding.example/")
    assert (asked, connected) == ([("rebinding.example", 80)], [("8.8.8.8", 80)])


def test_an_unknown_host_name_is_told_as_such(client_for: MakeClient) -> None:
    def nothing(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(-2, "unknown")

    with pytest.raises(FetchError, match=r"nowhere\.example does not exist") as caught:
        client_for(lookup=nothing).get("http://nowhere.example/")
    assert caught.value.kind is FailureKind.NO_NAME


def test_a_body_over_the_limit_is_refused_and_not_asked_again(served: Served, client_for: MakeClient) -> None:
    served.on("/big", Answer(body=b"x" * 2000))
    with pytest.raises(FetchError) as caught:
        client_for(max_bytes=1000).get("http://old.example/big")
    assert caught.value.kind is FailureKind.TOO_LARGE
    assert len(served.log) == 1


def test_a_compressed_bomb_is_counted_by_what_it_becomes(served: Served, client_for: MakeClient) -> None:
    bomb = gzip.compress(b"\0" * 5_000_000)
    served.on("/bomb", Answer(body=bomb, headers={"Content-Encoding": "gzip"}))
    assert len(bomb) < 10_000
    with pytest.raises(FetchError) as caught:
        client_for(max_bytes=1_000_000).get("http://old.example/bomb")
    assert caught.value.kind is FailureKind.TOO_LARGE


def test_a_gzip_body_arrives_decoded(served: Served, client_for: MakeClient) -> None:
    served.on("/z", Answer(body=gzip.compress(b"hello"), headers={"Content-Encoding": "gzip"}))
    assert client_for().get("http://old.example/z").body == b"hello"


def test_a_damaged_gzip_body_is_tried_again_and_then_told(served: Served, client_for: MakeClient) -> None:
    damaged = gzip.compress(b"hello" * 1000)[:-20]
    served.on("/z", Answer(body=b"junk" + damaged, headers={"Content-Encoding": "gzip"}))
    with pytest.raises(FetchError) as caught:
        client_for(attempts=2).get("http://old.example/z")
    assert caught.value.kind is FailureKind.BROKEN
    assert len(served.log) == 2


def test_a_server_fault_heals(served: Served, client_for: MakeClient) -> None:
    served.on("/f", Answer(503), Answer(500), Answer(body=b"well again"))
    assert client_for().get("http://old.example/f").body == b"well again"


def test_retry_after_is_waited_for(served: Served, client_for: MakeClient, clock: FakeClock) -> None:
    served.on("/f", Answer(429, b"", {"Retry-After": "17"}), Answer())
    client_for().get("http://old.example/f")
    assert sum(clock.slept) >= 17


def test_a_server_that_asks_for_hours_is_left_alone(
    served: Served, client_for: MakeClient, clock: FakeClock
) -> None:
    served.on("/f", Answer(503, b"", {"Retry-After": "86400"}), Answer())
    with pytest.raises(FetchError) as caught:
        client_for().get("http://old.example/f")
    assert caught.value.retry
    assert sum(clock.slept) < 1000


def test_a_fault_to_the_end_is_an_error_with_the_last_answer(served: Served, client_for: MakeClient) -> None:
    served.on("/f", Answer(503, b"busy"))
    with pytest.raises(FetchError, match="answered 503") as caught:
        client_for(attempts=3).get("http://old.example/f")
    assert caught.value.page is not None
    assert caught.value.page.body == b"busy"
    assert len(served.log) == 3


def test_a_missing_page_is_an_answer(served: Served, client_for: MakeClient) -> None:
    assert client_for().get("http://old.example/none").status == 404
    assert len(served.log) == 1


def test_a_refused_connection_is_tried_again_ever_slower(client_for: MakeClient, clock: FakeClock) -> None:
    client = Client(
        CrawlSettings(rate=1000, attempts=4),
        NetworkSettings(resolve={"http://old.example": "http://127.0.0.1:9"}),
        Surroundings(clock=clock),
    )
    with client, pytest.raises(FetchError) as caught:
        client.get("http://old.example/")
    assert caught.value.kind is FailureKind.UNREACHABLE
    waits = [second for second in clock.slept if second > 0.1]
    assert len(waits) == 3
    assert waits == sorted(waits)


def test_conditional_headers_go_with_the_first_request_only(served: Served, client_for: MakeClient) -> None:
    served.on("/1", to("/2"))
    served.on("/2", Answer())
    client_for().get("http://old.example/1", headers={"If-None-Match": '"x"'})
    assert [headers.get("If-None-Match") for _, _, headers in served.log] == ['"x"', None]


def test_a_password_is_sent_to_its_own_origin_only(served: Served, clock: FakeClock) -> None:
    resolve = {"http://old.example": served.address, "https://new.example": served.address}
    around = Surroundings(clock=clock, passwords={"https://new.example": ("me", "secret")})
    served.on("/1", to("http://old.example/2"))
    with Client(CrawlSettings(rate=1000), NetworkSettings(resolve=resolve), around) as client:
        client.get("https://new.example/1")
    assert [headers.get("Authorization") for _, _, headers in served.log] == ["Basic bWU6c2VjcmV0", None]


def test_the_environment_names_no_proxy(
    served: Served, client_for: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    served.on("/", Answer())
    assert client_for().get("http://old.example/").status == 200


def test_an_explicit_proxy_gets_public_urls_and_never_private_ones(served: Served, clock: FakeClock) -> None:
    around = Surroundings(
        clock=clock, lookup=lambda host, _p: ["10.0.0.1" if host == "inside.example" else "8.8.8.8"]
    )
    served.on("http://public.example/", Answer(body=b"by proxy"))
    with Client(CrawlSettings(rate=1000), NetworkSettings(proxy=served.address), around) as client:
        assert client.get("http://public.example/").body == b"by proxy"
        with pytest.raises(FetchError) as caught:
            client.get("http://inside.example/")
    assert caught.value.kind is FailureKind.FORBIDDEN_ADDRESS


def test_a_wrong_resolve_entry_is_explained() -> None:
    with pytest.raises(ConfigError, match=r"network\.resolve"):
        Client(CrawlSettings(), NetworkSettings(resolve={"old.example": "nonsense"}))


def test_a_contact_cannot_break_the_header() -> None:
    assert "\r" not in user_agent("me@old.example\r\nX-Evil: 1")
