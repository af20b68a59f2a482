"""Images as old posts show them: lost, wrapped, lazy, in sizes, with equal names."""

from __future__ import annotations

from dataclasses import replace

import pytest
from variant_blog import PNG, Reply, Variant, plain_posts
from variant_journey import again, moved

from migrator.model import Verdict
from migrator.stages.run import Plan

BP = "http://1.bp.blogspot.example/-aB3/TX/AAAA/BBBB"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"


def blog(*markup, **replies):
    post, *rest = plain_posts(2)
    body = f"<p>Some pictures that I took on the way home:</p>{''.join(markup)}"
    return Variant((replace(post, body=body), *rest), **replies)


def copied(journey):
    return {asset.url: asset.file for asset in journey.project.assets.all() if asset.file}


def lost(journey):
    return {asset.url: asset.problem for asset in journey.project.assets.all() if asset.problem}


@pytest.mark.parametrize(
    ("markup", "original"),
    [
        (f'<img src="{BP}/s320/rose.png">', f"{BP}/s0/rose.png"),
        (f'<a href="{BP}/s1600-h/rose.png"><img src="{BP}/s320/rose.png"></a>', f"{BP}/s0/rose.png"),
        (f'<img src="data:image/gif;base64,R0lGOD" data-src="{BP}/s640/rose.png">', f"{BP}/s0/rose.png"),
        (
            f'<img src="{BP}/s320/rose.png" srcset="{BP}/s640/rose.png 2x, {BP}/s1600/rose.png 3x">',
            f"{BP}/s0/rose.png",
        ),
        (f'<img src="{BP.removeprefix("http:")}/s320/rose.png">', f"{BP}/s0/rose.png"),
        (f'<img src="{BP.replace("http:", "https:")}/s320/rose.png">', f"{BP}/s0/rose.png"),
        (
            '<img src="https://blogger.googleusercontent.example/img/a/AVvXsE=s320">',
            "http://blogger.googleusercontent.example/img/a/AVvXsE=s0",
        ),
        ('<img src="/images/own.png">', "http://plain.blogspot.example/images/own.png"),
    ],
)
def test_every_form_of_an_image_is_one_file_at_its_original_size(tmp_path, markup, original):
    images = {
        "/images/own.png": Reply(PNG, kind="image/png"),
        "//blogger.googleusercontent.example/img/a/AVvXsE=s0": Reply(PNG, kind="image/png"),
    }
    with moved(tmp_path / "p", blog(markup, replies=images)) as (journey, _):
        assert list(copied(journey)) == [original]
        assert lost(journey) == {}


def test_a_missing_image_and_a_page_in_its_place_are_told(tmp_path):
    host = "//1.bp.blogspot.example"
    replies = {
        f"{host}/-aB3/TX/AAAA/BBBB/s0/gone.png": Reply(status=404),
        f"{host}/-aB3/TX/AAAA/BBBB/s320/gone.png": Reply(status=404),
        f"{host}/-aB3/TX/AAAA/BBBB/s0/page.png": Reply(b"<html>Sign in</html>"),
        f"{host}/-aB3/TX/AAAA/BBBB/s320/page.png": Reply(b"<html>Sign in</html>"),
    }
    shown = f'<img src="{BP}/s320/gone.png"><img src="{BP}/s320/page.png"><img src="{BP}/s320/rose.png">'
    with moved(tmp_path / "p", blog(shown, replies=replies)) as (journey, _):
        assert set(copied(journey)) == {f"{BP}/s0/rose.png"}
        assert lost(journey) == {
            f"{BP}/s0/gone.png": "it answers 404",
            f"{BP}/s0/page.png": "it is no image (text/html)",
        }
        assert journey.result.exit_code == 0
        assert "gone.png" in journey.report()


def test_equal_names_on_two_hosts_are_two_files(tmp_path):
    other = "http://2.bp.blogspot.example/_x/S1/AAAA/CCCC"
    replies = {"//2.bp.blogspot.example/_x/S1/AAAA/CCCC/s0/IMG_0001.jpg": Reply(JPEG, kind="image/jpeg")}
    shown = f'<img src="{BP}/s320/IMG_0001.jpg"><img src="{other}/s320/IMG_0001.jpg">'
    with moved(tmp_path / "p", blog(shown, replies=replies)) as (journey, _):
        files = copied(journey)
        assert len(set(files.values())) == 2
        assert (journey.project.media / files[f"{other}/s0/IMG_0001.jpg"]).read_bytes() == JPEG


def test_a_full_size_behind_the_thumbnail_is_kept_too(tmp_path):
    shown = f'<a href="{BP}/s1600/big.png"><img src="{BP.replace("BBBB", "CCCC")}/s200/small.png"></a>'
    with moved(tmp_path / "p", blog(shown)) as (journey, _):
        assert len(copied(journey)) == 2


def test_an_original_that_is_gone_leaves_the_largest_size_there_is(tmp_path):
    replies = {"//1.bp.blogspot.example/-aB3/TX/AAAA/BBBB/s0/rose.png": Reply(status=403)}
    shown = f'<a href="{BP}/s1600/rose.png"><img src="{BP}/s320/rose.png"></a>'
    with moved(tmp_path / "p", blog(shown, replies=replies)) as (journey, _):
        assert list(copied(journey)) == [f"{BP}/s0/rose.png"]
        (problem,) = journey.project.problems.all("media")
        assert (problem.kind, "s1600" in problem.message) == ("smaller", True)


def test_images_of_strangers_in_a_post_are_copied_too(tmp_path):
    replies = {"//pictures.example/cat.jpg": Reply(JPEG, kind="image/jpeg")}
    with moved(tmp_path / "p", blog('<img src="http://pictures.example/cat.jpg">', replies=replies)) as (
        journey,
        _,
    ):
        assert list(copied(journey)) == ["http://pictures.example/cat.jpg"]


def test_without_media_nothing_is_copied_and_the_rest_is_made(tmp_path):
    shown = f'<img src="{BP}/s320/rose.png">'
    with moved(tmp_path / "p", blog(shown), plan=Plan(media=False, prove=False)) as (journey, running):
        assert not [host for host, _, _ in running.log if host.endswith("bp.blogspot.example")]
        assert copied(journey) == {}
        assert journey.result.exit_code == 0
        assert journey.verdicts()[f"{BP}/s0/rose.png"].reason == "image.left"


def test_media_left_out_by_the_settings_is_left_out_by_every_run(tmp_path):
    shown = f'<img src="{BP}/s320/rose.png">'
    with moved(tmp_path / "p", blog(shown), crawl="media = false") as (journey, running):
        assert not [host for host, _, _ in running.log if host.endswith("bp.blogspot.example")]
        assert journey.result.exit_code == 0


def own_image():
    return blog(
        '<img src="/images/own.png"><img src="/images/gone.png">',
        replies={"/images/own.png": Reply(PNG, kind="image/png")},
    )


def test_an_image_of_the_blogs_own_host_waits_for_the_address_of_its_copy(tmp_path):
    with moved(tmp_path / "p", own_image()) as (journey, _):
        row = journey.verdicts()["/images/own.png"]
        assert (row.verdict, "media_base" in row.note) == (Verdict.UNEXPLAINED, True)
        toml = journey.project.folder / "migrator.toml"
        text = toml.read_text(encoding="utf-8") + '\n[export]\nmedia_base = "https://new.example/old-media"\n'
        toml.write_text(text, encoding="utf-8")
        later = again(journey)
        assert later.moves()["/images/own.png"].endswith("-own.png")
        assert later.result.exit_code == 0


def test_an_image_of_the_blogs_own_host_that_is_gone_is_gone(tmp_path):
    with moved(tmp_path / "p", own_image()) as (journey, _):
        assert journey.verdicts()["/images/gone.png"].reason == "gone.not-found"
