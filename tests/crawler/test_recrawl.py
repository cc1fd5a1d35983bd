"""What later runs ask for, under a clock that is told: what is due, and no change is missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin

import pytest

from archive.archive import Archive, open_archive
from archive.captures import find_header, read_capture, read_payload
from archive.compare import compare
from archive.extraction import extract_all
from archive.warc import Record
from crawler.intervals import Calendar, due_after, is_recent
from nianbao.demo.server import Exchange
from tests.archive.warcs import check_all, read_requests
from tests.crawler.harvest import expect_harvest, read_harvest
from tests.crawler.portals import crawl
from tests.farm.farm import PortalFarm
from tests.farm.site import Expected, Listed
from tests.replay import Replay

START = datetime(2026, 2, 1, 2, tzinfo=UTC)
# A page that only sends its reader on is none.
_NEW_PAYLOADS = """SELECT url FROM captures WHERE run = ? AND revisit_of IS NULL
AND outcome = 'ok' AND role IN ('report', 'attachment')
AND url NOT IN (SELECT url FROM frontier WHERE outcome = 'moved')"""
# A front page that lists reports itself is a column, too; what could not be had is due each night.
_BESIDE_COLUMNS = """SELECT url FROM captures WHERE run = ? AND outcome IN ('ok', 'not_modified')
AND role NOT IN ('robots', 'column', 'list')
AND portal IN (SELECT id FROM portals WHERE outcome = 'ok') AND NOT EXISTS (
  SELECT 1 FROM frontier WHERE frontier.url = captures.url AND role = 'root' AND accepted > 1
)"""
_UNCONDITIONAL = """SELECT url FROM captures AS late WHERE run = ? AND status = 200
AND role IN ('report', 'attachment') AND EXISTS (
  SELECT 1 FROM captures AS early WHERE early.url = late.url AND early.run < late.run
    AND early.etag IS NOT NULL AND early.outcome = 'ok'
)"""
_ANSWERED = """SELECT * FROM captures WHERE status IS NOT NULL
AND run IN (SELECT min(run) FROM captures UNION SELECT max(run) FROM captures)"""
_REVISIONS = """SELECT sources.url, revisions.kind FROM revisions
JOIN sources ON sources.id = revisions.source WHERE kind != 'cosmetic'"""


@dataclass(frozen=True)
class Night:
    """One crawl: what each portal was asked and must give; what was new, what was no column, what
    was asked for without a condition though there could be one.
    """

    asked: dict[str, list[Exchange]]
    expected: dict[str, Expected]
    payloads: set[str]
    beside: set[str]
    unconditional: set[str]
    base: dict[str, str]


@dataclass
class Nights:
    """A farm that is crawled again and again into one archive."""

    farm: PortalFarm
    place: Path

    def crawl(self, day: float) -> Night:
        """Crawl some days after the start."""
        before = {name: len(self.farm.log(name)) for name in self.farm.names}
        moment = (START + timedelta(days=day)).isoformat()
        allowed = {"allow": self.farm.others, "revisit_days": 180}
        result = crawl(self.place, self.farm.roots, delay=0.01, now=moment, **allowed)
        asked = {name: self.farm.log(name)[count:] for name, count in before.items()}
        expected = {name: self.farm.expected(name) for name in self.farm.roots}
        with open_archive(self.place) as archive:
            payloads = urls(archive, _NEW_PAYLOADS, result["run"])
            beside = urls(archive, _BESIDE_COLUMNS, result["run"])
            unconditional = urls(archive, _UNCONDITIONAL, result["run"])
        return Night(asked, expected, payloads, beside, unconditional, self.farm.bases)


def urls(archive: Archive, sql: str, run: int) -> set[str]:
    return {row["url"] for row in archive.rows(sql, run)}


def addresses(one: Listed) -> set[str]:
    return {one.url, *one.attachments}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nights") / "archive"


@pytest.fixture(scope="module")
def nights(place: Path) -> dict[str, Night]:
    """Crawl the farm: at first, an hour later, when all is due, and after the farm has changed."""
    with PortalFarm() as farm:
        told = Nights(farm, place)
        found = {"first": told.crawl(0), "same night": told.crawl(0.05), "all due": told.crawl(1)}
        farm.advance()
        return {**found, "changed": told.crawl(3)}


@pytest.fixture(scope="module")
def ok(nights: dict[str, Night]) -> list[str]:
    """The portals that give reports."""
    return [name for name, one in nights["first"].expected.items() if one.outcome == "ok"]


def changes(nights: dict[str, Night], name: str) -> Iterator[tuple[Listed, Listed | None]]:
    """Yield each report that is new or was edited, and what it was before."""
    before = {
        (one.paper.agency, one.paper.year): one for one in nights["first"].expected[name].reports
    }
    for one in nights["changed"].expected[name].reports:
        old = before.get((one.paper.agency, one.paper.year))
        if one.had and (old is None or old.paper.edition != one.paper.edition):
            yield one, old


def test_when_nothing_is_due_only_columns_are_asked_for(nights: dict[str, Night]) -> None:
    assert nights["same night"].beside == set()
    assert nights["same night"].payloads == set()


def test_what_is_due_is_revalidated_and_brings_no_new_payload(
    nights: dict[str, Night], ok: list[str]
) -> None:
    assert nights["all due"].payloads == nights["all due"].unconditional == set()
    for name in ok:
        own = f"{nights['all due'].base[name]}/"
        reports = [one for one in nights["first"].expected[name].reports if one.had]
        due = {url for one in reports for url in addresses(one) if url.startswith(own)}
        assert due <= {urljoin(own, one.path) for one in nights["all due"].asked[name]}, name


def test_exactly_the_changes_bring_new_payloads(nights: dict[str, Night], ok: list[str]) -> None:
    payloads = nights["changed"].payloads
    told: set[str] = set()
    for name in ok:
        for one, old in changes(nights, name):
            # A new report may stand on its column's page, too, and be a copy of that.
            assert old is None or addresses(one) & payloads, one.url
            told |= addresses(one)
        told |= set(came_late(nights, name)) | set(signed_anew(nights, name))
    assert payloads <= told


def came_late(nights: dict[str, Night], name: str) -> Iterator[str]:
    """Yield the addresses that could not be had at first."""
    reports = nights["first"].expected[name].reports
    yield from (url for one in reports if not one.had for url in addresses(one))


def signed_anew(nights: dict[str, Night], name: str) -> Iterator[str]:
    """Yield the pages whose documents have other addresses now."""
    documents = {one.url: one.attachments for one in nights["first"].expected[name].reports}
    for one in nights["changed"].expected[name].reports:
        if documents.get(one.url, one.attachments) != one.attachments:
            yield one.url


def test_after_the_change_the_archive_has_what_the_portals_have(
    nights: dict[str, Night], ok: list[str], place: Path
) -> None:
    with open_archive(place) as archive:
        for name in ok:
            found = read_harvest(archive, name)
            new, old = (
                expect_harvest(nights[night].expected[name]) for night in ("changed", "first")
            )
            # A list may be cut short: what was on it before is still there.
            left = {url: day for url, day in old.pages.items() if url not in new.pages}
            assert {**left, **found.pages} == {**left, **new.pages}, name
            assert found.files == new.files, name


def test_silent_edits_are_revisions_and_nothing_else_is(
    nights: dict[str, Night], ok: list[str], place: Path
) -> None:
    with open_archive(place, command="test") as archive:
        extract_all(archive)
        compare(archive)
        found = {row["url"]: row["kind"] for row in archive.rows(_REVISIONS)}
    edited = [
        one for name in ok for one, old in changes(nights, name) if old is not None and old.had
    ]
    assert all(found.keys() & addresses(one) for one in edited)
    assert found.keys() <= {url for one in edited for url in addresses(one)}
    assert set(found.values()) == {"numbers"}


def test_pywb_shows_what_the_portals_sent(
    nights: dict[str, Night], place: Path, tmp_path: Path
) -> None:
    sent = {
        (night.base[name] + one.path, one.body, one.status, one.sent)
        for night in nights.values()
        for name, log in night.asked.items()
        for one in log
    }
    with open_archive(place) as archive:
        check_all(archive)
        requests = read_requests(archive)
        rows = archive.rows(_ANSWERED)
        with Replay(tmp_path, sorted(archive.warc.glob("*/*"))) as replay:
            for row in rows:
                asked, kept = requests[row["record_id"]], read_capture(archive, row)
                body = b"" if kept.status == 304 else read_payload(archive, row).raw
                assert (row["url"], asked.payload, kept.status, body) in sent
                shown = replay.ask(
                    row["fetched_at"],
                    row["url"],
                    posted=asked.payload,
                    media_type=find_header(asked.http, "Content-Type") or "",
                )
                if (shown.status, shown.body) != (kept.status, body):
                    # In one second pywb does not tell JSON apart that has the same leaves.
                    like = (row["url"], b"{" in asked.payload, shown.status, shown.body)
                    told = ((url, b"{" in said, status, had) for url, said, status, had in sent)
                    assert leads_to_itself(kept, row["url"]) or (like[1] and like in told)


def leads_to_itself(record: Record, url: str) -> bool:
    """Tell what no viewer shows: an answer that says to ask again, with a cookie."""
    return urljoin(url, find_header(record.http, "Location") or ".") == url


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
