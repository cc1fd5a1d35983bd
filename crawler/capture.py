"""From Scrapy to the archive: each answer and each failure becomes a capture at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from scrapy.http import Headers as ScrapyHeaders
from scrapy.http import Request, Response

from archive.archive import Archive
from archive.captures import Exchange, record
from archive.warc import WarcWriter
from crawler.failures import judge_failure
from crawler.model import Entry
from crawler.outcomes import Verdict, read_answer
from crawler.page import Page, strip_fragment


class Recorder:
    """Writes the exchanges of one run."""

    def __init__(self, archive: Archive, writer: WarcWriter, run: int) -> None:
        self._archive = archive
        self._writer = writer
        self._run = run

    def record_response(self, request: Request, response: Response) -> tuple[int, Page, Verdict]:
        """Keep an answer; returns the capture's number, the page and the verdict on it."""
        raw = to_page(response)
        page, verdict = read_answer(raw, request.meta["role"])
        cut = "dataloss" in response.flags
        if cut and verdict.outcome == "ok":
            verdict = Verdict("truncated", "the connection ended before the body did")
        if request.meta.get("old_tls"):
            told = (verdict.detail, "by TLS below 1.2 or a weak cipher, as allowed by name")
            verdict = Verdict(verdict.outcome, "; ".join(part for part in told if part))
        took = float(request.meta.get("download_latency") or 0)
        number = self._record(
            request,
            verdict,
            status=response.status,
            protocol=response.protocol or "HTTP/1.1",
            headers=raw.headers,
            body=response.body,
            ip=str(response.ip_address) if response.ip_address else None,
            fetched_at=self._archive.clock() - timedelta(seconds=took),
            milliseconds=round(took * 1000),
            truncated="disconnect" if cut else None,
        )
        return number, page, verdict

    def record_failure(self, request: Request, error: BaseException) -> tuple[int, Verdict]:
        """Keep that a request got no answer, and why."""
        verdict = judge_failure(error)
        number = self._record(request, verdict, fetched_at=self._archive.clock())
        return number, verdict

    def record_refusal(self, entry: Entry, verdict: Verdict) -> int:
        """Keep that an address was not asked for, and why."""
        return record(
            self._archive,
            self._writer,
            Exchange(
                url=strip_fragment(entry.url),
                fetched_at=self._archive.clock(),
                outcome=verdict.outcome,
                detail=verdict.detail,
                run=self._run,
                portal=entry.portal,
                role=entry.role,
                entry=entry.id,
                via=entry.via,
                method=entry.method,
            ),
        )

    def _record(self, request: Request, verdict: Verdict, **answer: Any) -> int:
        meta = request.meta
        exchange = Exchange(
            url=strip_fragment(request.url),
            outcome=verdict.outcome,
            detail=verdict.detail,
            run=self._run,
            portal=meta["portal"],
            role=meta["role"],
            entry=meta.get("entry"),
            via=meta.get("via"),
            method=request.method,
            request_headers=tuple(list_headers(request.headers)),
            request_body=request.body,
            **answer,
        )
        return record(self._archive, self._writer, exchange)


def to_page(response: Response) -> Page:
    """Return an answer as it came over the wire, its body still coded."""
    headers = tuple(list_headers(response.headers))
    return Page(strip_fragment(response.url), response.status, headers, response.body)


def list_headers(headers: ScrapyHeaders) -> Iterable[tuple[str, str]]:
    """Yield every value of every header; asking for a name would give the last value only."""
    for name, values in headers.items():
        for value in values:
            yield name.decode("latin-1"), value.decode("latin-1")
