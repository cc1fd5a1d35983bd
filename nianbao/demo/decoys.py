"""Look-alikes that stand in lists of annual reports."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from nianbao.demo.world import read_toml


@dataclass(frozen=True)
class Decoy:
    """A page that is no annual report; `reason` says what it is instead."""

    reason: str
    title: str
    text: str


def decoy(reason: str, area: str, year: int) -> Decoy:
    """Return the look-alike of a kind, for an area and a year."""
    entry = _entries()[reason]
    return Decoy(reason, entry["title"].format(area=area, year=year), entry["text"])


@cache
def _entries() -> dict[str, dict[str, str]]:
    return {entry["reason"]: entry for entry in read_toml("decoys.toml")["decoys"]}
