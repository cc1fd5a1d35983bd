"""Portals in groups that share no host: each host is asked by one process only, one at a time."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Mapping, Sequence

from archive.archive import Archive
from crawler.guard import registered_domain, site_of
from crawler.registry import PortalSeed

# One process asks up to 48 hosts at a time; with 200 portals it took 170 MB.
MOST = 200
_ASKED = "SELECT DISTINCT portal, host FROM frontier WHERE capture IS NOT NULL"
_KNOWN = "SELECT portal, count(*) AS addresses FROM frontier GROUP BY 1"


def group_portals(
    archive: Archive, seeds: Sequence[PortalSeed], slots: int
) -> list[list[PortalSeed]]:
    """Return groups of about the same work, as many as are done at a time, or more.

    Portals of one registered domain are in one group, and so are those that were seen to lead to
    the same host.
    """
    families = _find_families(archive, seeds)
    known = {row["portal"]: int(row["addresses"]) for row in archive.rows(_KNOWN)}
    weights = {first: _weigh(family, known) for first, family in families.items()}
    number = min(max(slots, -(-len(seeds) // MOST)), len(families))
    heap = [(0, place) for place in range(number)]
    groups: list[list[PortalSeed]] = [[] for _ in range(number)]
    for first in sorted(families, key=lambda one: (-weights[one], one)):
        weight, place = heapq.heappop(heap)
        groups[place].extend(families[first])
        heapq.heappush(heap, (weight + weights[first], place))
    return groups


def _weigh(family: Sequence[PortalSeed], known: Mapping[str, int]) -> int:
    return sum(known.get(seed.id, 0) + 1 for seed in family)


def _find_families(archive: Archive, seeds: Sequence[PortalSeed]) -> dict[str, list[PortalSeed]]:
    """Return portals that have a host in common, by the first of them."""
    hosts = defaultdict(set)
    for row in archive.rows(_ASKED):
        hosts[row["portal"]].add(row["host"])
    first: dict[str, str] = {}

    def find(name: str) -> str:
        while first.setdefault(name, name) != name:
            name = first[name]
        return name

    for seed in seeds:
        for host in sorted(hosts[seed.id] | {site_of(seed.root)}):
            ours, theirs = find(f"portal {seed.id}"), find(registered_domain(host) or host)
            first[max(ours, theirs)] = min(ours, theirs)
    families = defaultdict(list)
    for seed in seeds:
        families[find(f"portal {seed.id}")].append(seed)
    return dict(families)
