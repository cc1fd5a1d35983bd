"""What people decided, and what machines read otherwise, in two archives that become one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.archive import open_archive
from archive.verdicts import decide, list_standing
from tests.archive import stock
from tests.archive.stock import Look, Visit, build, copy, dump, join


@pytest.fixture(autouse=True)
def parse_here(monkeypatch: pytest.MonkeyPatch) -> None:
    stock.parse_here(monkeypatch)


@pytest.fixture
def a(tmp_path: Path) -> Path:
    return build(tmp_path / "a", [Visit(0, 0, [Look(0, 1)])])


def judge(path: Path, decision: str, reason: str) -> None:
    with open_archive(path, command="review") as archive:
        number = list_standing(archive)[0]["finding"]
        decide(archive, number, decision, reason, "李")


def decided(path: Path) -> list[tuple[Any, ...]]:
    with open_archive(path) as archive:
        rows = list_standing(archive)
    return [(row["decision"], row["reason"], row["by"]) for row in rows if row["decision"]]


def change(path: Path, *statements: str) -> None:
    with open_archive(path, command="review") as archive, archive.transaction():
        for sql in statements:
            archive.db.conn.execute(sql)


def test_a_decision_holds_in_the_archive_that_all_goes_into(a: Path, tmp_path: Path) -> None:
    judge(a, "confirmed", "so printed")
    join(build(tmp_path / "c", [Visit(1, 1, [Look(0, 1), Look(1, 0)])]), a)
    assert decided(tmp_path / "c") == [("confirmed", "so printed", "李")]


def test_a_decision_holds_where_the_address_has_another_years_report_now(tmp_path: Path) -> None:
    a = build(tmp_path / "a", [Visit(0, 0, [Look(2, 1)])])
    judge(a, "confirmed", "so printed")
    build(a, [Visit(1, 0, [Look(2, 4)])])
    join(tmp_path / "c", a)
    assert decided(tmp_path / "c") == decided(a) == [("confirmed", "so printed", "李")]


def test_of_two_decisions_the_later_holds_and_both_are_told(a: Path, tmp_path: Path) -> None:
    b = copy(a, tmp_path / "b")
    judge(a, "confirmed", "so printed")
    judge(b, "misread", "a spot on the page")
    change(b, "UPDATE verdicts SET at = '2999-01-01T00:00:00Z'")
    for name, paths in (("ab", (a, b)), ("ba", (b, a))):
        _, second = join(tmp_path / name, *paths)
        assert decided(tmp_path / name) == [("misread", "a spot on the page", "李")]
        (told,) = second.disputed
        assert {told["here"], told["decision"]} == {"confirmed", "misread"}


def test_a_decision_about_what_is_not_there_any_more_is_left(a: Path, tmp_path: Path) -> None:
    judge(a, "confirmed", "so printed")
    change(a, "UPDATE verdicts SET report = 4711")
    (merged,) = join(tmp_path / "c", a)
    assert (merged.rows["verdicts"].new, merged.rows["verdicts"].left) == (0, 1)


def test_what_one_machine_read_by_more_engines_is_taken(a: Path, tmp_path: Path) -> None:
    """Whole: no cell of one reading stands beside those of another."""
    b = copy(a, tmp_path / "b")
    change(
        b,
        "UPDATE versions SET engines = '{\"rapidocr\": \"1\"}', fingerprint = 'other'",
        "DELETE FROM cells WHERE key NOT LIKE '%total'",
        "UPDATE cells SET value = 4711, raw = '4711'",
        "DELETE FROM findings",
    )
    better = []
    for name, paths in (("ab", (a, b)), ("ba", (b, a))):
        better += [merged.better for merged in join(tmp_path / name, *paths)]
        assert set(cells(tmp_path / name)) == {(4711, "4711")}
        with open_archive(tmp_path / name) as archive:
            (row,) = archive.rows("SELECT applications_received_total AS n FROM panel")
        assert row["n"] == 4711
    assert better == [0, 1, 0, 0]
    assert dump(tmp_path / "ab") == dump(tmp_path / "ba")


def cells(path: Path) -> Iterator[tuple[Any, ...]]:
    with open_archive(path) as archive:
        yield from ((row["value"], row["raw"]) for row in archive.rows("SELECT * FROM cells"))


def test_two_looks_at_a_page_by_two_archives_are_a_revision(a: Path, tmp_path: Path) -> None:
    build(tmp_path / "c", [Visit(5, 0, [Look(0, 3)])])
    join(tmp_path / "c", a)
    with open_archive(tmp_path / "c") as archive:
        (row,) = archive.rows("SELECT kind, old_capture, new_capture FROM revisions")
    assert (row["kind"], row["old_capture"], row["new_capture"]) == ("numbers", 2, 1)


def test_a_reading_names_the_first_capture_of_all(a: Path, tmp_path: Path) -> None:
    build(tmp_path / "c", [Visit(5, 0, [Look(0, 1)])])
    join(tmp_path / "c", a)
    with open_archive(tmp_path / "c") as archive:
        (row,) = archive.rows(
            "SELECT fetched_at FROM versions JOIN captures ON captures.id = versions.capture"
        )
    assert row["fetched_at"] == "2026-03-01T00:00:00Z"


def test_of_two_sources_on_one_day_the_later_run_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = stock.body
    monkeypatch.setattr(stock, "body", lambda portal, _, found: whole(portal, 0, found))
    a = build(tmp_path / "a", [Visit(0, 0, [Look(0, 0)])], machine=2)
    b = build(tmp_path / "b", [Visit(0, 0, [Look(1, 2)])], machine=1)
    for name, paths in (("ab", (a, b)), ("ba", (b, a))):
        join(tmp_path / name, *paths)
        with open_archive(tmp_path / name) as archive:
            (row,) = archive.rows(
                "SELECT sources.url FROM reports JOIN versions ON versions.id = reports.version"
                " JOIN sources ON sources.id = versions.source"
            )
        assert row["url"] == "http://127.0.1.9/0.html"
