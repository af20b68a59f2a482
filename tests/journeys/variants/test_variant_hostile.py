"""A blog that would harm whoever moves it: scripts, broken bytes, traps, lies, and addresses it must not reach."""

from __future__ import annotations

import gzip
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from variant_blog import Entry, Remark, Reply, Variant, plain_posts
from variant_journey import again, moved

from migrator.model import Verdict
from migrator.stages.run import Plan

WHEN = datetime(2010, 3, 4, 12, 0, tzinfo=UTC)
NASTY = (
    "<script>alert(1)</script>",
    '"; } location = "http://evil.example";',
    "${jndi} {{7*7}} {% raw %} <?php exit; ?> `id`",
    "=HYPERLINK(1)",
    "a\r\nSet-Cookie: x=1",
    "]]> & </item><item> \u202e \ufffe",
    "x" * 300,
)


def nasty_posts():
    return tuple(
        Entry(
            path=f"/2010/03/post-{number}.html",
            title=text,
            when=WHEN.replace(day=number + 1),
            body=f"<p>Ordinary words around something nasty. {text}</p><img src=x onerror=alert(1)>",
            labels=(" ".join(text.split()),),
            id=600 + number,
            author=text[:80],
            remarks=(Remark(6_000_000 + number, text[:80], text),),
        )
        for number, text in enumerate(NASTY)
    )


def test_nasty_texts_move_and_every_output_stays_whole(tmp_path):
    with moved(tmp_path / "p", Variant(nasty_posts())) as (journey, _):
        assert len(journey.posts()) == len(NASTY)
        assert journey.result.exit_code == 0, journey.messages()
        for file in (journey.out / "export" / "wxr").glob("*.xml"):
            ET.parse(file)
        page = (journey.out / "report.html").read_text(encoding="utf-8")
        assert "<script>alert(1)" not in page
        rows = (journey.out / "url-map.csv").read_text(encoding="utf-8").splitlines()
        assert not [row for row in rows if row.startswith("=")]


@pytest.mark.engine
def test_a_real_server_takes_the_rules_of_a_nasty_blog(tmp_path):
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not installed")
    blog = Variant(nasty_posts(), host="blog.example")
    wishes = {"hosts": '"blog.example" = "repointed-domain"', "redirects": 'targets = ["nginx"]'}
    with moved(tmp_path / "p", blog, plan=Plan(prove=True), **wishes) as (journey, _):
        told = journey.project.stage_state("redirects")[1]["targets"]["nginx"]
        assert (told["proof"], told["failed"]) == ("proved", 0)


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/2010/03/Über Alles.html", "/2010/03/%C3%9Cber%20Alles.html"),
        ("/2010/03/UPPER-Case.html", "/2010/03/UPPER-Case.html"),
        ('/2010/03/quo"te;}{$x.html', "/2010/03/quo%22te;%7D%7B$x.html"),
        ("/2010/03/..hidden..html", "/2010/03/..hidden..html"),
    ],
)
def test_odd_paths_are_one_row_and_move(tmp_path, path, written):
    odd = Entry(path, "Odd", WHEN, id=700, alternate=f"http://plain.blogspot.example{written}")
    with moved(tmp_path / "p", Variant((odd, *plain_posts(2)))) as (journey, _):
        rows = [old for old in journey.verdicts() if old.startswith("/2010/03/") and old.endswith(".html")]
        assert rows == [written]
        assert journey.verdicts()[written].verdict is Verdict.MOVED
        assert journey.result.exit_code == 0


def test_a_page_of_ten_megabytes_and_a_gzip_bomb_stop_nothing(tmp_path):
    one, two, three = plain_posts(3)
    picture = b"<img src='data:image/png;base64," + b"iVBORw0K" * 1_250_000 + b"'>"
    long = (
        b"<html><body><div class='post hentry'><div class='post-body'>"
        + picture
        + b"words</div></div></body></html>"
    )
    bomb = gzip.compress(b"0" * 60_000_000)
    replies = {
        one.path: Reply(long),
        two.path: Reply(bomb, headers=(("Content-Encoding", "gzip"),)),
    }
    with moved(tmp_path / "p", Variant((one, two, three), replies=replies), crawl="max_bytes = 20000000") as (
        journey,
        _,
    ):
        assert len(journey.posts()) == 3
        assert [problem.kind for problem in journey.project.problems.all("crawl")] == ["too-large"]
        assert "larger than 20,000,000 bytes" in journey.report()


def test_redirects_that_loop_or_lead_inside_the_network_are_refused(tmp_path):
    posts = plain_posts(3)
    replies = {
        "/loop.html": Reply(status=302, headers=(("Location", "/loop2.html"),)),
        "/loop2.html": Reply(status=302, headers=(("Location", "/loop.html"),)),
        "/meta.html": Reply(status=302, headers=(("Location", "http://169.254.169.254/latest/meta-data/"),)),
        "/local.html": Reply(status=302, headers=(("Location", "http://127.0.0.1:22/"),)),
        "/js.html": Reply(status=302, headers=(("Location", "javascript:alert(1)"),)),
    }
    links = "".join(f'<a href="{path}">x</a>' for path in replies)
    first = replace(posts[0], body=f"<p>Some places that I have been to, one after another: {links}</p>")
    with moved(tmp_path / "p", Variant((first, *posts[1:]), replies=replies)) as (journey, running):
        verdicts = journey.verdicts()
        assert {verdicts[path].verdict for path in replies} == {Verdict.UNEXPLAINED}
        assert not [target for target in running.targets if "meta-data" in target]
        assert journey.result.exit_code == 1
        assert not [
            row.new for row in verdicts.values() if row.new and not row.new.startswith("https://new.example/")
        ]


def test_images_inside_the_network_are_never_asked_for(tmp_path):
    post = plain_posts(1)[0]
    pictures = '<img src="http://127.0.0.1:9/a.png"><img src="http://169.254.169.254/b.png"><img src="http://[::1]/c.png">'
    with moved(
        tmp_path / "p", Variant((replace(post, body=f"<p>Look at these, please: {pictures}</p>"),))
    ) as (journey, _):
        assert {problem.kind for problem in journey.project.problems.all("media")} == {"forbidden-address"}
        assert journey.result.exit_code == 0


def test_names_of_images_never_leave_the_media_folder(tmp_path):
    post = plain_posts(1)[0]
    pictures = (
        '<img src="http://1.bp.blogspot.example/-a/b/c/d/s320/..%2F..%2F..%2Fetc%2Fpasswd.png">'
        '<img src="http://1.bp.blogspot.example/-a/b/c/e/s320/CON.png">'
        '<img src="http://1.bp.blogspot.example/-a/b/c/f/s320/%00%0A;rm%20-rf.png">'
    )
    with moved(
        tmp_path / "p", Variant((replace(post, body=f"<p>Look at these, please: {pictures}</p>"),))
    ) as (journey, _):
        media = journey.project.folder / "media"
        files = [path for path in journey.project.folder.rglob("*.png") if "out" not in path.parts]
        assert files
        assert {path.parent for path in files} == {media}
        assert all(path.name.isascii() and " " not in path.name for path in files)


def test_bytes_that_are_not_what_they_say_they_are_do_not_stop_the_run(tmp_path):
    one, two, three, four = plain_posts(4)
    replies = {
        one.path: Reply(b"\x89PNG\r\n\x1a\n\x00\xff\xfe", kind="text/html"),
        two.path: Reply(b"<html><body>\xff\xfe\x80 broken \xc3( utf-8</body></html>"),
        three.path: Reply(b"", kind=""),
        "/p/x.html": Reply(b"%PDF-1.4 ...", kind="application/pdf"),
    }
    with moved(tmp_path / "p", Variant((one, two, three, four), replies=replies)) as (journey, _):
        assert len(journey.posts()) == 4
        assert journey.result.exit_code == 0


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c SYSTEM "file:///etc/passwd">]><feed xmlns="http://www.w3.org/2005/Atom">'
    "<id>tag:blogger.com,1999:blog-77</id><title>&b;&c;</title><entry><id>tag:blogger.com,1999:blog-77.post-9</id>"
    '<title>&c;</title><content type="html">&b;&c; words</content>'
    '<link rel="alternate" href="http://plain.blogspot.example/2009/01/post-number-1.html"/></entry></feed>'
)


def test_entities_of_a_feed_are_never_expanded(tmp_path):
    target = "/feeds/posts/default?redirect=false&start-index=1&max-results=150"
    blog = Variant(plain_posts(3), replies={target: Reply(BOMB.encode(), kind="text/xml")})
    with moved(tmp_path / "p", blog) as (journey, _):
        assert len(journey.posts()) == 3
        assert "root:" not in journey.wxr() + journey.report()


def test_a_hostile_blog_moved_twice_gives_the_same_files(tmp_path):
    with moved(tmp_path / "p", Variant(nasty_posts())) as (journey, _):
        first = (journey.out / "url-map.csv").read_bytes()
        assert (again(journey).out / "url-map.csv").read_bytes() == first
