"""What speaks for a link or a page to be a column of annual reports: weighed, none of it a gate."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, urlsplit

from lxml import html

from crawler.facts import facts, matches, weight
from crawler.page import Anchor, Page
from crawler.rows import is_menu_entry, looks_like_article
from extract.text import squeeze
from extract.titles import parse_title

# By name, what was found and how much it weighs.
Evidence = Mapping[str, int]

COLUMN_TYPE = "信息公开年报"
# What is stuck to the names of folders: n2024, 2024ndbg, zfxxgknb_9267.
_YEAR = re.compile(r"^n?20\d\d(?:n$|年)?")
_NUMBERED = re.compile(r"(?<=[a-z])_?\d+$")
_INDEX = re.compile(r"(?:index|default|list|page_?|more)?(?:[_-]?\d{1,2})?$")
_LONGEST_NAME = 24
# The standard menu has five entries; an element that holds many more links is a whole page.
_MENU_SIZE = range(3, 41)
_MENU_LEVELS = 5
_WORDS = re.compile(r"[\u4e00-\u9fff]{2}")
_PLACEHOLDER = re.compile(r"^(?:图片|图标|按钮|img|image|pic|icon|btn|banner)?\d*$", re.IGNORECASE)


def weigh_link(anchor: Anchor) -> Evidence:
    """Return what speaks for a link to lead to a column; nothing does where it is an article."""
    if looks_like_article(anchor.url) or _is_decoy(anchor.label):
        return {}
    name = name_of(anchor)
    words = weigh_words(name)
    # Numbers and arrows lead to pages of a list, days of a calendar.
    spoken = not name or bool(_WORDS.search(name))
    token = _weigh_address(anchor.url) if spoken else {}
    return {**words, **_weigh_siblings(anchor, named=bool(words)), **token}


def weigh_page(page: Page) -> Evidence:
    """Return what a page says of itself that speaks for it to be a column."""
    found: dict[str, int] = {}
    if COLUMN_TYPE in page.meta("ColumnType"):
        found["column_type"] = weight("column_type")
    elif any(COLUMN_TYPE in kind for kind in page.metas("ColumnType")):
        found["column_type_in_comment"] = weight("column_type_in_comment")
    if any(is_menu_entry(name) for name in page.metas("ColumnName")):
        found["column_name"] = weight("column_name")
    if is_menu_entry(re.split(r"[-_|—–]", page.title)[0]):
        found["title"] = weight("title")
    return {**found, **_weigh_place(page), **_weigh_address(page.url)}


def has_column_token(url: str) -> bool:
    """Tell whether the last folder of an address is one that columns of reports have."""
    return "token_last" in _weigh_address(url)


def is_disclosure_address(url: str) -> bool:
    """Tell whether an address lies below a folder in which portals keep what they disclose."""
    known = set(facts()["addresses"]["disclosure"])
    return any(_names(part) & known for part in _folders(url))


def is_section_address(url: str) -> bool:
    """Tell whether an address is that of the section in which a portal keeps what it discloses."""
    folders = _folders(url)
    return bool(folders) and bool(_names(folders[-1]) & set(facts()["addresses"]["sections"]))


def name_of(anchor: Anchor) -> str:
    """Return a link's words; `更多` is named by the heading of its block."""
    label = squeeze(anchor.label)
    if matches(facts()["directories"]["more"], label):
        return squeeze(heading_of(anchor.element))
    return label


def heading_of(element: html.HtmlElement) -> str:
    """Return the short text that stands before an element, or before what it stands in."""
    for around in (element, *list(element.iterancestors())[:2]):
        for before in around.itersiblings(preceding=True):
            text = squeeze(str(before.xpath("string()"))) if isinstance(before.tag, str) else ""
            if text:
                return text if len(text) <= _LONGEST_NAME else ""
    return ""


def is_aside(element: html.HtmlElement) -> bool:
    """Tell whether an element stands in a page's navigation, foot or links to friends."""
    pattern = facts()["directories"]["aside"]
    marks = (f"{one.get('class', '')} {one.get('id', '')}" for one in element.iterancestors())
    return any(matches(pattern, mark) for mark in marks)


def _is_decoy(label: str) -> bool:
    read = parse_title(label)
    return read is not None and (read.decoy is not None or read.year is not None)


def weigh_words(name: str) -> Evidence:
    """Return what the words of a link or of a menu's entry speak for."""
    if len(name) > _LONGEST_NAME:
        return {}
    kinds = (one["weight"] for one in facts()["words"] if matches(one["pattern"], name))
    best = next(kinds, None)
    return {best: weight(best)} if best else {}


def _weigh_siblings(anchor: Anchor, *, named: bool) -> Evidence:
    """Look for the standard menu around a link; a picture in it without words is the entry left."""
    kinds = _menu_around(anchor.element)
    if len(kinds - {"reports"}) < 2 or (not named and len(kinds) < 3):
        return {}
    if named:
        return {"siblings": weight("siblings")}
    nameless = not _WORDS.search(name_of(anchor)) or _PLACEHOLDER.match(name_of(anchor))
    if nameless and "reports" not in kinds:
        return {"picture_among_siblings": weight("picture_among_siblings")}
    return {}


def _menu_around(element: html.HtmlElement) -> set[str]:
    for around in list(element.iterancestors())[:_MENU_LEVELS]:
        links = around.xpath(".//a | .//area")
        if len(links) > _MENU_SIZE[-1]:
            break
        if len(links) in _MENU_SIZE:
            kinds = {kind for link in links for kind in _menu_kinds(link)}
            if len(kinds) > 2:
                return kinds
    return set()


def _menu_kinds(link: html.HtmlElement) -> Iterator[str]:
    shown = [str(link.xpath("string()")), link.get("title") or "", link.get("alt") or ""]
    name = squeeze("".join(shown) + "".join(link.xpath(".//img/@alt")))
    for kind, pattern in facts()["menu"].items():
        if name and matches(pattern, name):
            yield kind


def _weigh_place(page: Page) -> Evidence:
    """Look at the last entry of the breadcrumb, `首页 > 政府信息公开 > 政府信息公开年报`."""
    crumbs = page.tree.xpath(
        "//*[contains(@class, 'pos') or contains(@class, 'crumb') or contains(@class, 'location')"
        " or contains(@class, 'place') or contains(@class, 'CurrChnlCls')]"
    )
    for crumb in crumbs:
        last = re.split(r"[>》»/→]", squeeze(str(crumb.xpath("string()"))).strip(">》»/→"))[-1]
        if is_menu_entry(last):
            return {"breadcrumb": weight("breadcrumb")}
    return {}


def _weigh_address(url: str) -> Evidence:
    parts = [_names(part) for part in _folders(url) if not _YEAR.fullmatch(part)]
    known = set(facts()["addresses"]["columns"])
    if parts and parts[-1] & known:
        return {"token_last": weight("token_last")}
    values = [_names(value.lower()) for _, value in parse_qsl(urlsplit(url).query)]
    inside = any(names & known for names in (*parts, *values))
    return {"token_inside": weight("token_inside")} if inside else {}


def _folders(url: str) -> list[str]:
    """Return the folders of an address and the name of its file, unless that is an index."""
    parts = [part for part in urlsplit(url).path.lower().split("/") if part]
    if parts and "." in parts[-1]:
        name = parts.pop().partition(".")[0]
        if not _INDEX.match(name):
            parts.append(name)
    return parts


def _names(part: str) -> set[str]:
    """Return a folder's name with and without the year and number that may be stuck to it."""
    plain = _NUMBERED.sub("", part)
    year = _YEAR.match(plain)
    rest = plain[year.end() :] if year else plain
    return {name for name in (plain, rest, rest.removeprefix("n")) if name and not name.isdigit()}
