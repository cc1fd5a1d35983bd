"""Lines of lists: where a link leads, its whole title, the date and the body beside it."""

from __future__ import annotations

import re
from itertools import islice

from lxml import html

from crawler.bodies import read_body
from crawler.file_names import find_document
from crawler.model import Row
from crawler.page import Anchor
from extract.text import fold, squeeze
from extract.titles import parse_title

_DATE = re.compile(
    r"(?<!\d)(?P<year>20\d\d|19\d\d)\s*[-/.年]\s*(?P<month>1[0-2]|0?[1-9])"
    r"\s*[-/.月]\s*(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)日?"
)
# Lists that show the day apart: <span>2025-03</span><em>15</em>, or the day first.
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])日?"
_MONTH = r"(?P<year>20\d\d|19\d\d)[-/.年](?P<month>1[0-2]|0?[1-9])月?"
_PARTED = (
    re.compile(rf"(?<!\d){_MONTH}\s+{_DAY}(?![\d./:-])"),
    re.compile(rf"(?<![\d./:-]){_DAY}\s+{_MONTH}(?![\d./-])"),
)
_BARE_YEAR = re.compile(r"^[【\[(]?(20[0-3]\d)年?度?(?:(?:工作)?(?:年报|年度报告|报告))?[】\])]?$")
# Addresses of articles: t20250124_123, art_12_345, post_123, info/1010/1234, a 32-hex name or a
# UUID, a long number, a folder of a month or a day; of columns: a folder, index, list, col.
_ARTICLE = re.compile(
    r"/t\d{8}_\d+\.|/art_\w+\.|/m?post_\d+\.|/info/\d+/\d+\.|/[0-9a-f]{32}\.|/\d{5,}\.\w*html?"
    r"|/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.|/c\d{5,}/content\.|/\d{15,}/index\."
    r"|/content/article/\d+|/public/(?:content/\d+|\d+/\d+\.)|/content\.s?html?$"
    r"|/20\d\d(?:0[1-9]|1[0-2])/(?:\d\d/)?[^/]+\.\w+$"
    r"|/20\d\d[-/](?:0?[1-9]|1[0-2])[-/](?:\d\d?/)?[^/]+\.\w+$"
    r"|/\w*(?:show|detail|view|article|content|read)\w*\.(?:aspx?|jsp|php|do|s?html?)\?.*id=",
    re.IGNORECASE,
)
_MENU = re.compile(r"(?:年报|年度报告)(?:专栏|栏目|专题|查询|目录|列表|汇总)?$")
_CUT = re.compile(r"(?:\.{2,}|…+)$")
_BULLET = re.compile(r"^[·•◆■●▪>\-—*\s]+")
_UNTIL = ("至", "到", "-", "—", "~")
# Words of a link that say nothing of where it leads.
_CLICK = re.compile(
    r"^(?:(?:点击|请点击|点此|在线)?(?:查看|查阅|浏览|阅读|打开|下载|预览)?"
    r"(?:详情|详细|全文|原文|附件|更多|PDF|WORD|版)*)*[>》»+.…]*$",
    re.IGNORECASE,
)
# The number of a line in a table.
_ORDINAL = re.compile(r"(?!20\d\d)\d{1,4}[.、]?")
_LINES = frozenset({"tr", "li", "dd", "dt", "p"})
_LONGEST_LINE = 160
_LEVELS = 6


def find_date(text: str) -> str | None:
    """Return the last date in a text, ISO 8601; lists put it after the title."""
    found = list(_DATE.finditer(text)) or [one for way in _PARTED for one in way.finditer(text)]
    if not found:
        return None
    year, month, day = (int(found[-1][part]) for part in ("year", "month", "day"))
    return f"{year}-{month:02d}-{day:02d}"


def looks_like_article(url: str) -> bool:
    """Tell by its address whether a link leads to an article or a document, not to a list."""
    return bool(_ARTICLE.search(url) or find_document(url))


def is_bare_year(text: str) -> bool:
    """Tell whether a text is nothing but a year, `2023年`, as in tabs and short lists."""
    return bool(_BARE_YEAR.match(squeeze(text)))


def names_report(title: str) -> bool:
    """Tell whether a row's title is a report's, or only a year."""
    read = parse_title(title)
    return is_bare_year(title) if read is None else read.decoy is None


def is_menu_entry(title: str) -> bool:
    """Tell whether a text names a column of reports rather than one report."""
    plain = squeeze(title)
    read = parse_title(plain)
    known = _MENU.search(plain) and (read is None or (read.decoy is None and read.year is None))
    return bool(known) and len(plain) <= 20 and not is_bare_year(plain)


def read_row(anchor: Anchor) -> Row:
    """Read a row from its link: the full title, the date and the body beside it."""
    label = anchor.label
    (title, own), body = _part_date(_BULLET.sub("", label)), None
    date = own or _row_date(anchor.element, label)
    if _CLICK.match(squeeze(title)):
        title = _part_date(_line_without_links(anchor.element))[0] or title
    elif is_bare_year(title):
        body = read_body(_line_without_links(anchor.element)) or _body_above(anchor.element)
    return Row(
        anchor.url,
        _CUT.sub("", title),
        date,
        body=body,
        is_cut=bool(_CUT.search(title)),
        group=_group_of(anchor.element),
    )


def _part_date(label: str) -> tuple[str, str | None]:
    """Part a title from a date before or after it, but not （2024年1月1日至12月31日）."""
    for found in _DATE.finditer(label):
        before, after = label[: found.start()].rstrip(" [(【"), label[found.end() :]
        if not before:
            return after.lstrip(" ])】"), find_date(found[0])
        if not after.strip(" ])】:0123456789") and not before.endswith(_UNTIL):
            return before, find_date(found[0])
    return label, None


def _row_date(element: html.HtmlElement, title: str) -> str | None:
    """Look for a date in the link, then around it while no other link comes in between."""
    around = element
    for _ in range(3):
        own = _seen(around).replace(title, " ")
        if date := find_date(own):
            return date
        parent = around.getparent()
        if parent is None or _leads_elsewhere(parent, element):
            return find_date(around.tail or "")
        around = parent
    return None


def _seen(element: html.HtmlElement) -> str:
    """Return the text of an element; its scripts may hold the dates of a whole list."""
    return fold(" ".join(element.xpath(".//text()[not(parent::script or parent::style)]")))


def _leads_elsewhere(around: html.HtmlElement, link: html.HtmlElement) -> bool:
    own = link.get("href")
    return any(one.get("href") != own for one in around.iter("a") if one is not link)


def _line_without_links(element: html.HtmlElement) -> str:
    """Return the text of the line that a link stands in, without the words of its links."""
    line = element
    for around in list(element.iterancestors())[:_LEVELS]:
        if len(str(around.xpath("string()"))) > _LONGEST_LINE:
            break
        line = around
        if around.tag in _LINES:
            break
    texts = (fold(text) for text in line.xpath(".//text()[not(ancestor::a)]"))
    return " ".join(text for text in texts if text and not _ORDINAL.fullmatch(text))


def _body_above(element: html.HtmlElement) -> str | None:
    """Return the body that the heading of a short list names: 市教育局, and below it the years."""
    for around in (element, *list(element.iterancestors())[:_LEVELS]):
        for before in around.itersiblings(preceding=True):
            text = squeeze(str(before.xpath("string()"))) if isinstance(before.tag, str) else ""
            if text and not is_bare_year(text):
                return read_body(text)
    return None


def _group_of(element: html.HtmlElement) -> str:
    """Return the XPath of the list that a link stands in: what has lines of links like this one."""
    line = element
    for around in list(element.iterancestors())[:_LEVELS]:
        alike = (one for one in around if one.tag == line.tag and _has_link(one))
        if len(list(islice(alike, 2))) > 1:
            return str(around.getroottree().getpath(around))
        line = around
    return ""


def _has_link(element: html.HtmlElement) -> bool:
    return element.tag == "a" or next(element.iter("a"), None) is not None
