"""`nianbao import` as a user runs it: folders, lists, files of other tools, and what is wrong."""

from __future__ import annotations

from pathlib import Path

from tests.archive.foreign_warcs import make_block, make_info, make_record, write_warc
from tests.conftest import Run
from tests.farm.papers import EDUCATION, paper

PAPER = paper(EDUCATION, 2024)


def test_a_folder_of_all_kinds_is_taken_and_the_rest_named(tmp_path: Path, nianbao: Run) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "a.html").write_text(PAPER.html(), encoding="utf-8")
    (folder / ".hidden").write_bytes(b"x")
    block = make_block(f"<html><body>{PAPER.edited().html()}</body></html>".encode())
    damaged = make_record("response", block, payload_digest="sha1:WRONG")
    records = [make_info("browsertrix"), make_record("response", block), damaged]
    write_warc(folder / "a.warc.gz", records)
    done = nianbao("import", folder, "--archive", tmp_path / "archive")
    assert done.stdout == (
        "import: 1 files kept; 1 captures kept, 1 of them sources of reports; read: 2 verified\n"
    )
    assert done.stderr == (
        f"nianbao: passed over: {folder}/.hidden is hidden\n"
        "nianbao: not kept: a.warc.gz, record 3: http://www.yunlan.example/2024.html does not have"
        " the payload that its digest states\n"
    )
    assert done.returncode == 3
    assert nianbao("verify", "--archive", tmp_path / "archive").returncode == 0


def test_a_list_with_a_fault_leaves_nothing(tmp_path: Path, nianbao: Run) -> None:
    (tmp_path / "list.csv").write_text("file\nmissing.html\n", encoding="utf-8")
    done = nianbao("import", "--list", tmp_path / "list.csv", "--archive", tmp_path / "archive")
    assert done.returncode == 2
    assert done.stderr == (
        f"nianbao: {tmp_path}/list.csv, line 2: there is no file 'missing.html'\n"
    )
    assert not (tmp_path / "archive").exists()


def test_nothing_named_is_wrong_use(tmp_path: Path, nianbao: Run) -> None:
    done = nianbao("import", "--archive", tmp_path / "archive")
    assert (done.returncode, "name files or folders" in done.stderr) == (2, True)
