"""From a number to its source: what the page tells, and what the archive gives away."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import replace
from html import escape, unescape
from pathlib import Path
from queue import SimpleQueue

import pytest

from archive.publish.pages.viewer import processes
from extract.process import BoundedProcess
from tests.archive.viewer.site import Site, make_site
from tests.extract.bad.pages import report
from tests.extract.generate import generate
from tests.extract.show.marked import marked_box, marked_text

CLAIM = "本年度共收到政府信息公开申请98765件"
FORMATS = {
    "html_spans": 1, "docx": 2, "pdf": 3, "lines": 4, "xlsx": 5, "script_page": 6, "ofd": 7,
    "zipped": 9,
}  # fmt: skip


def claiming() -> bytes:
    """Return a report whose text claims what its table does not say."""
    heading = re.compile(
        rb"(<p[^>]*>[^<]*\xe6\x80\xbb\xe4\xbd\x93\xe6\x83\x85\xe5\x86\xb5[^<]*</p>)"
    )
    return heading.sub(rb"\1" + f"<p>{CLAIM}。其他照旧。</p>".encode(), report(seed=11), count=1)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    bodies = {layout: generate(seed, layout).body for layout, seed in FORMATS.items()}
    return make_site(tmp_path_factory.mktemp("viewer"), {**bodies, "claiming": claiming()})


@pytest.fixture
def copied(site: Site, tmp_path: Path) -> Site:
    """The same archive, to be damaged."""
    shutil.copytree(site.archive, tmp_path / "archive")
    database = tmp_path / "archive" / "published" / "nianbao.db"
    return replace(site, archive=tmp_path / "archive", database=database)


@pytest.mark.parametrize("name", FORMATS)
def test_a_number_leads_to_its_cell(site: Site, name: str) -> None:
    cell = site.cells(name)[0]
    page = site.text(site.path(name))
    assert f'<dd class="raw">{cell["raw"]}</dd>' in page
    assert f'src="{site.path(name)}/document?lang=en#cell"' in page
    document = site.text(f"{site.path(name)}/document")
    if "<svg" in document:
        assert marked_box(document).area > 0
    else:
        assert marked_text(document) == cell["raw"]


def test_the_page_tells_where_the_bytes_are(site: Site) -> None:
    (row,) = site.rows(
        "SELECT captures.* FROM reports JOIN versions ON versions.id = reports.version"
        " JOIN captures ON captures.id = versions.capture WHERE reports.id = ?",
        site.reports["docx"],
    )
    page = unescape(site.text(site.path("docx")))
    for name in ("url", "payload_sha256", "warc_file", "warc_offset", "record_id"):
        assert str(row[name]) in page
    assert row["fetched_at"][:10] in page
    assert "UTC+8" in page
    assert "web.archive.org" not in page


def test_what_came_from_a_server_has_its_address_and_a_memento(copied: Site) -> None:
    url = 'http://www.yunlan.example/a.html?b=1&c="><script>'
    copied.rows("UPDATE captures SET url = ?, fetched_at = '2026-01-31T16:30:00Z'", url)
    page = copied.text(copied.path("docx"), "zh")
    assert f'href="{escape(url, quote=True).replace("&quot;", "&#34;")}" rel="noreferrer' in page
    assert 'href="https://web.archive.org/web/20260131163000/http://www.yunlan.example/' in page
    assert "2026-01-31 16:30:00" in page
    assert "2026-02-01 00:30:00" in page
    assert "<script" not in page


def test_what_is_no_address_of_the_web_is_no_link(copied: Site) -> None:
    copied.rows("UPDATE captures SET url = 'javascript:alert(1)'")
    assert 'href="javascript' not in copied.text(copied.path("docx"))


def test_mark_up_in_names_is_text(copied: Site) -> None:
    evil = "<img src=x onerror=alert(1)>"
    copied.rows("UPDATE reports SET title = ?", evil)
    copied.rows("UPDATE agencies SET name = ?", evil)
    copied.rows("UPDATE cells SET raw = ?", evil)
    copied.rows("UPDATE findings SET message = ?, rule = ?, keys = '[]'", evil, evil)
    for path in (copied.path("docx"), finding_path(copied)):
        page = copied.text(path)
        assert "<img" not in page
        assert escape(evil) in page


def finding_path(site: Site) -> str:
    (finding,) = site.rows("SELECT id FROM findings WHERE locator IS NOT NULL")
    return f"/source/{site.reports['claiming']}/finding-{finding['id']}"


def test_the_sentence_of_a_finding_is_marked(site: Site) -> None:
    page = site.text(finding_path(site))
    assert f"<mark>{CLAIM}" in page
    assert "prose.disagrees" in page
    assert CLAIM in marked_text(site.text(f"{finding_path(site)}/document"))


def test_a_cell_shows_its_findings_in_the_language_of_the_reader(site: Site) -> None:
    (finding,) = site.rows("SELECT * FROM findings WHERE locator IS NOT NULL")
    path = site.path("claiming", "applications.received.total")
    assert escape(finding["message"]) in site.text(path)
    assert escape(finding["message_zh"]) in site.text(path, "zh")
    assert finding_path(site) in site.text(path)


def test_a_report_leads_to_its_document_and_to_the_sentences_of_its_findings(site: Site) -> None:
    page = site.text(f"/report/{site.reports['claiming']}")
    for path in (site.path("claiming", "whole"), finding_path(site)):
        assert f'href="{path}"' in page


def test_the_whole_document_is_shown_without_a_mark(site: Site) -> None:
    path = site.path("docx", "whole")
    assert "The whole document" in site.text(path)
    document = site.text(f"{path}/document")
    assert 'id="cell"' not in document
    assert "not marked" not in document


def test_a_cell_that_the_source_has_not_is_not_marked(copied: Site) -> None:
    path = copied.path("docx")
    copied.rows("UPDATE cells SET locator = NULL, value = NULL, raw = ''")
    assert "The source has no such cell." in copied.text(path)
    assert 'id="cell"' not in copied.text(f"{path}/document")


def test_a_place_that_is_not_found_says_so(copied: Site) -> None:
    copied.rows("""UPDATE cells SET locator = '{"at": "/html/body/b[9]"}'""")
    assert "was not found" in copied.text(f"{copied.path('html_spans')}/document")


def test_the_document_may_do_nothing(site: Site) -> None:
    response = site.get(f"{site.path('html_spans')}/document")
    policy = response.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'; style-src 'sha256-")
    assert "script" not in policy
    assert "allow-" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert 'sandbox=""' in site.text(site.path("html_spans"))


@pytest.mark.parametrize("name", ["html_spans", "docx", "zipped"])
def test_the_file_is_given_as_it_was_captured_and_not_to_be_opened(site: Site, name: str) -> None:
    response = site.get(f"{site.path(name)}/file")
    assert response.content == generate(FORMATS[name], name).body
    assert response.headers["content-type"] == "application/octet-stream"
    digest = hashlib.sha256(response.content).hexdigest()
    disposition = response.headers["content-disposition"]
    assert disposition.startswith(
        f'attachment; filename="report-{site.reports[name]}-{digest[:12]}.'
    )
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/source/999/whole",
        "/source/999999999999999999999999/whole",
        "/source/-1/whole",
        "/source/1/no.such.key",
        "/source/1/finding-999999",
        "/source/1/finding-99999999999999999999",
        "/source/1/finding-1;drop",
        "/source/1/..%2f..%2fnianbao.db",
        "/source/1/../../../../etc/passwd",
        "/source/1/%00",
        "/source/1/whole/file/../../../../etc/passwd",
        "/source/１/whole",
        "/source/1'/whole",
    ],
)
def test_what_is_not_there_is_not_there(site: Site, path: str) -> None:
    response = site.get(path)
    assert response.status_code == 404
    assert "root:" not in response.text


def test_a_finding_of_another_report_is_not_there(site: Site) -> None:
    other = finding_path(site).replace(
        f"/source/{site.reports['claiming']}/", f"/source/{site.reports['docx']}/"
    )
    assert site.get(other).status_code == 404


def test_a_page_of_the_document_that_is_not_there_says_so(site: Site) -> None:
    path = f"{site.path('pdf')}/document"
    assert "there is no such page" in site.text(f"{path}?page=99")
    for asked in ("x", "0", "-1", "99999", "1.5"):
        assert marked_box(site.text(f"{path}?page={asked}")).area > 0


@pytest.mark.parametrize(
    "file", ["../secret", "/etc/passwd", "warc/../../secret", "secret", "warc/\0"]
)
def test_rows_open_no_file_outside_of_the_warc_folder(copied: Site, file: str) -> None:
    (copied.archive.parent / "secret").write_bytes(b"WARC/1.1\r\n" + b"secret" * 99)
    (copied.archive / "secret").write_bytes(b"secret")
    copied.rows("UPDATE captures SET warc_file = ?, warc_offset = 0, warc_length = 999", file)
    assert "is no file of" in copied.text(f"{copied.path('docx')}/document")
    assert copied.get(f"{copied.path('docx')}/file").status_code == 404


def test_a_copy_without_its_warc_files_shows_what_the_rows_tell(copied: Site) -> None:
    (copied.archive / "warc").rename(copied.archive.parent / "elsewhere")
    cell = copied.cells("docx")[0]
    assert f'<dd class="raw">{cell["raw"]}</dd>' in copied.text(copied.path("docx"))
    document = f"{copied.path('docx')}/document"
    assert "not beside this copy" in copied.text(document)
    assert "不在此数据库副本旁边" in copied.text(document, "zh")
    assert copied.get(f"{copied.path('docx')}/file").status_code == 404


def test_a_record_that_is_not_what_was_read_is_not_shown(copied: Site) -> None:
    copied.rows("UPDATE versions SET payload_sha256 = 'ff'")
    assert "is not what was read" in copied.text(f"{copied.path('docx')}/document")


def test_a_damaged_record_says_so(copied: Site) -> None:
    copied.rows("UPDATE captures SET warc_offset = warc_offset + 7")
    assert "cannot be read" in copied.text(f"{copied.path('docx')}/document")


def test_what_takes_too_long_says_so_and_the_next_is_shown(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasty = BoundedProcess(seconds=0.3)
    idle: SimpleQueue[BoundedProcess] = SimpleQueue()
    idle.put(hasty)
    monkeypatch.setattr(processes, "_IDLE", idle)
    try:
        long = b"<table>" + b"<tr><td>1</td></tr>" * 1_000_000
        late = processes.show_bounded(long, None, None)
        after = processes.show_bounded(b"<p>7</p>", None, None)
    finally:
        hasty.stop()
    assert late.problem is not None
    assert "too long" in late.problem.en
    assert after.markup == "<div><div><p>7</p></div></div>"
