"""Pictures on the sheets of an XLSX that lie within one cell (ECMA-376 part 1, § 20.5)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from extract.readers.parts import Package
from extract.readers.sheets import Spot

# In English Metric Units: two pixels, and an inch, which no digit is as wide as.
_HAIRLINE, _LARGEST = 19_050, 914_400


def pictured_cells(package: Package, sheet: str) -> Iterator[Spot]:
    """Yield row and column, from 1, of each cell of a sheet's part with a picture in it."""
    for link in package.relations(sheet).values():
        if link.kind == "drawing" and link.target in package.names:
            for anchor in package.xml(link.target):
                first = _corner(anchor.find("{*}from"))
                last = _corner(anchor.find("{*}to"))
                if first and last in {None, first} and _may_be_digit(anchor):
                    yield first


def _corner(node: etree._Element | None) -> Spot | None:
    if node is None:
        return None
    row, column = (node.findtext(f"{{*}}{name}") or "" for name in ("row", "col"))
    return (int(row) + 1, int(column) + 1) if _is_count(row) and _is_count(column) else None


def _is_count(text: str) -> bool:
    return text.isdecimal() and len(text) < 8


def _may_be_digit(anchor: etree._Element) -> bool:
    """Tell whether an anchor holds a picture that is neither a line nor large."""
    size = anchor.find("{*}pic/{*}spPr/{*}xfrm/{*}ext")
    sides = [] if size is None else [size.get("cx", ""), size.get("cy", "")]
    known = [int(side) for side in sides if side.isdecimal() and len(side) < 12]
    return anchor.find("{*}pic") is not None and all(_HAIRLINE < one < _LARGEST for one in known)
