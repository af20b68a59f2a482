"""PHP: one file to put before everything else; for hosting where neither server nor CMS can be configured.

The PHP is the same for every blog; what differs is JSON that it reads and never runs.
"""

from __future__ import annotations

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

_RULES_A_FILE = 500  # each request reads one file of rules; this keeps it a few dozen kilobytes
_MOST_DIGITS = 3  # at most 4,096 files
_NAME = "migrator-redirects"


class Php:
    """The `Target` for any web server that runs PHP 5.6 or later."""

    name = "php"
    version = 1
    capabilities = Capabilities(
        title="PHP",
        any_host=True,
        sets_headers=True,
        statuses=STATUSES,
        facts=(
            "Needs PHP 5.6 or later and no extension but JSON; the web server must hand it every old address.",
            "Rules lie in small JSON files, of which a request reads one: 100,000 rules cost no more than 500.",
            "Apache answers old addresses with %2F itself (404) unless AllowEncodedSlashes is on.",
            "Letter case counts; query conditions match in any order and encoding.",
        ),
    )

    def lower(self, rule: RedirectRule) -> Lowered:
        """Every rule whose status fits its target can be expressed."""
        return lowered(rule)

    def render(self, rules: RuleSet) -> Sequence[OutputFile]:
        """Return the PHP file, the front page that calls it, its JSON files and a README."""
        digits = _digits(len(rules.rules))
        files = {
            "README.md": readme(rules, _words(rules)),
            f"{_NAME}.php": _resource(f"{_NAME}.php"),
            "index.php": f"<?php\nrequire __DIR__ . '/{_NAME}.php';\nhttp_response_code(404);\n",
            f"{_NAME}/settings.json": settings_json(rules, digits),
        }
        files |= {f"{_NAME}/rules{n}.json": text for n, text in rule_files(rules, digits).items()}
        return [text_file(path, [files[path]]) for path in sorted(files)]

    def answer(self, rules: RuleSet, host: str, target: str) -> Answer | None:
        """Model the PHP file's answer to a GET."""
        return answered(rules, host, target)

    def engine(self, files: Path) -> Engine | None:  # noqa: ARG002 (part of the contract)
        """Run PHP's own web server with the emitted file before a page that is never found."""
        return Engine(
            binary="php",
            argv=("php", "-d", "opcache.enable_cli=1", "-S", "127.0.0.1:{port}", "{work}/router.php"),
            check=("php", "-l", f"{{out}}/{_NAME}.php"),
            wrapper={"router.php": _resource("router.php")},
            ascii_only=True,  # PHP's own web server closes on raw non-ASCII; Apache and nginx do not
            install_hint="Install PHP, e.g. with: apt-get install php-cli",
        )


def _resource(name: str) -> str:
    return (resources.files(__package__) / "_php" / name).read_text(encoding="utf-8")


def _digits(count: int) -> int:
    needed = (digits for digits in range(_MOST_DIGITS) if count <= _RULES_A_FILE * 16**digits)
    return next(needed, _MOST_DIGITS)


def _words(rules: RuleSet) -> Words:
    here = [host for site in sites(rules) if stays(rules, site) for host in site.hosts]
    return Words(
        title="PHP",
        apply=_WHERE + (_HERE.format(where_it_stays(here)) if here else ""),
        check=f"`php -l {_NAME}.php` says whether PHP can read the file; then ask for an address:",
        undo=f"Delete `{_NAME}.php`, the folder `{_NAME}` and `index.php` (or the line that requires the file).",
        notes=(
            dropped_query(rules),
            "There is nothing to reload: the files work at once.",
            "Every spelling of a path (`%C3%A9`, `%c3%a9`, raw UTF-8, `//`) is one address; letter case counts.",
            "Only exact addresses are known, and no request can be sent anywhere but to the new site.",
        ),
    )


_WHERE = """
1. Point the old host names at this hosting account, into a web folder of their own, with a certificate for each.
2. Copy `index.php`, `migrator-redirects.php` and the folder `migrator-redirects` into that web folder.
3. Let the web server hand every address to `index.php`. Apache: a file `.htaccess` with the line
   `FallbackResource /index.php`; nginx: `try_files /index.php =404;` in the `location` that runs PHP for `/`.
"""

_HERE = """
{}: there, leave `index.php` out and put this line at the top of the new site's own
front page instead: `require __DIR__ . '/migrator-redirects.php';`. Addresses without a rule go on to the new site.
"""

PLUGIN = Php()
