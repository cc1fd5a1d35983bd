"""The document as a page of its own, which runs nothing, loads nothing and leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from datasette.utils.asgi import Response

from archive.publish.pages.language import texts
from archive.publish.pages.viewer.styles import allow, read_style
from extract.show import Shown

# The style is ours, known by its digest. A page's picture stands in it as data.
_POLICY = (
    "sandbox; default-src 'none'; style-src {style}; img-src data:; form-action 'none';"
    " base-uri 'none'; frame-ancestors 'self'"
)


def page_of(shown: Shown, language: str, *, sought: bool) -> Response:
    """Return what is shown as a whole page of HTML, with a line that says what it is.

    `sought` says that a place in it was to be marked.
    """
    t = texts(language)
    style = read_style("viewer", "document.css")
    notes = "".join(_notes(shown, t, language, sought))
    return Response.html(
        '<!DOCTYPE html><html lang="zh-Hans"><head><meta charset="utf-8">'
        f"<title>{t['source']}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{style}</style></head><body><header>{notes}</header>"
        f"<main>{shown.markup}</main></body></html>",
        headers=_headers(style),
    )


def _headers(style: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": _POLICY.format(style=allow(style)),
        "Referrer-Policy": "no-referrer",
        "Vary": "Accept-Language, Cookie",
        "X-Content-Type-Options": "nosniff",
    }


def _notes(shown: Shown, t: Mapping[str, str], language: str, sought: bool) -> Iterator[str]:
    if shown.problem is not None:
        said = shown.problem.zh if language == "zh" else shown.problem.en
        yield f'<p class="problem">{t["source_not_shown"]} {escape(said)}</p>'
        return
    yield f"<p>{t['source_form_' + shown.form]}</p>"
    if sought and not shown.found:
        yield f'<p class="problem">{t["source_not_found"]}</p>'
    if shown.pages is not None and shown.pages > 1:
        yield f"<p>{''.join(_links(shown, t, language))}</p>"


def _links(shown: Shown, t: Mapping[str, str], language: str) -> Iterator[str]:
    page, pages = shown.page or 1, shown.pages or 1
    yield f"{t['source_page']} {page} / {pages} "
    around = (
        ("source_before", page - 1),
        ("source_after", page + 1),
        ("source_marked", shown.marked),
    )
    for name, number in around:
        if number and 1 <= number <= pages and number != page:
            yield f'<a href="?lang={language}&amp;page={number}#cell">{t[name]}</a> '
