"""Pagers that a library draws in the browser: options of its call say what is done for a page.

layui: `laypage.render({count: 55, limit: 20, jump: function (to) {… '?page=' + to.curr}})`;
`kkpager.generPageHtml({total: 3, hrefFormer: 'list', getLink: function (n) {return …}})`;
`$('#page').jqPaginator({totalPages: 3, onPageChange: function (n) {…}})`;
`$('#page').pagination(55, {items_per_page: 20, callback: function (index) {…}})`, which counts
from 0; `$('.page li').click(function () {$('#list').load('?page=' + $(this).data('page'))})`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from tree_sitter import Node

from crawler.model import Found
from crawler.page import Page
from crawler.paging import count_pages
from crawler.scripts import Reach, is_path, is_short
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


# What a function that listens to clicks reads from what was clicked.
_CLICKED = tuple(
    f"$(this).{how}({sign}{name}{sign})"
    for how, name in (("data", "page"), ("attr", "data-page"))
    for sign in "\"'"
)
_PAGING = re.compile("pag", re.IGNORECASE)


@dataclass(frozen=True)
class Widget:
    """A call that draws a pager; `from_zero` tells that it calls its first page 0.

    `given` is the parameter of its function that holds the page, if one does.
    """

    page: Page
    function: Node
    options: Mapping[str, str]
    from_zero: bool
    given: tuple[str, ...] = ()

    @property
    def count(self) -> int | None:
        """How many pages there are, if the options tell; `total` alone is kkpager's word for it."""
        pages, rows, size = map(self._figure, (_PAGES, _ROWS, _SIZES))
        if pages is not None:
            return pages
        of_rows = size or self.from_zero or "count" in self.options
        return count_pages(rows, size or _USUAL) if of_rows else rows

    def turn(self, number: int) -> Found | None:
        """Return what the pager asks for a page by its number."""
        told = Figure(number - self.from_zero)
        names: dict[str, str | None] = {**self.options, **dict.fromkeys(_CLICKED, told)}
        for one in self.given:
            names |= {one: told, f"{one}.curr": told, f"{one}.getCurrent()": told}
        returned = (Reach(one) for one in self._returned(names) if is_path(one))
        reach = next(chain(self.page.script.inside(self.function, names), returned), None)
        url = self.page.join(reach.url) if reach else None
        if reach is None or url is None:
            return None
        context = {"shown_in": self.page.url} if reach.kind == "fetch" else {}
        return Found(url, "list", context, reach.method, reach.body)

    def _returned(self, names: Mapping[str, str | None]) -> Iterator[str]:
        for node in walk(self.function):
            if node.type == "return_statement" and node.named_children:
                yield evaluate(node.named_children[0], names) or ""

    def _figure(self, names: tuple[str, ...]) -> int | None:
        told = (self.options.get(name, "") for name in names)
        return next((int(one) for one in told if one.isdecimal()), None)


def find_widget(page: Page) -> Widget | None:
    """Return the first call whose functions ask for other things for other pages."""
    for root in page.script.roots:
        for call in (node for node in walk(root) if node.type == "call_expression"):
            for widget in _read_call(page, call):
                if (second := widget.turn(2)) and second != widget.turn(3):
                    return widget
    return None


def _read_call(page: Page, call: Node) -> Iterator[Widget]:
    given = arguments_of(call)
    from_zero = name_of_call(call) == "pagination" and len(given) > 1
    for function in given:
        if function.type in FUNCTIONS and is_short(function) and _listens(text_of(function)):
            yield Widget(page, function, {}, from_zero=False)
    for held in (one for one in given if one.type == "object" and _PAGING.search(_called(call))):
        members = dict(members_of(held))
        told = {name: evaluate(one, page.script.names) for name, one in members.items()}
        options = {name: value for name, value in told.items() if value is not None}
        if from_zero and (rows := evaluate(given[0], page.script.names)):
            options["total"] = rows
        for value in members.values():
            function = page.script.functions.get(text_of(value), value)
            if function.type in FUNCTIONS and is_short(function):
                yield Widget(page, function, options, from_zero, parameters_of(function)[:1])


def _listens(source: str) -> bool:
    return any(click in source for click in _CLICKED)


def _called(call: Node) -> str:
    function = call.child_by_field_name("function")
    return text_of(function) if function is not None else ""
