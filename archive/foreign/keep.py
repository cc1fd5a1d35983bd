"""Captures out of the files of other tools: each record of the web becomes a record of ours."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from archive.archive import Archive, read_moment, stamp
from archive.captures import (
    Exchange,
    File,
    find_same,
    get_capture,
    read_capture,
    record,
    record_file,
)
from archive.foreign.exchanges import (
    ForeignExchange,
    note_headers,
    read_exchanges,
)
from archive.foreign.records import Unkept, read_records, strip_brackets
from archive.foreign.streams import ForeignError, open_streams
from archive.ingest import Intake, take_in
from extract.readers import sniff

logger = logging.getLogger(__name__)

Headers = Sequence[tuple[str, str]]
Verdict = tuple[str, str | None]
Judge = Callable[[str, int, Headers, bytes], Verdict]
"""Address, status, headers and body of an answer to its outcome and, in words, why."""

# A clock may be a little ahead; a capture of the future would be the newest for ever.
AHEAD = timedelta(days=1)


@dataclass
class Taken:
    """What an import came to: captures that are new, those that were known, what was not kept."""

    new: list[int] = field(default_factory=list)
    known: list[int] = field(default_factory=list)
    unkept: list[Unkept] = field(default_factory=list)


def keep_foreign(
    archive: Archive, paths: Sequence[Path], software: Mapping[str, str], judge: Judge
) -> Taken:
    """Keep what the WARC and WACZ files of other tools hold; what is known already adds nothing.

    Each record keeps its identifier, date and address.
    """
    with take_in(archive, software) as intake:
        keeper = Keeper(archive, intake, judge)
        keeper.keep_all(paths)
    taken = keeper.taken
    counts = {"files": len(paths), "new": len(taken.new), "unkept": len(taken.unkept)}
    archive.end_run(intake.run, "ok", counts)
    return taken


class Keeper:
    """Keeps exchanges of other tools, each once, and tells of those that cannot be kept."""

    def __init__(self, archive: Archive, intake: Intake, judge: Judge) -> None:
        self._archive = archive
        self._intake = intake
        self._judge = judge
        self._told: set[Unkept] = set()
        self.taken = Taken()
        archive.db.conn.execute(
            "CREATE TEMP TABLE IF NOT EXISTS stated (digest TEXT, capture INTEGER, url TEXT,"
            " PRIMARY KEY (digest, capture))"
        )

    def keep_all(self, paths: Sequence[Path]) -> None:
        """Keep what every file holds; revisits last, for they may refer to another file."""
        revisited = [path for path in paths if self._keep_some(path, revisits=False)]
        for path in revisited:
            self._keep_some(path, revisits=True)

    def _keep_some(self, path: Path, *, revisits: bool) -> bool:
        """Keep the revisits of a file or all else; returns whether it has what is not kept yet."""
        others = False
        for found in _read(path):
            if not isinstance(found, Unkept) and (found.record.type == "revisit") != revisits:
                others = True
                continue
            self.keep(found)
            self._intake.batch.tick()
        return others

    def keep(self, found: ForeignExchange | Unkept, judged: Verdict | None = None) -> int | None:
        """Keep an exchange, or tell why not; returns the capture, None where there is none.

        `judged` is what came of it, where that is known already.
        """
        kept = found if isinstance(found, Unkept) else self._take(found, judged)
        if not isinstance(kept, Unkept):
            return kept
        if kept not in self._told:
            self._told.add(kept)
            logger.warning("not kept: %s", kept)
            self.taken.unkept.append(kept)
        return None

    def _take(self, found: ForeignExchange, judged: Verdict | None) -> int | Unkept:
        """Keep one exchange, unless it is known; returns the capture, or why it cannot be kept."""
        if found.moment > self._archive.clock() + AHEAD:
            return _refuse(found, f"is dated {stamp(found.moment)}, which is yet to come")
        rows = self._archive.rows("SELECT * FROM captures WHERE record_id = ?", found.record_id)
        if rows and (rows[0]["url"], rows[0]["fetched_at"]) != (found.url, stamp(found.moment)):
            return _refuse(found, f"has the identifier of another record, {found.record_id}")
        if rows:
            return self._note(found, rows[0]["id"], known=True)
        if found.record.type == "resource":
            return self._note(found, self._keep_file(found), known=False)
        return self._keep_exchange(found, judged)

    def _keep_exchange(self, found: ForeignExchange, judged: Verdict | None) -> int | Unkept:
        is_revisit = found.record.type == "revisit"
        original = self._original(found) if is_revisit else None
        status = found.status if found.status or not original else int(original["status"] or 200)
        if status is None or (is_revisit and not original and status != 304):
            return _refuse(found, "refers to a record that is nowhere")
        exchange = self._exchange(found, status, original, judged)
        same = find_same(self._archive, exchange)
        number = record(self._archive, self._intake.writer, exchange) if same is None else same
        return self._note(found, number, known=same is not None)

    def _keep_file(self, found: ForeignExchange) -> int:
        file = File(
            url=found.url,
            fetched_at=found.moment,
            media_type=sniff(found.body),
            body=found.body,
            run=self._intake.run,
            origin=found.origin,
            record_id=found.record_id,
            notes=note_headers(found),
        )
        return record_file(self._archive, self._intake.writer, file)

    def _exchange(
        self,
        found: ForeignExchange,
        status: int,
        original: Mapping[str, Any] | None,
        judged: Verdict | None,
    ) -> Exchange:
        method, asked, sent = found.request or ("GET", None, b"")
        head = _head_of(self._archive, original) if original and found.status is None else None
        outcome, detail = "truncated", found.cut
        if found.cut is None and original:
            outcome, detail = original["outcome"], original["detail"]
        elif found.cut is None:
            outcome, detail = judged or self._judge(found.url, status, found.headers, found.body)
        return Exchange(
            url=found.url,
            fetched_at=found.moment,
            outcome=outcome if status != 304 else "not_modified",
            detail=detail,
            run=self._intake.run,
            method=method,
            request_headers=asked,
            request_body=sent,
            status=status,
            protocol=found.protocol,
            headers=found.headers if head is None else head,
            body=found.body,
            ip=found.record.headers.get("warc-ip-address"),
            truncated=found.cut,
            origin=found.origin,
            record_id=found.record_id,
            revisit_of=original["id"] if original else None,
            notes=note_headers(found),
        )

    def _original(self, found: ForeignExchange) -> Mapping[str, Any] | None:
        """Return the capture that a revisit refers to: by record, by address and date, by digest.

        A record that states another digest than the revisit is not meant.
        """
        for row in self._referred(found):
            stated = self._archive.rows("SELECT digest FROM stated WHERE capture = ?", row["id"])
            if found.digest is None or not stated or stated[0]["digest"] == found.digest:
                root = row["revisit_of"] or row["id"]
                return get_capture(self._archive, root)
        return None

    def _referred(self, found: ForeignExchange) -> Iterator[Mapping[str, Any]]:
        told = found.record.headers
        rows = self._archive.rows
        whole = "AND payload_sha256 IS NOT NULL AND warc_file IS NOT NULL"
        sql = f"SELECT * FROM captures WHERE record_id = ? {whole}"  # noqa: S608
        yield from rows(sql, told.get("warc-refers-to"))
        moment = read_moment(told.get("warc-refers-to-date", ""))
        if moment:
            sql = f"SELECT * FROM captures WHERE url = ? AND fetched_at = ? {whole}"  # noqa: S608
            yield from rows(sql, strip_brackets(told.get("warc-refers-to-target-uri", "")),
                            stamp(moment))  # fmt: skip
        stated = "SELECT capture FROM stated WHERE digest = ? ORDER BY url != ?, capture"
        for row in rows(stated, found.digest, found.url):
            yield from rows(f"SELECT * FROM captures WHERE id = ? {whole}", row["capture"])  # noqa: S608

    def _note(self, found: ForeignExchange, number: int, *, known: bool) -> int:
        seen = self.taken.known if known else self.taken.new
        seen.append(number)
        if found.digest and found.record.type != "revisit":
            with self._archive.transaction():
                self._archive.db.conn.execute(
                    "INSERT OR IGNORE INTO stated (digest, capture, url) VALUES (?, ?, ?)",
                    (found.digest, number, found.url),
                )
        return number


def _read(path: Path) -> Iterator[ForeignExchange | Unkept]:
    try:
        with open_streams(path) as streams:
            for stream in streams:
                yield from read_exchanges(read_records(stream), stream.name)
    except ForeignError as error:
        yield Unkept(path.name, str(error))


def _refuse(found: ForeignExchange, reason: str) -> Unkept:
    return Unkept(found.record.where, reason, found.url)


def _head_of(archive: Archive, original: Mapping[str, Any]) -> Headers:
    """Return the headers of the original, for a revisit that was kept without any."""
    return read_capture(archive, original).http
