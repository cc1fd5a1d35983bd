"""XPaths of many elements of one tree, in linear time."""

from __future__ import annotations

from collections import Counter

from lxml import etree


class Paths:
    """XPaths by which elements of one XML tree are found again.

    lxml's own `getpath` counts siblings anew for each element, which takes a minute in a table of
    100,000 rows. Elements of one namespace are named by a prefix, all others counted as `*`.
    """

    def __init__(self, namespace: str, prefix: str) -> None:
        self._start = f"{{{namespace}}}"
        self._prefix = prefix
        self._known: dict[etree._Element, str] = {}
        self._steps: dict[etree._Element, dict[etree._Element, str]] = {}

    def of(self, element: etree._Element) -> str:
        """Return the path from the root."""
        if element not in self._known:
            parent = element.getparent()
            above = self.of(parent) if parent is not None else ""
            self._known[element] = f"{above}/{self._step(element, parent)}"
        return self._known[element]

    def _step(self, element: etree._Element, parent: etree._Element | None) -> str:
        if parent is None:
            return "*"
        if parent not in self._steps:
            self._steps[parent] = self._count(parent)
        return self._steps[parent][element]

    def _count(self, parent: etree._Element) -> dict[etree._Element, str]:
        steps: dict[etree._Element, str] = {}
        seen: Counter[str] = Counter()
        for place, child in enumerate(parent.iterchildren("*"), start=1):
            tag = str(child.tag)
            seen[tag] += 1
            known = tag.startswith(self._start)
            name = tag.removeprefix(self._start)
            steps[child] = f"{self._prefix}:{name}[{seen[tag]}]" if known else f"*[{place}]"
        return steps
