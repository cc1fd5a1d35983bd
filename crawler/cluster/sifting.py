"""Sifting on a cluster: each WARC file a task, into an archive of its own."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from archive.archive import Archive
from archive.foreign.records import Unkept
from crawler.cluster.cluster import Cluster
from crawler.cluster.engine import count_slots
from crawler.cluster.sending import Order, open_post
from crawler.sift import Sifted, was_sifted

logger = logging.getLogger(__name__)


def sift_on(
    archive: Archive, cluster: Cluster, addresses: Sequence[str], software: Mapping[str, str]
) -> Iterator[Sifted]:
    """Sift files on a cluster as `crawler.sift_list.sift_all` does on this machine.

    All machines must see the files by the same addresses.
    """
    left = [address for address in addresses if not was_sifted(archive, address)]
    with open_post(archive, cluster) as post:
        count_slots(post.client)
        asked = [{"address": address, "software": dict(software)} for address in left]
        for done in post.send("sift", [Order(None, one) for one in asked]):
            address = done.task.asked["address"]
            told = _read(done.told) if done.told else _fail(address, done.problem or "")
            for one in told.unkept:
                logger.warning("not kept: %s", one)
            yield told


def _read(told: Mapping[str, Any]) -> Sifted:
    return Sifted(**{**told, "unkept": [Unkept(**one) for one in told["unkept"]]})


def _fail(address: str, problem: str) -> Sifted:
    return Sifted(address, unkept=[Unkept(address, problem)])
