"""What is taken of files and folders, in which order, and what is passed over."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from archive import folders
from archive.folders import gather
from tests.archive.foreign_warcs import make_record, write_wacz, write_warc


def passed(path: Path) -> dict[str, str]:
    return {str(one.path.relative_to(path)): one.reason for one in gather([path]).passed}


def test_folders_are_taken_whole_in_one_order(tmp_path: Path) -> None:
    names = ("b/a.html", "a.html", "b/c/d.html", "c.html")
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("<p>年报</p>", encoding="utf-8")
    found = gather([tmp_path, tmp_path / "a.html"])
    assert [str(one.relative_to(tmp_path)) for one in found.documents] == [
        "a.html", "b/a.html", "b/c/d.html", "c.html",
    ]  # fmt: skip
    assert found.passed == ()


def test_what_is_hidden_or_no_document_is_passed_over_by_name(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".a.html").write_text("<p>x</p>", encoding="utf-8")
    (tmp_path / "program").write_bytes(b"\x7fELF\x02\x01\x01\x00\x00")
    (tmp_path / "empty.html").write_bytes(b"\n")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    assert passed(tmp_path) == {
        ".a.html": "is hidden",
        ".git": "is hidden",
        "empty.html": "is empty",
        "loop": "is a link to a folder",
        "pipe": "is no file",
        "program": "is no document",
    }


def test_files_of_records_are_known_by_their_bytes(tmp_path: Path) -> None:
    record = make_record("response", b"x")
    write_warc(tmp_path / "a.warc.gz", [record])
    write_warc(tmp_path / "b.warc", [record]).rename(tmp_path / "b.html")
    write_wacz(tmp_path / "c.wacz", [("archive/a.warc", record)])
    (tmp_path / "torn.wacz").write_bytes((tmp_path / "c.wacz").read_bytes()[:-40])
    found = gather([tmp_path])
    assert [one.name for one in found.foreign] == ["a.warc.gz", "b.html", "c.wacz", "torn.wacz"]
    assert (found.documents, found.passed) == ((), ())


def test_what_is_packed_with_zstd_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.warc.zst").write_bytes(b"\x28\xb5\x2f\xfd\x00\x00\x00\x00")
    assert passed(tmp_path) == {
        "a.warc.zst": "is packed with zstd: unpack it first, with `zstd -d`"
    }


def test_a_file_too_large_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST_BYTES", 10)
    (tmp_path / "a.html").write_bytes(b"<p>0123456789</p>")
    assert passed(tmp_path) == {"a.html": "has 17 bytes, more than 10"}


def test_a_folder_that_cannot_be_read_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", path)

    monkeypatch.setattr("os.scandir", fail)
    assert passed(tmp_path) == {".": "cannot be read: Permission denied"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>x</p>", encoding="utf-8")
    (tmp_path / "a.html").chmod(0)
    assert passed(tmp_path) == {"a.html": "cannot be read: Permission denied"}
