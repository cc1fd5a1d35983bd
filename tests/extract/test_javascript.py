"""Literals of scripts are read and nothing is run."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.javascript import read_literal, strings


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{a: 1, 'b': \"x\", c: `y`,}", {"a": 1, "b": "x", "c": "y"}),
        (
            "[{id:20, name:'机构\\u804c能', children:[]}, ]; var x",
            [{"id": 20, "name": "机构职能", "children": []}],
        ),
        (
            "{url: '/a?b=1//c', // 附注\n n: -1.5, /* , */ yes: true, no: null}",
            {"url": "/a?b=1//c", "n": -1.5, "yes": True, "no": None},
        ),
        (
            "{a: 'x' + y, b: f({c: 1}, [2]), d: function () { return {e: 3}; }, g: 4}",
            {"a": None, "b": None, "d": None, "g": 4},
        ),
        (
            "{a: *1, b: !0, c: .5, d: -x, e: - 5, f: 1%2, g: ?'x', h: /1/, i: 6}",
            {**dict.fromkeys("abcdefgh"), "i": 6},
        ),
        ("{*a: 1, b: 2}", {"a": 1, "b": 2}),
        ("*1:", None),
        ("'it\\'s'", None),
        ("'it\\'s')", "it's"),
    ],
)
def test_literals(text: str, value: Any) -> None:
    assert read_literal(text) == value


@pytest.mark.parametrize("text", ["", "{", "{a:", "{a: 'x", "[1, 2", "[" * 10_000, "{a:" * 10_000])
def test_what_is_not_closed_is_nothing(text: str) -> None:
    assert read_literal(text) is None


def test_a_literal_may_stand_anywhere() -> None:
    text = "window._CONFIG = { TREE: [1, 2] };"
    assert read_literal(text, text.index("[")) == [1, 2]


def test_strings_are_told_from_comments() -> None:
    assert list(strings("a('x'); // 'no'\n/* \"no\" */ b(\"it's\")")) == ["x", "it's"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.lists(VALUES) | st.dictionaries(st.text(), VALUES), st.booleans())
def test_json_is_read_as_json(value: Any, ascii_only: bool) -> None:
    assert read_literal(json.dumps(value, ensure_ascii=ascii_only)) == value


@given(st.text(alphabet="{}[]():,;+'\"`\\/*ab1 \n", max_size=60))
def test_any_text_is_read_to_an_end(text: str) -> None:
    found = list(strings(text))
    assert len(found) <= sum(map(text.count, "'\"`"))
    value = read_literal(text)
    assert json.loads(json.dumps(value)) == value
