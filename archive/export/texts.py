"""The words of `texts.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Template

from extract.messages import Text


@cache
def texts() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return the words by chapter and name."""
    return tomllib.loads(files(__package__).joinpath("texts.toml").read_text(encoding="utf-8"))


@cache
def package_words() -> Mapping[str, str]:
    """Return title, description and licence of the package."""
    words: Mapping[str, str] = texts()["package"]  # type: ignore[assignment]
    return words


def tell(chapter: str, name: str, **values: str) -> Text:
    """Return a text in both languages."""
    words = texts()[chapter][name]
    return Text(*(Template(words[language]).substitute(values) for language in ("en", "zh")))
