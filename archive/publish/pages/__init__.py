"""The pages that Datasette shows beside its own: a plugin, loaded by its entry point.

Every page is one module here with one view, and one template in `templates/`. A page reads the
published copy and, for the archived sources, the WARC files beside it; it writes nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl

from archive.publish.pages.home import show_home

View = Callable[..., Awaitable[Any]]

ROUTES: tuple[tuple[str, View], ...] = ((r"^/$", show_home),)


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, View]]:
    return list(ROUTES)


@hookimpl  # type: ignore[untyped-decorator]
def extra_css_urls() -> list[str]:
    return ["/-/static-plugins/nianbao/nianbao.css"]
