"""A part goes out of an archive and comes back: what it says of its own rows holds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from archive.addresses import change_address
from archive.archive import Archive, ArchiveError, open_archive
from archive.captures import get_capture, read_payload, record
from archive.merging.merge import merge
from archive.merging.parts import cut_part, make_blank
from archive.warc import WarcError
from tests.archive.stock import dump
from tests.archive.warcs import MOMENT, make_exchange, make_writer

_PORTALS = ("a", "b")


def make(place: Path) -> None:
    """Two portals, each with a page that is a source, and an address in the frontier."""
    with open_archive(place, command="crawl", create=True, clock=lambda: MOMENT) as archive:
        run = archive.begin_run("crawl")
        for name in _PORTALS:
            _add_portal(archive, name)
            with make_writer(archive, run) as writer:
                url = f"http://{name}.example/1.html"
                record(archive, writer, make_exchange(run, url, portal=name, body=name.encode()))
            _add_source(archive, name, url)
            _add_address(archive, run, name, url)


def _add_portal(archive: Archive, name: str) -> None:
    with archive.transaction():
        archive.db.conn.execute(
            "INSERT INTO portals (id, root, added_at) VALUES (?, ?, '2026')",
            (name, f"http://{name}.example/"),
        )


def _add_source(archive: Archive, portal: str, url: str, page: int | None = None) -> None:
    with archive.transaction():
        archive.db.conn.execute(
            "INSERT INTO sources (url, role, portal, page, title, state, first_seen, last_seen)"
            " VALUES (?, 'page', ?, ?, 'old', 'present', '2026', '2026')",
            (url, portal, page),
        )


def _add_address(archive: Archive, run: int, portal: str, url: str) -> None:
    with archive.transaction():
        archive.db.conn.execute(
            "INSERT INTO frontier (portal, url, host, role, state, due_at, found_at, run, context)"
            " VALUES (?, ?, 'h', 'report', 'due', '2026', '2026', ?, 'z')",
            (portal, url, run),
        )


def cut(place: Path, to: Path, portal: str) -> Path:
    with open_archive(place, command="crawl", clock=lambda: MOMENT) as archive:
        make_blank(to.with_suffix(".db"))
        cut_part(archive, "crawl", to, to.with_suffix(".db"), {"portals": [portal]})
    return to


@contextmanager
def inside(part: Path) -> Iterator[Archive]:
    with open_archive(part, command="crawl", clock=lambda: MOMENT) as archive:
        yield archive


def bring_back(place: Path, *parts: Path) -> None:
    with open_archive(place, command="merge", clock=lambda: MOMENT) as archive:
        for part in parts:
            merge(archive, part)


def rows(place: Path, sql: str) -> list[dict[str, Any]]:
    with open_archive(place) as archive:
        return archive.rows(sql)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    make(tmp_path / "whole")
    return tmp_path / "whole"


def test_a_part_has_what_belongs_to_its_portals_only(place: Path, tmp_path: Path) -> None:
    part = cut(place, tmp_path / "part", "a")
    assert rows(part, "SELECT id FROM portals") == [{"id": "a"}]
    urls = rows(part, "SELECT url FROM captures WHERE portal = 'a'")
    assert urls == [{"url": "http://a.example/1.html"}]
    assert rows(part, "SELECT count(*) AS n FROM runs") == [{"n": 1}]
    # Nothing of the other portal, whose rows are the last ones.
    assert rows(part, "SELECT url FROM sources WHERE url != ''") == urls
    assert rows(part, "SELECT portal FROM frontier WHERE url != ''") == [{"portal": "a"}]


def test_a_part_that_did_nothing_changes_nothing(place: Path, tmp_path: Path) -> None:
    before = dump(place)
    bring_back(place, cut(place, tmp_path / "a", "a"), cut(place, tmp_path / "b", "b"))
    assert dump(place) == before
    assert rows(place, "SELECT command FROM runs") == [{"command": "crawl"}]


def test_what_a_part_says_of_its_rows_holds(place: Path, tmp_path: Path) -> None:
    """Even where two archives that know nothing of each other would choose otherwise."""
    part = cut(place, tmp_path / "part", "a")
    with inside(part) as archive, archive.transaction():
        archive.db.conn.execute(
            "UPDATE frontier SET context = 'a', due_at = '2025', state = 'done' WHERE portal = 'a'"
        )
    bring_back(place, part)
    told = rows(place, "SELECT portal, context, due_at, state FROM frontier ORDER BY portal")
    assert [tuple(one.values()) for one in told] == [
        ("a", "a", "2025", "done"),
        ("b", "z", "2026", "due"),
    ]


def test_a_source_that_moved_in_a_part_is_one_source(place: Path, tmp_path: Path) -> None:
    part = cut(place, tmp_path / "part", "a")
    with inside(part) as archive, archive.transaction():
        change_address(archive, "http://a.example/1.html", "http://a.example/2.html", "2026-03")
    bring_back(place, part)
    sources = rows(place, "SELECT id, url FROM sources ORDER BY id")
    assert [one["url"] for one in sources] == ["http://a.example/2.html", "http://b.example/1.html"]
    assert rows(place, "SELECT url, source FROM former_addresses") == [
        {"url": "http://a.example/1.html", "source": sources[0]["id"]}
    ]


def test_what_a_part_forgot_goes(place: Path, tmp_path: Path) -> None:
    part = cut(place, tmp_path / "part", "a")
    with inside(part) as archive, archive.transaction():
        archive.db.conn.execute("DELETE FROM sources WHERE portal = 'a'")
    bring_back(place, part)
    assert rows(place, "SELECT portal FROM sources") == [{"portal": "b"}]


def test_new_rows_of_two_parts_stand_beside_each_other(place: Path, tmp_path: Path) -> None:
    """Both gave them the same numbers, and refer by those to each other."""
    parts = []
    for name in _PORTALS:
        part = cut(place, tmp_path / name, name)
        with inside(part) as archive, make_writer(archive, 1) as writer:
            url = f"http://{name}.example/new"
            exchange = make_exchange(1, url, portal=name, body=f"new {name}".encode())
            record(archive, writer, exchange)
            _add_source(archive, name, url)
            page = archive.rows("SELECT id FROM sources WHERE url = ?", url)[0]["id"]
            _add_source(archive, name, f"{url}.pdf", page)
        parts.append(part)
    bring_back(place, *parts)
    found = rows(
        place,
        "SELECT pages.url AS page, sources.url FROM sources"
        " JOIN sources AS pages ON pages.id = sources.page ORDER BY 1",
    )
    assert found == [
        {"page": f"http://{name}.example/new", "url": f"http://{name}.example/new.pdf"}
        for name in _PORTALS
    ]
    with open_archive(place) as archive:
        for row in archive.rows("SELECT * FROM captures WHERE url LIKE '%new'"):
            assert read_payload(archive, row).body == f"new {row['portal']}".encode()


def test_what_was_lent_is_as_its_own_part_has_it(place: Path, tmp_path: Path) -> None:
    """The address of a source of one portal is in the frontier of another one."""
    with open_archive(place, command="crawl", clock=lambda: MOMENT) as archive:
        _add_address(archive, 1, "b", "http://a.example/1.html")
    a, b = (cut(place, tmp_path / name, name) for name in _PORTALS)
    with inside(a) as archive, archive.transaction():
        archive.db.conn.execute("UPDATE sources SET title = 'new' WHERE portal = 'a'")
    assert {row["title"] for row in rows(b, "SELECT title FROM sources WHERE url != ''")} == {"old"}
    bring_back(place, a, b)
    told = rows(place, "SELECT portal, title FROM sources ORDER BY portal")
    assert [tuple(row.values()) for row in told] == [("a", "new"), ("b", "old")]


def test_two_parts_may_have_failed_at_one_address_in_one_second(
    place: Path, tmp_path: Path
) -> None:
    parts = []
    for name in _PORTALS:
        part = cut(place, tmp_path / name, name)
        with inside(part) as archive, make_writer(archive, 1) as writer:
            failed = make_exchange(1, "http://c.example/", portal=name, status=None)
            record(archive, writer, failed)
        parts.append(part)
    bring_back(place, *parts, *parts)
    found = rows(place, "SELECT portal FROM captures WHERE url = 'http://c.example/' ORDER BY 1")
    assert [row["portal"] for row in found] == ["a", "b"]


def test_a_part_comes_back_twice_as_once(place: Path, tmp_path: Path) -> None:
    part = cut(place, tmp_path / "part", "b")
    with inside(part) as archive, make_writer(archive, 1) as writer:
        record(archive, writer, make_exchange(1, "http://b.example/2", portal="b"))
    bring_back(place, part)
    once = dump(place)
    bring_back(place, part)
    assert dump(place) == once


def test_a_part_of_another_archive_is_refused(place: Path, tmp_path: Path) -> None:
    part = cut(place, tmp_path / "part", "a")
    make(tmp_path / "other")
    with pytest.raises(ArchiveError, match="part of another archive"):
        bring_back(tmp_path / "other", part)


def test_what_is_not_in_a_part_is_read_elsewhere(place: Path, tmp_path: Path) -> None:
    part = cut(place, tmp_path / "part", "a")
    asked = []

    def read(name: str, offset: int, length: int) -> bytes:
        asked.append((name, length))
        with (place / name).open("rb") as file:
            file.seek(offset)
            return file.read(length)

    with open_archive(part, command="crawl", clock=lambda: MOMENT, elsewhere=read) as archive:
        capture = archive.rows("SELECT * FROM captures WHERE portal = 'a'")[0]
        assert read_payload(archive, capture).body == b"a"
        assert asked == [(capture["warc_file"], capture["warc_length"])]
    with open_archive(part) as archive, pytest.raises(WarcError, match="cannot be read"):
        read_payload(archive, get_capture(archive, capture["id"]))


def test_a_cut_leaves_the_archive_as_it_was(place: Path, tmp_path: Path) -> None:
    before = dump(place)
    shutil.rmtree(cut(place, tmp_path / "part", "a"))
    assert dump(place) == before
    assert not rows(place, "SELECT * FROM identity WHERE name = 'part'")
