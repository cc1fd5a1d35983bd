"""Rules over two years, each from both sides; and which readings the archive pairs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from archive.archive import Archive, open_archive
from archive.year_rules import Pair, Reading, carry_over, in_force, judge_pair, jumps
from archive.years import judge_years

INTO, OUT = "applications.carried_in", "applications.carried_out"
NORMS = "disclosure.normative_documents"
FEES = "disclosure.fees.amount"
Numbers = Mapping[str, float | None]


def pair(now: Numbers, before: Numbers, *, changed: bool = False) -> Pair:
    return Pair(2024, Reading(now), Reading(before), changed)


def test_what_was_carried_out_is_carried_in() -> None:
    assert list(carry_over(pair({f"{INTO}.total": 3}, {f"{OUT}.total": 3}))) == []


def test_every_column_that_does_not_go_on_is_named() -> None:
    now = {f"{INTO}.total": 3, f"{INTO}.natural_person": 3, f"{INTO}.company": 0}
    before = {f"{OUT}.total": 5, f"{OUT}.natural_person": 4, f"{OUT}.company": 0}
    (finding,) = carry_over(pair(now, before))
    assert finding.keys == (f"{INTO}.natural_person", f"{INTO}.total")
    assert (finding.rule, finding.severity) == ("years.carry_over", "error")
    assert "总计：结转 5，上年结转 3" in finding.message_zh


def test_a_blank_is_carried_nowhere() -> None:
    assert list(carry_over(pair({f"{INTO}.total": None}, {f"{OUT}.total": 5}))) == []


def test_across_a_merger_it_is_a_warning() -> None:
    (finding,) = carry_over(pair({f"{INTO}.total": 3}, {f"{OUT}.total": 5}, changed=True))
    assert (finding.rule, finding.severity) == ("years.carry_over", "warning")


@pytest.mark.parametrize(("valid", "count"), [(8, 0), (9, 1)])
def test_documents_in_force_go_on(valid: int, count: int) -> None:
    now = {f"{NORMS}.in_force": valid, f"{NORMS}.issued": 3, f"{NORMS}.repealed": 1}
    found = [finding.rule for finding in in_force(pair(now, {f"{NORMS}.in_force": 6}))]
    assert found == ["years.in_force"] * count


@pytest.mark.parametrize(
    ("old", "number", "count"),
    [(2, 99, 0), (2, 100, 1), (0, 100, 0), (None, 100, 0), (7.9, 79000.1, 1), (100, 2, 0)],
)
def test_a_number_fifty_times_as_large_is_questioned(
    old: float | None, number: float, count: int
) -> None:
    found = [finding.rule for finding in jumps(pair({FEES: number}, {FEES: old}))]
    assert found == ["plausibility.jump"] * count


def test_what_was_merged_may_have_grown() -> None:
    assert list(jumps(pair({FEES: 500}, {FEES: 1}, changed=True))) == []


@pytest.mark.parametrize(("now", "before"), [([f"{INTO}.total"], []), ([], [f"{OUT}.total"])])
def test_what_was_doubtful_in_either_year_is_the_readings(
    now: list[str], before: list[str]
) -> None:
    found = Pair(
        2024,
        Reading({f"{INTO}.total": 3}, frozenset(now)),
        Reading({f"{OUT}.total": 5}, frozenset(before)),
    )
    assert [finding.origin for finding in judge_pair(found)] == ["reading"]


def test_what_was_read_for_certain_is_the_publishers() -> None:
    found = judge_pair(pair({f"{INTO}.total": 3}, {f"{OUT}.total": 5}))
    assert [finding.origin for finding in found] == ["publisher"]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Two bodies, the first of which has reports for 2022 and the second one for 2023."""
    with open_archive(tmp_path, command="test", create=True) as archive:
        db = archive.db
        names = {1: "云澜市规划局", 2: "云澜市自然资源和规划局"}
        db.table("agencies").insert_all({"id": one, "name": name} for one, name in names.items())
        _report(archive, 1, agency=1, year=2022, cells={f"{OUT}.total": 5})
        yield archive


def _report(archive: Archive, number: int, agency: int, year: int, cells: Numbers) -> None:
    """Put a report into the archive, read from a source and capture of its own."""
    seen, insert = "2026-11-01T00:00:00Z", archive.db.table
    common = {"id": number, "status": "verified"}
    url = f"http://www.example.gov.cn/{number}"
    insert("reports").insert({**common, "agency": agency, "year": year, "first_seen": seen})
    insert("captures").insert(
        {"id": number, "url": url, "fetched_at": seen, "outcome": "ok", "payload_sha256": "0"}
    )
    insert("sources").insert(
        {"id": number, "url": url, "role": "page", "report": number, "first_seen": seen}
    )
    insert("versions").insert(
        {**common, "source": number, "capture": number, "payload_sha256": "0", "extractor": "1"}
    )
    insert("reports").update(number, {"version": number})
    insert("cells").insert_all(
        {"version": number, "key": key, "value": value} for key, value in cells.items()
    )


def _found(archive: Archive) -> list[tuple[int, str, str, str]]:
    judge_years(archive)
    rows = archive.rows("SELECT * FROM findings WHERE version IS NULL ORDER BY id")
    return [(row["report"], row["rule"], row["severity"], row["origin"]) for row in rows]


def test_years_of_one_body_are_paired(archive: Archive) -> None:
    _report(archive, 2, agency=1, year=2023, cells={f"{INTO}.total": 4})
    assert _found(archive) == [(2, "years.carry_over", "error", "publisher")]
    assert archive.rows("SELECT status FROM reports WHERE id = 2") == [{"status": "flagged"}]


def test_years_with_one_between_are_not(archive: Archive) -> None:
    _report(archive, 2, agency=1, year=2024, cells={f"{INTO}.total": 4})
    assert _found(archive) == []


def test_a_body_goes_on_under_another_name(archive: Archive) -> None:
    _report(archive, 2, agency=2, year=2023, cells={f"{INTO}.total": 4})
    assert _found(archive) == []
    archive.db.table("agency_links").insert(
        {"agency": 1, "successor": 2, "kind": "renamed", "year": 2023}
    )
    assert _found(archive) == [(2, "years.carry_over", "warning", "publisher")]


def test_cells_that_a_finding_doubts_are_the_readings(archive: Archive) -> None:
    _report(archive, 2, agency=1, year=2023, cells={f"{INTO}.total": 4})
    archive.db.table("findings").insert(
        {
            "version": 1,
            "rule": "cell.inferred",
            "severity": "warning",
            "origin": "reading",
            "message": "",
            "keys": json.dumps([f"{OUT}.total"]),
        }
    )
    assert _found(archive) == [(2, "years.carry_over", "error", "reading")]


def test_cells_that_were_recognised_are_the_readings(archive: Archive) -> None:
    _report(archive, 2, agency=1, year=2023, cells={f"{INTO}.total": 4})
    archive.db.conn.execute("UPDATE cells SET locator = '{\"confidence\": 0.9}' WHERE version = 2")
    assert _found(archive) == [(2, "years.carry_over", "error", "reading")]


def test_sources_of_one_report_that_differ_are_said(archive: Archive) -> None:
    _report(archive, 2, agency=1, year=2022, cells={f"{OUT}.total": 6})
    archive.db.table("sources").update(1, {"state": "present"})
    archive.db.table("sources").update(2, {"state": "present", "report": 1, "role": "attachment"})
    archive.db.table("reports").delete(2)
    assert _found(archive) == [(1, "sources.disagree", "error", "publisher")]
    (row,) = archive.rows("SELECT message_zh, keys FROM findings")
    assert row["message_zh"].startswith("网页与附件不一致")
    assert json.loads(row["keys"]) == [f"{OUT}.total"]
