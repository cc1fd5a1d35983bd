"""What a search costs: requests for each report beyond the necessary, recall, false reports."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from archive.archive import open_archive
from tests.farm.farm import PortalFarm
from tests.farm.site import Expected

Roots = Callable[[PortalFarm], Mapping[str, str]]
_PAGES = "SELECT url FROM sources WHERE portal = ? AND role = 'page'"


@dataclass(frozen=True)
class Cost:
    """What a crawl of one portal took and gave.

    `asked` and `necessary` count what was asked of the portal itself, robots.txt aside; `own` are
    the reports that stand on it. From a column less is necessary than from the front page.
    """

    portal: str
    asked: int
    necessary: int
    own: int
    wanted: int
    found: int
    false: int

    @property
    def beyond(self) -> float:
        """Requests for each report beyond the necessary ones."""
        return (self.asked - self.necessary) / self.own if self.own else 0.0


def measure() -> Iterator[str]:
    """Yield one paragraph of results for each place to begin at."""
    yield _tell("front pages", _front_pages)
    yield _tell("columns", _columns)


def _tell(begun: str, roots: Roots) -> str:
    costs = sorted(_crawl_farm(roots), key=lambda one: -one.beyond)
    lines = [_line(one) for one in costs if one.wanted]
    wanted, found = sum(one.wanted for one in costs), sum(one.found for one in costs)
    spare = sum(one.asked - one.necessary for one in costs if one.own)
    share = spare / sum(one.own for one in costs)
    false = sum(one.false for one in costs)
    told = [
        f"Requests on the portal farm, from {len(lines)} {begun} alone",
        f"  {'portal':<22} asked  necessary  reports found  false  beyond a report",
        *lines,
        f"  recall {found}/{wanted} = {found / wanted:.1%}, {false} false reports",
        f"  {share:.2f} requests a report beyond the necessary",
    ]
    return "\n".join(told)


def _line(one: Cost) -> str:
    found = f"{one.found}/{one.wanted}"
    return (
        f"  {one.portal:<22} {one.asked:5}  {one.necessary:9}  {found:>13}  {one.false:5}"
        f"  {one.beyond:15.2f}"
    )


def _front_pages(farm: PortalFarm) -> Mapping[str, str]:
    return farm.roots


def _columns(farm: PortalFarm) -> Mapping[str, str]:
    told = {name: farm.expected(name).columns for name in farm.roots}
    return {name: columns[0] for name, columns in told.items() if columns}


def _crawl_farm(begin: Roots) -> Iterator[Cost]:
    with tempfile.TemporaryDirectory() as folder, PortalFarm() as farm:
        place, roots = Path(folder) / "archive", begin(farm)
        asked = {
            "archive": str(place),
            "portals": roots,
            "allow": farm.others,
            "delay": 0.02,
        }
        command = [sys.executable, "-m", "bench.crawl_once", "capture", json.dumps(asked)]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own argv
        with open_archive(place) as archive:
            for name in roots:
                urls = {row["url"] for row in archive.rows(_PAGES, name)}
                log = [one for one in farm.log(name) if one.path != "/robots.txt"]
                yield _cost(name, len(log), urls, farm.expected(name), farm.bases[name])


def _cost(name: str, asked: int, urls: set[str], expected: Expected, base: str) -> Cost:
    wanted = {one.url for one in expected.reports}
    own = sum(url.startswith(f"{base}/") for url in wanted)
    necessary = len(expected.necessary)
    return Cost(name, asked, necessary, own, len(wanted), len(wanted & urls), len(urls - wanted))
