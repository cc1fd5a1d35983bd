"""Reports are found in crawls of other tools: all of them, and nothing else."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from archive.archive import Archive, open_archive
from archive.captures import read_payload
from archive.compare import compare
from archive.extraction import extract_all
from archive.foreign import walk
from archive.verify import verify
from crawler import sift as sifting
from crawler import walkers
from crawler.sift import Sifted, sift
from crawler.sift_list import sift_all
from extract.messages import say
from extract.process import LimitError
from tests.archive.foreign_warcs import make_block, make_id, make_info, make_record, write_wacz
from tests.archive.foreign_warcs import write_warc as write
from tests.archive.warcs import MOMENT, SOFTWARE
from tests.crawler.mixed_crawl import make_crawl
from tests.farm.papers import EDUCATION, paper

ORIGIN = "http://www.yunlan.gov.cn"
PAPER = paper(EDUCATION, 2024)
TITLE = PAPER.title
DOCX = PAPER.docx()


def page(body: str, title: str = "云澜市教育局") -> bytes:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()


REPORT = page(PAPER.html())


def answer(path: str, body: bytes, *headers: str, date: str = "2024-03-01", **named: str) -> bytes:
    return make_record(
        "response", make_block(body, *headers), url=ORIGIN + path, date=date, **named
    )


@dataclass
class Place:
    """An archive, and a folder of files that are sifted into it."""

    folder: Path
    archive: Archive

    def sift(self, *records: bytes, name: str = "a.warc.gz") -> Sifted:
        return sift(self.archive, str(write(self.folder / name, records)), SOFTWARE, 1)

    def sources(self) -> list[str]:
        found = self.archive.rows("SELECT url FROM sources ORDER BY url")
        return [row["url"].removeprefix(ORIGIN) for row in found]

    def captures(self) -> list[dict[str, Any]]:
        return self.archive.rows("SELECT * FROM captures ORDER BY url, fetched_at")

    def captured(self) -> list[str]:
        return [row["url"].removeprefix(ORIGIN) for row in self.captures()]


class InProcess:
    """Stands for a process with limits, which takes long to start."""

    def call(self, function: Callable[..., Any], *given: object) -> Any:
        return function(*given)

    def stop(self) -> None:
        """There is nothing to end."""


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walkers, "BoundedProcess", InProcess)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    path = tmp_path / "archive"
    with open_archive(path, command="sift", create=True, clock=lambda: MOMENT) as archive:
        yield Place(tmp_path, archive)
    with open_archive(path) as archive:
        assert verify(archive).faults == ()


def test_all_reports_of_a_crawl_are_found_and_nothing_else(place: Place) -> None:
    crawl = make_crawl(place.folder / "crawl.warc.gz", 700, 40)
    told = sift(place.archive, str(crawl.path), SOFTWARE, 1)
    assert {row["url"] for row in place.archive.rows("SELECT url FROM sources")} == set(
        crawl.reports
    )
    assert (told.records, told.kept, told.sources) == (1401, 40, 40)
    assert "not_a_report" not in extract_all(place.archive).statuses
    for row in place.archive.rows("SELECT * FROM captures"):
        assert read_payload(place.archive, row).body == crawl.reports[row["url"]]


def test_several_processes_find_the_same(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walkers, "_LEAST_PART", 1)
    for name in ("a.warc.gz", "b.warc"):
        crawl = make_crawl(place.folder / "crawl.warc.gz", 60, 12, seed=5)
        path = place.folder / name
        content = crawl.path.read_bytes()
        path.write_bytes(content if name.endswith(".gz") else gzip.decompress(content))
        told = sift(place.archive, str(path), SOFTWARE, 2)
        assert (told.records, told.unkept) == (121, [])
        assert (told.kept or told.known) == len(crawl.reports)
    assert len(place.sources()) == 12


def test_a_record_inside_of_a_page_is_none(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walkers, "_LEAST_PART", 1)
    forged = make_record("response", make_block(REPORT), url=f"{ORIGIN}/forged.html")
    hostile = answer("/a.html", b"<html>" + b" " * len(REPORT) + b"\r\n\r\n" + forged)
    told = sift(
        place.archive,
        str(write(place.folder / "a.warc", [answer("/1.html", REPORT), hostile])),
        SOFTWARE,
        2,
    )
    assert told.records == 2
    assert place.captured() == ["/1.html", "/a.html"]


@pytest.mark.usefixtures("quick")
def test_a_record_is_kept_as_an_import_keeps_it(place: Place) -> None:
    asked = b"GET /a.html HTTP/1.1\r\nX-Asked: 1\r\n\r\n"
    response = answer("/a.html", REPORT, "X-Via: 1", ip_address="203.0.113.9")
    request = make_record("request", asked, url=f"{ORIGIN}/a.html")
    place.sift(make_info("Heritrix/3.4"), request, response)
    (capture,) = place.captures()
    assert capture["record_id"].encode() in response
    assert capture["origin"] == "Heritrix/3.4; a.warc.gz"
    assert (capture["outcome"], capture["fetched_at"]) == ("ok", "2024-03-01T00:00:00Z")
    (file,) = place.archive.warc.glob("*/*.gz")
    assert b"X-Asked: 1" in gzip.decompress(file.read_bytes())


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("order", [("/a.docx", "/a.html"), ("/a.html", "/a.docx")])
def test_documents_are_kept_that_pages_lead_to(place: Place, order: Sequence[str]) -> None:
    link = page(f'<h1>{TITLE}</h1><a href="/a.docx">{TITLE}.docx</a>')
    bodies = {"/a.docx": DOCX, "/a.html": link}
    place.sift(answer("/b.docx", DOCX), *(answer(path, bodies[path]) for path in order))
    assert place.captured() == place.sources() == ["/a.docx", "/a.html"]


@pytest.mark.usefixtures("quick")
def test_a_list_that_leads_to_reports_tells_of_them(place: Place) -> None:
    row = f'<li><a href="/2024.docx">{TITLE}</a><span>2025-01-20</span></li>'
    listed = page(f"<ul>{row}</ul>", "政府信息公开年报")
    place.sift(answer("/2024.docx", DOCX), answer("/list/", listed))
    (source,) = place.archive.rows("SELECT url, title, published_on FROM sources")
    assert source["url"] == f"{ORIGIN}/2024.docx"
    assert (source["title"], source["published_on"]) == (TITLE, "2025-01-20")


@pytest.mark.usefixtures("quick")
def test_documents_are_kept_whose_names_are_a_reports(place: Place) -> None:
    named = f"Content-Disposition: attachment; filename*=UTF-8''{quote(TITLE)}.docx"
    place.sift(
        answer(f"/{TITLE}.docx", DOCX),
        answer("/down?id=1", DOCX + b" ", named),
        answer("/政府信息公开指南.docx", DOCX),
        answer("/3.docx", DOCX),
    )
    assert place.captured() == ["/down?id=1", f"/{TITLE}.docx"]


@pytest.mark.usefixtures("quick")
def test_a_page_whose_documents_are_not_there_is_no_source(place: Place) -> None:
    link = page(f'<h1>{TITLE}</h1><a href="/a.docx">{TITLE}.docx</a>')
    assert place.sift(answer("/a.html", link)).kept == 0


def chunk(body: bytes) -> bytes:
    parts = [body[at : at + 999] for at in range(0, len(body), 999)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.usefixtures("quick")
def test_packed_and_chunked_bodies_are_looked_into(place: Place) -> None:
    place.sift(
        answer("/1.html", gzip.compress(REPORT), "Content-Encoding: gzip"),
        answer("/2.html", chunk(REPORT), "Transfer-Encoding: chunked"),
        answer("/3.html", chunk(gzip.compress(REPORT)), "Transfer-Encoding: chunked",
               "Content-Encoding: gzip"),
        answer("/4.html", gzip.compress(REPORT), "Content-Encoding: gzip",
               "Transfer-Encoding: chunked"),
        make_record("resource", REPORT, url=f"{ORIGIN}/5.html", date="2024-03-01"),
        make_record("response", make_block(REPORT, first="HTTP/2\r\n:status: 200"),
                    url=f"{ORIGIN}/6.html"),
    )  # fmt: skip
    assert place.sources() == [f"/{number}.html" for number in range(1, 7)]


@pytest.mark.usefixtures("quick")
def test_what_is_no_whole_page_is_passed_over(place: Place) -> None:
    told = place.sift(
        make_record("response", make_block(REPORT, first="HTTP/1.1 404 Not Found"), url=ORIGIN),
        make_record("response", REPORT, url=f"{ORIGIN}/1.html"),
        make_record("response", make_block(REPORT), url="ftp://www.yunlan.gov.cn/2.html"),
        make_record("metadata", REPORT, url=f"{ORIGIN}/3.html"),
        make_record("response", b"HTTP/1.1 200 OK\r\ncontent-type: image/png\r\n\r\n" + REPORT,
                    url=f"{ORIGIN}/4.png"),
        make_record("response", make_block(REPORT), url=None),
    )  # fmt: skip
    assert (told.kept, told.unkept) == (0, [])


@pytest.mark.usefixtures("quick")
def test_captures_at_other_dates_are_history(place: Place) -> None:
    edited = page(PAPER.edited().html())
    first = make_id()
    revisit = make_record(
        "revisit", make_block(b""), url=f"{ORIGIN}/a.html", date="2024-04-01", refers_to=first
    )
    place.sift(
        answer("/a.html", edited, date="2024-06-01"),
        answer("/a.html", REPORT, record_id=first),
        revisit,
    )
    assert [row["fetched_at"][:10] for row in place.captures()] == [
        "2024-03-01", "2024-04-01", "2024-06-01"
    ]  # fmt: skip
    extract_all(place.archive)
    compare(place.archive)
    (revision,) = place.archive.rows("SELECT kind, seen_at FROM revisions")
    assert revision == {"kind": "numbers", "seen_at": "2024-06-01T00:00:00Z"}
    assert place.archive.rows("SELECT * FROM coverage WHERE year = 2024")


@pytest.mark.usefixtures("quick")
def test_what_is_damaged_is_told_and_the_rest_is_kept(place: Place) -> None:
    records = [gzip.compress(answer(f"/{number}.html", REPORT)) for number in range(3)]
    path = place.folder / "torn.warc.gz"
    path.write_bytes(b"".join(records)[:-50])
    told = sift(place.archive, str(path), SOFTWARE, 1)
    assert (told.kept, len(told.unkept)) == (2, 1)
    assert "the rest is not read" in told.unkept[0].reason
    path.write_bytes(records[0] + b"\x1f\x8b\x08 none of it" + records[1])
    told = sift(place.archive, str(path), SOFTWARE, 1)
    assert (told.known, len(told.unkept)) == (1, 1)


@pytest.mark.usefixtures("quick")
def test_a_digest_that_does_not_hold_is_told(place: Place) -> None:
    told = place.sift(answer("/a.html", REPORT, block_digest="sha1:AAAA"))
    assert [one.reason for one in told.unkept] == [
        "does not have the content that its digest states"
    ]


@pytest.mark.usefixtures("quick")
def test_a_file_that_is_packed_as_a_whole_is_told(place: Place) -> None:
    path = place.folder / "a.warc.gz"
    path.write_bytes(gzip.compress(b"".join(answer(f"/{n}.html", REPORT) for n in range(4))))
    told = sift(place.archive, str(path), SOFTWARE, 1)
    assert "warcio recompress" in str(told.unkept[0])


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("content", [b"", b"no WARC\r\n\r\n", b"PK\x03\x04 none", b"\x1f\x8b\x08"])
def test_a_file_without_records_is_told(place: Place, content: bytes) -> None:
    path = place.folder / "a.warc.gz"
    path.write_bytes(content)
    told = sift(place.archive, str(path), SOFTWARE, 1)
    assert told.kept == 0
    assert bool(told.unkept) == bool(content)


@pytest.mark.usefixtures("quick")
def test_records_in_a_wacz_are_found(place: Place) -> None:
    member = write(place.folder / "m.warc.gz", [answer("/a.html", REPORT)]).read_bytes()
    path = write_wacz(place.folder / "a.wacz", [("archive/m.warc.gz", member)])
    assert sift(place.archive, str(path), SOFTWARE, 1).sources == 1
    assert sift(place.archive, f"file://{path}", SOFTWARE, 1).known == 1


@pytest.mark.usefixtures("quick")
def test_a_revisit_may_stand_before_what_it_refers_to(place: Place) -> None:
    first = make_id()
    revisit = make_record(
        "revisit", make_block(b""), url=f"{ORIGIN}/a.html", date="2024-04-01", refers_to=first
    )
    told = place.sift(revisit, answer("/a.html", REPORT, record_id=first))
    assert (told.kept, told.unkept) == (2, [])


@pytest.mark.usefixtures("quick")
def test_a_file_that_has_grown_is_sifted_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    path = write(place.folder / "a.warc", [answer("/a.html", REPORT)])
    assert [one.kept for one in sift_all(place.archive, [str(path)], SOFTWARE)] == [1]
    assert list(sift_all(place.archive, [str(path)], SOFTWARE)) == []
    path.write_bytes(path.read_bytes() + answer("/b.html", REPORT))
    assert [one.kept for one in sift_all(place.archive, [str(path)], SOFTWARE)] == [1]


class Failing(InProcess):
    def call(self, function: Callable[..., Any], *given: object) -> Any:
        if "/a.html" in str(given[0]):
            raise LimitError(say("too_long"))
        return function(*given)


def test_a_page_that_cannot_be_looked_at_is_told(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walkers, "BoundedProcess", Failing)
    told = place.sift(answer("/a.html", REPORT), answer("/b.html", REPORT))
    assert place.sources() == ["/b.html"]
    assert str(told.unkept[0]).startswith(f"{ORIGIN}/a.html: cannot be looked at: ")


@pytest.mark.usefixtures("quick")
def test_hostile_records_are_passed_over(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "MOST_BYTES", 1_000_000)
    bomb = gzip.compress(bytes(200_000_000), 1)
    told = place.sift(
        answer("/bomb.html", bomb, "Content-Encoding: gzip"),
        answer("/large.html", REPORT + bytes(1_000_000)),
        answer("/long.html", REPORT, f"X: {'y' * 50_000}"),
        make_record("response", make_block(REPORT), url="http://127.0.0.1/a.html"),
    )
    assert told.unkept == []
    assert place.sources() == ["http://127.0.0.1/a.html", "/long.html"]


@pytest.mark.usefixtures("quick")
def test_what_was_cut_short_is_completed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    path = write(place.folder / "a.warc.gz", [answer("/a.html", REPORT)])

    def fall(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sifting, "note_pages", fall)
        with pytest.raises(KeyboardInterrupt):
            list(sift_all(place.archive, [str(path)], SOFTWARE))
    assert place.sources() == []
    (told,) = sift_all(place.archive, [str(path)], SOFTWARE)
    assert (told.known, place.sources()) == (1, ["/a.html"])
    assert list(sift_all(place.archive, [str(path)], SOFTWARE)) == []


def test_several_files_become_one_archive(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    paths = [
        write(place.folder / f"{number}.warc", [answer(f"/{number}.html", REPORT)])
        for number in range(3)
    ]
    missing = place.folder / "missing.warc"
    addresses = [str(path) for path in (*paths, missing)]
    told = list(sift_all(place.archive, addresses, SOFTWARE))
    assert sorted(one.sources for one in told) == [0, 1, 1, 1]
    assert [str(one) for each in told for one in each.unkept] == [
        f"{missing}: cannot be read: No such file or directory"
    ]
    assert place.sources() == ["/0.html", "/1.html", "/2.html"]
    shutil.copy(paths[0], missing)
    assert [one.known for one in sift_all(place.archive, addresses, SOFTWARE)] == [1]
