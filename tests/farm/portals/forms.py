"""Lists whose pages are asked for by query, by ASP.NET's post-back or by a form."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Request, Response
from tests.farm.papers import CITY, COUNTY, DISTRICT, EDUCATION, FINANCE
from tests.farm.plain import build, get, number, rows
from tests.farm.shelf import Line, Shelf
from tests.farm.site import Builder, Place, Site, column_metas, front, page

_SIZE = 2
_QUERY = "/InfoPublic.aspx?cid=1019&pid=971&page={}"
_POST_BACK = "/List.aspx?lmid=12899"
_YEARS = "/xxgk/nb.jsp"
_FORM = "/gtapp/nrglIndex.action?type=2&messageID=nb"


def _shelf(
    place: Place, published: Sequence[tuple[str, int]], address: Callable[[str, str], str]
) -> Shelf:
    return Shelf(
        place,
        address,
        lambda token, name: f"/UploadFiles/{token[:10]}.{name.rpartition('.')[2]}",
        {published[1]: "docx"},
        published,
        ("rule_of_law", "news"),
        (published[0][0], 2025),
        published[0],
    )


def _by_query(place: Place) -> Site:
    """Serve `?page=N`; the address of a page needs all of its query."""
    published = [(COUNTY, year) for year in range(2019, 2025)]
    shelf = _shelf(place, published, lambda _, token: f"/InfoDetail.aspx?cid=1019&aid={token[:8]}")
    parts = shelf.parts(_SIZE)

    def answer(asked: Request) -> Response:
        here = int(asked.value("page", "1") or 1)
        if asked.value("cid") != "1019" or not 0 < here <= len(parts):
            return html(page(place, "信息公开", "<p>没有找到相关信息</p>"))
        links = f'<a href="{_QUERY.format(here + 1)}">下一页</a>' if here < len(parts) else ""
        body = f'<table class="infolist">{_cells(parts[here - 1])}</table><div>{links}</div>'
        return html(page(place, "政府信息公开年报", body))

    lists = [_QUERY.format(here) for here in range(1, len(parts) + 1)]
    return build(
        place,
        shelf,
        front(place, lists[0]),
        columns=lists[:1],
        requests=get("/", *lists),
        handlers={"/InfoPublic.aspx": answer},
    )


def _cells(lines: Sequence[Line]) -> str:
    return "".join(
        f'<tr><td><a href="{one.url.replace("&", "&amp;")}">{one.title}</a></td>'
        f"<td>{one.date.replace('-', '/')}</td></tr>"
        for one in lines
    )


def _by_post_back(place: Place) -> Site:
    """Give the next page only to who sends back all that this one holds; else the first again."""
    published = [(DISTRICT, 2022), *((CITY, year) for year in (2020, 2021, 2022, 2023, 2024))]
    shelf = _shelf(place, published, lambda _, token: f"/Content.aspx?id={number(token)}")
    parts = shelf.parts(_SIZE)

    def answer(asked: Request) -> Response:
        here = _turned(asked, len(parts))
        hidden = "".join(
            f'<input type="hidden" name="{name}" id="{name}" value="{value}" />'
            for name, value in _state(here).items()
        )
        links = " ".join(_post_back(one) for one in range(1, len(parts) + 1) if one != here)
        body = (
            f'<form name="aspnetForm" method="post" action="List.aspx?lmid=12899">{hidden}'
            f'<input name="ctl00$key" type="text" value="" /><ul>{rows(parts[here - 1])}</ul>'
            f'<div id="AspNetPager1" class="paginator"><span>{here}</span> {links}</div></form>'
        )
        text = page(place, "政府信息公开年报", body, column_metas(place, ""), "gb2312")
        return Response(text.encode("gb18030"), media_type="text/html; charset=gb2312")

    again = [f"POST {_POST_BACK}"] * (len(parts) - 1)
    return build(
        place,
        shelf,
        front(place, _POST_BACK),
        columns=[_POST_BACK],
        requests=[*get("/", _POST_BACK), *again],
        handlers={"/List.aspx": answer},
    )


def _state(here: int) -> Mapping[str, str]:
    secret = base64.b64encode(f"/wEPDwUK{here}年报".encode() * 5).decode()
    return {
        "__VIEWSTATE": secret,
        "__VIEWSTATEGENERATOR": "0F4A8B1C",
        "__EVENTVALIDATION": secret[::-1],
        "ctl00$hfColumn": "12899",
    }


def _post_back(here: int) -> str:
    return f"""<a href="javascript:__doPostBack('AspNetPager1','{here}')">{here}</a>"""


def _turned(asked: Request, pages: int) -> int:
    """Return the page that a request is for; one that does not echo what it was given has none."""
    wanted = int(asked.value("__EVENTARGUMENT", "1") or 1)
    told = {name: asked.value(name) for name in _state(1)}
    known = any(told == _state(here) for here in range(1, pages + 1))
    right = asked.method == "POST" and asked.value("__EVENTTARGET") == "AspNetPager1" and known
    return wanted if right and 0 < wanted <= pages else 1


def _by_form(place: Place) -> Site:
    """Read the number from a field of a form that a script fills and sends."""
    published = [*((EDUCATION, year) for year in (2021, 2022, 2023, 2024)), (FINANCE, 2023)]
    shelf = _shelf(place, published, lambda _, token: f"/gtapp/nrglIndex.action?messageID={token}")
    parts = shelf.parts(_SIZE)
    articles = shelf.articles()

    def answer(asked: Request) -> Response:
        if asked.target in articles:
            return articles[asked.target]
        here = int(asked.value("cpage", "1")) if asked.method == "POST" else 1
        links = " ".join(
            f"""<a href="javascript:page('{one}')">{one}</a>"""
            for one in range(1, len(parts) + 1)
            if one != here
        )
        body = (
            f"<ul>{rows(parts[here - 1], 'b')}</ul>"
            '<form name="pageForm" method="post" action=""><input type="hidden" name="type"'
            f' value="2"><input type="hidden" name="cpage" value="{here}"></form>'
            f'<div class="page">共{len(parts)}页 {links}</div><script>function page(n){{'
            "document.pageForm.cpage.value=n;document.pageForm.submit();}</script>"
        )
        return html(page(place, "政府信息公开年报", body))

    return build(
        place,
        shelf,
        front(place, _FORM),
        columns=[_FORM],
        requests=[*get("/", _FORM), *[f"POST {_FORM}"] * (len(parts) - 1)],
        handlers={"/gtapp/nrglIndex.action": answer},
    )


def _by_year(place: Place) -> Site:
    """Show the newest year; the others are chosen in a box."""
    published = [(FINANCE, 2020), *((FINANCE, year) for year in (2021, 2022, 2023, 2024))]
    shelf = _shelf(place, published, lambda _, token: f"/nb/{number(token)}.html")
    years = sorted({one.date[:4] for one in shelf.lines}, reverse=True)
    options = "".join(f'<option value="{one}">{one}年</option>' for one in years)

    def answer(asked: Request) -> Response:
        lines = [one for one in shelf.lines if one.date[:4] == asked.value("nd", years[0])]
        body = (
            f'<form action="{_YEARS}" method="get"><input type="hidden" name="lm" value="7">'
            f'<select name="nd" onchange="this.form.submit()">{options}</select></form>'
            f"<ul>{rows(lines)}</ul>"
        )
        return html(page(place, "政府信息公开年报", body, column_metas(place)))

    return build(
        place,
        shelf,
        front(place, _YEARS),
        columns=[_YEARS],
        requests=get("/", _YEARS, *(f"{_YEARS}?lm=7&nd={one}" for one in years[1:])),
        handlers={_YEARS: answer},
    )


PORTALS: dict[str, Builder] = {
    "form_years": _by_year,
    "form_query": _by_query,
    "form_post_back": _by_post_back,
    "form_fields": _by_form,
}
