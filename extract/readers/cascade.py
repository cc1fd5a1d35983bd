"""What a page's style sheets and style attributes declare of its elements (CSS Cascade 4, § 6).

Sheets that the page only refers to are not known here. Of the page's own, what is asked for some
screens only, or while a pointer is on an element, is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import tinycss2
from cssselect import HTMLTranslator, SelectorError, parse
from lxml import etree
from tinycss2.ast import AtRule, Declaration, Node, QualifiedRule

Declared = Mapping[str, str]
# Values, and whether they are !important.
Stated = Mapping[str, tuple[str, bool]]
# Whether it is !important, how specific its selector is, how late it stands; property and value.
_Weighed = tuple[tuple[bool, tuple[int, int, int], int], str, str]

# Where one property also sets another, and how both are called here.
_NAMES = {
    **{
        name: name
        for name in ("display", "visibility", "opacity", "mso-hide", "color", "vertical-align")
    },
    **dict.fromkeys(("font", "font-size"), "font-size"),
    **dict.fromkeys(("text-decoration", "text-decoration-line"), "text-decoration"),
    **dict.fromkeys(("background", "background-color"), "background-color"),
}
_INLINE = (1 << 20, 0, 0)
_ATTRIBUTE = (-1, 0, 0)
_ON_SCREENS = frozenset({"", "all", "screen", "only screen"})
_CONDITIONED = frozenset({"supports", "layer"})
# Classes and names that a selector asks for, but those that it excludes.
_EXCLUDED = re.compile(r":not\([^)]*\)")
_ASKED = re.compile(r"[.#]([\w-]+)")
_UNUSED = frozenset({"noscript", "template", "svg"})
_PRESENT = etree.XPath("//@class|//@id")
_HEX = re.compile(r"[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Rule:
    """One selector, the classes and names without which it finds nothing, and what it declares."""

    selector: str
    asked: frozenset[str]
    specificity: tuple[int, int, int]
    place: int
    stated: Stated

    @cached_property
    def declared(self) -> Declared:
        """The values alone."""
        return {name: value for name, (value, _) in self.stated.items()}

    @cached_property
    def weighed(self) -> Sequence[_Weighed]:
        """The values with what decides among rules."""
        return [
            ((important, self.specificity, self.place), name, value)
            for name, (value, important) in self.stated.items()
        ]


class Cascade:
    """What is declared of the elements of one page by rules and by themselves."""

    def __init__(self, root: etree._Element, rules: Sequence[Rule]) -> None:
        self._root = root
        self._rules = rules
        self._known: dict[etree._Element, Declared] = {}

    @cached_property
    def has_other_sheets(self) -> bool:
        """Whether the page refers to style sheets that are not in it."""
        links = (link.get("rel") or "" for link in self._root.iter("link"))
        return any("stylesheet" in rel.lower() for rel in links)

    def of(self, node: etree._Element) -> Declared:
        """Return what holds for an element, by property; what it inherits is not in it."""
        if node not in self._known:
            weighed = sorted([*_attributes(node), *self._sheets.get(node, ()), *_inline(node)])
            self._known[node] = {name: value for _, name, value in weighed}
        return self._known[node]

    @cached_property
    def _sheets(self) -> Mapping[etree._Element, Sequence[_Weighed]]:
        found: dict[etree._Element, list[_Weighed]] = defaultdict(list)
        for node, rule in find_ruled(self._root, self._rules):
            found[node].extend(rule.weighed)
        return found


def read_rules(root: etree._Element) -> Sequence[Rule]:
    """Return the rules of a page's own sheets that declare what counts here."""
    sheets = [sheet.text or "" for sheet in root.iter("style") if _is_used(sheet)]
    return _read_sheets("\n".join(sheets)) if sheets else ()


def find_ruled(
    root: etree._Element, rules: Iterable[Rule]
) -> Iterator[tuple[etree._Element, Rule]]:
    """Yield each element that a rule's selector finds, with the rule."""
    names = {name for value in select(_PRESENT, root) for name in value.split()} if rules else set()
    for rule in rules:
        if rule.asked <= names:
            yield from ((node, rule) for node in _select(rule.selector, root))


def select(path: etree.XPath, root: etree._Element) -> list[Any]:
    """Return the elements or attributes that an XPath finds."""
    found = path(root)
    return found if isinstance(found, list) else []


def _select(selector: str, root: etree._Element) -> list[Any]:
    """Return what a selector finds; one that names a namespace finds nothing in HTML."""
    try:
        return select(_path(selector), root)
    except etree.XPathError:
        return []


def read_style(text: str) -> Declared:
    """Return what a style attribute declares, by property."""
    return {name: value for name, (value, _) in _read_style(text).items()}


@lru_cache(maxsize=4096)
def _read_style(text: str) -> Stated:
    return _read_declared(tinycss2.parse_blocks_contents(text))


def _inline(node: etree._Element) -> Iterator[_Weighed]:
    for name, (value, important) in _read_style(node.get("style") or "").items():
        yield (important, _INLINE, 0), name, value


def _attributes(node: etree._Element) -> Iterator[_Weighed]:
    """Yield what HTML says of colours without CSS: `<td bgcolor=…>`, `<font color=…>`."""
    for attribute, name in (("bgcolor", "background-color"), ("color", "color")):
        value = node.get(attribute)
        if value and (attribute == "bgcolor" or node.tag == "font"):
            shown = f"#{value}" if _HEX.fullmatch(value) else value.lower()
            yield (False, _ATTRIBUTE, 0), name, shown
    if node.get("background"):
        yield (False, _ATTRIBUTE, 1), "background-color", "url()"


def _is_used(sheet: etree._Element) -> bool:
    kind, media = sheet.get("type") or "text/css", sheet.get("media") or ""
    above = (node.tag for node in sheet.iterancestors())
    return (
        kind.strip().lower() == "text/css" and _is_on_screens(media) and _UNUSED.isdisjoint(above)
    )


def _is_on_screens(media: str) -> bool:
    return any(one.strip().lower() in _ON_SCREENS for one in media.split(","))


@lru_cache(maxsize=64)
def _read_sheets(text: str) -> Sequence[Rule]:
    """Return the rules that declare what counts here; pages of a portal share their sheets."""
    if not text.strip():
        return ()
    rules: list[Rule] = []
    nodes = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    for place, rule in enumerate(_shown_rules(nodes)):
        declared = _read_declared(tinycss2.parse_blocks_contents(rule.content))
        if declared:
            rules.extend(_selected(tinycss2.serialize(rule.prelude), place, declared))
    return rules


def _shown_rules(nodes: Sequence[Node]) -> Iterator[QualifiedRule]:
    for node in nodes:
        if isinstance(node, QualifiedRule):
            yield node
        elif isinstance(node, AtRule) and node.content and _holds(node):
            yield from _shown_rules(tinycss2.parse_rule_list(node.content))


def _holds(rule: AtRule) -> bool:
    name = rule.lower_at_keyword
    return name in _CONDITIONED or (
        name == "media" and _is_on_screens(tinycss2.serialize(rule.prelude))
    )


def _read_declared(nodes: Sequence[Node]) -> Stated:
    """Return the value of each property, and whether it is !important; the last one counts."""
    declared: dict[str, tuple[str, bool]] = {}
    for node in nodes:
        name = _NAMES.get(node.lower_name) if isinstance(node, Declaration) else None
        if name and (node.important or not declared.get(name, ("", False))[1]):
            declared[name] = tinycss2.serialize(node.value).strip().lower(), node.important
    return declared


def _selected(prelude: str, place: int, declared: Stated) -> Iterator[Rule]:
    """Yield a rule for each selector of a list; of those that cssselect does not know, none."""
    try:
        selectors = parse(prelude)
        for selector in selectors:
            if selector.pseudo_element is None:
                text = selector.canonical()
                path = HTMLTranslator().selector_to_xpath(selector)
                yield Rule(path, _asked(text), selector.specificity(), place, declared)
    except SelectorError:
        return


def _asked(selector: str) -> frozenset[str]:
    if "\\" in selector:
        return frozenset()
    return frozenset(_ASKED.findall(_EXCLUDED.sub("", selector)))


@lru_cache(maxsize=1024)
def _path(selector: str) -> etree.XPath:
    return etree.XPath(selector)
