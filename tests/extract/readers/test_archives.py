"""ZIP archives: which member is the report, what its name is, and what is said of the rest."""

from __future__ import annotations

import pytest

from extract.locate import read_at
from extract.parse import parse
from extract.readers import read_document
from extract.report import Locator
from tests.extract.readers.check import make
from tests.extract.readers.containers import package
from tests.extract.readers.write_docx import docx
from tests.extract.readers.write_ofd import ofd
from tests.extract.readers.write_xlsx import xlsx


@pytest.mark.parametrize("gbk", [False, True])
@pytest.mark.parametrize("name", ["年报.docx", "../../etc/passwd", "/绝对.docx", "a!/b.docx"])
def test_names_are_only_names(name: str, gbk: bool) -> None:
    report, _ = make(docx, 3)
    body = package({name: report}, gbk=gbk)
    line = read_document(body).paragraphs()[0]
    assert line.locator is not None
    assert line.locator.member == f"{name}!/word/document.xml"
    assert read_at(body, line.locator) == line.text


def test_same_report_twice_is_no_finding() -> None:
    bodies = {"a.ofd": make(ofd, 5)[0], "b.docx": make(docx, 5)[0]}
    report = parse(package(bodies))
    assert report.status in {"verified", "flagged"}
    assert [finding for finding in report.findings if finding.rule == "document.several"] == []


def test_other_reports_beside_the_one_read_are_said() -> None:
    report = parse(package({"a.docx": make(docx, 5)[0], "b.xlsx": make(xlsx, 6)[0]}))
    (finding,) = [finding for finding in report.findings if finding.rule == "document.several"]
    assert "is read" in finding.message
    assert report.status == "flagged"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"Rar!\x1a\x07\x01\x00", "RAR archives are not read"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "7z archives are not read"),
        (package({}), "empty"),
        (package({"a/b.rar": b"Rar!\x1a\x07"}), "none of its 1 members"),
        (package({"a.zip": package({"b.zip": package({"c.txt": "x"})})}), "not opened"),
    ],
)
def test_what_is_not_read_is_said_why(body: bytes, reason: str) -> None:
    report = parse(body)
    assert report.status == "unreadable"
    assert reason in report.findings[0].message


def test_locator_that_leads_nowhere() -> None:
    body = package({"a.txt": "文"})
    with pytest.raises(LookupError):
        read_at(body, Locator(span=(0, 1), member="b.txt"))
