"""Text in pieces: what a revision changed, what a finding is about."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from archive.publish.pages.findings import Remark
from archive.publish.pages.sparkline import HEIGHT, WIDTH, draw
from archive.publish.pages.wording import mark_claims, read_difference
from archive.wording import compare_wordings, mark_changes

WORDS = st.text("新收12件，。ab\n的", max_size=30)


def joined(lines: list[list[Any]], *fates: str) -> str:
    return "\n".join("".join(one.text for one in line if one.fate in fates) for line in lines)


@given(WORDS, WORDS)
def test_marks_of_a_difference_are_read_back(old: str, new: str) -> None:
    pieces = compare_wordings(old, new)
    lines = read_difference(mark_changes(pieces))
    for fate in ("removed", "added"):
        texts = [one.text for line in lines for one in line if one.fate == fate]
        assert "".join(texts) == "".join(p.text for p in pieces if p.fate == fate).replace("\n", "")


def remark(start: int, stop: int) -> Remark:
    return Remark(start, {"severity": "warning", "finding": start}, (), 1, (start, stop))


@given(WORDS, st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4))
def test_marked_text_is_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    remarks = [remark(min(span), max(span)) for span in spans]
    assert joined(mark_claims(text, remarks), "kept") == text


def test_a_claim_is_marked_where_it_stands() -> None:
    ((before, claim, after),) = mark_claims("全年新收99件。", [remark(2, 7)])
    assert (before.text, claim.text, after.text) == ("全年", "新收99件", "。")


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**9)), max_size=12))
def test_a_drawing_stays_in_its_frame(values: list[int | None]) -> None:
    points = [point for line in draw(list(enumerate(values, 2008))) for point in line]
    assert [point.value for point in points] == [value for value in values if value is not None]
    assert all(0 <= point.x <= WIDTH and 0 <= point.y <= HEIGHT for point in points)


def test_a_year_without_a_number_parts_the_line() -> None:
    lines = draw([(2019, 1), (2020, None), (2021, 2), (2022, 3), (2024, 1)])
    assert [[point.year for point in line] for line in lines] == [[2019], [2021, 2022], [2024]]
