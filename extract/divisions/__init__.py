"""Administrative divisions: which one a body's name begins with, by the official codes."""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from extract.text import squeeze

EDITION = "2023 (as of 2023-06-30)"
Level = Literal["province", "prefecture", "county", "township"]

_FILES: tuple[tuple[Level, str], ...] = (
    ("province", "provinces"),
    ("prefecture", "cities"),
    ("county", "areas"),
    ("township", "streets"),
)
# Rows that stand for a level that a place does not have.
_PLACEHOLDERS = frozenset(
    {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划", "直辖县级"}
)
_CODE_LENGTH = 12
# Bodies of the centre and of the party begin with their own name: 国家税务总局云澜市税务局.
_HIGHER_BODY = re.compile(r"^(?:国家税务总局|国家统计局|中国共产党|中共|中国)")
_AUTONOMOUS = re.compile(r"自治([区州县旗])$")
_GOVERNMENT = "人民政府"


@dataclass(frozen=True)
class Division:
    """A place with its statistical code, 12 digits, padded with zeros."""

    code: str
    name: str
    level: Level
    parent: str | None
    full_name: str


def resolve(name: str, within: str | None = None) -> Division | None:
    """Return the division that a body's name begins with; None when none or several fit.

    Names narrow one another from left to right: 潢川县张集乡 is one place, 张集乡 is two. `within`
    is a code that the place has to lie in, such as that of the portal.
    """
    rest = _HIGHER_BODY.sub("", squeeze(name))
    found: list[Division] = []
    while rest:
        rest = rest.removeprefix(_GOVERNMENT) if found else rest
        step = _step(rest, found)
        if not step:
            break
        rest, found = rest[len(step[0]) :], step[1]
    if within is not None and len(found) > 1:
        found = [division for division in found if lies_in(division.code, within)]
    return found[0] if len(found) == 1 else None


def ancestors(code: str) -> list[Division]:
    """Return a division and those that it lies in, the largest first."""
    chain: list[Division] = []
    division = _by_code().get(code)
    while division is not None:
        chain.append(division)
        division = _by_code().get(division.parent) if division.parent else None
    return chain[::-1]


def children(code: str) -> list[Division]:
    """Return the divisions directly below one, by their codes."""
    return _by_parent().get(code, [])


def lies_in(code: str, other: str) -> bool:
    """Tell whether a place lies in another, or is it."""
    stem = other.rstrip("0")
    widths = (2, 4, 6, 9, _CODE_LENGTH)
    width = next(width for width in widths if width >= len(stem))
    return code[:width] == other[:width]


def _step(rest: str, before: Sequence[Division]) -> tuple[str, list[Division]] | None:
    """Return the longest name that a text begins with and the places so called, below `before`."""
    for length in range(min(len(rest), _longest()), 1, -1):
        name = rest[:length]
        places = [
            place
            for place in _by_name().get(name, ())
            if not before
            or any(place.code != one.code and lies_in(place.code, one.code) for one in before)
        ]
        if places:
            return name, places
    return None


@cache
def _by_parent() -> dict[str, list[Division]]:
    found: dict[str, list[Division]] = {}
    for division in _by_code().values():
        if division.parent is not None:
            found.setdefault(division.parent, []).append(division)
    return found


@cache
def _longest() -> int:
    return max(map(len, _by_name()))


@cache
def _by_name() -> dict[str, list[Division]]:
    """Return the places by name and by the shorter names in use."""
    found: dict[str, list[Division]] = {}
    for division in _by_code().values():
        for name in {division.name, *_short_names(division)}:
            found.setdefault(name, []).append(division)
    return found


def _short_names(division: Division) -> Iterator[str]:
    """Yield a township's name without its county's, an autonomous place's without its peoples'.

    大通回族土族自治县 is 大通县 for short, 广西壮族自治区 only 广西.
    """
    parent = _by_code().get(division.parent or "")
    if parent is not None and division.level == "township":
        yield division.name.removeprefix(parent.name)
    unit = _AUTONOMOUS.search(division.name)
    if unit is None:
        return
    stem = division.name[: unit.start()]
    while people := next((one for one in _peoples() if stem.endswith(one)), None):
        stem = stem.removesuffix(people)
    if len(stem) < 2:
        # 鄂伦春自治旗 is called after its people only.
        stem = division.name[: unit.start()].removesuffix("族")
    yield stem if unit[1] == "区" else stem + unit[1]


@cache
def _peoples() -> tuple[str, ...]:
    """Return the names of peoples as they stand in names of places, the longest first."""
    text = files(__package__).joinpath("peoples.txt").read_text(encoding="utf-8")
    names = [name for line in text.splitlines() if line[:1] != "#" for name in line.split()]
    whole = {f"{name}族" for name in names} | {name for name in names if len(name) > 1}
    return tuple(sorted(whole, key=lambda name: (-len(name), name)))


@cache
def _by_code() -> dict[str, Division]:
    found: dict[str, Division] = {}
    for level, code, name in _rows():
        parent = _parent(code, found)
        # 东莞 and 中山 have no counties: the list repeats the city as its own county.
        if name in _PLACEHOLDERS or (parent is not None and parent.name == name):
            continue
        full = f"{parent.full_name}{name.removeprefix(parent.name)}" if parent else name
        padded = code.ljust(_CODE_LENGTH, "0")
        found[padded] = Division(padded, name, level, parent.code if parent else None, full)
    return found


def _parent(code: str, found: dict[str, Division]) -> Division | None:
    for width in (6, 4, 2):
        above = found.get(code[:width].ljust(_CODE_LENGTH, "0")) if width < len(code) else None
        if above is not None:
            return above
    return None


def _rows() -> Iterator[tuple[Level, str, str]]:
    for level, name in _FILES:
        packed = files(__package__).joinpath(f"{name}.csv.gz").read_bytes()
        lines = gzip.decompress(packed).decode("utf-8").splitlines()
        for row in csv.DictReader(lines):
            yield level, row["code"], row["name"]
