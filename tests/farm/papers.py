"""The reports that the farm's portals carry, in any format that portals serve."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from random import Random

from nianbao.demo.content import Sample, write_sample
from nianbao.demo.docx import report_docx
from nianbao.demo.render import report_html
from nianbao.demo.world import Body, Case, Kind
from tests.extract.content import Content, Printed
from tests.extract.grids import sheets
from tests.extract.layouts import Layout, Print
from tests.extract.readers.containers import package
from tests.extract.readers.write_ofd import ofd
from tests.extract.render_pdf import pdf

CITY = "云澜市人民政府"
EDUCATION = "云澜市教育局"
FINANCE = "云澜市财政局"
COUNTY = "望江县人民政府"
DISTRICT = "临溪区人民政府"
_KINDS: Mapping[str, Kind] = {CITY: "government", COUNTY: "government", DISTRICT: "government"}


@dataclass(frozen=True)
class Paper:
    """One report: `edition` 2 is the same with a number edited, `title` as its page prints it."""

    agency: str
    year: int
    title: str
    published: str
    edition: int = 1

    @property
    def area(self) -> str:
        """The place that a government's report may name instead of the government."""
        return self.agency.removesuffix("人民政府")

    @property
    def serial(self) -> int:
        """A number of six digits, for addresses."""
        return 300_000 + int(self.token[:4], 16)

    @property
    def token(self) -> str:
        """32 hexadecimal digits, for addresses."""
        return hashlib.md5(f"{self.agency}{self.year}".encode(), usedforsecurity=False).hexdigest()

    @property
    def file_name(self) -> str:
        """The name of the file that carries it, without an ending."""
        return f"{self.agency}{self.year}年政府信息公开工作年度报告"

    @property
    def day(self) -> str:
        """The day of publication without hyphens, `20250124`."""
        return self.published.replace("-", "")

    def edited(self) -> Paper:
        """Return the same report as silently edited later."""
        return replace(self, edition=2)

    @property
    def values(self) -> Mapping[str, int | float | None]:
        """The numbers that it prints, by indicator key."""
        return self._sample.values

    def html(self) -> str:
        """Return the report as the inside of a page."""
        return f"<h1>{self.title}</h1>\n{report_html(self._sample, str)}"

    def docx(self) -> bytes:
        """Return the report as a Word document."""
        return report_docx(self._sample)

    def pdf(self) -> bytes:
        """Return the report as a PDF with text."""
        return self._laid(pdf)

    def ofd(self) -> bytes:
        """Return the report as OFD."""
        return self._laid(ofd)

    def zip(self) -> bytes:
        """Return a ZIP that holds the Word document."""
        return package({f"{self.file_name}.docx": self.docx()})

    @cached_property
    def _sample(self) -> Sample:
        sample = _sample(self.agency, self.year, self.edition)
        return replace(sample, title=self.title, row_title=self.title, published=self.published)

    def _laid(self, layout: Layout) -> bytes:
        return _render(self, layout)


def paper(agency: str, year: int, *, title: str = "", published: str = "") -> Paper:
    """Return an agency's report of a year; unless told, the usual title, and a day in January."""
    usual = f"{agency.removesuffix('人民政府')}{year}年政府信息公开工作年度报告"
    day = 10 + (year * 7 + len(agency)) % 18
    return Paper(agency, year, title or usual, published or f"{year + 1}-01-{day}")


@cache
def _sample(agency: str, year: int, edition: int) -> Sample:
    case = Case(later="silent_edit" if edition > 1 else "")
    body = Body(
        name=agency,
        portal="",
        area=agency.removesuffix("人民政府"),
        kind=_KINDS.get(agency, "department"),
        we="本机关",
        scale=4,
        years=(year,),
        later=(),
        themes=("政策解读", "平台建设"),
        makes_rules=False,
        cases={year: case},
    )
    return write_sample(len(agency), body, year, edition)


@cache
def _render(paper: Paper, layout: Callable[[Print, Random], bytes]) -> bytes:
    sample = _sample(paper.agency, paper.year, paper.edition)
    cells = {
        key: Printed("" if value is None else str(value), value)
        for key, value in sample.values.items()
    }
    content = Content(paper.agency, paper.year, sample.forms, cells)
    rng = Random(paper.serial)
    return layout(Print(paper.title, sheets(content, rng)), rng)
