import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.archive import Archive, open_archive
from archive.members import read_members
from archive.warc import read_fields, read_record, stored_headers
from tests.archive.warcs import (
    MOMENT,
    SOFTWARE,
    check_all,
    check_file,
    make_writer,
    numbered_ids,
)

DATE = "2026-03-01T04:05:06Z"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(
        tmp_path / "archive", command="crawl", create=True, clock=lambda: MOMENT
    ) as opened:
        yield opened


def write_one(archive: Archive, **options: object) -> Path:
    with make_writer(archive, 7, make_id=numbered_ids()) as writer:
        position = writer.write_exchange(
            url="http://127.0.1.9/a?b=1",
            date="2026-03-01T04:05:06Z",
            request=("GET", [("Accept", "*/*")], b""),
            response=(200, "HTTP/1.1", [("X-Two", "1"), ("X-Two", "2")], b"abc"),
            fields={"outcome": "ok"},
            ip="127.0.1.9",
        )
    return archive.path / position.file


def test_the_records_of_an_exchange_end_with_the_response(archive: Archive) -> None:
    path = write_one(archive)

    assert [member.type for member in read_members(path)] == [
        "warcinfo",
        "metadata",
        "request",
        "response",
    ]
    assert path.name == "nianbao-20260301040506-000007-0001.warc.gz"


def test_the_same_exchange_gives_the_same_bytes(archive: Archive) -> None:
    first = write_one(archive).read_bytes()
    for path in archive.path.glob("warc/*/*"):
        path.unlink()
    archive.db.conn.execute("DELETE FROM warc_files")
    assert write_one(archive).read_bytes() == first


def test_a_name_that_a_row_has_is_not_given_again(archive: Archive) -> None:
    write_one(archive).unlink()
    assert write_one(archive).name == "nianbao-20260301040506-000007-0002.warc.gz"


def test_the_warcinfo_names_software_and_operator(archive: Archive) -> None:
    path = write_one(archive)
    first = next(read_members(path))
    fields = read_fields(read_record(path, first.offset, first.length).payload)

    assert {name: fields[name] for name in SOFTWARE} == SOFTWARE
    assert fields["conformsTo"].endswith("warc-1.1/")


def test_the_request_line_keeps_the_query_and_names_the_host(archive: Archive) -> None:
    text = gzip.decompress(write_one(archive).read_bytes()).decode()

    assert "GET /a?b=1 HTTP/1.1\r\nHost: 127.0.1.9\r\nAccept: */*\r\n" in text


def test_answer_and_request_name_each_other(archive: Archive) -> None:
    path = write_one(archive)
    metadata, request, response = (
        read_record(path, one.offset, one.length).headers for one in list(read_members(path))[1:]
    )

    assert metadata["WARC-Concurrent-To"] == response["WARC-Record-ID"]
    assert request["WARC-Concurrent-To"] == response["WARC-Record-ID"]
    assert response["WARC-Concurrent-To"] == request["WARC-Record-ID"]


def test_a_posted_body_is_kept_with_its_length(archive: Archive) -> None:
    with make_writer(archive, 1) as writer:
        position = writer.write_exchange(
            url="http://127.0.1.9/a",
            date=DATE,
            request=("POST", [("Content-Type", "application/json")], b"{}"),
            response=(200, "HTTP/1.1", [], b"abc"),
            fields={},
        )
    path = archive.path / position.file
    request = next(one for one in read_members(path) if one.type == "request")
    found = read_record(path, request.offset, request.length)

    assert ("Content-Length", "2") in found.http
    assert found.payload == b"{}"


def test_every_value_of_a_repeated_header_is_kept(archive: Archive) -> None:
    path = write_one(archive)
    last = list(read_members(path))[-1]

    assert read_record(path, last.offset, last.length).http == (
        ("X-Two", "1"),
        ("X-Two", "2"),
        ("Content-Length", "3"),
    )


def test_a_file_name_in_gbk_is_stored_byte_by_byte(archive: Archive) -> None:
    raw = 'attachment; filename="年报.docx"'.encode("gbk").decode("latin-1")
    with make_writer(archive, 1) as writer:
        position = writer.write_exchange(
            url="http://127.0.1.9/a",
            date="2026-03-01T04:05:06Z",
            request=("GET", [], b""),
            response=(200, "HTTP/1.1", [("Content-Disposition", raw)], b"abc"),
            fields={},
        )
    data = gzip.decompress((archive.path / position.file).read_bytes())

    assert 'filename="年报.docx"'.encode("gbk") in data
    check_all(archive)


def test_files_rotate(archive: Archive) -> None:
    with make_writer(archive, 1, rotate_bytes=1) as writer:
        files = {
            writer.write_resource(f"urn:{n}", DATE, ("text/plain", b"x"), {}).file for n in range(3)
        }

    assert len(files) == 3
    check_all(archive)


def test_a_resource_is_read_back(archive: Archive) -> None:
    with make_writer(archive, 1) as writer:
        position = writer.write_resource("urn:a", DATE, ("application/pdf", b"%PDF-"), {})
        while_open = read_record(archive.path / position.file, position.offset, position.length)

    found = read_record(archive.path / position.file, position.offset, position.length)
    assert (found.type, found.payload) == ("resource", b"%PDF-")
    assert while_open == found


@pytest.mark.parametrize("status", [204, 304])
def test_an_invented_length_is_dropped(status: int) -> None:
    assert stored_headers(status, [("Content-Length", "0")], b"") == []


def test_transfer_encoding_is_dropped_and_the_length_set() -> None:
    headers = [("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")]

    assert stored_headers(200, headers, b"1234") == [
        ("Content-Encoding", "gzip"),
        ("Content-Length", "4"),
    ]


def test_the_checkers_refuse_a_truncated_file(archive: Archive) -> None:
    path = write_one(archive)
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(AssertionError):
        check_file(path)


def test_a_run_resumed_within_the_second_overwrites_nothing(archive: Archive) -> None:
    first = write_one(archive)
    kept = first.read_bytes()
    second = write_one(archive)
    assert second != first
    assert first.read_bytes() == kept
