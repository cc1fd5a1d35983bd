"""What the reckoning of a national crawl rests on."""

from __future__ import annotations

from collections import Counter

from bench.schedule import crawl, draw_hosts, group_hosts, read_domains, read_shape

SHAPE = read_shape()
HOSTS = list(draw_hosts({**SHAPE, "nation": {**SHAPE["nation"], "portals": 60}}, "later"))


def test_a_domain_is_asked_by_one_process_only() -> None:
    groups = group_hosts(HOSTS, 4)
    homes = Counter(domain for group in groups for domain in {host.domain for host in group})
    assert set(homes.values()) == {1}
    assert sorted(map(repr, HOSTS)) == sorted(repr(host) for group in groups for host in group)


def test_domains_are_as_large_as_those_of_the_registry() -> None:
    assert set(Counter(host.domain for host in HOSTS).values()) <= {*read_domains()}


def test_no_host_is_asked_sooner_than_politeness_allows() -> None:
    done = crawl(SHAPE, HOSTS, 1)
    assert done.requests == sum(host.requests for host in HOSTS)
    assert done.seconds >= max(host.requests for host in HOSTS) - 1
    assert crawl(SHAPE, HOSTS, 1, pause=0).seconds < done.seconds
