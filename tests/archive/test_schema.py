"""Migrations: a database of an earlier edition keeps its rows and gets what is new."""

from __future__ import annotations

from sqlite_utils import Database

from archive.schema import migrate
from archive.schema.tables import migrations
from archive.schema.views import create_views


def test_findings_of_an_earlier_edition_have_no_chinese() -> None:
    db = Database(memory=True)
    migrations.apply(db, stop_before="m0008_findings_in_chinese_and_their_place")
    old = {"rule": "cell.blank", "severity": "notice", "origin": "publisher", "message": "blank"}
    db.table("findings").insert(old)
    migrate(db)
    (row,) = db.table("findings").rows
    assert {name: row[name] for name in old} == old
    assert row["message_zh"] is None
    assert row["locator"] is None


def test_cells_of_an_earlier_edition_stay_while_views_look_at_them() -> None:
    db = Database(memory=True)
    migrations.apply(db, stop_before="m0018_cells_by_their_key")
    create_views(db)
    db.table("runs").insert({"id": 1, "command": "crawl", "started_at": "2026-11-01T00:00:00Z"})
    db.table("captures").insert({"id": 1, "url": "u", "fetched_at": "2026", "outcome": "ok"})
    db.table("sources").insert({"id": 1, "url": "u", "role": "page", "first_seen": "2026"})
    version = {"id": 1, "source": 1, "capture": 1, "payload_sha256": "", "extractor": "0"}
    db.table("versions").insert(version | {"status": "verified"})
    cells = [
        {"version": 1, "key": key, "value": value, "raw": raw, "locator": "{}"}
        for key, value, raw in (("b", 2, "2"), ("a", None, "/"), ("c", 0.5, "0.5"))
    ]
    db.table("cells").insert_all(cells)
    migrate(db)
    kept = [{name: row[name] for name in cells[0]} for row in db.table("cells").rows]
    assert kept == sorted(cells, key=lambda cell: str(cell["key"]))


def test_a_link_of_an_earlier_edition_gets_both_its_years() -> None:
    db = Database(memory=True)
    migrations.apply(db, stop_before="m0019_links_with_years")
    db.table("agencies").insert_all([{"id": 1, "name": "甲局"}, {"id": 2, "name": "乙局"}])
    old = {"agency": 1, "successor": 2, "kind": "renamed", "year": 2019, "note": "三定方案"}
    db.table("agency_links").insert(old)
    migrate(db)
    (row,) = db.table("agency_links").rows
    assert (row["from_year"], row["to_year"], row["note"]) == (2018, 2019, "三定方案")
