"""`nianbao extract --warc` as a user runs it: a list of files, twice, and lists that are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.archive.foreign_warcs import make_block, make_record, write_warc
from tests.conftest import Run
from tests.farm.papers import EDUCATION, paper

REPORT = f"<html><body>{paper(EDUCATION, 2024).html()}</body></html>".encode()


def test_reports_in_the_files_of_a_list_are_kept_and_read(tmp_path: Path, nianbao: Run) -> None:
    folder = tmp_path / "crawl"
    folder.mkdir()
    answer = make_record("response", make_block(REPORT))
    write_warc(folder / "a.warc.gz", [answer, make_record("response", make_block(b"<html>"))])
    listed = tmp_path / "list.txt"
    listed.write_text("crawl/a.warc.gz\n\ncrawl/a.warc.gz\n", encoding="utf-8")
    done = nianbao("extract", "--warc", listed, "--archive", tmp_path / "archive")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "sift: 1 files, 2 records, 1 pages looked at, 1 captures kept, 1 sources of reports;"
        " extract: 1 documents read (1 verified)\n"
    )
    listed.write_text("crawl/a.warc.gz\nb.warc.gz\n", encoding="utf-8")
    done = nianbao("extract", "--warc", listed, "--archive", tmp_path / "archive")
    assert done.returncode == 3
    assert done.stderr == (
        f"nianbao: not kept: {tmp_path}/b.warc.gz: cannot be read: No such file or directory\n"
    )
    assert done.stdout.startswith("sift: 1 files, 1 sifted before, 0 records")


@pytest.mark.parametrize(
    ("content", "told"), [(b"\n \n", "is empty"), (b"\xff\xfe\x00", "is no text in UTF-8")]
)
def test_a_list_that_is_none_is_wrong_use(
    content: bytes, told: str, tmp_path: Path, nianbao: Run
) -> None:
    (tmp_path / "list.txt").write_bytes(content)
    done = nianbao("extract", "--warc", tmp_path / "list.txt", "--archive", tmp_path / "archive")
    assert (done.returncode, told in done.stderr) == (2, True)
    assert not (tmp_path / "archive").exists()
