"""Reading on a cluster: ranges of what was captured and not read, each in a part of the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from archive.archive import Archive
from archive.extraction import Extracted, list_unread, note_brought_earlier
from crawler.cluster.cluster import Cluster, ClusterError
from crawler.cluster.engine import Progress, count_slots
from crawler.cluster.sending import Order, open_post

# Some ten seconds of one core: cutting a part and joining it take a tenth of a second.
DOCUMENTS = 500


def extract_on(archive: Archive, cluster: Cluster, progress: Progress | None = None) -> Extracted:
    """Read on a cluster as `archive.extraction.extract_all` does on this machine.

    Raises `ClusterError` when tasks failed; what the others read is kept, and the next run reads
    the rest.
    """
    statuses: Counter[str] = Counter()
    problems: Counter[str] = Counter()
    with open_post(archive, cluster) as post:
        count_slots(post.client)
        orders = [_order(rows) for rows in _ranges(list_unread(archive))]
        for done in post.send("extract", orders, progress):
            if done.told:
                statuses.update(done.told["statuses"])
            else:
                problems[done.problem or ""] += done.task.asked["sources"]
    note_brought_earlier(archive)
    if problems:
        told = (f"{count} sources: {problem}" for problem, count in problems.items())
        raise ClusterError("; ".join(told))
    return Extracted(statuses.total(), statuses)


def _ranges(unread: Sequence[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    """Yield what is read together: all payloads of a source are, one after another."""
    gathered: list[Mapping[str, Any]] = []
    in_order = sorted(unread, key=lambda row: int(row["source"]))
    for _, rows in groupby(in_order, key=lambda row: int(row["source"])):
        gathered += rows
        if len(gathered) >= DOCUMENTS:
            yield gathered
            gathered = []
    if gathered:
        yield gathered


def _order(rows: Sequence[Mapping[str, Any]]) -> Order:
    return Order(
        {
            "captures": [row["capture"] for row in rows],
            "sources": sorted({row["source"] for row in rows}),
        },
        {"sources": len({row["source"] for row in rows})},
    )
