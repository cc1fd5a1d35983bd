"""What later runs ask for, under a clock that is told: what is due, and no change is missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.archive import open_archive
from crawler.intervals import Calendar, due_after, is_recent
from tests.crawler.portals import crawl
from tests.farm.farm import PortalFarm

START = datetime(2026, 2, 1, 2, tzinfo=UTC)
_NEW_PAYLOADS = """SELECT url FROM captures WHERE run = ? AND revisit_of IS NULL
AND outcome = 'ok' AND role IN ('report', 'attachment')"""


@dataclass
class Nights:
    """A farm that is crawled again and again into one archive."""

    farm: PortalFarm
    place: Path

    def crawl(self, day: float) -> tuple[dict[str, Any], dict[str, list[str]]]:
        """Crawl some days after the start; returns what came of it and what was asked."""
        before = {name: len(self.farm.log(name)) for name in self.farm.names}
        moment = (START + timedelta(days=day)).isoformat()
        allowed = {"allow": self.farm.others, "revisit_days": 180}
        result = crawl(self.place, self.farm.roots, delay=0.01, now=moment, **allowed)
        asked = {
            name: [f"{one.method} {one.path}" for one in self.farm.log(name)[count:]]
            for name, count in before.items()
        }
        return result, asked

    def new_payloads(self, run: int) -> set[str]:
        with open_archive(self.place) as archive:
            return {row["url"] for row in archive.rows(_NEW_PAYLOADS, run)}


def listed(farm: PortalFarm, name: str, *, had: bool = False) -> set[str]:
    """Return the addresses of reports and documents; with `had` only of those that came."""
    reports = [one for one in farm.expected(name).reports if one.had or not had]
    return {url for one in reports for url in (one.url, *one.attachments)}


def ok_portals(farm: PortalFarm) -> list[str]:
    return [name for name in farm.roots if farm.expected(name).outcome == "ok"]


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Crawl the farm: at first, an hour later, when all is due, and after the farm has changed."""
    place = tmp_path_factory.mktemp("nights") / "archive"
    with PortalFarm() as farm:
        told = Nights(farm, place)
        found = {"first": told.crawl(0), "same night": told.crawl(0.05), "all due": told.crawl(1)}
        old = {name: listed(farm, name, had=True) for name in farm.names}
        farm.advance()
        found["changed"] = told.crawl(3)
        runs = {name: found[name][0]["run"] for name in found}
        payloads = {name: told.new_payloads(run) for name, run in runs.items()}
        return {
            "asked": {name: asked for name, (_, asked) in found.items()},
            "results": {name: result for name, (result, _) in found.items()},
            "payloads": payloads,
            "old": old,
            "new": {name: listed(farm, name) for name in farm.names},
            "bases": farm.bases,
            "ok": ok_portals(farm),
        }


def test_when_nothing_is_due_only_columns_are_asked_for(nights: dict[str, Any]) -> None:
    for name in nights["ok"]:
        base = nights["bases"][name]
        asked = {one.partition(" ")[2] for one in nights["asked"]["same night"][name]}
        reports = {url.removeprefix(base) for url in nights["old"][name]}
        assert not asked & reports, name
        assert len(asked) < len(nights["asked"]["first"][name]), name
    assert nights["payloads"]["same night"] == set()


def test_what_is_due_is_revalidated_and_brings_no_new_payload(nights: dict[str, Any]) -> None:
    for name in nights["ok"]:
        base = nights["bases"][name]
        asked = {one.partition(" ")[2] for one in nights["asked"]["all due"][name]}
        own = {url.removeprefix(base) for url in nights["old"][name] if url.startswith(base)}
        assert own <= asked, name
    assert nights["payloads"]["all due"] == set()


def test_after_the_change_every_report_is_known(nights: dict[str, Any]) -> None:
    changed = {one["id"]: one for one in nights["results"]["changed"]["portals"]}
    for name in nights["ok"]:
        count = changed[name]["reports"] + changed[name]["attachments"]
        assert count == len(nights["new"][name]), name
        fresh = nights["new"][name] - nights["old"][name]
        assert fresh <= nights["payloads"]["changed"], name


def test_intervals_grow_while_nothing_changes() -> None:
    calendar, days, seen = Calendar(cap=60), None, []
    for _ in range(8):
        days = calendar.after(days, changed=False, recent=False)
        seen.append(days)
    assert seen == [1, 2, 4, 8, 16, 32, 60, 60]
    assert calendar.after(60, changed=True, recent=False) == 1
    assert calendar.after(60, changed=False, recent=True) == 7
    assert Calendar(cap=0).after(9, changed=False, recent=False) == 0


def test_a_nightly_run_that_starts_a_little_earlier_finds_it_due() -> None:
    assert due_after(START, 1) < START + timedelta(hours=23)


@pytest.mark.parametrize(("year", "recent"), [(None, True), (2025, True), (2024, False)])
def test_reports_of_last_year_are_recent(year: int | None, recent: bool) -> None:
    assert is_recent(year, START) is recent
