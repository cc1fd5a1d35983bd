"""The pages that Datasette shows beside its own: a plugin, loaded by its entry point.

Every page is one module here with one view, and one template in `templates/`. A page reads the
published copy and, for the archived sources, the WARC files beside it; it writes nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from datasette import hookimpl
from datasette.utils.asgi import Request
from jinja2 import Environment
from markupsafe import Markup

from archive.publish.folding import prepare
from archive.publish.pages.agencies import show_agencies
from archive.publish.pages.agency import show_agency
from archive.publish.pages.feed import show_feed
from archive.publish.pages.health import show_health, show_health_json
from archive.publish.pages.home import show_home
from archive.publish.pages.language import choose_language, switch_address, texts
from archive.publish.pages.naming import Naming
from archive.publish.pages.outdated import is_outdated, show_outdated
from archive.publish.pages.portal import show_portal
from archive.publish.pages.report import show_report
from archive.publish.pages.revision import show_revision
from archive.publish.pages.search import show_search
from archive.publish.pages.viewer import serve_document, serve_file, show_source

if TYPE_CHECKING:
    from datasette.app import Datasette

View = Callable[..., Awaitable[Any]]

_SOURCE = r"^/source/(?P<report>[0-9]{1,18})/(?P<name>[a-z0-9_.-]{1,200})"

ROUTES: tuple[tuple[str, View], ...] = (
    (r"^/$", show_home),
    (r"^/agencies$", show_agencies),
    (r"^/agency/(?P<agency>\d{1,9})$", show_agency),
    (r"^/report/(?P<report>\d{1,9})$", show_report),
    (r"^/revision/(?P<revision>\d{1,9})$", show_revision),
    (r"^/portal/(?P<portal>[^/]+)$", show_portal),
    (r"^/search$", show_search),
    (r"^/feed\.atom$", show_feed),
    (r"^/health$", show_health),
    (r"^/health\.json$", show_health_json),
    (rf"{_SOURCE}$", show_source),
    (rf"{_SOURCE}/document$", serve_document),
    (rf"{_SOURCE}/file$", serve_file),
)

# Columns of queries that hold the number of what has a page.
NUMBERED = {
    "report": "report",
    "previous_report": "report",
    "one_of_them": "report",
    "revision": "revision",
    "agency": "agency",
}


@hookimpl  # type: ignore[untyped-decorator]
def startup() -> None:
    """Keep Datasette from asking rich.

    Where rich is installed Datasette 0.65 writes each 404 with all local variables into the log,
    and answers 500 for a path that no route matches, since nothing was raised that rich could
    print. Its module loads the plugins, this one too, so it can only be imported afterwards.
    """
    vars(import_module("datasette.handle_exception"))["rich"] = None


@hookimpl  # type: ignore[untyped-decorator]
def register_routes(datasette: Datasette) -> list[tuple[str, View]]:
    if is_outdated(datasette):
        return [(pattern, show_outdated) for pattern, _ in ROUTES]
    return list(ROUTES)


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(
    value: object, column: str, table: str | None, datasette: Datasette
) -> Markup | None:
    """Let numbers of reports, revisions and bodies in the answer to a query lead to their pages."""
    if table or column not in NUMBERED or not isinstance(value, int):
        return None
    address = datasette.urls.path(f"/{NUMBERED[column]}/{value}")
    return Markup('<a href="{}">{}</a>').format(address, value)


@hookimpl  # type: ignore[untyped-decorator]
def extra_css_urls() -> list[str]:
    return ["/-/static-plugins/nianbao/nianbao.css"]


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Environment) -> None:
    """Name what has no name, and give pages of errors, which know no request, English words."""
    env.add_extension(Naming)
    env.globals |= {"language": "en", "t": texts("en"), "switch": "?lang=zh"}


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(request: Request | None) -> Mapping[str, Any]:
    """Give every template, Datasette's own too, the interface's words in the reader's language."""
    language = choose_language(request) if request else "en"
    switch = switch_address(request) if request else "?lang=zh"
    return {"language": language, "t": texts(language), "switch": switch}


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection) -> None:
    prepare(conn)
