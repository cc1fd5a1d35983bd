"""The fictional region: its divisions, portals and publishing bodies, read from `world.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Carrier = Literal["html", "docx", "image", "table_images"]
Layout = Literal["word", "empty_heads", "nested", "paste"]
Kind = Literal["government", "office", "department", "township"]


@dataclass(frozen=True)
class Division:
    """An administrative division by its statistical code."""

    code: str
    name: str
    level: str
    parent: str
    full_name: str


@dataclass(frozen=True)
class PortalInfo:
    """A portal: who runs it, its identification code and the CMS that it imitates."""

    id: str
    family: str
    name: str
    organ: str
    area: str
    division: str
    site_code: str


@dataclass(frozen=True)
class Case:
    """What is special about one report; `later` is what happens to it in the second phase."""

    carrier: Carrier = "html"
    layout: Layout = "word"
    title: str = ""
    disclosure: str = ""
    applications: str = ""
    published: str = ""
    planted: tuple[str, ...] = ()
    later: str = ""


@dataclass(frozen=True)
class Body:
    """A publishing body; `area` is what its titles may say instead of its name."""

    name: str
    portal: str
    area: str
    kind: Kind
    we: str
    scale: int
    years: tuple[int, ...]
    later: tuple[int, ...]
    themes: tuple[str, ...]
    makes_rules: bool
    cases: Mapping[int, Case] = field(hash=False)

    def case(self, year: int) -> Case:
        """Return what is special about a year's report."""
        return self.cases.get(year, Case())


@dataclass(frozen=True)
class World:
    """Everything that is fixed about the region."""

    divisions: tuple[Division, ...]
    portals: tuple[PortalInfo, ...]
    bodies: tuple[Body, ...]

    def division(self, code: str) -> Division:
        """Return the division of a code."""
        return next(division for division in self.divisions if division.code == code)


@cache
def load_world() -> World:
    """Return the region of the sample portals."""
    data = read_toml("world.toml")
    return World(
        tuple(Division(**entry) for entry in data["divisions"]),
        tuple(PortalInfo(**entry) for entry in data["portals"]),
        tuple(_body(entry) for entry in data["bodies"]),
    )


def read_toml(name: str) -> dict[str, Any]:
    """Return one of the data files beside this module."""
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _body(data: dict[str, Any]) -> Body:
    return Body(
        name=data["name"],
        portal=data["portal"],
        area=data["area"],
        kind=data["kind"],
        we=data["we"],
        scale=data["scale"],
        years=tuple(data["years"]),
        later=tuple(data.get("later", ())),
        themes=tuple(data["themes"]),
        makes_rules=data.get("makes_rules", False),
        cases={int(year): _case(entry) for year, entry in data.get("cases", {}).items()},
    )


def _case(data: dict[str, Any]) -> Case:
    return Case(**{**data, "planted": tuple(data.get("planted", ()))})
