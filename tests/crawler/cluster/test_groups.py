"""Portals that share a host stay together; what is left is shared out evenly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.archive import Archive, open_archive
from archive.captures import insert
from crawler.cluster.groups import group_portals
from crawler.registry import PortalSeed, add_portals


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path, command="crawl", create=True) as archive:
        yield archive


def seeds(*hosts: str) -> list[PortalSeed]:
    return [PortalSeed(host, f"http://{host}/") for host in hosts]


def grouped(archive: Archive, portals: list[PortalSeed], slots: int) -> list[list[str]]:
    return sorted(
        sorted(one.id for one in group) for group in group_portals(archive, portals, slots)
    )


def lead_to(archive: Archive, portal: str, host: str) -> None:
    """Let a portal have led to a host that was asked."""
    run = archive.begin_run("crawl")
    with archive.transaction():
        number = insert(
            archive,
            {"run": run, "url": f"http://{host}/", "fetched_at": "2026", "outcome": "ok"},
            None,
        )
        archive.db.conn.execute(
            "INSERT INTO frontier (portal, url, host, role, state, due_at, found_at, capture)"
            " VALUES (?, ?, ?, 'list', 'done', '2026', '2026', ?)",
            (portal, f"http://{host}/", host, number),
        )


def test_portals_are_shared_out_evenly(archive: Archive) -> None:
    portals = seeds(*(f"www.p{number}.gov.cn" for number in range(10)))
    assert sorted(map(len, grouped(archive, portals, 4))) == [2, 2, 3, 3]


def test_portals_of_one_registered_domain_stay_together(archive: Archive) -> None:
    portals = seeds("www.a.gov.cn", "xxgk.a.gov.cn", "www.b.gov.cn")
    assert grouped(archive, portals, 3) == [["www.a.gov.cn", "xxgk.a.gov.cn"], ["www.b.gov.cn"]]


def test_portals_that_led_to_one_host_stay_together(archive: Archive) -> None:
    portals = seeds("www.a.gov.cn", "www.b.gov.cn", "www.c.gov.cn")
    add_portals(archive, portals)
    for name in ("www.a.gov.cn", "www.c.gov.cn"):
        lead_to(archive, name, "zwgk.province.gov.cn")
    assert grouped(archive, portals, 3) == [["www.a.gov.cn", "www.c.gov.cn"], ["www.b.gov.cn"]]


def test_addresses_of_one_machine_are_hosts_of_their_own(archive: Archive) -> None:
    assert len(grouped(archive, seeds("127.0.2.1:80", "127.0.2.2:80"), 2)) == 2


def test_what_was_large_is_alone(archive: Archive) -> None:
    portals = seeds("www.a.gov.cn", "www.b.gov.cn", "www.c.gov.cn")
    add_portals(archive, portals)
    for number in range(5):
        lead_to(archive, "www.b.gov.cn", f"{number}.b.gov.cn")
    assert grouped(archive, portals, 2) == [["www.a.gov.cn", "www.c.gov.cn"], ["www.b.gov.cn"]]


def test_a_group_is_no_larger_than_a_process_bears(archive: Archive) -> None:
    portals = seeds(*(f"www.p{number}.gov.cn" for number in range(401)))
    assert sorted(map(len, grouped(archive, portals, 1))) == [133, 134, 134]
