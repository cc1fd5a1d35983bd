"""Search finds what a full scan finds, whatever is asked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.publish.folding import (
    excerpt,
    index_terms,
    marked_excerpt,
    paragraphs_of,
    search_terms,
    words_of,
)

# Han, rare Han (the last is of Unicode 15), digits, letters of all widths and cases, marks,
# punctuation that FTS5 knows as its own, white space, a variation selector, an invisible character.
_ALPHABET = (
    "复议行政公开信息\U00020000\U0003134a123１２aAＡé\u0301ﬁ㈱｟，。、“（)(*\"'^:+-_.%"
    "\u3000 \n\u200b\ufe00"
)
_HAN = "复议行政公开，。\U00020000"


def _search(texts: Iterable[str], query: str) -> list[int]:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE fts USING fts5(terms, content = '', tokenize = 'ascii')")
    rows = [(number, index_terms(text)) for number, text in enumerate(texts)]
    db.executemany("INSERT INTO fts (rowid, terms) VALUES (?, ?)", rows)
    found = db.execute("SELECT rowid FROM fts WHERE fts MATCH ?", [search_terms(query)]).fetchall()
    db.close()
    return sorted(number for (number,) in found)


def _scan(texts: Iterable[str], query: str) -> list[int]:
    words = words_of(query)
    return [
        number
        for number, text in enumerate(texts)
        if words and all(any(word in line for line in paragraphs_of(text)) for word in words)
    ]


@st.composite
def _texts_and_query(draw: st.DrawFn, alphabet: str) -> tuple[list[str], str]:
    some = st.text(alphabet=alphabet, max_size=30)
    texts = draw(st.lists(some, min_size=1, max_size=6))
    text = draw(st.sampled_from(texts))
    start = draw(st.integers(0, len(text)))
    within = st.just(text[start : start + draw(st.integers(0, 6))])
    parts = st.lists(st.one_of(within, st.text(alphabet=alphabet, max_size=4)), max_size=3)
    return texts, " ".join(draw(parts))


@settings(max_examples=40)
@given(_texts_and_query(_ALPHABET))
def test_search_finds_what_a_full_scan_finds(case: tuple[list[str], str]) -> None:
    assert _search(*case) == _scan(*case)


@settings(max_examples=40)
@given(_texts_and_query(_HAN), st.text(alphabet=_HAN, min_size=1, max_size=4))
def test_words_of_plain_chinese_are_found_exactly(case: tuple[list[str], str], query: str) -> None:
    texts, _ = case
    assert _search(texts, query) == [n for n, text in enumerate(texts) if query in text]


@settings(max_examples=40)
@given(st.lists(st.text(max_size=20), max_size=4), st.text(max_size=8))
def test_any_text_can_be_asked_for(texts: list[str], query: str) -> None:
    assert _search(texts, query) == _scan(texts, query)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("２０２３年", "2023"),
        ("2023 年", "2023年"),
        ("新\u200b媒体", "新媒体"),
        ("ＰＤＦ文件", "pdf"),
        ("行\u0336政\u0336", "行政"),
        ("最后一字", "字"),
        ("《条例》", "》"),
    ],
)
def test_width_case_spaces_and_strokes_do_not_matter(text: str, query: str) -> None:
    assert _search([text], query) == [0]


def test_no_word_is_found_across_two_paragraphs() -> None:
    assert _search(["行政\n复议", "行政复议"], "政复") == [1]


@settings(max_examples=40)
@given(st.text(alphabet=_ALPHABET, max_size=300), st.text(alphabet=_ALPHABET, max_size=4))
def test_an_excerpt_is_of_its_text_and_marks_what_was_asked(text: str, query: str) -> None:
    pieces = [piece for piece in excerpt(text, query) if piece.text != "…"]
    assert "".join(piece.text for piece in pieces) in text
    for piece in pieces:
        folded = "".join(paragraphs_of(piece.text))
        assert not piece.found or any(word in folded for word in words_of(query))
    if words_of(query) and _scan([text], query):
        assert any(piece.found for piece in pieces)


def test_an_excerpt_shows_both_words() -> None:
    assert marked_excerpt("申请行政复议两件", "复议 申请") == "【申请】行政【复议】两件"
    assert marked_excerpt("甲" * 100 + "复议" + "乙" * 100, "复议") == (
        "…" + "甲" * 40 + "【复议】" + "乙" * 80 + "…"
    )
