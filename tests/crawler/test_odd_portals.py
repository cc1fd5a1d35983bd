"""Crawls of portals that do one thing otherwise, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archive.archive import open_archive
from tests.crawler.portals import REPORT, Answer, Portal, crawl, page, serve, trs_routes

COLUMN = "/zwgk/zfxxgk/zfxxgknb/"
WALL = Answer(b"<script>document.cookie='__jsl_clearance=1'</script>", status=521)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
def trs() -> Iterator[Portal]:
    with serve(Portal(trs_routes(range(2021, 2025)))) as portal:
        yield portal


def rows(place: Path, sql: str, *values: object) -> list[dict[str, Any]]:
    with open_archive(place) as archive:
        return archive.rows(sql, *values)


def test_portals_on_ports_of_one_address_are_sites_of_their_own(trs: Portal, place: Path) -> None:
    wall = Portal({"/": WALL, "/robots.txt": Answer(b"", status=404)})
    with serve(wall) as other:
        told = crawl(place, {"a": f"{other.url}/", "b": f"{trs.url}/"})["portals"]
    assert {one["id"]: (one["outcome"], one["reports"]) for one in told} == {
        "a": ("blocked", 0),
        "b": ("ok", 4),
    }


def test_a_directory_that_leads_straight_to_reports_is_read_each_time(
    trs: Portal, place: Path
) -> None:
    trs.routes["/"] = page(
        f"<a href='{COLUMN}'>政府信息公开年报</a>"
        "<a href='/2025/'>2024年政府信息公开年度报告专栏</a>"
    )
    bodies = {"/2025/jyj": "云澜市教育局", "/2025/czj": "云澜市财政局"}
    lines = (f"<li><a href='{path}'>{body}</a></li>" for path, body in bodies.items())
    trs.routes["/2025/"] = page(f"<ul>{''.join(lines)}</ul>")
    for path, body in bodies.items():
        trs.routes[path] = page(REPORT.format(title=f"{body}2024年政府信息公开工作年度报告"))
    found = [crawl(place, {"a": f"{trs.url}/"})["portals"][0]["reports"] for _ in range(2)]
    assert found == [6, 6]


def test_a_column_that_counts_pages_and_leads_to_none_says_so(trs: Portal, place: Path) -> None:
    report = f"{COLUMN}202201/t20220124_2021101.html"
    trs.routes["/"] = page("<a href='/nb.jsp?id=4'>政府信息公开年报</a>")
    trs.routes["/nb.jsp?id=4"] = page(
        f"<ul><li><a href='{report}'>云澜市2021年政府信息公开工作年度报告</a></li></ul>第1/3页"
    )
    told = [crawl(place, {"a": f"{trs.url}/"})["portals"][0]["detail"] for _ in range(2)]
    assert told == [f"page 1 of 3, and nothing leads on: {trs.url}/nb.jsp?id=4"] * 2
    (look,) = rows(place, "SELECT outcome FROM captures WHERE status = 304 AND role = 'column'")
    assert look["outcome"] == "not_modified"


def test_a_link_by_https_where_only_http_answers_is_asked_by_http(trs: Portal, place: Path) -> None:
    report, column = COLUMN + "202201/t20220124_2021101.html", trs.routes[COLUMN]
    assert isinstance(column, Answer)
    secure = (trs.url.replace("http:", "https:") + report).encode()
    body = column.body.replace(b"./202201/t20220124_2021101.html", secure)
    assert secure in body
    trs.routes[COLUMN] = replace(column, body=body)
    told = crawl(place, {"a": f"{trs.url}/"})
    assert (told["portals"][0]["reports"], told["portals"][0]["failures"]) == (4, [])
    outcomes = rows(
        place, "SELECT outcome FROM frontier WHERE url LIKE '%' || ? ORDER BY url", report
    )
    assert [row["outcome"] for row in outcomes] == ["ok", "moved"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<p>暂无数据</p>", "no reports are in the column: {}/nb/"),
        (
            "<ul><li><a href='/nb/1.html'>云澜市2024年政府信息公开年报</a></li></ul>",
            "reports are listed, and none of them is there: {}/nb/1.html",
        ),
    ],
)
def test_a_portal_without_reports_says_how_far_the_way_was_gone(
    trs: Portal, place: Path, body: str, told: str
) -> None:
    trs.routes = {"/": page("<a href='/nb/'>政府信息公开年报</a>"), "/nb/": page(body)}
    (portal,) = crawl(place, {"a": f"{trs.url}/"})["portals"]
    assert (portal["outcome"], portal["detail"]) == ("not_found", told.format(trs.url))


def test_a_front_page_that_is_refused_is_told_by_its_answer(trs: Portal, place: Path) -> None:
    trs.routes["/"] = Answer(b"no", status=403)
    (portal,) = crawl(place, {"a": f"{trs.url}/"})["portals"]
    assert (portal["outcome"], portal["detail"]) == ("refused", "HTTP 403")
