"""Migrations: a database of an earlier edition keeps its rows and gets what is new."""

from __future__ import annotations

from sqlite_utils import Database

from archive.schema import migrate
from archive.schema.tables import migrations


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
