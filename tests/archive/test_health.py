"""Whether an archive is well, by the rules that the documentation names; and the run report."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from datasette.app import Datasette

from archive.archive import Archive, now, open_archive, stamp
from archive.health import MAX_AGE_HOURS, Health, examine, tell_bytes
from archive.publish import publish
from archive.run_report import report_run
from tests.archive.filling import fill

MOMENT = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An archive of one crawl and one publication, an hour ago; one portal of four is broken."""
    with open_archive(tmp_path, command="test", create=True, clock=lambda: MOMENT) as archive:
        fill(archive.db)
        ended = {"started_at": stamp(MOMENT - timedelta(hours=2)), "outcome": "ok"}
        ended["ended_at"] = stamp(MOMENT - timedelta(hours=1))
        archive.db.table("runs").update(1, {**ended, "counts": '{"requests": 3}'})
        archive.db.table("runs").insert({"command": "publish", **ended})
        before = {**ended, "started_at": stamp(MOMENT - timedelta(hours=26))}
        archive.db.table("runs").insert({"command": "publish", **before})
        yield archive


def look(archive: Archive, hours: float = MAX_AGE_HOURS, *, later: float = 0) -> Health:
    return examine(archive.rows, archive.path, MOMENT + timedelta(hours=later), hours)


def problems(health: Health) -> list[str]:
    return [problem.name for problem in health.problems]


def test_an_archive_kept_by_cron_is_well(archive: Archive) -> None:
    health = look(archive)
    assert health.healthy
    assert (health.as_of, health.age_hours) == ("2026-11-30T22:00:00Z", 2)
    assert health.last_run
    assert health.last_run["counts"] == {"requests": 3}
    assert health.portals["ok"] == 3
    assert health.portals["never_looked"] == 1
    assert [portal["id"] for portal in health.broken] == ["wangjiang"]


def test_nothing_run_for_long_is_a_problem(archive: Archive) -> None:
    assert problems(look(archive, 24, later=23)) == []
    health = look(archive, 24, later=23.5)
    assert problems(health) == ["stale", "stale"]
    assert "no crawl has ended in order for 24 hours" in health.problems[0].message
    assert "没有正常完成" in health.problems[0].message_zh


def test_a_run_that_failed_makes_nothing_fresh(archive: Archive) -> None:
    for outcome in ("interrupted", None):
        row = {"command": "crawl", "started_at": stamp(MOMENT), "outcome": outcome}
        archive.db.table("runs").insert(row)
    health = look(archive)
    assert health.last_run
    assert (health.last_run["outcome"], health.as_of) == (None, "2026-11-30T22:00:00Z")


def test_an_archive_that_no_run_filled_is_told_so(tmp_path: Path) -> None:
    with open_archive(tmp_path, command="test", create=True) as archive:
        health = look(archive)
    assert problems(health) == ["never", "never"]
    assert (health.last_run, health.as_of, health.age_hours) == (None, None, None)


def test_most_portals_failing_at_once_is_a_problem(archive: Archive) -> None:
    archive.db.conn.execute(
        "UPDATE portals SET outcome = 'timeout' WHERE id IN ('yunlan', 'linxi')"
    )
    assert problems(look(archive)) == ["portals"]


def test_portals_that_never_worked_are_no_problem(archive: Archive) -> None:
    archive.db.conn.execute("UPDATE portals SET outcome = 'timeout' WHERE last_ok IS NULL")
    assert look(archive).healthy


def test_too_little_room_for_the_next_run_is_a_problem(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = look(archive).disk.database_bytes
    assert size > 0
    for free, found in ((10**9 + 2 * size, []), (10**9 + 2 * size - 1, ["disk"])):
        monkeypatch.setattr("shutil.disk_usage", lambda path, free=free: SimpleNamespace(free=free))
        assert problems(look(archive)) == found


def test_only_what_is_the_archives_is_measured(archive: Archive) -> None:
    before = look(archive).disk.archive_bytes
    (archive.path / "holiday.mp4").write_bytes(b"0" * 5000)
    assert look(archive).disk.archive_bytes == before
    (archive.path / "warc" / "2026").mkdir(parents=True)
    (archive.path / "warc" / "2026" / "a.warc.gz").write_bytes(b"0" * 5000)
    assert look(archive).disk.archive_bytes == before + 5000


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, "0.0 bytes"), (999, "999.0 bytes"), (1500, "1.5 kB"), (2.5e12, "2.5 TB")],
)
def test_bytes_are_told_for_people(number: float, told: str) -> None:
    assert tell_bytes(number) == told


def ask(archive: Archive, address: str) -> Any:
    datasette = Datasette([], immutables=[str(publish(archive))])
    return asyncio.run(datasette.client.get(address))


def begin_now(archive: Archive) -> None:
    """Let the last runs be of this very moment: pages look at the clock."""
    archive.db.conn.execute("UPDATE runs SET started_at = ?1, ended_at = ?1", [stamp(now())])
    archive.db.conn.commit()


def test_monitors_get_200_and_503(archive: Archive) -> None:
    begin_now(archive)
    well = ask(archive, "/health.json")
    assert (well.status_code, well.json()["healthy"]) == (200, True)
    assert well.headers["cache-control"] == "no-store"
    archive.db.conn.execute("UPDATE portals SET outcome = 'timeout' WHERE last_ok IS NOT NULL")
    archive.db.conn.commit()
    ill = ask(archive, "/health.json")
    assert (ill.status_code, ill.json()["problems"][0]["name"]) == (503, "portals")


def test_a_monitor_may_say_how_old_is_too_old(archive: Archive) -> None:
    begin_now(archive)
    archive.db.conn.execute("UPDATE runs SET ended_at = ?", [stamp(now() - timedelta(hours=30))])
    archive.db.conn.commit()
    assert ask(archive, "/health?hours=48").status_code == 200
    page = ask(archive, "/health?hours=24&lang=zh")
    assert page.status_code == 503
    assert "没有正常完成的 crawl" in page.text
    assert ask(archive, "/health?hours=soon").status_code == 400


def test_the_page_names_broken_portals(archive: Archive) -> None:
    begin_now(archive)
    archive.db.table("portals").update("wangjiang", {"detail": "<b>empty</b>"})
    page = ask(archive, "/health").text
    assert "All is well." in page
    assert '<a href="/portal/wangjiang">望江县人民政府</a>' in page
    assert "<b>empty" not in page


def test_a_copy_away_from_its_archive_is_served_too(archive: Archive, tmp_path: Path) -> None:
    begin_now(archive)
    copy = tmp_path / "elsewhere" / "published" / "nianbao.db"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(publish(archive).read_bytes())
    datasette = Datasette([], immutables=[str(copy)])
    answer = asyncio.run(datasette.client.get("/health.json"))
    assert answer.json()["disk"]["archive_bytes"] == copy.stat().st_size


def report(archive: Archive, language: str = "en") -> Any:
    return report_run(archive, look(archive), language)


def test_the_report_tells_what_the_last_run_did(archive: Archive) -> None:
    archive.db.table("reports").update(5, {"first_seen": stamp(MOMENT), "title": "年度\n报告"})
    archive.db.table("revisions").update(1, {"seen_at": stamp(MOMENT)})
    text = report(archive).to_text()
    assert "All is well." in text
    assert "crawl: 2026-11-30T22:00:00Z to 2026-11-30T23:00:00Z, ok; requests 3" in text
    assert "New reports: 1\n  - 云澜市教育局 2021: verified; 年度 报告\n" in text
    assert "Revisions: 1\n  - 云澜市人民政府 2021: numbers; 总计 110 → 120\n" in text
    assert "wangjiang 望江县人民政府: broken since –; the column is empty" in text


def test_what_the_copy_before_had_is_no_news(archive: Archive) -> None:
    text = report(archive).to_text()
    assert "New reports: 0\n" in text
    assert "Revisions: 0\n" in text


def test_what_was_crawled_and_not_yet_published_is_news(archive: Archive) -> None:
    captured = stamp(MOMENT - timedelta(hours=20))
    archive.db.table("reports").update(5, {"first_seen": captured})
    assert "New reports: 1\n" in report(archive).to_text()


def test_a_long_list_is_cut_and_says_so(archive: Archive) -> None:
    archive.db.table("reports").insert_all(
        {"id": 100 + one, "year": 1900 + one, "first_seen": stamp(MOMENT), "status": "flagged"}
        for one in range(60)
    )
    text = report(archive).to_text()
    assert "New reports: 60\n  - body not known 1900: flagged; \n" in text
    assert "  - and 10 more\n" in text


def test_the_report_tells_problems_in_the_language_asked_for(archive: Archive) -> None:
    archive.db.conn.execute("DELETE FROM runs WHERE command = 'publish'")
    assert "To look at\n  - no publish has ended in order yet" in report(archive).to_text()
    chinese = report(archive, "zh").to_text()
    assert "需要处理\n  - 尚无正常完成的 publish" in chinese
    assert '<html lang="zh-Hans">' in report(archive, "zh").to_html()


def test_a_report_of_nothing_is_a_report(tmp_path: Path) -> None:
    with open_archive(tmp_path, command="test", create=True) as archive:
        assert "Nothing has run yet." in report(archive).to_text()


class Tags(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_the_report_as_html_needs_nothing_else_and_runs_nothing(archive: Archive) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    archive.db.table("reports").update(5, {"first_seen": stamp(MOMENT), "title": hostile})
    archive.db.table("portals").update("wangjiang", {"detail": hostile})
    tags = Tags(report(archive).to_html())
    plain = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "ul", "li"}
    assert tags.names == plain
    assert tags.attributes == {"lang", "charset"}


def test_the_state_can_be_told_as_json(archive: Archive) -> None:
    told = json.loads(json.dumps(look(archive).to_json()))
    assert told.keys() == {
        *("healthy", "checked_at", "problems", "last_run", "as_of", "age_hours"),
        *("portals", "broken", "disk"),
    }
