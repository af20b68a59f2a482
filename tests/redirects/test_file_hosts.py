"""Hosts that take files: S3's objects, Azure's settings, pages that point on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from migrator import registry
from migrator.errors import TargetLimitError
from migrator.model import RedirectRule
from migrator.redirects.lowering import kind_of, planned
from migrator.redirects.targets._contract import Answer
from migrator.stages.proving import emitted

from .samples import NEW, OLD_HOST, compiled

S3, AZURE, STUBS = (registry.load("target", name) for name in ("s3", "azure-swa", "html-stubs"))
MOVED = Answer(301, f"{NEW}/x/")


def _rule(path: str, **changes: object) -> RedirectRule:
    return RedirectRule(**{"host": OLD_HOST, "path": path, "target": f"{NEW}/x/", **changes})


def _rules(*rules: RedirectRule):
    return replace(compiled().rules, rules=rules)


@pytest.mark.parametrize(
    ("target", "rule", "grade", "kind"),
    [
        (S3, _rule("/a", query=(("p", "1"),)), "refused", "query"),
        (S3, _rule("/a", status=302), "refused", "status"),
        (S3, _rule("/a+b"), "refused", "plus"),
        (S3, _rule("/\udce9"), "refused", "encoding"),
        (S3, _rule("/" + "é" * 510), "refused", "long"),
        (S3, _rule("/a", target=None, status=410), "weakened", "gone-404"),
        (S3, _rule("/a b%.html"), "exact", ""),
        (AZURE, _rule("/a", query=(("p", "1"),)), "refused", "query"),
        (AZURE, _rule("/a*"), "refused", "reserved"),
        (AZURE, _rule("/{a,b}"), "refused", "reserved"),
        (AZURE, _rule("/100%"), "weakened", "spelling"),
        (AZURE, _rule("/" + "a" * 10_240), "refused", "long"),
        (AZURE, _rule("/a", target=None, status=410), "exact", ""),
        (AZURE, _rule("/.auth/me"), "refused", "reserved"),
        (AZURE, _rule("/a", target=f"{NEW}/?s='x'"), "refused", "rewritten"),
        (AZURE, _rule("/a", target=f"{NEW}/b/../x/"), "refused", "rewritten"),
        (AZURE, _rule("/a", status=308), "weakened", "status"),
        (STUBS, _rule("/a", query=(("p", "1"),)), "refused", "query"),
        (STUBS, _rule("/a", target=None, status=410), "refused", "gone"),
        (STUBS, _rule("/" + "a" * 256), "refused", "long"),
        (STUBS, _rule("/a:b"), "refused", "file-name"),
        (STUBS, _rule("/a\\b"), "refused", "file-name"),
        (STUBS, _rule("/end. "), "refused", "file-name"),
        (STUBS, _rule("/../up.html"), "refused", "file-name"),
        (STUBS, _rule("/a..b.html"), "refused", "file-name"),
        (STUBS, _rule("/a%2Fb.html"), "refused", "file-name"),
        (STUBS, _rule('/"a".html'), "refused", "file-name"),
        (STUBS, _rule("/2009/Con.html"), "refused", "file-name"),
        (STUBS, _rule("/a/index.html/b"), "refused", "file-name"),
        (STUBS, _rule("/" + "aaaa/" * 250), "refused", "long"),
        (STUBS, _rule("/a"), "weakened", "stub"),
    ],
)
def test_each_rule_is_graded_by_what_the_host_makes_of_it(
    target, rule: RedirectRule, grade: str, kind: str
) -> None:
    row = target.lower(rule)
    assert (row.grade, kind_of(row)) == (grade, kind)


def test_an_object_of_s3_is_named_by_the_decoded_path_and_a_folder_by_its_index_page() -> None:
    rules = _rules(_rule("/"), _rule("/a/"), _rule("/é b.html"))
    assert emitted(S3, rules)["objects.tsv"].decode().splitlines() == [
        f"a/index.html\t{NEW}/x/",
        f"index.html\t{NEW}/x/",
        f"é b.html\t{NEW}/x/",
    ]
    asked = ("/", "/a/", "/%C3%A9%20b.html?x=1", "/%c3%a9%20b.html")
    assert [S3.answer(rules, OLD_HOST, target) for target in asked] == [MOVED] * 4
    assert S3.answer(rules, OLD_HOST, "/a") is None


_AWS = """#!/bin/sh
shift
operation=$1 key=${4#--key=}
case $operation in
  head-object)
    test "$key" = taken.html && { echo None; exit; }
    test -e "$LOG" && grep -q "put-object.*$key" "$LOG" && { echo https://askmarigold.example/x/; exit; }
    exit 255 ;;
esac
printf '%s|' "$@" >> "$LOG"
echo >> "$LOG"
"""


def _aws(folder, *words: str) -> tuple[str, str]:
    if shutil.which("sh") is None:
        pytest.skip("there is no shell")
    program = folder / "bin" / "aws"
    program.parent.mkdir(exist_ok=True)
    program.write_text(_AWS, encoding="utf-8")
    program.chmod(0o755)
    rules = _rules(_rule("/taken.html"), _rule("/a b$(touch x).html"), _rule("/-n 'q\".html"))
    for path, content in emitted(S3, rules).items():
        (folder / path).write_bytes(content)
    environment = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}", "LOG": str(folder / "log")}
    command = ["sh", str(folder / "apply.sh"), "my-bucket", *words]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=True)
    log = folder / "log"
    return done.stdout, log.read_text(encoding="utf-8") if log.exists() else ""


def test_the_script_for_s3_only_shows_what_it_would_do(tmp_path) -> None:
    said, log = _aws(tmp_path)
    assert said.count(" -> ") == 3
    assert log == ""


def test_the_script_for_s3_writes_hostile_names_as_they_are_and_leaves_pages_alone(tmp_path) -> None:
    said, log = _aws(tmp_path, "--live")
    assert "there is a page of that name: taken.html" in said
    assert log.splitlines() == [
        f"put-object|--bucket|my-bucket|--key={key}|--website-redirect-location={NEW}/x/|"
        for key in ("-n 'q\".html", "a b$(touch x).html")
    ]
    assert not (tmp_path / "x").exists()


def test_the_script_for_s3_takes_back_what_still_redirects(tmp_path) -> None:
    _aws(tmp_path, "--live")
    _, log = _aws(tmp_path, "--undo")
    assert [
        line.split("|")[3].removeprefix("--key=")
        for line in log.splitlines()
        if line.startswith("delete-object")
    ] == [
        "-n 'q\".html",
        "a b$(touch x).html",
    ]


def test_azure_gets_every_spelling_of_a_path_and_its_plain_text() -> None:
    routes = json.loads(emitted(AZURE, _rules(_rule("/é")))["staticwebapp.config.json"])["routes"]
    assert [route["route"] for route in routes] == ["/%C3%A9", "/%c3%a9", "/é"]
    assert {route["statusCode"] for route in routes} == {301}


def test_azure_answers_a_folder_like_its_index_page_unless_the_folder_has_a_route() -> None:
    rules = _rules(_rule("/a/index.html"), _rule("/b/index.html"), _rule("/b/", target=f"{NEW}/y/"))
    asked = ("/a/index.html", "/a/", "/a", "/b/index.html", "/b/", "/./b/x/../")
    folder = Answer(301, f"{NEW}/y/")
    assert [AZURE.answer(rules, OLD_HOST, target) for target in asked] == [*[MOVED] * 4, folder, folder]


def test_settings_larger_than_azure_takes_are_an_error_that_names_another_target() -> None:
    with pytest.raises(TargetLimitError) as caught:
        emitted(AZURE, _rules(*(_rule(f"/a-rather-long-path-{number}.html") for number in range(200))))
    assert "cloudflare-bulk" in caught.value.hint


class _Parsed(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.script = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] == "script":
            self.script += data


def test_a_page_points_on_in_three_ways_whatever_stands_in_the_address() -> None:
    target = f"{NEW}/a'b&c=%22(d);e/?x=<y>\"</script>"
    page = _Parsed(emitted(STUBS, _rules(_rule("/a.html", target=target)))["site/a.html"].decode())
    found = {tag: attributes for tag, attributes in page.tags if tag != "meta"}
    (refresh,) = [a["content"] for tag, a in page.tags if tag == "meta" and "http-equiv" in a]
    assert (found["link"]["href"], found["a"]["href"], refresh) == (target, target, f"0; url={target}")
    assert json.loads(page.script.removeprefix("location.replace(").split(" + location.hash")[0]) == target
    assert [tag for tag, _ in page.tags] == ["meta", "title", "link", "script", "meta", "p", "a"]


@pytest.mark.parametrize("target", [S3, STUBS])
def test_a_folder_and_its_index_page_are_one_file_and_refused_where_they_lead_to_two(target) -> None:
    two = planned(target, _rules(_rule("/a/"), _rule("/a/index.html", target=f"{NEW}/y/")), {"stub"})
    assert {kind_of(row) for row in two.refused} == {"twin"}
    assert len(two.refused) == 2
    assert not planned(target, _rules(_rule("/a/"), _rule("/a/index.html")), {"stub"}).refused


def test_pages_that_one_disk_would_take_for_one_are_refused_where_they_lead_to_two() -> None:
    rules = _rules(_rule("/A"), _rule("/a/", target=f"{NEW}/y/"), _rule("/B/INDEX.html"), _rule("/b"))
    assert [row.rule.path for row in planned(STUBS, rules).refused] == ["/A", "/a/"]


def test_the_lists_for_front_matter_leave_out_what_a_generator_would_write_elsewhere() -> None:
    rules = _rules(
        *(_rule(path) for path in ("/", "/é: 'x'.html", "/old.htm", "/o/", "/p", "/{{ x }}.html", "/x/")),
        _rule("/asked.html", target=f"{NEW}/x/?p=1"),
        _rule("/part.html", target=f"{NEW}/x/#part"),
    )
    files = emitted(STUBS, rules)
    both = ['"/x/":', '- "/o/"', '- "/p/"', "- \"/é: 'x'.html\""]
    assert files["hugo-aliases.yml"].decode().splitlines() == [*both[:3], '- "/{{ x }}.html"', both[3]]
    assert files["jekyll-redirect_from.yml"].decode().splitlines() == [
        both[0],
        both[1],
        '- "/old.htm"',
        *both[2:],
    ]


def test_an_address_with_others_below_it_becomes_a_folder() -> None:
    files = emitted(STUBS, _rules(_rule("/a.html"), _rule("/a.html/b"), _rule("/c"), _rule("/")))
    pages = sorted(path for path in files if path.startswith("site/"))
    assert pages == [
        "site/a.html/b/index.html",
        "site/a.html/index.html",
        "site/c/index.html",
        "site/index.html",
    ]
