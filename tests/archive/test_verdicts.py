"""A verdict holds through later readings, and falls away when what it judged is another thing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

import archive.extraction
import archive.reports
import archive.revisions
import extract.parse
from archive.archive import Archive, open_archive
from archive.compare import compare
from archive.extraction import extract_all
from archive.ingest import Given, ingest
from archive.rebuild import rebuild
from archive.verdicts import VerdictError, decide, list_standing, read_csv, write_csv
from tests.archive.warcs import SOFTWARE
from tests.extract.content import Content, random_content
from tests.extract.grids import sheets
from tests.extract.layouts import LAYOUTS, Print
from tests.extract.truth import plant


def page(content: Content) -> bytes:
    made = Print("云澜市教育局2024年政府信息公开工作年度报告", sheets(content, Random(0)))
    return LAYOUTS["html_spans"](made, Random(0))


def wrong(seed: int) -> Content:
    return plant(random_content(Random(5)), Random(seed), 1)


def read(archive: Archive, file: Path, content: Content) -> None:
    file.write_bytes(page(content))
    ingest(archive, [Given(file)], SOFTWARE)
    extract_all(archive)
    compare(archive)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "report.html"


@pytest.fixture
def archive_(tmp_path: Path, file: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "archive", command="review", create=True) as opened:
        read(opened, file, wrong(1))
        yield opened


def errors(archive: Archive) -> list[dict[str, object]]:
    return [row for row in list_standing(archive) if row["severity"] == "error"]


def test_a_decision_stands_beside_its_finding(archive_: Archive) -> None:
    first, *_ = errors(archive_)
    decide(archive_, first["finding"], "confirmed", "checked by hand", "王")  # type: ignore[arg-type]
    (found,) = [row for row in errors(archive_) if row["decision"]]
    told = (found["finding"], found["decision"], found["reason"], found["by"])
    assert told == (first["finding"], "confirmed", "checked by hand", "王")
    assert len(list_standing(archive_, undecided=True)) == len(list_standing(archive_)) - 1


def test_it_holds_when_a_new_extractor_reads_the_same(
    archive_: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_ = errors(archive_)
    decide(archive_, first["finding"], "dismissed", "a note says why", None)  # type: ignore[arg-type]
    for module in (archive.extraction, archive.reports, archive.revisions, extract.parse):
        monkeypatch.setattr(module, "__version__", "99.0.0")
    monkeypatch.setattr("extract.bounded.BoundedParser.parse_all", _parse_here)
    assert extract_all(archive_).read == 1
    compare(archive_)
    (found,) = [row for row in errors(archive_) if row["decision"]]
    assert found["finding"] != first["finding"]
    assert found["decision"] == "dismissed"


def _parse_here(_: object, jobs: Iterator[tuple[bytes, object]]) -> Iterator[object]:
    return (extract.parse.parse(body, hints) for body, hints in jobs)  # type: ignore[arg-type]


def test_it_falls_away_when_the_numbers_change(archive_: Archive, file: Path) -> None:
    for row in errors(archive_):
        decide(archive_, row["finding"], "confirmed", "so printed", None)  # type: ignore[arg-type]
    read(archive_, file, wrong(2))
    assert errors(archive_)
    assert not [row for row in errors(archive_) if row["decision"]]
    read(archive_, file, wrong(1))
    assert all(row["decision"] == "confirmed" for row in errors(archive_))


def test_a_table_of_decisions_goes_out_and_comes_in(archive_: Archive, tmp_path: Path) -> None:
    out = io.StringIO()
    write_csv(list_standing(archive_), out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    for row in rows:
        row |= {"decision": "misread", "reason": "a scan"}
    path = tmp_path / "verdicts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    assert read_csv(archive_, path) == len(rows)
    assert {row["decision"] for row in list_standing(archive_)} == {"misread"}
    again = io.StringIO()
    write_csv(list_standing(archive_), again)
    assert [row["reason"] for row in csv.DictReader(io.StringIO(again.getvalue()))] == [
        "a scan"
    ] * len(rows)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"decision": "wrong"}, "line 2: 'wrong' is none of confirmed, dismissed, misread"),
        ({"decision": "misread", "reason": " "}, "line 2: a decision needs a reason"),
        ({"decision": "misread", "reason": "x", "observed": "[]"}, "line 2: no such finding of"),
    ],
)
def test_a_table_with_a_wrong_line_is_not_taken(
    archive_: Archive, tmp_path: Path, changed: dict[str, str], sentence: str
) -> None:
    row = {name: str(value) for name, value in errors(archive_)[0].items()} | changed
    path = tmp_path / "verdicts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row.keys())
        writer.writeheader()
        writer.writerow(row)
    with pytest.raises(VerdictError, match=sentence):
        read_csv(archive_, path)
    assert archive_.rows("SELECT * FROM verdicts") == []


def test_a_table_without_its_columns_is_not_taken(archive_: Archive, tmp_path: Path) -> None:
    path = tmp_path / "verdicts.csv"
    path.write_text("finding,decision\n1,misread\n", encoding="utf-8")
    with pytest.raises(VerdictError, match="has no column keys, observed, reason, report, rule"):
        read_csv(archive_, path)


def test_a_finding_that_does_not_stand_is_not_judged(archive_: Archive) -> None:
    with pytest.raises(VerdictError, match="there is no standing finding 4711"):
        decide(archive_, 4711, "misread", "x", None)


def test_verdicts_are_kept_by_the_journal(tmp_path: Path, file: Path) -> None:
    place = tmp_path / "archive"
    with open_archive(place, command="review", create=True) as opened:
        read(opened, file, wrong(1))
        decide(opened, errors(opened)[0]["finding"], "confirmed", "so printed", None)  # type: ignore[arg-type]
    rebuild(place)
    with open_archive(place, command="extract") as opened:
        extract_all(opened)
        compare(opened)
        assert [row["reason"] for row in errors(opened) if row["decision"]] == ["so printed"]
