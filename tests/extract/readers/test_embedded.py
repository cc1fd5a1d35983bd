"""Reports that a page carries in a field, a frame or a script are read where they stand."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from html import escape
from random import Random
from urllib.parse import quote

import pytest

from extract.locate import read_at
from extract.parse import parse
from tests.extract.content import random_content
from tests.extract.grids import sheets
from tests.extract.layouts import Print, html_spans

_CONTENT = random_content(Random(7), plain=True)


def _report() -> str:
    """Return the body of a report's page."""
    printed = Print(_CONTENT.title, sheets(_CONTENT, Random(7)))
    page = html_spans(printed, Random(2)).decode("utf-8-sig")
    return page[page.index("<body>") + 6 : page.index("</body>")]


def _script(text: str) -> str:
    return f"<script>{text}</script>"


def _halves(text: str) -> str:
    middle = len(text) // 2
    return f"var a = {json.dumps(text[:middle])} +\n  {json.dumps(text[middle:])};"


_PLACES: dict[str, tuple[Callable[[str], str], str]] = {
    "frame": (lambda text: f'<iframe srcdoc="{escape(text)}"></iframe>', "iframe[1]/@srcdoc"),
    "field": (lambda text: f'<input type="hidden" value="{escape(text)}">', "input[1]/@value"),
    "data": (lambda text: f'<div data-body="{escape(text)}"></div>', "div[1]/@data-body"),
    "textarea": (lambda text: f"<textarea>{text}</textarea>", "textarea[1]"),
    "escaped": (lambda text: f"<textarea>{escape(text)}</textarea>", "textarea[1]"),
    "template": (lambda text: f"<template>{text}</template>", "template[1]"),
    "noscript": (lambda text: f"<noscript>{text}</noscript>", "noscript[1]"),
    "script template": (
        lambda text: f'<script type="text/x-template">{text}</script>',
        "script[1]",
    ),
    "address": (lambda text: _script(f"var a = decodeURI('{quote(text)}')"), "script[1]"),
    "base64": (
        lambda text: _script(f"var a = atob('{base64.b64encode(text.encode()).decode()}')"),
        "script[1]",
    ),
    "escaped twice": (lambda text: _script(f"a({json.dumps(escape(text))})"), "script[1]"),
    "sum": (lambda text: _script(_halves(text)), "script[1]"),
    "json in a string": (
        lambda text: _script(f"var a = {json.dumps(json.dumps({'data': {'body': text}}))}"),
        "script[1]/data/body",
    ),
}


@pytest.mark.parametrize("place", _PLACES)
def test_a_report_that_the_page_does_not_show_is_read(place: str) -> None:
    wrap, member = _PLACES[place]
    body = (
        f"<html><head><title>{_CONTENT.title}</title></head><body>{wrap(_report())}</body></html>"
    )
    report = parse(body.encode())
    read = {key: value.value for key, value in report.values.items()}
    assert read == {key: printed.value for key, printed in _CONTENT.cells.items()}
    where = report.values["applications.received.total"].where
    assert where is not None
    assert where.locator.member == member
    raw = report.values["applications.received.total"].raw
    assert read_at(body.encode(), where.locator) == raw


def test_what_the_page_shows_goes_before_what_it_carries() -> None:
    other = _report().replace("<td>", "<td>9")
    page = f"<body>{_report()}<textarea>{other}</textarea></body>"
    read = {key: value.value for key, value in parse(page.encode()).values.items()}
    assert read == {key: printed.value for key, printed in _CONTENT.cells.items()}
