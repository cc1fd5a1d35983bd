"""What a portal answers to which address."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from urllib.parse import parse_qs, urlsplit

Query = Mapping[str, list[str]]


@dataclass(frozen=True)
class Response:
    """What a portal answers: `validators` adds ETag and Last-Modified, `zipped` allows gzip."""

    body: bytes
    status: int = 200
    media_type: str = "text/html"
    headers: tuple[tuple[str, str], ...] = ()
    validators: bool = True
    zipped: bool = False
    modified: int = 0
    delay: float = 0.0

    @property
    def etag(self) -> str:
        """The body's digest as an entity tag, weak where gzip may change the bytes sent."""
        digest = hashlib.sha256(self.body).hexdigest()[:16]
        return f'W/"{digest}"' if self.zipped else f'"{digest}"'


Handler = Callable[[Query], Response]


@dataclass(frozen=True)
class Routes:
    """A portal's answers: pages by path (or path and query), handlers by path, and its own 404."""

    pages: Mapping[str, Response]
    handlers: Mapping[str, Handler]
    missing: Response

    def answer(self, target: str, form: Query) -> Response:
        """Return the answer to a path with its query; a static page ignores the query."""
        parts = urlsplit(target)
        if target in self.pages:
            return self.pages[target]
        if parts.path in self.handlers:
            return self.handlers[parts.path]({**parse_qs(parts.query), **form})
        return self.pages.get(parts.path, self.missing)


def response_headers(
    response: Response, body: bytes, status: int, *, zipped: bool
) -> list[tuple[str, str]]:
    """Return the headers that go with a body as sent."""
    headers = [*response.headers]
    if response.validators and response.status == 200:
        headers += [("ETag", response.etag)]
        headers += [("Last-Modified", formatdate(response.modified, usegmt=True))]
    if status == 304:
        return headers
    headers += [("Content-Type", response.media_type), ("Content-Length", str(len(body)))]
    if response.zipped:
        headers += [("Vary", "Accept-Encoding")]
    return [*headers, ("Content-Encoding", "gzip")] if zipped else headers


def unchanged(response: Response, headers: Mapping[str, str]) -> bool:
    """Say whether a conditional request may be answered with 304."""
    if not response.validators or response.status != 200:
        return False
    if tags := headers.get("if-none-match"):
        plain = [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        return response.etag.removeprefix("W/") in plain
    since = headers.get("if-modified-since")
    return bool(since) and parsedate_to_datetime(str(since)).timestamp() >= response.modified
