"""How much of each province is in the archive: a grid of tiles, and the list beside it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from archive.publish.pages.render import rows

if TYPE_CHECKING:
    from datasette.app import Datasette

_PROVINCES = """
SELECT
  substr(province, 1, 2) AS code, max(province_name) AS name, sum(slots) AS slots,
  sum(found) AS found, sum(late) AS late, sum(missing) AS missing, sum(not_had) AS not_had,
  sum(verified) AS verified, sum(flagged) AS flagged, sum(incomplete) AS incomplete
FROM provinces GROUP BY province ORDER BY province IS NULL, province
"""
SHADES = 4


@dataclass(frozen=True)
class Tile:
    """A province on the grid: its place, its short name, what the archive has of it."""

    code: str
    row: int
    column: int
    name: str
    province: dict[str, Any] | None

    @property
    def shade(self) -> int:
        """Return 0 where nothing was looked at, to `SHADES` where everything is found."""
        if not self.province:
            return 0
        return 1 + int((SHADES - 1) * self.province["found"] / max(self.province["slots"], 1))


async def read_provinces(datasette: Datasette) -> list[dict[str, Any]]:
    """Return one row a province over all years, by code; that of unknown ones last."""
    return await rows(datasette, _PROVINCES)


def lay_tiles(provinces: list[dict[str, Any]]) -> list[Tile]:
    """Return the tiles of the grid with what is known of each."""
    known = {province["code"]: province for province in provinces}
    return [Tile(*place, known.get(place[0])) for place in _places()]


@cache
def _places() -> list[tuple[str, int, int, str]]:
    data = tomllib.loads((files(__package__) / "tiles.toml").read_text(encoding="utf-8"))
    return [tuple(place) for place in data["tiles"]]
