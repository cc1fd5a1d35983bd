"""Reading one page: what it is, what it lists, where it leads. Pure: no network, no database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from crawler.column_page import is_below, is_part, once, visit_column
from crawler.discovery import discover
from crawler.facts import weight
from crawler.forwarding import MAX_HOPS, find_forwarding
from crawler.identity import is_governments
from crawler.model import Entry, Found, Visit
from crawler.page import Page, host_of
from crawler.paging import doubt
from crawler.proof import is_article
from crawler.report_page import visit_document, visit_report
from extract.titles import Title, parse_title

# Other hosts lead on to others: a county to its province, a province to all of its cities.
MAX_AWAY = 2
_SEARCHED = frozenset({"hub", "column", "list"})


def visit(page: Page, entry: Entry) -> Visit:
    """Read a page that answered well, by the role in which it was asked for."""
    target = find_forwarding(page)
    if target is not None:
        return _forward(target, entry)
    if entry.role == "attachment":
        return visit_document(page, entry)
    if entry.role == "picture":
        return Visit()
    if not page.body:
        return Visit(absent=entry.role == "report")
    page = replace(page, shown_in=str(entry.context.get("shown_in", "")))
    read = _read(page, entry)
    if _is_nobodys(page, entry, read):
        return Visit(off_site="no mark of a government's site")
    doubtful = "doubtful" in entry.context and not read.accepted
    return replace(read, found=tuple(_hand_down(read.found, page, entry, doubtful=doubtful)))


def _is_nobodys(page: Page, entry: Entry, read: Visit) -> bool:
    """Tell whether a link to another host led to a site that is no government's any more."""
    found = (one for one in read.found if one.role != "hub" and not one.reserve)
    return bool(entry.context.get("away")) and not any(found) and not is_governments(page)


def _read(page: Page, entry: Entry) -> Visit:
    if entry.role in {"root", "hub"}:
        return _visit_door(page, entry)
    if entry.role == "report" and "evidence" in entry.context:
        return _visit_again(page, entry)
    if entry.role == "report":
        return _visit_accepted(page, entry)
    return visit_column(page, entry)


def _forward(target: str, entry: Entry) -> Visit:
    hops = int(entry.context.get("hops", 0)) + 1
    if hops > MAX_HOPS:
        return Visit()
    onward = Found(target, entry.role, {**entry.context, "hops": hops}, priority=70)
    return Visit(found=(onward,), moved_to=target)


def _visit_door(page: Page, entry: Entry) -> Visit:
    """Read a front page or a section; an operator may have given the column itself as the root.

    A front page may show a report or two among its news; only where reports prevail, or where the
    page says that it is a column, is it read as one. The search goes on in any case.
    """
    here = visit_column(page, entry)
    lines = sum(1 for one in here.found if one.role in {"report", "attachment"})
    prevail = here.accepted > 1 and 2 * here.accepted >= lines
    lists = any((is_part(one) or is_below(one)) and not one.reserve for one in here.found)
    named = sum(here.evidence.values()) >= weight("column") and (lists or here.accepted)
    if here.turned or here.certain:
        return here
    if prevail or named:
        return replace(here, found=once((*here.found, *discover(page, entry))))
    rows = [one for one in here.found if one.role == "report"]
    reports = [one for one in rows if not one.rejected]
    doubtful = () if rows else _in_reserve(here.found)
    certain = [one for one in here.found if one.context.get("certain")]
    found = once((*reports, *certain, *discover(page, entry), *doubtful))
    named_columns = any(one.role == "column" and not one.reserve for one in found)
    needed = None if named_columns else here.needs_script
    return replace(here, found=found, accepted=0, needs_script=needed)


def _in_reserve(found: Iterable[Found]) -> Iterator[Found]:
    """Keep lists that a front page fills by script for when nothing leads to a column."""
    for one in found:
        if one.role == "list":
            yield replace(doubt(one), reserve=True)


def _visit_again(page: Page, entry: Entry) -> Visit:
    """Read what was asked for as a column and was a report: it may lead to others since."""
    read = visit_column(page, replace(entry, role="column"))
    if read.turned == "report":
        return read
    return replace(read, turned="column") if read.accepted else _visit_accepted(page, entry)


def _visit_accepted(page: Page, entry: Entry) -> Visit:
    """Read the page of an accepted row; a title may have led to a list instead of a report."""
    read = visit_report(page, entry)
    if not read.rejected:
        return read
    listed = visit_column(page, replace(entry, role="column"))
    onward = tuple(one for one in listed.found if _is_meant(one, page, entry))
    if onward:
        return replace(listed, found=onward, turned="column", needs_script=None)
    return read


def _is_meant(found: Found, page: Page, entry: Entry) -> bool:
    """Tell whether a line may be what a title promised: of the same year, or without one.

    Articles have other reports beside them; theirs must be the very same.
    """
    if found.role == "list":
        return not is_article(page)
    if found.role in {"column", "hub"}:
        return not is_article(page) and is_below(found)
    if found.rejected:
        return False
    promised, told = _read_title(entry.context), _read_title(found.context)
    same_year = promised.year is None or told.year in {promised.year, None}
    same_body = promised.agency is None or told.agency in {promised.agency, None}
    return same_year and (same_body or not is_article(page))


def _read_title(context: Mapping[str, Any]) -> Title:
    return parse_title(str(context.get("title") or "")) or Title(None, None, None)


def _hand_down(
    found: Iterable[Found], page: Page, entry: Entry, *, doubtful: bool
) -> Iterator[Found]:
    """Let what was found remember its column, whose it is, and how far from home it stands."""
    own = entry.context.get("column") or entry.url
    folder = urljoin(entry.url, ".")
    for one in found:
        context = dict(one.context)
        away = int(entry.context.get("away", 0)) + (host_of(one.url) != host_of(page.url))
        if one.role in _SEARCHED and away:
            if away > MAX_AWAY:
                continue
            context["away"] = away
        if is_part(one):
            context.setdefault("column", own)
            context.setdefault("top", entry.context.get("top", context["column"]))
        if "body" in entry.context and (one.role == "list" or one.url.startswith(folder)):
            context.setdefault("body", entry.context["body"])
        if one.role == "list" and doubtful:
            context["doubtful"] = True
        otherwise = (one.otherwise,) if one.otherwise else ()
        handed = next(_hand_down(otherwise, page, entry, doubtful=doubtful), None)
        yield replace(one, context=context, otherwise=handed)
