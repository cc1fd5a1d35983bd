"""Documents that a report's page carries, in the forms that portals give them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import html

from crawler.file_names import (
    EXTENSION,
    find_document,
    find_shown,
    is_button,
    may_lead_to_document,
    name_file,
)
from crawler.model import Attachment
from crawler.page import Page, join, parse_html, strip_fragment
from crawler.scripted import find_written
from extract.javascript import tokens, unquote
from extract.text import fold
from extract.titles import parse_title

# What viewers, players and frames show: <iframe src>, <object data>, <param name="src" value>,
# webplus' pdfsrc, JPaaS' #pdfshow[data-value].
_SHOWING = ("src", "data", "value", "pdfsrc", "data-value", "data-src", "data-url", "data-pdf",
            "data-file", "data-href")  # fmt: skip
# What has none of these leads nowhere; most of a page's elements do not.
_LEADING = " or ".join(f"@{name}" for name in ("href", "onclick", *_SHOWING))
_ADDRESSED = f"descendant-or-self::*[{_LEADING}]"
_OTHERS = frozenset({"img", "script", "link", "option"})
_FORM = re.compile(r"申请表|流程图|操作手册|办事指南")
_QUOTED = re.compile(r"[\"']([^\"'<>]+)[\"']")
# webplus: sudyfile-attr="{'title':'….pdf'}".
_TITLED = re.compile(r"[\"']title[\"']\s*:\s*[\"']([^\"']+)[\"']")
_PAGE = re.compile(r"(?:\.[sj]?html?|/)$|\.[sj]?html?\?", re.IGNORECASE)
_PROMISE = re.compile(r"附件|下载")
_ABSOLUTE = re.compile(r"/|\w+:")
_PATH = re.compile(r"[^\s<>\"'{}]+")


def find_attachments(page: Page, *fragments: str) -> tuple[Attachment, ...]:
    """Return the documents of a page and of the HTML that its scripts hold, each once."""
    found: dict[str, Attachment] = {}
    for one in _all(page, fragments):
        url = strip_fragment(one.url)
        known = found.get(url)
        if known is None or (_is_bare(known) and not _is_bare(one)):
            found[url] = replace(one, url=url)
    whole = (one for one in found.values() if one.otherwise not in found)
    return tuple(one for one in whole if not _is_decoy(one.name))


def find_pressed(page: Page) -> tuple[Attachment, ...]:
    """Return what is behind buttons that promise a document, whatever their addresses."""
    pressed = (
        Attachment(one.url, name_file(one.url, ()))
        for one in page.anchors
        if is_button(one.label) and _PROMISE.search(one.label) and not _PAGE.search(one.url)
    )
    return tuple({one.url: one for one in pressed}.values())


def _all(page: Page, fragments: tuple[str, ...]) -> Iterator[Attachment]:
    if shown := find_document(page.url):
        yield Attachment(shown, name_file(shown, ()))
    yield from _from_tree(page.tree, page.base)
    for fragment in (*fragments, *find_written(page)):
        yield from _from_tree(parse_html(fragment), page.base)
    for script in page.scripts:
        yield from _from_strings(script, page.base)


def _from_tree(tree: html.HtmlElement, base: str) -> Iterator[Attachment]:
    for element in tree.xpath(_ADDRESSED):
        for address, names in _addresses(element):
            named = _says_document(element, names)
            if not (named or may_lead_to_document(address)):
                continue
            url = join(base, address)
            document = url and (find_document(url) or (named and _find_named(url)))
            if url and document:
                yield Attachment(document, name_file(document, names), _otherwise(url, base))


def _otherwise(url: str, base: str) -> str | None:
    """Return what a viewer's relative address would be from the page that has the viewer."""
    shown = find_shown(url)
    return join(base, shown) if shown and not _ABSOLUTE.match(shown) else None


def _addresses(element: html.HtmlElement) -> Iterator[tuple[str, list[str]]]:
    """Yield what may be the address of a document, and what may be its name."""
    names = list(_names(element))
    href = element.get("href") or ""
    scripted = href.strip().lower().startswith("javascript:")
    if element.tag in {"a", "area"} and not scripted:
        yield href, names
    for code in (href if scripted else "", element.get("onclick") or ""):
        quoted = [one for one in _QUOTED.findall(code) if find_document(one)]
        for address in sorted(quoted, key=lambda one: "/" not in one)[:1]:
            yield address, [*(one for one in quoted if one != address), *names]
    if element.tag not in _OTHERS:
        yield from ((value, names) for name in _SHOWING if (value := element.get(name)))


def _names(element: html.HtmlElement) -> Iterator[str]:
    """Yield what may be a file's real name, best first; 广东's NFCMS keeps it in `alt`."""
    given = (element.get(name) for name in ("download", "title", "alt"))
    yield from (fold(name) for name in given if name)
    yield from _TITLED.findall(element.get("sudyfile-attr") or "")
    if element.tag in {"a", "area"}:
        yield fold("".join(element.itertext()))


def _says_document(element: html.HtmlElement, names: list[str]) -> bool:
    """Tell whether a link says that it leads to a document, whatever its address."""
    return element.get("appendix") == "true" or any(EXTENSION.search(name) for name in names)


def _find_named(url: str) -> str | None:
    return None if _PAGE.search(url) else url


def _from_strings(script: str, base: str) -> Iterator[Attachment]:
    """Yield documents whose whole address is a string: showVsbpdfIframe("/__local/….pdf")."""
    found = [one for one in _whole_strings(script) if find_document(one) and _PATH.fullmatch(one)]
    urls = [url for one in found if "/" in one and (url := join(base, one))]
    names = [one for one in found if "/" not in one]
    told = names if len(names) == len(urls) else [""] * len(urls)
    for url, name in zip(urls, told, strict=True):
        document = find_document(url)
        if document:
            yield Attachment(document, name_file(document, [name]))


def _whole_strings(script: str) -> Iterator[str]:
    """Yield the strings that are not joined to others."""
    found = list(tokens(script))
    marks = ["", *(token["mark"] for token in found), ""]
    for place, token in enumerate(found):
        if token["string"] is not None and "+" not in {marks[place], marks[place + 2]}:
            yield unquote(token["string"])


def _is_bare(one: Attachment) -> bool:
    return not EXTENSION.search(one.name) or one.name in one.url


def _is_decoy(name: str) -> bool:
    """Tell whether a document is something else, such as the form that applicants fill in."""
    read = parse_title(EXTENSION.sub("", name))
    return bool(_FORM.search(name)) or (read is not None and read.decoy is not None)
