"""The search page, through Datasette's own client."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from archive.archive import open_archive
from archive.publish import publish
from tests.archive.filling import fill

HOSTILE = "<script>alert(1)</script>被申请行政复议两件，公开"
TEXTS = {1: "依法公开，未被申请行政复议。", 4: HOSTILE, 5: "行政机关\n复议机关"}


@pytest.fixture(scope="module")
def datasette(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    path = tmp_path_factory.mktemp("archive")
    with open_archive(path, command="test", create=True) as archive:
        fill(archive.db)
        archive.db.table("sections").insert_all(
            {"version": version, "number": number, "heading": "一、总体情况", "text": text}
            for version in range(1, 14)
            for number, text in TEXTS.items()
        )
        published = publish(archive)
    return Datasette([], immutables=[str(published)])


def ask(datasette: Datasette, **values: str) -> Any:
    return asyncio.run(datasette.client.get("/search", params=values))


def found(datasette: Datasette, **values: str) -> list[str]:
    """Return the reports of each hit on every page of a search."""
    hits: list[str] = []
    address: str | None = None
    while True:
        page = (
            asyncio.run(datasette.client.get(f"/search{address}")).text
            if address
            else ask(datasette, **values).text
        )
        hits += re.findall(r'href="/report/(\d+)"', page)
        more = re.search(r'href="([^"]+)" rel="next"', page)
        if not more:
            return hits
        address = more[1].replace("&amp;", "&")


def test_every_hit_is_on_one_page_the_newest_years_first(datasette: Datasette) -> None:
    hits = found(datasette, q="行政复议")
    assert len(hits) == 26
    assert hits[:4] == ["10", "10", "4", "4"]


def test_several_words_must_all_be_in_one_passage(datasette: Datasette) -> None:
    assert len(found(datasette, q="申请行政复议 两件 公开")) == 13
    assert found(datasette, q="行政复议 复议机关") == []


def test_titles_are_searched_too(datasette: Datasette) -> None:
    assert found(datasette, q="2023年政府信息公开工作年度报告") == ["9", "13", "11"]


@pytest.mark.parametrize(
    ("filters", "hits"),
    [
        ({"year": "2022"}, ["8", "7", "6", "3"]),
        ({"year": "1999"}, []),
        ({"province": "99", "year": "2021"}, ["12", "5", "2"]),
        ({"province": "990121"}, ["10", "9", "8"]),
        ({"province": "11"}, []),
        ({"section": "1", "year": "2020"}, ["1"]),
        ({"section": "0"}, []),
    ],
)
def test_filters_keep_what_they_say(
    datasette: Datasette, filters: dict[str, str], hits: list[str]
) -> None:
    assert found(datasette, q="未被申请行政复议", **filters) == hits


def test_passages_are_numbered_by_year_and_place(datasette: Datasette) -> None:
    """So that those of a province in a year are one span, which search relies on."""
    with closing(sqlite3.connect(datasette.get_database("nianbao").path)) as db:
        ordered = db.execute(
            "SELECT id FROM passages ORDER BY year, division, report, number DESC"
        ).fetchall()
    assert [number for (number,) in ordered] == list(range(1, len(ordered) + 1))


@pytest.mark.parametrize("size", [1, 2, 6, 12])
@pytest.mark.parametrize("section", ["", "1"])
def test_a_search_in_a_place_finds_all_that_is_there(
    datasette: Datasette, size: int, section: str
) -> None:
    given = {"section": section} if section else {}
    everywhere = set(found(datasette, q="行政复议", **given))
    with closing(sqlite3.connect(datasette.get_database("nianbao").path)) as db:
        places = {
            str(report): division
            for report, division in db.execute("SELECT report, division FROM passages")
        }
    codes = {str(code)[:size] for code in places.values() if code}
    assert codes
    for code in codes:
        there = {report for report in everywhere if str(places[report]).startswith(code)}
        assert set(found(datasette, q="行政复议", province=code, **given)) == there


def test_what_was_found_is_marked_and_escaped(datasette: Datasette) -> None:
    page = ask(datasette, q="script 行政复议").text
    assert "&lt;<mark>script</mark>&gt;alert(1)" in page
    assert "<mark>行政复议</mark>" in page
    assert "<script" not in page


def test_a_query_is_shown_as_text(datasette: Datasette) -> None:
    assert '"><b>' not in ask(datasette, q='"><b>').text


@pytest.mark.parametrize("query", ["议" * 101, "议 " * 9])
def test_a_query_too_long_is_told_so(datasette: Datasette, query: str) -> None:
    assert "at most 100 characters and 8 words" in ask(datasette, q=query).text
    assert "最多100个字符" in ask(datasette, q=query, lang="zh").text


def test_a_filter_that_is_no_number_is_named(datasette: Datasette) -> None:
    answer = ask(datasette, q="议", year="二〇二二")
    assert answer.status_code == 400
    assert "year=二〇二二: a number is meant" in answer.text


def test_without_words_the_page_says_how_to_search(datasette: Datasette) -> None:
    for query in ("", "  ", "\u200b"):
        assert "Chinese words of any length" in ask(datasette, q=query).text


def test_a_search_that_takes_too_long_says_so(
    datasette: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = (
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    )
    monkeypatch.setattr("archive.publish.pages.search._PAGE", endless)
    monkeypatch.setattr(datasette, "sql_time_limit_ms", 20)
    assert "takes too long" in ask(datasette, q="议").text


def test_the_index_is_of_the_copy_only(tmp_path: Path) -> None:
    with open_archive(tmp_path, command="test", create=True) as archive:
        fill(archive.db)
        publish(archive)
        assert "passages_fts" not in archive.db.table_names()
