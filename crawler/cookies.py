"""The cookies that a run was given before it was cut off: they went with its process."""

from __future__ import annotations

from collections.abc import Iterator

from scrapy.http import Request, Response

from archive.archive import Archive
from archive.captures import read_payload
from crawler.guard import site_of
from crawler.outcomes import REDIRECTS

# moj.gov.cn and others send a first visitor to the same address with a cookie.
_REDIRECTED = f"""SELECT * FROM captures WHERE run = ? AND warc_file IS NOT NULL
AND status IN ({", ".join(map(str, sorted(REDIRECTS)))}) ORDER BY id"""  # noqa: S608


def list_redirects(archive: Archive, run: int) -> Iterator[tuple[Request, Response]]:
    """Yield what a run asked for and was sent elsewhere, with the answers, in their order."""
    for row in archive.rows(_REDIRECTED, run):
        headers: dict[str, list[str]] = {}
        for name, value in read_payload(archive, row).headers:
            headers.setdefault(name, []).append(value)
        request = Request(row["url"], meta={"cookiejar": site_of(row["url"])})
        yield request, Response(row["url"], row["status"], headers)
