"""The viewer's three answers: the page with what is known, the document in its frame, the file."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from datetime import timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import NotFound, Request, Response

from archive.archive import read_moment
from archive.publish.pages.language import choose_language, texts
from archive.publish.pages.render import DATABASE, render
from archive.publish.pages.viewer.document import page_of
from archive.publish.pages.viewer.places import Place, find_place
from archive.publish.pages.viewer.processes import show_bounded
from archive.publish.pages.viewer.reading import SourceLostError, read_source
from extract.messages import Text
from extract.readers.sniff import (
    DOC,
    DOCX,
    GIF,
    HTML,
    JPEG,
    JSON,
    ODS,
    ODT,
    OFD,
    PDF,
    PLAIN,
    PNG,
    RTF,
    TIFF,
    XLS,
    XLSX,
    ZIP,
)
from extract.report import Passage
from extract.show import Shown

if TYPE_CHECKING:
    from datasette.app import Datasette

_BEIJING = timezone(timedelta(hours=8))
_WEB = ("http://", "https://")
_MEMENTO = "https://web.archive.org/web/{moment}/{url}"
_PAGE = re.compile(r"[1-9][0-9]{0,3}")
_EXTENSIONS = {
    DOC: ".doc", DOCX: ".docx", GIF: ".gif", HTML: ".html", JPEG: ".jpg", JSON: ".json",
    ODS: ".ods", ODT: ".odt", OFD: ".ofd", PDF: ".pdf", PLAIN: ".txt", PNG: ".png", RTF: ".rtf",
    TIFF: ".tif", XLS: ".xls", XLSX: ".xlsx", ZIP: ".zip",
}  # fmt: skip
# Of a recognised page nothing is read again here: it takes minutes.
_RECOGNISER = "rapidocr"


async def show_source(datasette: Datasette, request: Request) -> Response:
    """Return what is known of a place, around the document that it stands in."""
    place = await _place(datasette, request)
    frame = datasette.urls.path(f"/source/{place.source['report']}/{place.name}/document")
    context = {"place": place, "frame": frame, "times": _times(place.source)}
    return await render(datasette, request, "source", {**context, **_links(place.source)})


async def serve_document(datasette: Datasette, request: Request) -> Response:
    """Return the archived document, inert, its place marked."""
    place = await _place(datasette, request)
    language = choose_language(request)
    page = request.args.get("page") or ""
    number = int(page) if _PAGE.fullmatch(page) else None
    shown = await asyncio.to_thread(_look, _database(datasette), place, number)
    return page_of(shown, language, sought=place.aim is not None)


async def serve_file(datasette: Datasette, request: Request) -> Response:
    """Return the archived file byte by byte, to be saved and not to be opened here."""
    place = await _place(datasette, request)
    try:
        body = await asyncio.to_thread(read_source, _database(datasette), place.source)
    except SourceLostError as error:
        raise NotFound(_said(error, choose_language(request))) from error
    name = f"report-{place.source['report']}-{place.source['payload_sha256'][:12]}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}{_extension(place.source)}"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(body, headers=headers, content_type="application/octet-stream")


async def _place(datasette: Datasette, request: Request) -> Place:
    return await find_place(datasette, request.url_vars["report"], request.url_vars["name"])


def _database(datasette: Datasette) -> Path:
    return Path(datasette.get_database(DATABASE).path)


def _look(database: Path, place: Place, page: int | None) -> Shown:
    """Return what is to be seen of a place's document; what cannot be read says why."""
    try:
        body = read_source(database, place.source)
    except SourceLostError as error:
        return Shown(problem=Text(_said(error, "en"), _said(error, "zh")))
    recognised = isinstance(place.aim, Passage) and _RECOGNISER in (place.source["engines"] or "")
    return show_bounded(body, None if recognised else place.aim, page)


def _said(error: SourceLostError, language: str) -> str:
    return f"{texts(language)[error.name]} ({error.detail})"


def _times(source: Mapping[str, Any]) -> dict[str, str]:
    """Return when a source was captured, in UTC and as clocks in China had it."""
    moment = read_moment(source["fetched_at"])
    if moment is None:
        return {"UTC": source["fetched_at"]}
    clocks = {"UTC": moment, "UTC+8 北京": moment.astimezone(_BEIJING)}
    return {zone: f"{at:%Y-%m-%d %H:%M:%S}" for zone, at in clocks.items()}


def _links(source: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the address as it is now and in a Memento service; None for what is of no server."""
    url = str(source["url"])
    if not url.startswith(_WEB):
        return {"live": None, "memento": None}
    moment = re.sub(r"[^0-9]", "", source["fetched_at"])
    return {"live": url, "memento": _MEMENTO.format(moment=moment, url=url)}


def _extension(source: Mapping[str, Any]) -> str:
    return _EXTENSIONS.get(source["media_type"], ".bin")
