"""Why a fetch did not end with an answer: settled reasons, and reasons that a later try may heal."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrator.model import Page


class FailureKind(StrEnum):
    """Why there is no answer."""

    UNREACHABLE = "unreachable"  # no connection, or it broke
    NO_NAME = "no-name"  # the host name does not resolve
    TIMEOUT = "timeout"
    TLS = "tls"  # the certificate is not valid for this host
    BROKEN = "broken"  # the answer is not HTTP, or its encoding is damaged
    STATUS = "status"  # 5xx to the end
    RATE_LIMITED = "rate-limited"  # 429 to the end, or a wait longer than anybody waits
    TOO_LARGE = "too-large"
    FORBIDDEN_ADDRESS = "forbidden-address"  # not http(s), or an address that is not public


# What will be the same tomorrow; everything else is worth another run.
_SETTLED = frozenset({FailureKind.TOO_LARGE, FailureKind.FORBIDDEN_ADDRESS})


class FetchError(Exception):
    """One URL could not be fetched. `page` is the last answer where there was one (429 or 5xx)."""

    def __init__(self, kind: FailureKind, message: str, page: Page | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.page = page

    @property
    def retry(self) -> bool:
        """True when a later run may heal it."""
        return self.kind not in _SETTLED
