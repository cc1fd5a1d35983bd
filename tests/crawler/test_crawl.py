"""Whole crawls over real HTTP, each in a process of its own."""

import gzip
import hashlib
import itertools
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from archive.archive import Archive, open_archive
from archive.captures import find_header, read_capture, read_payload
from crawler.expectations import accept
from tests.archive.warcs import check_all
from tests.crawler.portals import REPORT, Answer, Portal, crawl, page, serve, trs_routes

COLUMN = "/zwgk/zfxxgk/zfxxgknb/"
CHALLENGE = (
    b"<script>document.cookie=('_')+('_jsl_clearance_s=1737|-1|abc;Max-age=3600');"
    b"location.href=location.pathname+location.search</script>"
)


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


def check_captures(archive: Archive) -> None:
    """Every capture with a payload leads to its record, and the digests agree."""
    check_all(archive)
    for row in archive.rows("SELECT * FROM captures WHERE payload_sha256 IS NOT NULL"):
        raw = read_payload(archive, row).raw
        assert hashlib.sha256(raw).hexdigest() == row["payload_sha256"]
        assert len(raw) == row["payload_length"]


def check_polite(portal: Portal, delay: float) -> None:
    assert portal.log[0].path == "/robots.txt"
    for before, after in itertools.pairwise(portal.log):
        assert after.began - before.ended >= delay


def test_a_front_page_leads_to_every_report(trs: Portal, place: Path) -> None:
    result = crawl(place, {"a": f"{trs.url}/"}, delay=0.03)

    (portal,) = result["portals"]
    assert (portal["outcome"], portal["family"]) == ("ok", "trs")
    assert portal["column_url"] == trs.url + COLUMN
    assert (portal["reports"], portal["attachments"], portal["rejected"]) == (4, 4, 1)
    assert not any(path.startswith("/protect/") for path in trs.paths())
    assert len(trs.paths()) == len(set(trs.paths()))
    check_polite(trs, 0.03)
    said = trs.log[1].headers
    assert said["User-Agent"].startswith("Mozilla/5.0 (compatible; nianbao/")
    assert said["Accept-Encoding"] == "gzip, deflate"
    assert said["Accept-Language"].startswith("zh-CN")
    sources = rows(place, "SELECT * FROM sources WHERE role = 'attachment' ORDER BY url")
    assert sources[0]["file_name"] == "云澜市2021年政府信息公开工作年度报告.docx"
    assert sources[0]["agency_hint"] == "云澜市人民政府"
    assert sources[0]["published_on"] == "2022-01-24"
    with open_archive(place) as archive:
        check_captures(archive)


def test_the_column_itself_may_be_given(trs: Portal, place: Path) -> None:
    result = crawl(place, {"a": trs.url + COLUMN})

    assert result["portals"][0]["reports"] == 4
    assert "/" not in trs.paths()


def test_a_rejected_row_keeps_its_reason(trs: Portal, place: Path) -> None:
    crawl(place, {"a": f"{trs.url}/"})

    (row,) = rows(place, "SELECT * FROM frontier WHERE state = 'rejected'")
    assert row["outcome"] == "website_statement"
    assert "2024年政府网站工作年度报表" in row["context"]


def test_a_second_run_asks_conditionally_and_stores_nothing_new(trs: Portal, place: Path) -> None:
    crawl(place, {"a": f"{trs.url}/"})
    first = len(trs.log)
    result = crawl(place, {"a": f"{trs.url}/"})

    pages = [asked for asked in trs.log[first:] if asked.path.endswith((".html", "/"))]
    assert len(trs.log) == 2 * first
    assert {asked.status for asked in pages} == {304}
    assert result["portals"][0]["reports"] == 4
    stored = rows(
        place, "SELECT * FROM captures WHERE run = 2 AND revisit_of IS NULL AND payload_length > 0"
    )
    assert stored == []


def test_a_portal_that_forbids_is_asked_for_robots_only(trs: Portal, place: Path) -> None:
    trs.routes["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n", headers=())
    result = crawl(place, {"a": f"{trs.url}/"})

    assert trs.paths() == ["/robots.txt"]
    assert result["new_failures"][0]["outcome"] == "robots_forbidden"
    (row,) = rows(place, "SELECT * FROM captures WHERE outcome = 'robots_forbidden'")
    assert row["warc_file"] is None
    assert crawl(place, {"a": f"{trs.url}/"})["known_failures"][0]["outcome"] == "robots_forbidden"


def test_an_html_page_is_no_robots_file(trs: Portal, place: Path) -> None:
    trs.routes["/robots.txt"] = page("Disallow: /")
    assert crawl(place, {"a": f"{trs.url}/"})["portals"][0]["outcome"] == "ok"


def test_a_host_whose_robots_file_fails_is_left_alone(trs: Portal, place: Path) -> None:
    trs.routes["/robots.txt"] = Answer(b"", 503)
    result = crawl(place, {"a": f"{trs.url}/"})

    assert set(trs.paths()) == {"/robots.txt"}
    assert len(trs.paths()) == 3
    assert result["portals"][0]["outcome"] == "robots_forbidden"


def test_nothing_is_asked_after_a_challenge(trs: Portal, place: Path) -> None:
    cookie = ("Set-Cookie", "__jsluid_s=c9bf; path=/")
    trs.routes[COLUMN] = Answer(CHALLENGE, 521, (cookie,))
    result = crawl(place, {"a": f"{trs.url}/"})

    assert trs.paths() == ["/robots.txt", "/", COLUMN]
    (portal,) = result["new_failures"]
    assert portal["outcome"] == "blocked"
    assert portal["detail"].startswith("HTTP 521, jsluid, jsl_clearance")


def test_cookies_stay_with_their_host(trs: Portal, place: Path) -> None:
    def with_cookie(answer: Answer) -> Answer:
        return Answer(answer.body, headers=(*answer.headers, ("Set-Cookie", "a=1"), ("X", "2")))

    with serve(Portal(trs_routes(range(2023, 2025))), "127.0.1.2") as other:
        root = page(
            f"<a href='{COLUMN}'>信息公开年报</a><a href='{other.url}{COLUMN}'>部门年报</a>"
        )
        trs.routes["/"] = with_cookie(root)
        crawl(place, {"a": f"{trs.url}/", "b": f"{other.url}/"})

        assert trs.log[2].headers["Cookie"] == "a=1"
        assert len(other.log) > 2
        assert not any("Cookie" in asked.headers for asked in other.log)


def test_a_private_address_that_nobody_named_is_not_asked(trs: Portal, place: Path) -> None:
    with serve(Portal({}), "127.0.1.3") as inner:
        trs.routes["/"] = page(
            f"<a href='{COLUMN}'>信息公开年报</a><a href='{inner.url}/nb/'>部门年报</a>"
        )
        crawl(place, {"a": f"{trs.url}/"})
        assert inner.log == []

        (row,) = rows(place, "SELECT * FROM captures WHERE outcome = 'off_site'")
        assert row["detail"] == "127.0.1.3 is a private address that nobody named"
        crawl(place, {"a": f"{trs.url}/"}, allow=["127.0.1.3"])
        assert inner.paths()[:2] == ["/robots.txt", "/nb/"]


def test_a_removal_is_confirmed_by_a_second_run(trs: Portal, place: Path) -> None:
    report = COLUMN + "202501/t20250124_2024101.html"
    answer = trs.routes[report]
    states = []
    for here in (answer, trs.missing, trs.missing, answer):
        trs.routes[report] = here
        crawl(place, {"a": f"{trs.url}/"})
        (row,) = rows(place, "SELECT state FROM sources WHERE url = ?", trs.url + report)
        states.append(row["state"])

    assert states == ["present", "gone_once", "gone", "present"]


def test_a_portal_that_worked_and_fails_is_broken(trs: Portal, place: Path) -> None:
    crawl(place, {"a": f"{trs.url}/"})
    root = trs.routes.pop("/")
    trs.routes[COLUMN] = trs.missing
    (broken,) = crawl(place, {"a": f"{trs.url}/"})["new_failures"]
    (known,) = crawl(place, {"a": f"{trs.url}/"})["known_failures"]
    trs.routes["/"] = root

    assert (broken["outcome"], known["outcome"]) == ("broken", "broken")
    (row,) = rows(place, "SELECT * FROM portals")
    assert (row["looks"], row["reports_found"]) == (1, 4)


def test_redirects_are_captured_and_followed(trs: Portal, place: Path) -> None:
    trs.routes["/old/"] = Answer(status=302, headers=(("Location", COLUMN),))
    trs.routes["/"] = page("<a href='/old/'>政府信息公开年报</a>")
    result = crawl(place, {"a": f"{trs.url}/"})

    assert result["portals"][0]["reports"] == 4
    (row,) = rows(place, "SELECT * FROM captures WHERE status = 302")
    assert row["detail"] == f"moved to {COLUMN}"


def test_a_report_that_leads_to_the_front_page_is_gone(trs: Portal, place: Path) -> None:
    report = COLUMN + "202501/t20250124_2024101.html"
    trs.routes[report] = Answer(status=301, headers=(("Location", "/"),))
    crawl(place, {"a": f"{trs.url}/"})

    (row,) = rows(place, "SELECT outcome FROM captures WHERE url = ?", trs.url + report)
    assert row["outcome"] == "soft_404"


def test_a_stub_forwards(trs: Portal, place: Path) -> None:
    trs.routes["/portal.html"] = trs.routes["/"]
    trs.routes["/"] = page("", "<meta http-equiv='refresh' content='0;url=/portal.html'>")
    assert crawl(place, {"a": f"{trs.url}/"})["portals"][0]["reports"] == 4


def test_a_passing_failure_is_asked_again(trs: Portal, place: Path) -> None:
    good = trs.routes[COLUMN]
    assert isinstance(good, Answer)
    answers = [Answer(b"", 503), Answer(b"", 503), good]

    def busy(handler: BaseHTTPRequestHandler) -> None:
        handler._answer(answers.pop(0))  # type: ignore[attr-defined]

    trs.routes[COLUMN] = busy
    assert crawl(place, {"a": f"{trs.url}/"})["portals"][0]["reports"] == 4
    assert trs.paths().count(COLUMN) == 3


def test_a_hub_in_reserve_is_tried_when_nothing_else_leads_on(place: Path) -> None:
    routes = trs_routes(range(2023, 2025))
    routes["/"] = page("<a href='/about/'>关于</a>")
    routes["/zfxxgk/"] = page(f"<a href='{COLUMN}'>政府信息公开年报</a>")
    with serve(Portal(routes)) as portal:
        assert crawl(place, {"a": f"{portal.url}/"})["portals"][0]["reports"] == 2


def test_a_chunked_gzip_body_is_stored_as_it_came(trs: Portal, place: Path) -> None:
    packed = gzip.compress(REPORT.format(title="云澜市2024年政府信息公开工作年度报告").encode())
    report = COLUMN + "202501/t20250124_2024101.html"

    def chunked(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        for name, value in (
            ("Content-Encoding", "gzip"),
            ("Transfer-Encoding", "chunked"),
            ("Set-Cookie", "a=1"),
            ("Set-Cookie", "b=2"),
        ):
            handler.send_header(name, value)
        handler.end_headers()
        for part in (packed[:9], packed[9:]):
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        handler.wfile.write(b"0\r\n\r\n")

    trs.routes[report] = chunked
    crawl(place, {"a": f"{trs.url}/"})
    with open_archive(place) as archive:
        (row,) = archive.rows("SELECT * FROM captures WHERE url = ?", trs.url + report)
        found = read_capture(archive, row)
        assert found.payload == packed
        assert [value for name, value in found.http if name == "Set-Cookie"] == ["a=1", "b=2"]
        assert find_header(found.http, "Transfer-Encoding") is None
        assert find_header(found.http, "Content-Length") == str(len(packed))
        assert read_payload(archive, row).body == gzip.decompress(packed)


def test_a_body_that_ends_early_is_kept_and_asked_again(trs: Portal, place: Path) -> None:
    report = COLUMN + "202501/t20250124_2024101.html"

    def cut(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"<html>half")
        handler.close_connection = True

    trs.routes[report] = cut
    crawl(place, {"a": f"{trs.url}/"})
    with open_archive(place) as archive:
        found = archive.rows("SELECT * FROM captures WHERE outcome = 'truncated'")
        assert len(found) == 4  # at once, after two rests, and once more at the very end
        record = read_capture(archive, found[0])
        assert record.headers["WARC-Truncated"] == "disconnect"
        assert record.payload == b"<html>half"


def test_a_portal_that_is_not_there_is_named(place: Path) -> None:
    (portal,) = crawl(place, {"a": "http://127.0.1.4:9/"})["new_failures"]
    assert portal["outcome"] == "unreachable"


def test_a_portal_that_does_not_answer_times_out(trs: Portal, place: Path) -> None:
    trs.routes["/"] = Answer(delay=1)
    (portal,) = crawl(place, {"a": f"{trs.url}/"}, timeout=0.2)["new_failures"]
    assert portal["outcome"] == "timeout"


def test_a_front_page_that_speaks_the_other_of_http_and_https_is_found(
    trs: Portal, place: Path
) -> None:
    root = trs.url.replace("http:", "https:")
    (portal,) = crawl(place, {"a": f"{root}/"})["portals"]
    assert (portal["outcome"], portal["reports"]) == ("ok", 4)
    outcomes = rows(place, "SELECT url, outcome FROM frontier WHERE role = 'root' ORDER BY id")
    assert [(row["url"][:5], row["outcome"]) for row in outcomes] == [
        ("https", "tls_failed"),
        ("http:", "ok"),
    ]


def test_what_failed_is_asked_once_more_at_the_end(trs: Portal, place: Path) -> None:
    report, tries = COLUMN + "202501/t20250124_2024101.html", []
    whole = trs.routes[report]

    def fail_at_first(handler: BaseHTTPRequestHandler) -> None:
        tries.append(1)
        assert isinstance(whole, Answer)
        body = whole.body if len(tries) == 4 else b"half"
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(whole.body)))
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = len(tries) < 4

    trs.routes[report] = fail_at_first
    result = crawl(place, {"a": f"{trs.url}/"})
    assert trs.paths()[-2:] == [report, f"{COLUMN}202501/P20250124345678901234.docx"]
    assert (result["portals"][0]["reports"], result["portals"][0]["failures"]) == (4, [])


def test_a_portal_that_lists_far_fewer_than_before_is_broken_until_accepted(
    trs: Portal, place: Path
) -> None:
    crawl(place, {"a": f"{trs.url}/"})
    row = "<li><a href='./202501/t20250124_2024101.html' title='2024年政府信息公开年报'>x</a></li>"
    trs.routes[COLUMN] = page(f"<ul>{row}</ul>", "<meta name='ColumnType' content='信息公开年报'>")
    (portal,) = crawl(place, {"a": f"{trs.url}/"})["new_failures"]
    assert portal["outcome"] == "broken"
    assert portal["detail"].startswith("listed 4 reports before and 1 now")
    assert crawl(place, {"a": f"{trs.url}/"})["known_failures"][0]["outcome"] == "broken"
    with open_archive(place, command="test") as archive:
        accept(archive, "a")
    assert crawl(place, {"a": f"{trs.url}/"})["portals"][0]["outcome"] == "ok"


def test_one_address_of_two_portals_is_asked_once(trs: Portal, place: Path) -> None:
    crawl(place, {"a": f"{trs.url}/", "b": trs.url + COLUMN})
    assert len(trs.paths()) == len(set(trs.paths()))
