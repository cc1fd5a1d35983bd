"""Documents whose addresses are signed are known again when they have other ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.archive import Archive, open_archive
from crawler.file_names import expires, leave_unsigned
from crawler.frontier import Frontier
from crawler.intervals import Calendar
from crawler.model import Found
from crawler.registry import PortalSeed, add_portals
from crawler.signatures import mark_signed
from crawler.sources import note_source

PAGE = "http://127.0.1.9/nb/1.html"
FILE = "http://127.0.1.9/front/document/download?fileUrl={}&fileName=a.docx"


@pytest.mark.parametrize(
    ("url", "rest"),
    [
        (FILE.format("5f%3D"), "http://127.0.1.9/front/document/download?fileName=a.docx"),
        ("http://oss/a.pdf?Expires=1&OSSAccessKeyId=k&Signature=s%3D", "http://oss/a.pdf"),
        ("http://s3/a.pdf?X-Amz-Date=2&X-Amz-Signature=f&v=1", "http://s3/a.pdf?v=1"),
        ("http://cos/a.pdf?q-sign-time=1;2&q-ak=k&q-signature=f", "http://cos/a.pdf"),
    ],
)
def test_what_a_signature_leaves_of_an_address(url: str, rest: str) -> None:
    assert expires(url)
    assert leave_unsigned(url) == rest


def test_addresses_that_are_not_signed() -> None:
    assert not expires("http://a/download?fileName=a.docx&expires=1")
    assert not expires("http://a/files/signature=1.pdf")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "archive", command="crawl", create=True) as opened:
        add_portals(opened, [PortalSeed("a", PAGE)])
        yield opened


def look(archive: Archive, *signatures: str) -> None:
    """Look at a page once more: it names documents of one name with these signatures."""
    frontier = Frontier(archive, archive.begin_run("crawl"), ["a"], Calendar())
    frontier.begin({"a": PAGE})
    page = frontier.entry(1)
    urls = (FILE.format(one) for one in signatures)
    with archive.transaction():
        for one in mark_signed(Found(url, "attachment", {"page": PAGE}) for url in urls):
            frontier.add(one, page)
            note_source(archive, page, one)


def test_documents_keep_their_sources(archive: Archive) -> None:
    look(archive, "a1", "b1")
    look(archive, "a2", "b2")
    look(archive, "a3", "b3")
    sources = archive.rows("SELECT id, url FROM sources ORDER BY id")
    entries = archive.rows("SELECT url FROM frontier WHERE role = 'attachment' ORDER BY id")
    former = archive.rows("SELECT source, url FROM former_addresses ORDER BY source, url")
    now = [FILE.format("a3"), FILE.format("b3")]
    assert [one["url"] for one in sources] == [one["url"] for one in entries] == now
    first, second = (one["id"] for one in sources)
    assert [(one["source"], one["url"]) for one in former] == [
        (first, FILE.format("a1")), (first, FILE.format("a2")),
        (second, FILE.format("b1")), (second, FILE.format("b2")),
    ]  # fmt: skip


def test_a_source_that_goes_takes_its_former_addresses_along(archive: Archive) -> None:
    look(archive, "a1")
    look(archive, "a2")
    with archive.transaction():
        archive.db.conn.execute("DELETE FROM sources")
    assert archive.rows("SELECT * FROM former_addresses") == []
