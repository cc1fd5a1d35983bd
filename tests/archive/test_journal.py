"""The journal has every row that no WARC file can tell, as it was left."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.archive import Archive, open_archive
from archive.captures import record
from archive.journal import JOURNAL, read_journal
from archive.rebuild import rebuild
from tests.archive.warcs import MOMENT, make_exchange, make_writer


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def opened(place: Path) -> Any:
    return open_archive(place, command="crawl", create=True, clock=lambda: MOMENT)


def lines(place: Path) -> list[dict[str, Any]]:
    """Return the lines of a journal but the first, which names the archive."""
    told = [json.loads(line) for line in (place / JOURNAL).read_bytes().splitlines()]
    assert told[0]["table"] == "identity"
    return told[1:]


def add_portal(archive: Archive, name: str = "a") -> None:
    with archive.transaction():
        archive.db.conn.execute(
            "INSERT INTO portals (id, root, added_at) VALUES (?, 'http://127.0.1.9/', '2026')",
            (name,),
        )


def test_a_row_is_written_when_the_archive_is_closed(place: Path) -> None:
    with opened(place) as archive:
        add_portal(archive)
    (line,) = lines(place)
    assert (line["table"], line["row"]["id"]) == ("portals", "a")
    assert line["at"] == "2026-03-01T04:05:06Z"


def test_only_what_changed_is_written(place: Path) -> None:
    with opened(place) as archive:
        add_portal(archive)
        add_portal(archive, "b")
    with opened(place) as archive, archive.transaction():
        archive.db.conn.execute("UPDATE portals SET family = 'trs' WHERE id = 'b'")
        archive.db.conn.execute("UPDATE portals SET family = NULL WHERE id = 'a'")
    assert [line["row"]["family"] for line in lines(place)] == [None, None, "trs"]


def test_a_row_that_went_is_told_by_its_key(place: Path) -> None:
    with opened(place) as archive:
        add_portal(archive)
    with opened(place) as archive, archive.transaction():
        archive.db.conn.execute("DELETE FROM portals")
    assert lines(place)[-1] == {"at": "2026-03-01T04:05:06Z", "table": "portals", "gone": ["a"]}


def test_of_a_capture_with_a_record_only_the_rest_is_told(place: Path) -> None:
    with opened(place) as archive:
        run = archive.begin_run("crawl")
        with make_writer(archive, run) as writer:
            record(archive, writer, make_exchange(run))
            record(archive, writer, make_exchange(run, status=None, outcome="timeout"))
    rows = [line["row"] for line in lines(place) if line["table"] == "captures"]
    assert list(rows[0]) == ["id", "record_id", "outcome", "detail", "run", "portal", "warc_file"]
    assert (rows[1]["url"], rows[1]["outcome"]) == ("http://127.0.1.9/a", "timeout")


def test_what_a_crash_left_of_a_line_is_cut(place: Path) -> None:
    with opened(place) as archive:
        add_portal(archive)
    with (place / JOURNAL).open("ab") as file:
        file.write(b'{"at": "2026-03-0')
    with opened(place) as archive:
        add_portal(archive, "b")
    read = [entry.key if entry else None for _, entry, _ in read_journal(place)]
    assert read == [("archive",), ("a",), ("b",)]


_CHANGES = st.lists(
    st.tuples(
        st.sampled_from(("add", "change", "drop", "close")),
        st.sampled_from(("a", "b", "é\n\x7f'", "年报")),
        st.one_of(st.none(), st.text(max_size=5)),
    ),
    max_size=25,
)


def _apply(archive: Archive, change: str, name: str, value: str | None) -> None:
    sql = {
        "add": "INSERT INTO columns (portal, url, chain, evidence, first_seen, last_seen, title)"
        " VALUES ('a', ?1, '', '', '', '', ?2) ON CONFLICT DO UPDATE SET title = excluded.title",
        "change": "UPDATE columns SET title = ?2 WHERE url = ?1",
        "drop": "DELETE FROM columns WHERE url = ?1 AND ?2 IS ?2",
    }[change]
    with archive.transaction():
        archive.db.conn.execute(sql, (name, value))


def _rows(place: Path) -> Iterator[dict[str, Any]]:
    with open_archive(place) as archive:
        yield from archive.rows("SELECT * FROM columns ORDER BY url")


@settings(max_examples=40, deadline=None)
@given(changes=_CHANGES)
def test_a_rebuilt_database_has_the_rows_as_they_were_left(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, str, str | None]]
) -> None:
    place = tmp_path_factory.mktemp("law") / "archive"
    with opened(place) as archive:
        add_portal(archive)
    rest = iter(changes)
    for _ in range(sum(change == "close" for change, _, _ in changes) + 1):
        with opened(place) as archive:
            for change, name, value in rest:
                if change == "close":
                    break
                _apply(archive, change, name, value)
    before = list(_rows(place))
    assert rebuild(place).faults == ()
    assert list(_rows(place)) == before
