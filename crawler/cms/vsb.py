"""VSB (博达): static lists whose pages are counted down, so that the newest rows stand first.

Page 2 of `ndbg.htm` with five pages is `ndbg/4.htm` and the oldest is `ndbg/1.htm`: each page's
number shifts when one is added, only its rows say what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from crawler.attachments import find_attachments
from crawler.cms import generic
from crawler.model import Attachment, Entry, Found, Listing
from crawler.page import Anchor, Page
from crawler.paging import MAX_PAGES
from extract.text import squeeze

_MARKS = re.compile(
    r"\bid=[\"']?(?:line_u\d+_\d+|vsb_content\w*)\b"
    r"|\bclass=[\"'](?:v_news_content|pb_sys_common|p_pages)\b|showVsbpdfIframe|/_vsb|_vsb[./]"
)
_ADDRESS = re.compile(
    r"/info/\d+/\d+\.htm\b|/system/_content/download\.jsp|/virtual_attach_file\.vsb"
    r"|/list\.jsp\?.*\burltype=tree"
)
_NUMBERED = re.compile(r"/(?P<folder>[\w-]+)/(?P<number>\d+)\.htm$")
_QUERY = re.compile(r"([?&]PAGENUM=)(\d+)", re.IGNORECASE)
_TOTAL = re.compile(r"[?&]totalpage=(\d+)", re.IGNORECASE)
_PAGER = re.compile(r"^(?:\d+|上一?页|下一?页|首页|尾页|末页|第一页|最后一页|[<>«»]+)$")


def recognise(page: Page) -> bool:
    """Look for the names of VSB's components and its addresses of articles and files."""
    if not page.is_html:
        return False
    own = (urlsplit(page.url).path, *page.own_addresses)
    return bool(_MARKS.search(page.bare)) or any(map(_ADDRESS.search, own))


def list_rows(page: Page, entry: Entry) -> Listing:
    """Read the rows as plain links, and every further page from the links of the pager."""
    plain = generic.list_rows(page, entry)
    pager = [anchor for anchor in page.anchors if _PAGER.match(squeeze(anchor.text))]
    pages = tuple(_static(page, pager)) or tuple(_dynamic(page, pager)) or plain.pages
    return Listing(plain.rows, pages)


def list_attachments(page: Page) -> tuple[Attachment, ...]:
    """Return the documents that the page links to or shows."""
    return find_attachments(page)


def _static(page: Page, pager: list[Anchor]) -> Iterator[Found]:
    """Count down from the page after the newest one, in the folder named after the list."""
    file = urlsplit(page.url).path.rpartition("/")[2]
    folder = file.partition(".")[0] or "index"
    linked = [found for one in pager if (found := _NUMBERED.search(urlsplit(one.url).path))]
    numbers = [int(found["number"]) for found in linked if found["folder"] == folder]
    newest = max(numbers, default=0)
    for number in range(newest, max(newest - MAX_PAGES, 0), -1):
        url = urljoin(page.url, f"{folder}/{number}.htm")
        yield Found(url, "list", priority=60)


def _dynamic(page: Page, pager: list[Anchor]) -> Iterator[Found]:
    """Count up the pages of `list.jsp?PAGENUM=2&…`, as many as the pager's links name."""
    here = _QUERY.search(page.url)
    linked = [one.url for one in pager if _QUERY.search(one.url)]
    if not linked or (here and here[2] != "1"):
        return
    told = [*(number for url in linked for _, number in _QUERY.findall(url))]
    told += [number for url in linked for number in _TOTAL.findall(url)]
    for number in range(2, min(max(map(int, told)), MAX_PAGES) + 1):
        yield Found(_QUERY.sub(rf"\g<1>{number}", linked[0]), "list", priority=60)
