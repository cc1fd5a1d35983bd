"""The objects on an OFD page (GB/T 33190-2016, § 8 to § 11) as glyphs and rules in points."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from lxml import etree

from extract.errors import ReaderError
from extract.glyphs import Glyph
from extract.messages import say
from extract.rulings import Box, Rule, box_rules
from extract.text import UNKNOWN

# A page of a report has some thousand glyphs and some hundred rules.
_MOST_OBJECTS = 100_000
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_PATH = re.compile(rf"[SMLQBAC]|{_NUMBER.pattern}")
# § 9.1: how many numbers follow each operator of a path; the last two are where it ends.
_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
# Of the height of a glyph, the part above the base line.
_ASCENT = 0.86
_WIDE = frozenset("WFA")
_HALF = 0.5
_STRAIGHT = 1.5
# § 8.3.1: colours are told from 0 to 255.
_MOST_LIGHT, _NEARLY_WHITE = 255, 240
# Larger than any page or count in use, and small enough that products stay finite.
_FURTHEST = 1e9

Point = tuple[float, float]


def child(node: etree._Element | None, name: str) -> etree._Element | None:
    """Return the first child of that name, in whatever namespace its writer put it."""
    return None if node is None else node.find(f"{{*}}{name}")


def numbers(text: str | None) -> list[float]:
    """Return the numbers in a list parted by spaces; what is no number is passed over."""
    return [_number(found) for found in _NUMBER.findall(text or "")]


def _number(text: str) -> float:
    return min(max(float(text), -_FURTHEST), _FURTHEST)


def deltas(text: str | None, most: int) -> list[float]:
    """Return distances between glyphs, `g n d` written out: n times d (§ 11.3); `most` of them."""
    return list(islice(_deltas((text or "").split()), most))


def _deltas(words: Sequence[str]) -> Iterator[float]:
    position = 0
    while position < len(words):
        if words[position] == "g" and position + 2 < len(words):
            count, step = numbers(words[position + 1]), numbers(words[position + 2])
            for _ in range(int(count[0]) if count and step else 0):
                yield step[0]
            position += 3
        else:
            yield from numbers(words[position])
            position += 1


@dataclass(frozen=True)
class _Frame:
    """From an object's own space to its page: the matrix CTM, then the corner of its boundary."""

    matrix: tuple[float, float, float, float, float, float]
    corner: Point

    def place(self, x: float, y: float) -> Point:
        a, b, c, d, e, f = self.matrix
        return a * x + c * y + e + self.corner[0], b * x + d * y + f + self.corner[1]


class Canvas:
    """Collects what is drawn on one page.

    `left` and `bottom` are the page's lower left corner in OFD's space, whose origin is top left.
    """

    def __init__(self, left: float, bottom: float, scale: float) -> None:
        self._left, self._bottom, self._scale = left, bottom, scale
        self._objects = 0
        self.glyphs: list[Glyph] = []
        self.rules: list[Rule] = []
        self.pictures: list[Box] = []
        self._grounds: list[Box] = []

    def draw(self, content: etree._Element | None) -> None:
        """Draw the layers of a page or a template; objects said to be invisible are left out."""
        stack = list(reversed(content)) if content is not None else []
        while stack:
            node = stack.pop()
            if not isinstance(node.tag, str) or node.get("Visible", "true") in {"false", "0"}:
                continue
            kind = etree.QName(node).localname
            if kind == "TextObject":
                self._text(node)
            elif kind == "PathObject":
                self._path(node)
            elif kind == "ImageObject":
                x, y, width, height, *_ = [*numbers(node.get("Boundary")), *[0.0] * 4]
                self.pictures.append(self._box(((x, y), (x + width, y + height))))
                self._grounds.append(self.pictures[-1])
            else:
                stack.extend(reversed(node))

    def _count(self, more: int) -> None:
        self._objects += more
        if self._objects > _MOST_OBJECTS:
            raise ReaderError(say("objects", most=_MOST_OBJECTS))

    def _point(self, place: Point) -> Point:
        x, y = place
        return (x - self._left) * self._scale, (self._bottom - y) * self._scale

    def _box(self, places: Sequence[Point]) -> Box:
        points = [self._point(place) for place in places]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return Box(min(xs), min(ys), max(xs), max(ys))

    def _text(self, node: etree._Element) -> None:
        size = _first(node.get("Size") or node.get("size"), 0.0)
        stretch = _first(node.get("HScale"), 1.0)
        frame = _frame(node)
        white = _is_white(node)
        x = y = 0.0
        for code in node.iterfind("{*}TextCode"):
            # § 11.3: the first place has to be given; later ones without one follow on.
            x, y = _first(code.get("X"), x), _first(code.get("Y"), y)
            text = (code.text or "").strip("\r\n\t")
            self._count(len(text))
            places = _places(code, text, size * stretch, (x, y))
            for letter, (left, base) in zip(text, places, strict=True):
                width = _width(letter) * size * stretch
                top, low = base - _ASCENT * size, base + (1 - _ASCENT) * size
                corners = ((left, top), (left + width, top), (left, low), (left + width, low))
                box = self._box([frame.place(*corner) for corner in corners])
                lost = white and letter.isdigit() and not self._has_ground(box)
                self.glyphs.append(Glyph(UNKNOWN if lost else letter, box))

    def _has_ground(self, box: Box) -> bool:
        """Tell whether white text can be seen where it stands."""
        return any(ground.holds(box.center) for ground in self._grounds)

    def _path(self, node: etree._Element) -> None:
        """Keep the straight lines of a stroke, and filled areas that are thin; none is a ground."""
        stroked = node.get("Stroke", "true") not in {"false", "0"}
        filled = node.get("Fill", "false") in {"true", "1"}
        data = child(node, "AbbreviatedData")
        frame = _frame(node)
        for line in filter(None, _lines(data.text if data is not None else None)):
            self._count(len(line))
            places = [frame.place(x, y) for x, y in line]
            if filled and not _is_white(node):
                self._grounds.append(self._box(places))
            if stroked:
                for start, end in pairwise(places):
                    self._rule(self._box((start, end)))
            elif filled:
                self._rule(self._box(places))

    def _rule(self, box: Box) -> None:
        if min(box.x1 - box.x0, box.y1 - box.y0) <= 2 * _STRAIGHT:
            self.rules.extend(box_rules(box))


def _first(text: str | None, default: float) -> float:
    found = numbers(text)
    return found[0] if found else default


def _is_white(node: etree._Element) -> bool:
    """Tell whether an object is filled with white, in grey, RGB or CMYK, or with nothing seen."""
    colour = child(node, "FillColor")
    if colour is None:
        return False
    parts = numbers(colour.get("Value"))
    light = [_MOST_LIGHT - part for part in parts] if len(parts) == 4 else parts
    return colour.get("Alpha") == "0" or (bool(light) and min(light) >= _NEARLY_WHITE)


def _frame(node: etree._Element) -> _Frame:
    x, y, *_ = [*numbers(node.get("Boundary")), 0.0, 0.0]
    given = numbers(node.get("CTM"))
    a, b, c, d, e, f = given if len(given) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return _Frame((a, b, c, d, e, f), (x, y))


def _width(letter: str) -> float:
    """Return a glyph's usual width in ems; fonts are not read."""
    return 1.0 if unicodedata.east_asian_width(letter) in _WIDE else _HALF


def _places(code: etree._Element, text: str, size: float, start: Point) -> list[Point]:
    """Return where each glyph begins; distances that are not given are the glyphs' widths."""
    across = deltas(code.get("DeltaX"), len(text))
    down = deltas(code.get("DeltaY"), len(text))
    places = []
    x, y = start
    for index, letter in enumerate(text):
        places.append((x, y))
        if index < len(across):
            x += across[index]
        elif not down:
            x += _width(letter) * size
        y += down[index] if index < len(down) else 0.0
    return places


def _lines(text: str | None) -> Iterator[list[Point]]:
    """Yield the runs of straight lines of a path; a curve parts them."""
    words = iter(_PATH.findall(text or ""))
    line: list[Point] = []
    for word in words:
        if word not in _OPERANDS:
            continue
        given = list(islice(words, _OPERANDS[word]))
        if len(given) < _OPERANDS[word] or any(operand in _OPERANDS for operand in given):
            break
        if word == "C":
            yield [*line, line[0]] if line else line
            line = line[:1]
            continue
        if word != "L":
            yield line
            line = []
        line.append((_number(given[-2]), _number(given[-1])))
    yield line
