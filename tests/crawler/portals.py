"""Small portals for the crawler's tests: a table of answers, a log of requests."""

from __future__ import annotations

import json
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from tests.crawler.crawl_once import crawl_once


@dataclass(frozen=True)
class Answer:
    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)
    etag: str | None = None
    delay: float = 0


@dataclass(frozen=True)
class Asked:
    began: float
    ended: float
    method: str
    path: str
    headers: Mapping[str, str]
    status: int


@dataclass
class Portal:
    """One listening portal; `routes` may be changed while it runs."""

    routes: dict[str, Answer | Callable[[BaseHTTPRequestHandler], None]]
    missing: Answer = field(default_factory=lambda: Answer(b"<h1>404</h1>", 404))
    log: list[Asked] = field(default_factory=list)
    url: str = ""

    def paths(self) -> list[str]:
        return [asked.path for asked in self.log]


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed or timed out is no error of the portal's."""


@contextmanager
def serve(portal: Portal, host: str = "127.0.1.1") -> Iterator[Portal]:
    server = Server((host, 0), _handler(portal))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    portal.url = f"http://{host}:{server.server_address[1]}"
    try:
        yield portal
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(portal: Portal) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            began = time.monotonic()
            answer = portal.routes.get(self.path, portal.missing)
            if not isinstance(answer, Answer):
                answer(self)
                status = 200
            else:
                status = self._answer(answer)
            portal.log.append(
                Asked(began, time.monotonic(), "GET", self.path, dict(self.headers), status)
            )

        def _answer(self, answer: Answer) -> int:
            time.sleep(answer.delay)
            if answer.etag and self.headers.get("If-None-Match") == answer.etag:
                self.send_response(304)
                self.send_header("ETag", answer.etag)
                self.end_headers()
                return 304
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            if answer.etag:
                self.send_header("ETag", answer.etag)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)
            return answer.status

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            return

    return Handler


def page(body: str, head: str = "") -> Answer:
    text = f"<html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"
    return Answer(text.encode(), etag=f'"{hash(text)}"')


REPORT = (
    "<h1>{title}</h1><p>一、总体情况</p><p>本年度共主动公开政府信息若干条。</p>"
    "<p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p>"
    "<p>四、政府信息公开行政复议、行政诉讼情况</p><p>五、存在的主要问题及改进情况</p>"
    "<p>六、其他需要报告的事项</p><p>无。</p>"
)


def trs_routes(years: range, per_page: int = 3) -> dict[str, Any]:
    """A TRS portal: front page, a column of as many pages as needed, reports, documents."""
    column = "/zwgk/zfxxgk/zfxxgknb/"
    routes: dict[str, Any] = {
        "/robots.txt": Answer(b"User-agent: *\nDisallow: /admin/\n", headers=()),
        "/": page(
            "<a href='/zwgk/'>政务公开</a><a href='/zwgk/zfxxgk/zfxxgknb/'>"
            "<em></em>政府信息<br>\n 公开年报</a>"
        ),
    }
    rows = []
    for year in years:
        stem = f"{year + 1}01/t{year + 1}0124_{year}101.html"
        title = f"云澜市{year}年政府信息公开工作年度报告"
        name = f"P{year + 1}0124345678901234.docx"
        date = f"{year + 1}-01-24"
        rows.append(
            f"<li><a href='./{stem}' title='{title}'>云澜市{year}年...</a><b>{date}</b></li>"
        )
        names = f"title='{title}.docx' OLDSRC='/protect/{name}'"
        link = f"<p><a appendix='true' href='./{name}' {names}>附件</a></p>"
        routes[column + stem] = page(REPORT.format(title=title) + link)
        routes[column + f"{year + 1}01/{name}"] = Answer(
            b"PK\x03\x04" + name.encode(), headers=(("Content-Type", "application/octet-stream"),)
        )
    rows.append(
        "<li><a href='./202501/t20250110_9.html' title='2024年政府网站工作年度报表'>x</a>"
        "<b>2025-01-10</b></li>"
    )
    pages = [rows[at : at + per_page] for at in range(0, len(rows), per_page)]
    for number, part in enumerate(pages):
        call = f"<script>createPageHTML({len(pages)}, {number}, 'index', 'html');</script>"
        name = "" if number == 0 else f"index_{number}.html"
        routes[column + name] = page(
            "<div class='zfxxgk_zdgkc'><ul>" + "".join(part) + "</ul></div>" + call,
            "<meta name='ColumnType' content='信息公开年报'>",
        )
    return routes


# A process that has loaded everything and forks: a crawl needs one of its own, for a reactor runs
# once, and loading Scrapy takes longer than most crawls here.
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.crawler.crawl_once"])


@dataclass(frozen=True)
class Crawl:
    """A crawl that runs in another process."""

    process: ForkServerProcess
    result_file: Path
    errors_file: Path

    def wait(self, *, cut: bool = False) -> dict[str, Any]:
        """Return the result, once it is there; nothing may have been said on standard error.

        With `cut`, it may be said that an exchange of a killed crawl was cut off.
        """
        self.process.join(600)
        said = self.errors_file.read_text("utf-8").splitlines()
        assert [line for line in said if not (cut and "an unfinished exchange" in line)] == []
        assert self.process.exitcode == 0
        result: dict[str, Any] = json.loads(self.result_file.read_text("utf-8"))
        return result


def start(archive: Path, portals: Mapping[str, str], **options: Any) -> Crawl:
    """Start a crawl."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    result, errors = (archive.with_name(f"{archive.name}-{part}") for part in ("result", "errors"))
    asked = {"archive": str(archive), "portals": dict(portals), **options}
    asked["environment"] = dict(os.environ)
    process = _FORKS.Process(target=crawl_once, args=(asked, result, errors))
    process.start()
    return Crawl(process, result, errors)


def crawl(archive: Path, portals: Mapping[str, str], **options: Any) -> dict[str, Any]:
    """Crawl, and return the result."""
    return start(archive, portals, **options).wait()
