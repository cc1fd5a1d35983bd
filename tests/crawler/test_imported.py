"""Reports are found among what other tools captured, with their documents."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archive.archive import Archive, open_archive
from archive.compare import compare
from archive.extraction import extract_all
from archive.foreign.documents import note_documents
from archive.foreign.keep import keep_foreign
from archive.sources import settle_sources
from crawler.imported import judge_answer, note_pages
from tests.archive.foreign_warcs import make_block, make_record, write_warc
from tests.archive.warcs import MOMENT, SOFTWARE
from tests.farm.farm import PortalFarm
from tests.farm.papers import EDUCATION, paper

ORIGIN = "http://www.yunlan.gov.cn"
PAPER = paper(EDUCATION, 2024)
TITLE = PAPER.title
EDITED = PAPER.edited().docx()


def page(body: str, title: str = "云澜市教育局") -> bytes:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    path = tmp_path / "archive"
    with open_archive(path, command="import", create=True, clock=lambda: MOMENT) as opened:
        yield opened


def take(archive: Archive, path: Path) -> list[dict[str, Any]]:
    """Take a file in; returns the sources that are found in it."""
    taken = keep_foreign(archive, [path], SOFTWARE, judge_answer)
    captures = [*taken.new, *taken.known]
    note_pages(archive, captures)
    note_documents(archive, captures)
    settle_sources(archive, captures)
    return archive.rows("SELECT * FROM sources ORDER BY url")


def take_pages(archive: Archive, *pages: tuple[str, bytes], day: str = "2024-03-01") -> Any:
    records = [
        make_record("response", make_block(body), url=ORIGIN + path, date=day)
        for path, body in pages
    ]
    return take(archive, write_warc(archive.path.parent / f"{day}.warc", records))


def test_a_page_with_a_report_is_a_source_since_it_was_captured(archive: Archive) -> None:
    (source,) = take_pages(archive, ("/a.html", page(PAPER.html())), ("/b.html", page("新闻")))
    assert (source["url"], source["role"]) == (f"{ORIGIN}/a.html", "page")
    assert source["first_seen"] == source["last_seen"] == "2024-03-01T00:00:00Z"


def test_a_list_tells_title_and_date_of_what_it_leads_to(archive: Archive) -> None:
    row = f'<li><a href="/t20250120_1.html">{TITLE}</a><span>2025-01-20</span></li>'
    listed = page(f"<ul>{row}</ul>", "政府信息公开年报")
    (source,) = take_pages(
        archive, ("/t20250120_1.html", page("<p><img src='1.png'></p>")), ("/list/", listed)
    )
    assert (source["title"], source["published_on"]) == (TITLE, "2025-01-20")


def test_documents_are_tied_to_the_page_that_links_to_them(archive: Archive) -> None:
    link = f'<h1>{TITLE}</h1><a href="files/a.docx">附件：{TITLE}.docx</a>'
    attachment, source = sorted(
        take_pages(archive, ("/a.html", page(link)), ("/files/a.docx", PAPER.docx())),
        key=lambda one: str(one["role"]),
    )
    assert (attachment["page"], attachment["role"]) == (source["id"], "attachment")
    assert attachment["file_name"] == f"附件：{TITLE}.docx"


def test_a_document_that_no_page_leads_to_is_read_to_be_known(archive: Archive) -> None:
    paths = [("/a.docx", PAPER.docx()), ("/b.pdf", b"%PDF-1.4 none"), ("/c.png", b"\x89PNG\r\n")]
    assert [one["url"] for one in take_pages(archive, *paths)] == [f"{ORIGIN}/a.docx"]


def test_a_list_of_several_reports_is_no_report(archive: Archive) -> None:
    links = "".join(f'<li><a href="/{n}.docx">{body}{TITLE}</a></li>'
                    for n, body in enumerate(("甲县", "乙县", "丙县")))  # fmt: skip
    listed = page(f"<ul>{links}</ul>", "2024年政府信息公开工作年度报告")
    sources = take_pages(archive, ("/", listed), ("/0.docx", PAPER.docx()))
    assert [one["url"] for one in sources] == [f"{ORIGIN}/0.docx"]


def test_a_source_belongs_to_the_portal_on_its_host(archive: Archive) -> None:
    with archive.transaction():
        archive.db.conn.execute(
            "INSERT INTO portals (id, root, added_at) VALUES ('yunlan', ?, '2024')", (ORIGIN,)
        )
    assert [one["portal"] for one in take_pages(archive, ("/a.html", page(PAPER.html())))] == [
        "yunlan"
    ]


def test_past_versions_are_revisions_with_their_own_dates(archive: Archive) -> None:
    edited = page(PAPER.edited().html())
    take_pages(archive, ("/a.html", edited), day="2025-06-01")
    extract_all(archive)
    compare(archive)
    take_pages(archive, ("/a.html", page(PAPER.html())), day="2025-02-01")
    extract_all(archive)
    compare(archive)
    (revision,) = archive.rows("SELECT * FROM revisions")
    assert (revision["kind"], revision["seen_at"]) == ("numbers", "2025-06-01T00:00:00Z")
    (report,) = archive.rows("SELECT reports.*, capture FROM reports JOIN versions"
                             " ON versions.id = reports.version")  # fmt: skip
    assert (report["capture"], report["first_seen"]) == (1, "2025-02-01T00:00:00Z")


@pytest.mark.parametrize("days", [("2025-02-01", "2025-06-01"), ("2025-06-01", "2025-02-01")])
def test_a_document_at_another_address_is_a_revision(archive: Archive, days: Any) -> None:
    versions = {"2025-02-01": ("/a.docx", PAPER.docx()), "2025-06-01": ("/b.docx", EDITED)}
    for day in days:
        place, document = versions[day]
        link = page(f'<h1>{TITLE}</h1><a href="{place}">{TITLE}.docx</a>')
        take_pages(archive, ("/1.html", link), (place, document), day=day)
        extract_all(archive)
        compare(archive)
    attached = "SELECT revisions.kind, url FROM revisions JOIN sources ON sources.id = source"
    (revision,) = archive.rows(f"{attached} WHERE role = 'attachment'")
    assert revision == {"kind": "numbers", "url": f"{ORIGIN}/b.docx"}
    (report,) = archive.rows("SELECT versions.capture, captures.url FROM reports JOIN versions"
                             " ON versions.id = reports.version JOIN captures"
                             " ON captures.id = versions.capture")  # fmt: skip
    assert report["url"] == f"{ORIGIN}/b.docx"
    assert archive.rows("SELECT * FROM findings WHERE rule = 'sources.disagree'") == []


def test_what_was_gone_on_two_days_is_gone(archive: Archive) -> None:
    take_pages(archive, ("/a.html", page(PAPER.html())))
    extract_all(archive)
    gone = [
        make_record(
            "response", make_block(b"", first="HTTP/1.1 404 Not Found"), url=f"{ORIGIN}/a.html",
            date=day,
        )
        for day in ("2024-04-01", "2024-05-01")
    ]  # fmt: skip
    (source,) = take(archive, write_warc(archive.path.parent / "gone.warc", gone))
    assert source["state"] == "gone"
    compare(archive)
    assert [one["kind"] for one in archive.rows("SELECT * FROM revisions")] == ["removed"]


def test_a_challenge_that_another_tool_kept_is_no_document(archive: Archive) -> None:
    challenge = b"<html><script src='/WZWSREL/wzwschallenge.js'></script></html>"
    assert take_pages(archive, ("/a.html", challenge)) == []
    assert [row["outcome"] for row in archive.rows("SELECT outcome FROM captures")] == ["blocked"]


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed here")
@pytest.mark.parametrize("name", ["trs", "attachments"])
def test_what_wget_captured_gives_the_reports_of_a_portal(name: str, tmp_path: Path) -> None:
    with PortalFarm([name]) as farm:
        _run_wget(farm.roots[name], tmp_path)
        expected = farm.expected(name)
    path = tmp_path / "archive"
    with open_archive(path, command="import", create=True, clock=_now) as archive:
        found = {row["url"]: row for row in take(archive, tmp_path / "made.warc.gz")}
        captured = {row["url"] for row in archive.rows("SELECT url FROM captures WHERE status=200")}
    pages = {one.url for one in expected.reports if one.url in captured}
    documents = {
        url: one.url for one in expected.reports for url in one.attachments if url in captured
    }
    assert pages
    assert found.keys() == pages | documents.keys()
    for url, of in documents.items():
        assert found[url]["page"] == found[of]["id"]


def _now() -> datetime:
    return datetime(2099, 1, 1, tzinfo=UTC)


def _run_wget(root: str, folder: Path) -> None:
    options = ["--quiet", "--recursive", "--level=6", "--no-directories", "--delete-after"]
    command = ["wget", *options, "--no-proxy", "--execute=robots=off", "--warc-file=made", root]
    subprocess.run(command, cwd=folder, check=False, timeout=60)
    assert (folder / "made.warc.gz").exists()
