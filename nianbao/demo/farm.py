"""All sample portals at once, in one process, with the oracle of what they hold."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import astuple, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from nianbao.demo.content import samples
from nianbao.demo.oracle import Oracle
from nianbao.demo.planted import planted_cases
from nianbao.demo.portals import challenge, forbids, gkmlpt, jpage, real, trs
from nianbao.demo.portals.common import Builder, Setting, Site
from nianbao.demo.responses import Response, Routes
from nianbao.demo.server import Exchange, PortalServer
from nianbao.demo.world import PortalInfo, load_world

REGISTRY_COLUMNS = (
    "id",
    "name",
    "root",
    "division",
    "division_name",
    "division_level",
    "division_parent",
    "division_full_name",
)
# When the pages of the first phase were last modified, and those that the second phase changes:
# 2026-01-05 and 2026-04-02, seconds since 1970.
_MODIFIED = {1: 1_767_571_200, 2: 1_775_088_000}
_BUILDERS: dict[str, Builder] = {
    "trs": trs.build,
    "jpage": jpage.build,
    "gkmlpt": gkmlpt.build,
    "challenge": challenge.build,
    "forbids": forbids.build,
}
_REAL = PortalInfo(
    "real", "real", "样本门户", "云澜市档案馆", "云澜市", "990100000000", "9901000002"
)


class Farm:
    """The sample portals, listening while the context lasts.

    Each has a loopback address of its own, 127.0.1.1 and following, where the system answers on
    them, as Linux does; elsewhere all share 127.0.0.1. `reports` names a folder of real reports
    that a further portal, `real`, serves.
    """

    def __init__(self, reports: Path | None = None) -> None:
        self.phase = 1
        self._builders = dict(_BUILDERS)
        self._portals = load_world().portals
        if reports is not None:
            self._builders["real"] = partial(real.build, folder=reports)
            self._portals = (*self._portals, _REAL)
        self._servers: dict[str, PortalServer] = {}
        self._sites: dict[tuple[str, int], Site] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            for number, info in enumerate(self._portals, 1):
                self._servers[info.id] = stack.enter_context(_listen(number))
            for info in self._portals:
                self._servers[info.id].routes = self._site(info, self.phase).routes
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @property
    def bases(self) -> dict[str, str]:
        """The origin of each portal by name."""
        return {name: server.base for name, server in self._servers.items()}

    def server(self, name: str) -> PortalServer:
        """Return a portal's server, for its knobs."""
        return self._servers[name]

    def log(self, name: str) -> list[Exchange]:
        """Return what a portal was asked, in the order of arrival."""
        return self._servers[name].log

    def advance(self) -> None:
        """Move to the second phase, in which reports were edited, removed and added."""
        self.phase = 2
        for info in self._portals:
            self._servers[info.id].routes = self._site(info, 2).routes

    def oracle(self, phase: int | None = None) -> Oracle:
        """Return what a phase holds, the present one unless told."""
        wanted = phase or self.phase
        portals = {info.id: self._site(info, wanted).expected for info in self._portals}
        if wanted == 1:
            return Oracle(1, portals, planted_cases(portals))
        before = {info.id: self._site(info, 1).expected for info in self._portals}
        return Oracle(2, portals, planted_cases(portals, before))

    def write_registry(self, path: Path) -> None:
        """Write the portals into a CSV that a crawl can start from."""
        world = load_world()
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(REGISTRY_COLUMNS)
            for info in self._portals:
                place = world.division(info.division)
                root = f"{self.bases[info.id]}/"
                writer.writerow((info.id, info.name, root, *astuple(place)))

    def _site(self, info: PortalInfo, phase: int) -> Site:
        key = info.id, phase
        if key not in self._sites:
            own = tuple(sample for sample in samples(phase) if sample.body.portal == info.id)
            site = self._builders[info.family](Setting(info, self.bases, own, phase))
            before = self._site(info, 1).routes.pages if phase > 1 else {}
            self._sites[key] = replace(site, routes=_dated(site.routes, before))
        return self._sites[key]


def _listen(number: int) -> PortalServer:
    try:
        return PortalServer(f"127.0.1.{number}")
    except OSError:
        return PortalServer("127.0.0.1")


def _dated(routes: Routes, before: Mapping[str, Response]) -> Routes:
    """Date each page: as in the phase before where its bytes are the same, else as changed."""
    pages = {}
    for path, response in routes.pages.items():
        old = before.get(path)
        phase = 2 if before and (old is None or old.body != response.body) else 1
        pages[path] = replace(response, modified=_MODIFIED[phase])
    return replace(routes, pages=pages)
