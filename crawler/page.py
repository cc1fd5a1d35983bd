"""A page as a crawler sees it: an answer's bytes, its text, its links; nothing of Scrapy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urljoin, urlsplit

from lxml import etree, html
from w3lib.url import safe_url_string

from crawler.scripts import Scripts, is_path
from extract.encoding import decode
from extract.text import fold, squeeze

# Scripts of old are wrapped in <!-- … //-->, which is no comment there.
_COMMENT = re.compile(
    r"(<script\b[^<>]*+>(?:[^<]++|<(?!/script))*+)"
    r"|<!--(?:-?>|(?:[^-]++|-(?!->))*+(?:-->)?)",
    re.IGNORECASE,
)
# Templates that the portal's own engine left unfilled: <?=el.link?>, {{url}}, ${url}, <%=url%>.
_UNFILLED = re.compile(r"<\?|\?>|<%|%>|\{\{|\$\{")
_TAG_NAMES = re.compile(
    r"<\s*(?:html|head|body|div|a|p|script|meta|table|ul|frameset)\b", re.IGNORECASE
)
_DOCUMENTS = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"\xff\xd8\xff", b"\x89PNG")
_SCRIPT = re.compile(r"<script\b[^<>]*+>((?:[^<]++|<(?!/script))*+)", re.IGNORECASE)
_QUOTED = re.compile(r"[\"']\s*([^\"'\s<>]{3,500})\s*[\"']")
_ELSEWHERE = re.compile(r"\w+:|//")
# Servers of Java and PHP put a number into each visitor's links where they are sent no cookie.
_SESSION = re.compile(
    r";jsessionid=[^?#/;]*|(?<=[?&])phpsessid=\w*(?:&|$)|[?&]phpsessid=\w*$", re.IGNORECASE
)
_SPACES_IN_URL = re.compile(r"[\t\r\n]+")
_CUT = re.compile(r"(?:\.{2,}|…+)$")
_SCRIPTED = re.compile(r"^\s*javascript:", re.IGNORECASE)
_ADDRESSES = ("data-href", "data-url", "data-link", "_href")
# What is longer is no link but a part of the page that listens to clicks.
_LONGEST_LABEL = 200
_META = re.compile(r"<meta\b[^<>]*>", re.IGNORECASE)
_INDEX = re.compile(r"(?<=/)(?:index|default)\.(?:s?html?|jhtml|jspx?|aspx?|php)$", re.IGNORECASE)
# Browsers write a query in its page's encoding, but UTF-16 as UTF-8 (URL standard, 4.4).
_IN_QUERIES = {"gb18030": "gb18030"}
_NOT_A_PAGE = ("javascript:", "mailto:", "tel:", "data:", "about:", "#")


@dataclass(frozen=True)
class Anchor:
    """A link: absolute address, visible text, the `title` attribute, the text around it.

    Where a script puts what it leads to into a page, `shown_in` is that page's address.
    """

    url: str
    text: str
    title: str
    element: html.HtmlElement
    method: str = "GET"
    body: str = ""
    shown_in: str = ""

    @property
    def label(self) -> str:
        """Return the fuller of title and text; lists cut their texts short, `云澜市2024年…`.

        A picture's words stand for a link that has no others.
        """
        shown = _CUT.sub("", squeeze(self.text))
        said = self.title if len(squeeze(self.title)) > len(shown) else self.text
        return said or fold(" ".join(self.element.xpath(".//img/@alt | .//img/@title")))


@dataclass(frozen=True)
class Page:
    """An answer with its body already free of any content coding."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    shown_in: str = ""

    @cached_property
    def text(self) -> str:
        """The body as text: byte order mark, strict UTF-8, then GB18030."""
        return decode(self.body)[0].replace("\0", "")

    @cached_property
    def encoding(self) -> str:
        """The name of the encoding that the body turned out to be in."""
        return decode(self.body)[1]

    @cached_property
    def is_html(self) -> bool:
        """Tell by the bytes whether this is a page; portals mislabel documents and error pages."""
        if self.body.startswith(_DOCUMENTS) or self.text.lstrip()[:1] in {"{", "["}:
            return False
        return bool(_TAG_NAMES.search(self.text[:20_000]))

    @cached_property
    def bare(self) -> str:
        """The text without HTML comments, where old rows and templates linger."""
        return _COMMENT.sub(r"\1", self.text)

    @cached_property
    def tree(self) -> html.HtmlElement:
        """The parsed page, without comments."""
        return parse_html(self.bare)

    @cached_property
    def base(self) -> str:
        """The address that links are relative to; a `<base>` without href says nothing.

        The links of a fragment are relative to the page that a script shows it in.
        """
        found = self.tree.xpath("//base/@href")
        place = self.shown_in or self.url
        return urljoin(place, found[0].strip()) if found and found[0].strip() else place

    @cached_property
    def anchors(self) -> tuple[Anchor, ...]:
        """Everything that leads to a page or a document when it is clicked or chosen, in order."""
        elements = (one for one in self.tree.iter() if isinstance(one.tag, str))
        return tuple(anchor for one in elements if (anchor := self.anchor(one)))

    def anchor(self, element: html.HtmlElement) -> Anchor | None:
        """Return what an element leads to by its address or by a click, None if to no page."""
        href = element.get("href", "") if element.tag in {"a", "area"} else ""
        if url := self.join(href):
            return _read_anchor(element, url)
        scripted = _SCRIPTED.sub("", href) if _SCRIPTED.match(href) else ""
        click, named = element.get("onclick") or scripted, _first_path(element)
        if element.tag == "option" and not named:
            click = next((str(one) for one in element.xpath("ancestor::select/@onchange")), "")
        if not (click or named) or len(str(element.xpath("string()"))) > _LONGEST_LABEL:
            return None
        if url := self.join(named):
            return _read_anchor(element, url)
        reach = self.script.follow(click, element.get("value"))
        url = self.join(reach.url) if reach else None
        if reach is None or url is None:
            return None
        shown_in = self.url if reach.kind == "fetch" else ""
        plain = _read_anchor(element, url)
        return replace(plain, method=reach.method, body=reach.body, shown_in=shown_in)

    @cached_property
    def scripts(self) -> tuple[str, ...]:
        """The inline scripts' texts."""
        return tuple(_SCRIPT.findall(self.bare))

    @cached_property
    def script(self) -> Scripts:
        """What the inline scripts would do, and what is done when the page has loaded."""
        loading = (str(one) for one in self.tree.xpath("//body/@onload | //frameset/@onload"))
        inputs = self.tree.xpath("//input[@id][@value]")
        fields = tuple((str(one.get("id")), str(one.get("value"))) for one in inputs)
        return Scripts((*self.scripts, *loading), self.url, fields)

    @cached_property
    def visible(self) -> str:
        """The text that a reader sees."""
        return visible_text(self.tree)

    @cached_property
    def title(self) -> str:
        """The text of `<title>`."""
        return fold(" ".join(self.tree.xpath("//title//text()")))

    def meta(self, name: str) -> str:
        """Return the content of a named meta element, or nothing."""
        return next(_contents(self.tree, name), "")

    def metas(self, name: str) -> tuple[str, ...]:
        """Return the contents of every meta element of a name, those in comments at the end."""
        lost = parse_html("".join(_META.findall(self.text)))
        return tuple(dict.fromkeys((*_contents(self.tree, name), *_contents(lost, name))))

    def header(self, name: str) -> str | None:
        """Return the last value of a header."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return values[-1] if values else None

    @cached_property
    def own_addresses(self) -> frozenset[str]:
        """The addresses on its own site that a page names, in links or in scripts, from the path.

        They are as they stand, relative ones with a slash before them.
        """
        site = re.compile(rf"(?:https?:)?//{re.escape(urlsplit(self.url).netloc)}/", re.IGNORECASE)
        quoted = (site.sub("/", one) for one in _QUOTED.findall(self.bare))
        return frozenset(f"/{one}" for one in quoted if not _ELSEWHERE.match(one))

    def join(self, href: str) -> str | None:
        """Return the absolute form of a link, None if it leads to no page."""
        return join(self.base, href, _IN_QUERIES.get(self.encoding, "utf-8"))


def page_of(markup: str, url: str) -> Page:
    """Return markup that came inside something else as the page that it is shown on."""
    return Page(url, 200, (), markup.encode("utf-8", "replace"))


def parse_html(text: str) -> html.HtmlElement:
    """Parse a page or a fragment, however broken."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, huge_tree=True)
    source = text.encode("utf-8", "replace")
    try:
        return html.document_fromstring(source or b"<html/>", parser=parser)
    except etree.ParserError:
        return html.document_fromstring(b"<html/>")


def read_anchors(tree: html.HtmlElement, base: str) -> Iterator[Anchor]:
    """Yield the links of a tree."""
    for element in tree.iter("a", "area"):
        url = join(base, element.get("href") or "")
        if url:
            yield _read_anchor(element, url)


def _read_anchor(element: html.HtmlElement, url: str) -> Anchor:
    words = element.get("title") or element.get("alt") or ""
    return Anchor(url, fold("".join(element.itertext())), fold(words), element)


def _contents(tree: html.HtmlElement, name: str) -> Iterator[str]:
    for element in tree.iter("meta"):
        if (element.get("name") or "").lower() == name.lower():
            yield fold(element.get("content") or "")


def _first_path(element: html.HtmlElement) -> str:
    """Return an address that a script would read from an element: an option's value, data-url."""
    values = [element.get(name, "") for name in _ADDRESSES]
    values += [element.get("value", "")] if element.tag == "option" else []
    return next((value for value in values if is_path(value)), "")


def join(base: str, href: str, encoding: str = "utf-8") -> str | None:
    """Resolve a link as a browser does: spaces and backslashes included, 汉字 percent-encoded.

    Those of a query are so in the encoding of the page that the link stands on.
    """
    cleaned = _SESSION.sub("", _SPACES_IN_URL.sub("", href.strip()).replace("\\", "/"))
    if not cleaned or cleaned.lower().startswith(_NOT_A_PAGE) or _UNFILLED.search(cleaned):
        return None
    try:
        url = urljoin(base, cleaned)
        parts = urlsplit(url)
    except ValueError:  # "http://[年报" and the like
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    return str(safe_url_string(url, encoding))


def visible_text(tree: html.HtmlElement) -> str:
    """Return the text of a tree without scripts and styles."""
    pieces = tree.xpath("//text()[not(ancestor::script or ancestor::style or ancestor::title)]")
    return fold(" ".join(pieces))


def strip_fragment(url: str) -> str:
    """Return an address as it is asked for."""
    return url.partition("#")[0]


def is_same_page(one: str, other: str) -> bool:
    """Tell whether two addresses are of one page: a folder and its index, whatever fragments."""
    return _INDEX.sub("", strip_fragment(one)) == _INDEX.sub("", strip_fragment(other))


def host_of(url: str) -> str:
    """Return the host's name or number, lower case, without port."""
    return (urlsplit(url).hostname or "").lower()


def origin_of(url: str) -> str:
    """Return scheme, host and port: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"
