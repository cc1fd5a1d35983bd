"""pywb, which must be able to show what our WARC files hold."""

from __future__ import annotations

import http.client
import socket
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

PYWB = Path(__file__).parents[1] / ".venv" / "replay" / "bin"


@dataclass(frozen=True)
class Replayed:
    """What pywb shows for one capture, the body as it was coded."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes


class Replay:
    """pywb with WARC files, or with WACZ files and their indexes, on loopback."""

    def __init__(self, folder: Path, files: Sequence[Path]) -> None:
        if not (PYWB / "wayback").exists():
            pytest.skip("pywb is not there: `make .venv/replay/ready` installs it")
        self._folder = folder
        own = folder / "collections" / "kept"
        for name in ("archive", "indexes"):
            (own / name).mkdir(parents=True)
        packed = [str(file) for file in files if file.suffix == ".wacz"]
        if packed:
            self._run("wb-manager", "add", "--unpack-wacz", "kept", *packed)
        else:
            for file in files:
                (own / "archive" / file.name).symlink_to(file)
            index = own / "indexes" / "index.cdxj"
            self._run("cdx-indexer", "-jpso", str(index), str(own / "archive"))
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]

    @property
    def base(self) -> str:
        """What the addresses of its mementos begin with."""
        return f"http://127.0.0.1:{self._port}/kept/"

    def __enter__(self) -> Self:
        command = [str(PYWB / "wayback"), "-b", "127.0.0.1", "-p", str(self._port)]
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [*command, "-d", str(self._folder)], stdout=log, stderr=log, cwd=self._folder
            )
        self._wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait()

    def ask(self, moment: str, url: str, *, posted: bytes = b"", media_type: str = "") -> Replayed:
        """Return the capture of an address at a moment (as rows have it), nothing rewritten."""
        digits = "".join(filter(str.isdigit, moment))
        headers = {"Accept-Encoding": "gzip, deflate, br"}
        headers |= {"Content-Type": media_type} if media_type else {}
        # A new connection each time: on one that is kept, pywb's answer waits 40 ms for an ACK.
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        method = "POST" if media_type else "GET"
        connection.request(method, f"/kept/{digits}id_/{url}", posted or None, headers)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return Replayed(response.status, response.getheaders(), body)

    def _run(self, program: str, *words: str) -> None:
        command = [str(PYWB / program), *words]
        subprocess.run(command, cwd=self._folder, check=True, capture_output=True)

    def _wait(self) -> None:
        while self._process.poll() is None:
            with suppress(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", self._port)).close()
                return
            time.sleep(0.05)
        raise AssertionError((self._folder / "log").read_text("utf-8"))
