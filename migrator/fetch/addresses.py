"""Which network addresses may be connected to: public ones only, whatever spelling or name leads to them."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

IpAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
# (host, port) → IP addresses in text form; raises socket.gaierror
Lookup: TypeAlias = "Callable[[str, int], list[str]]"

_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = ipaddress.IPv6Network("::/96")
_LOW_32_BITS = 0xFFFFFFFF


class ForbiddenAddressError(Exception):
    """A host leads to an address that is not public."""


def system_lookup(host: str, port: int) -> list[str]:
    """Ask the system's resolver, which also reads odd spellings such as `0x7f.1` and `2130706433`."""
    found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(text: str) -> bool:
    """True for a globally routable unicast address; addresses wrapped in IPv6 count as what they wrap."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return "%" not in text and all(_plainly_public(layer) for layer in _layers(address))


def public_addresses(host: str, port: int, lookup: Lookup = system_lookup) -> list[str]:
    """Resolve a host once; the caller connects to exactly these addresses.

    Raises:
        ForbiddenAddressError: one of the addresses is not public.
        socket.gaierror: the name does not resolve.
    """
    addresses = lookup(host, port)
    for address in addresses:
        if not is_public(address):
            raise ForbiddenAddressError(f"{host} leads to {address}, which is not a public address")
    return addresses


def _plainly_public(address: IpAddress) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved


def _layers(address: IpAddress) -> Iterator[IpAddress]:
    """Yield the addresses a packet may end at: the IPv4 address inside an IPv6 one, else the address."""
    if isinstance(address, ipaddress.IPv4Address):
        yield address
        return
    inside = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))
    wrapped = [found for found in inside if found is not None]
    if any(address in network for network in _NAT64) or (address in _COMPATIBLE and int(address) > 1):
        wrapped.append(ipaddress.IPv4Address(int(address) & _LOW_32_BITS))
    yield from wrapped or [address]
