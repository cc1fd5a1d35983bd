"""Whatever happens to an archive's files or rows is found, and said which."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.archive import Archive, open_archive
from archive.captures import record
from archive.journal import JOURNAL
from archive.members import Member, read_members
from archive.recovery import recover
from archive.verify import Fault, verify
from archive.warc import OPEN
from tests.archive.warcs import MOMENT, make_exchange, make_writer

BODY = "<p>政府信息公开年报</p>" * 40


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Return an archive of two files: a page and its revisit, and another page."""
    with open_archive(
        tmp_path / "archive", command="crawl", create=True, clock=lambda: MOMENT
    ) as opened:
        run = opened.begin_run("crawl")
        with make_writer(opened, run) as writer:
            for path in ("a", "b"):
                body = BODY.encode()
                record(opened, writer, make_exchange(run, f"http://127.0.1.9/{path}", body=body))
        with make_writer(opened, run) as writer:
            record(opened, writer, make_exchange(run, "http://127.0.1.9/c", body=b"<p>c</p>"))
        yield opened


def find(archive: Archive) -> list[tuple[str, int | None, int | None]]:
    return [(fault.kind, fault.offset, fault.capture) for fault in verify(archive).faults]


def files(archive: Archive) -> list[Path]:
    return sorted(archive.warc.glob("*/*"))


def member(path: Path, kind: str) -> Member:
    return next(one for one in read_members(path) if one.type == kind)


def change(path: Path, start: int, end: int, data: bytes) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:start] + data + whole[end:])


def test_a_sound_archive_has_no_fault(archive: Archive) -> None:
    found = verify(archive)
    assert (found.files, found.records, found.captures, found.faults) == (2, 11, 3, ())


def test_a_flipped_byte_is_found_wherever_it_is(archive: Archive) -> None:
    path = files(archive)[1]
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        kinds = {kind for kind, _, _ in find(archive)}
        assert "file_altered" in kinds, place


def test_a_damaged_record_is_named_and_those_after_it_are_read(archive: Archive) -> None:
    path = files(archive)[0]
    page = member(path, "response")
    change(path, page.offset + 40, page.offset + 41, b"\x00")
    assert find(archive) == [
        ("file_altered", None, None),
        ("record_damaged", page.offset, None),
        ("record_missing", page.offset, 1),
    ]


def test_a_cut_file_is_found(archive: Archive) -> None:
    path = files(archive)[1]
    page = member(path, "response")
    change(path, page.offset + 50, path.stat().st_size, b"")
    assert find(archive) == [
        ("file_altered", None, None),
        ("record_damaged", page.offset, None),
        ("record_missing", page.offset, 3),
    ]


def test_a_deleted_file_is_found(archive: Archive) -> None:
    gone = files(archive)[1]
    gone.unlink()
    (fault,) = verify(archive).faults
    told = gone.relative_to(archive.path).as_posix()
    assert fault == Fault("file_missing", "this file is not there", told)


def test_a_record_written_anew_with_other_words_is_found(archive: Archive) -> None:
    path = files(archive)[1]
    page = member(path, "response")
    end = page.offset + page.length
    said = gzip.decompress(path.read_bytes()[page.offset : end]).replace(b"<p>c</p>", b"<p>d</p>")
    change(path, page.offset, end, gzip.compress(said))
    kinds = [kind for kind, _, _ in find(archive)]
    assert kinds == ["file_altered", "digest_wrong", "row_differs"]


def test_a_foreign_record_and_a_foreign_file_are_found(archive: Archive) -> None:
    path = files(archive)[1]
    page = member(path, "response")
    data = path.read_bytes()[page.offset : page.offset + page.length]
    foreign = gzip.compress(
        re.sub(rb"(WARC-Record-ID: <urn:uuid:).{8}", rb"\g<1>00000000", gzip.decompress(data))
    )
    with path.open("ab") as file:
        file.write(foreign)
    (path.parent / "other.warc.gz").write_bytes(foreign)
    assert [kind for kind, _, _ in find(archive)] == [
        "file_altered",
        "row_missing",
        "file_unknown",
        "row_missing",
    ]


def test_a_missing_row_and_a_changed_one_are_found(archive: Archive) -> None:
    with archive.transaction():
        archive.db.conn.execute("DELETE FROM captures WHERE id = 3")
        archive.db.conn.execute("UPDATE captures SET url = 'http://127.0.1.9/z' WHERE id = 2")
    first, second = verify(archive).faults
    assert (first.kind, first.capture) == ("row_differs", 2)
    assert first.detail == "the row says url http://127.0.1.9/z, not http://127.0.1.9/b"
    assert (second.kind, second.offset) == (
        "row_missing",
        member(files(archive)[1], "response").offset,
    )


def test_rows_that_name_what_is_not_there_are_found(archive: Archive) -> None:
    archive.db.conn.execute("PRAGMA foreign_keys = OFF")
    archive.db.conn.execute("DELETE FROM runs")
    told = {(fault.kind, fault.detail) for fault in verify(archive).faults}
    assert ("database_damaged", "row 1 of captures names a row of runs that is not there") in told


def test_a_line_of_the_journal_that_cannot_be_read_is_found(archive: Archive) -> None:
    (archive.path / JOURNAL).write_bytes(b'{"at": "2026", "table": "run')
    assert verify(archive).faults == (Fault("journal_damaged", "line 1 cannot be read", JOURNAL),)


def test_what_a_crash_left_open_is_no_fault(archive: Archive) -> None:
    path = files(archive)[1]
    left = path.with_name(path.name + OPEN)
    path.rename(left)
    with archive.transaction():
        archive.db.conn.execute("DELETE FROM warc_files WHERE file LIKE ?", (f"%{path.name}",))
        archive.db.conn.execute("DELETE FROM captures WHERE id = 3")
    with left.open("ab") as file:
        file.write(b"\x1f\x8b\x08torn")
    assert find(archive) == []
    recover(archive)
    assert find(archive) == []
