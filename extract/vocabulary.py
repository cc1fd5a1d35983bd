"""The words of the statutory tables, over every edition of the form: which label belongs where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Literal

from extract.forms import HeadNode, TableForm, load_forms
from extract.labels import canonical
from extract.text import squeeze

TABLES = ("disclosure", "applications", "challenges")

LabelKind = Literal["head", "group", "row"]

# Words of the printed form that head no column of numbers.
_FURNITURE = {"信息内容": "disclosure"}
# 第二十条第（一）项, 《条例》第二十条第一项: what captions the blocks of the table of disclosure.
_BLOCK = re.compile(r"(?:《?条例》?)?第二十条第.{1,5}项?")
_BLOCKS = ("第二十条第（一）项", "《条例》第二十条第（一）项")
_NUMERAL = re.compile(r"[\d一二三四五六七八九十]\s*$")


@lru_cache(maxsize=8192)
def tables_of(text: str) -> frozenset[str]:
    """Return the tables in which a text is a label, spelt as an edition of the form spells it."""
    if _BLOCK.fullmatch(squeeze(text)):
        return frozenset({"disclosure"})
    return frozenset(_vocabulary().get(canonical(text), ()))


@lru_cache(maxsize=8192)
def may_begin_label(text: str) -> bool:
    """Tell whether a text may go on to be a label; of one that ends in a numeral that is open."""
    return _NUMERAL.search(text) is not None or canonical(text) in _beginnings()


@lru_cache(maxsize=8192)
def kinds_of(text: str, table: str) -> frozenset[LabelKind]:
    """Return what a label can be in a table: head of a column, group of rows, row."""
    if _BLOCK.fullmatch(squeeze(text)):
        return frozenset({"group"})
    return frozenset(_vocabulary().get(canonical(text), {}).get(table, ()))


@cache
def _vocabulary() -> dict[str, dict[str, set[LabelKind]]]:
    """Return the labels of all editions of the form: in which tables they are what."""
    kinds: dict[str, dict[str, set[LabelKind]]] = {}
    for form in load_forms():
        for table in form.tables:
            for label, kind in _labels(table):
                kinds.setdefault(canonical(label), {}).setdefault(table.name, set()).add(kind)
    for label, name in _FURNITURE.items():
        kinds[canonical(label)] = {name: {"head"}}
    return kinds


@cache
def _beginnings() -> frozenset[str]:
    labels = (*_vocabulary(), *map(canonical, _BLOCKS))
    return frozenset(label[:end] for label in labels for end in range(len(label) + 1))


@cache
def labels_of(table: TableForm) -> frozenset[str]:
    """Return the labels of a table in one edition of the form, in their canonical spelling."""
    return frozenset(canonical(label) for label, _ in _labels(table))


def _labels(table: TableForm) -> Iterator[tuple[str, LabelKind]]:
    for node in walk_heads(table.head):
        for label in (node.label, *node.aliases):
            yield label, "head"
    for row in table.rows:
        for label in (row.label, *row.aliases):
            yield label, "row"
        for label in row.groups:
            yield label, "group"


def walk_heads(nodes: Iterable[HeadNode]) -> Iterator[HeadNode]:
    """Yield heads and those below them."""
    for node in nodes:
        yield node
        yield from walk_heads(node.children)
