"""The JSON that a gkmlpt platform sends for the rows of a column."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from nianbao.demo.responses import Handler, Request, Response

# Real platforms send 100 rows a page; a smaller page makes the sample lists have two.
PAGE_ROWS = 5
_BEIJING = timezone(timedelta(hours=8))


def node(
    number: int,
    name: str,
    parent: int,
    count: int,
    *,
    children: Sequence[dict[str, Any]] = (),
    jump: str = "",
) -> dict[str, Any]:
    """Return a node of the tree of columns."""
    return {
        "id": number,
        "name": name,
        "parent": parent,
        "post_count": count,
        "jump_url": jump,
        "children": list(children),
    }


def api(number: int, name: str, parent: int, articles: list[dict[str, Any]]) -> Handler:
    """Return what answers for a column's rows; beyond its last page that is 404."""
    classify = {**node(number, name, parent, len(articles) + 17), "theme_count": 3}
    del classify["children"]

    def answer(asked: Request) -> Response:
        wanted = max(1, int(asked.value("page", "1")))
        start = (wanted - 1) * PAGE_ROWS
        if start >= max(1, len(articles)):
            return Response(b"", 404, "application/json", validators=False)
        part = articles[start : start + PAGE_ROWS]
        data = {"classify": classify, "total": len(articles), "offset": start, "articles": part}
        text = json.dumps(data, ensure_ascii=False)
        return Response(text.encode(), media_type="application/json", validators=False)

    return answer


def article(number: int, title: str, date: str, url: str, publisher: str) -> dict[str, Any]:
    """Return a row as the interface writes it, its moments in seconds since 1970."""
    day = datetime.fromisoformat(date).replace(tzinfo=_BEIJING)
    moment = int(day.timestamp())
    return {
        "id": number,
        "title": title,
        "type": "normal",
        "document_number": "",
        "identifier": f"11990102MB2C91453G/{date[:4]}-{number % 100_000:05}",
        "publisher": publisher,
        "keywords": "",
        "abstract": "",
        "date": moment,
        "create_time": moment + 34_200,
        "created_at": f"{date} 09:30:00",
        "display_publish_time": moment + 34_200,
        "url": url,
        "post_url": url,
        "attachment": [],
        "relation": "[]",
        "is_expired": 0,
        "is_abolished": 0,
    }
