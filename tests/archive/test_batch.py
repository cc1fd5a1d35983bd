"""Rows wait for their records to be on the disk; records wait for nothing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.archive import Archive, open_archive
from archive.batch import SECONDS, Batch
from archive.captures import get_capture, record
from archive.recovery import recover
from archive.verify import verify
from archive.warc import OPEN, WarcWriter
from tests.archive.warcs import MOMENT, SOFTWARE, make_exchange


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(
        tmp_path / "archive", command="crawl", create=True, clock=lambda: MOMENT
    ) as opened:
        yield opened


class _Told(WarcWriter):
    """Says how many captures another reader of the archive sees when the file is synced."""

    def __init__(self, archive: Archive, run: int) -> None:
        super().__init__(archive, run, SOFTWARE)
        self.path, self.seen = archive.path, list[int]()

    def sync(self) -> None:
        self.seen.append(_count(self.path))
        super().sync()


def _count(path: Path) -> int:
    with open_archive(path) as other:
        return int(other.rows("SELECT count(*) AS many FROM captures")[0]["many"])


def test_rows_are_committed_once_a_second_and_after_their_records(archive: Archive) -> None:
    moment = 0.0
    with (
        _Told(archive, archive.begin_run("crawl")) as writer,
        Batch(archive, writer, clock=lambda: moment) as batch,
    ):
        record(archive, writer, make_exchange(1))
        batch.tick()
        assert (writer.seen, _count(archive.path)) == ([], 0)
        moment = SECONDS
        batch.tick()
        assert (writer.seen, _count(archive.path)) == ([0], 1)
        record(archive, writer, make_exchange(1, url="http://127.0.1.9/b"))
    assert writer.seen[1] == 1
    assert _count(archive.path) == 2


def test_what_a_crash_left_without_rows_has_them_after_recovery(
    archive: Archive, tmp_path: Path
) -> None:
    run = archive.begin_run("crawl")
    crashed = tmp_path / "crashed"
    with WarcWriter(archive, run, SOFTWARE) as writer, Batch(archive, writer):
        for path in "aba":
            record(archive, writer, make_exchange(run, url=f"http://127.0.1.9/{path}"))
        shutil.copytree(archive.path, crashed)
    assert _count(crashed) == 0
    with open_archive(crashed, command="crawl") as later:
        assert recover(later) == 3
        found = later.rows("SELECT url, revisit_of FROM captures ORDER BY id")
    assert [(row["url"][-1], row["revisit_of"]) for row in found] == [
        ("a", None),
        ("b", 1),
        ("a", 1),
    ]


def test_a_file_torn_anywhere_gives_all_whole_exchanges(archive: Archive, tmp_path: Path) -> None:
    run = archive.begin_run("crawl")
    crashed = tmp_path / "crashed"
    ends = []
    with WarcWriter(archive, run, SOFTWARE) as writer, Batch(archive, writer):
        for path in "abcd":
            capture = record(archive, writer, make_exchange(run, f"http://127.0.1.9/{path}"))
            row = get_capture(archive, capture)
            ends.append(row["warc_offset"] + row["warc_length"])
        shutil.copytree(archive.path, crashed)
    (left,) = crashed.glob(f"warc/*/*{OPEN}")
    whole = left.read_bytes()
    for cut in range(0, len(whole) + 1, 37):
        left.write_bytes(whole[:cut])
        with open_archive(crashed, command="crawl") as later:
            assert recover(later) == sum(end <= cut for end in ends), cut
            assert verify(later).faults == (), cut
            with later.transaction():
                for table in ("captures", "warc_files"):
                    later.db.conn.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        for finished in crashed.glob("warc/*/*.warc.gz"):
            finished.unlink()
