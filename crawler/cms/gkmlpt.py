"""Guangdong's 政府信息公开平台: a tree in the page, lists as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from crawler.answers import AnswerError, count, read_answer, read_inner, show
from crawler.attachments import find_attachments
from crawler.model import Attachment, Entry, Found, Listing, Row
from crawler.page import Page, join
from crawler.paging import count_pages, turn
from extract.javascript import read_literal
from extract.text import squeeze
from extract.titles import parse_title

CHINA = timezone(timedelta(hours=8))
_CONFIG = re.compile(r"window\._CONFIG\s*=")
_SID = re.compile(r"\bSID[\"']?\s*:\s*[\"']?(\w+)")
_TREE = re.compile(r"\bTREE[\"']?\s*:\s*")
_DETAIL = re.compile(r"\bDETAIL[\"']?\s*:\s*")
_REPORTS = re.compile(r"年报|年度报告")
_API = re.compile(r"/gkmlpt/api/all/\d+")
_PAGE = re.compile(r"([?&]page=)\d+")


def recognise(page: Page) -> bool:
    """Look for the platform's configuration or the address of its lists."""
    return bool(_API.search(page.url)) or (
        "/gkmlpt/" in page.url and bool(_CONFIG.search(page.text))
    )


def list_rows(page: Page, entry: Entry) -> Listing:
    """Read a list's JSON, or find the lists of reports in the tree."""
    if _API.search(page.url):
        return _read_api(page, entry)
    columns = tuple(_columns(page, entry))
    return Listing(columns=columns, rows_are_all=True, certain=bool(columns))


def list_attachments(page: Page) -> tuple[Attachment, ...]:
    """Return the documents of an article, whose content may stand in a script only."""
    detail = _after(_DETAIL, page.text)
    if not isinstance(detail, dict):
        return find_attachments(page)
    found = find_attachments(page, str(detail.get("content") or ""))
    listed = _attachments(page, detail.get("attachment") or detail.get("attachments"))
    known = {one.url for one in found}
    return (*found, *(one for one in listed if one.url not in known))


def _columns(page: Page, entry: Entry) -> Iterator[Found]:
    """Name the lists below the node that the fragment names, or below those of annual reports.

    The fragment is the list's number, also where the tree does not show it.
    """
    sid, tree = _SID.search(page.text), _after(_TREE, page.text)
    root = page.url[: page.url.index("/gkmlpt/")] + "/gkmlpt/"
    wanted = entry.url.partition("#")[2]
    nodes = list(_nodes(tree if isinstance(tree, list) else [], wanted))
    if wanted.isdecimal() and not nodes:
        nodes = [(wanted, {"id": wanted})]
    for column, node in nodes:
        title = str(node.get("name") or "")
        jump = join(page.url, str(node.get("jump_url") or ""))
        if jump:
            yield Found(jump, "column", {"title": title}, priority=60)
        elif sid:
            url = f"{root}api/all/{node['id']}?page=1&sid={sid[1]}"
            context = {"title": title, "column": f"{root}index#{column}", "family": "gkmlpt"}
            yield Found(url, "list", context, priority=60)


def _nodes(tree: list[Any], wanted: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the leaves below the nodes that are wanted, with the number of the node above."""
    for node in filter(lambda one: isinstance(one, dict) and one.get("id") is not None, tree):
        chosen = str(node["id"]) == wanted if wanted else _is_of_reports(node)
        if chosen:
            yield from ((str(node["id"]), leaf) for leaf in _leaves(node))
        else:
            yield from _nodes(node.get("children") or [], wanted)


def _is_of_reports(node: dict[str, Any]) -> bool:
    name = squeeze(str(node.get("name")))
    return bool(_REPORTS.search(name)) and not _is_decoy(node)


def _is_decoy(node: dict[str, Any]) -> bool:
    read = parse_title(str(node.get("name")))
    return read is not None and read.decoy is not None


def _leaves(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    below = node.get("children") or []
    if not below or node.get("post_count") or node.get("jump_url"):
        yield node
    for child in below:
        if not _is_decoy(child):
            yield from _leaves(child)


def _read_api(page: Page, entry: Entry) -> Listing:
    """Read one part of a list; `total` counts what is shown, `post_count` what is hidden too."""
    data = read_answer(page.text)
    articles = data.get("articles")
    if not isinstance(articles, list):
        raise AnswerError(f"no articles: {show(page.text)}")
    rows = tuple(row for article in articles if (row := _row(page, article)))
    pages = count_pages(count(data.get("total")), len(articles))
    return turn(entry, rows, lambda n: [_part(page.url, n)], pages=pages)


def _part(url: str, number: int) -> Found:
    """Ask for another part of a list; beyond the last the answer is 404."""
    return Found(_PAGE.sub(rf"\g<1>{number}", url), "list", {"family": "gkmlpt"}, priority=60)


def _row(page: Page, article: dict[str, Any]) -> Row | None:
    url = join(page.url, str(article.get("url") or article.get("post_url") or ""))
    if not url:
        return None
    attachments = tuple(_attachments(page, article.get("attachment")))
    return Row(url, str(article.get("title") or ""), _date(article), attachments)


def _attachments(page: Page, told: Any) -> Iterator[Attachment]:
    """Read the documents that an article has; some lists are JSON in a string."""
    for one in read_inner(told) or []:
        if url := join(page.url, str(one.get("url") or "")):
            yield Attachment(url, str(one.get("name") or ""))


def _date(article: dict[str, Any]) -> str | None:
    """The day of publication, in China: the moments are Unix times."""
    moment = article.get("display_publish_time") or article.get("create_time")
    if isinstance(moment, int) and moment > 0:
        return datetime.fromtimestamp(moment, UTC).astimezone(CHINA).date().isoformat()
    return None


def _after(pattern: re.Pattern[str], text: str) -> Any:
    """Read the value of a key of the page's configuration, which is JavaScript rather than JSON."""
    found = pattern.search(text)
    return read_literal(text, found.end()) if found else None
