"""Lists of files: what they say is kept as said, and one wrong line is told before anything."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.archive import open_archive
from archive.compare import compare
from archive.extraction import extract_all
from archive.ingest import Given, ingest
from archive.lists import ListError, read_list
from archive.members import read_members
from archive.warc import read_fields, read_record
from tests.archive.foreign_warcs import make_record, write_warc
from tests.archive.warcs import MOMENT, SOFTWARE
from tests.farm.papers import EDUCATION, paper

URL = "http://www.yunlan.example/2024.html"
PAPER = paper(EDUCATION, 2024)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_text(PAPER.html(), encoding="utf-8")
    (tmp_path / "b.html").write_text(PAPER.edited().html(), encoding="utf-8")
    return tmp_path


def write_list(folder: Path, text: str, encoding: str = "utf-8") -> list[Given]:
    path = folder / "list.csv"
    path.write_text(text, encoding=encoding, newline="")
    return read_list(path, MOMENT)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_is_read_in_every_encoding_it_is_saved_in(folder: Path, encoding: str) -> None:
    first_line = f"a.html,{URL},2024-03-01,云澜市教育局"
    text = f"file,url,fetched_at,agency\r\n{first_line}\r\n\r\nb.html,,,\r\n"
    first, second = write_list(folder, text, encoding)
    assert (first.path.name, first.url, first.agency) == ("a.html", URL, "云澜市教育局")
    assert first.fetched_at == datetime(2024, 3, 1, tzinfo=UTC)
    assert second == Given(folder / "b.html")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: each column once, and `file` among them"),
        ("url\n", "line 1: each column once"),
        ("file,file\n", "line 1: each column once"),
        ("file,date\na.html,1\n", "line 1: no column is called 'date', only file, url"),
        ("file\nc.html\n", "line 2: there is no file 'c.html'"),
        ("file\n.\n", "line 2: there is no file '.'"),
        ("file\na.html\n\nempty\n", "line 4: empty is empty"),
        ("file\na.warc\n", "line 2: a.warc holds records that tell their own addresses"),
        ("file,fetched_at\na.html,soon\n", "line 2: 'soon' is no date"),
        ("file,fetched_at\na.html,2024-02-30\n", "line 2: '2024-02-30' is no date"),
        ("file,fetched_at\na.html,2031-01-01\n", "line 2: 2031-01-01 is yet to come"),
        ("file,url\na.html,www.a.cn/x\n", "line 2: 'www.a.cn/x' is no web address"),
        ("file\na.html\na.html\n", "line 3: the same as line 2"),
        (f"file,url\na.html,{URL}\nb.html,{URL}\n", "line 3: the same as line 2"),
        ("file,url\na.html\n", "line 2: 1 columns, where the first line has 2"),
        ('file\n"a.html\n', "unexpected end of data"),
    ],
)
def test_a_line_that_cannot_be_taken_is_told(folder: Path, text: str, told: str) -> None:
    (folder / "empty").write_bytes(b"")
    write_warc(folder / "a.warc", [make_record("response", b"x")])
    with pytest.raises(ListError) as raised:
        write_list(folder, text)
    assert str(raised.value).startswith(f"{folder / 'list.csv'}, line ")
    assert told in str(raised.value)


def test_two_files_of_an_address_are_a_revision_with_the_stated_dates(folder: Path) -> None:
    listed = f"file,url,fetched_at\nb.html,{URL},2025-06-01\na.html,{URL},2025-02-01\n"
    given = write_list(folder, listed)
    path = folder / "archive"
    with open_archive(path, command="import", create=True, clock=lambda: MOMENT) as archive:
        assert ingest(archive, given, SOFTWARE).new == 2
        extract_all(archive)
        compare(archive)
        (revision,) = archive.rows("SELECT * FROM revisions")
        assert revision["old_last_seen"] == "2025-02-01T00:00:00Z"
        assert revision["seen_at"] == "2025-06-01T00:00:00Z"
        (source,) = archive.rows("SELECT * FROM sources")
        assert (source["url"], source["first_seen"]) == (URL, "2025-02-01T00:00:00Z")
        assert ingest(archive, given, SOFTWARE).new == 0


def test_the_record_says_that_a_date_was_stated(folder: Path) -> None:
    given = write_list(folder, f"file,url,fetched_at\na.html,{URL},2025-06-01\n")
    with open_archive(folder / "archive", command="import", create=True) as archive:
        ingest(archive, given, SOFTWARE)
        (capture,) = archive.rows("SELECT * FROM captures")
    path = folder / "archive" / capture["warc_file"]
    (told,) = (
        read_fields(read_record(path, one.offset, one.length).payload)
        for one in read_members(path)
        if one.type == "metadata"
    )
    assert told["origin"] == capture["origin"] == "address or date as stated in list.csv"
