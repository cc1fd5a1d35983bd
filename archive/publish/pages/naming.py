"""Names, for screen readers, of what the templates of Datasette and its plugins leave unnamed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from jinja2.ext import Extension


class Naming(Extension):
    """Puts into each template what `naming.toml` says, before it is compiled."""

    def preprocess(
        self,
        source: str,
        name: str | None,
        filename: str | None = None,  # noqa: ARG002 - Jinja hands it over
    ) -> str:
        """Return the source of the template of that name with what is missing in it."""
        # Datasette's own goes by `default:row.html` where another folder has a `row.html`.
        given = additions().get((name or "").removeprefix("default:"), {})
        for piece, addition in given.items():
            source = source.replace(piece, f"{piece} {addition}")
        return source


@cache
def additions() -> Mapping[str, Mapping[str, str]]:
    """Return what is put behind which pieces of a template, by the template's name."""
    return tomllib.loads((files(__package__) / "naming.toml").read_text(encoding="utf-8"))
