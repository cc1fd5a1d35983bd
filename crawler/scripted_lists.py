"""Lists that a script fills: fetched where the page says from where, told where it does not."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from crawler.facts import facts, matches
from crawler.forms import PAGE_FIELD
from crawler.model import Entry, Found
from crawler.next_pages import count_in_body
from crawler.page import Page
from crawler.rows import is_menu_entry
from extract.text import squeeze

# A page fetches counters, weather and hot words, too; of what is left the first ones are tried.
_MOST = 3
JSON_HEADERS = {"Content-Type": "application/json;charset=UTF-8"}
# What a page shows where its scripts run.
_SEEN = "//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]"
_SHELLS = ("app", "root", "main", "vue")


def find_endpoints(page: Page) -> tuple[Found, ...]:
    """Return what the page fetches into itself and may be its list."""
    found: dict[str, Found] = {}
    for reach in page.script.fetched():
        url = page.join(reach.url)
        if url is None or reach.kind != "fetch" or _is_beside(url, reach.body):
            continue
        context = {"shown_in": page.url, "script": True}
        headers = JSON_HEADERS if reach.body.startswith("{") else {}
        found[url] = Found(url, "list", context, reach.method, reach.body, headers, priority=62)
    return tuple(list(found.values())[:_MOST])


def find_need_of_script(page: Page, entry: Entry) -> str | None:
    """Return what on a page only a browser can follow, None if nothing is."""
    if not page.is_html:
        return None
    leads_on = entry.role in {"root", "hub"}
    return (_unresolved_entry(page) if leads_on else None) or _empty_list(page) or _shell(page)


def _is_beside(url: str, body: str) -> bool:
    known, parts = facts()["scripts"], urlsplit(url)
    if matches(known["search"], parts.path):
        paged = any(PAGE_FIELD.fullmatch(name) for name, _ in parse_qsl(parts.query))
        return not paged and count_in_body(body, 1, 2) is None
    return matches(known["beside"], parts.path)


def _unresolved_entry(page: Page) -> str | None:
    """A menu's entry for annual reports whose script is not in the page."""
    for element in page.tree.xpath("//a | //*[@onclick]"):
        name = squeeze(str(element.xpath("string()")))
        href = element.get("href") or ""
        click = element.get("onclick") or href.removeprefix("javascript:")
        if is_menu_entry(name) and page.anchor(element) is None and not _is_in_page(href, page):
            return f"{name}: {click[:120]}".rstrip(": ")
    return None


def _is_in_page(href: str, page: Page) -> bool:
    """Tell whether a link leads to a part of the page itself."""
    mark = href.partition("#")[2]
    return bool(mark) and bool(page.tree.xpath("//*[@id=$mark or @name=$mark]", mark=mark))


def _empty_list(page: Page) -> str | None:
    """A list without a line that the page's scripts speak of, or a template of lines."""
    template = page.tree.xpath("//*[@v-for or @ng-repeat or @*[name()=':data']]")
    if template:
        return f"<{template[0].tag}> is filled by a template"
    scripts = "\n".join(page.scripts)
    for element in page.tree.xpath("//ul | //ol | //tbody | //table | //dl | //div"):
        if len(element) or (element.text or "").strip():
            continue
        marks = [element.get("id") or "", *(element.get("class") or "").split()]
        spoken = next((mark for mark in marks if mark and _is_spoken_of(mark, scripts)), None)
        if spoken:
            return f"<{element.tag}> {spoken} is empty and filled by a script"
    return None


def _is_spoken_of(mark: str, scripts: str) -> bool:
    return any(f"{sign}{mark}" in scripts for sign in ("#", ".", "'", '"'))


def _shell(page: Page) -> str | None:
    """A page whose whole content a script makes."""
    if page.anchors or any(map(str.strip, page.tree.xpath(_SEEN))):
        return None
    for name in _SHELLS:
        if page.tree.xpath(f"//div[@id='{name}']"):
            return f"<div> {name} is all that the page has"
    return None
