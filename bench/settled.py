"""An archive of a nation that was never crawled: the panel of all, cells and texts of a tenth."""

from __future__ import annotations

import hashlib
import itertools
import random
from dataclasses import replace
from pathlib import Path

from archive.archive import Archive, open_archive
from archive.codebook import column_name, indicators
from archive.extraction import insert_version
from archive.schema.wide import WIDE
from bench.synthetic import PROVINCES, YEARS, Body, make_bodies, make_reports
from extract.report import Report, Value

_TOGETHER = 500
# As many as a nation of 100,000 agency-years has: their province is the same in each size.
_FIRST = 100_000 // len(YEARS)
# The nation has some 3,200 counties and above for 150,000 bodies.
_BODIES_A_DIVISION = 45
_WITH_CELLS = 10
_LATE, _REVISED, _BLANK = 0.05, 0.02, 0.1
_SEEN, _SEEN_BEFORE = "2026-11-01T00:00:00Z", "2026-10-01T00:00:00Z"


def load(path: Path, size: int) -> None:
    """Make an archive of that many agency-years, as crawls and extractions would leave it."""
    with open_archive(path, command="bench", create=True) as archive:
        _insert_provinces(archive)
        archive.begin_run("crawl")
        reports = make_reports(map(settle, make_bodies(size // len(YEARS))))
        numbers = itertools.count(1)
        while together := list(itertools.islice(reports, _TOGETHER)):
            with archive.transaction():
                for body, report in together:
                    _insert(archive, next(numbers), body, report)


def settle(body: Body) -> Body:
    """Return a body in its division; the province 11 has no more than in the smallest nation."""
    place, rest = divmod(body.number, PROVINCES)
    province = rest + 11
    if rest == 0 and body.number > _FIRST:
        province = 12 + place % (PROVINCES - 1)
    return replace(body, division=f"{province}{place // _BODIES_A_DIVISION:04d}000000")


def _insert_provinces(archive: Archive) -> None:
    with archive.transaction():
        archive.db.conn.executemany(
            "INSERT INTO divisions (code, name, level, full_name) VALUES (?, ?, 'province', ?)",
            [(f"{number}0000000000", f"第{number}省", f"第{number}省") for number in range(11, 42)],
        )


def _insert(archive: Archive, number: int, body: Body, report: Report) -> None:
    chance = random.Random(f"{body.number} {report.year}")
    url = _insert_source(archive, number, body)
    if chance.random() < _LATE:
        report = replace(report, published=f"{(report.year or 0) + 1}-04-{number % 28 + 1:02d}")
    if body.number % _WITH_CELLS:
        _capture(archive, number, (body.division, url), report.sha256, _SEEN)
        bare = replace(report, values={}, sections=[])
        version = insert_version(archive, number, number, report.sha256, bare)
        _insert_wide(archive, version, report)
        return
    if chance.random() < _BLANK:
        report = _blank(report)
    if chance.random() < _REVISED:
        earlier = _earlier(report)
        # Far above the numbers of all others.
        _capture(archive, 10**8 + number, (body.division, url), earlier.sha256, _SEEN_BEFORE)
        insert_version(archive, number, 10**8 + number, earlier.sha256, earlier)
    _capture(archive, number, (body.division, url), report.sha256, _SEEN)
    insert_version(archive, number, number, report.sha256, report)


def _blank(report: Report) -> Report:
    """Leave a row of table 2 blank."""
    keys = [key for key in report.values if key.startswith("disclosure.")][-2:]
    blank = {key: Value(None, "", report.values[key].where) for key in keys}
    return replace(report, values={**report.values, **blank})


def _earlier(report: Report) -> Report:
    """Return the report as it was before it was revised."""
    key = "disclosure.licensing.decisions"
    value = Value(7, "7", report.values[key].where)
    sha256 = hashlib.sha256(report.sha256.encode()).hexdigest()
    return replace(report, sha256=sha256, values={**report.values, key: value})


def _insert_source(archive: Archive, number: int, body: Body) -> str:
    execute, division = archive.db.conn.execute, body.division
    url = f"http://{division}.test/{body.number}/{number}.html"
    execute(
        "INSERT OR IGNORE INTO divisions (code, name, level, parent, full_name)"
        " VALUES (?, ?, 'county', ?, ?)",
        (division, f"样本{division}", f"{division[:2]}0000000000", f"样本{division}"),
    )
    execute(
        "INSERT OR IGNORE INTO portals (id, root, added_at, division, outcome, last_ok, last_run,"
        " looks) VALUES (?, ?, ?, ?, 'ok', ?, 1, 3)",
        (division, f"http://{division}.test/", _SEEN, division, _SEEN),
    )
    execute(
        "INSERT INTO sources (id, url, role, portal, first_seen, last_seen, state)"
        " VALUES (?, ?, 'page', ?, ?, ?, 'present')",
        (number, url, division, _SEEN, _SEEN),
    )
    return url


def _capture(
    archive: Archive, number: int, source: tuple[str, str], sha256: str, fetched_at: str
) -> None:
    division, url = source
    archive.db.conn.execute(
        "INSERT INTO captures (id, run, portal, role, url, method, fetched_at, status, outcome,"
        " payload_sha256) VALUES (?, 1, ?, 'report', ?, 'GET', ?, 200, 'ok', ?)",
        (number, division, url, fetched_at, sha256),
    )


def _insert_wide(archive: Archive, version: int, report: Report) -> None:
    numbers = (report.values[key].value if key in report.values else None for key in indicators())
    row = [version, *numbers]
    names = ", ".join(["version", *map(column_name, indicators())])
    marks = ", ".join("?" for _ in row)
    archive.db.conn.execute(f"INSERT INTO [{WIDE}] ({names}) VALUES ({marks})", row)  # noqa: S608
