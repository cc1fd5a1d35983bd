"""An area against the sum of its units: when nothing may be said, and what is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from archive.archive import Archive, open_archive
from archive.area_rules import area_sum
from archive.areas import Areas
from archive.year_rules import Reading
from archive.years import judge_years

Numbers = Mapping[str, int | None]

# 宿迁 2023: what each of eleven bodies handled, which its report adds up to 3,607.
SUQIAN = (349, 933, 477, 301, 874, 216, 348, 55, 26, 12, 16)
DONE, IN = "applications.processed_total.total", "applications.received.total"
AGREEING = [f"applications.{row}.total" for row in ("granted", "carried_in", "carried_out")]
AGREEING += [f"challenges.review.{name}" for name in ("upheld", "corrected", "other", "total")]


def units(**numbers: int | None) -> list[Reading]:
    return [Reading({DONE: done, **dict.fromkeys(AGREEING, 1)} | numbers) for done in SUQIAN]


def area(done: int, **numbers: int | None) -> Reading:
    return Reading({DONE: done, **dict.fromkeys(AGREEING, len(SUQIAN))} | numbers)


def judge(whole: Reading, parts: list[Reading]) -> list[tuple[str, ...]]:
    return [finding.keys for finding in area_sum(2023, "宿迁市人民政府", whole, parts)]


def test_what_adds_up_is_right() -> None:
    assert judge(area(3607), units()) == []


def test_a_sum_that_exceeds_its_area_is_told() -> None:
    (finding,) = area_sum(2023, "宿迁市人民政府", area(3511), units())
    assert (finding.rule, finding.severity, finding.keys) == ("area.sum", "warning", (DONE,))
    assert "相加为 3607，汇总报告为 3511" in finding.message_zh
    assert "11 个机关" in finding.message_zh


def test_a_smaller_sum_may_lack_a_unit_that_nobody_knows() -> None:
    assert judge(area(3700), units()) == []


def test_sums_that_mostly_differ_are_of_another_scope() -> None:
    other = dict.fromkeys(AGREEING[:5], 3)
    assert judge(area(300, **other), units()) == []


def test_zeros_that_agree_tell_nothing() -> None:
    zeros = dict.fromkeys(AGREEING, 0)
    assert judge(area(3511, **zeros), units(**zeros)) == []


@pytest.mark.parametrize("lacking", [None, "doubted", "absent"])
def test_what_a_unit_does_not_surely_say_is_not_added_up(lacking: str | None) -> None:
    first, *others = units()
    if lacking is None:
        first = Reading({**first.numbers, DONE: None})
    elif lacking == "doubted":
        first = Reading(first.numbers, frozenset({DONE}))
    else:
        first = Reading({key: first.numbers[key] for key in AGREEING})
    assert judge(area(3511), [first, *others]) == []


def test_what_is_doubtful_of_the_area_is_not_held_against_it() -> None:
    whole = Reading(area(3511).numbers, frozenset({DONE}))
    assert judge(whole, units()) == []


# The county 云澜县, made up, with one township below it.
COUNTY, TOWN = "990121000000", "990121100000"
BODIES = (
    (1, "云澜县人民政府", "government", COUNTY),
    (2, "云澜县人民政府办公室", "office", COUNTY),
    (3, "云澜县教育局", "department", COUNTY),
    (4, "青禾镇人民政府", "township", TOWN),
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path, command="test", create=True) as archive:
        divisions = [(COUNTY, "云澜县", "county", None), (TOWN, "青禾镇", "township", COUNTY)]
        archive.db.table("divisions").insert_all(
            {"code": code, "name": name, "full_name": name, "level": level, "parent": parent}
            for code, name, level, parent in divisions
        )
        for body in BODIES:
            enter(archive, *body)
        yield archive


def enter(archive: Archive, number: int, name: str, kind: str, division: str) -> None:
    """Enter a body and its report for 2023: 1 in every cell of a unit, 3 in those of the area."""
    seen, insert = "2026-11-01T00:00:00Z", archive.db.table
    known, url = {"id": number, "status": "verified"}, f"http://www.example.gov.cn/{number}"
    insert("agencies").insert({"id": number, "name": name, "kind": kind, "division": division})
    insert("reports").insert({**known, "agency": number, "year": 2023, "first_seen": seen})
    insert("captures").insert({"id": number, "url": url, "fetched_at": seen, "outcome": "ok"})
    insert("sources").insert({"id": number, "url": url, "role": "page", "first_seen": seen})
    version = {"source": number, "capture": number, "payload_sha256": "0", "extractor": "1"}
    insert("versions").insert({**known, **version})
    insert("reports").update(number, {"version": number})
    count = 3 if kind == "government" else 1
    numbers = dict.fromkeys([*AGREEING, DONE], count) | {IN: 2 if count == 3 else 1}
    insert("cells").insert_all(
        {"version": number, "key": key, "value": value} for key, value in numbers.items()
    )


def compared(archive: Archive) -> list[tuple[int, tuple[int, ...]]]:
    return [(one.report, one.units) for one in Areas(archive).whole()]


def test_units_of_a_county_are_its_office_departments_and_townships(archive: Archive) -> None:
    assert compared(archive) == [(1, (2, 3, 4))]
    judge_years(archive)
    (row,) = archive.rows("SELECT report, rule, keys FROM findings")
    assert (row["report"], row["rule"], row["keys"]) == (1, "area.sum", f'["{IN}"]')


@pytest.mark.parametrize("number", [2, 3, 4])
def test_no_area_is_compared_without_one_of_its_units(archive: Archive, number: int) -> None:
    archive.db.table("reports").update(number, {"year": 2022})
    assert compared(archive) == []


def test_no_area_is_compared_while_a_report_is_incomplete(archive: Archive) -> None:
    archive.db.table("reports").update(3, {"status": "incomplete"})
    assert compared(archive) == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [("国家税务总局云澜县税务局", "department"), ("云澜县经济开发区管理委员会", "other")],
)
def test_no_area_is_compared_where_it_may_not_count_a_body(
    archive: Archive, name: str, kind: str
) -> None:
    enter(archive, 9, name, kind, COUNTY)
    assert compared(archive) == []


def test_an_office_and_its_area_are_never_compared_alone(archive: Archive) -> None:
    archive.db.table("divisions").update(TOWN, {"parent": None})
    archive.db.conn.execute("UPDATE reports SET agency = NULL WHERE id = 3")
    assert compared(archive) == []
    archive.db.conn.execute("UPDATE reports SET agency = 3 WHERE id = 3")
    assert compared(archive) == [(1, (2, 3))]


def test_a_city_counts_its_counties_once(archive: Archive) -> None:
    city = {"code": "990100000000", "name": "云澜市", "full_name": "云澜市", "level": "prefecture"}
    archive.db.table("divisions").insert(city)
    archive.db.table("divisions").update(COUNTY, {"parent": "990100000000"})
    enter(archive, 11, "云澜市人民政府", "government", "990100000000")
    enter(archive, 12, "云澜市人民政府办公室", "office", "990100000000")
    assert compared(archive) == [(1, (2, 3, 4)), (11, (12, 1))]
