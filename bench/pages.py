"""How quick the pages are in an archive of many reports, beside Datasette's own page of one row."""

from __future__ import annotations

import itertools
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import quote, unquote
from urllib.request import urlopen

from archive.archive import DATABASE, open_archive
from archive.compare import compare
from archive.publish.publishing import publish
from bench.canned import ask_nation
from bench.extremes import keep_documents, leave_blank, lengthen, revise
from bench.scale import bare_tables, fill
from bench.timing import Timed, race

SIZE = 100_000
READERS = 20
_ROUNDS = 9
_TURNS = 30
_ROW = "/nianbao/reports/1"
# What is asked for beside the plain row: `{…}` are numbers of this archive. Words stand everywhere,
# in one report, nowhere; a place has few or many of them.
_PAGES = (
    *("/", "/agencies", "/agencies?province=11", "/agencies?page=280", "/agency/1", "/report/1"),
    *("/revision/{revision}", "/portal/{portal}", "/health", "/feed.atom?agency=50"),
    *("/feed.atom", "/feed.atom?province=11", "/feed.atom?province=110001", "/-/dashboards"),
    *("/-/dashboards/applications", "/source/1/applications.received.total", "/search"),
    "/source/{page}/applications.received.total/document",
    "/source/{sheet}/applications.received.total/document",
    *("/search?q=文字", "/search?q=文", "/search?q=样本7000号", "/search?q=没有这话"),
    *("/search?q=文字&province=110001", "/search?q=文&province=110001&section=5"),
    *("/search?q=部分+文字&province=11&year=2020", "/search?q=文字+没有这话&province=11"),
)
_NUMBERS = """
SELECT (SELECT portal FROM sources WHERE id = 1) AS portal,
  (SELECT max(id) FROM revisions) AS revision,
  (SELECT max(report) FROM sources WHERE url LIKE 'file:%/page.html') AS page,
  (SELECT max(report) FROM sources WHERE url LIKE 'file:%/sheet.pdf') AS sheet
"""


def measure() -> Iterator[str]:
    """Yield what each page takes, what twenty readers at once take, and what questions take."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        make_archive(path, SIZE)
        yield from measure_archive(path)


def make_archive(path: Path, size: int) -> None:
    """Make and publish an archive of that many reports."""
    with open_archive(path, command="bench", create=True) as archive:
        with closing(bare_tables(archive, path / "bare.db")) as bare:
            fill(archive, size, bare)
        lengthen(archive, size)
        leave_blank(archive)
        keep_documents(archive)
        compare(archive)
        revise(archive)
        publish(archive)


def measure_archive(path: Path) -> Iterator[str]:
    """Yield the results over a published archive."""
    with closing(sqlite3.connect(path / "published" / DATABASE)) as db:
        db.row_factory = sqlite3.Row
        numbers = dict(db.execute(_NUMBERS).fetchone())
    pages = [quote(page.format(**numbers), safe="/?&=+") for page in _PAGES]
    with _serving(path) as address:
        jobs = [(unquote(page), _asking(address + page)) for page in (*pages, _ROW)]
        yield _tell(race(jobs, _ROUNDS))
        yield _ask_together([address + page for page in (*pages, _ROW)])
        yield ask_nation(address)


def _tell(results: list[Timed]) -> str:
    row = results[-1].median
    lines = [
        f"  {one.name:<52} {one.median * 1000:9.1f} ms, {one.median / row:.2f} of one plain row"
        for one in results
    ]
    return "\n".join(["Pages, one reader", *lines])


def _ask_together(urls: list[str]) -> str:
    """Let twenty readers ask for all pages at once, each from another one on."""

    def read(first: int) -> list[float]:
        return [
            _time(url) for url in itertools.islice(itertools.cycle(urls), first, first + _TURNS)
        ]

    with ThreadPoolExecutor(READERS) as readers:
        seconds = list(itertools.chain.from_iterable(readers.map(read, range(READERS))))
    worst, median = max(seconds) * 1000, statistics.median(seconds) * 1000
    return (
        f"{READERS} readers at once\n  {len(seconds)} pages, none failed, median {median:.0f} ms,"
        f" worst {worst:.0f} ms"
    )


def _time(url: str) -> float:
    start = time.perf_counter()
    _asking(url)()
    return time.perf_counter() - start


def _asking(url: str) -> Callable[[], object]:
    def ask() -> bytes:
        try:
            with urlopen(url, timeout=60) as answer:  # noqa: S310 - our own server
                return bytes(answer.read())
        except HTTPError as answer:
            # Of an archive that no run keeps fresh /health says so by its status.
            if answer.code != HTTPStatus.SERVICE_UNAVAILABLE or "/health" not in url:
                raise
            return answer.read()

    return ask


@contextmanager
def _serving(path: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "nianbao", "serve", "--archive", str(path), "--port", port]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait_for(f"http://127.0.0.1:{port}/-/versions.json")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            _asking(url)()
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{url} does not answer")
