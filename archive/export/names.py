"""A second set of names, of at most 32 characters, valid for Stata."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from archive.codebook import column_name, indicators

LONGEST = 32


def short_name(column: str) -> str:
    """Return a column's name in at most 32 characters: indicators are shortened alike, all of them.

    The words of the indicators' names are shortened in `short_words.toml`; so are those of any
    other name that is too long.
    """
    if column not in _indicator_columns() and len(column) <= LONGEST:
        return column
    return "_".join(filter(None, (_words().get(word, word) for word in column.split("_"))))


@cache
def _indicator_columns() -> frozenset[str]:
    return frozenset(map(column_name, indicators()))


@cache
def _words() -> Mapping[str, str]:
    text = files(__package__).joinpath("short_words.toml").read_text(encoding="utf-8")
    words: Mapping[str, str] = tomllib.loads(text)["words"]
    return words
