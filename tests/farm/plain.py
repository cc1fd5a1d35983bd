"""Portals of no family: a shelf of reports behind lists of any grammar."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nianbao.demo.responses import Handler, Response, Routes
from tests.farm.shelf import Line, Shelf
from tests.farm.site import Expected, Place, Site, missing, row


def slug(token: str, *lengths: int) -> str:
    """Return a token cut as UUIDs and the like are."""
    cuts = [sum(lengths[:place]) for place in range(len(lengths) + 1)]
    return "-".join(token[start:end] for start, end in itertools.pairwise(cuts))


def uuid(token: str) -> str:
    """Return a token as a UUID."""
    return slug(token, 8, 4, 4, 4, 12)


def number(token: str) -> int:
    """Return a token as an article's number of seven digits."""
    return 3_000_000 + int(token[:5], 16) % 900_000


def rows(lines: Iterable[Line], mark: str = "span", cut: int = 0) -> str:
    """Return the rows of a list; with `cut` their texts are cut short, the titles say all."""
    return "".join(
        row(one.url, one.title, one.date, mark=mark, shown=f"{one.title[:cut]}..." if cut else "")
        for one in lines
    )


def build(
    place: Place,
    shelf: Shelf,
    pages: Mapping[str, Response],
    *,
    columns: Sequence[str],
    requests: Sequence[str],
    handlers: Mapping[str, Handler] | None = None,
    **told: Any,
) -> Site:
    """Return a portal: its lists, the shelf's articles and documents, and what must be found."""
    found = {**pages, **shelf.articles(), **shelf.files()}
    expected = {
        "family": "generic",
        "columns": tuple(place.url(column) for column in columns),
        "reports": shelf.listed(),
        "rejected": shelf.rejected(),
        "necessary": [*requests, *shelf.requests()],
    }
    return Site(Routes(found, handlers or {}, missing(place)), Expected(**expected | told))


def get(*paths: str) -> list[str]:
    """Return requests by their paths."""
    return [f"GET {path}" for path in paths]


def squash(markup: str) -> str:
    """Return markup without the line ends and indents that make it readable here."""
    return re.sub(r"\n\s*", "", markup)
