"""The whole job as a person types it, on a blog without a domain of its own."""

from __future__ import annotations

import json
from functools import partial

import pytest
from variant_blog import Reply, Variant, moved_blog, plain_posts
from variant_server import answer, served

from migrator.cli.main import run


@pytest.fixture
def typed(capsys):
    """Return a function that runs the command line and gives (exit code, stdout, stderr)."""

    def type_words(*words):
        code = run([str(word) for word in words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return type_words


def begun(blog, running, folder, old=""):
    """Return the words of `init` for a blog."""
    origins = [f"{scheme}://{blog.host}" for scheme in ("http", "https")] + ["https://new.example"]
    resolves = [f"--resolve={origin}={running.address}" for origin in origins]
    return ["init", old or blog.base, "https://new.example", "--project", folder, "--rate", 10000, *resolves]


@pytest.mark.parametrize(
    "typing",
    [
        "http://plain.blogspot.example",
        "http://plain.blogspot.example/",
        "http://plain.blogspot.example/index.html",
    ],
)
def test_init_and_run_move_a_blog_however_its_address_is_typed(tmp_path, typed, typing):
    blog = Variant(plain_posts(3))
    with served(partial(answer, blog)) as running:
        code, out, err = typed(*begun(blog, running, tmp_path / "p", typing))
        assert (code, "a Blogger blog" in out) == (0, True), err
        text = (tmp_path / "p" / "migrator.toml").read_text(encoding="utf-8")
        assert 'url = "http://plain.blogspot.example"' in text
        assert '"plain.blogspot.example" = "platform"' in text
        code, out, err = typed("run", "--project", tmp_path / "p", "--no-prove", "--json")
        told = json.loads(out)
        assert (code, told["ok"]) == (0, True), err
        assert told["result"]["verdicts"]["unexplained"] == 0


def test_a_blog_with_nothing_left_to_read_ends_with_the_code_for_unexplained_urls(tmp_path, typed):
    blog = moved_blog(feeds="stubs", comment_feeds=False)
    with served(partial(answer, blog)) as running:
        typed(*begun(blog, running, tmp_path / "p"))
        code, out, _ = typed("run", "--project", tmp_path / "p", "--no-prove", "--quiet")
        assert (code, "unexplained" in out) == (1, True)


def test_a_blog_that_forbids_robots_ends_with_the_way_out(tmp_path, typed):
    blog = Variant(
        plain_posts(2), replies={"/robots.txt": Reply(b"User-agent: *\nDisallow: /\n", kind="text/plain")}
    )
    with served(partial(answer, blog)) as running:
        typed(*begun(blog, running, tmp_path / "p"))
        code, _, err = typed("run", "--project", tmp_path / "p", "--no-prove", "--quiet")
        assert (code, 'robots = "ignore"' in err) == (4, True)
