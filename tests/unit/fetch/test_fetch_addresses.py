"""No spelling, wrapping or name may lead the fetcher to a private address."""

from __future__ import annotations

import socket

import pytest

from migrator.fetch.addresses import (
    ForbiddenAddressError,
    is_public,
    public_addresses,
    system_lookup,
)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.10",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.5.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.7",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "2001:0:7f00:1::",
        "not an address",
    ],
)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_a_public_address_is_allowed(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1", "[::1]"]
)
def test_odd_spellings_of_loopback_resolve_to_what_they_mean_and_are_refused(host: str) -> None:
    with pytest.raises(ForbiddenAddressError):
        public_addresses(host, 80, system_lookup)


def test_one_private_address_among_public_ones_condemns_the_host() -> None:
    with pytest.raises(ForbiddenAddressError, match=r"mixed\.example leads to 10\.0\.0\.1"):
        public_addresses("mixed.example", 80, lambda _host, _port: ["8.8.8.8", "10.0.0.1"])


def test_public_addresses_come_back_in_the_resolvers_order() -> None:
    assert public_addresses("x.example", 80, lambda _h, _p: ["8.8.8.8", "1.1.1.1"]) == ["8.8.8.8", "1.1.1.1"]


def test_a_name_without_address_says_so() -> None:
    def nothing(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(-2, "unknown")

    with pytest.raises(socket.gaierror):
        public_addresses("gone.example", 80, nothing)
