"""The registry of portals: rows of a CSV file become portals and divisions of an archive."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from archive.archive import Archive
from archive.divisions import add_official

NEEDED = ("id", "root")
# Portals met in search results and in the work of others; none has been visited by this program.
SHIPPED = Path(__file__).with_name("portals.csv")


class RegistryError(Exception):
    """A registry file does not say what is needed; the sentence names the line."""


@dataclass(frozen=True)
class PortalSeed:
    """A portal to crawl, and the administrative division that it belongs to.

    `column` is where its list of annual reports was once seen, which saves the search for it. Names
    of the division are needed only where the official list does not have its code.
    """

    id: str
    root: str
    name: str | None = None
    column: str | None = None
    division: str | None = None
    division_name: str | None = None
    division_level: str | None = None
    division_parent: str | None = None
    division_full_name: str | None = None


def read_registry(path: Path) -> list[PortalSeed]:
    """Read a registry CSV; every row needs an id and a root."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [_seed(path, n, row) for n, row in enumerate(csv.DictReader(file), start=2)]
    except (OSError, UnicodeDecodeError) as error:
        raise RegistryError(f"{path} cannot be read as a registry: {error}") from error


def _seed(path: Path, line: int, row: dict[str, str | None]) -> PortalSeed:
    told = {name: (row.get(name) or "").strip() or None for name in PortalSeed.__annotations__}
    for name in NEEDED:
        if not told[name]:
            raise RegistryError(f"{path}, line {line}: there is no {name}")
    for name in ("root", "column"):
        if told[name] and urlsplit(told[name] or "").scheme not in {"http", "https"}:
            raise RegistryError(f"{path}, line {line}: {told[name]!r} is no web address")
    return PortalSeed(**told)  # type: ignore[arg-type]


def add_portals(archive: Archive, seeds: Sequence[PortalSeed]) -> None:
    """Insert portals and their divisions, or bring their names and addresses up to date."""
    with archive.transaction():
        for seed in _parents_first(seeds):
            _add_division(archive, seed)
        for seed in seeds:
            archive.db.conn.execute(
                "INSERT INTO portals (id, name, root, column_url, division, added_at)"
                " VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET root = excluded.root,"
                " name = coalesce(excluded.name, name),"
                " column_url = coalesce(column_url, excluded.column_url),"
                " division = coalesce(excluded.division, division)",
                (seed.id, seed.name, seed.root, seed.column, seed.division, archive.stamp()),
            )


def match_known(archive: Archive, seeds: Sequence[PortalSeed]) -> list[PortalSeed]:
    """Give a portal that the archive knows by its front page the id that it has there."""
    known = {row["root"]: row["id"] for row in archive.rows("SELECT id, root FROM portals")}
    return [replace(seed, id=known.get(seed.root, seed.id)) for seed in seeds]


def list_portals(archive: Archive) -> list[PortalSeed]:
    """Return the portals that an archive knows."""
    rows = archive.rows("SELECT id, root, name, division FROM portals ORDER BY id")
    return [PortalSeed(**row) for row in rows]


def _parents_first(seeds: Iterable[PortalSeed]) -> list[PortalSeed]:
    """A division's code begins with its parent's, zeros aside, so the shorter come first."""
    placed = [seed for seed in seeds if seed.division]
    return sorted(placed, key=lambda seed: len((seed.division or "").rstrip("0")))


def _add_division(archive: Archive, seed: PortalSeed) -> None:
    if add_official(archive, seed.division or ""):
        return
    known = archive.rows("SELECT 1 FROM divisions WHERE code = ?", seed.division_parent)
    name = seed.division_name or seed.name or seed.division
    archive.db.conn.execute(
        "INSERT INTO divisions (code, name, level, parent, full_name) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (code) DO NOTHING",
        (
            seed.division,
            name,
            seed.division_level,
            seed.division_parent if known else None,
            seed.division_full_name or name,
        ),
    )
