"""What the sample portals share: root page, page metadata, foot, section pages, decoys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from nianbao.demo.content import Sample
from nianbao.demo.oracle import ExpectedPortal, ExpectedReport
from nianbao.demo.png import page_png
from nianbao.demo.responses import Response, Routes
from nianbao.demo.world import PortalInfo


@dataclass(frozen=True)
class Setting:
    """What a portal is built from: where every portal stands, and its own reports."""

    info: PortalInfo
    bases: Mapping[str, str]
    samples: tuple[Sample, ...]
    phase: int

    @property
    def base(self) -> str:
        """The portal's own origin."""
        return self.bases[self.info.id]

    @property
    def host(self) -> str:
        """The portal's host and port."""
        return urlsplit(self.base).netloc


@dataclass(frozen=True)
class Site:
    """A portal as built: what it answers and what must be found on it."""

    routes: Routes
    expected: ExpectedPortal


Builder = Callable[[Setting], Site]


@dataclass(frozen=True)
class Columns:
    """The paths of the columns that a root page links to."""

    open_government: str
    guide: str
    rules: str
    catalogue: str
    annual_reports: str
    apply: str


@dataclass(frozen=True)
class Row:
    """A row of a list of reports; `reason` says why it is none."""

    title: str
    path: str
    date: str
    reason: str = ""


def html(text: str, *, status: int = 200, zipped: bool = False) -> Response:
    """Return a page in UTF-8."""
    media_type = "text/html; charset=utf-8"
    return Response(text.encode(), status, media_type, zipped=zipped)


def gb18030(text: str) -> Response:
    """Return a page in GB18030 whose header says nothing of it."""
    return Response(text.encode("gb18030"))


def site_metas(info: PortalInfo) -> str:
    """Return the metadata that every page of a portal carries."""
    return (
        f'<meta name="SiteName" content="{info.name}">\n'
        f'<meta name="SiteDomain" content="www.{info.id}.example">\n'
        f'<meta name="SiteIDCode" content="{info.site_code}">\n'
    )


def column_metas(info: PortalInfo, kind: str = "信息公开年报") -> str:
    """Return the metadata of a column of annual reports; `kind` is its ColumnType."""
    return (
        '<meta name="ColumnName" content="政府信息公开年报">\n'
        f'<meta name="ColumnDescription" content="发布{info.area}政府信息公开年度报告">\n'
        '<meta name="ColumnKeywords" content="信息公开,年报">\n'
        f'<meta name="ColumnType" content="{kind}">\n'
    )


def article_metas(title: str, published: str, organ: str, path: str) -> str:
    """Return the metadata of an article."""
    return (
        f'<meta name="ArticleTitle" content="{escape(title)}">\n'
        f'<meta name="PubDate" content="{published} 09:30">\n'
        f'<meta name="ContentSource" content="{organ}">\n'
        '<meta name="Keywords" content=""><meta name="Description" content="">'
        f'<meta name="Url" content="{path}">\n'
    )


def foot(info: PortalInfo) -> str:
    """Return the foot of every page, with the code of the report-an-error button."""
    return (
        f"<p>主办：{info.organ}办公室 网站标识码：{info.site_code} 示ICP备00000000号 "
        f"示公网安备 {info.site_code[:6]}02000001号 地址：{info.area}镕园路1号（㙍塘广场）</p>\n"
        f"<script id=\"_jiucuo_\" sitecode='{info.site_code}' "
        "src='https://zfwzgl.www.gov.cn/exposure/jiucuo.js'></script>"
    )


def root_page(info: PortalInfo, columns: Columns, charset: str = "utf-8") -> str:
    """Return a portal's root page; the break inside the anchor is met on real ones."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="{charset}">{site_metas(info)}'
        f'<base target="_blank"><title>{info.organ}</title></head><body>\n'
        f'<ul class="nav"><li><a href="/">首页</a></li><li><a href="{columns.open_government}">'
        '政务公开</a></li><li><a href="/hdjl/">互动交流</a></li></ul>\n'
        f'<div class="zwgk"><a href="{columns.guide}">政府信息公开指南</a>'
        f'<a href="{columns.rules}">政府信息公开制度</a>'
        f'<a href="{columns.catalogue}">法定主动公开内容</a>\n'
        f'<a href="{columns.annual_reports}"><em class="bnt4"></em>政府信息<br>\n 公开年报</a>'
        f'<a href="{columns.apply}">依申请公开</a></div>{foot(info)}</body></html>'
    )


def section_pages(info: PortalInfo, columns: Columns, charset: str = "utf-8") -> dict[str, str]:
    """Return the pages of the columns that hold no annual reports."""
    texts = {
        columns.open_government: ("政务公开", _hub(columns)),
        columns.guide: ("政府信息公开指南", f"<p>向{info.organ}申请公开信息，可以网上填写。</p>"),
        columns.rules: ("政府信息公开制度", "<p>本栏目收录公开工作的各项制度。</p>"),
        columns.catalogue: ("法定主动公开内容", "<p>机构职能、规划计划、财政资金。</p>"),
        columns.apply: ("依申请公开", "<p>请在线填写申请表，二十个工作日内答复。</p>"),
        "/hdjl/": ("互动交流", "<p>来信选登与在线访谈。</p>"),
    }
    return {path: page(info, title, body, charset) for path, (title, body) in texts.items()}


def page(info: PortalInfo, title: str, body: str, charset: str = "utf-8", metas: str = "") -> str:
    """Return a page with the portal's metadata and foot."""
    return (
        f'<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; '
        f'charset={charset}">\n{site_metas(info)}{metas}<title>{escape(title)}</title></head>'
        f"<body>\n{body}\n{foot(info)}</body></html>"
    )


def generated(sample: Sample) -> str:
    """Return the comment that says when a page was generated; it alone differs when restyled."""
    moment = f"{sample.published} 09:31:07" if not sample.restyled else "2026-03-30 02:14:55"
    return f"<!-- 页面生成时间 {moment} -->"


def pictures(sample: Sample, path: Callable[[int], str]) -> Iterator[tuple[str, Response]]:
    """Yield the page pictures of a report that has them."""
    if sample.carrier in {"image", "table_images"}:
        for number in (1, 2, 3):
            yield path(number), Response(page_png(number), media_type="image/png")


def expected_report(
    setting: Setting, sample: Sample, path: str, attachments: tuple[str, ...] = ()
) -> ExpectedReport:
    """Return what must be found of a report at a path, its attachments being paths too."""
    readable = sample.carrier in {"html", "docx"}
    return ExpectedReport(
        portal=setting.info.id,
        agency=sample.body.name,
        year=sample.year,
        title=sample.title,
        row_title=sample.row_title,
        published=sample.published,
        url=setting.base + path,
        carrier=sample.carrier,
        layout=sample.layout,
        attachments=tuple(setting.base + attachment for attachment in attachments),
        forms=sample.forms if readable else {},
        values=sample.values if readable else {},
        notice=sample.notice,
        planted=sample.planted,
    )


def chunks(rows: tuple[Row, ...], size: int) -> list[tuple[Row, ...]]:
    """Cut the rows of a list into its pages."""
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def _hub(columns: Columns) -> str:
    return (
        f'<ul><li><a href="{columns.guide}">政府信息公开指南</a></li>'
        f'<li><a href="{columns.rules}">政府信息公开制度</a></li>'
        f'<li><a href="{columns.catalogue}">法定主动公开内容</a></li>'
        f'<li><a href="{columns.annual_reports}">政府信息公开年报</a></li></ul>'
    )
