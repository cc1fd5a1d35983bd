"""`python -m tests.farm NAME…` crawls portals of the farm and says where their oracle differs."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from archive.archive import Archive, open_archive
from tests.crawler.harvest import expect_harvest, read_harvest
from tests.crawler.portals import crawl
from tests.farm.farm import PortalFarm


def main() -> None:
    """Crawl the portals named; print what each was asked, what came of it, what differs."""
    with tempfile.TemporaryDirectory() as folder, PortalFarm(sys.argv[1:]) as farm:
        place = Path(folder) / "archive"
        result = crawl(place, farm.roots, delay=0.01, allow=farm.others)
        with open_archive(place) as archive:
            for portal in result["portals"]:
                print("\n".join(_tell(archive, farm, portal)))


def _tell(archive: Archive, farm: PortalFarm, found: dict[str, Any]) -> Iterator[str]:
    name = found["id"]
    expected, asked = farm.expected(name), [f"{one.method} {one.path}" for one in farm.log(name)]
    yield f"{name}: {found['outcome']}, {found['family']}, {found['column_url']}"
    yield from (f"  {one}" for one in asked)
    yield f"  {len(asked) - 1} requests beside robots.txt, {len(expected.necessary)} necessary"
    has, wants = asdict(read_harvest(archive, name)), asdict(expect_harvest(expected))
    for part, told in wants.items():
        yield from (f"  {part}: wanting {one}" for one in told.items() - has[part].items())
        yield from (f"  {part}: too many {one}" for one in has[part].items() - told.items())


if __name__ == "__main__":
    main()
