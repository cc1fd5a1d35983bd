"""Past captures come out of a Memento service, with the manners of a crawl."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from archive.archive import open_archive
from archive.verify import verify
from nianbao.cli import cli
from nianbao.demo.responses import Request, Response, Routes
from nianbao.demo.server import PortalServer
from tests.archive.foreign_warcs import make_block, make_record, write_warc
from tests.conftest import Run
from tests.farm.papers import EDUCATION, paper
from tests.replay import Replay

SITE = "http://www.yunlan.gov.cn"
URL = f"{SITE}/2024.html"
PAPER = paper(EDUCATION, 2024)
PAGE = f"<html><body>{PAPER.html()}</body></html>".encode()
EDITED = f"<html><body>{PAPER.edited().html()}</body></html>".encode()
DAYS = ("2025-02-01T00:00:00Z", "2025-03-01T00:00:00Z", "2025-06-01T00:00:00Z")


@pytest.fixture
def replay(tmp_path: Path) -> Iterator[Replay]:
    """Run pywb over three captures of one report, of which the last is another version."""
    blocks = (make_block(PAGE), make_block(PAGE), make_block(EDITED, "ETag: x"))
    records = [
        make_record("response", block, url=URL, date=day)
        for block, day in zip(blocks, DAYS, strict=True)
    ]
    with Replay(tmp_path, [write_warc(tmp_path / "a.warc.gz", records)]) as running:
        yield running


def test_past_versions_out_of_pywb_are_revisions_with_their_dates(
    replay: Replay, tmp_path: Path, nianbao: Run
) -> None:
    archive = tmp_path / "archive"
    words = ("import", "--memento", replay.base, "--delay", "0.01", "--archive", archive)
    done = nianbao(*words, "--from", "2025-01", "--to", "2025-12", URL)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("import: 2 captures kept, 1 of them sources of reports; read: 2 ")
    assert nianbao(*words).stdout.startswith("import: 0 captures kept, 2 known already")
    with open_archive(archive) as opened:
        captures = opened.rows("SELECT * FROM captures WHERE url = ? ORDER BY fetched_at", URL)
        (revision,) = opened.rows("SELECT * FROM revisions")
        (source,) = opened.rows("SELECT * FROM sources")
        others = opened.rows("SELECT DISTINCT role FROM captures WHERE url != ? ORDER BY 1", URL)
        assert verify(opened).faults == ()
    assert [one["fetched_at"] for one in captures] == [DAYS[0], DAYS[2]]
    assert {one["origin"] for one in captures} == {f"the Memento service {replay.base}"}
    assert captures[1]["via"] == f"{replay.base}20250601000000id_/{URL}"
    assert captures[1]["etag"] == "x"
    assert (revision["kind"], revision["seen_at"]) == ("numbers", DAYS[2])
    assert (source["first_seen"], source["last_seen"]) == (DAYS[0], DAYS[2])
    assert [one["role"] for one in others] == ["robots", "timemap"]


class Service:
    """A service of which a test says what it answers; its CDX lists what was captured when."""

    def __init__(self, server: PortalServer) -> None:
        self.server = server
        self.base = f"{server.base}/web/"
        self.pages: dict[str, Response] = {}
        self.listed: dict[str, list[tuple[str, str]]] = {}

    def hold(self, day: str, url: str, response: Response, asked: str = "") -> None:
        """Have a capture of an address, listed when another form of it may be asked for."""
        self.listed.setdefault(asked or url, []).append((f"{day}000000", url))
        self.pages[f"/web/{day}000000id_/{url}"] = response

    def open(self, *, cdx: bool = True) -> None:
        handlers = {"/web/cdx": self._list} if cdx else {}
        missing = Response(b"<html>not here</html>", 404)
        self.server.routes = Routes(self.pages, handlers, missing)

    def _list(self, asked: Request) -> Response:
        rows = self.listed.get(asked.value("url"), [])
        lines = (f'{{"timestamp": "{at}", "url": "{url}", "status": "200"}}\n' for at, url in rows)
        return Response("".join(lines).encode())

    @property
    def asked(self) -> list[str]:
        return [one.path for one in self.server.log]


@pytest.fixture
def service() -> Iterator[Service]:
    with PortalServer("127.0.4.1") as server:
        yield Service(server)


def memento(body: bytes, when: str) -> Response:
    return Response(body, headers=(("Memento-Datetime", when),), validators=False)


def ask(service: Service, tmp_path: Path, nianbao: Run, *words: str) -> tuple[int, str, list[str]]:
    given = ("--memento", service.base, "--delay", "0.01", "--archive", tmp_path / "archive")
    done = nianbao("import", *given, *words)
    return done.returncode, done.stdout, done.stderr.splitlines()


def test_a_timemap_is_asked_for_where_there_is_no_cdx(
    service: Service, tmp_path: Path, nianbao: Run
) -> None:
    when = "Sat, 01 Feb 2025 00:00:00 GMT"
    place = f"{service.base}20250201000000/{URL}"
    links = f'<{URL}>; rel="original",<{place}>; rel="memento"; datetime="{when}"'
    service.pages[f"/web/timemap/link/{URL}"] = Response(links.encode())
    service.hold("20250201", URL, memento(PAGE, when))
    service.open(cdx=False)
    given = ("--from", "2019-02", "--to", "2025", "--contact", "someone@example.org")
    status, told, _ = ask(service, tmp_path, nianbao, *given, URL)
    assert (status, told.startswith("import: 1 captures kept")) == (0, True)
    asked = f"url={quote(URL, safe='')}&output=json&from=20190201000000&to=20260101000000"
    assert service.asked == [
        "/robots.txt",
        f"/web/cdx?{asked}",
        f"/cdx/search/cdx?{asked}",
        f"/web/timemap/link/{URL}",
        f"/web/20250201000000id_/{URL}",
    ]
    agents = {one.headers["user-agent"] for one in service.server.log}
    assert len(agents) == 1
    assert "someone@example.org" in agents.pop()


def test_what_robots_txt_forbids_is_not_asked_for(
    service: Service, tmp_path: Path, nianbao: Run
) -> None:
    robots = b"User-agent: *\nDisallow: /web/\n"
    service.pages["/robots.txt"] = Response(robots, media_type="text/plain")
    service.open()
    status, _, error = ask(service, tmp_path, nianbao, URL)
    assert (status, error[0].endswith("robots.txt forbids it")) == (1, True)
    assert service.asked == ["/robots.txt"]


def test_a_service_that_lists_nothing_is_told(
    service: Service, tmp_path: Path, nianbao: Run
) -> None:
    service.open(cdx=False)
    status, _, error = ask(service, tmp_path, nianbao, URL)
    assert (status, error) == (
        3,
        [f"nianbao: not kept: {service.base}: {URL} gives no list: HTTP 404"],
    )


def test_each_capture_is_kept_under_its_own_date_or_told(
    service: Service, tmp_path: Path, nianbao: Run
) -> None:
    odd, future, moved, away = (f"{SITE}/{name}" for name in ("odd", "future", "moved", "away"))
    near, elsewhere = f"/web/20250202000000id_/{moved}", "http://127.0.4.9/"
    secure = URL.replace("http:", "https:")
    service.hold("20250601", URL, memento(EDITED, "Sun, 01 Jun 2025 00:00:00 GMT"))
    service.hold("20250201", secure, memento(PAGE, "Sat, 01 Feb 2025 00:00:00 GMT"), asked=URL)
    service.hold("20250201", odd, Response(b"<p>sorry</p>"))
    service.hold("20250201", future, memento(b"x", "Wed, 01 Jan 2053 00:00:00 GMT"))
    service.hold("20250201", moved, Response(b"", 302, headers=(("Location", near),)))
    service.hold("20250201", away, Response(b"", 302, headers=(("Location", elsewhere),)))
    service.pages[near] = memento(b"<p>x</p>", "Sun, 02 Feb 2025 00:00:00 GMT")
    service.open()
    status, told, error = ask(service, tmp_path, nianbao, URL, odd, future, moved, away)
    assert (status, told.startswith("import: 3 captures kept")) == (3, True)
    of = f"nianbao: not kept: {service.base} of 2025-02-01T00:00:00Z:"
    assert error == [
        f"{of} {odd} is no memento: HTTP 200",
        f"{of} {future} is dated 2053-01-01T00:00:00Z, which is yet to come",
        f"{of} {away} {service.base}20250201000000id_/{away} leads away, to {elsewhere}",
    ]
    with open_archive(tmp_path / "archive") as archive:
        (kept,) = archive.rows("SELECT fetched_at FROM captures WHERE url = ?", moved)
        (source,) = archive.rows("SELECT url FROM sources")
        (revision,) = archive.rows("SELECT kind FROM revisions")
    assert kept["fetched_at"] == "2025-02-02T00:00:00Z"
    assert (source["url"], revision["kind"]) == (URL, "numbers")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--memento", "x", URL), "x is no web address"),
        (("--memento", "http://a.example/", URL), "say who asks with --contact"),
        (("--memento", "http://127.0.0.1/", "a.html"), "a.html is no web address"),
        (("--memento", "http://127.0.0.1/", "--from", "2020", "--to", "2019", URL), "before"),
        (("--memento", "http://127.0.0.1/", "--list", __file__, URL), "two ways"),
        (("--from", "2020", "a"), "--from and --to belong to --memento"),
    ],
)
def test_wrong_use_is_told_before_anything(
    words: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    done = CliRunner().invoke(cli, ["import", *words, "--archive", str(tmp_path / "archive")])
    assert (done.exit_code, told in done.stderr) == (2, True)
    assert not (tmp_path / "archive").exists()


def test_a_service_that_is_not_there_ends_the_import(
    service: Service, tmp_path: Path, nianbao: Run
) -> None:
    service.pages["/robots.txt"] = Response(b"", 500)
    service.open()
    status, _, error = ask(service, tmp_path, nianbao, URL)
    assert (status, len(error)) == (1, 1)
    assert error[0].endswith("robots.txt could not be had: robots.txt answered HTTP 500")
    assert service.asked == ["/robots.txt"] * 3
