"""The sentence that a finding is about, marked in its source."""

from __future__ import annotations

import pytest

from extract.parse import parse
from extract.readers import read_document
from extract.report import Passage
from extract.sections import find_sentence
from extract.show import show
from extract.text import fold
from tests.extract.generate import FORMATS, generate
from tests.extract.show.marked import marked_text

pytestmark = pytest.mark.usefixtures("read_once")

# Their paragraphs are placed by the line.
_SHEETS = {"ofd", "ofd_unruled", "pdf", "pdf_odd", "pdf_unruled"}


@pytest.mark.parametrize("layout", sorted(FORMATS))
def test_every_sentence_of_every_section_is_marked(layout: str) -> None:
    body = generate(7, layout).body
    report = parse(body)
    passages = [
        (Passage(section.number, (start, start + len(sentence))), sentence)
        for section in report.sections
        for start, sentence in _sentences(section.text)
    ]
    assert passages
    document = read_document(body)
    for passage, sentence in passages:
        _, words = find_sentence(document, passage)
        assert words == sentence
        shown = show(body, passage)
        assert shown.found
        if layout not in _SHEETS:
            assert marked_text(shown.markup) == fold(sentence)


def _sentences(text: str) -> list[tuple[int, str]]:
    found, start = [], 0
    for line in text.split("\n"):
        for sentence in line.split("。"):
            if sentence:
                found.append((start, sentence))
            start += len(sentence) + 1
    return found


_BROKEN = """<html><body><p>一、总体情况</p><p>本年共收到<b>申请</b>
  7&nbsp;件，<a href="javascript:alert(1)">全部</a>办结。其他照旧。</p>
  <p>二、主动公开</p></body></html>"""


def test_a_sentence_is_marked_through_what_stands_within_it() -> None:
    body = _BROKEN.encode()
    text = parse(body).sections[0].text
    end = text.index("。") + 1
    shown = show(body, Passage(1, (0, end)))
    assert marked_text(shown.markup) == text[:end]


def test_a_passage_that_is_not_there_leaves_the_document_unmarked() -> None:
    shown = show(_BROKEN.encode(), Passage(5, (0, 4)))
    assert not shown.found
    assert "总体情况" in shown.markup
