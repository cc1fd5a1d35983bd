"""Ink and paper: whether the text of an HTML element has another colour than what it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import Literal

import tinycss2
from lxml import etree
from tinycss2.ast import FunctionBlock, URLToken
from tinycss2.color3 import RGBA, parse_color

from extract.readers.cascade import Cascade, Declared

Seen = Literal["yes", "no", "unknown"]
_Colour = tuple[float, float, float]

_BLACK, _WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
# What a picture shows is not known.
_PICTURE = "picture"
_CELLS = frozenset({"td", "th"})
_ROWS = frozenset({"table", "thead", "tbody", "tr"})
# A number of a report, however it was pasted, has fewer elements around its digits.
_MANY = 40
# Of each of red, green and blue, 1 being the most.
_LIGHT, _DARK = 0.75, 0.25
_ALIKE = 0.06


@lru_cache(maxsize=1024)
def is_transparent(colour: str) -> bool:
    """Tell whether a colour lets through all that is below it."""
    found = parse_color(colour)
    return isinstance(found, RGBA) and found.alpha == 0


def may_be_like_paper(declared: Declared) -> bool:
    """Tell whether ink is declared light, or paper dark, or both alike."""
    ink, paper = (_colour(declared.get(name, "")) for name in ("color", "background-color"))
    light = isinstance(ink, tuple) and min(ink) >= _LIGHT
    dark = isinstance(paper, tuple) and max(paper) <= _DARK
    return light or dark or (ink is not None and paper is not None and _are_alike(ink, paper))


def is_seen(node: etree._Element, cascade: Cascade) -> Seen:
    """Tell whether what an element of a cell says has another colour than its ground.

    Not known where a picture, or a style sheet that is not in the page, may be what sets them
    apart. What stands in no cell of numbers is taken as seen.
    """
    around = [node, *node.iterancestors()]
    if not _is_in_cell(around):
        return "yes"
    looks = [cascade.of(one) for one in around]
    ink, paper = _stated(looks, "color"), _stated(looks, "background-color")
    if not _are_alike(ink or _BLACK, paper or _WHITE):
        return "yes"
    known = paper != _PICTURE and not (cascade.has_other_sheets and None in {ink, paper})
    return "no" if known else "unknown"


def may_set_numbers(node: etree._Element) -> bool:
    """Tell whether an element is a table, a row, or in a cell of a table of numbers."""
    return node.tag in _ROWS or _is_in_cell([node, *node.iterancestors()])


def _is_in_cell(around: Sequence[etree._Element]) -> bool:
    """Tell whether the innermost cell, if any, is none that lays out a part of the page."""
    cell = next((one for one in around if one.tag in _CELLS), None)
    return cell is not None and sum(1 for _ in islice(cell.iter(), _MANY)) < _MANY


def _stated(looks: Sequence[Declared], name: str) -> _Colour | str | None:
    """Return the colour that the innermost element sets."""
    found = (_colour(declared[name]) for declared in looks if name in declared)
    return next((colour for colour in found if colour is not None), None)


def _are_alike(ink: _Colour | str, paper: _Colour | str) -> bool:
    """Tell whether two colours can hardly be told apart; on a picture light ink may be lost."""
    if isinstance(ink, str) or isinstance(paper, str):
        return not isinstance(ink, str) and min(ink) >= _LIGHT
    return all(abs(one - other) <= _ALIKE for one, other in zip(ink, paper, strict=True))


@lru_cache(maxsize=1024)
def _colour(value: str) -> _Colour | str | None:
    """Return the colour that a value of `color` or `background` names, as it looks on white."""
    for token in tinycss2.parse_component_value_list(value, skip_comments=True):
        if isinstance(token, URLToken) or (
            isinstance(token, FunctionBlock)
            and "rgb" not in token.lower_name
            and "hsl" not in token.lower_name
        ):
            return _PICTURE
        found = parse_color(token)
        if isinstance(found, RGBA) and found.alpha > 0:
            red, green, blue, alpha = found
            paper = 1 - alpha
            return red * alpha + paper, green * alpha + paper, blue * alpha + paper
    return None
