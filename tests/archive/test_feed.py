"""The Atom feed: what RFC 4287 asks for, and what is in it."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from datasette.app import Datasette
from lxml import etree

from archive.archive import Archive, open_archive
from archive.publish import publish
from archive.publish.feed import MEDIA_TYPE, Scope, write_feed
from tests.archive.filling import SEEN, fill

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive")
    with open_archive(path, command="test", create=True) as archive:
        fill(archive.db)
        return publish(archive)


def entries(feed: bytes) -> list[etree._Element]:
    return etree.fromstring(feed).findall(f"{ATOM}entry")


def links(feed: bytes) -> list[str]:
    return [str(link.get("href")) for one in entries(feed) for link in one.findall(f"{ATOM}link")]


def feed_of(published: Path, **scope: object) -> bytes:
    with closing(sqlite3.connect(published)) as connection:
        return write_feed(connection, Scope(**scope))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def datasette(published: Path) -> Datasette:
    return Datasette([], immutables=[str(published)])


def get(datasette: Datasette, address: str) -> tuple[int, str, bytes]:
    answer = asyncio.run(datasette.client.get(address))
    return answer.status_code, answer.headers["content-type"], answer.content


def test_the_feed_has_what_the_rfc_asks_for(published: Path) -> None:
    feed = etree.fromstring((published.parent / "feed.atom").read_bytes())
    elements = [feed, *feed.findall(f"{ATOM}entry")]
    identities = [str(one.findtext(f"{ATOM}id")) for one in elements]
    assert len(set(identities)) == len(elements) == 15
    assert all(re.fullmatch(r"tag:nianbao,2026:[\w:./?=-]+", one) for one in identities)
    for one in elements:
        assert one.findtext(f"{ATOM}title")
        assert datetime.fromisoformat(str(one.findtext(f"{ATOM}updated"))).tzinfo
        (link,) = one.findall(f"{ATOM}link")
        assert link.get("rel") == ("self" if one is feed else "alternate")
    assert feed.findtext(f"{ATOM}author/{ATOM}name")


def test_revisions_and_reports_are_told_and_no_other_papers(published: Path) -> None:
    told = links((published.parent / "feed.atom").read_bytes())
    assert "revision/1" in told
    assert {f"report/{number}" for number in range(1, 14)} <= set(told)
    assert "report/14" not in told


def test_the_newest_come_first_and_date_the_feed(tmp_path: Path) -> None:
    with open_archive(tmp_path, command="test", create=True) as archive:
        fill(archive.db)
        later = "2026-12-24T18:00:00Z"
        archive.db.table("reports").update(5, {"first_seen": later})
        feed = (publish(archive).parent / "feed.atom").read_bytes()
    assert etree.fromstring(feed).findtext(f"{ATOM}updated") == later
    assert links(feed)[0] == "report/5"


def test_cosmetic_revisions_are_not_told(tmp_path: Path) -> None:
    with open_archive(tmp_path, command="test", create=True) as archive:
        fill(archive.db)
        archive.db.table("revisions").update(1, {"kind": "cosmetic"})
        feed = (publish(archive).parent / "feed.atom").read_bytes()
    assert "revision/1" not in links(feed)


def test_the_feed_is_the_same_whenever_it_is_written(published: Path) -> None:
    assert feed_of(published) == feed_of(published) == (published.parent / "feed.atom").read_bytes()


def test_an_empty_archive_has_a_feed_without_entries(tmp_path: Path) -> None:
    with open_archive(tmp_path, command="test", create=True) as archive:
        feed = (publish(archive).parent / "feed.atom").read_bytes()
    assert entries(feed) == []
    assert etree.fromstring(feed).findtext(f"{ATOM}updated")


def test_no_feed_has_more_than_a_hundred_entries(tmp_path: Path) -> None:
    with open_archive(tmp_path, command="test", create=True) as archive:
        fill(archive.db)
        _add_reports(archive, 120)
        feed = (publish(archive).parent / "feed.atom").read_bytes()
    assert len(entries(feed)) == 100


def _add_reports(archive: Archive, number: int) -> None:
    archive.db.table("reports").insert_all(
        {"id": 1000 + one, "agency": 1, "year": 1900 + one, "first_seen": SEEN, "status": "flagged"}
        for one in range(number)
    )


def test_names_that_no_document_may_have_are_told(tmp_path: Path) -> None:
    with open_archive(tmp_path, command="test", create=True) as archive:
        fill(archive.db)
        archive.db.table("reports").update(1, {"title": "<b>\x00&\x1b]]>\ufffe"})
        feed = (publish(archive).parent / "feed.atom").read_bytes()
    assert "<b>\ufffd&\ufffd]]>\ufffd" in [one.findtext(f"{ATOM}summary") for one in entries(feed)]


@pytest.mark.parametrize(
    ("scope", "reports"),
    [
        ({"province": "99"}, 12),
        ({"province": "990121"}, 3),
        ({"province": "11"}, 0),
        ({"agency": 2}, 2),
        ({"agency": 2, "province": "990121"}, 0),
    ],
)
def test_a_scope_keeps_what_it_says(
    published: Path, scope: dict[str, object], reports: int
) -> None:
    told = links(feed_of(published, **scope))
    assert sum(one.startswith("report/") for one in told) == reports


def test_the_served_feed_is_the_published_one(published: Path, datasette: Datasette) -> None:
    status, media_type, body = get(datasette, "/feed.atom")
    assert (status, media_type) == (200, MEDIA_TYPE)
    assert body == (published.parent / "feed.atom").read_bytes()


def test_a_feed_names_itself_and_its_scope(datasette: Datasette) -> None:
    _, _, body = get(datasette, "/feed.atom?agency=2")
    feed = etree.fromstring(body)
    assert "云澜市教育局" in str(feed.findtext(f"{ATOM}title"))
    (link,) = feed.findall(f"{ATOM}link")
    assert urlsplit(str(link.get("href"))).query == "agency=2"


@pytest.mark.parametrize(
    ("query", "status"), [("agency=99", 404), ("agency=one", 400), ("province=%22", 400)]
)
def test_a_scope_that_is_none_is_refused(datasette: Datasette, query: str, status: int) -> None:
    assert get(datasette, f"/feed.atom?{query}")[0] == status
