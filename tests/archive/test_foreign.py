"""Files of other tools: what is in them is kept with its dates, and what is not is told."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from archive.archive import Archive, open_archive
from archive.captures import read_capture, read_payload
from archive.foreign import records as foreign_records
from archive.foreign.keep import Taken, keep_foreign
from archive.rebuild import rebuild
from archive.verify import verify
from crawler.imported import judge_answer
from tests.archive.foreign_warcs import (
    DATE,
    URL,
    make_block,
    make_id,
    make_info,
    make_record,
    write_wacz,
    write_warc,
)
from tests.archive.warcs import MOMENT, SOFTWARE, check_all

BODY = "<html><body>政府信息公开</body></html>".encode()
OTHER = b"http://www.yunlan.example/a.pdf"


def sha1(content: bytes) -> str:
    digest = hashlib.sha1(content, usedforsecurity=False).digest()
    return f"sha1:{base64.b32encode(digest).decode()}"


@dataclass
class Import:
    """An archive, and a folder whose files are taken into it."""

    folder: Path
    archive: Archive

    def take(self, *paths: Path) -> Taken:
        return keep_foreign(self.archive, paths, SOFTWARE, judge_answer)

    def take_records(self, *records: bytes, name: str = "a.warc") -> Taken:
        return self.take(write_warc(self.folder / name, records))

    def captures(self) -> list[dict[str, Any]]:
        return self.archive.rows("SELECT * FROM captures ORDER BY id")

    def body(self, capture: dict[str, Any]) -> bytes:
        return read_payload(self.archive, capture).body


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Import]:
    path = tmp_path / "archive"
    with open_archive(path, command="import", create=True, clock=lambda: MOMENT) as archive:
        yield Import(tmp_path, archive)
    with open_archive(path) as archive:
        assert verify(archive).faults == ()


def reasons(taken: Taken) -> list[str]:
    return [one.reason for one in taken.unkept]


def test_a_record_keeps_its_identifier_date_address_and_who_captured_it(place: Import) -> None:
    response = make_record("response", make_block(BODY, "X-Via: 1"), ip_address="203.0.113.9")
    taken = place.take_records(make_info("Heritrix/3.4"), response)
    check_all(place.archive)
    (capture,) = place.captures()
    assert taken.new == [capture["id"]]
    assert (capture["url"], capture["fetched_at"]) == (URL, DATE)
    assert capture["record_id"].encode() in response
    assert capture["origin"] == "Heritrix/3.4; a.warc"
    kept = read_capture(place.archive, capture)
    assert kept.headers["WARC-IP-Address"] == "203.0.113.9"
    assert ("X-Via", "1") in kept.http
    assert place.body(capture) == BODY


def test_no_request_is_invented(place: Import) -> None:
    place.take_records(make_record("response", make_block(BODY)))
    (file,) = place.archive.warc.glob("*/*.gz")
    assert b"WARC-Type: request" not in gzip.decompress(file.read_bytes())


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_a_request_is_joined_to_its_answer(place: Import, *, before: bool) -> None:
    identifier = make_id()
    asked = b"POST /2024.html HTTP/1.1\r\nHost: www.yunlan.example\r\nX-Asked: 1\r\n\r\nq=1"
    request = make_record("request", asked, concurrent_to=identifier)
    answer = make_record("response", make_block(BODY), record_id=identifier)
    place.take_records(*((request, answer) if before else (answer, request)))
    (capture,) = place.captures()
    assert capture["method"] == "POST"
    (file,) = place.archive.warc.glob("*/*.gz")
    assert gzip.decompress(file.read_bytes()).count(b"Host: www.yunlan.example\r\nX-Asked: 1") == 1


def test_a_request_of_another_exchange_is_not_joined(place: Import) -> None:
    request = make_record("request", b"POST / HTTP/1.1\r\n\r\n", concurrent_to=make_id())
    place.take_records(request, make_record("response", make_block(BODY)))
    assert [one["method"] for one in place.captures()] == ["GET"]


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("plain.warc", b"".join),
        ("each.warc.gz", lambda records: b"".join(map(gzip.compress, records))),
        ("whole.warc.gz", lambda records: gzip.compress(b"".join(records))),
    ],
    ids=["plain", "a member a record", "one member for all"],
)
def test_files_are_read_however_they_are_packed(place: Import, name: str, pack: Any) -> None:
    records = [make_record("response", make_block(b"%d" % n), url=f"{URL}?{n}") for n in range(3)]
    (place.folder / name).write_bytes(pack(records))
    assert len(place.take(place.folder / name).new) == 3


def test_wget_of_old_writes_addresses_in_brackets(place: Import) -> None:
    place.take_records(make_record("response", make_block(BODY), url=f"<{URL}>", version="1.0"))
    assert [one["url"] for one in place.captures()] == [URL]


def test_chunks_are_taken_apart(place: Import) -> None:
    raw = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
    digest = sha1(raw)
    block = make_block(raw, "Transfer-Encoding: chunked")
    place.take_records(make_record("response", block, payload_digest=digest))
    (capture,) = place.captures()
    assert place.body(capture) == BODY
    names = [name for name, _ in read_capture(place.archive, capture).http]
    assert "Transfer-Encoding" not in names


def test_a_body_that_is_not_chunked_as_its_header_says_is_kept(place: Import) -> None:
    block = make_block(BODY, "Transfer-Encoding: chunked")
    place.take_records(make_record("response", block))
    assert [place.body(one) for one in place.captures()] == [BODY]


def test_the_status_of_http_2_is_read(place: Import) -> None:
    told = make_block(BODY, first="HTTP/2 404")
    pseudo = make_block(BODY, ":status: 200", first=":method: GET")
    place.take_records(
        make_record("response", told), make_record("response", pseudo, url=f"{URL}?b")
    )
    assert [(one["status"], one["outcome"]) for one in place.captures()] == [
        (404, "not_found"),
        (200, "ok"),
    ]


def test_what_was_cut_is_truncated(place: Import) -> None:
    record = make_record("response", make_block(BODY), truncated="length", payload_digest="sha1:X")
    place.take_records(record)
    assert [(one["outcome"], one["detail"]) for one in place.captures()] == [
        ("truncated", "length")
    ]


@pytest.mark.parametrize("named", ["block_digest", "payload_digest"])
def test_content_that_is_not_what_its_digest_states_is_not_kept(place: Import, named: str) -> None:
    wrong = make_record("response", make_block(BODY), **{named: sha1(b"other")})
    taken = place.take_records(wrong, make_record("response", make_block(BODY)))
    assert len(taken.new) == 1
    assert "digest states" in reasons(taken)[0]


def test_a_date_of_less_or_more_precision_is_read(place: Import) -> None:
    dates = ("2023-05", "2023-05-06T07:08:09.123456Z")
    place.take_records(*(make_record("response", make_block(BODY), date=date) for date in dates))
    assert [one["fetched_at"] for one in place.captures()] == [
        "2023-05-01T00:00:00Z",
        "2023-05-06T07:08:09Z",
    ]


@pytest.mark.parametrize(
    ("date", "reason"), [("soon", "has the date"), ("2031-01-01T00:00:00Z", "yet to come")]
)
def test_a_date_that_cannot_be_is_told(place: Import, date: str, reason: str) -> None:
    taken = place.take_records(make_record("response", make_block(BODY), date=date))
    assert (taken.new, reason in reasons(taken)[0]) == ([], True)


def refer(by: str, original: str) -> dict[str, str]:
    ways = {
        "record": {"refers_to": original},
        "address and date": {"refers_to_target_uri": URL, "refers_to_date": DATE},
        "digest": {"payload_digest": sha1(BODY)},
    }
    return ways[by]


@pytest.mark.parametrize("by", ["record", "address and date", "digest"])
def test_a_revisit_brings_what_it_refers_to_in_a_later_file(place: Import, by: str) -> None:
    original, later = make_id(), "2024-06-01T00:00:00Z"
    response = make_record(
        "response", make_block(BODY), record_id=original, payload_digest=sha1(BODY)
    )
    revisit = make_record(
        "revisit", make_block(b"", "X-Again: 1"), url=f"{URL}?again", date=later,
        **refer(by, original),
    )  # fmt: skip
    files = [
        write_warc(place.folder / name, [record])
        for name, record in (("a.warc", revisit), ("b.warc", response))
    ]
    taken = place.take(*files)
    assert (len(taken.new), taken.unkept) == (2, [])
    second = place.captures()[1]
    assert (second["fetched_at"], second["outcome"], place.body(second)) == (later, "ok", BODY)


def test_a_revisit_without_headers_has_those_of_the_original(place: Import) -> None:
    original = make_id()
    place.take_records(
        make_record("response", make_block(BODY), record_id=original),
        make_record("revisit", date="2024-06-01T00:00:00Z", refers_to=original),
    )
    assert [place.body(one) for one in place.captures()] == [BODY, BODY]


def test_a_revisit_of_nothing_is_told(place: Import) -> None:
    taken = place.take_records(make_record("revisit", make_block(b""), refers_to=make_id()))
    assert reasons(taken) == ["refers to a record that is nowhere"]


def test_a_resource_with_a_web_address_is_a_capture(place: Import) -> None:
    place.take_records(make_record("resource", b"%PDF-1.4", content_type="x"))
    assert [(one["media_type"], one["status"]) for one in place.captures()] == [
        ("application/pdf", None)
    ]


def test_records_that_are_of_no_web_page_are_left(place: Import) -> None:
    taken = place.take_records(
        make_record("resource", b"text", url=f"urn:text:{URL}"),
        make_record("conversion", b"text"),
        make_record("response", b"x", url="dns:www.yunlan.example"),
    )
    assert (taken.new, taken.unkept) == ([], [])


def test_the_same_files_again_add_nothing(place: Import) -> None:
    original = make_id()
    path = write_warc(
        place.folder / "a.warc.gz",
        [
            make_record("response", make_block(BODY), record_id=original),
            make_record("response", make_block(BODY), record_id=None, url=f"{URL}?b"),
            make_record("revisit", make_block(b""), date="2024-06-01", refers_to=original),
        ],
    )
    assert len(place.take(path).new) == 3
    again = place.take(path)
    assert (again.new, len(again.known)) == ([], 3)


def test_the_same_capture_in_another_package_is_known(place: Import) -> None:
    first, second = (make_record("response", make_block(BODY)) for _ in range(2))
    assert len(place.take_records(first, second).new) == 1


def test_a_record_with_the_identifier_of_another_is_told(place: Import) -> None:
    identifier = make_id()
    records = [
        make_record("response", make_block(BODY), record_id=identifier, url=url)
        for url in (URL, f"{URL}?b")
    ]
    taken = place.take_records(*records)
    assert len(taken.new) == 1
    assert "has the identifier of another record" in reasons(taken)[0]


def test_a_file_that_was_cut_gives_what_is_whole(place: Import) -> None:
    records = [make_record("response", make_block(BODY), url=f"{URL}?{n}") for n in range(3)]
    whole = b"".join(map(gzip.compress, records))
    (place.folder / "cut.warc.gz").write_bytes(whole[:-30])
    taken = place.take(place.folder / "cut.warc.gz")
    assert len(taken.new) == 2
    assert [str(one).endswith("the rest is not read") for one in taken.unkept] == [True]


def test_a_plain_file_that_was_cut_gives_what_is_whole(place: Import) -> None:
    record = make_record("response", make_block(BODY))
    taken = place.take_records(record, make_record("response", make_block(BODY * 9))[:-50])
    assert len(taken.new) == 1
    assert reasons(taken) == ["the file ends in the middle of a record; the rest is not read"]


@pytest.mark.parametrize(
    "junk", [b"no record at all\r\n\r\n", b"WARC/1.1\r\nContent-Length: -5\r\n\r\n", b"x" * 400_000]
)
def test_what_is_no_record_ends_a_file(place: Import, junk: bytes) -> None:
    taken = place.take_records(make_record("response", make_block(BODY)), junk)
    assert len(taken.new) == 1
    assert [reason.endswith("the rest is not read") for reason in reasons(taken)] == [True]


def test_a_record_too_large_is_passed_and_the_next_one_read(
    place: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreign_records, "MOST_BYTES", 1000)
    large = make_record("response", make_block(b"0" * 5_000_000), url=f"{URL}?large")
    taken = place.take_records(large, make_record("response", make_block(BODY)), name="a.warc.gz")
    assert len(taken.new) == 1
    assert [(one.url, "more than 1000" in one.reason) for one in taken.unkept] == [
        (f"{URL}?large", True)
    ]


def package(*names: str) -> Sequence[tuple[str, bytes]]:
    return [
        (name, gzip.compress(make_record("response", make_block(BODY), url=f"{URL}?{name}")))
        for name in names
    ]


def test_every_warc_file_of_a_package_is_read(place: Import) -> None:
    inner = write_wacz(place.folder / "inner.wacz", package("archive/c.warc.gz"))
    members = [*package("archive/a.warc.gz", "archive/b.warc.gz"), ("x.wacz", inner.read_bytes())]
    path = write_wacz(place.folder / "a.wacz", members)
    assert len(place.take(path).new) == 3
    assert place.captures()[2]["origin"] == "an unnamed tool; a.wacz: x.wacz: archive/c.warc.gz"


def test_names_in_a_package_lead_nowhere(place: Import) -> None:
    path = write_wacz(place.folder / "a.wacz", package("../../out.warc.gz", "/etc/out.warc.gz"))
    assert len(place.take(path).new) == 2
    assert not list(place.folder.parent.rglob("out.warc.gz"))


def test_a_damaged_package_is_told_and_the_others_read(place: Import) -> None:
    path = write_wacz(place.folder / "a.wacz", package("archive/a.warc.gz"))
    path.write_bytes(path.read_bytes()[:-40])
    other = write_warc(place.folder / "b.warc", [make_record("response", make_block(BODY))])
    taken = place.take(path, other)
    assert (len(taken.new), len(taken.unkept)) == (1, 1)


def test_a_database_made_anew_has_the_same_captures(tmp_path: Path) -> None:
    original, path = make_id(), tmp_path / "archive"
    records = [
        make_info("wget\t1.21"),
        make_record("response", make_block(BODY), record_id=original),
        make_record("revisit", make_block(b""), date="2024-06-01", refers_to=original),
        make_record("resource", b"%PDF-1.4", url=f"{URL}?pdf"),
    ]
    file = write_warc(tmp_path / "a.warc", records)
    with open_archive(path, command="import", create=True, clock=lambda: MOMENT) as archive:
        keep_foreign(archive, [file], SOFTWARE, judge_answer)
        before = archive.rows("SELECT * FROM captures ORDER BY id")
    (path / "nianbao.db").unlink()
    assert rebuild(path, clock=lambda: MOMENT).faults == ()
    with open_archive(path) as archive:
        assert archive.rows("SELECT * FROM captures ORDER BY id") == before


def test_a_package_as_browsertrix_writes_it(place: Import) -> None:
    software = "Browsertrix-Crawler 1.5.0 (with warcio.js 2.4.3)"
    identifier, told = make_id(), {"page_id": "5f0c", "resource_type": "document"}
    block = make_block(BODY, "x-orig-content-encoding: br", "vary: Accept-Encoding")
    records = [
        make_info(software),
        make_record(
            "response", block, date="2024-03-01T02:03:04.567Z", record_id=identifier,
            block_digest=sha1(block), payload_digest=sha1(BODY), **told,
        ),
        make_record("request", b"GET / HTTP/1.1\r\n\r\n", concurrent_to=identifier),
        make_record("resource", b"{}", url=f"urn:pageinfo:{URL}"),
    ]  # fmt: skip
    members = [
        ("archive/rec-0.warc.gz", b"".join(map(gzip.compress, records))),
        ("pages/pages.jsonl", b'{"format": "json-pages-1.0"}\n'),
        ("indexes/index.cdx.gz", gzip.compress(b"")),
    ]
    taken = place.take(write_wacz(place.folder / "crawl.wacz", members))
    assert (len(taken.new), taken.unkept) == (1, [])
    (capture,) = place.captures()
    assert capture["origin"] == f"{software}; crawl.wacz: archive/rec-0.warc.gz"
    assert (capture["fetched_at"], place.body(capture)) == (DATE, BODY)
    (file,) = place.archive.warc.glob("*/*.gz")
    kept = gzip.decompress(file.read_bytes())
    assert b"original-warc-date: 2024-03-01T02:03:04.567Z" in kept
    assert b"original-warc-page-id: 5f0c" in kept
