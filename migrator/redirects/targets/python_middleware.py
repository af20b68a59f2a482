"""Python: one file with a WSGI and an ASGI class to put before an application, or to run alone for the old hosts.

The file is the same for every blog; what differs is JSON that it reads and never runs.
"""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING

from migrator.redirects._lines import text_file
from migrator.redirects._readme import Words, dropped_query, readme
from migrator.redirects._sites import sites, stays
from migrator.redirects._unnamed import where_it_stays
from migrator.redirects.targets._contract import Capabilities, Engine
from migrator.redirects.targets._middleware import STATUSES, answered, lowered, rule_files, settings_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from migrator.model import RedirectRule
    from migrator.redirects.targets._contract import Answer, Lowered, OutputFile, RuleSet

_NAME = "migrator_redirects"


class PythonMiddleware:
    """The `Target` for sites that are a Python application."""

    name = "python-middleware"
    version = 1
    capabilities = Capabilities(
        title="Python (WSGI and ASGI)",
        any_host=True,
        sets_headers=True,
        statuses=STATUSES,
        facts=(
            "Needs Python 3.8 or later and no package; works with Django, Flask, FastAPI and every other framework.",
            "The rules are read once, when the application starts: 100,000 take some 80 MB in each process.",
            "Every spelling of a path is one address; letter case counts; query conditions match in any order.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Every rule whose status fits its target can be expressed."""
        return lowered(rule)

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Return the Python file, its JSON files and a README."""
        return [
            text_file("README.md", [readme(rules, _words(rules))]),
            text_file(f"{_NAME}.py", [_resource(f"{_NAME}.py")]),
            text_file(f"{_NAME}/rules.json", [rule_files(rules)[""]]),
            text_file(f"{_NAME}/settings.json", [settings_json(rules)]),
        ]

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Model the answer of either class to a GET; servers hand them the path decoded."""
        return answered(rules, host, re.sub(r"(?i)\A%2f", "/", target.strip("\t ")))

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Run both classes, as wsgiref reads requests; they must agree on every answer."""
        return Engine(
            binary="/usr/bin/python3",  # the system's: a server runs as another user, who may not see ours
            argv=("/usr/bin/python3", "-I", "{work}/serve.py", "{work}", "{port}"),
            wrapper={"serve.py": _resource("serve.py")},
            ascii_only=True,  # http.server cuts a request line at bytes that mean a space in Latin-1
            install_hint="Install Python, e.g. with: apt-get install python3",
        )


def _resource(name: str) -> str:
    return (resources.files(__package__) / "_python_middleware" / name).read_text(encoding="utf-8")


def _words(rules: RuleSet) -> Words:
    here = [host for site in sites(rules) if stays(rules, site) for host in site.hosts]
    return Words(
        title="a Python application (WSGI or ASGI)",
        apply=_WHERE + (_HERE.format(where_it_stays(here)) if here else ""),
        test=(
            'python3 -c "import migrator_redirects as m; m.Redirects()"',
            "# restart the application, e.g.: systemctl restart gunicorn",
        ),
        undo="Take the line out again and restart the application.",
        notes=(
            dropped_query(rules),
            "Any spelling of a path (`%C3%A9`, `%c3%a9`, raw UTF-8, `//`) is one address; letter case counts.",
            "Only exact addresses are known, and no request can be sent anywhere but to the new site.",
            "Put no redirect to https or to another host name before it: a reader shall need one hop.",
        ),
    )


_WHERE = """
1. Copy `migrator_redirects.py` and the folder `migrator_redirects` side by side to where your application's modules
   lie.
2. Put it around the application, as its outermost layer.
   WSGI: `from migrator_redirects import WSGIRedirects` and `application = WSGIRedirects(application)`.
   ASGI: `from migrator_redirects import ASGIRedirects` and `app = ASGIRedirects(app)`.
   A server for the old hosts alone runs `WSGIRedirects()` or `ASGIRedirects()` without an application.
3. Let the web server in front hand the old host names to the application, with a certificate for each, and the
   `Host` header unchanged (Django: the old names need not be in `ALLOWED_HOSTS`, as Django never sees them).
"""

_HERE = """
{}: there, addresses without a rule go on to your application.
"""

PLUGIN = PythonMiddleware()
