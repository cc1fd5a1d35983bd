"""Reports in other people's crawls: a WARC file is walked through once, reports in it are kept.

Pages are known by their bytes, then by what the crawler knows them by; documents by the pages that
lead to them, or by their names.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archive.archive import Archive, ArchiveError, open_archive
from archive.foreign.documents import note_documents
from archive.foreign.keep import Keeper
from archive.foreign.records import Unkept
from archive.foreign.streams import Stream
from archive.foreign.walk import Place, Walked, read_at
from archive.ingest import take_in
from archive.sources import settle_sources
from crawler.imported import judge_answer, note_pages
from crawler.looks import Look
from crawler.page import strip_fragment
from crawler.walkers import Walkers, Wanted, open_address, tell_unread
from extract import __version__
from extract.process import LimitError

logger = logging.getLogger(__name__)

COMMAND = "sift"


@dataclass
class Sifted:
    """What a file came to: records in it, pages looked at, captures kept, sources of reports.

    `known` are captures that the archive had; `unkept` is what could not be read or kept.
    """

    address: str
    records: int = 0
    pages: int = 0
    kept: int = 0
    known: int = 0
    sources: int = 0
    unkept: list[Unkept] = field(default_factory=list)

    def add(self, walked: Walked, pages: int) -> None:
        """Add what the walk over a stream came to."""
        self.records += walked.records
        self.pages += pages
        self.unkept += walked.faults
        if walked.left:
            told = f"has {walked.left} addresses more than can be remembered"
            self.unkept.append(Unkept(self.address, told))


def sift_apart(address: str, folder: Path, software: Mapping[str, str], workers: int = 1) -> Sifted:
    """Sift one WARC or WACZ file into an archive of its own in a folder, to be merged.

    `address` is a path, or an address for fsspec; `workers` processes look at pages. What cannot be
    read is told. Plain arguments, for it is what a scheduler maps.
    """
    # Who asked for it tells of what could not be kept.
    logging.getLogger().addHandler(logging.NullHandler())
    with open_archive(folder, command=COMMAND, create=True) as archive:
        return sift(archive, address, software, workers)


def sift(
    archive: Archive, address: str, software: Mapping[str, str], workers: int | None = None
) -> Sifted:
    """Sift one WARC or WACZ file into an archive; what it has already adds nothing."""
    told = Sifted(address)
    with take_in(archive, software, COMMAND) as intake:
        keeper = Keeper(archive, intake, judge_answer)
        taken = _Taken()
        try:
            with open_address(address) as streams, Walkers(workers) as walkers:
                for number, stream in enumerate(streams):
                    walked, found, pages = walkers.walk(address, number, stream)
                    _sift_stream(stream, walked, found, keeper, taken)
                    told.add(walked, pages)
                    intake.batch.tick()
        except (ArchiveError, OSError, LimitError) as error:
            told.unkept.append(tell_unread(address, error))
    for one in told.unkept:
        logger.warning("not kept: %s", one)
    told.unkept.extend(keeper.taken.unkept)
    told.kept, told.known = len(keeper.taken.new), len(keeper.taken.known)
    captures = [*keeper.taken.new, *keeper.taken.known]
    told.sources = note_pages(archive, captures, taken.looks)
    told.sources += note_documents(archive, taken.documents)
    settle_sources(archive, captures)
    outcome = "failed" if told.unkept else "ok"
    archive.end_run(intake.run, outcome, _count(told))
    return told


@dataclass
class _Taken:
    """Captures of pages, with the looks at them, and of documents that no page may lead to."""

    looks: dict[int, Look] = field(default_factory=dict)
    documents: list[int] = field(default_factory=list)


def _sift_stream(
    stream: Stream, walked: Walked, found: Sequence[Wanted], keeper: Keeper, taken: _Taken
) -> None:
    """Keep of a stream what is wanted, in the order of the file."""
    for one in _choose(walked, found):
        exchange = read_at(stream, one.place, one.url, walked.info)
        if exchange is None:
            continue
        judged = (one.look.outcome, one.look.detail) if one.look else None
        number = keeper.keep(exchange, judged)
        if number is not None and one.look:
            taken.looks[number] = one.look
        elif number is not None and one.by_name:
            taken.documents.append(number)


def _choose(walked: Walked, found: Sequence[Wanted]) -> list[Wanted]:
    """Return what is to be kept: pages, what they lead to as far as it is there, revisits."""
    leads = {one.place: _leads(one.look) for one in found if one.look}
    there = walked.places.find({url for urls in leads.values() for url in urls})
    chosen: dict[Place, Wanted] = {}
    for one in found:
        led = [Wanted(place, url) for url in leads.get(one.place, ()) for place in there[url]]
        if one.by_name or (one.look and one.look.carries_report) or led:
            chosen[one.place] = one
            for other in led:
                chosen.setdefault(other.place, other)
    unchanged = walked.revisits.find({one.url for one in chosen.values()})
    revisits = (Wanted(place, url) for url, places in unchanged.items() for place in places)
    # A revisit may stand before what it refers to.
    return [*(chosen[place] for place in sorted(chosen)), *sorted(revisits, key=_place_of)]


def _place_of(one: Wanted) -> Place:
    return one.place


def _leads(look: Look) -> list[str]:
    """Return the addresses that a page leads to."""
    documents = look.documents if look.carries_report is not False else ()
    return [strip_fragment(one.url) for one in (*documents, *look.listed)]


def was_sifted(archive: Archive, address: str) -> bool:
    """Tell whether this version of the program has sifted a file to its end, as it is now."""
    sql = (
        "SELECT 1 FROM runs WHERE command = ? AND outcome = 'ok'"
        " AND json_extract(counts, '$.file') = ? AND json_extract(counts, '$.version') = ?"
        " AND json_extract(counts, '$.bytes') IS ?"
    )
    return bool(archive.rows(sql, COMMAND, address, __version__, _size(address)))


def _size(address: str) -> int | None:
    """Return the bytes of a file of this machine; what stores keep is not altered."""
    path = Path(address)
    return path.stat().st_size if "://" not in address and path.is_file() else None


def _count(told: Sifted) -> dict[str, Any]:
    return {
        "file": told.address,
        "version": __version__,
        "bytes": _size(told.address),
        "records": told.records,
        "pages": told.pages,
        "new": told.kept,
        "sources": told.sources,
        "unkept": len(told.unkept),
    }
