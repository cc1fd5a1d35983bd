"""One small HTTP server a portal, on a loopback address of its own, that logs what it is asked."""

from __future__ import annotations

import gzip
import socket
import ssl
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from nianbao.demo.responses import Request, Response, Routes, response_headers, unchanged


@dataclass
class Exchange:
    """One request as it arrived; `ended` is when its answer was ready to be written.

    `sent` is the body of the answer as it was written.
    """

    arrived: float
    method: str
    path: str
    headers: Mapping[str, str]
    in_flight: int
    body: bytes = b""
    ended: float | None = None
    status: int | None = None
    sent: bytes = b""


@dataclass
class _Faults:
    slow: dict[str, float] = field(default_factory=dict)
    fail: dict[str, tuple[int, int]] = field(default_factory=dict)
    drop: set[str] = field(default_factory=set)
    down: bool = False
    down_status: int | None = None


class PortalServer:
    """A portal listening on one loopback address, with knobs that make it misbehave.

    With `tls` it speaks HTTPS by that context; port 0 stands for any that is free.
    """

    def __init__(self, address: str, tls: ssl.SSLContext | None = None, port: int = 0) -> None:
        self.routes = Routes({}, {}, Response(b"", 404))
        self.log: list[Exchange] = []
        self.faults = _Faults()
        self.closing = threading.Event()
        self.connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._in_flight = 0
        self._scheme = "https" if tls else "http"
        self._http = _HTTPServer(address, self, tls, port)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))

    @property
    def base(self) -> str:
        """The portal's origin, `http://127.0.1.1:40123`."""
        host, port = self._http.server_address[:2]
        return f"{self._scheme}://{host!s}:{port}"

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

    def arrive(self, asked: Request) -> Exchange:
        """Write a request into the log."""
        with self._lock:
            self._in_flight += 1
            said = asked.method, asked.target, asked.headers
            exchange = Exchange(time.monotonic(), *said, self._in_flight, asked.body)
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

    def answer(self, asked: Request) -> Response | None:
        """Return the answer to a request, faults included; None means to hang up."""
        path = asked.target
        self.closing.wait(self.faults.slow.get(path, 0.0))
        if self.faults.down:
            status = self.faults.down_status
            return None if status is None else Response(b"", status, validators=False)
        times, status = self.faults.fail.get(path, (0, 0))
        if times:
            self.faults.fail[path] = (times - 1, status)
            return Response(b"", status, validators=False)
        return self.routes.answer(asked)


class _HTTPServer(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(
        self, address: str, portal: PortalServer, tls: ssl.SSLContext | None, port: int
    ) -> None:
        self.portal = portal
        self._tls = tls
        super().__init__((address, port), _Handler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Shake hands in the connection's own thread, for a client may never answer."""
        if self._tls is None:
            super().finish_request(request, client_address)
            return
        with self._tls.wrap_socket(request, server_side=True) as secure:
            super().finish_request(secure, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over clients that went away; a crawler may hang up when it has seen enough."""
        if not isinstance(sys.exception(), ConnectionError | ssl.SSLError):
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
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        portal = self.server.portal
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        asked = Request(self.command, self.path, headers, body)
        exchange = portal.arrive(asked)
        response = portal.answer(asked)
        if response is not None and response.delay:
            portal.closing.wait(response.delay)
        fresh = response is not None and unchanged(response, headers)
        status = None if response is None else 304 if fresh else response.status
        portal.settle(exchange, status)
        if response is None or status is None:
            self._close()
        else:
            self._send(exchange, response, status)

    def _send(self, exchange: Exchange, response: Response, status: int) -> None:
        body = b"" if status == 304 else response.body
        zipped = response.zipped and "gzip" in exchange.headers.get("accept-encoding", "")
        if zipped:
            body = gzip.compress(body, mtime=0) if body else body
        self.send_response(status)
        for name, value in response_headers(response, body, status, zipped=zipped):
            self.send_header(name, value)
        self.end_headers()
        cut = response.cut or self.path in self.server.portal.faults.drop
        exchange.sent = body[: len(body) // 2] if cut else body
        self._write(exchange.sent, response.drip)
        if cut:
            self._close()

    def _write(self, body: bytes, drip: float) -> None:
        if not drip:
            self.wfile.write(body)
            return
        for byte in body:
            if self.server.portal.closing.wait(drip):
                return
            self.wfile.write(bytes([byte]))

    def _close(self) -> None:
        self.close_connection = True
        _hang_up(self.connection)


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
