"""The rules of one report, each from both sides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.forms import load_forms
from extract.report import Finding, Locator, Number, Origin, Place, Value
from extract.rules.facts import Facts
from extract.rules.forms import outdated_forms, untimely_forms
from extract.rules.plausible import plausibility
from extract.rules.shifts import shifted_rows
from extract.rules.sums import sums

_FORMS = {form.name: form for form in load_forms()}


def _facts(
    numbers: dict[str, Number | None],
    form: str = "2021",
    agency: str = "云澜市教育局",
    year: int | None = 2024,
    findings: tuple[Finding, ...] = (),
) -> Facts:
    tables = {table.name: table for table in _FORMS[form].tables}
    keys = [cell.key for table in tables.values() for cell in table.indicators]
    printed = {**dict.fromkeys(keys, 0), **numbers}
    values = {key: Value(number, "" if number is None else str(number))
              for key, number in printed.items()}  # fmt: skip
    return Facts(agency, year, tables, values, [], list(findings))


def _found(findings: object) -> list[tuple[str, str]]:
    assert hasattr(findings, "__iter__")
    return [(finding.rule, finding.severity) for finding in findings]


_ONE: dict[str, Number | None] = {
    "applications.received.natural_person": 1,
    "applications.received.total": 1,
    "applications.granted.natural_person": 1,
    "applications.granted.total": 1,
    "applications.processed_total.natural_person": 1,
    "applications.processed_total.total": 1,
}


def test_zeros_add_up() -> None:
    assert _found(sums(_facts({}))) == []


def test_a_report_that_balances_has_no_finding() -> None:
    assert _found(sums(_facts(_ONE))) == []


@pytest.mark.parametrize(
    ("key", "rules"),
    [
        ("applications.carried_out.natural_person", {"column_balance", "row_sum"}),
        ("applications.granted.company", {"processed_sum", "row_sum"}),
        ("applications.processed_total.total", {"column_balance", "processed_sum", "row_sum"}),
    ],
)
def test_one_cell_off_breaks_its_column_and_its_row(key: str, rules: set[str]) -> None:
    found = {rule for rule, _ in _found(sums(_facts({**_ONE, key: 5})))}
    assert found == {f"applications.{rule}" for rule in rules}


def test_errors_that_offset_each_other_are_found_in_their_columns() -> None:
    numbers = {**_ONE, "applications.received.natural_person": 0, "applications.received.other": 1}
    assert _found(sums(_facts(numbers))) == [("applications.column_balance", "error")] * 2


@pytest.mark.parametrize("block", ["review", "litigation_direct", "litigation_after_review"])
def test_each_block_of_table_4_adds_up(block: str) -> None:
    numbers: dict[str, Number | None] = {f"challenges.{block}.upheld": 10}
    assert _found(sums(_facts(numbers))) == [("challenges.sum", "error")]


def test_the_sum_names_the_cells_that_it_is_about() -> None:
    (finding,) = sums(_facts({"challenges.review.pending": 3}))
    assert set(finding.keys) == {
        f"challenges.review.{name}" for name in ("total", "upheld", "corrected", "other", "pending")
    }


def test_a_blank_part_makes_no_sum_wrong() -> None:
    numbers: dict[str, Number | None] = {
        "challenges.review.upheld": None,
        "challenges.review.total": 4,
    }
    assert _found(sums(_facts(numbers))) == []


def test_a_part_larger_than_its_whole_is_wrong_whatever_is_blank() -> None:
    numbers: dict[str, Number | None] = {
        "challenges.review.upheld": None,
        "challenges.review.other": 5,
        "challenges.review.total": 4,
    }
    assert _found(sums(_facts(numbers))) == [("challenges.sum", "error")]


def test_a_blank_total_makes_no_sum_wrong() -> None:
    numbers: dict[str, Number | None] = {
        "challenges.review.upheld": 3,
        "challenges.review.total": None,
    }
    assert _found(sums(_facts(numbers))) == []


def test_a_balance_of_the_totals_that_cannot_be_checked_is_a_warning() -> None:
    found = _found(sums(_facts({"applications.carried_in.total": None})))
    assert found == [("applications.column_balance", "warning")]


def _last_block(*numbers: Number | None) -> dict[str, Number | None]:
    names = ("upheld", "corrected", "other", "pending", "total")
    keys = (f"challenges.litigation_after_review.{name}" for name in names)
    return dict(zip(keys, numbers, strict=True))


@pytest.mark.parametrize(
    ("numbers", "count"),
    [
        ((0, 0, 9, 9, None), 1),
        ((0, 0, 2, 9, None), 1),
        ((None, 0, 0, 0, None), 1),
        ((0, 0, 0, 0, None), 0),
        ((0, 9, 2, 9, None), 0),
        ((0, 0, 0, 9, 9), 0),
        ((0, 0, 9, None, None), 0),
    ],
)
def test_a_number_before_a_blank_total_may_be_the_total(
    numbers: tuple[Number | None, ...], count: int
) -> None:
    found = list(shifted_rows(_facts(_last_block(*numbers))))
    assert _found(found) == [("row.shifted", "warning")] * count
    assert all(len(one.keys) == 15 for one in found)


_ROWS = [row.key for row in _FORMS["2021"].tables[1].rows]
_NO_OTHERS: dict[str, Number | None] = {f"applications.{row}.other": None for row in _ROWS}
_LOST: dict[str, Number | None] = {
    "applications.granted.other": 5,
    "applications.granted.total": None,
}


def test_a_total_may_stand_alone_in_the_column_before_its_own() -> None:
    assert _found(shifted_rows(_facts(_NO_OTHERS | _LOST))) == [("row.shifted", "warning")]


def test_a_total_may_break_the_sum_of_the_column_before_its_own() -> None:
    assert _found(shifted_rows(_facts(_LOST))) == [("row.shifted", "warning")]


def test_a_blank_total_beside_a_number_that_adds_up_is_blank() -> None:
    adding: dict[str, Number | None] = {
        f"applications.{row}.other": 5 for row in ("received", "processed_total")
    }
    assert _found(shifted_rows(_facts(_LOST | adding))) == []


def test_where_most_totals_are_blank_none_was_lost() -> None:
    totals: dict[str, Number | None] = {f"applications.{row}.total": None for row in _ROWS}
    assert _found(shifted_rows(_facts(_NO_OTHERS | _LOST | totals))) == []


@pytest.mark.parametrize(("rule", "origin"), [("cell.unreadable", "reading"),
                                              ("cell.uncertain", "reading"),
                                              ("cell.inferred", "reading"),
                                              ("cell.annotated", "publisher"),
                                              ("cell.blank", "publisher")])  # fmt: skip
def test_a_wrong_sum_is_the_reading_s_where_it_was_doubtful(rule: str, origin: Origin) -> None:
    note = Finding(rule, "error", "unknown", "", "", ("challenges.review.upheld",))
    (finding,) = sums(_facts({"challenges.review.upheld": 3}, findings=(note,)))
    assert finding.origin == origin


def test_a_doubt_about_another_cell_excuses_nothing() -> None:
    note = Finding("cell.uncertain", "warning", "reading", "", "", ("challenges.review.other",))
    numbers: dict[str, Number | None] = {"challenges.litigation_direct.upheld": 3}
    (finding,) = sums(_facts(numbers, findings=(note,)))
    assert finding.origin == "publisher"


def test_what_was_recognised_in_a_picture_is_the_reading_s() -> None:
    facts = _facts({"disclosure.licensing.decisions": -1})
    place = Place(1, 1, 1, Locator(page=1, confidence=0.99))
    cell = Value(-1, "-1", place)
    facts = replace(facts, values={**facts.values, "disclosure.licensing.decisions": cell})
    (finding,) = plausibility(facts)
    assert finding.origin == "reading"


def test_the_old_form_has_one_row_of_other_outcomes() -> None:
    numbers: dict[str, Number | None] = {
        **_ONE,
        "applications.granted.natural_person": 0,
        "applications.granted.total": 0,
        "applications.other.all.natural_person": 1,
        "applications.other.all.total": 1,
    }
    assert _found(sums(_facts(numbers, form="2019"))) == []


def test_a_negative_count_is_questioned() -> None:
    found = _found(plausibility(_facts({"disclosure.licensing.decisions": -1})))
    assert found == [("plausibility.negative", "warning")]


def test_a_change_may_be_negative() -> None:
    facts = _facts({"disclosure.licensing.items_change": -1}, form="2019")
    assert _found(plausibility(facts)) == []


def test_a_fraction_of_a_case_is_questioned() -> None:
    found = _found(plausibility(_facts({"disclosure.licensing.decisions": 1.5})))
    assert found == [("plausibility.fraction", "warning")]


def test_fees_may_be_fractions() -> None:
    assert _found(plausibility(_facts({"disclosure.fees.amount": 1.5}))) == []


@pytest.mark.parametrize(
    ("agency", "count"),
    [("望江县人民政府", 0), ("螅镇人民政府", 1), ("迎宾路街道办事处", 1), ("云澜市人民政府", 0)],
)
def test_a_township_makes_no_rules(agency: str, count: int) -> None:
    found = _found(plausibility(_facts({"disclosure.rules.issued": 2}, agency=agency)))
    assert found == [("plausibility.township_rules", "warning")] * count


@pytest.mark.parametrize(
    ("form", "year", "count"),
    [("2019", 2020, 0), ("2019", 2021, 3), ("2021", 2021, 0), ("2021", 2020, 0),
     ("2019", None, 0), ("2021", 2018, 0)],
)  # fmt: skip
def test_a_form_older_than_the_year_is_told(form: str, year: int | None, count: int) -> None:
    found = _found(outdated_forms(_facts({}, form=form, year=year)))
    assert found == [("form.outdated", "notice")] * count


@pytest.mark.parametrize(
    ("form", "year", "count"), [("2021", 2020, 1), ("2021", 2021, 0), ("2019", 2018, 1)]
)
def test_a_form_newer_than_the_year_is_a_conflict(form: str, year: int, count: int) -> None:
    found = _found(untimely_forms(_facts({}, form=form, year=year)))
    assert found == [("identity.conflict", "error")] * count
