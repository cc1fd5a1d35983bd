"""The published copy through Datasette's own client, with the settings of `serve_command`."""

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from datasette.app import Datasette  # it ships no types

from archive.archive import open_archive
from archive.publish import publish
from archive.publish.metadata import SETTINGS
from archive.publish.site import queries, table_settings
from tests.archive.filling import fill


@pytest.fixture(scope="module")
def datasette(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    path = tmp_path_factory.mktemp("archive")
    with open_archive(path, command="test", create=True) as archive:
        fill(archive.db)
        published = publish(archive).parent
    return Datasette(
        [],
        immutables=[str(published / "nianbao.db")],
        metadata=json.loads((published / "metadata.json").read_text(encoding="utf-8")),
        settings=dict(SETTINGS),
    )


def get(datasette: Datasette, path: str, **values: str) -> str:
    address = f"{path}?{urlencode(values)}" if values else path
    response = asyncio.run(datasette.client.get(address, follow_redirects=True))
    assert response.status_code == 200, response.text
    text: str = response.text
    return text


def get_json(datasette: Datasette, path: str, **values: str) -> Any:
    return json.loads(get(datasette, path, **values))


def test_front_page_introduces_in_both_languages(datasette: Datasette) -> None:
    page = get(datasette, "/")
    assert "Flagged means" in page
    assert "状态 flagged（存疑）" in get(datasette, "/", lang="zh")
    assert '<a href="/nianbao/panel">Panel · 面板数据</a>' in page
    assert all(f"/nianbao/{query.name}" in page for query in queries())


def test_database_page_lists_tables_and_queries(datasette: Datasette) -> None:
    page = get(datasette, "/nianbao")
    assert all(query.title_zh in page for query in queries())
    assert "/nianbao/panel" in page
    assert 'href="/nianbao.db"' in page


@pytest.mark.parametrize("table", table_settings())
def test_every_table_has_a_page(datasette: Datasette, table: str) -> None:
    assert 'lang="zh-Hans"' in get(datasette, f"/nianbao/{table}")


def test_panel_shows_labels_and_descriptions(datasette: Datasette) -> None:
    page = get(datasette, "/nianbao/panel")
    assert "云澜市人民政府" in page
    assert "本年新收政府信息公开申请数量" in page
    assert '<a href="/nianbao/agencies/1">云澜市人民政府</a>' in page
    assert "区划990100</a>" in page


def test_facets_count_and_label(datasette: Datasette) -> None:
    page = get_json(datasette, "/nianbao/panel.json", _facet="division", _size="1")
    facet = page["facet_results"]["division"]["results"]
    assert {value["label"]: value["count"] for value in facet} == {
        "区划990100": 8,
        "区划990102": 1,
        "区划990121": 3,
    }


@pytest.mark.parametrize("name", [query.name for query in queries()])
def test_canned_queries_give_rows_in_datasette(datasette: Datasette, name: str) -> None:
    query = next(query for query in queries() if query.name == name)
    given = {"agency": "云澜市人民政府", "year": "2022", "key": "applications.received.total"}
    given |= {"words": "年度报告", "division": "99"}
    values = {param: given[param] for param in query.params}
    assert f"{query.title_zh} · 年报" in get(datasette, f"/nianbao/{name}", **values)
    assert get_json(datasette, f"/nianbao/{name}.json", **values)["rows"]


@pytest.mark.parametrize("name", [query.name for query in queries()])
def test_canned_queries_open_without_parameters(datasette: Datasette, name: str) -> None:
    assert "message-error" not in get(datasette, f"/nianbao/{name}")


def test_row_pages_lead_on(datasette: Datasette) -> None:
    page = get(datasette, "/nianbao/reports/3")
    assert "2022年政府信息公开工作年度报告" in page
    assert "/nianbao/panel?report=3" in page


def test_scraped_text_is_escaped(datasette: Datasette) -> None:
    assert "<script>alert(1)" not in get(datasette, "/nianbao/findings")
    for path in ("/nianbao/panel", "/nianbao/agencies/5", "/nianbao/coverage_by_year"):
        assert "<b>云澜市图书馆" not in get(datasette, path)
    assert "&lt;b&gt;云澜市图书馆" in get(datasette, "/nianbao/panel")


def test_what_could_not_be_had_names_portals_and_reasons(datasette: Datasette) -> None:
    page = get(datasette, "/nianbao/not_had")
    assert "设验市人民政府" in page
    assert "WZWS challenge" in page


def test_nothing_can_be_written(datasette: Datasette) -> None:
    assert not datasette.get_database("nianbao").is_mutable


def test_pages_of_tables_are_ours(datasette: Datasette) -> None:
    assert "/-/static-plugins/nianbao/nianbao.css" in get(datasette, "/nianbao/panel")
