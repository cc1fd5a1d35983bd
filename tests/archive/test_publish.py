"""The published copy and the codebook that describes it."""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from archive.archive import Archive, open_archive
from archive.codebook import codebook
from archive.publish import BrowseMissingError, NotPublishedError, publish, serve_command
from archive.publish.folding import prepare
from archive.publish.furnishing import INTERNAL_TABLES, LIVE_VIEWS
from archive.publish.metadata import SETTINGS
from archive.publish.site import dashboards, queries, table_settings
from archive.schema.views import view_definitions
from tests.archive.filling import fill

MOMENT = datetime(2026, 11, 21, 3, 4, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    path = tmp_path_factory.mktemp("archive")
    with open_archive(path, command="test", create=True, clock=lambda: MOMENT) as archive:
        fill(archive.db)
        publish(archive)
        yield archive


@pytest.fixture
def published(archive: Archive) -> Iterator[Database]:
    with closing(Database(archive.published / "nianbao.db")) as db:
        yield db


@pytest.fixture(scope="module")
def metadata(archive: Archive) -> dict[str, Any]:
    text = (archive.published / "metadata.json").read_text(encoding="utf-8")
    described: dict[str, Any] = json.loads(text)
    return described


def _columns(db: Database, name: str) -> list[str]:
    return [row[1] for row in db.conn.execute(f"PRAGMA table_info([{name}])")]


def _sorted_rows(db: Database, query: str) -> list[str]:
    """Return rows as texts; SQLite may keep 0.0 as 0, but never 5 as '5'."""
    return sorted(
        repr([int(v) if isinstance(v, float) and v == int(v) else v for v in row])
        for row in db.execute(query).fetchall()
    )


def _public(db: Database) -> set[str]:
    names = set(db.table_names()) | set(db.view_names())
    return {name for name in names if not name.startswith(("sqlite_", "passages_fts"))}


def test_every_table_and_column_is_described_in_both_languages(published: Database) -> None:
    book = codebook()
    assert _public(published) == book.keys()
    for name, table in book.items():
        assert _columns(published, name)
        assert set(_columns(published, name)) == table.columns.keys(), name
        words = [table.title_en, table.title_zh, table.en, table.zh]
        words += [text for column in table.columns.values() for text in (column.en, column.zh)]
        assert all(words), name


def test_chinese_descriptions_are_chinese() -> None:
    texts = [table.zh for table in codebook().values()]
    texts += [column.zh for table in codebook().values() for column in table.columns.values()]
    assert [text for text in texts if not any("一" <= char <= "鿿" for char in text)] == []


def test_indicators_have_their_unit() -> None:
    columns = codebook()["panel"].columns
    assert columns["applications_received_total"].unit == "件"
    assert columns["disclosure_fees_amount"].unit == "万元"
    assert columns["disclosure_penalties_items_change"].unit == "项"


def test_internal_tables_are_left_out(published: Database) -> None:
    assert not set(INTERNAL_TABLES) & set(published.table_names())


@pytest.mark.parametrize("name", sorted(view_definitions()))
def test_tables_hold_what_the_views_give(archive: Archive, published: Database, name: str) -> None:
    columns = ", ".join(f"[{column}]" for column in codebook()[name].columns)
    query = f"SELECT {columns} FROM [{name}]"  # noqa: S608 - names of the codebook
    given = _sorted_rows(archive.db, query)
    assert given == _sorted_rows(published, query)
    assert given
    assert (name in published.view_names()) == (name in LIVE_VIEWS)


def test_every_facet_and_foreign_key_is_indexed(published: Database) -> None:
    for name, settings in table_settings().items():
        if name in LIVE_VIEWS:
            continue
        table = published.table(name)
        indexed = {index.columns[0] for index in table.indexes} | set(table.pks[:1])
        assert set(settings.get("facets", ())) <= indexed, name


def test_the_copy_is_sound_and_needs_no_other_file(archive: Archive, published: Database) -> None:
    assert published.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert published.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert published.execute("PRAGMA foreign_key_check").fetchall() == []
    assert {path.name for path in archive.published.iterdir()} == {
        "nianbao.db",
        "metadata.json",
        "feed.atom",
        "datasette.yaml",
    }


def test_readers_of_the_previous_copy_keep_it(tmp_path: Path) -> None:
    with open_archive(tmp_path, command="test", create=True) as archive:
        path = publish(archive)
        with closing(sqlite3.connect(path)) as reader:
            assert reader.execute("SELECT count(*) FROM panel").fetchone() == (0,)
            fill(archive.db)
            publish(archive)
            assert reader.execute("SELECT count(*) FROM panel").fetchone() == (0,)
        with closing(sqlite3.connect(path)) as reader:
            assert reader.execute("SELECT count(*) FROM panel").fetchone() == (12,)


def test_an_interrupted_publication_leaves_the_previous_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_archive(tmp_path, command="test", create=True) as archive:
        fill(archive.db)
        path = publish(archive)
        before = path.read_bytes()

        def fail(path: Path) -> None:
            path.write_bytes(b"half")
            raise OSError(28, os.strerror(28))

        with monkeypatch.context() as patch:
            patch.setattr("archive.publish.publishing.furnish", fail)
            with pytest.raises(OSError, match="space"):
                publish(archive)
        assert path.read_bytes() == before
        assert publish(archive) == path


def test_publishing_needs_no_lock_and_writes_nothing_to_the_archive(tmp_path: Path) -> None:
    with open_archive(tmp_path, command="test", create=True) as archive:
        fill(archive.db)
    with open_archive(tmp_path) as reader:
        before = list(reader.db.conn.iterdump())
        publish(reader)
        assert list(reader.db.conn.iterdump()) == before


def test_metadata_describes_every_table_and_says_what_flagged_means(
    metadata: dict[str, Any],
) -> None:
    tables = metadata["databases"]["nianbao"]["tables"]
    assert tables.keys() == codebook().keys() == table_settings().keys()
    assert "Flagged means" in metadata["description_html"]
    assert "flagged（存疑）" in metadata["description_html"]
    assert "2026-11-21T03:04:05Z" in metadata["description_html"]
    assert tables["agencies"]["label_column"] == "name"
    assert tables["runs"]["hidden"] is True
    assert tables["panel"]["columns"]["disclosure_fees_amount"].endswith("[万元]")


def test_settings_name_columns_that_exist() -> None:
    for name, settings in table_settings().items():
        named = {settings[key] for key in ("label_column", "sort", "sort_desc") if key in settings}
        named |= {*settings.get("facets", ())}
        for one in settings.get("indexes", ()):
            named |= {one} if isinstance(one, str) else {*one}
        assert named <= codebook()[name].columns.keys(), name


@pytest.mark.parametrize("query", queries(), ids=lambda query: query.name)
def test_canned_queries_give_rows(published: Database, query: Any) -> None:
    given = {"agency": "云澜市人民政府", "year": "2022", "key": ""}
    given |= {"words": "年度报告", "division": ""}
    values = {name: given[name] for name in query.params}
    prepare(published.conn)
    rows = published.execute(query.sql, values).fetchall()
    assert rows
    assert query.name not in codebook()
    assert all((query.title_en, query.title_zh, query.en, query.zh))


def test_queries_without_a_title_or_a_title_without_query_are_noticed() -> None:
    folder = Path(__file__).parents[2] / "archive/publish/queries"
    assert {path.stem for path in folder.glob("*.sql")} == {query.name for query in queries()}


@pytest.mark.parametrize("name", ["not_had", "disclosure_rate", "blank_cells"])
def test_the_divisions_and_what_has_none_make_up_the_whole(published: Database, name: str) -> None:
    whole = _rows(published, name)
    codes = [
        row["code"] for row in published.query("SELECT code FROM divisions WHERE parent IS NULL")
    ]
    parts = [
        row
        for code in {code[:2] for code in codes}
        for row in _rows(published, name, division=code)
    ]
    without = [row for row in whole if row not in parts]
    assert parts
    assert len(parts) + len(without) == len(whole)
    assert {row["agency_name"] for row in without} <= {None}


def _rows(db: Database, name: str, **values: str) -> list[dict[str, Any]]:
    query = next(query for query in queries() if query.name == name)
    return list(db.query(query.sql, dict.fromkeys(query.params, "") | values))


def test_disclosure_rate_names_both_denominators(published: Database) -> None:
    rows = _rows(published, "disclosure_rate")
    row = next(
        row for row in rows if row["agency_name"] == "云澜市人民政府" and row["year"] == 2021
    )
    assert (row["granted"], row["processed"], row["answered"]) == (60, 66, 64)
    assert row["granted_of_processed"] == round(60 / 66, 4)
    assert row["granted_of_answered"] == round(60 / 64, 4)


def test_coverage_by_year_counts_every_slot_once(published: Database) -> None:
    rows = _rows(published, "coverage_by_year")
    whole = ("agencies", "portals_without_agency", "reports_without_agency")
    for row in rows:
        states = [count for name, count in row.items() if name not in {"year", *whole}]
        assert sum(states) == sum(row[name] for name in whole)
    assert {(row["agencies"], row["portals_without_agency"]) for row in rows} == {(5, 7)}
    assert sum(row["reports_without_agency"] for row in rows) == 1


def test_review_correction_rate_follows_its_definition(published: Database) -> None:
    row = _rows(published, "review_correction_rate")[0]
    rates = (row["review_corrected_of_decided"], row["review_corrected_of_all"])
    assert rates == (0.25, 0.25)


def test_evidence_takes_the_key_as_the_panel_writes_it(published: Database) -> None:
    key = "applications_received_total"
    rows = _rows(published, "evidence_for_cell", agency="1", year="2021", key=key)
    assert [row["value"] for row in rows] == [120]


def test_unbalanced_tables_join_findings_of_both_kinds(published: Database) -> None:
    rules = [row["rule"] for row in _rows(published, "unbalanced_tables")]
    assert rules == ["applications.column_balance", "years.carry_over"]


def test_serve_command_serves_the_copy_read_only(archive: Archive) -> None:
    command = serve_command(archive.path, "127.0.0.1", 8001)
    assert command[1:4] == ["-m", "datasette", "serve"]
    assert command[command.index("--immutable") + 1] == str(archive.published / "nianbao.db")
    assert command[command.index("--port") + 1] == "8001"


def test_serving_before_publishing_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotPublishedError, match="nianbao publish"):
        serve_command(tmp_path, "127.0.0.1", 8001)


def test_serving_without_datasette_names_the_extra(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.publish.serving.find_spec", lambda name: None)
    with pytest.raises(BrowseMissingError, match=r"nianbao\[browse\]"):
        serve_command(archive.path, "127.0.0.1", 8001)


def test_datasette_1_is_told_what_0_65_is_told(archive: Archive, metadata: dict[str, Any]) -> None:
    text = (archive.published / "datasette.yaml").read_text(encoding="utf-8")
    configured = json.loads(text)
    assert configured["plugins"] == metadata["plugins"]
    tables, shown = (told["databases"]["nianbao"]["tables"] for told in (metadata, configured))
    assert {
        name: table.items() >= shown[name].items() for name, table in tables.items()
    } == dict.fromkeys(tables, True)
    assert shown["panel"]["facets"] == ["year", "status", "division"]
    queries_told = configured["databases"]["nianbao"]["queries"]
    assert queries_told == metadata["databases"]["nianbao"]["queries"]
    assert configured["settings"] == SETTINGS


def _charts() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{board}/{name}", chart)
        for board, told in dashboards().items()
        for name, chart in told["charts"].items()
    ]


@pytest.mark.parametrize(("name", "chart"), _charts(), ids=[name for name, _ in _charts()])
def test_charts_have_the_columns_that_they_draw(
    published: Database, name: str, chart: dict[str, Any]
) -> None:
    sql = chart["query"].replace("[[", "").replace("]]", "")
    rows = list(published.query(sql, {"kind": "government"}))
    assert rows
    folded = {field for one in chart["display"]["transform"] for field in one.get("fold", ())}
    made = {field for one in chart["display"]["transform"] for field in one.get("as", ())}
    encoding = chart["display"]["encoding"]
    drawn = {encoding[axis]["field"] for axis in ("x", "y", "color")}
    assert folded <= rows[0].keys()
    assert drawn <= rows[0].keys() | made


def test_layouts_of_charts_name_them_all() -> None:
    for board in dashboards().values():
        assert {name for row in board["layout"] for name in row} == board["charts"].keys()
