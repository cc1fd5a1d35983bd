import gzip
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.archive import Archive, open_archive
from archive.captures import get_capture, read_capture, read_payload, record
from archive.coding import CodingError, decode_content
from archive.recovery import recover
from archive.warc import OPEN, WarcError, WarcWriter
from tests.archive.warcs import MOMENT, check_all, make_exchange, make_writer

PAGE = "<p>政府信息公开年报</p>".encode("gb18030")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(
        tmp_path / "archive", command="crawl", create=True, clock=lambda: MOMENT
    ) as opened:
        yield opened


@pytest.fixture
def run(archive: Archive) -> int:
    return archive.begin_run("crawl")


def keep(archive: Archive, writer: WarcWriter, run: int, **parts: Any) -> dict[str, Any]:
    return get_capture(archive, record(archive, writer, make_exchange(run, **parts)))


def test_a_capture_resolves_to_its_payload(archive: Archive, run: int) -> None:
    packed = gzip.compress(PAGE, mtime=0)
    headers = [("Content-Encoding", "gzip"), ("Content-Type", "text/html; charset=gb2312")]
    with make_writer(archive, run) as writer:
        row = keep(archive, writer, run, headers=headers, body=packed)

    payload = read_payload(archive, row)
    assert (payload.raw, payload.body, payload.status) == (packed, PAGE, 200)
    assert row["payload_sha256"] == hashlib.sha256(packed).hexdigest()
    assert (row["media_type"], row["payload_length"]) == ("text/html", len(packed))


def test_the_same_payload_becomes_a_revisit(archive: Archive, run: int) -> None:
    with make_writer(archive, run) as writer:
        first = keep(archive, writer, run, body=PAGE)
        again = keep(archive, writer, run, url="http://127.0.1.9/b", body=PAGE)

    found = read_capture(archive, again)
    assert (again["revisit_of"], found.type) == (first["id"], "revisit")
    assert found.headers["WARC-Refers-To"] == first["record_id"]
    assert found.headers["WARC-Refers-To-Target-URI"] == first["url"]
    assert found.headers["WARC-Refers-To-Date"] == first["fetched_at"]
    assert found.headers["WARC-Payload-Digest"].startswith("sha1:")
    assert read_payload(archive, again).body == PAGE
    check_all(archive)


def test_not_modified_leads_to_the_original(archive: Archive, run: int) -> None:
    headers = [("ETag", '"1"'), ("Content-Type", "text/html")]
    with make_writer(archive, run) as writer:
        first = keep(archive, writer, run, headers=headers, body=PAGE)
        later = keep(archive, writer, run, status=304, outcome="not_modified", headers=[], body=b"")

    found = read_capture(archive, later)
    assert found.headers["WARC-Profile"].endswith("server-not-modified")
    assert (later["revisit_of"], later["payload_sha256"]) == (first["id"], first["payload_sha256"])
    payload = read_payload(archive, later)
    assert (payload.body, payload.status) == (PAGE, 200)
    check_all(archive)


def test_a_failure_without_an_answer_is_a_row_without_a_record(archive: Archive, run: int) -> None:
    with make_writer(archive, run) as writer:
        row = keep(archive, writer, run, status=None, outcome="timeout", headers=[], body=b"")

    assert (row["outcome"], row["warc_file"], row["payload_sha256"]) == ("timeout", None, None)
    with pytest.raises(WarcError, match="has no record: timeout"):
        read_payload(archive, row)


def test_a_cut_body_is_marked(archive: Archive, run: int) -> None:
    with make_writer(archive, run) as writer:
        row = keep(archive, writer, run, outcome="truncated", truncated="disconnect")

    assert read_capture(archive, row).headers["WARC-Truncated"] == "disconnect"


def crash(archive: Archive, run: int, keep_rows: bool) -> Path:
    """Leave a file as a killed process does: open, and cut in the middle of a record."""
    with make_writer(archive, run) as writer:
        for name in "abc":
            url = f"http://127.0.1.9/{name}"
            record(archive, writer, make_exchange(run, url, body=name.encode()))
    if not keep_rows:
        archive.db.conn.execute("DELETE FROM captures WHERE url LIKE '%/b'")
        archive.db.conn.commit()
    (path,) = archive.path.glob("warc/*/*.warc.gz")
    return path.rename(path.with_name(path.name + OPEN))


@pytest.mark.parametrize("cut", [1, 30, 200])
def test_a_cut_file_ends_at_its_last_whole_exchange(archive: Archive, run: int, cut: int) -> None:
    path = crash(archive, run, keep_rows=True)
    size = path.stat().st_size
    archive.db.conn.execute("DELETE FROM captures WHERE url LIKE '%/c'")
    archive.db.conn.commit()
    with path.open("r+b") as file:
        file.truncate(size - cut)

    assert recover(archive) == 0
    check_all(archive)
    rows = archive.rows("SELECT * FROM captures ORDER BY id")
    assert [read_payload(archive, row).body for row in rows] == [b"a", b"b"]


def test_an_exchange_without_a_row_gets_one(archive: Archive, run: int) -> None:
    before = archive.rows("SELECT * FROM captures WHERE url LIKE '%/b'")
    path = crash(archive, run, keep_rows=False)
    assert before == []

    assert recover(archive) == 1
    assert not path.exists()
    (row,) = archive.rows("SELECT * FROM captures WHERE url LIKE '%/b'")
    assert read_payload(archive, row).body == b"b"
    assert (row["run"], row["outcome"], row["status"]) == (run, "ok", 200)
    assert recover(archive) == 0


def test_a_file_without_an_exchange_is_deleted(archive: Archive, run: int) -> None:
    path = crash(archive, run, keep_rows=True)
    with path.open("r+b") as file:
        file.truncate(10)

    recover(archive)
    assert list(archive.path.glob("warc/*/*")) == []


def test_decoding_is_bounded() -> None:
    bomb = gzip.compress(b"0" * 10_000)
    with pytest.raises(CodingError, match="larger than 100 bytes"):
        decode_content(bomb, "gzip", limit=100)


def test_a_cut_stream_gives_what_can_be_read() -> None:
    packed = gzip.compress(bytes(range(256)) * 50)
    found = decode_content(packed[:40], "gzip")
    assert (bytes(range(256)).startswith(found.body[:5]), found.whole) == (True, False)
    assert decode_content(packed, "gzip").whole


def test_deflate_is_read_with_and_without_its_wrapper() -> None:
    raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    bare = raw.compress(PAGE) + raw.flush()
    assert decode_content(zlib.compress(PAGE), "deflate").body == PAGE
    assert decode_content(bare, "deflate").body == PAGE


def test_an_unknown_coding_is_named() -> None:
    with pytest.raises(CodingError, match="'zstd' is not known"):
        decode_content(b"x", "zstd")
