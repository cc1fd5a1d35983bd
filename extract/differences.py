"""Two readings of the same cells: which numbers differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extract.forms import name_of
from extract.messages import Text, join, say

_MOST_TOLD = 5


def differing(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[str]:
    """Return the keys that both have, with other numbers; a blank differs from a number."""
    return [key for key, number in first.items() if second.get(key, number) != number]


def tell_differences(keys: list[str], first: Mapping[str, Any], second: Mapping[str, Any]) -> Text:
    """Return what both readings say of the keys."""
    told = (
        say("differing", cell=name_of(key), first=_shown(first[key]), second=_shown(second[key]))
        for key in keys
    )
    return join(told, most=_MOST_TOLD)


def _shown(number: object) -> object:
    return say("blank") if number is None else number
