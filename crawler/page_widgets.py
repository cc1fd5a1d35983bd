"""Pagers that a library draws in the browser: options of its call say what is done for a page.

layui: `laypage.render({count: 55, limit: 20, jump: function (to) {… '?page=' + to.curr}})`;
`kkpager.generPageHtml({total: 3, hrefFormer: 'list', getLink: function (n) {return …}})`;
`$('#page').jqPaginator({totalPages: 3, onPageChange: function (n) {…}})`;
`$('#page').pagination(55, {items_per_page: 20, callback: function (index) {…}})`, which counts
from 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tree_sitter import Node

from crawler.page import Page
from crawler.paging import count_pages
from crawler.scripts import is_path
from crawler.syntax import (
    FUNCTIONS,
    Figure,
    arguments_of,
    evaluate,
    members_of,
    name_of_call,
    parameters_of,
    text_of,
    walk,
)

# Options that tell pages, and those that tell rows in all and rows of a page.
_PAGES = ("totalPage", "totalPages", "pageCount", "pages")
_ROWS = ("count", "total", "totalCount", "totalRecord")
# What layui and jQuery's plugin put on a page where nothing else is said.
_USUAL = 10
_SIZES = ("limit", "pageSize", "size", "items_per_page")


@dataclass(frozen=True)
class Widget:
    """A call that draws a pager; `from_zero` tells that it calls its first page 0."""

    page: Page
    function: Node
    options: Mapping[str, str]
    from_zero: bool

    @property
    def count(self) -> int | None:
        """How many pages there are, if the options tell; `total` alone is kkpager's word for it."""
        pages, rows, size = map(self._figure, (_PAGES, _ROWS, _SIZES))
        if pages is not None:
            return pages
        of_rows = size or self.from_zero or "count" in self.options
        return count_pages(rows, size or _USUAL) if of_rows else rows

    def url(self, number: int) -> str | None:
        """Return the address that the pager leads to for a page by its number."""
        told = Figure(number - self.from_zero)
        names: dict[str, str | None] = dict(self.options)
        for one in parameters_of(self.function)[:1]:
            names |= {one: told, f"{one}.curr": told, f"{one}.getCurrent()": told}
        gone = (one.url for one in self.page.script.inside(self.function, names))
        path = next((one for one in (*gone, *self._returned(names)) if is_path(one)), None)
        return self.page.join(path) if path else None

    def _returned(self, names: Mapping[str, str | None]) -> Iterator[str]:
        for node in walk(self.function):
            if node.type == "return_statement" and node.named_children:
                yield evaluate(node.named_children[0], names) or ""

    def _figure(self, names: tuple[str, ...]) -> int | None:
        told = (self.options.get(name, "") for name in names)
        return next((int(one) for one in told if one.isdecimal()), None)


def find_widget(page: Page) -> Widget | None:
    """Return the first call whose options lead to other addresses for other pages."""
    for root in page.script.roots:
        for call in (node for node in walk(root) if node.type == "call_expression"):
            for widget in _read_call(page, call):
                if (second := widget.url(2)) and second != widget.url(3):
                    return widget
    return None


def _read_call(page: Page, call: Node) -> Iterator[Widget]:
    given = arguments_of(call)
    from_zero = name_of_call(call) == "pagination" and len(given) > 1
    for held in (one for one in given if one.type == "object"):
        members = dict(members_of(held))
        told = {name: evaluate(one, page.script.names) for name, one in members.items()}
        options = {name: value for name, value in told.items() if value is not None}
        if from_zero and (rows := evaluate(given[0], page.script.names)):
            options["total"] = rows
        for value in members.values():
            function = page.script.functions.get(text_of(value), value)
            if function.type in FUNCTIONS and parameters_of(function):
                yield Widget(page, function, options, from_zero)
