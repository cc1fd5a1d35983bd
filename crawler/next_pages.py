"""The pages of any list: links to the next one, forms, numbers in the list's own address."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urljoin, urlsplit

from lxml import html

from crawler.bodies import read_body
from crawler.forms import PAGE_FIELD, find_form_page
from crawler.model import Entry, Found, Listing, Row
from crawler.page import Page, parse_html
from crawler.page_widgets import Widget, find_widget
from crawler.paging import turn
from crawler.rows import looks_like_article, names_report
from extract.text import squeeze

PRIORITY = 60
# A list may go on for so many pages without a report; an archive of news has no end.
_IDLE = 5
_NEXT = re.compile(
    r"^(?:下一?页|后一?页|下页|next(?:page)?|(?:点击)?加载更多)[>›»]*$", re.IGNORECASE
)
_BACK = re.compile(r"^[<‹«]*(?:上一?页|前一?页|prev(?:ious)?)$", re.IGNORECASE)
_ARROW = re.compile(r"^(?:>{1,2}|[›»→]|&gt;)$")
_NUMBER = re.compile(r"^[\[(【]?第?(\d{1,4})页?[\])】]?$")
_PAGER = re.compile(r"pag(?:e|er|ing|ination)|fenye|p_no|fy\b", re.IGNORECASE)
_PAGER_WORDS = re.compile(r"首页|尾页|末页|上一?页|下一?页|共\d+页|第\d+页|\d+/\d+页")
_LONGEST_PAGER = 200
_LEVELS = 4
_COUNT = re.compile(
    r"共(?:有|计)?(\d{1,4})页|页[次数码]?[:：]?\d{1,4}/(\d{1,4})|(?<![\d/])\d{1,4}/(\d{1,4})页"
)
_COUNT_NAMES = frozenset(
    {"pagecount", "page-count", "data-pagecount", "data-page-count", "totalpage", "totalpages"}
    | {"data-totalpage", "data-total-page", "pages", "data-pages", "countpage"}
)
_IN_QUERY = re.compile(rf"[?&](?:{PAGE_FIELD.pattern})=(?P<number>\d{{1,4}})(?=&|$)", re.IGNORECASE)
_IN_PATH = re.compile(r"(?<=[/_-])(?P<number>\d{1,4})(?=\.\w+$|$)")
# Addresses of first pages that say so: /1.html, page_1.html, list-62944-1.html.
_NUMBERED = re.compile(r"/(?:(?:page|list|index)[-_]?|[^/]*\d[-_])?1\.\w+$")
_FILE = re.compile(r"^(?P<name>[A-Za-z][\w-]*?)\.(?P<extension>s?html?|jhtml|thtml|php)$")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]{40,}")


def find_next(page: Page, entry: Entry, rows: Sequence[Row], count: int | None = None) -> Listing:
    """Return a page's rows and the pages to ask for after it, none where it brought nothing new.

    `count` is how many pages there are where something else than a page in HTML tells it. A page
    without a number was named by another family's pager, and so were all the others.
    """
    alone = Listing(tuple(rows))
    if entry.role == "list" and not entry.context.keys() & {"number", "script"}:
        return alone
    lines = [one for one in rows if one.published_on or _is_line(one)]
    idle = 0 if any(names_report(one.title) for one in lines) else entry.context.get("idle", 0) + 1
    if idle > _IDLE:
        return alone
    pager = _Pager(page, int(entry.context.get("number", 1)), entry, count)

    def ask(number: int) -> Sequence[Found]:
        context = {"idle": idle}
        ways = pager.ways(number)
        return [replace(one, context={**one.context, **context}, priority=PRIORITY) for one in ways]

    if not pager.ways(pager.number + 1):
        return replace(alone, shortfall=pager.shortfall if idle == 0 else None)
    turned = turn(entry, lines, ask, pages=None if pager.links else pager.count)
    return replace(alone, pages=turned.pages, shortfall=turned.shortfall)


def find_hidden_html(page: Page) -> Iterator[html.HtmlElement]:
    """Yield the trees of HTML that stands in elements as Base64 and that a script would show."""
    if "atob" not in page.text:
        return
    for element in page.tree.iter("div", "span", "p", "script"):
        for piece in _BASE64.findall(element.text or ""):
            if text := _decoded(piece):
                yield parse_html(text)


def count_on(url: str, number: int, there: int) -> str | None:
    """Return the address of the page `there` of a list that has the page `number` at `url`.

    Addresses count from 1, or after the first page from 0. TRS's search engine is told the number
    twice, `pageIndex=1&pageNumber=1`.
    """
    for pattern in (_IN_QUERY, _IN_PATH):
        parts = urlsplit(url)
        place = url if pattern is _IN_QUERY else f"{parts.scheme}://{parts.netloc}{parts.path}"
        found = pattern.search(place)
        if found and number - int(found["number"]) in {0, int(number > 1)}:
            counted = partial(_recount, said=found["number"], there=there - number)
            return pattern.sub(counted, place) + url[len(place) :]
    return None


def count_in_body(body: str, number: int, there: int) -> str | None:
    """Return the body that asks for the page `there` where this one asks for the page `number`.

    Fields or JSON; pages are counted from 1 or from 0.
    """
    if body.startswith("{"):
        told = json.loads(body)
        counted = _count_fields(told, number, there)
        return json.dumps(counted, ensure_ascii=False) if counted != told else None
    fields = parse_qsl(body, keep_blank_values=True)
    pairs = [pair for one in fields for pair in _count_fields(dict([one]), number, there).items()]
    return urlencode(pairs) if pairs != fields else None


def _count_fields(fields: Mapping[str, Any], number: int, there: int) -> dict[str, Any]:
    """Count on in each field of a page's number, those of inner objects as well."""
    counted: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, dict):
            counted[name] = _count_fields(value, number, there)
        elif PAGE_FIELD.fullmatch(name) and str(value) in {str(number), str(number - 1)}:
            counted[name] = type(value)(int(value) + there - number)
        else:
            counted[name] = value
    return counted


def _recount(found: re.Match[str], said: str, there: int) -> str:
    if found["number"] != said:
        return found[0]
    return found[0].removesuffix(said) + str(int(said) + there)


def _is_line(row: Row) -> bool:
    named = names_report(row.title) or read_body(row.title) is not None
    return named or looks_like_article(row.url)


@dataclass(frozen=True)
class _Pager:
    """What one page of a list says of the others."""

    page: Page
    number: int
    entry: Entry
    told: int | None = None

    def ways(self, number: int) -> list[Found]:
        """Return the ways to ask for a page by its number."""
        if self.links or self._is_last:
            return [self.links[number]] if number in self.links else []
        if self.entry.body:
            return self._by_field(number)
        if drawn := self._drawn(number):
            return [drawn]
        counted = count_on(self.page.url, self.number, number)
        if counted and (self.count or self._says_its_number):
            return [Found(counted, "list")]
        return self._by_name(number) if self.count and number <= self.count else []

    def _drawn(self, number: int) -> Found | None:
        """Return what a pager that is drawn in the browser asks for a page of a list."""
        beyond = self._widget is None or (self._widget.count or number) < number
        return None if self._widget is None or beyond else self._widget.turn(number)

    @cached_property
    def _widget(self) -> Widget | None:
        return find_widget(self.page) if self.page.is_html else None

    @cached_property
    def links(self) -> Mapping[int, Found]:
        """The links to later pages by number."""
        found: dict[int, Found] = {}
        for element, click, number in self._numbered:
            if number > self.number and number not in found:
                way = self._way(element, click, number)
                found |= {number: way} if way else {}
        return found

    @property
    def shortfall(self) -> str | None:
        """Say that the page counts others and leads to none of them."""
        if self._is_last or not self.count or self.count <= self.number:
            return None
        return f"page {self.number} of {self.count}, and nothing leads on"

    @property
    def _is_last(self) -> bool:
        """Tell whether a pager is there that leads back only."""
        return bool(self._numbered) and all(one[2] <= self.number for one in self._numbered)

    @property
    def _says_its_number(self) -> bool:
        """Tell whether the address of a first page is one of a page that is numbered."""
        url = self.page.url
        return self.number > 1 or bool(_IN_QUERY.search(url) or _NUMBERED.search(url))

    @cached_property
    def _numbered(self) -> list[tuple[html.HtmlElement, str, int]]:
        """What a pager lets click, with the page that it is for."""
        if not self.page.is_html:
            return []
        named = ((element, click, self._meant(element)) for element, click in self._clicks())
        return [(element, click, number) for element, click, number in named if number is not None]

    @cached_property
    def count(self) -> int | None:
        """How many pages there are, if that is said."""
        if self.told is not None or not self.page.is_html:
            return self.told
        for element in self.page.tree.iter():
            if isinstance(element.tag, str):
                for name in _COUNT_NAMES & set(element.keys()):
                    if element.get(name, "").isdecimal():
                        return int(element.get(name, "0"))
        if self._widget and self._widget.count:
            return self._widget.count
        told = _COUNT.search(squeeze(self.page.visible))
        return next((int(one) for one in told.groups() if one), None) if told else None

    def _clicks(self) -> Iterator[tuple[html.HtmlElement, str]]:
        for tree in (self.page.tree, *find_hidden_html(self.page)):
            for element in tree.iter("a", "span", "li", "button", "input", "option", "em", "b"):
                href = element.get("href") or ""
                click = element.get("onclick") or (href if "javascript:" in href.lower() else "")
                if href or click or element.tag == "option":
                    yield element, click

    def _meant(self, element: html.HtmlElement) -> int | None:
        """Return which page a link is for: the next one, or one by its number in a pager."""
        written = element.get("value") if element.tag == "input" else None
        told = squeeze(written or str(element.xpath("string()")) or element.get("title") or "")
        if not told and _says_next(element):
            return self.number + 1
        if _NEXT.match(told) or _BACK.match(told):
            return self.number + (1 if _NEXT.match(told) else -1)
        numbered = _NUMBER.match(told)
        if not (numbered or _ARROW.match(told)) or not _is_in_pager(element):
            return None
        return int(numbered[1]) if numbered else self.number + 1

    def _way(self, element: html.HtmlElement, click: str, number: int) -> Found | None:
        anchor = self.page.anchor(element)
        if anchor is not None and anchor.url != self.page.url:
            return Found(anchor.url, "list", method=anchor.method, body=anchor.body)
        script = re.sub(r"^\s*javascript:", "", click, flags=re.IGNORECASE)
        return find_form_page(self.page, script, number) if script else None

    def _by_field(self, number: int) -> list[Found]:
        body = count_in_body(self.entry.body, self.number, number)
        told = self.entry
        return [Found(told.url, "list", {}, told.method, body, told.headers)] if body else []

    def _by_name(self, number: int) -> list[Found]:
        """Name pages after the first: whether counting is from 0 or from 1 is not known."""
        path = urlsplit(self.page.url).path
        file = _FILE.match(path.rpartition("/")[2])
        if path.rpartition("/")[2] and not file:
            return []
        name, extension = (file["name"], file["extension"]) if file else ("index", "html")
        names = (f"{name}_{one}.{extension}" for one in (number - 1, number))
        return [Found(urljoin(self.page.url, one), "list") for one in names]


def _says_next(element: html.HtmlElement) -> bool:
    """Tell an arrow without words that leads to the next page: `rel="next"`, `class="next"`."""
    marked = "next" in (element.get("class") or "").lower().split() and _is_in_pager(element)
    return element.get("rel") == "next" or marked


def _is_in_pager(element: html.HtmlElement) -> bool:
    for around in list(element.iterancestors())[:_LEVELS]:
        text = squeeze(str(around.xpath("string()")))
        if len(text) > _LONGEST_PAGER:
            return False
        marks = f"{around.get('class', '')} {around.get('id', '')}"
        if _PAGER.search(marks) or _PAGER_WORDS.search(text):
            return True
    return False


def _decoded(piece: str) -> str | None:
    try:
        text = unquote_plus(base64.b64decode(piece, validate=False).decode("utf-8"))
    except (binascii.Error, UnicodeDecodeError):
        return None
    return text if text.lstrip().startswith("<") else None
