"""What both Apache targets write: patterns byte by byte, targets, campaign parameters, query conditions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.redirects._spelling import as_bytes, split_url, upper_escapes
from migrator.redirects._unnamed import local
from migrator.redirects._utm import UTM_NAMES, UTM_VALUE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from migrator.model import RedirectRule

_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_-")
_ESCAPE_KEEPS = frozenset(_PLAIN | frozenset(b"$.+!*'(),:;@&=~"))  # server/util.c, T_OS_ESCAPE_PATH
_GONE = 410
THIS_HOST = "%{REQUEST_SCHEME}://%{HTTP_HOST}"
_SLASH = re.compile("(?i)%2f")

MODULES = ("mpm_event", "unixd", "authz_core", "dir", "headers", "rewrite")
_MODULE_FOLDERS = (
    "/usr/lib/apache2/modules",
    "/usr/lib64/httpd/modules",
    "/usr/lib/httpd/modules",
    "/usr/libexec/apache2",
    "/usr/local/libexec/apache24",
)

PROOF_BASE = (
    """ServerRoot "{out}"
ServerName localhost
PidFile "{work}/apache.pid"
ErrorLog "{work}/error.log"
DefaultRuntimeDir "{work}"
Listen 127.0.0.1:{port}
KeepAlive On
MaxKeepAliveRequests 0
KeepAliveTimeout 60
"""
    + "".join(
        f'<IfModule !{name}_module>\n<IfFile "{folder}/mod_{name}.so">\n'
        f'LoadModule {name}_module "{folder}/mod_{name}.so"\n</IfFile>\n</IfModule>\n'
        for name in MODULES
        for folder in _MODULE_FOLDERS
    )
    + "StartServers 1\nServerLimit 1\nThreadsPerChild 8\nMaxRequestWorkers 8\n"
)


def os_escaped(path: str) -> str:
    """Encode a decoded path as `int:escape` does: lower-case escapes, most punctuation raw (measured)."""
    return "".join(chr(b) if b in _ESCAPE_KEEPS else f"%{b:02x}" for b in as_bytes(path))


def pattern(text: str) -> str:
    r"""Write a text as a regular expression: every byte but letters, digits, `/`, `_`, `-` as `\xHH`."""
    return "".join(chr(b) if b in _PLAIN else f"\\x{b:02x}" for b in as_bytes(text))


def substitution(target: str) -> str:
    """Write a target for a RewriteRule, where `%2` would be a back reference."""
    path = local(target)
    return ("" if path == target else THIS_HOST) + path.replace("%", "\\%")


def has_encoded_slash(rule: RedirectRule) -> bool:
    """True when the old URL was published with `%2F` in its path."""
    parts = split_url(rule.old)
    return parts is not None and _SLASH.search(parts.path) is not None


def value_pattern(values: Iterable[str]) -> str:
    """Match a query value in each of these encodings, letter case of escapes aside."""
    return "(?:" + "|".join(map(_loose, dict.fromkeys(map(upper_escapes, values)))) + ")"


def _loose(raw: str) -> str:
    pieces = re.split(r"(%[0-9A-F]{2})", raw)
    return "".join(_escape_pattern(p) if p.startswith("%") else pattern(p) for p in pieces)


def _escape_pattern(escape: str) -> str:
    digits = "".join(d if d.isdigit() else f"[{d}{d.lower()}]" for d in escape[1:])
    return f"\\x25{digits}"


def trial_lines() -> tuple[str, ...]:
    """Forbid browsers to keep the answers that `flags` marked; a local error page renames the mark."""
    return (
        "# On trial: browsers may not keep an answer.",
        "<IfModule mod_headers.c>",
        '    Header always set Cache-Control "no-store" env=MIGR_TRIAL',
        '    Header always set Cache-Control "no-store" env=REDIRECT_MIGR_TRIAL',
        "</IfModule>",
    )


def flags(status: int, *, trial: bool) -> str:
    """Return the flags of a RewriteRule that answers: a target is written as it is, the query dropped."""
    own = ["L", "E=MIGR_TRIAL:1"] if trial else ["L"]
    redirects = [] if status == _GONE else ["NE", "QSD"]
    return f"[{','.join([f'R={status}', *own, *redirects])}]"


def utm_lines() -> Iterator[str]:
    """Collect the campaign parameters of a request in `MIGR_UTM`, joined by `&`."""
    for name in UTM_NAMES:
        yield f'RewriteCond %{{QUERY_STRING}} "(?:^|&)({name}={UTM_VALUE})(?:&|$)"'
        yield "RewriteRule ^ - [E=MIGR_UTM:%{ENV:MIGR_UTM}&%1]"
    yield 'RewriteCond %{ENV:MIGR_UTM} "^&(.+)$"'
    yield "RewriteRule ^ - [E=MIGR_UTM:%1]"
