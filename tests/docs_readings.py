"""Examples for docs/extraction.md: a page of the demo altered, read again, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from extract.parse import parse
from extract.report import Finding, Report, Value
from tests.docs_samples import Alter, pages, sample_body

Row = tuple[str, ...]

_LICENSING = "disclosure.licensing.decisions"
_FEES = "disclosure.fees.amount"
# As printed in the row of licensing, which counts 件, and in that of fees, which are in 万元.
_CELLS = {
    _LICENSING: ("27", "２７", "1,234", "27件", "0", "", "/", "—", "无", "22（其中变更16件）", "-8",
                 "2 7", "27²", "见附件"),
    _FEES: ("12.5", "79000.1元"),
}  # fmt: skip
# What the page prints, and what is printed instead.
_LABELS = (
    ("行政规范性文件", "规范性文件"),
    ("3.危及“三安全一稳定”", "（3）危及 三安全一稳定"),
    ("本年废止件数", "本年度止件数"),
    ("2.其他法律行政法规禁止公开", "2.其他法律行政止公开"),
    ("行政强制", "行政检查"),
)
_OLD = (
    "云澜市2016年政府信息公开年度报告\n一、概述\n本年度主动公开信息146条。\n二、主动公开情况\n"
    "三、依申请公开情况\n"
)


def cells() -> Iterator[Row]:
    """Yield what is printed in a cell, the number read, and what is said of it."""
    alter = Alter(pages()[2023])
    for key, texts in _CELLS.items():
        row, unit = ("行政许可", "") if key == _LICENSING else ("行政事业性收费", " 万元")
        for text in texts:
            report = parse(alter.cell(row, 0, text).encode())
            number = _number(report.values[key])
            found = [finding for finding in report.findings if key in finding.keys]
            yield f"`{text}`" if text else "(nothing)", f"{number}{unit}", _tell(found)


def labels() -> Iterator[Row]:
    """Yield what the form says, what is printed instead, and what is said of it."""
    alter = Alter(pages()[2023])
    for meant, printed in _LABELS:
        report = parse(alter.text(f"<p>{meant}</p>", f"<p>{printed}</p>").encode())
        yield meant, printed, _tell(report.findings)


def statuses() -> Iterator[Row]:
    """Yield each status, a document that gets it, and what is said of that."""
    alter = Alter(pages()[2023])
    made: dict[str, tuple[str, Callable[[], bytes]]] = {
        "verified": ("the sample report", sample_body),
        "flagged": (
            "a report whose reviews add up to 0, with 9 as their total",
            lambda: alter.cell("尚未审结", 4, "9").encode(),
        ),
        "incomplete": ("a report without its table 4", lambda: alter.without_table(2).encode()),
        "pre_2019": ("a report for 2016: headings and text", _OLD.encode),
        "not_a_report": ("a notice", "云澜市教育局关于放假的通知".encode),
        "unreadable": ("a PDF that is damaged", lambda: b"%PDF-1.4 damaged"),
    }
    for status, (words, make) in made.items():
        report = parse(make())
        _check(report, status)
        yield f"`{status}`", words, _tell(report.findings)


def _check(report: Report, status: str) -> None:
    if report.status != status:
        raise ValueError(f"{report.status} for {status}")


def _number(value: Value) -> str:
    return "null" if value.value is None else str(value.value)


def _tell(findings: Sequence[Finding]) -> str:
    told = (
        f"`{finding.rule}` ({finding.severity}, {finding.origin}): {finding.message}"
        for finding in findings
    )
    return "<br>".join(told) or "none"
