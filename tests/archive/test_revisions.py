"""Each kind of edit gives the revision that it is, and none besides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.archive import Archive, open_archive
from archive.captures import record
from archive.compare import compare
from archive.extraction import extract_all
from tests.archive.warcs import MOMENT, make_exchange, make_writer
from tests.farm.papers import EDUCATION, paper

URL = "http://127.0.1.9/2024.html"
PAPER = paper(EDUCATION, 2024)
OTHER = PAPER.edited()
GONE = None


def page(text: str, *, day: str = "2025-01-20", banner: str = "", charset: str = "utf-8") -> bytes:
    """Return a report's page with the date that it displays."""
    head = f"<div>{banner}</div><p>发布日期：{day}</p>"
    return f"<html><body>{head}{text}</body></html>".encode(charset)


def look_at(
    path: Path, bodies: Sequence[bytes | None], days: Sequence[int] = range(9)
) -> list[dict[str, Any]]:
    """Keep looks at one address, each in a run of its own and of its day; returns the revisions."""
    with open_archive(path, command="crawl", create=True, clock=lambda: MOMENT) as archive:
        with archive.transaction():
            archive.db.conn.execute(
                "INSERT INTO sources (url, role, first_seen) VALUES (?, 'page', '2026')", (URL,)
            )
        for day, body in zip(days, bodies, strict=False):
            _look(archive, day, body)
            extract_all(archive)
            compare(archive)
        return archive.rows("SELECT * FROM revisions ORDER BY id")


def _look(archive: Archive, day: int, body: bytes | None) -> None:
    run = archive.begin_run("crawl")
    there: dict[str, Any] = {"status": 404, "outcome": "not_found", "body": b"gone"}
    told = there if body is None else {"body": body}
    with make_writer(archive, run) as writer:
        moment = MOMENT + timedelta(days=day)
        record(archive, writer, make_exchange(run, URL, fetched_at=moment, **told))


def part(path: Path, table: str) -> list[dict[str, Any]]:
    with open_archive(path) as archive:
        return archive.rows(f"SELECT * FROM [{table}]")  # noqa: S608 - our own names


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def test_a_number_changed_under_the_same_date_is_not_admitted(path: Path) -> None:
    (found,) = look_at(path, [page(PAPER.html()), page(PAPER.html()), page(OTHER.html())])
    assert (found["kind"], found["admitted"], found["times"]) == ("numbers", 0, 1)
    assert (found["old_published_on"], found["new_published_on"]) == ("2025-01-20", "2025-01-20")
    assert found["old_last_seen"] == "2026-03-02T04:05:06Z"
    assert found["seen_at"] == "2026-03-03T04:05:06Z"
    changed = {cell["key"]: (cell["old_value"], cell["new_value"])
               for cell in part(path, "revision_cells")}  # fmt: skip
    before, after = PAPER.values, OTHER.values
    assert changed == {
        key: (before[key], after[key]) for key in before if before[key] != after[key]
    }


def test_a_number_changed_with_the_date_is_admitted(path: Path) -> None:
    moved = page(OTHER.html(), day="2025-02-03")
    (found,) = look_at(path, [page(PAPER.html()), moved])
    assert (found["kind"], found["admitted"]) == ("numbers", 1)
    assert found["new_published_on"] == "2025-02-03"


def test_the_next_years_report_at_an_address_is_no_edit_of_the_one_before(path: Path) -> None:
    following = paper(EDUCATION, 2025)
    edited = following.edited()
    bodies = [page(one.html()) for one in (PAPER, PAPER.edited(), following, edited)]
    before, after = look_at(path, bodies)
    assert (before["seen_at"], after["seen_at"]) == (
        "2026-03-02T04:05:06Z",
        "2026-03-04T04:05:06Z",
    )
    years = {row["id"]: row["year"] for row in part(path, "reports")}
    assert [years[one["report"]] for one in (before, after)] == [2024, 2025]


def test_the_report_before_stays_one_with_its_last_numbers(path: Path) -> None:
    following = paper(EDUCATION, 2025)
    look_at(path, [page(one.html()) for one in (PAPER, PAPER.edited(), following)])
    versions = {row["id"]: row for row in part(path, "versions")}
    found = {row["year"]: row for row in part(path, "reports")}
    assert {year: row["version"] for year, row in found.items()} == {2024: 2, 2025: 3}
    assert versions[2]["year"] == 2024
    assert found[2024]["why"].endswith("its address has another year's report now")
    assert found[2025]["first_seen"] == "2026-03-03T04:05:06Z"
    coverage = {row["year"]: row["state"] for row in part(path, "coverage")}
    assert coverage == {2024: "found_on_time", 2025: "found_on_time"}


@pytest.mark.parametrize(("days", "years"), [((-300, -5, 0), {2024, 2025}), ((0, 1, 2), {2025})])
def test_a_year_that_was_not_over_is_no_slip(
    path: Path, days: Sequence[int], years: set[int]
) -> None:
    """Of townships without an application the numbers of all years are alike."""
    former, following = page(PAPER.html()), page(PAPER.html().replace("2024", "2025"))
    found = look_at(path, [former, former, following], days)
    assert {row["year"] for row in part(path, "reports")} == years
    assert len(found) == 2 - len(years)


def test_a_year_mended_in_a_title_is_an_edit(path: Path) -> None:
    (found,) = look_at(path, [page(PAPER.html().replace("2024", "2023")), page(PAPER.html())])
    assert found["kind"] == "prose"


def test_changed_words_are_prose_and_marked(path: Path) -> None:
    reworded = PAPER.html().replace("其他没有需要", "没有其他需要")
    assert reworded != PAPER.html()
    (found,) = look_at(path, [page(PAPER.html()), page(reworded)])
    assert (found["kind"], found["cells_changed"]) == ("prose", 0)
    (section,) = part(path, "revision_sections")
    assert (section["number"], section["heading"]) == (6, "六、其他需要报告的事项")
    assert section["difference"].endswith("。[-其他没有-]{+没有其他+}需要报告的事项。")


def test_a_banner_is_cosmetic(path: Path) -> None:
    (found,) = look_at(path, [page(PAPER.html()), page(PAPER.html(), banner="新春快乐")])
    assert (found["kind"], found["admitted"]) == ("cosmetic", 0)


def test_a_page_that_counts_its_visits_is_one_cosmetic_revision(path: Path) -> None:
    bodies = [page(PAPER.html(), banner=f"您是第{n}位访客") for n in range(5)]
    (found,) = look_at(path, bodies)
    assert (found["kind"], found["times"]) == ("cosmetic", 4)


def test_an_edit_of_a_page_that_counts_its_visits_is_seen(path: Path) -> None:
    papers = (PAPER, PAPER, OTHER, OTHER)
    bodies = [page(one.html(), banner=f"第{n}位") for n, one in enumerate(papers)]
    found = look_at(path, bodies)
    assert [(one["kind"], one["times"]) for one in found] == [
        ("cosmetic", 1),
        ("numbers", 1),
        ("cosmetic", 1),
    ]


def test_a_table_that_became_a_picture_is_structure(path: Path) -> None:
    text = PAPER.html()
    start, end = text.rindex("<table"), text.rindex("</table>") + len("</table>")
    pictured = text[:start] + "<img src='/2024/b4.png'>" + text[end:]
    (found,) = look_at(path, [page(text), page(pictured)])
    assert (found["kind"], found["summary"]) == ("structure", "challenges: 2021 → no table")


def test_other_bytes_of_a_document_that_say_other_numbers_are_numbers(path: Path) -> None:
    (found,) = look_at(path, [PAPER.docx(), OTHER.docx()])
    assert (found["kind"], found["admitted"]) == ("numbers", None)


def test_a_page_that_went_and_came_again(path: Path) -> None:
    body = page(PAPER.html())
    found = look_at(path, [body, GONE, GONE, body])
    assert [one["kind"] for one in found] == ["removed", "restored"]
    assert found[0]["old_last_seen"] == "2026-03-01T04:05:06Z"


def test_a_page_that_was_away_for_one_look_was_not_removed(path: Path) -> None:
    body = page(PAPER.html())
    assert look_at(path, [body, GONE, body]) == []


def test_another_encoding_is_cosmetic(path: Path) -> None:
    bodies = [page(PAPER.html(), charset="gb18030"), page(PAPER.html())]
    (found,) = look_at(path, bodies)
    assert found["kind"] == "cosmetic"


def test_looks_count_by_their_dates_in_whatever_order_they_are_kept(path: Path) -> None:
    found = look_at(path, [page(PAPER.html()), page(OTHER.html())], days=(3, -30))
    assert [(one["kind"], one["old_capture"], one["new_capture"]) for one in found] == [
        ("numbers", 2, 1)
    ]
    (report,) = part(path, "reports")
    versions = {row["capture"]: row["id"] for row in part(path, "versions")}
    assert report["version"] == versions[1]


def test_a_look_between_two_others_parts_their_revision(path: Path) -> None:
    bodies = [page(PAPER.html()), page(PAPER.html()), page(OTHER.html())]
    found = look_at(path, bodies, days=(0, 9, 5))
    assert [(one["old_capture"], one["new_capture"]) for one in found] == [(1, 3), (3, 2)]
