"""One small HTTP server a portal, on a loopback address of its own, that logs what it is asked."""

from __future__ import annotations

import gzip
import socket
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs

from nianbao.demo.responses import Query, Response, Routes, response_headers, unchanged


@dataclass
class Exchange:
    """One request as it arrived; `ended` is when its answer was ready to be written."""

    arrived: float
    method: str
    path: str
    headers: Mapping[str, str]
    in_flight: int
    ended: float | None = None
    status: int | None = None


@dataclass
class _Faults:
    slow: dict[str, float] = field(default_factory=dict)
    fail: dict[str, tuple[int, int]] = field(default_factory=dict)
    drop: set[str] = field(default_factory=set)
    down: bool = False
    down_status: int | None = None


class PortalServer:
    """A portal listening on port 0 of one loopback address, with knobs that make it misbehave."""

    def __init__(self, address: str) -> None:
        self.routes = Routes({}, {}, Response(b"", 404))
        self.log: list[Exchange] = []
        self.faults = _Faults()
        self.closing = threading.Event()
        self.connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._in_flight = 0
        self._http = _HTTPServer(address, self)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))

    @property
    def base(self) -> str:
        """The portal's origin, `http://127.0.1.1:40123`."""
        host, port = self._http.server_address[:2]
        return f"http://{host!s}:{port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._http.shutdown()
        self._thread.join()
        with self._lock:
            for connection in self.connections:
                _hang_up(connection)
        self._http.server_close()

    def slow(self, path: str, seconds: float) -> None:
        """Answer a path only after some seconds."""
        self.faults.slow[path] = seconds

    def fail(self, path: str, times: int, status: int) -> None:
        """Answer a path with an error status, a number of times."""
        self.faults.fail[path] = (times, status)

    def drop(self, path: str) -> None:
        """Close the connection in the middle of a path's body."""
        self.faults.drop.add(path)

    def go_down(self, status: int | None = None) -> None:
        """Break every path: with a status, or by hanging up without an answer."""
        self.faults.down, self.faults.down_status = True, status

    def come_up(self) -> None:
        """End what `go_down` began."""
        self.faults.down = False

    def arrive(self, method: str, path: str, headers: Mapping[str, str]) -> Exchange:
        """Write a request into the log."""
        with self._lock:
            self._in_flight += 1
            exchange = Exchange(time.monotonic(), method, path, headers, self._in_flight)
            self.log.append(exchange)
        return exchange

    def settle(self, exchange: Exchange, status: int | None) -> None:
        """Note that a request's answer is ready, or that there is none."""
        with self._lock:
            self._in_flight -= 1
            exchange.ended, exchange.status = time.monotonic(), status

    def connected(self, connection: socket.socket, present: bool) -> None:
        """Keep account of the connections that are open."""
        with self._lock:
            (self.connections.add if present else self.connections.discard)(connection)

    def answer(self, path: str, form: Query) -> Response | None:
        """Return the answer to a path, faults included; None means to hang up."""
        self.closing.wait(self.faults.slow.get(path, 0.0))
        if self.faults.down:
            status = self.faults.down_status
            return None if status is None else Response(b"", status, validators=False)
        times, status = self.faults.fail.get(path, (0, 0))
        if times:
            self.faults.fail[path] = (times - 1, status)
            return Response(b"", status, validators=False)
        return self.routes.answer(path, form)


class _HTTPServer(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, address: str, portal: PortalServer) -> None:
        self.portal = portal
        super().__init__((address, 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over clients that went away; a crawler may hang up when it has seen enough."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _HTTPServer

    def setup(self) -> None:
        super().setup()
        self.server.portal.connected(self.connection, present=True)
        if self.server.portal.closing.is_set():
            _hang_up(self.connection)

    def finish(self) -> None:
        self.server.portal.connected(self.connection, present=False)
        super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: the log is kept by the portal."""

    def version_string(self) -> str:
        return "nginx"

    def do_GET(self) -> None:
        self._serve({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self._serve(parse_qs(self.rfile.read(length).decode()))

    def _serve(self, form: Query) -> None:
        portal = self.server.portal
        headers = {name.lower(): value for name, value in self.headers.items()}
        exchange = portal.arrive(self.command, self.path, headers)
        response = portal.answer(self.path, form)
        if response is not None and response.delay:
            portal.closing.wait(response.delay)
        fresh = response is not None and unchanged(response, headers)
        status = None if response is None else 304 if fresh else response.status
        portal.settle(exchange, status)
        if response is None or status is None:
            self._close()
        else:
            self._send(response, status, headers)

    def _send(self, response: Response, status: int, headers: Mapping[str, str]) -> None:
        body = b"" if status == 304 else response.body
        zipped = response.zipped and "gzip" in headers.get("accept-encoding", "")
        if zipped:
            body = gzip.compress(body, mtime=0) if body else body
        self.send_response(status)
        for name, value in response_headers(response, body, status, zipped=zipped):
            self.send_header(name, value)
        self.end_headers()
        dropped = self.path in self.server.portal.faults.drop
        self.wfile.write(body[: len(body) // 2] if dropped else body)
        if dropped:
            self._close()

    def _close(self) -> None:
        self.close_connection = True
        _hang_up(self.connection)


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
