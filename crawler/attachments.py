"""Documents that a report's page carries, in the forms that portals give them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from crawler.model import Attachment
from crawler.page import Page, join, parse_html, read_anchors
from crawler.rows import DOCUMENT
from extract.text import fold
from extract.titles import parse_title

_EXTENSION = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et|ofd|rtf|txt|zip|rar|7z)$", re.IGNORECASE)
_WRITTEN = re.compile(
    r"<a\b[^>]*?\bhref\s*=\s*\\?[\"'][^\"'<>]+[\"'][^>]*>.*?</a>", re.IGNORECASE | re.DOTALL
)
_CLICK = re.compile(
    r"^(?:点击|点此|查看|下载)?(?:附件|下载|全文|查看|打开)?(?:下载|附件|全文)?\d*[:：]?$"
)


def find_attachments(page: Page, *fragments: str) -> tuple[Attachment, ...]:
    """Return the documents of a page and of the HTML that its scripts hold, each once."""
    found: dict[str, Attachment] = {}
    for one in _all(page, fragments):
        known = found.get(one.url)
        if known is None or (not _EXTENSION.search(known.name) and _EXTENSION.search(one.name)):
            found[one.url] = one
    return tuple(one for one in found.values() if not _is_decoy(one.name))


def _all(page: Page, fragments: tuple[str, ...]) -> Iterator[Attachment]:
    yield from _from_html(page.bare, page.base)
    for fragment in fragments:
        yield from _from_html(fragment, page.base)
    for script in page.scripts:
        for written in _WRITTEN.findall(script):
            yield from _from_html(written.replace("\\", ""), page.base)


def _from_html(text: str, base: str) -> Iterator[Attachment]:
    tree = parse_html(text)
    for anchor in read_anchors(tree, base):
        if _is_document(anchor.url) or anchor.element.get("appendix") == "true":
            element = anchor.element
            names = (element.get("download"), anchor.title, element.get("alt"), anchor.text)
            yield Attachment(anchor.url, _best_name(anchor.url, names))
    for element in tree.iter("iframe", "embed", "object"):
        if viewed := _viewed(element.get("src") or element.get("data") or "", base):
            yield Attachment(viewed, _best_name(viewed, ()))


def _is_document(url: str) -> bool:
    parts = urlsplit(url)
    if "/downfile.jsp" in parts.path or "/download.jsp" in parts.path:
        return True
    return bool(_EXTENSION.search(unquote(parts.path)))


def _viewed(source: str, base: str) -> str | None:
    """Return the document that a viewer's frame shows: `viewer.html?file=…`, or the source."""
    viewer = join(base, source)
    if viewer is None:
        return None
    shown = parse_qs(urlsplit(viewer).query).get("file")
    if shown:
        return urljoin(viewer, shown[0]).partition("#")[0]
    return viewer if DOCUMENT.search(viewer) else None


def _best_name(url: str, names: tuple[str | None, ...]) -> str:
    """Choose the real file name: what the link says, unless it only says "download"."""
    told = [fold(name) for name in names if name and not _CLICK.match(fold(name))]
    query = parse_qs(urlsplit(url).query)
    told += [value for key in ("showname", "fileName") for value in query.get(key, [])]
    named = [name for name in told if _EXTENSION.search(name)]
    if named:
        return named[0]
    stem = told[0] if told else unquote(urlsplit(url).path.rpartition("/")[2])
    extension = _EXTENSION.search(unquote(urlsplit(url).path)) or _EXTENSION.search(
        (query.get("filename") or [""])[0]
    )
    return stem if not extension or stem.endswith(extension[0]) else stem + extension[0]


def _is_decoy(name: str) -> bool:
    read = parse_title(_EXTENSION.sub("", name))
    return read is not None and read.decoy is not None
