"""One HTTP exchange, no redirects: connections are made only to addresses that were checked a moment before."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.poolmanager import PoolManager
from urllib3.util.connection import create_connection

from migrator.errors import ConfigError
from migrator.fetch.addresses import Lookup, public_addresses
from migrator.urls import normal, origin_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from requests import PreparedRequest

_POOLS = 64  # hosts whose connections are kept


def resolve_table(resolve: Mapping[str, str]) -> dict[str, str]:
    """Return public origin → origin really connected to, from `[network.resolve]`.

    Raises:
        ConfigError: an entry is no pair of `scheme://host` and `scheme://host:port` or `host:port`.
    """
    table = {}
    for public, private in resolve.items():
        scheme = public.partition("://")[0]
        target = private if "://" in private else f"{scheme}://{private}"
        try:
            table[origin_of(normal(public))] = origin_of(normal(target))
        except ValueError as error:
            raise ConfigError(
                f"[network.resolve] {public!r} = {private!r}: {error}.",
                'Write it like "http://old.example" = "http://127.0.0.1:8080".',
            ) from error
    return table


class _CheckedHTTPConnection(HTTPConnection):
    lookup: Lookup

    def _new_conn(self) -> socket.socket:
        return _connect(self, self.lookup)


class _CheckedHTTPSConnection(HTTPSConnection):
    lookup: Lookup

    def _new_conn(self) -> socket.socket:
        return _connect(self, self.lookup)


def _connect(connection: HTTPConnection, lookup: Lookup) -> socket.socket:
    """Connect to the addresses just checked, never resolving the name a second time (DNS rebinding)."""
    host, port = connection.host, connection.port or connection.default_port
    try:
        addresses = public_addresses(host, port, lookup)
    except (socket.gaierror, UnicodeError) as error:
        raise NameResolutionError(host, connection, socket.gaierror(str(error))) from error
    trouble: OSError | None = None
    for address in addresses:
        try:
            return create_connection(
                (address, port), connection.timeout, socket_options=connection.socket_options
            )
        except OSError as error:
            trouble = error
    if isinstance(trouble, TimeoutError):
        raise ConnectTimeoutError(connection, f"{host} did not take the connection in time") from trouble
    raise NewConnectionError(connection, f"{host} takes no connection: {trouble}") from trouble


class Transport(HTTPAdapter):
    """requests' adapter with `[network.resolve]` and the address check built in. Thread-safe."""

    def __init__(self, resolve: Mapping[str, str], connections: int, lookup: Lookup) -> None:
        self._resolve = resolve_table(resolve)
        self._lookup = lookup
        self._direct = PoolManager(num_pools=_POOLS, maxsize=connections)
        super().__init__(pool_connections=_POOLS, pool_maxsize=connections)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make pools whose connections check the address they are about to use."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _pool(HTTPConnectionPool, _CheckedHTTPConnection, self._lookup),
            "https": _pool(HTTPSConnectionPool, _CheckedHTTPSConnection, self._lookup),
        }

    def get_connection_with_tls_context(
        self, request: PreparedRequest, verify: Any, proxies: Any = None, cert: Any = None
    ) -> Any:
        """Return the pool for a request: the resolve target's where there is one, else a checked one."""
        url = request.url or ""
        target = self._resolve.get(origin_of(url))
        if target is None:
            return super().get_connection_with_tls_context(request, verify, proxies=proxies, cert=cert)
        host = urlsplit(url).hostname
        tls = {"server_hostname": host, "assert_hostname": host} if target.startswith("https:") else {}
        return self._direct.connection_from_url(target, pool_kwargs=tls or None)

    def add_headers(self, request: PreparedRequest, **kwargs: Any) -> None:
        """Name the public host to a resolve target."""
        super().add_headers(request, **kwargs)
        if self.resolves(request.url or ""):
            request.headers["Host"] = urlsplit(request.url or "").netloc

    def resolves(self, url: str) -> bool:
        """True when `[network.resolve]` says where the URL's host really is."""
        return origin_of(url) in self._resolve

    def close(self) -> None:
        """Close all connections."""
        super().close()
        self._direct.clear()


def _pool(base: type[HTTPConnectionPool], connection: type[HTTPConnection], lookup: Lookup) -> Any:
    checked = type(connection.__name__, (connection,), {"lookup": staticmethod(lookup)})
    return type(base.__name__, (base,), {"ConnectionCls": checked})
