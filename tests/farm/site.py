"""What a portal of the farm is made of, and what a crawl of it must give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urljoin, urlsplit

from nianbao.demo.portals import common
from nianbao.demo.portals.common import Columns, html
from nianbao.demo.responses import Response, Routes
from nianbao.demo.world import PortalInfo
from tests.farm.papers import Paper

# Neither phase's pages are dated by the clock: 2026-01-05 and 2026-04-02, seconds since 1970.
MODIFIED = {1: 1_767_571_200, 2: 1_775_088_000}


@dataclass(frozen=True)
class Place:
    """Where a portal is built: its name, every portal's origin, and the phase of the farm.

    In phase 2 one more report has been published and one was silently edited.
    """

    name: str
    bases: Mapping[str, str]
    phase: int

    @property
    def base(self) -> str:
        """The portal's own origin, without a slash at the end."""
        return self.bases[self.name]

    @property
    def host(self) -> str:
        """The portal's host and port."""
        return urlsplit(self.base).netloc

    @property
    def info(self) -> PortalInfo:
        """What the portal says of itself."""
        return PortalInfo(
            self.name,
            self.name,
            "云澜市人民政府门户网站",
            "云澜市人民政府",
            "云澜市",
            "990100000000",
            "9901000001",
        )

    def url(self, path: str) -> str:
        """Return the absolute form of an address on this portal."""
        return urljoin(f"{self.base}/", path)


@dataclass(frozen=True)
class Listed:
    """A report that a crawl must find; `attachments` map addresses to real file names.

    One that nobody could have (`had` is False) is known by its row only; a document that a list
    links to stands among its own attachments.
    """

    paper: Paper
    url: str
    attachments: Mapping[str, str] = field(default_factory=dict)
    published_on: str | None = None
    had: bool = True


@dataclass(frozen=True)
class Expected:
    """What a crawl of one portal must give; addresses are absolute.

    `columns` are the addresses from which a crawl gives the same as from the front page, the first
    is the one that the archive keeps. `rejected` maps rows' addresses to why they are no reports.
    `outcomes` are those of single addresses that do not end with `ok`; `note` is how the portal's
    detail begins, where something of it could not be had. `necessary` are the requests
    (`GET /path`, robots.txt aside) that no crawler could spare on the way from the front page;
    `forbidden` those that nobody may make. What is not `registered` is a host that other portals
    lead to.
    """

    outcome: str = "ok"
    note: str = ""
    family: str | None = None
    columns: Sequence[str] = ()
    reports: Sequence[Listed] = ()
    rejected: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    necessary: Sequence[str] = ()
    forbidden: Sequence[str] = ()
    registered: bool = True


@dataclass(frozen=True)
class Site:
    """A portal as built."""

    routes: Routes
    expected: Expected


Builder = Callable[[Place], Site]


def columns(annual_reports: str, parent: str = "/zwgk/") -> Columns:
    """Return the addresses that the usual front page links to, other columns under `parent`."""
    guide, rules, catalogue, apply = (
        f"{parent}{name}/" for name in ("zfxxgkzn", "zfxxgkzd", "fdzdgknr", "ysqgk")
    )
    return Columns(parent, guide, rules, catalogue, annual_reports, apply)


def front(place: Place, annual_reports: str, parent: str = "/zwgk/") -> dict[str, Response]:
    """Return the usual front page, the section pages beside the column, and robots.txt (404)."""
    shown = columns(annual_reports, parent)
    pages = {path: html(text) for path, text in common.section_pages(place.info, shown).items()}
    return {**pages, "/": html(common.root_page(place.info, shown))}


def page(place: Place, title: str, body: str, metas: str = "", charset: str = "utf-8") -> str:
    """Return a page with the portal's metadata and foot."""
    return common.page(place.info, title, body, charset, metas)


def column_metas(place: Place, kind: str = "信息公开年报") -> str:
    """Return the metadata of a column of annual reports; `kind` is its ColumnType."""
    return common.column_metas(place.info, kind)


def article(place: Place, paper: Paper, body: str, path: str = "", charset: str = "utf-8") -> str:
    """Return the page of a report, `body` being what stands below its metadata."""
    metas = common.article_metas(paper.title, paper.published, paper.agency, path)
    return page(place, paper.title, body, metas, charset)


def missing(place: Place) -> Response:
    """Return the usual page of an address that is not there, status 404."""
    return html(page(place, "404", "<p>页面不存在</p>"), status=404)


def row(url: str, title: str, date: str, *, shown: str = "", mark: str = "span") -> str:
    """Return a row of a list; `shown` is its text where that is cut short."""
    link = f'<a href="{escape(url)}" title="{escape(title)}" target="_blank">{shown or title}</a>'
    return f"<li>{link}<{mark}>{date}</{mark}></li>"
