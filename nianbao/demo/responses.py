"""What a portal answers to which address."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from urllib.parse import parse_qs, urlsplit

Query = Mapping[str, list[str]]


@dataclass(frozen=True)
class Request:
    """What a portal is asked: `target` is a path with its query, header names are lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path alone."""
        return urlsplit(self.target).path

    @property
    def form(self) -> Query:
        """The fields of a form that was posted; nothing where the body is of another kind."""
        kind = self.headers.get("content-type", "")
        if not kind.startswith("application/x-www-form-urlencoded"):
            return {}
        return parse_qs(self.body.decode(), keep_blank_values=True)

    @property
    def query(self) -> Query:
        """The fields of the address."""
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    def value(self, name: str, otherwise: str = "") -> str:
        """Return the first value of a field, of the form or else of the address."""
        return (self.form.get(name) or self.query.get(name) or [otherwise])[0]


@dataclass(frozen=True)
class Response:
    """What a portal answers: `validators` adds ETag and Last-Modified, `zipped` allows gzip.

    `drip` is a pause in seconds after each byte; `cut` ends the connection halfway.
    """

    body: bytes
    status: int = 200
    media_type: str = "text/html"
    headers: tuple[tuple[str, str], ...] = ()
    validators: bool = True
    zipped: bool = False
    modified: int = 0
    delay: float = 0.0
    drip: float = 0.0
    cut: bool = False

    @property
    def etag(self) -> str:
        """The body's digest as an entity tag, weak where gzip may change the bytes sent."""
        digest = hashlib.sha256(self.body).hexdigest()[:16]
        return f'W/"{digest}"' if self.zipped else f'"{digest}"'


# A handler that returns None hangs up without an answer.
Handler = Callable[[Request], Response | None]


@dataclass(frozen=True)
class Routes:
    """A portal's answers: pages by path (or path and query), handlers by path, and its own 404."""

    pages: Mapping[str, Response]
    handlers: Mapping[str, Handler]
    missing: Response | Handler

    def answer(self, asked: Request) -> Response | None:
        """Return the answer to a request; a static page ignores the query."""
        if asked.target in self.pages:
            return self.pages[asked.target]
        if asked.path in self.handlers:
            return self.handlers[asked.path](asked)
        if asked.path in self.pages:
            return self.pages[asked.path]
        return self.missing if isinstance(self.missing, Response) else self.missing(asked)


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
