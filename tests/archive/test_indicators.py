"""The yearly indicators, against figures that were published or worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from archive.archive import Archive, open_archive
from archive.predecessors import find_predecessors
from archive.schema.kept import renew_kept
from extract.forms import load_forms

Numbers = Mapping[str, int | None]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path, command="test", create=True) as archive:
        archive.db.table("agencies").insert({"id": 1, "name": "云澜市人民政府"})
        yield archive


def enter(archive: Archive, year: int, numbers: Numbers, *tables: str, form: int = -1) -> None:
    """Put a report with tables 3 and 4 of a form into the archive, 0 in every cell not named."""
    seen, insert = "2026-11-01T00:00:00Z", archive.db.table
    known, url = {"id": year, "status": "verified"}, f"http://www.example.gov.cn/{year}"
    insert("reports").insert({**known, "agency": 1, "year": year, "first_seen": seen})
    insert("captures").insert({"id": year, "url": url, "fetched_at": seen, "outcome": "ok"})
    insert("sources").insert({"id": year, "url": url, "role": "page", "first_seen": seen})
    version = {"source": year, "capture": year, "payload_sha256": "0", "extractor": "1"}
    insert("versions").insert({**known, **version})
    insert("reports").update(year, {"version": year})
    names = tables or ("applications", "challenges")
    keys = [key for name in names for key in load_forms()[form].table(name).keys]
    assert numbers.keys() <= set(keys)
    insert("cells").insert_all(
        {"version": year, "key": key, "value": numbers.get(key, 0)} for key in keys
    )
    find_predecessors(archive)


def applied(**numbers: int | None) -> dict[str, int | None]:
    """Name the 总计 cells of table 3 by their rows; a double underscore stands for a dot."""
    return {f"applications.{row.replace('__', '.')}.total": n for row, n in numbers.items()}


def _keys(table: str) -> Sequence[str]:
    return load_forms()[-1].table(table).keys


def look(archive: Archive, year: int) -> dict[str, Any]:
    renew_kept(archive.db)
    (row,) = archive.rows("SELECT * FROM indicators_yearly WHERE year = ?", year)
    return row


def test_a_share_in_the_text_is_worked_out_anew(archive: Archive) -> None:
    """上海市政府办公厅 2019: 258 of 805 is 32.0 %, though its text says 33.9 %."""
    told = applied(received=859, carried_in=18, granted=258, processed_total=805, carried_out=72)
    enter(archive, 2019, told, form=0)
    row = look(archive, 2019)
    assert row["granted_of_processed"] == 0.3205
    assert row["carried_out_of_due"] == 0.0821


def test_both_denominators_of_the_disclosure_rate(archive: Archive) -> None:
    """普陀区 2022, first half: 81 of 263 answers is 30.80 %."""
    told = applied(
        granted=81, granted_in_part=20, processed_total=273, not_processed__repeated=4,
        other__other=6,
    )  # fmt: skip
    enter(archive, 2022, told)
    row = look(archive, 2022)
    assert (row["processed"], row["answered"]) == (273, 263)
    assert row["granted_of_answered"] == 0.308
    assert row["granted_of_processed"] == round(81 / 273, 4) == 0.2967
    assert row["granted_or_in_part_of_answered"] == round(101 / 263, 4) == 0.384
    assert row["granted_or_in_part_of_processed"] == round(101 / 273, 4) == 0.37
    assert row["not_processed_of_processed"] == round(4 / 273, 4)
    assert row["other_of_processed"] == round(6 / 273, 4)


@pytest.mark.parametrize(("form", "row"), [(0, "other__all"), (-1, "other__not_corrected_in_time")])
def test_other_outcomes_count_alike_in_both_forms(archive: Archive, form: int, row: str) -> None:
    enter(archive, 2020, applied(processed_total=20, **{row: 5}), form=form)
    found = look(archive, 2020)
    assert (found["other_of_processed"], found["answered"]) == (0.25, 15)


def test_correction_rates_of_decided_and_of_all(archive: Archive) -> None:
    """咸宁 2020: 11 of 38 decided cases were corrected, which is 28.9 %; 2 are pending here."""
    review = {"upheld": 14, "corrected": 11, "other": 13, "pending": 2, "total": 40}
    enter(archive, 2020, {f"challenges.review.{name}": n for name, n in review.items()})
    row = look(archive, 2020)
    assert row["review_corrected_of_decided"] == 0.2895
    assert row["review_corrected_of_all"] == 0.275


def test_suits_of_both_kinds_are_one_rate(archive: Archive) -> None:
    told: dict[str, int | None] = {"challenges.litigation_direct.corrected": 1}
    told |= {"challenges.litigation_direct.upheld": 2, "challenges.litigation_direct.total": 3}
    after = "challenges.litigation_after_review"
    told |= {f"{after}.other": 1, f"{after}.pending": 4, f"{after}.total": 5}
    enter(archive, 2020, told | applied(processed_total=80))
    row = look(archive, 2020)
    assert row["litigation_of_processed"] == 0.1
    assert row["litigation_corrected_of_decided"] == 0.25
    assert row["litigation_corrected_of_all"] == 0.125


def test_backlog_and_its_change(archive: Archive) -> None:
    """淮安: 34 carried out of 2023; 2024: 3,119 + 34 = 3,050 + 103, 351 reviews, 46 suits."""
    enter(archive, 2023, applied(carried_out=34))
    told = applied(received=3119, carried_in=34, processed_total=3050, carried_out=103)
    told |= {"challenges.review.total": 351, "challenges.litigation_direct.total": 46}
    enter(archive, 2024, told)
    row = look(archive, 2024)
    assert row["carried_out_change"] == 69
    assert row["carried_out_of_due"] == 0.0327
    assert row["reviews_of_processed"] == 0.1151
    assert row["litigation_of_processed"] == 0.0151


def test_growth(archive: Archive) -> None:
    """天津 2021: 14,283 newly received, 16.6 % fewer than in 2020."""
    enter(archive, 2020, applied(received=17126))
    enter(archive, 2021, applied(received=14283))
    row = look(archive, 2021)
    assert (row["received_change"], row["received_growth"]) == (-2843, -0.166)


def test_grounds_of_refusal_are_shares_of_all_refusals(archive: Archive) -> None:
    told = applied(
        processed_total=60, denied__state_secret=3, denied__internal_affairs=9,
        not_provided__not_held=12, not_provided__still_unclear=3,
    )  # fmt: skip
    told |= {"applications.received.natural_person": 45} | applied(received=50)
    enter(archive, 2021, told)
    row = look(archive, 2021)
    assert row["denied_of_processed"] == 0.2
    assert row["state_secret_of_denied"] == 0.25
    assert row["internal_affairs_of_denied"] == 0.75
    assert row["third_party_rights_of_denied"] == 0
    assert row["not_provided_of_processed"] == 0.25
    assert row["natural_person_of_received"] == 0.9


@pytest.mark.parametrize(
    ("blank", "rates"),
    [
        ("applications.denied.state_secret.total", {"denied_of_processed"}),
        ("applications.other.fee_not_paid.total", {"answered", "granted_of_answered"}),
        ("applications.processed_total.total", {"granted_of_processed", "reviews_of_processed"}),
        ("applications.received.total", {"received_growth", "natural_person_of_received"}),
        ("challenges.review.other", {"review_corrected_of_decided"}),
    ],
)
def test_what_has_a_blank_part_is_blank(archive: Archive, blank: str, rates: set[str]) -> None:
    keys = [key for table in ("applications", "challenges") for key in _keys(table)]
    told = dict.fromkeys(keys, 4) | applied(processed_total=100)
    enter(archive, 2022, told)
    enter(archive, 2023, told)
    enter(archive, 2024, {**told, blank: None})
    whole, holed = look(archive, 2023), look(archive, 2024)
    assert {name for name, value in whole.items() if value is None} == {"kind", "division"}
    lost = {name for name, value in holed.items() if value is None and whole[name] is not None}
    assert rates <= lost


def test_nothing_is_divided_by_nothing(archive: Archive) -> None:
    enter(archive, 2023, {})
    enter(archive, 2024, {})
    row = look(archive, 2024)
    rates = [name for name in row if "_of_" in name or name.endswith("_growth")]
    assert len(rates) == 25
    assert {row[name] for name in rates} == {None}


def test_a_report_with_table_4_alone_has_its_rates_only(archive: Archive) -> None:
    enter(archive, 2024, {"challenges.review.corrected": 1}, "challenges")
    row = look(archive, 2024)
    assert (row["review_corrected_of_decided"], row["reviews_of_processed"]) == (1, None)


def test_outcomes_beyond_their_total_give_no_number_of_answers(archive: Archive) -> None:
    enter(archive, 2024, applied(processed_total=2, other__other=3))
    row = look(archive, 2024)
    assert (row["answered"], row["other_of_processed"]) == (None, 1.5)
