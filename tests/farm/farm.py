"""The farm's portals, listening on loopback addresses of their own."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from nianbao.demo.responses import Response, Routes
from nianbao.demo.server import Exchange, PortalServer
from tests.farm import portals
from tests.farm.site import MODIFIED, Builder, Expected, Place, Site


@cache
def builders() -> Mapping[str, Builder]:
    """Return every portal of the farm by name; a module of `portals/` may offer several."""
    found: dict[str, Builder] = {}
    for module in sorted(one.name for one in pkgutil.iter_modules(portals.__path__)):
        offered = importlib.import_module(f"{portals.__name__}.{module}").PORTALS
        assert not found.keys() & offered.keys(), f"{module} names a portal again"
        found.update(offered)
    return found


class PortalFarm:
    """Portals that listen while the context lasts, all of the farm's unless some are named.

    Each has a loopback address of its own, 127.0.2.1 and following: Scrapy tells hosts apart by
    name, not by port, which is `port` for all, or any that is free for each.
    """

    def __init__(self, names: Sequence[str] = (), port: int = 0) -> None:
        self.names = tuple(names) or tuple(builders())
        self.phase = 1
        self._port = port
        self._servers: dict[str, PortalServer] = {}
        self._sites: dict[tuple[str, int], Site] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            for number, name in enumerate(self.names, 1):
                address = f"127.0.{2 + number // 250}.{number % 250}"
                server = PortalServer(address, port=self._port)
                self._servers[name] = stack.enter_context(server)
            self._serve()
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

    @property
    def roots(self) -> dict[str, str]:
        """The front pages of the portals that a registry would have."""
        named = (name for name in self.names if self.expected(name).registered)
        return {name: f"{self.bases[name]}/" for name in named}

    @property
    def others(self) -> list[str]:
        """The hosts that these portals lead to and that a person allowed."""
        named = (name for name in self.names if not self.expected(name).registered)
        return [str(urlsplit(self.bases[name]).hostname) for name in named]

    def server(self, name: str) -> PortalServer:
        """Return a portal's server, for its knobs."""
        return self._servers[name]

    def log(self, name: str) -> list[Exchange]:
        """Return what a portal was asked, in the order of arrival."""
        return self._servers[name].log

    def advance(self) -> None:
        """Move to phase 2."""
        self.phase = 2
        self._serve()

    def expected(self, name: str) -> Expected:
        """Return what a crawl of a portal must give in the present phase."""
        return self._site(name, self.phase).expected

    def _serve(self) -> None:
        for name in self.names:
            self._servers[name].routes = self._site(name, self.phase).routes

    def _site(self, name: str, phase: int) -> Site:
        if (name, phase) not in self._sites:
            site = builders()[name](Place(name, self.bases, phase))
            before = self._site(name, 1).routes.pages if phase > 1 else {}
            self._sites[name, phase] = replace(site, routes=_dated(site.routes, before))
        return self._sites[name, phase]


def _dated(routes: Routes, before: Mapping[str, Response]) -> Routes:
    """Date each page: as in phase 1 where its bytes are the same, else as changed since."""
    pages = {}
    for path, response in routes.pages.items():
        old = before.get(path)
        phase = 2 if before and (old is None or old.body != response.body) else 1
        pages[path] = replace(response, modified=MODIFIED[phase])
    return replace(routes, pages=pages)
