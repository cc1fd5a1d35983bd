"""Small real archives out of plans: who looked at what on which day, and what was there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from archive.archive import Archive, open_archive
from archive.captures import Exchange, record
from archive.compare import compare
from archive.extraction import extract_all
from archive.merging.joins import joins
from archive.merging.keys import find_keys
from archive.merging.merge import Merged, merge
from archive.schema.kept import KEPT
from archive.verdicts import DECISIONS, decide, list_standing
from archive.warc import WarcWriter
from extract import parse
from tests.archive.warcs import make_exchange, make_writer
from tests.extract.content import random_content
from tests.extract.grids import sheets
from tests.extract.layouts import LAYOUTS, Print
from tests.extract.truth import plant

START = datetime(2026, 3, 1, tzinfo=UTC)
HOSTS = ("127.0.1.9", "127.0.1.10")
# What is of one archive alone, and views that are kept as tables.
_ASIDE = {"identity", "unjournaled", *KEPT}


@dataclass(frozen=True)
class Look:
    """A look at a page of a portal: `found` is a number of what stood there, None for nothing."""

    page: int
    found: int | None


@dataclass(frozen=True)
class Visit:
    """One run that visits one portal; somebody may decide about a finding after it."""

    day: int
    portal: int
    looks: Sequence[Look]
    decision: tuple[int, int] | None = None


@cache
def body(portal: int, page: int, found: int) -> bytes:
    """Return one of the documents that may stand on a page: right, wrong, of a year or of none."""
    content = random_content(Random(portal * 10 + page))
    if found % 2:
        content = plant(content, Random(found), 1)
    year = 2023 + page if page < 2 or found < 4 else 2019
    title = f"云澜市教育局{year}年政府信息公开工作年度报告" if page < 2 or found < 5 else "通知"
    if portal:
        title = title.replace("云澜市", "望江县")
    return LAYOUTS["html_spans"](Print(title, sheets(content, Random(0))), Random(0))


def build(path: Path, visits: Sequence[Visit], *, machine: int = 0) -> Path:
    """Let a machine make visits, from the archive that is there on, if one is there."""
    for visit in sorted(visits, key=lambda one: one.day):
        moment = START + timedelta(days=visit.day, seconds=machine * 11)
        with open_archive(path, command="crawl", create=True, clock=lambda: moment) as archive:  # noqa: B023
            _visit(archive, visit)
    return path


def _visit(archive: Archive, visit: Visit) -> None:
    run = archive.begin_run("crawl")
    portal = _portal(archive, run, visit)
    with make_writer(archive, run) as writer:
        for second, look in enumerate(visit.looks):
            url = f"http://{HOSTS[visit.portal]}/{look.page}.html"
            moment = archive.clock() + timedelta(seconds=second)
            exchange = replace(make_exchange(run, url), fetched_at=moment, portal=portal)
            _look(archive, writer, _answer(exchange, visit, look))
    archive.end_run(run, "ok", {"looks": len(visit.looks)})
    bring_up_to_date(archive)
    # A page that turns into another report lets the verdicts about the former one go.
    findings = [row for row in list_standing(archive) if row["year"] in {2023, 2024}]
    if visit.decision and findings:
        which, decision = visit.decision
        number = findings[which % len(findings)]["finding"]
        decide(archive, number, DECISIONS[decision], f"day {visit.day}", "王")


def _portal(archive: Archive, run: int, visit: Visit) -> str:
    root, moment = f"http://{HOSTS[visit.portal]}/", archive.stamp()
    execute = archive.db.conn.execute
    known = archive.rows("SELECT id, root FROM portals")
    name = next((row["id"] for row in known if row["root"] == root), f"portal {len(known)}")
    with archive.transaction():
        execute(
            "INSERT INTO portals (id, root, added_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (name, root, moment),
        )
        execute(
            "UPDATE portals SET outcome = ?, outcome_since = ?, last_ok = ?, last_run = ?,"
            " looks = looks + 1, reports_found = ? WHERE id = ?",
            ("ok", moment, moment, run, len(visit.looks), name),
        )
        execute("INSERT INTO portal_looks VALUES (?, ?, 'ok', ?)", (name, run, len(visit.looks)))
        execute(
            "INSERT INTO columns (portal, url, chain, evidence, reports, run, first_seen,"
            " last_seen) VALUES (?, ?, '[]', '{}', ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            " reports = excluded.reports, run = excluded.run, last_seen = excluded.last_seen",
            (name, f"{root}gk/", len(visit.looks), run, moment, moment),
        )
    return str(name)


def _answer(exchange: Exchange, visit: Visit, look: Look) -> Exchange:
    if look.found is None:
        return replace(exchange, status=None, outcome="timeout")
    return replace(exchange, body=body(visit.portal, look.page, look.found))


def _look(archive: Archive, writer: WarcWriter, exchange: Exchange) -> None:
    capture, moment, url = record(archive, writer, exchange), archive.stamp(), exchange.url
    told = (exchange.portal, url, url, moment, capture, moment, exchange.run, exchange.run)
    with archive.transaction():
        archive.db.conn.execute(
            "INSERT INTO frontier (portal, url, host, role, state, due_at, capture, found_at, run,"
            " listed_run) VALUES (?, ?, ?, 'report', 'done', ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
            " SET capture = excluded.capture, run = excluded.run, due_at = excluded.due_at,"
            " listed_run = excluded.listed_run",
            told,
        )
        archive.db.conn.execute(
            "INSERT INTO sources (url, role, portal, title, first_seen, last_seen, state)"
            " VALUES (?, 'page', ?, ?, ?, ?, 'present') ON CONFLICT DO UPDATE SET"
            " last_seen = excluded.last_seen, title = excluded.title",
            (url, exchange.portal, f"seen {moment}", moment, moment),
        )


@cache
def _read(found: bytes, hints: Any) -> Any:
    return parse.parse(found, hints)


def parse_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let documents be read in this process, each once in all."""
    monkeypatch.setattr("extract.bounded.BoundedParser.parse_all", _parse_all)
    monkeypatch.setattr("extract.bounded.BoundedParser.__enter__", lambda self: self)


def _parse_all(_: object, jobs: Iterator[tuple[bytes, object]]) -> Iterator[object]:
    return (_read(found, hints) for found, hints in jobs)


def bring_up_to_date(archive: Archive) -> None:
    """Extract and compare."""
    extract_all(archive)
    compare(archive)


def join(into: Path, *paths: Path) -> list[Merged]:
    """Merge archives into one, and bring it up to date."""
    with open_archive(into, command="merge", create=True) as archive:
        merged = [merge(archive, path) for path in paths]
        bring_up_to_date(archive)
    return merged


def copy(path: Path, to: Path) -> Path:
    """Copy an archive, as an operator does."""
    return Path(shutil.copytree(path, to))


def dump(path: Path) -> dict[str, list[str]]:
    """Return what the rows of every table say, without the numbers that this archive gave them."""
    with open_archive(path) as archive:
        return dict(_dump(archive))


def _dump(archive: Archive) -> Iterator[tuple[str, list[str]]]:
    keys = find_keys(archive.db)
    for table, one in joins().items():
        if table in _ASIDE:
            continue
        names = [name for name in archive.db.table(table).columns_dict
                 if name not in {one.number, *one.drawn}]  # fmt: skip
        told = ", ".join(f"{keys.tell(one, name, 'r', 'main')} AS [{name}]" for name in names)
        where = one.only.format(row="r")
        sql = f"SELECT {told} FROM main.[{table}] AS r WHERE {where}"  # noqa: S608
        yield table, sorted(map(repr, archive.rows(sql)))
