"""What came of an exchange: one word of a closed list, with the marks that led to it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from archive.coding import CodingError, decode_content
from crawler.page import Page
from crawler.proof import is_report

Outcome = Literal[
    "ok",
    "not_modified",
    "not_found",
    "soft_404",
    "blocked",
    "robots_forbidden",
    "refused",
    "tls_failed",
    "timeout",
    "unreachable",
    "too_large",
    "truncated",
    "off_site",
    "column_needs_script",
]
OUTCOMES: tuple[str, ...] = get_args(Outcome)
GONE = frozenset({"not_found", "soft_404"})
GOOD = frozenset({"ok", "not_modified"})
# What is asked again as seldom as what does not change: a document's size, a captcha before it.
LASTING = frozenset({"too_large", "blocked"})
TRANSIENT_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
TRANSIENT = frozenset({"timeout", "unreachable", "truncated"})
REDIRECTS = frozenset({301, 302, 303, 307, 308})

# Less readable text than this is no content: a challenge's page says at most "请稍候…".
CONTENT = 200
LINKS = 3
STUB = 3_000
# Some servers of VSB ask for a captcha before each document, and for nothing else.
INSTEAD = "captcha instead of the document"
_CAPTCHA = re.compile(r"验证码.{0,800}<(?:img|input)\b|\bcodeValue\b", re.DOTALL)
_MISSING = re.compile(
    r"页面不存在|页面未找到|找不到(?:该|您|此)?.{0,6}(?:页|文件)|已被?删除|^404\b|404 Not"
)


@dataclass(frozen=True)
class Verdict:
    """An outcome and, in words, what it rests on."""

    outcome: Outcome
    detail: str | None = None


def read_answer(raw: Page, role: str | None) -> tuple[Page, Verdict]:
    """Take the coding from an answer as it came over the wire, and judge it."""
    try:
        found = decode_content(raw.body, raw.header("Content-Encoding"))
    except CodingError as error:
        return raw, Verdict("truncated", str(error))
    page = replace(raw, body=found.body)
    verdict = judge(page, role)
    if not found.whole and verdict.outcome == "ok":
        verdict = Verdict("truncated", "the packed body ended before its end")
    return page, verdict


def judge(page: Page, role: str | None = None) -> Verdict:
    """Tell what came of an answer; real content is looked for before a challenge is declared."""
    if page.status == 304:
        return Verdict("not_modified")
    marks = _challenge(page)
    if role == "attachment" and set(marks[1:]) <= {"captcha"} and _asks_captcha(page):
        return Verdict("blocked", f"HTTP {page.status}, {INSTEAD}")
    if marks:
        return Verdict("blocked", ", ".join(marks))
    if page.status in REDIRECTS and page.header("Location"):
        return Verdict("ok", f"moved to {page.header('Location')}")
    if page.status in {404, 410}:
        return Verdict("not_found", f"HTTP {page.status}")
    return _judge_content(page, role)


def _judge_content(page: Page, role: str | None) -> Verdict:
    if page.status >= 400:
        return Verdict("refused", f"HTTP {page.status}")
    if role != "robots" and (mark := _missing(page)):
        return Verdict("soft_404", mark)
    return Verdict("ok")


def stops_host(detail: str | None) -> bool:
    """Tell whether what stands in the way stands before the whole host."""
    return not (detail or "").endswith(INSTEAD)


def is_root_of(target: str, url: str) -> bool:
    """Tell whether an address deep in a site was forwarded to the site's root."""
    there, here = urlsplit(target), urlsplit(url)
    return there.path in {"", "/"} and not there.query and here.path not in {"", "/"}


def _challenge(page: Page) -> list[str]:
    if page.status in REDIRECTS or not page.body:
        return []
    rules = _rules()
    suspicious = page.status in rules["statuses"]
    if not suspicious and page.status == 200 and (not page.is_html or _has_content(page)):
        return []
    headers = "\n".join(f"{name}: {value}" for name, value in page.headers)
    texts = {"body": page.text, "headers": headers}
    marks = [name for name, where, pattern in rules["marks"] if pattern.search(texts[where])]
    if suspicious:
        return [f"HTTP {page.status}", *marks]
    return [f"HTTP {page.status}", *marks] if marks else []


def _asks_captcha(page: Page) -> bool:
    """Tell whether a page asks for a captcha; reports speak of them, too."""
    asks = page.status == 200 and page.is_html and _CAPTCHA.search(page.text)
    return bool(asks) and not is_report(page)


def _has_content(page: Page) -> bool:
    """Tell a page that says something: text, or the links of a short list."""
    return len(page.visible) >= CONTENT or len(page.anchors) >= LINKS


@cache
def _rules() -> dict[str, Any]:
    data = tomllib.loads(files(__package__).joinpath("challenges.toml").read_text("utf-8"))
    marks = [
        (mark["name"], mark["in"], re.compile(mark["pattern"], re.DOTALL | re.IGNORECASE))
        for mark in data["mark"]
    ]
    return {"statuses": frozenset(data["statuses"]), "marks": marks}


def _missing(page: Page) -> str | None:
    if page.status != 200 or not page.is_html or len(page.body) > STUB:
        return None
    found = _MISSING.search(page.title) or _MISSING.search(page.visible[:400])
    return f"the page says {found[0]!r}" if found else None
