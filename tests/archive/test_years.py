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
        {"agency": 1, "successor": 2, "kind": "renamed", "from_year": 2022, "to_year": 2023}
    )
    assert _found(archive) == [(2, "years.carry_over", "warning", "publisher")]


def _link(archive: Archive, agency: int, successor: int, kind: str) -> None:
    archive.db.table("agency_links").insert(
        {"agency": agency, "successor": successor, "kind": kind, "from_year": 2022, "to_year": 2023}
    )


def _merge(archive: Archive, carried_in: int) -> None:
    """Let two bodies, of which the second carried 2 out of 2022, go into a third one."""
    archive.db.table("agencies").insert({"id": 3, "name": "云澜市国土资源局"})
    _report(archive, 2, agency=2, year=2023, cells={f"{INTO}.total": carried_in})
    _link(archive, 1, 2, "merged")
    _link(archive, 3, 2, "merged")


@pytest.mark.parametrize(
    ("carried_in", "found"), [(7, []), (5, [(2, "years.carry_over", "warning", "publisher")])]
)
def test_what_was_merged_goes_on_from_the_sum(
    archive: Archive, carried_in: int, found: list[tuple[int, str, str, str]]
) -> None:
    _merge(archive, carried_in)
    _report(archive, 3, agency=3, year=2022, cells={f"{OUT}.total": 2})
    assert _found(archive) == found


@pytest.mark.parametrize("blank", [True, False])
def test_no_sum_is_made_without_all_of_its_parts(archive: Archive, blank: bool) -> None:
    _merge(archive, 5)
    if blank:
        _report(archive, 3, agency=3, year=2022, cells={f"{OUT}.total": None})
    assert _found(archive) == []


def test_what_takes_others_in_is_a_part_of_the_sum_itself(archive: Archive) -> None:
    _report(archive, 2, agency=2, year=2022, cells={f"{OUT}.total": 2})
    _report(archive, 3, agency=2, year=2023, cells={f"{INTO}.total": 7})
    _link(archive, 1, 2, "merged")
    assert _found(archive) == []
    rows = archive.rows("SELECT previous_report, kind, parts FROM predecessors")
    assert [tuple(row.values()) for row in rows] == [(1, "merged", 2), (2, "merged", 2)]


def test_one_that_took_another_in_is_not_compared_without_its_own_report(archive: Archive) -> None:
    _report(archive, 2, agency=2, year=2023, cells={f"{INTO}.total": 5})
    _link(archive, 1, 2, "merged")
    assert _found(archive) == []
    assert archive.rows("SELECT * FROM predecessors") == []


def test_what_was_split_goes_on_from_nothing(archive: Archive) -> None:
    _report(archive, 2, agency=2, year=2023, cells={f"{INTO}.total": 4})
    _report(archive, 3, agency=1, year=2023, cells={f"{INTO}.total": 1})
    _link(archive, 1, 2, "split")
    assert _found(archive) == []


def test_documents_in_force_go_on_across_a_renaming(archive: Archive) -> None:
    cells = {f"{NORMS}.in_force": 9, f"{NORMS}.issued": 3, f"{NORMS}.repealed": 1}
    _report(archive, 2, agency=1, year=2021, cells={f"{NORMS}.in_force": 6})
    _report(archive, 3, agency=2, year=2022, cells=cells)
    archive.db.table("agency_links").insert(
        {"agency": 1, "successor": 2, "kind": "renamed", "from_year": 2021, "to_year": 2022}
    )
    assert (3, "years.in_force", "warning", "publisher") in _found(archive)
    (row,) = archive.rows("SELECT message_zh FROM findings WHERE report = 3")
    assert row["message_zh"].endswith("（其间机关更名或合并）")


def test_year_on_year_follows_renamings_and_adds_up_mergers(archive: Archive) -> None:
    _merge(archive, 9)
    _report(archive, 3, agency=3, year=2022, cells={f"{OUT}.total": 0, f"{INTO}.total": 3})
    archive.db.table("cells").insert({"version": 1, "key": f"{INTO}.total", "value": 3})
    _found(archive)
    row, *others = archive.rows("SELECT * FROM year_on_year")
    assert others == []
    assert (row["value"], row["previous_value"], row["change"], row["growth"]) == (9, 6, 3, 0.5)
    assert (row["previous_report"], row["continues"]) == (None, "merged")


@pytest.mark.parametrize("old", [0, None])
def test_growth_from_nothing_is_no_number(archive: Archive, old: int | None) -> None:
    _report(archive, 2, agency=1, year=2023, cells={f"{OUT}.total": 4})
    archive.db.conn.execute("UPDATE cells SET value = ? WHERE version = 1", (old,))
    _found(archive)
    (row,) = archive.rows("SELECT * FROM year_on_year")
    assert (row["value"], row["growth"]) == (4, None)


def test_bodies_of_a_series_are_called_after_the_last_one(archive: Archive) -> None:
    _merge(archive, 7)
    _report(archive, 3, agency=3, year=2020, cells={})
    rows = archive.rows("SELECT agency, series, from_year, to_year FROM series ORDER BY agency")
    assert [tuple(row.values()) for row in rows] == [
        (1, 2, None, 2022),
        (2, 2, 2023, None),
        (3, 2, None, 2022),
    ]
    gaps = archive.rows("SELECT series, first_year, last_year, years FROM gaps")
    assert [tuple(row.values()) for row in gaps] == [(2, 2021, 2021, 1)]


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
