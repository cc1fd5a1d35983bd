"""Every kind of answer in one archive, as pywb shows it."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from archive.archive import open_archive, stamp
from archive.captures import Exchange, record
from tests.archive.warcs import MOMENT, check_all, make_exchange, make_writer
from tests.replay import Replay, Replayed

PAGE = "<p>政府信息公开年报</p>".encode("gb18030") * 40
GBK_NAME = 'attachment; filename="年报.docx"'.encode("gbk").decode("latin-1")
FORM, JSON = "application/x-www-form-urlencoded", "application/json;charset=UTF-8"


def answer(path: str, body: bytes = b"", *headers: tuple[str, str], **parts: Any) -> Exchange:
    return make_exchange(1, f"http://127.0.1.9/{path}", body=body, headers=headers, **parts)


def posted(path: str, media_type: str, said: bytes, body: bytes) -> Exchange:
    headers = [("Content-Type", media_type)]
    return answer(path, body, method="POST", request_headers=headers, request_body=said)


# In order: the later ones refer to the first ones. No body is what brotli would make of anything,
# for pywb must not touch it.
KINDS = {
    "plain": answer("a", PAGE, ("Content-Type", "text/html; charset=gbk")),
    "same address again": answer("a", PAGE),
    "not modified": answer("a", status=304, outcome="not_modified"),
    "other address": answer("b?c=1&d=%E5%B9%B4", PAGE),
    "edited": answer("a", PAGE + b"!"),
    "gzip": answer("gz", gzip.compress(PAGE, mtime=0), ("Content-Encoding", "gzip")),
    "deflate": answer("deflate", zlib.compress(PAGE), ("Content-Encoding", "deflate")),
    "brotli": answer("br", b"\x8b\x02\x80packed\x03", ("Content-Encoding", "br")),
    "chunked": answer("chunked", b"whole", ("Transfer-Encoding", "chunked")),
    "document": answer("P0.docx", b"PK\x03\x04" * 99, ("Content-Disposition", GBK_NAME)),
    "cookies": answer("cookies", b"two", ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")),
    "redirect": answer("moved", b"", ("Location", "http://127.0.1.9/a"), status=302),
    "empty": answer("empty"),
    "not found": answer("gone", PAGE, status=404, outcome="not_found"),
    "challenge": answer("wzws", b"<script>", status=521, outcome="blocked"),
    "cut": answer("cut", PAGE[:50], outcome="truncated", truncated="disconnect"),
    "list, page 1": posted("list", FORM, b"page=1", b"<li>1"),
    "list, page 2": posted("list", FORM, b"page=2", b"<li>2"),
    "list again": posted("list", FORM, b"page=2", b"<li>2"),
    "long form": posted("list", FORM, b"__VIEWSTATE=" + b"x" * 20_000, b"<li>3"),
    "JSON list": posted("api", JSON, b'{"page": 1}', b"[1]"),
    "same list elsewhere": posted("api/2", JSON, b'{"page": 1}', b"[1]"),
    "page that was had": posted("api/3", JSON, b'{"page": 1}', PAGE),
}
SENT = {
    name: replace(one, run=1, fetched_at=MOMENT + timedelta(minutes=number))
    for number, (name, one) in enumerate(KINDS.items())
}


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    place = tmp_path_factory.mktemp("replay")
    with open_archive(place / "archive", command="crawl", create=True) as archive:
        run = archive.begin_run("crawl")
        with make_writer(archive, run) as writer:
            for one in SENT.values():
                record(archive, writer, one)
        check_all(archive)
        files = sorted(archive.warc.glob("*/*"))
    with Replay(place, files) as running:
        yield running


def show(replay: Replay, sent: Exchange) -> Replayed:
    media_type = dict(sent.request_headers or ()).get("Content-Type", "")
    moment = stamp(sent.fetched_at)
    return replay.ask(moment, sent.url, posted=sent.request_body, media_type=media_type)


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT.keys())
def test_pywb_shows_what_was_sent(replay: Replay, sent: Exchange) -> None:
    shown = show(replay, sent)
    assert (shown.status, shown.body) == (sent.status, sent.body)


def test_every_header_is_shown(replay: Replay) -> None:
    cookies = [value for name, value in show(replay, SENT["cookies"]).headers
               if name.lower().endswith("set-cookie")]  # fmt: skip
    assert [value.split(";")[0] for value in cookies] == ["a=1", "b=2"]
    assert ("Content-Encoding", "br") in show(replay, SENT["brotli"]).headers
