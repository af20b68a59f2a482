"""apply.sh and undo.sh where a folder is all there is: web folders, a WordPress, what a host publishes."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from migrator import registry
from migrator.model import Verdict
from migrator.prove.engine import ask_server, found_binary
from migrator.redirects.compile import Move
from migrator.redirects.proof import Case
from migrator.stages.redirects import write_rules

from .hosts import file_answers
from .samples import HOSTS, NEW, OLD_HOST, mapping

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the scripts are for POSIX shells")
FIRST = [
    mapping("/tea.html", "/tea/"),
    mapping("/2009/05/$x'`touch y`.html", "/odd/"),
    mapping("/", "/"),
    mapping("/gone", None, Verdict.GONE),
]
SECOND = [mapping("/tea.html", "/green-tea/"), mapping("/new.html", "/new/")]
MOVE = Move(old_hosts=HOSTS, new_url=NEW, main=OLD_HOST)
YOURS = {
    "apache-htaccess": {".htaccess": "# BEGIN WordPress\n"},
    "azure-swa": {"index.html": "mine"},
    "cloudflare-pages": {"_redirects": "/mine /yours 302\n", "index.html": "mine"},
    "firebase": {"public/404.html": "mine"},
    "html-stubs": {"index.html": "mine", "2009/notes.txt": "mine"},
    "netlify": {"_redirects": "/mine /yours 302\n", "index.html": "mine"},
    "php": {"index.php": "<?php // mine\n"},
    "python-middleware": {"app.py": "mine"},
    "vercel": {"package.json": "{}"},
    "vercel-bulk": {"package.json": "{}"},
    "wordpress-plugin": {"index.php": "mine", "wp-content/plugins/mine.php": "mine"},
}
BLOCKS = {"apache-htaccess": ".htaccess", "cloudflare-pages": "_redirects", "netlify": "_redirects"}
REFUSED = {
    "azure-swa": "staticwebapp.config.json",
    "firebase": "firebase.json",
    "vercel": "vercel.json",
    "vercel-bulk": "vercel.json",
}


def run(script: Path, *words: object, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(script), *map(str, words)],
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def done(script: Path, *words: object) -> str:
    got = run(script, *words)
    assert got.returncode == 0, got.stderr
    return got.stderr


def tree(folder: Path) -> dict[str, bytes]:
    """Return the content of all files, and an empty one for each folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
    }


def rules(folder: Path, name: str, rows: list) -> Path:
    write_rules(rows, MOVE, name, folder)
    return folder


@pytest.fixture
def yours(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / "yours, and its spaces"
    for path, text in YOURS[request.node.callspec.params["name"]].items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def test_every_target_that_asks_for_a_folder_is_tried_here() -> None:
    steps = Path(registry.__file__).parent / "redirects/targets/_steps"
    assert {path.parent.name for path in steps.glob("*/settings.sh") if "PLACE=" in path.read_text()} == set(
        YOURS
    )


@pytest.mark.parametrize("name", YOURS)
def test_rules_are_put_in_replaced_and_taken_back_one_state_at_a_time(
    name: str, yours: Path, tmp_path: Path
) -> None:
    first, second = rules(tmp_path / "first", name, FIRST), rules(tmp_path / "second", name, SECOND)
    states = [tree(yours)]
    for folder in (first, second):
        done(folder / "apply.sh", yours)
        states.append(tree(yours))
    assert len({str(sorted(state.items())) for state in states}) == 3
    done(second / "undo.sh", yours)
    assert tree(yours) == states[1]
    done(first / "undo.sh", yours)
    assert tree(yours) == states[0]
    assert "Nothing to go back to" in run(first / "undo.sh", yours).stderr


@pytest.mark.parametrize("name", YOURS)
def test_what_is_yours_stays(name: str, yours: Path, tmp_path: Path) -> None:
    done(rules(tmp_path / "out", name, FIRST) / "apply.sh", yours)
    for path, text in YOURS[name].items():
        assert (yours / path).read_text().endswith(text)


@pytest.mark.parametrize("name", BLOCKS)
def test_lines_you_write_after_the_rules_were_put_in_stay_when_they_are_taken_out(
    name: str, yours: Path, tmp_path: Path
) -> None:
    folder = rules(tmp_path / "out", name, FIRST)
    done(folder / "apply.sh", yours)
    with (yours / BLOCKS[name]).open("a") as file:
        file.write("# later\n")
    done(folder / "undo.sh", yours)
    assert (yours / BLOCKS[name]).read_text() == YOURS[name][BLOCKS[name]] + "# later\n"


@pytest.mark.parametrize("name", REFUSED)
def test_settings_of_yours_that_must_be_merged_by_hand_stop_everything(
    name: str, yours: Path, tmp_path: Path
) -> None:
    (yours / REFUSED[name]).write_text('{"mine": true}')
    before = tree(tmp_path)
    folder = rules(tmp_path / "out", name, FIRST)
    got = run(folder / "apply.sh", yours)
    assert (got.returncode, "merge by hand" in got.stderr) == (1, True)
    shutil.rmtree(folder)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("name", ["html-stubs"])
def test_a_stub_that_somebody_has_edited_since_stays(name: str, yours: Path, tmp_path: Path) -> None:
    done(rules(tmp_path / "first", name, FIRST) / "apply.sh", yours)
    (yours / "tea.html").write_text("my own page now")
    said = done(rules(tmp_path / "second", name, SECOND) / "apply.sh", yours)
    assert "yours" in said
    assert (yours / "tea.html").read_text() == "my own page now"


@pytest.mark.parametrize("name", ["html-stubs", "netlify", "cloudflare-pages"])
def test_with_two_old_sites_the_host_must_be_named(name: str, yours: Path, tmp_path: Path) -> None:
    other = replace(mapping("/coffee.html", "/coffee/"), old="http://other.example/coffee.html")
    move = replace(MOVE, old_hosts=(OLD_HOST, "other.example"), main=None)
    write_rules([*FIRST, other], move, name, tmp_path / "out")
    for words in ((yours,), (yours, "nobody.example"), (yours, "../out")):
        got = run(tmp_path / "out/apply.sh", *words)
        assert got.returncode == 1
        assert "other.example" in got.stderr
    before = tree(yours)
    done(tmp_path / "out/apply.sh", yours, "other.example")
    added = b"".join(content for path, content in tree(yours).items() if before.get(path) != content)
    assert b"/coffee/" in added
    assert b"/tea/" not in added


@pytest.mark.parametrize(
    ("words", "told"), [((), "FOLDER"), (("/nowhere/at/all",), "no folder"), ((os.devnull,), "no folder")]
)
def test_without_a_folder_the_scripts_say_what_they_need(
    words: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    folder = rules(tmp_path / "out", "netlify", FIRST)
    for script in ("apply.sh", "undo.sh"):
        got = run(folder / script, *words)
        assert (got.returncode, told in got.stderr) == (1, True)


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    folder = rules(tmp_path / "out", "nginx", FIRST)
    got = run(folder / "apply.sh", ROOT=str(tmp_path))
    assert (got.returncode, "is ROOT right?" in got.stderr) == (1, True)


def test_somebody_who_may_not_write_is_told_to_become_root(tmp_path: Path) -> None:
    folder = rules(tmp_path / "out", "nginx", FIRST)
    (tmp_path / "etc/conf.d").mkdir(parents=True)
    (tmp_path / "etc").chmod(0o555)
    for above in (tmp_path, *tmp_path.parents):
        if above.owner() == tmp_path.owner() and not above.stat().st_mode & 0o005:
            above.chmod(0o755)
    user = 65534 if os.geteuid() == 0 else None
    got = subprocess.run(
        ["sh", str(folder / "apply.sh")],
        env={"PATH": os.environ["PATH"], "ROOT": str(tmp_path / "etc")},
        user=user,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (got.returncode, "as root" in got.stderr) == (1, True)


def test_a_php_file_or_module_that_does_not_run_changes_nothing(tmp_path: Path) -> None:
    web = tmp_path / "app"
    web.mkdir()
    folder = rules(tmp_path / "out", "python-middleware", FIRST)
    (folder / "migrator_redirects.py").write_text("this is no Python\n")
    got = run(folder / "apply.sh", web)
    assert (got.returncode, "as it was" in got.stderr) == (1, True)
    assert tree(web) == {}


def _installed(name: str, yours: Path) -> dict[str, bytes]:
    place = yours / "wp-content/mu-plugins" if name == "wordpress-plugin" else yours
    return {path: content for path, content in tree(place).items() if (place / path).is_file()}


def _location(name: str, yours: Path, path: str) -> str | None:
    target, cases = registry.load("target", name), [Case(OLD_HOST, path)]
    engine = target.engine(yours)
    if engine is None:
        (got,) = file_answers(target, _installed(name, yours), cases)
        return got.locations[0] if got.locations else None
    if found_binary(engine.binary) is None:
        pytest.skip(f"{engine.binary} is not installed")
    (reply,) = ask_server(engine, _installed(name, yours), cases, lambda _count: None)
    return next(iter(reply.values("location")), None)


@pytest.mark.engine
@pytest.mark.parametrize("name", ["python-middleware", "wordpress-plugin", "netlify"])
def test_the_host_answers_by_the_rules_that_were_put_in_last(name: str, yours: Path, tmp_path: Path) -> None:
    first, second = rules(tmp_path / "first", name, FIRST), rules(tmp_path / "second", name, SECOND)
    done(first / "apply.sh", yours)
    assert _location(name, yours, "/tea.html") == f"{NEW}/tea/"
    done(second / "apply.sh", yours)
    assert _location(name, yours, "/tea.html") == f"{NEW}/green-tea/"
    assert _location(name, yours, "/new.html") == f"{NEW}/new/"
    done(second / "undo.sh", yours)
    assert _location(name, yours, "/tea.html") == f"{NEW}/tea/"
    assert _location(name, yours, "/new.html") is None
