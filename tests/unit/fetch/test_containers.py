"""A file, zip or folder a person names is opened without unpacking, and what no backup has is refused."""

from __future__ import annotations

import stat
import zipfile
from typing import TYPE_CHECKING

import pytest

from migrator.errors import InputError
from migrator.fetch import containers
from migrator.fetch.containers import opened

if TYPE_CHECKING:
    from pathlib import Path


def packed(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def contents(path: Path) -> dict[str, bytes]:
    found = {}
    with opened(path) as given:
        for name in given.names():
            with given.open(name) as stream:
                found[name] = stream.read()
    return found


def test_a_file_is_its_own_only_member(tmp_path: Path) -> None:
    (tmp_path / "export.xml").write_bytes(b"<rss/>")
    assert contents(tmp_path / "export.xml") == {"export.xml": b"<rss/>"}


def test_a_zip_is_known_by_its_bytes_and_decoys_of_macos_are_no_members(tmp_path: Path) -> None:
    members = {
        "b/feed.atom": b"<feed/>",
        "__MACOSX/b/._feed.atom": b"\0",
        "b/._feed.atom": b"\0",
        ".DS_Store": b"",
    }
    assert contents(packed(tmp_path / "no-ending", members)) == {"b/feed.atom": b"<feed/>"}


def test_a_folder_gives_the_files_below_it(tmp_path: Path) -> None:
    (tmp_path / "f" / "sub").mkdir(parents=True)
    (tmp_path / "f" / "sub" / "a.xml").write_bytes(b"a")
    assert contents(tmp_path / "f") == {"sub/a.xml": b"a"}


def test_a_link_out_of_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "f").mkdir()
    (tmp_path / "secret").write_bytes(b"s")
    (tmp_path / "f" / "link").symlink_to(tmp_path / "secret")
    assert contents(tmp_path / "f") == {}


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../../x", "..\\x", "C:/x"])
def test_a_member_that_points_out_of_the_zip_is_refused(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path / "z.zip", {name: b"x"})
    with pytest.raises(InputError, match="points out of it"), opened(path):
        pass


def test_a_member_that_is_a_link_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        member = zipfile.ZipInfo("link")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    with pytest.raises(InputError, match="is a link"), opened(tmp_path / "z.zip"):
        pass


def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("a", "1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a", "2")
    with pytest.raises(InputError, match="two members called 'a'"), opened(tmp_path / "z.zip"):
        pass


def test_a_member_that_unpacks_beyond_all_measure_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(containers, "_RATIO_FROM", 100_000)
    path = packed(tmp_path / "bomb.zip", {"zeros": bytes(1_000_000)})
    with pytest.raises(InputError, match="unpacks to 1,000,000 bytes"), opened(path):
        pass


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MOST_MEMBERS", 2)
    path = packed(tmp_path / "many.zip", {"a": b"", "b": b"", "c": b""})
    with pytest.raises(InputError, match="3 members"), opened(path):
        pass


def test_a_zip_that_breaks_off_is_an_error_a_person_can_read(tmp_path: Path) -> None:
    path = packed(tmp_path / "z.zip", {"a": b"x" * 1000})
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(InputError, match="cannot be read"), opened(path):
        pass


def test_a_damaged_member_is_an_error_a_person_can_read(tmp_path: Path) -> None:
    path = packed(tmp_path / "z.zip", {"a": bytes(range(256)) * 40})
    content = bytearray(path.read_bytes())
    content[50:60] = b"\xff" * 10
    path.write_bytes(bytes(content))
    with (
        opened(path) as given,
        given.open("a") as stream,
        pytest.raises(InputError, match="/a cannot be read"),
    ):
        stream.read()


def test_what_does_not_exist_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"), opened(tmp_path / "nothing"):
        pass
