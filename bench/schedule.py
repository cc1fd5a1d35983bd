"""A national crawl that is only reckoned: `python -m bench.schedule`; its shape is schedule.toml.

A task is a group of portals that share no registered domain with another, in a process of its own,
which asks some hosts at a time and each host one request at a time, with a pause after each answer.
"""

from __future__ import annotations

import csv
import heapq
import random
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.guard import registered_domain

WORKERS = (1, 4, 16)
_HERE = Path(__file__).parent
_REGISTRY = _HERE.parent / "crawler" / "portals.csv"


@dataclass(frozen=True)
class Host:
    """A portal's host: its registered domain, how many requests it takes, and what it is like."""

    domain: int
    requests: int
    fate: str
    latency: float


@dataclass(frozen=True)
class Crawled:
    """What a crawl comes to: seconds of wall, requests, and those that were answered."""

    seconds: float
    requests: int
    answered: int


def measure() -> Iterator[str]:
    """Yield a paragraph for a first crawl and one for a later one."""
    shape = read_shape()
    for kind in ("first", "later"):
        hosts = list(draw_hosts(shape, kind))
        fates = Counter(host.fate for host in hosts)
        yield f"{kind} crawl of {len(hosts)} portals ({', '.join(map(_tell_fate, fates.items()))})"
        for workers in WORKERS:
            yield f"  {_tell(shape, hosts, workers)}"


def read_shape() -> Mapping[str, Any]:
    """Return the numbers of schedule.toml."""
    return tomllib.loads((_HERE / "schedule.toml").read_text(encoding="utf-8"))


def draw_hosts(shape: Mapping[str, Any], kind: str, seed: int = 7) -> Iterator[Host]:
    """Yield the hosts of a nation; as many stand under one domain as in the registry."""
    chance, nation, answers = random.Random(seed), shape["nation"], shape["answers"]
    domains, domain, left = read_domains(), 0, 0
    for _ in range(nation["portals"]):
        if not left:
            domain, left = domain + 1, chance.choice(domains)
        left -= 1
        draw = chance.random()
        fate = "reached"
        if draw < answers["unreachable"]:
            fate = "unreachable"
        elif draw < answers["unreachable"] + answers["challenged"]:
            fate = "challenged"
        requests = _count(shape, kind, chance) if fate == "reached" else 2
        latency = answers["latency"] * chance.lognormvariate(0, answers["latency_spread"])
        yield Host(domain, requests, fate, latency)


def read_domains() -> Sequence[int]:
    """Return how many portals of the registry stand under each registered domain."""
    with _REGISTRY.open(encoding="utf-8", newline="") as file:
        hosts = [urlsplit(row["root"]).hostname or "" for row in csv.DictReader(file)]
    return sorted(Counter(registered_domain(host) or host for host in hosts).values())


def _count(shape: Mapping[str, Any], kind: str, chance: random.Random) -> int:
    """Return how many requests a portal takes that answers."""
    nation, portal = shape["nation"], shape["portal"]
    spread = nation["spread"]
    bodies = nation["bodies_a_portal"] * chance.lognormvariate(-(spread**2) / 2, spread)
    reports = bodies * nation["years"]
    lists: float = reports / portal["rows_a_list"]
    asked: float = reports * (1 + portal["attachments"])
    due: float = 1 if kind == "first" else portal["changed"]
    return round(float(portal["search"]) + lists + asked * due)


def crawl(
    shape: Mapping[str, Any], hosts: Sequence[Host], workers: int, pause: float = 1
) -> Crawled:
    """Reckon a crawl by so many workers, each with one process at a time.

    `pause` multiplies the delay between requests: 0 for none.
    """
    chance = random.Random(workers)
    free = [0.0] * workers
    answered = 0
    for group in group_hosts(hosts, max(workers, -(-len(hosts) // shape["process"]["portals"]))):
        start = heapq.heappop(free)
        seconds, got = _run_process(shape, group, chance, pause)
        answered += got
        heapq.heappush(free, start + seconds)
    return Crawled(max(free), sum(host.requests for host in hosts), answered)


def group_hosts(hosts: Sequence[Host], number: int) -> list[list[Host]]:
    """Return groups of about the same work, the domains whole, the largest first."""
    domains: dict[int, list[Host]] = {}
    for host in hosts:
        domains.setdefault(host.domain, []).append(host)
    groups: list[list[Host]] = [[] for _ in range(number)]
    heap = [(0, place) for place in range(number)]
    weights = {domain: sum(host.requests for host in of) for domain, of in domains.items()}
    for domain in sorted(weights, key=lambda one: (-weights[one], one)):
        weight, place = heapq.heappop(heap)
        groups[place].extend(domains[domain])
        heapq.heappush(heap, (weight + weights[domain], place))
    return groups


def _run_process(
    shape: Mapping[str, Any], hosts: Sequence[Host], chance: random.Random, pause: float
) -> tuple[float, int]:
    """Return the seconds that a process takes, and how many requests were answered."""
    process = shape["process"]
    waiting = sorted(hosts, key=lambda host: -host.requests)
    left = {place: host.requests for place, host in enumerate(waiting)}
    due = [(0.0, place) for place in range(min(process["hosts"], len(waiting)))]
    following, busy, end, answered = len(due), 0.0, 0.0, 0
    while due:
        start, place = heapq.heappop(due)
        host = waiting[place]
        seconds = _answer(shape, host, chance)
        answered += seconds < shape["answers"]["timeout"]
        # One processor reads what all hosts answer.
        busy = end = max(start + seconds, busy) + process["processor"]
        left[place] -= 1
        if left[place]:
            delay = max(chance.uniform(*process["delay"]), 2 * host.latency) * pause
            heapq.heappush(due, (start + seconds + delay, place))
        elif following < len(waiting):
            heapq.heappush(due, (end, following))
            following += 1
    return end, answered


def _answer(shape: Mapping[str, Any], host: Host, chance: random.Random) -> float:
    """Return the seconds until a host answers, or until it is not waited for any longer."""
    answers = shape["answers"]
    if host.fate == "unreachable" or chance.random() < answers["slow"]:
        return float(answers["timeout"])
    return host.latency * chance.lognormvariate(0, answers["latency_spread"] / 2)


def _tell_fate(fate: tuple[str, int]) -> str:
    return f"{fate[1]} {fate[0]}"


def _tell(shape: Mapping[str, Any], hosts: Sequence[Host], workers: int) -> str:
    done, hurried = crawl(shape, hosts, workers), crawl(shape, hosts, workers, pause=0)
    size = done.answered * shape["answers"]["kilobytes"] / 1e6
    busy = done.requests * shape["process"]["processor"] / 3600
    polite = 1 - hurried.seconds / done.seconds
    return (
        f"{workers:2} workers: {done.seconds / 3600:6.1f} h, {done.requests:,} requests,"
        f" {size:,.0f} GB, {busy:.1f} h of processor, bound by politeness {polite:.0%}"
    )


if __name__ == "__main__":
    for paragraph in measure():
        sys.stdout.write(f"{paragraph}\n")
