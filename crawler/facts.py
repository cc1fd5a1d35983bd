"""The facts of evidence.toml: words, addresses and weights that lead to annual reports."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def facts() -> dict[str, Any]:
    """Return all of them."""
    return tomllib.loads(files(__package__).joinpath("evidence.toml").read_text("utf-8"))


def weight(name: str) -> int:
    """Return how much a kind of evidence weighs."""
    return int(facts()["weights"][name])


def matches(pattern: str, text: str) -> bool:
    """Tell whether a text has one of the facts' patterns."""
    return bool(_compiled(pattern).search(text))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
