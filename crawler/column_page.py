"""The page of a column: its rows, its other pages, the columns below it, what a script fills."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from crawler.cms import family_of
from crawler.directories import find_below
from crawler.discovery import discover, find_shown
from crawler.evidence import weigh_page
from crawler.forms import find_choices
from crawler.model import Entry, Found, Visit
from crawler.page import Page, strip_fragment
from crawler.proof import is_article, is_report, read_page_title
from crawler.report_page import visit_report
from crawler.rows import is_bare_year
from crawler.scripted_lists import find_endpoints, find_need_of_script
from crawler.sort import sort_rows
from extract.titles import parse_title

_YEAR = re.compile(r"20\d\d")
_PARTS = frozenset({"year", "directory"})


def visit_column(page: Page, entry: Entry) -> Visit:
    """Read a page as one of a column, whatever it was asked for as."""
    family_name, family = family_of(page, entry)
    listing = family.list_rows(page, entry)
    evidence = weigh_page(page)
    known = entry.role in {"column", "list"} or bool(evidence)
    rows = tuple(sort_rows(listing.rows, all_are_rows=listing.rows_are_all, in_column=known))
    lines = [one for one in rows if one.role != "column"]
    accepted = sum(1 for one in lines if not one.rejected)
    below = [one for one in rows if one.role == "column"]
    if _is_one_report(page, entry, lines):
        itself = Visit(family=family_name, evidence=evidence)
        if read := _visit_one_report(page, entry, below, itself):
            return read
    # Further pages of a list repeat its menus; answers of programs have none.
    below += listing.columns if entry.role != "list" or "family" in entry.context else []
    if entry.role != "list" and not listing.certain:
        below += (*find_below(page, entry), *find_choices(page, entry))
    pages = listing.pages
    if entry.context.get("doubtful") and lines and not accepted:
        # A list that may be of anything is one of reports only where its first page has one.
        lines, pages = [], ()
    found = [*lines, *pages, *_below(below, entry)]
    needs_script = None
    if not accepted and not listing.pages:
        found += [*find_shown(page, "column"), *find_endpoints(page)]
        needs_script = None if found else _need_of_script(page, entry)
    if entry.role == "column" and not found:
        found += discover(page, entry)
    return Visit(
        once(found),
        family_name,
        accepted,
        certain=listing.certain,
        shortfall=listing.shortfall,
        needs_script=needs_script,
        evidence=evidence,
    )


def _visit_one_report(
    page: Page, entry: Entry, below: Iterable[Found], column: Visit
) -> Visit | None:
    """Read a page that is a report, or shows one above links to all of them: a column then.

    What an operator gave as the front page is no report.
    """
    linked = (one for one in below if is_bare_year(one.context["title"]))
    years = [
        one for one in (*linked, *find_choices(page, entry)) if one.url != strip_fragment(page.url)
    ]
    onward = once(_below(years, entry))
    if _is_shown_elsewhere(page, years):
        return replace(column, found=onward, accepted=len(years))
    if entry.role == "root":
        return None
    read = visit_report(page, entry)
    return replace(read, found=once((*read.found, *onward)), turned="report")


def _need_of_script(page: Page, entry: Entry) -> str | None:
    if entry.context.get("script"):
        return "what its script asks for has no rows"
    return find_need_of_script(page, entry)


def is_part(found: Found) -> bool:
    """Tell whether something is a part of a page's list: another page of it, a frame."""
    return found.role == "list" or (found.role == "column" and "frame" in found.context)


def is_below(found: Found) -> bool:
    """Tell whether something is the part of a column that is of one year or one body."""
    return found.role == "column" and bool(_PARTS & found.context.get("evidence", {}).keys())


def _below(columns: Iterable[Found], entry: Entry) -> list[Found]:
    """Let the columns of years and bodies remember the outermost one."""
    top = entry.context.get("top") or entry.context.get("column") or entry.url
    return [
        replace(one, context={**one.context, "top": top}) if is_below(one) else one
        for one in columns
    ]


def _is_one_report(page: Page, entry: Entry, lines: Sequence[Found]) -> bool:
    """A year or a body may lead straight to its report, or to the page of its document."""
    if entry.role not in {"root", "column", "hub"}:
        return False
    accepted = [one for one in lines if not one.rejected]
    if not accepted:
        return is_report(page)
    documents = all(one.role == "attachment" for one in accepted)
    return documents and is_article(page) and len(set(_bodies(accepted))) < 2


def _bodies(reports: Iterable[Found]) -> Iterator[str]:
    titles = (parse_title(str(one.context["title"])) for one in reports)
    return (one.agency for one in titles if one and one.agency)


def _is_shown_elsewhere(page: Page, years: Sequence[Found]) -> bool:
    """Tell whether the report on a page is the newest of several, each with an address of its own.

    Hanweb's xxgkAnnualReport.jsp shows it above links to `&fbtime=2023`, `&fbtime=2022` …
    """
    titled = read_page_title(page)
    own = titled[1].year if titled else None
    told = {found[0] for one in years if (found := _YEAR.search(str(one.context["title"])))}
    return len(years) > 1 and own is not None and str(own) in told


def once(found: Iterable[Found]) -> tuple[Found, ...]:
    """Keep the first that names an address; what is rejected counts last."""
    kept: dict[tuple[str, str, str], Found] = {}
    for one in found:
        key = (one.url, one.method, one.body)
        if key not in kept or (kept[key].rejected and not one.rejected):
            kept[key] = one
    return tuple(kept.values())
