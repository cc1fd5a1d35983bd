"""Whole records from HTML and PDF against libraries that only read tables, and a whole archive."""

from __future__ import annotations

import io
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random

import pandas as pd
import pdfplumber

from archive.archive import Archive, open_archive
from archive.extraction import extract_all
from archive.ingest import Given, ingest
from bench.timing import race, tell
from extract.encoding import decode
from extract.parse import parse
from tests.extract.content import random_content
from tests.extract.grids import sheets
from tests.extract.layouts import LAYOUTS, Print
from tests.extract.render_pdf import pdf

_ROUNDS = 15
_DOCUMENTS = 2000
# A report's page on a portal is some 50 KB: the editor's markup, or lists of links around the text.
_PAGE_BYTES = 50_000
_FILLING = {
    "html_word": "<p class='MsoNormal'>　</p>\n",
    "html_spans": "<p style='text-indent:2em'><span style='font-size:16pt;font-family:仿宋_GB2312'>"
    + "我单位认真贯彻落实《中华人民共和国政府信息公开条例》，及时发布各类信息。" * 5
    + "</span></p>\n",
    "html_layout_table": "<li class='item'><a href='/zwgk/xxgk/fdzdgknr/202401/t20240118.html'"
    " target='_blank' title='关于做好有关工作的通知'>关于做好有关工作的通知</a></li>\n",
}


def measure() -> Iterator[str]:
    """Yield one paragraph of results after another."""
    yield from _html()
    yield _pdf()
    yield _archive()


def _document(seed: int) -> Print:
    rng = Random(seed)
    content = random_content(rng)
    return Print(content.title, sheets(content, rng))


def page(seed: int, layout: str) -> bytes:
    """Return a report in a layout, filled up to the size of a portal's page."""
    page = decode(LAYOUTS[layout](_document(seed), Random(0)))[0]
    filling = _FILLING[layout]
    lacking = max(_PAGE_BYTES - len(page.encode()), 0) // len(filling.encode())
    return page.replace("</body>", filling * lacking + "</body>").encode()


def sheet(seed: int) -> bytes:
    """Return a report as a PDF with text."""
    return pdf(_document(seed), Random(seed))


def _html() -> Iterator[str]:
    """Yield the race of each layout, and the worst ratio."""
    ratios: list[float] = []
    for layout in _FILLING:
        body = page(1, layout)
        results = race(
            [
                ("nianbao, the whole record", partial(parse, body)),
                ("pandas.read_html, tables only", partial(_tables, body.decode("utf-8"))),
            ],
            _ROUNDS,
        )
        ratios.append(results[0].median / results[1].median)
        yield tell(f"{layout}, {len(body) // 1000} KB", results)
    yield f"worst of {len(ratios)} HTML layouts: {max(ratios):.2f}"


def _tables(text: str) -> object:
    return pd.read_html(io.StringIO(text), flavor="lxml")


def _pdf() -> str:
    body = sheet(2)
    results = race(
        [
            ("nianbao, the whole record", lambda: parse(body)),
            ("pdfplumber, tables", lambda: _plumb(body)),
        ],
        _ROUNDS,
    )
    return tell(f"PDF with text, {len(body) // 1000} KB", results)


def _plumb(body: bytes) -> list[object]:
    with pdfplumber.open(io.BytesIO(body)) as document:
        return [page.extract_tables() for page in document.pages]


def _archive() -> str:
    """Time `nianbao extract` over an archive of many pages, on all cores."""
    with _imported() as archive:
        start = time.perf_counter()
        found = extract_all(archive)
        seconds = time.perf_counter() - start
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return (
        f"nianbao extract, {found.read} pages: {found.read / seconds:.0f} documents a second;"
        f" the largest process took {peak // 1024} MB"
    )


def read_again() -> str:
    """Time a later version of the program over an archive that a former one has read."""
    with _imported() as archive:
        extract_all(archive)
        with archive.transaction():
            archive.db.conn.execute("UPDATE versions SET extractor = '0'")
        start = time.perf_counter()
        found = extract_all(archive)
        seconds = time.perf_counter() - start
    hourly = found.read / seconds * 3600
    return f"read again on {os.cpu_count()} cores: {hourly:,.0f} pages of 50 KB an hour"


@contextmanager
def _imported() -> Iterator[Archive]:
    """Give an archive of many pages that none was read of yet."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for seed in range(_DOCUMENTS):
            files.append(Path(folder) / f"{seed}.html")
            files[-1].write_bytes(page(seed, "html_word"))
        with open_archive(Path(folder) / "archive", command="bench", create=True) as archive:
            ingest(archive, [Given(file) for file in files], {"software": "bench"})
            yield archive
