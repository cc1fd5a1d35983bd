"""Differences of wording read well, and lose nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.wording import compare_wordings, mark_changes


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("受理申请12件。", "受理申请15件。", "受理申请[-12-]{+15+}件。"),
        ("主动公开信息1,203条", "主动公开信息1,302条", "主动公开信息[-1,203-]{+1,302+}条"),
        ("存在三个问题。", "存在问题。", "存在[-三个-]问题。"),
        ("公开及时。", "公开及时、准确。", "公开及时{+、准确+}。"),
        ("", "新增", "{+新增+}"),
    ],
)
def test_changes_are_marked_where_they_are(old: str, new: str, marked: str) -> None:
    assert mark_changes(compare_wordings(old, new)) == marked


def test_what_is_alike_by_chance_goes_with_the_changes_around_it() -> None:
    old = "全年收到申请12件，答复12件，均按时办结。"
    new = "全年收到申请15件，答复14件，均按时办结。"
    assert mark_changes(compare_wordings(old, new)) == (
        "全年收到申请[-12-]{+15+}件，答复[-12-]{+14+}件，均按时办结。"
    )
    assert [piece.text for piece in compare_wordings("由甲和乙承办", "由丙和丁承办")] == [
        "由",
        "甲和乙",
        "丙和丁",
        "承办",
    ]


def test_of_long_text_only_what_is_around_a_change_is_shown() -> None:
    around = "政府信息公开工作情况说明如下文" * 3
    found = mark_changes(compare_wordings(f"{around}旧{around}", f"{around}新{around}"))
    assert found == f"…{around[-12:]}[-旧-]{{+新+}}{around[:12]}…"


@given(st.text("公开12,。 件ab", max_size=40), st.text("公开12,。 件ab", max_size=40))
def test_the_pieces_make_both_texts(old: str, new: str) -> None:
    pieces = compare_wordings(old, new)
    assert "".join(text for fate, text in pieces if fate != "added") == old
    assert "".join(text for fate, text in pieces if fate != "removed") == new
