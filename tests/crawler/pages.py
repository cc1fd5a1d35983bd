"""Pages and entries made from a few words."""

from typing import Any

from crawler.model import Entry
from crawler.page import Page

ROOT = "http://www.yunlan.gov.cn/"


def make_page(
    body: str | bytes = "",
    url: str = ROOT,
    status: int = 200,
    headers: tuple[tuple[str, str], ...] = (),
) -> Page:
    return Page(url, status, headers, body.encode() if isinstance(body, str) else body)


def make_entry(url: str = ROOT, role: Any = "column", **parts: Any) -> Entry:
    given: dict[str, Any] = {
        "id": 1,
        "portal": "a",
        "method": "GET",
        "body": "",
        "depth": 0,
        "via": None,
        "context": {},
        "tries": 0,
    }
    return Entry(url=url, role=role, **(given | parts))
