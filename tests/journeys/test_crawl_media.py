"""Every image ends up in the media folder at its original size, or a problem says why not."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from crawling import BASE, PNG, Blog, PlainPlatform, quick_client, running, settings_text, stored

from migrator import registry
from migrator.model import Silence, StageReport
from migrator.stages.crawl import run_crawl
from migrator.stages.extract import run_extract
from migrator.stages.media import run_media
from migrator.store.project import Project

if TYPE_CHECKING:
    from pathlib import Path

HOST = "http://1.bp.blogspot.example"
SHOWN = f"{HOST}/-aa/TT/AA/I/s320/Cat.JPG"
ORIGINAL = f"{HOST}/-aa/TT/AA/I/s0/Cat.JPG"
GIF = b"GIF89a" + b"\1" * 40


@pytest.fixture(autouse=True)
def _plain_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "load", lambda _kind, _name: PlainPlatform())


@pytest.fixture
def blog():
    with running(Blog()) as served:
        served.page("/", images=(SHOWN,))
        served.paths["/-aa/TT/AA/I/s0/Cat.JPG"] = (200, "image/jpeg", PNG)
        yield served


def copy(folder: Path, blog: Blog, extra: str = "", progress: Silence | None = None) -> StageReport:
    if not folder.exists():
        Project.create(folder, settings_text(blog, extra)).close()
    with Project.open(folder) as project:
        settings = project.settings()
        with quick_client(settings) as client:
            run_crawl(project, settings, Silence(), client=client)
            run_extract(project, settings, Silence())
            return run_media(project, settings, progress or Silence(), client=client)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "media").glob("*"))


def test_the_original_size_is_copied_and_verified(tmp_path: Path, blog: Blog) -> None:
    report = copy(tmp_path / "p", blog)
    digest = hashlib.sha256(PNG).hexdigest()
    name = f"{digest[:12]}-Cat.png"
    assert stored(tmp_path / "p")["asset"] == [(ORIGINAL, name, "image/png", len(PNG), digest, None)]
    assert (tmp_path / "p" / "media" / name).read_bytes() == PNG
    assert (report.counts["copied"], report.problems) == (1, ())


def test_all_sizes_of_an_image_are_one_file(tmp_path: Path, blog: Blog) -> None:
    blog.page("/", images=(SHOWN, SHOWN.replace("s320", "s1600"), SHOWN.replace("s320", "s72-c")))
    copy(tmp_path / "p", blog)
    assert len([target for target in blog.log if "Cat.JPG" in target]) == 1


def test_the_largest_size_left_is_kept_when_the_original_is_gone(tmp_path: Path, blog: Blog) -> None:
    del blog.paths["/-aa/TT/AA/I/s0/Cat.JPG"]
    blog.page("/", images=(SHOWN, SHOWN.replace("s320", "s640")))
    for size in ("s320", "s640"):
        blog.paths[f"/-aa/TT/AA/I/{size}/Cat.JPG"] = (200, "image/gif", GIF)
    report = copy(tmp_path / "p", blog)
    assert files(tmp_path / "p")[0].endswith("-Cat.gif")
    assert [problem.kind for problem in report.problems] == ["smaller"]
    assert "/s640/" in report.problems[0].message
    assert "answers 404" in report.problems[0].message


def test_a_page_that_says_sorry_is_no_image(tmp_path: Path, blog: Blog) -> None:
    blog.paths["/-aa/TT/AA/I/s0/Cat.JPG"] = (200, "image/jpeg", b"<html>sorry</html>")
    report = copy(tmp_path / "p", blog)
    assert not (tmp_path / "p" / "media").exists()
    assert [(problem.kind, problem.retry) for problem in report.problems] == [("missing", False)]
    blog.log.clear()
    copy(tmp_path / "p", blog)
    assert blog.log == []


def test_pictures_on_other_hosts_are_copied_too(tmp_path: Path, blog: Blog) -> None:
    blog.page("/", images=("http://pictures.example/dog.gif",))
    blog.paths["/dog.gif"] = (200, "image/gif", GIF)
    copy(tmp_path / "p", blog)
    assert files(tmp_path / "p")[0].endswith("-dog.gif")


def test_an_image_the_crawl_has_fetched_is_not_fetched_again(tmp_path: Path, blog: Blog) -> None:
    blog.page("/", "/pic", images=("/pic",))
    blog.paths["/pic"] = (200, "image/gif", GIF)
    copy(tmp_path / "p", blog)
    assert blog.requests()["/pic"] == 1
    assert files(tmp_path / "p")[0].endswith("-pic.gif")


def test_a_second_run_copies_only_what_is_missing_on_disk(tmp_path: Path, blog: Blog) -> None:
    blog.page("/", images=(SHOWN, "http://pictures.example/dog.gif"))
    blog.paths["/dog.gif"] = (200, "image/gif", GIF)
    first = copy(tmp_path / "p", blog)
    before = files(tmp_path / "p")
    (tmp_path / "p" / "media" / before[0]).unlink()
    blog.log.clear()
    assert copy(tmp_path / "p", blog) == first
    assert files(tmp_path / "p") == before
    assert len(blog.log) == 1


def test_a_private_address_in_a_post_is_never_asked(tmp_path: Path, blog: Blog) -> None:
    blog.page("/", images=(f"{blog.address}/secret.png", "http://169.254.169.254/latest"))
    blog.paths["/secret.png"] = (200, "image/png", PNG)
    report = copy(tmp_path / "p", blog)
    assert "/secret.png" not in blog.log
    assert [problem.kind for problem in report.problems] == ["forbidden-address"] * 2


def test_a_picture_in_svg_is_kept_and_marked(tmp_path: Path, blog: Blog) -> None:
    blog.paths["/-aa/TT/AA/I/s0/Cat.JPG"] = (200, "image/svg+xml", b"<svg><script>x</script></svg>")
    report = copy(tmp_path / "p", blog)
    assert [finding.code for finding in report.findings] == ["media.svg"]


def test_a_host_that_is_gone_is_asked_a_few_times_only(tmp_path: Path, blog: Blog) -> None:
    gone = [f"http://dead.example/{number}.png" for number in range(30)]
    blog.page("/", images=tuple(gone))
    folder = tmp_path / "p"
    extra = '[network]\nproxy = "http://127.0.0.1:9"\n'
    report = copy(folder, blog, extra)
    assert report.counts["failed"] == 30
    assert {problem.message for problem in report.problems} == {"dead.example does not answer"}


def test_robots_of_the_image_host_is_obeyed(tmp_path: Path, blog: Blog) -> None:
    blog.robots("User-agent: *\nDisallow: /-aa/\n")
    report = copy(tmp_path / "p", blog)
    assert [problem.kind for problem in report.problems] == ["robots"]


def test_images_can_be_left_out(tmp_path: Path, blog: Blog) -> None:
    report = copy(tmp_path / "p", blog, "media = false")
    assert report.counts == {}
    assert not (tmp_path / "p" / "media").exists()


def test_an_interrupt_keeps_what_arrived(tmp_path: Path, blog: Blog) -> None:
    names = [f"/{number}.gif" for number in range(12)]
    blog.page("/", images=tuple(f"http://pictures.example{name}" for name in names))
    for number, name in enumerate(names):
        blog.paths[name] = (200, "image/gif", GIF + bytes([number]))

    class Impatient(Silence):
        calls = 0

        def advance(self, *_: object, **__: object) -> None:
            self.calls += 1
            if self.calls == 4:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(tmp_path / "p", blog, progress=Impatient())
    kept = {row[0] for row in stored(tmp_path / "p")["asset"] if row[1]}
    assert len(kept) >= 4
    blog.log.clear()
    copy(tmp_path / "p", blog)
    assert not kept & {f"http://pictures.example{target}" for target in blog.log}
    assert len(files(tmp_path / "p")) == 12


def test_the_base_of_the_blog_is_not_an_image_host(tmp_path: Path, blog: Blog) -> None:
    blog.page("/", images=("javascript:alert(1)", "data:image/png;base64,AAAA", f"{BASE}/own.gif"))
    blog.paths["/own.gif"] = (200, "image/gif", GIF)
    report = copy(tmp_path / "p", blog)
    assert (report.counts["images"], report.counts["copied"]) == (1, 1)
