"""The views, over an archive that has every case."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from archive.archive import Archive, open_archive
from archive.codebook import column_name, indicators
from archive.schema.views import create_views, view_definitions
from crawler.outcomes import OUTCOMES
from extract.agencies import AgencyKind
from tests.archive.covering import assert_whole_grid
from tests.archive.filling import AMENDED_KEY, BUREAU, CITY, COUNTY, TOWN, fill, look, renew

Coverage = dict[tuple[int | None, int | None], dict[str, Any]]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with open_archive(tmp_path_factory.mktemp("archive"), command="test", create=True) as archive:
        fill(archive.db)
        yield archive


@pytest.fixture(scope="module")
def coverage(archive: Archive) -> Coverage:
    rows = look(archive, "SELECT * FROM coverage WHERE agency IS NOT NULL")
    return {(row["agency"], row["year"]): row for row in rows}


def test_panel_has_one_row_an_agency_year_with_cells(archive: Archive) -> None:
    rows = archive.rows("SELECT agency, year FROM panel ORDER BY agency, year")
    pairs = [(row["agency"], row["year"]) for row in rows]
    assert len(pairs) == len(set(pairs)) == 12


def test_panel_has_a_column_for_every_indicator_of_every_form(archive: Archive) -> None:
    row = archive.rows("SELECT * FROM panel WHERE report = 1")[0]
    assert {column_name(key) for key in indicators()} <= row.keys()


def test_panel_gives_values_blanks_and_findings(archive: Archive) -> None:
    row = archive.rows("SELECT * FROM panel WHERE report = 3")[0]
    assert row["applications_received_total"] == 90
    assert row["disclosure_fees_amount"] == 0.092
    assert row["disclosure_coercion_decisions"] is None
    assert row["disclosure_rules_made"] is None
    assert (row["errors"], row["warnings"]) == (2, 0)
    assert (row["agency_name"], row["division_name"]) == ("云澜市人民政府", "区划990100")


def test_applications_lists_the_rows_of_the_form_of_its_table(archive: Archive) -> None:
    rows = archive.rows("SELECT * FROM applications WHERE report = 2 ORDER BY position")
    assert len(rows) == 25
    assert rows[0]["label"] == "本年新收政府信息公开申请数量"
    assert rows[0]["total"] == 120
    assert rows[4]["part"] == "本年度办理结果 / 不予公开"
    assert len(archive.rows("SELECT * FROM applications WHERE report = 1")) == 23


def test_challenges_lists_three_blocks(archive: Archive) -> None:
    rows = archive.rows("SELECT * FROM challenges WHERE report = 2 ORDER BY position")
    assert [row["item"] for row in rows] == [
        "review",
        "litigation_direct",
        "litigation_after_review",
    ]
    assert (rows[0]["corrected"], rows[0]["total"]) == (1, 4)


def test_disclosure_keeps_the_measures_of_both_forms_apart(archive: Archive) -> None:
    old = archive.rows("SELECT * FROM disclosure WHERE report = 1 AND item = 'rules'")[0]
    new = archive.rows("SELECT * FROM disclosure WHERE report = 2 AND item = 'rules'")[0]
    assert (old["made"], old["issued"]) == (0, None)
    assert (new["made"], new["issued"]) == (None, 0)


def test_year_on_year_compares_consecutive_years_only(archive: Archive) -> None:
    rows = archive.rows(
        "SELECT year, value, previous_value, change FROM year_on_year"
        " WHERE agency = ? AND key = ? ORDER BY year",
        CITY,
        AMENDED_KEY,
    )
    assert [tuple(row.values()) for row in rows] == [(2021, 120, 100, 20), (2022, 90, 120, -30)]


@pytest.mark.parametrize(
    ("agency", "year", "state"),
    [
        (CITY, 2020, "found_on_time"),
        (CITY, 2021, "found_on_time"),
        (CITY, 2022, "published_late"),
        (CITY, 2023, "not_found"),
        (CITY, 2024, "found"),
        (BUREAU, 2020, "not_found"),
        (BUREAU, 2021, "found_on_time"),
        (BUREAU, 2022, "published_late"),
        (BUREAU, 2024, "not_found"),
        (TOWN, 2022, "found_no_deadline"),
        (COUNTY, 2021, "before_list"),
        (COUNTY, 2023, "removed"),
        (5, 2022, "never_looked"),
    ],
)
def test_coverage_tells_states_apart(
    coverage: Coverage, agency: int, year: int, state: str
) -> None:
    assert coverage[agency, year]["state"] == state


def test_every_agency_and_portal_is_in_one_state_in_each_year(archive: Archive) -> None:
    assert_whole_grid(archive)


def test_bodies_without_any_report_are_in_the_grid(tmp_path: Path) -> None:
    with open_archive(tmp_path, command="test", create=True) as archive:
        fill(archive.db)
        archive.db.table("agencies").insert({"name": "云澜市档案局", "division": "990100000000"})
        renew(archive.db)
        assert_whole_grid(archive)


def test_what_may_be_among_unplaced_reports_is_not_called_missing(archive: Archive) -> None:
    rows = look(
        archive,
        "SELECT year, state FROM coverage WHERE portal = 'linxi' AND report IS NULL ORDER BY year",
    )
    assert [row["state"] for row in rows] == [*["before_list"] * 3, "perhaps_unplaced", "not_found"]


def test_what_another_body_of_the_series_reports_on_is_not_missing(tmp_path: Path) -> None:
    with open_archive(tmp_path, command="test", create=True) as archive:
        fill(archive.db)
        link = {"agency": BUREAU, "successor": TOWN, "kind": "renamed"}
        archive.db.table("agency_links").insert(link | {"from_year": 2022, "to_year": 2023})
        rows = look(archive, "SELECT state FROM coverage WHERE agency = ? ORDER BY year", BUREAU)
        found = ["not_found", "found_on_time", "published_late"]
        assert [row["state"] for row in rows] == [*found, "other_body", "other_body"]


def test_coverage_counts_days_and_looks(coverage: Coverage) -> None:
    assert coverage[CITY, 2022]["days_late"] == 3
    assert coverage[CITY, 2022]["deadline"] == "2023-03-31"
    assert coverage[CITY, 2020]["days_late"] == 0
    assert coverage[CITY, 2023]["looks"] == 3
    assert coverage[TOWN, 2022]["deadline"] is None
    assert "townships" in coverage[TOWN, 2022]["deadline_reason"]
    assert coverage[5, 2022]["deadline_reason"] == "the kind of the agency is not known"


def test_coverage_lists_portals_that_gave_nothing(archive: Archive) -> None:
    rows = look(
        archive, "SELECT portal, state FROM coverage WHERE agency IS NULL AND report IS NULL"
    )
    assert {row["portal"]: row["state"] for row in rows if row["portal"] != "linxi"} == {
        "guarded": "blocked",
        "closed": "robots_forbidden",
        "silent": "unreachable",
        "scripted": "list_unreadable",
        "empty": "not_found",
        "fresh": "never_looked",
    }


def test_a_report_is_not_missing_before_it_is_due(tmp_path: Path) -> None:
    with open_archive(tmp_path, command="test", create=True) as archive:
        fill(archive.db)
        archive.db.conn.execute("UPDATE portals SET last_ok = '2025-01-20T00:00:00Z'")
        rows = look(archive, "SELECT state FROM coverage WHERE agency = 2 AND year = 2024")
        assert rows == [{"state": "not_due"}]


@pytest.mark.parametrize(
    ("outcome", "state"), [("timeout", "list_unreadable"), ("not_found", "not_found")]
)
def test_nothing_is_missing_from_a_list_that_did_not_come_whole(
    tmp_path: Path, outcome: str, state: str
) -> None:
    with open_archive(tmp_path, command="test", create=True) as archive:
        fill(archive.db)
        page = {"portal": "yunlan", "url": "http://yunlan.test/index_1.html", "host": "yunlan.test"}
        page |= {"method": "GET", "body": "", "role": "list", "state": "failed", "run": "1"}
        page |= {"outcome": outcome, "due_at": "2026-11-01", "found_at": "2026-11-01"}
        archive.db.table("frontier").insert(page)
        rows = look(archive, "SELECT state FROM coverage WHERE agency = 1 AND year = 2023")
        assert rows == [{"state": state}]


@pytest.mark.parametrize("outcome", [*OUTCOMES, "broken"])
def test_every_outcome_of_a_portal_has_a_state_of_its_own_words(
    tmp_path: Path, outcome: str
) -> None:
    with open_archive(tmp_path, command="test", create=True) as archive:
        archive.db.table("portals").insert(
            {"id": "p", "root": "http://p.test/", "added_at": "2026-01-01", "outcome": outcome}
        )
        state = look(archive, "SELECT state FROM coverage")[0]["state"]
        assert (state == "not_found") == (outcome in {"ok", "not_modified"})


def test_deadlines_follow_article_49(archive: Archive) -> None:
    rows = archive.rows("SELECT kind, due FROM deadlines WHERE to_year IS NULL")
    assert {row["kind"]: row["due"] for row in rows} == {
        "government": "03-31",
        "office": "01-31",
        "department": "01-31",
        "township": None,
        "subdistrict": None,
        "other": None,
    }
    assert {row["kind"] for row in rows} == set(get_args(AgencyKind))


@pytest.mark.parametrize(("year", "deadline"), [(2018, "2019-03-31"), (2019, None), (2007, None)])
def test_up_to_2018_bodies_of_every_level_were_bound(
    tmp_path: Path, year: int, deadline: str | None
) -> None:
    with open_archive(tmp_path, command="test", create=True) as archive:
        fill(archive.db)
        told = {"year": year, "published_on": "2019-04-02"}
        archive.db.table("reports").update(7, told)
        (row,) = look(archive, "SELECT * FROM coverage WHERE report = 7")
        assert row["deadline"] == deadline
        assert row["days_late"] == (2 if year == 2018 else None)


def test_coverage_leads_to_the_exchange_that_shows_it(tmp_path: Path) -> None:
    with open_archive(tmp_path, command="test", create=True) as archive:
        fill(archive.db)
        insert = archive.db.table
        insert("portal_looks").insert({"portal": "yunlan", "run": 1, "outcome": "ok", "reports": 7})
        for number, portal, role, outcome in (
            (101, "yunlan", "column", "not_modified"),
            (102, "yunlan", "list", "ok"),
            (103, "yunlan", "report", "ok"),
            (104, "guarded", "root", "blocked"),
            (105, "wangjiang", "page", "not_found"),
        ):
            row = {"id": number, "portal": portal, "role": role, "outcome": outcome, "run": 1}
            url = f"http://{portal}.test/{'9.html' if number == 105 else number}"
            insert("captures").insert(row | {"url": url, "fetched_at": "2026-11-02T00:00:00Z"})
        rows = look(archive, "SELECT agency, portal, year, state, capture FROM coverage")
        shown = {(row["agency"] or row["portal"], row["year"]): row["capture"] for row in rows}
        assert shown[CITY, 2021] == 2
        assert shown[CITY, 2023] == 102
        assert shown["guarded", 2021] == 104
        assert shown[COUNTY, 2023] == 105
        assert shown["fresh", 2021] is None


def test_unplaced_says_what_is_missing(archive: Archive) -> None:
    rows = archive.rows("SELECT missing, year, portal, agency_as_read FROM unplaced")
    assert rows == [
        {"missing": "agency", "year": 2023, "portal": "linxi", "agency_as_read": "某机关"}
    ]


def test_evidence_leads_back_to_the_record_that_holds_the_bytes(archive: Archive) -> None:
    with archive.transaction():
        archive.db.conn.execute("UPDATE captures SET revisit_of = 1 WHERE id = 2")
    row = archive.rows("SELECT * FROM evidence WHERE report = 2 AND key = ?", AMENDED_KEY)[0]
    assert (row["value"], row["raw"]) == (120, "120")
    assert (row["warc_file"], row["warc_offset"]) == ("2026/a.warc.gz", 1000)
    assert row["capture"] == 2


def test_views_are_remade_only_when_they_differ(archive: Archive) -> None:
    before = archive.rows("PRAGMA schema_version")
    create_views(archive.db)
    assert archive.rows("PRAGMA schema_version") == before
    archive.db.conn.execute("DROP VIEW panel")
    archive.db.conn.execute("CREATE VIEW obsolete AS SELECT 1")
    create_views(archive.db)
    assert {view.name for view in archive.db.views} == view_definitions().keys()
