"""What the columns of several portals hold: reports in three formats, and rows that are none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from nianbao.demo.decoys import decoy
from nianbao.demo.portals.common import html
from nianbao.demo.responses import Response
from tests.farm.papers import CITY, EDUCATION, FINANCE, Paper, paper
from tests.farm.site import Listed, Place, article, page

# The city has no report of 2021; the offices publish in the city's column now and then.
_PUBLISHED = (
    *((CITY, year) for year in (2019, 2020, 2022, 2023, 2024)),
    *((EDUCATION, year) for year in (2022, 2023, 2024)),
    *((FINANCE, year) for year in (2022, 2024)),
)
_NEW, _EDITED = (CITY, 2025), (CITY, 2022)
_DECOYS = ("website_statement", "rule_of_law", "notice", "infographic", "accounts", "news")
# Enough for two or three pages, where only a pager is to be examined.
FEW = ((CITY, 2020), (CITY, 2022), (CITY, 2023), (EDUCATION, 2023))
FEW_DECOYS = ("website_statement", "news")


@dataclass(frozen=True)
class Line:
    """One row of a list: `reason` says why it is no report; `token` is of its article."""

    title: str
    url: str
    date: str
    reason: str = ""


@dataclass(frozen=True)
class Shelf:
    """The reports of one column; `address` gives the path of an article by its day and its token,
    `link` that of a document by its token and its name.
    """

    place: Place
    address: Callable[[str, str], str]
    link: Callable[[str, str], str]
    formats: Mapping[tuple[str, int], str] = field(
        default_factory=lambda: {
            (CITY, 2023): "docx",
            (CITY, 2020): "pdf",
            (EDUCATION, 2023): "pdf",
            (FINANCE, 2022): "docx",
        }
    )
    published: Sequence[tuple[str, int]] = _PUBLISHED
    decoys: Sequence[str] = _DECOYS
    new: tuple[str, int] = _NEW
    edited: tuple[str, int] = _EDITED

    @cached_property
    def papers(self) -> Sequence[Paper]:
        """The reports, newest first."""
        names = self.published if self.place.phase == 1 else (*self.published, self.new)
        found = [paper(*name) for name in names]
        if self.place.phase > 1:
            found = [
                one.edited() if (one.agency, one.year) == self.edited else one for one in found
            ]
        return sorted(found, key=lambda one: (one.published, one.agency), reverse=True)

    @cached_property
    def lines(self) -> Sequence[Line]:
        """The rows of the list, newest first, the decoys among them."""
        reports = [Line(one.title, self.path(one), one.published) for one in self.papers]
        return sorted(
            (*reports, *self._decoys()), key=lambda one: (one.date, one.url), reverse=True
        )

    def parts(self, size: int) -> list[Sequence[Line]]:
        """Return the rows page by page."""
        return [self.lines[start : start + size] for start in range(0, len(self.lines), size)]

    def path(self, one: Paper) -> str:
        """Return the path of a report's page."""
        return self.address(one.published, one.token)

    def file(self, one: Paper) -> str | None:
        """Return the address of the document that carries a report, if one does."""
        ending = self.formats.get((one.agency, one.year))
        return self.link(one.token, f"{one.file_name}.{ending}") if ending else None

    def document(self, one: Paper) -> bytes:
        """Return a report as the document that carries it."""
        ways = {"docx": one.docx, "pdf": one.pdf, "ofd": one.ofd, "zip": one.zip}
        return ways[self.formats[one.agency, one.year]]()

    def articles(self, attach: Callable[[str, str], str] | None = None) -> dict[str, Response]:
        """Return the pages by path; `attach` writes the link to a document with its name."""
        found = {one.url: html(self._decoy_page(one)) for one in self.lines if one.reason}
        for one in self.papers:
            address, body = self.file(one), one.html()
            if address:
                shown = (attach or _anchor)(address, self.name(one))
                body = f"<h1>{one.title}</h1><p>详见附件。</p>{shown}"
            found[self.path(one)] = html(
                article(self.place, one, f'<div id="zoom">{body}</div>', self.path(one))
            )
        return found

    def files(self) -> dict[str, Response]:
        """Return the documents by address."""
        kind = "application/octet-stream"
        return {
            address: Response(self.document(one), media_type=kind)
            for one in self.papers
            if (address := self.file(one))
        }

    def name(self, one: Paper) -> str:
        """Return the real name of the document that carries a report."""
        return f"{one.file_name}.{self.formats[one.agency, one.year]}"

    def listed(self) -> list[Listed]:
        """Return the reports that a crawl must find."""
        url = self.place.url
        return [
            Listed(
                one,
                url(self.path(one)),
                {url(address): self.name(one)} if (address := self.file(one)) else {},
                one.published,
            )
            for one in self.papers
        ]

    def rejected(self) -> dict[str, str]:
        """Return the rows that are no reports."""
        return {self.place.url(one.url): one.reason for one in self.lines if one.reason}

    def requests(self) -> list[str]:
        """Return the requests that no crawler could spare for the reports."""
        asked = [self.path(one) for one in self.papers]
        asked += [address for one in self.papers if (address := self.file(one))]
        return [f"GET {path}" for path in asked]

    def _decoys(self) -> Iterator[Line]:
        for number, reason in enumerate(self.decoys):
            year = 2019 + number
            date = f"{year + 1}-0{1 + number}-11"
            token = hashlib.md5(reason.encode(), usedforsecurity=False).hexdigest()
            title = decoy(reason, "云澜市", year).title
            yield Line(title, self.address(date, token), date, reason)

    def _decoy_page(self, line: Line) -> str:
        text = decoy(line.reason, "云澜市", 2024).text
        return page(self.place, line.title, f"<h1>{line.title}</h1><p>{text}</p>")


def _anchor(address: str, name: str) -> str:
    return f'<p>附件：<a href="{address}">{name}</a></p>'
