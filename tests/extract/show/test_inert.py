"""Nothing of a stranger's page is kept but words, a few elements, and the spans of cells."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.report import Locator
from extract.show import show
from tests.extract.bad.pages import report
from tests.extract.show.hostile import HOSTILE
from tests.extract.show.marked import marked_text

_TAG = re.compile(r"<[^>]*>")
_ALLOWED = re.compile(
    r"</?(?:table|thead|tbody|tfoot|tr|td|th|caption|p|div|h[1-6]|ul|ol|li|dl|dt|dd|b|strong|i|em|u"
    r"|sub|sup|pre|blockquote|center|span|br|hr|mark)"
    r"(?: (?:rowspan|colspan)=\"\d{1,4}\"| id=\"cell\"| class=\"(?:marked|lines)\")*>"
)


def check(markup: str) -> None:
    assert {tag for tag in _TAG.findall(markup) if not _ALLOWED.fullmatch(tag)} == set()
    assert "<" not in _TAG.sub("", markup)
    assert ">" not in _TAG.sub("", markup)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_words_and_cells(name: str) -> None:
    shown = show(HOSTILE[name], None)
    check(shown.markup)
    assert "政府信息公开工作年度报告" in shown.markup or shown.problem


_PIECES = st.sampled_from(
    [
        *("<td", "<table>", "<script>", "</script>", "<svg onload=alert(1)>", "<!--", "-->", "]]>"),
        *("<![CDATA[", "<p style='x", "</td>", '"', "'", ">", "<", "&lt;script&gt;", "&#60;b"),
        *("<style>", "<title>", "</title>", "<textarea>", "<math><mi", "<template>", "<plaintext>"),
        *("<xmp>", "<a href=javascript:x>", " onclick=x", "\x00", "\u202e", "云澜市", "<select>"),
        *("<iframe srcdoc='<script>'>", "<noscript>"),
    ]
)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.lists(_PIECES, max_size=25).map("".join))
def test_no_mixture_of_markup_gets_through(page: str) -> None:
    check(show(page.encode(), None).markup)


def test_spans_are_those_of_a_table_of_any_report() -> None:
    body = report().replace(b'colspan="3"', b'colspan="1000000000"')
    assert 'colspan="100"' in show(body, None).markup
    assert "1000000000" not in show(body, None).markup


def test_what_the_page_hides_is_not_shown_and_cannot_be_marked() -> None:
    body = "<p>云澜市</p><p style='display:none'>暗</p>".encode()
    shown = show(body, Locator(at="/html/body/p[2]"))
    assert "暗" not in shown.markup
    assert not shown.found


def test_what_is_struck_out_is_marked_with_its_strokes() -> None:
    body = b"<table><tr><td><del>7</del>8</td></tr></table>"
    shown = show(body, Locator(at="/html/body/table/tr/td[1]"))
    assert marked_text(shown.markup) == "7\u03368"


def test_a_large_page_is_shown_whole() -> None:
    row = "<tr><td>外商投资企业</td><td>7</td></tr>"
    body = f"<table>{row * 120_000}</table>".encode()
    assert len(body) > 5_000_000
    shown = show(body, Locator(at="/html/body/table/tr[119999]/td[2]"))
    assert shown.found
    assert marked_text(shown.markup) == "7"


def test_what_is_larger_than_all_says_so() -> None:
    problem = show(b"<p>" + b"7" * 64_000_001, None).problem
    assert problem is not None
    assert "64000004 bytes" in problem.en
