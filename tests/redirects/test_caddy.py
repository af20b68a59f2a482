"""Particulars of Caddy: the site block is valid, and nothing in a path is expanded."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from migrator import registry
from migrator.model import RedirectRule
from migrator.prove.engine import found_binary
from migrator.redirects.lowering import planned
from migrator.redirects.proof import Case
from migrator.stages.proving import emitted

from .samples import NEW, OLD_HOST, compiled, mapping, real_answers

if TYPE_CHECKING:
    from pathlib import Path

TARGET = registry.load("target", "caddy")


@pytest.mark.engine
def test_the_site_block_of_the_old_hosts_is_valid(tmp_path: Path) -> None:
    program = found_binary("caddy")
    if program is None:
        pytest.skip("caddy is not installed")
    for name, content in emitted(TARGET, planned(TARGET, compiled().rules).rules).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    (tmp_path / "Caddyfile").write_text("import migrator/site.caddy\n")
    command = [program, "adapt", "--config", tmp_path / "Caddyfile", "--adapter", "caddyfile"]
    said = subprocess.run(command, capture_output=True, check=False, env={"HOME": str(tmp_path)})
    assert (said.returncode, said.stderr) == (0, b"") or b"formatted" in said.stderr
    assert said.stdout.count(OLD_HOST.encode()) > 2
    assert b":80" in said.stdout
    assert b":443" in said.stdout


@pytest.mark.engine
@pytest.mark.parametrize(
    ("path", "request_target"),
    [
        ("/%7B$HOME%7D", "/%7B$HOME%7D"),
        ("/%7Bhost%7D", "/{host}"),
        ("/%7Bhttp.request.host%7D", "/{http.request.host}"),
        ("/end%5C", "/end\\"),
        ("/%60%22", '/`"'),
        ("/~x", "/~x"),
        ("/%5Cx41", "/%5Cx41"),
        ("/#%7Bargs.0%7D", "/%23{args.0}"),
    ],
)
def test_what_looks_like_a_placeholder_or_an_escape_is_taken_literally(
    path: str, request_target: str
) -> None:
    result = compiled([mapping(path.replace("#", "%23"), "/x/"), mapping("/y", "/y2/")])
    (got,) = real_answers(TARGET, result.rules, [Case(OLD_HOST, request_target)])
    assert got.locations == (f"{NEW}/x/",)


def test_paths_that_are_no_utf_8_are_refused() -> None:
    rule = RedirectRule(host=OLD_HOST, path="/latin-\udce9", target=f"{NEW}/")
    assert (TARGET.lower(rule).grade, TARGET.lower(rule).reason[:6]) == ("refused", "bytes:")
