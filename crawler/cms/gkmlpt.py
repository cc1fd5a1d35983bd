"""Guangdong's 政府信息公开平台: a tree in the page, lists as JSON."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawler.attachments import find_attachments
from crawler.model import Attachment, Entry, Found, Listing, Row
from crawler.page import Page, join
from extract.text import squeeze
from extract.titles import parse_title

MAX_PAGES = 100
CHINA = timezone(timedelta(hours=8))
_CONFIG = re.compile(r"window\._CONFIG\s*=")
_SID = re.compile(r"\bSID[\"']?\s*:\s*[\"']?(\w+)")
_TREE = re.compile(r"\bTREE[\"']?\s*:\s*")
_DETAIL = re.compile(r"\bDETAIL[\"']?\s*:\s*")
_REPORTS = re.compile(r"年报|年度报告")
_API = re.compile(r"/gkmlpt/api/all/\d+")


def recognise(page: Page) -> bool:
    """Look for the platform's configuration or the address of its lists."""
    return bool(_API.search(page.url)) or (
        "/gkmlpt/" in page.url and bool(_CONFIG.search(page.text))
    )


def list_rows(page: Page, entry: Entry) -> Listing:
    """Read a list's JSON, or find the lists of reports in the tree."""
    if _API.search(page.url):
        return _read_api(page)
    return Listing(columns=tuple(_columns(page, entry)), rows_are_all=True)


def list_attachments(page: Page) -> tuple[Attachment, ...]:
    """Return the documents of an article, whose content may stand in a script only."""
    detail = _json_after(_DETAIL, page.text)
    content = detail.get("content") if isinstance(detail, dict) else None
    return find_attachments(page, *([content] if isinstance(content, str) else []))


def _columns(page: Page, entry: Entry) -> Iterator[Found]:
    sid = _SID.search(page.text)
    tree = _json_after(_TREE, page.text)
    root = page.url[: page.url.index("/gkmlpt/")] + "/gkmlpt/"
    wanted = entry.url.partition("#")[2]
    for column, node in _nodes(tree if isinstance(tree, list) else [], wanted):
        jump = join(page.url, str(node.get("jump_url") or ""))
        context = {"title": node["name"], "column": f"{root}index#{column}"}
        if jump:
            yield Found(jump, "column", {"title": node["name"]}, priority=60)
        elif sid:
            url = f"{root}api/all/{node['id']}?page=1&sid={sid[1]}"
            yield Found(url, "list", context, priority=60)


def _nodes(tree: list[Any], wanted: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the leaves below the node that is wanted by number, or else by name."""
    for node in tree:
        if wanted:
            chosen = str(node["id"]) == wanted
        else:
            read = parse_title(node["name"])
            chosen = bool(_REPORTS.search(squeeze(node["name"]))) and not (read and read.decoy)
        if chosen:
            yield from ((node["id"], leaf) for leaf in _leaves(node))
        else:
            yield from _nodes(node.get("children") or [], wanted)


def _leaves(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    below = node.get("children") or []
    if not below or node.get("post_count"):
        yield node
    for child in below:
        yield from _leaves(child)


def _read_api(page: Page) -> Listing:
    try:
        data = json.loads(page.text)
    except ValueError:
        return Listing()
    articles = data.get("articles") or []
    rows = tuple(row for article in articles if (row := _row(page, article)))
    return Listing(rows, tuple(_pages(page, len(articles), data.get("total"))), rows_are_all=True)


def _row(page: Page, article: dict[str, Any]) -> Row | None:
    url = join(page.url, str(article.get("url") or article.get("post_url") or ""))
    if not url:
        return None
    attachments = tuple(
        Attachment(address, str(one.get("name") or ""))
        for one in article.get("attachment") or []
        if (address := join(page.url, str(one.get("url") or "")))
    )
    return Row(url, str(article.get("title") or ""), _date(article), attachments)


def _date(article: dict[str, Any]) -> str | None:
    """The day of publication, in China: the moments are Unix times."""
    moment = article.get("display_publish_time") or article.get("create_time")
    if isinstance(moment, int) and moment > 0:
        return datetime.fromtimestamp(moment, UTC).astimezone(CHINA).date().isoformat()
    return None


def _pages(page: Page, rows: int, total: Any) -> Iterator[Found]:
    query = parse_qs(urlsplit(page.url).query)
    if query.get("page") != ["1"] or not rows or not isinstance(total, int):
        return
    for number in range(2, min(math.ceil(total / rows), MAX_PAGES) + 1):
        url = page.url.replace("page=1&", f"page={number}&")
        yield Found(url, "list", priority=60)


def _json_after(pattern: re.Pattern[str], text: str) -> Any:
    """Read the JSON value that follows a key of a script's object, which itself is no JSON."""
    found = pattern.search(text)
    if not found:
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(text[found.end() :])[0]
    except ValueError:
        return None
