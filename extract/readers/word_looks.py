"""How the runs of a DOCX look, by what they say and by named styles (ECMA-376 part 1, § 17.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lxml import etree

Ink = Literal["seen", "unseen", "unknown"]
_Properties = Mapping[str, etree._Element]

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMES = {"w": W}
_OFF = frozenset({"0", "false", "off"})
# § 17.7.3: what one style switches on, another one of the same text switches off again.
_TOGGLES = ("vanish", "strike", "dstrike")
_COUNTED = frozenset((*_TOGGLES, "vertAlign", "color", "sz", "shd", "highlight"))
_P, _TC, _TBL, _BOX = (f"{{{W}}}{name}" for name in ("p", "tc", "tbl", "txbxContent"))
_WHITE = "FFFFFF"
_PATTERN = "pattern"
_HEX = re.compile(r"[0-9A-Fa-f]{6}")
# Of 255 in each of red, green and blue.
_ALIKE = 16
# In half-points: letters of no more than a point are no print.
_LEAST_SIZE = 2
_MOST_BASES = 20


@dataclass(frozen=True)
class Look:
    """Whether a run is hidden, struck out, raised or lowered, and whether its ink is seen."""

    hidden: bool = False
    struck: bool = False
    raised: bool = False
    ink: Ink = "seen"


_PLAIN = Look()


class Looks:
    """The looks of a document's runs; `styles` is the root of its part of styles."""

    def __init__(self, styles: etree._Element) -> None:
        self._styles = {
            _value(style, "styleId"): style for style in styles.iterfind("w:style", _NAMES)
        }
        self._usual = {
            _value(style, "type"): name
            for name, style in self._styles.items()
            if _value(style, "default", "0") not in _OFF
        }
        self._base = _counted(styles.find("w:docDefaults/w:rPrDefault/w:rPr", _NAMES))
        self._stated: dict[str, _Properties] = {}
        self._known: dict[etree._Element, Look] = {}
        self._around: dict[etree._Element | None, Sequence[_Properties]] = {}

    def of(self, run: etree._Element) -> Look:
        """Return the look of a run."""
        if run not in self._known:
            self._known[run] = self._find(run)
        return self._known[run]

    def _find(self, run: etree._Element) -> Look:
        own = run.find("w:rPr", _NAMES)
        named = None if own is None else own.find("w:rStyle", _NAMES)
        layers = self._layers(next(run.iterancestors(_P), None))
        if named is not None:
            layers = [self._of_style(_value(named)), *layers]
        direct = _counted(own)
        if not direct and not any(layers):
            return _PLAIN
        return self._look(run, direct, layers)

    def _look(
        self, run: etree._Element, direct: _Properties, layers: Sequence[_Properties]
    ) -> Look:
        stated = {name: node for layer in reversed(layers) for name, node in layer.items()}
        stated.update(direct)
        vanish, strike, double = (_is_on(name, direct, layers) for name in _TOGGLES)
        size = _value(stated.get("sz"), default="24")
        tiny = size.isdecimal() and int(size) <= _LEAST_SIZE
        raised = _value(stated.get("vertAlign"), default="baseline") != "baseline"
        return Look(vanish or tiny, strike or double, raised, self._ink(run, stated))

    def _layers(self, paragraph: etree._Element | None) -> Sequence[_Properties]:
        """Return what the styles of a paragraph and of its table, and the defaults, say of runs."""
        if paragraph not in self._around:
            table = None if paragraph is None else next(paragraph.iterancestors(_TBL), None)
            layers = [
                self._of_style(self._name(paragraph, "paragraph", "w:pPr/w:pStyle")),
                self._of_style(self._name(table, "table", "w:tblPr/w:tblStyle")),
                self._base,
            ]
            self._around[paragraph] = [layer for layer in layers if layer]
        return self._around[paragraph]

    def _name(self, node: etree._Element | None, kind: str, path: str) -> str:
        named = None if node is None else node.find(path, _NAMES)
        usual = "" if node is None else self._usual.get(kind, "")
        return usual if named is None else _value(named)

    def _of_style(self, name: str) -> _Properties:
        """Return what a style says of runs, and for the rest the styles that it is based on."""
        if name not in self._stated:
            stated: dict[str, etree._Element] = {}
            for style in self._bases(name):
                stated = {**_counted(style.find("w:rPr", _NAMES)), **stated}
            self._stated[name] = stated
        return self._stated[name]

    def _bases(self, name: str) -> Iterator[etree._Element]:
        for _ in range(_MOST_BASES):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            name = _value(style.find("w:basedOn", _NAMES))

    def _ink(self, run: etree._Element, stated: _Properties) -> Ink:
        """Tell whether a run has another colour than what it stands on; of `auto` Word sees to it.

        Not known in a text box, and in a table whose style shades some of its rows or columns.
        """
        ink = _value(stated.get("color"), default="auto")
        if not _HEX.fullmatch(ink):
            return "seen"
        fills = (_fill(node) for node in (stated.get("highlight"), *self._grounds(run, stated)))
        fill = next((fill for fill in fills if fill), "")
        if fill and not _HEX.fullmatch(fill):
            return "unknown" if fill == _PATTERN and _are_alike(ink, _WHITE) else "seen"
        if not _are_alike(ink, fill or _WHITE):
            return "seen"
        return "unseen" if fill or not self._may_be_shaded(run) else "unknown"

    def _grounds(self, run: etree._Element, stated: _Properties) -> Iterator[etree._Element | None]:
        """Yield the shadings below a run, the uppermost first."""
        yield stated.get("shd")
        for node in run.iterancestors(_P, _TC, _TBL):
            kind = etree.QName(node).localname
            yield node.find(f"w:{kind}Pr/w:shd", _NAMES)
            if node.tag == _P:
                for style in self._bases(self._name(node, "paragraph", "w:pPr/w:pStyle")):
                    yield style.find("w:pPr/w:shd", _NAMES)

    def _may_be_shaded(self, run: etree._Element) -> bool:
        if next(run.iterancestors(_BOX), None) is not None:
            return True
        tables = run.iterancestors(_TBL)
        names = [self._name(table, "table", "w:tblPr/w:tblStyle") for table in tables]
        styles = (style for name in names for style in self._bases(name))
        return any(style.find(".//w:shd", _NAMES) is not None for style in styles)


def is_on(toggle: etree._Element | None) -> bool:
    """Tell whether a property that is there or not is there and not switched off."""
    return toggle is not None and _value(toggle, default="1") not in _OFF


def _is_on(name: str, direct: _Properties, layers: Sequence[_Properties]) -> bool:
    if name in direct:
        return is_on(direct[name])
    return sum(is_on(layer.get(name)) for layer in layers) % 2 == 1


def _counted(properties: etree._Element | None) -> _Properties:
    found = () if properties is None else properties
    named = ((etree.QName(node).localname, node) for node in found if isinstance(node.tag, str))
    return {name: node for name, node in named if name in _COUNTED}


def _fill(node: etree._Element | None) -> str:
    """Return the colour that a shading or a highlight fills with, "" for none."""
    kind = _value(node)
    if node is None or kind in {"nil", "none"}:
        return ""
    if etree.QName(node).localname == "highlight":
        return _WHITE if kind == "white" else kind
    fill = _value(node, "color" if kind == "solid" else "fill", "auto")
    return "" if fill == "auto" else fill if kind in {"clear", "solid"} else _PATTERN


def _are_alike(one: str, other: str) -> bool:
    pairs = zip(bytes.fromhex(one), bytes.fromhex(other), strict=True)
    return all(abs(first - second) <= _ALIKE for first, second in pairs)


def _value(node: etree._Element | None, name: str = "val", default: str = "") -> str:
    found = None if node is None else node.get(f"{{{W}}}{name}")
    return default if found is None else found
