"""More than one report in one document: each begins with a title and the first of the headings."""

from __future__ import annotations

from collections.abc import Iterator

from extract.document import Document
from extract.messages import join, make_finding
from extract.report import Finding
from extract.sections import heading_number
from extract.text import fold
from extract.titles import Title, parse_title

_LONGEST_TITLE = 90


def several_reports(document: Document) -> Iterator[Finding]:
    """Yield a finding where a document holds the reports of several bodies or years."""
    begun = dict(_beginnings(document))
    first = next(iter(begun), None)
    others = [printed for title, printed in begun.items() if first and _differ(first, title)]
    if first and others:
        titles = join([begun[first], *others], most=5)
        yield make_finding("document.several", "reports", "unknown", titles=titles)


def _beginnings(document: Document) -> Iterator[tuple[Title, str]]:
    """Yield the title that stands above each first heading, read and as printed."""
    above: tuple[Title, str] | None = None
    for line in document.paragraphs():
        if len(line.text) > _LONGEST_TITLE:
            continue
        if heading_number(line.text) == 1 and above:
            yield above
        title = parse_title(line.text) if "公开" in line.text else None
        if title and not title.decoy and not line.text.endswith("。"):
            above = title, fold(line.text)


def _differ(one: Title, other: Title) -> bool:
    """Tell whether two titles name other bodies or years; what one leaves out may be the same."""
    pairs = ((one.agency, other.agency), (one.year, other.year))
    return any(left and right and left != right for left, right in pairs)
