"""Reports for the documentation: pages of the sample portals, as they are and altered."""

from __future__ import annotations

import itertools
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlsplit

from archive.archive import open_archive
from archive.area_rules import area_sum
from archive.compare import compare
from archive.extraction import extract_all
from archive.ingest import Given, ingest
from archive.year_rules import Pair, Reading, judge_pair
from extract.errors import ToolMissingError
from extract.forms import name_of
from extract.messages import make_finding, say
from extract.parse import parse, unreadable
from extract.report import Finding
from nianbao.demo.farm import Farm

SAMPLE = "docs/samples/township-2024.html"
_TOWN = "望江县青禾镇人民政府"
_NO_TOOL = ToolMissingError(
    "application/msword", say("office_missing", package="libreoffice-writer-nogui")
)
_UNSURE = make_finding(
    "cell.uncertain", "recognised", "reading",
    cell=name_of("disclosure.licensing.decisions"), raw="18", confidence=0.55,
)  # fmt: skip
_TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
_PROSE = re.compile(r"(新收政府信息公开申请)(\d+)件")

Judge = Callable[[], Sequence[Finding]]


@cache
def pages(agency: str = _TOWN) -> Mapping[int, str]:
    """Return the pages of a sample body's reports by year."""
    with Farm() as farm:
        routes = farm.server("wangjiang").routes.pages
        return {
            report.year: routes[urlsplit(report.url).path].body.decode()
            for report in farm.oracle().reports
            if report.agency == agency
        }


def sample_body() -> bytes:
    """Return the sample report, which has blank cells."""
    return pages()[2024].encode()


def example_bodies() -> Mapping[str, Judge]:
    """Return, for each rule, what gives a finding of it."""
    alter = Alter(pages()[2023])
    read = {
        "applications.column_balance": alter.cell("新收", 6, "99"),
        "applications.processed_sum": alter.cell("予以公开", 0, "99"),
        "applications.row_sum": alter.cell("新收", 6, "99"),
        "challenges.sum": alter.cell("尚未审结", 4, "9"),
        "table.missing": alter.without_table(2),
        "table.blank": alter.blank_table(0),
        "cell.unreadable": alter.cell("新收", 0, "4.7***1"),
        "row.missing": alter.text("<p>行政强制</p>", "<p></p>"),
        "row.unknown": alter.text("<p>行政强制</p>", "<p>行政检查</p>"),
        "row.shifted": Alter(alter.cell("尚未审结", 14, "")).cell("尚未审结", 13, "5"),
        "column.unknown": alter.text(
            "现行有效件数</p></td>", "现行有效件数</p></td><td>备案件数</td>"
        ),
        "cell.inferred": alter.text('<td colspan="3"><p>一、', '<td colspan="2"><p>一、'),
        "cell.blank": alter.cell("新收", 1, ""),
        "cell.annotated": alter.cell("行政许可", 0, "22（其中变更16件）"),
        "cell.struck": alter.cell("行政许可", 0, "<s>7</s>27"),
        "cell.unit_converted": alter.cell("行政事业性收费", 0, "79000.1元"),
        "label.inexact": alter.text("本年废止件数", "本年度止件数"),
        "document.several": alter.twice("行政许可", 0, "7"),
        "identity.missing": alter.nobody(),
        "identity.conflict": alter.text("2023年1月1日起", "2022年1月1日起").replace(
            "2023年12月31日", "2022年12月31日"
        ),
        "prose.disagrees": _PROSE.sub(r"\g<1>77件", alter.page),
        "plausibility.negative": alter.cell("行政许可", 0, "-8"),
        "plausibility.fraction": alter.cell("行政许可", 0, "2.5"),
        "plausibility.township_rules": alter.cell("规章", 0, "2"),
        "form.outdated": pages("望江县人民政府")[2020].replace("2020年", "2022年"),
    }
    judges: dict[str, Judge] = {name: partial(_judge, body) for name, body in read.items()}
    old = {
        "applications.carried_out.total": 3,
        "disclosure.normative_documents.in_force": 6,
        "disclosure.fees.amount": 7.9,
    }
    new = {
        "disclosure.fees.amount": 79000.1,
        "applications.carried_in.total": 1,
        "disclosure.normative_documents.in_force": 9,
        "disclosure.normative_documents.issued": 1,
        "disclosure.normative_documents.repealed": 0,
    }
    years = tuple(judge_pair(Pair(2024, Reading(new), Reading(old))))
    return {
        **judges,
        "cell.uncertain": lambda: [_UNSURE],
        "document.tool_missing": lambda: unreadable(b"", _NO_TOOL).findings,
        "document.unreadable": lambda: parse(b"%PDF-1.4 damaged").findings,
        **dict.fromkeys(("plausibility.jump", "years.carry_over", "years.in_force"), lambda: years),
        "area.sum": _area,
        "sources.disagree": partial(_disagree, alter.page, alter.cell("行政许可", 0, "7")),
    }


def _area() -> Sequence[Finding]:
    """Return what is found where an area counts one application less than its two units."""
    keys = [f"applications.{row}.total" for row in ("carried_in", "granted", "carried_out")]
    keys += [f"challenges.review.{name}" for name in ("upheld", "corrected", "total")]
    unit = dict.fromkeys(keys, 2)
    area = {**dict.fromkeys(keys, 4), "applications.received.total": 9}
    units = [Reading({**unit, "applications.received.total": 5})] * 2
    return tuple(area_sum(2024, "望江县人民政府", Reading(area), units))


class Alter:
    """Alterations of one page, each returning the altered page."""

    def __init__(self, page: str) -> None:
        self.page = page

    def text(self, old: str, new: str) -> str:
        if old not in self.page:
            raise ValueError(old)
        return self.page.replace(old, new)

    def cell(self, label: str, number: int, text: str) -> str:
        """Put a text in place of the numbered number after the first row that has a label."""
        row = next(re.finditer(f"<tr>(?:(?!</tr>).)*{label}", self.page)).start()
        cells = re.finditer(r"<p>-?[\d.]*</p>", self.page[row:])
        found = next(itertools.islice(cells, number, None))
        start, end = row + found.start(), row + found.end()
        return f"{self.page[:start]}<p>{text}</p>{self.page[end:]}"

    def without_table(self, number: int) -> str:
        table = _TABLE.findall(self.page)[number]
        return self.page.replace(table, "")

    def blank_table(self, number: int) -> str:
        table = _TABLE.findall(self.page)[number]
        return self.page.replace(table, re.sub(r"<p>[\d.]+</p>", "<p></p>", table))

    def twice(self, label: str, number: int, text: str) -> str:
        table = _TABLE.findall(self.page)[0]
        other = _TABLE.findall(self.cell(label, number, text))[0]
        return self.page.replace(table, table + other)

    def nobody(self) -> str:
        """Return the body of the page without any name of the town."""
        tables = "".join(_TABLE.findall(self.page))
        return f"<html><body>{tables}</body></html>"


def _judge(page: str) -> Sequence[Finding]:
    return parse(page.encode()).findings


def _disagree(one: str, other: str) -> Sequence[Finding]:
    """Keep two files of one report in an archive; return what is found across them."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("page.html", "attachment.html")]
        for path, page in zip(paths, (one, other), strict=True):
            path.write_text(page, encoding="utf-8")
        with open_archive(Path(folder) / "archive", command="docs", create=True) as archive:
            ingest(archive, [Given(path) for path in paths], {})
            extract_all(archive)
            compare(archive)
            rows = archive.rows("SELECT * FROM findings WHERE version IS NULL")
    names = ("rule", "severity", "origin", "message", "message_zh")
    return [Finding(*(row[name] for name in names)) for row in rows]
