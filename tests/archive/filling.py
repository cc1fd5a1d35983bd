"""A small archive made of plain inserts: 云澜市 and its neighbours, every case of coverage."""

import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.archive import Archive
from archive.predecessors import find_predecessors
from archive.schema.kept import renew_kept
from archive.schema.wide import spread_cells
from extract.forms import load_forms

SEEN = "2026-11-01T00:00:00Z"
CITY, BUREAU, TOWN, COUNTY = 1, 2, 3, 4
AMENDED_KEY = "applications.received.total"


@dataclass(frozen=True)
class Item:
    """One report to be put into the archive."""

    agency: int | None
    year: int | None
    portal: str | None
    published_on: str | None
    status: str = "verified"
    state: str = "present"
    received: int = 100


REPORTS = (
    Item(CITY, 2020, "yunlan", "2021-03-31"),
    Item(CITY, 2021, "yunlan", "2022-03-20", received=120),
    Item(CITY, 2022, "yunlan", "2023-04-03", "flagged", received=90),
    Item(CITY, 2024, "yunlan", None, received=140),
    Item(BUREAU, 2021, "yunlan", "2022-01-31", received=12),
    Item(BUREAU, 2022, "yunlan", "2023-02-10", received=30),
    Item(TOWN, 2022, "yunlan", "2023-05-01", received=0),
    Item(COUNTY, 2022, "wangjiang", "2023-03-01"),
    Item(COUNTY, 2023, "wangjiang", "2024-03-01", state="gone", status="removed"),
    Item(COUNTY, 2024, "wangjiang", "2025-03-01"),
    Item(None, 2023, "linxi", None, "flagged"),
    Item(5, 2021, None, "2022-01-05"),
    Item(5, 2023, None, "2024-01-05"),
    Item(CITY, 2023, "yunlan", None, "not_a_report"),
)
PORTALS = (
    ("yunlan", "云澜市人民政府", "990100000000", "ok", None, 3),
    ("wangjiang", "望江县人民政府", "990121000000", "broken", "the column is empty", 2),
    ("linxi", "临溪区人民政府", "990102000000", "ok", None, 1),
    ("guarded", "设验市人民政府", "990200000000", "blocked", "WZWS challenge", 0),
    ("closed", "谢客市人民政府", "990300000000", "robots_forbidden", "Disallow: /", 0),
    ("silent", "无声市人民政府", "990400000000", "timeout", None, 0),
    ("scripted", "脚本市人民政府", "990500000000", "column_needs_script", None, 0),
    ("empty", "空栏市人民政府", "990600000000", "ok", None, 4),
    ("fresh", "新录市人民政府", "990700000000", None, None, 0),
)
AGENCIES = (
    (CITY, "云澜市人民政府", "government", "990100000000"),
    (BUREAU, "云澜市教育局", "department", "990100000000"),
    (TOWN, "临溪镇人民政府", "township", "990102000000"),
    (COUNTY, "望江县人民政府", "government", "990121000000"),
    (5, "<b>云澜市图书馆</b>", None, "990100000000"),
)


def fill(db: Database, reports: tuple[Item, ...] = REPORTS) -> None:
    """Put divisions, bodies, portals, reports and one revision into an empty archive."""
    with db.atomic():
        _fill_places(db)
        for number, item in enumerate(reports, 1):
            _fill_report(db, number, item)
        find_predecessors(Archive(Path(), db))
        _fill_findings(db)
        _fill_revision(db)
        repeats = {"version": 3, "number": 1, "other_version": 2, "other_number": 1, "share": 0.9}
        db.table("section_reuse").insert({**repeats, "kind": "last_year"})
    renew(db)


def renew(db: Database) -> None:
    """Make anew what `compare` keeps for quick reading."""
    spread_cells(db)
    renew_kept(db)


def look(archive: Archive, sql: str, *values: object) -> list[dict[str, Any]]:
    """Return the rows of a query, what `compare` renews being renewed."""
    renew(archive.db)
    return archive.rows(sql, *values)


def _fill_places(db: Database) -> None:
    db.table("runs").insert({"id": 1, "command": "crawl", "started_at": SEEN})
    codes = {code for *_, code in AGENCIES} | {portal[2] for portal in PORTALS}
    db.table("divisions").insert_all(
        {"code": code, "name": f"区划{code[:6]}", "level": "prefecture", "full_name": code}
        for code in sorted(codes)
    )
    names = ("id", "name", "kind", "division")
    db.table("agencies").insert_all(dict(zip(names, row, strict=True)) for row in AGENCIES)
    for name, title, code, outcome, detail, looks in PORTALS:
        row: dict[str, Any] = {
            "id": name,
            "name": title,
            "division": code,
            "outcome": outcome,
            "detail": detail,
        }
        row |= {"root": f"http://{name}.test/", "added_at": SEEN, "last_run": 1}
        row |= {"looks": looks, "last_ok": SEEN if looks else None}
        db.table("portals").insert(row)


def _fill_report(db: Database, number: int, item: Item) -> None:
    title = f"{item.year}年政府信息公开工作年度报告"
    url = f"http://{item.portal}.test/{number}.html"
    sha256 = f"{number:064d}"
    db.table("captures").insert(
        {
            "id": number,
            "run": 1,
            "portal": item.portal,
            "role": "page",
            "url": url,
            "fetched_at": SEEN,
            "status": 200,
            "outcome": "ok",
            "payload_sha256": sha256,
            "warc_file": "2026/a.warc.gz",
            "warc_offset": number * 1000,
            "warc_length": 900,
        }
    )
    db.table("reports").insert(
        {
            "id": number,
            "agency": item.agency,
            "year": item.year,
            "title": title,
            "published_on": item.published_on,
            "first_seen": SEEN,
            "status": item.status,
        }
    )
    db.table("sources").insert(
        {
            "id": number,
            "url": url,
            "role": "page",
            "portal": item.portal,
            "report": number,
            "title": title,
            "first_seen": SEEN,
            "last_seen": SEEN,
            "state": item.state,
        }
    )
    _fill_version(db, number, item, sha256)


def _fill_version(db: Database, number: int, item: Item, sha256: str) -> None:
    form = load_forms()[1 if (item.year or 0) > 2020 else 0]
    db.table("versions").insert(
        {
            "id": number,
            "source": number,
            "capture": number,
            "payload_sha256": sha256,
            "extractor": "0.1.0",
            "media_type": "text/html",
            "agency_name": "某机关",
            "year": item.year,
            "status": "verified" if item.status == "removed" else item.status,
            **{f"form_{table.name}": form.name for table in form.tables},
        }
    )
    tables = () if item.status == "not_a_report" else form.tables
    cells = itertools.chain.from_iterable(table.indicators for table in tables)
    db.conn.executemany(
        "INSERT INTO cells VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [_cell(number, cell.key, item) for cell in cells],
    )
    db.conn.execute("UPDATE reports SET version = ? WHERE id = ?", (number, number))


def _cell(version: int, key: str, item: Item) -> tuple[Any, ...]:
    value = _value(key, item)
    locator = json.dumps({"at": "/html/body/table/tr/td"})
    return version, key, value, "/" if value is None else str(value), 2, 4, 9, locator


def _value(key: str, item: Item) -> int | float | None:
    """Return numbers that hold together in the 总计 column, decimals and one blank."""
    numbers = {
        "applications.received.total": item.received,
        "applications.carried_in.total": 5,
        "applications.granted.total": item.received // 2,
        "applications.granted_in_part.total": 3,
        "applications.not_processed.repeated.total": 2,
        "applications.denied.state_secret.total": 1,
        "applications.processed_total.total": item.received // 2 + 6,
        "applications.carried_out.total": item.received - item.received // 2 - 1,
        "challenges.review.upheld": 2,
        "challenges.review.corrected": 1,
        "challenges.review.other": 1,
        "challenges.review.total": 4,
        "disclosure.fees.amount": 0.092,
        "disclosure.procurement.amount": 79.5,
        "disclosure.coercion.decisions": None,
    }
    return numbers.get(key, 0)


def _fill_findings(db: Database) -> None:
    common = {"origin": "publisher", "keys": json.dumps([AMENDED_KEY])}
    db.table("findings").insert_all(
        [
            {
                "version": 3,
                "rule": "applications.column_balance",
                "severity": "error",
                "message": "90 + 5 ≠ 50 + 44",
                **common,
            },
            {
                "report": 3,
                "rule": "years.carry_over",
                "severity": "error",
                "message": "5 ≠ 59",
                **common,
            },
            {
                "version": 2,
                "rule": "prose.disagrees",
                "severity": "warning",
                "message": "<script>alert(1)</script>",
                **common,
            },
            {
                "version": 6,
                "rule": "prose.disagrees",
                "severity": "warning",
                "message": "the text does not say so",
                "locator": json.dumps({"section": 5, "span": [6, 16]}),
                **common,
            },
        ],
        pk="id",
    )


def _fill_revision(db: Database) -> None:
    db.table("revisions").insert(
        {
            "id": 1,
            "source": 2,
            "report": 2,
            "kind": "numbers",
            "seen_at": SEEN,
            "cells_changed": 1,
            "summary": "总计 110 → 120",
        }
    )
    db.table("revision_cells").insert(
        {
            "revision": 1,
            "key": AMENDED_KEY,
            "old_value": 110,
            "new_value": 120,
            "old_raw": "110",
            "new_raw": "120",
        }
    )
