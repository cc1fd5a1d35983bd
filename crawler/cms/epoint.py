"""Epoint (新点): a script that pages include tells the site's key, a program lists as JSON.

`var siteInfo = {"siteGuid":"…","projectName":"/EWB-FRONT"}`, then POST
`<projectName>/rest/lightfrontaction/getgovinfolist` for a catalogue, `categorynum`, which where
nothing else tells it is the number of the page's folder, `/003/003001/003001003/subpage.html`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from crawler.answers import AnswerError, count, plain, read_answer, read_inner, show
from crawler.attachments import find_attachments
from crawler.cms import generic
from crawler.model import Attachment, Entry, Found, Listing, Row
from crawler.page import Page, join
from crawler.paging import Ask, ask_first, column_of, count_pages, headers_of, turn
from crawler.rows import find_date
from crawler.sort import has_reports
from extract.javascript import read_literal

_FAMILY = {"family": "epoint"}
_SITE = re.compile(r"\bsiteInfo\s*=\s*(?=\{)")
_COMMON = re.compile(r"webBuilderCommon|ajaxReq", re.IGNORECASE)
_CATALOGUE = re.compile(
    r"\b(categorynum|deptcode)[\"']?\s*[:=]\s*[\"']([\w-]*)[\"']", re.IGNORECASE
)
# Numbers of catalogues, as of their folders, grow by three digits a level.
_FOLDER = re.compile(r"/((?:\d{3})+)/(?P<number>\1\d{3})/[^/]*$")
_USUAL_PROJECT = "/EWB-FRONT"
_NEW = "/rest/lightfrontaction/getgovinfolist"
_OLD = "/rest/frontAppNotNeedLoginAction/getGovInfoList"
# Which program is asked, whether its parameters are wrapped, the number of the first page.
_DIALECTS = ((_NEW, False, 1), (_NEW, True, 0), (_OLD, True, 0))
_SIZE = 20


def recognise(page: Page) -> bool:
    """Look for the site's script or key on a page that is of one catalogue."""
    if not page.is_html or "categorynum" not in _catalogue(page):
        return False
    return bool(_scripts(page)) or any(_SITE.search(script) for script in page.scripts)


def list_rows(page: Page, entry: Entry) -> Listing:
    """Ask for the site's key, with it for the catalogue, and read that page by page."""
    if not entry.context.get("family"):
        plain = generic.list_rows(page, entry)
        shown = "categorynum" not in _told(page) and has_reports(plain.rows)
        return plain if shown else replace(plain, pages=_ask_first(page, entry))
    if entry.method == "POST":
        return _read_list(page, entry)
    site = _read_site(page.text)
    if site is None:
        raise AnswerError(f"no siteInfo: {show(page.text)}")
    return Listing(pages=_ask_list(column_of(entry), site, entry.context["catalogue"]))


def list_attachments(page: Page) -> tuple[Attachment, ...]:
    """Return the documents that the page links to."""
    return find_attachments(page)


def _catalogue(page: Page) -> dict[str, str]:
    """Return what names the catalogue: the address' query, a script, a field, or the folder."""
    folder = _FOLDER.search(urlsplit(page.url).path)
    return {"categorynum": folder["number"], **_told(page)} if folder else _told(page)


def _told(page: Page) -> dict[str, str]:
    fields = {
        name.lower(): str(field.get("value") or "")
        for field in page.tree.iter("input")
        for name in (field.get("id") or "", field.get("name") or "")
    }
    told = {name.lower(): value for name, value in _CATALOGUE.findall("\n".join(page.scripts))}
    query = dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))
    found = {**fields, **told, **{name.lower(): value for name, value in query.items()}}
    return {name: found[name] for name in ("categorynum", "deptcode") if found.get(name)}


def _scripts(page: Page) -> list[str]:
    sources = (script.get("src") or "" for script in page.tree.iter("script"))
    return [url for source in sources if _COMMON.search(source) and (url := page.join(source))]


def _read_site(text: str) -> dict[str, str] | None:
    """Return the site's key and the project's path."""
    found = _SITE.search(text)
    told = read_literal(text, found.end()) if found else None
    if not isinstance(told, dict) or not told.get("siteGuid"):
        return None
    project = str(told.get("projectName") or _USUAL_PROJECT)
    return {"siteGuid": str(told["siteGuid"]), "projectName": project}


def _ask_first(page: Page, entry: Entry) -> tuple[Found, ...]:
    catalogue = _catalogue(page)
    here = next(filter(None, map(_read_site, page.scripts)), None)
    if here:
        return _ask_list(entry.url, here, catalogue)
    found: Found | None = None
    for url in reversed(_scripts(page)):
        context = {**_FAMILY, "catalogue": catalogue}
        found = Found(url, "list", context, priority=60, otherwise=found)
    return (found,) if found else ()


def _ask_list(
    column: str, site: Mapping[str, str], catalogue: Mapping[str, str]
) -> tuple[Found, ...]:
    asked = {"deptcode": "", **catalogue, "siteGuid": site["siteGuid"], "pageSize": _SIZE}
    project = urljoin(column, site["projectName"])

    ways = [
        _found(project + program, asked, column, 1, wrapped, first)
        for program, wrapped, first in _DIALECTS
    ]
    return ask_first(ways)


def _read_list(page: Page, entry: Entry) -> Listing:
    custom = read_inner(read_answer(page.text).get("custom"))
    articles = custom.get("data") if isinstance(custom, dict) else None
    if not isinstance(articles, list):
        raise AnswerError(f"no list: {show(page.text)}")
    column = column_of(entry)
    rows = tuple(row for article in articles if (row := _read_row(article, column)))
    if not rows and entry.context["number"] == 1 and entry.otherwise:
        return Listing(pages=(entry.otherwise,))
    pages = count_pages(count(custom.get("total")), len(rows))
    return turn(entry, rows, _ways(entry), pages=pages)


def _ways(entry: Entry) -> Ask:
    """Ask again with another number; servers disagree whether wrapped ones count from 0."""
    body, first = json.loads(entry.body), entry.context["first"]
    asked, wrapped = body.get("params", body), "params" in body

    def ask(number: int) -> Sequence[Found]:
        bases = (0, 1) if wrapped and first == 0 else (first,)
        column = column_of(entry)
        return [_found(entry.url, asked, column, number, wrapped, base) for base in bases]

    return ask


def _found(  # noqa: PLR0917
    url: str, asked: Mapping[str, Any], column: str, number: int, wrapped: bool, first: int
) -> Found:
    told = {**asked, "pageIndex": first + number - 1}
    body = json.dumps({"params": told} if wrapped else told, ensure_ascii=False)
    headers = {**headers_of(column), "Content-Type": "application/json;charset=UTF-8"}
    context = {**_FAMILY, "first": first}
    return Found(url, "list", context, "POST", body, headers, priority=60)


def _read_row(article: Any, column: str) -> Row | None:
    told = article if isinstance(article, dict) else {}
    url = join(column, str(told.get("infourl") or ""))
    title = plain(told.get("realtitle") or told.get("title"))
    return Row(url, title, find_date(str(told.get("infodate") or ""))) if url else None
