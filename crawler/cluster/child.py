"""A crawl in a process of its own, for Twisted's reactor runs once; it ends with its worker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

RESULT = "result.json"
_ORPHANED = 1


def crawl_in_child(folder: Path, files: str, asked: Mapping[str, Any]) -> str | None:
    """Crawl a part of an archive; returns why it could not be done, None when it was.

    What came of it stands in the folder, in `RESULT`.
    """
    command = [sys.executable, "-m", __name__, str(folder), files, json.dumps(asked)]
    with subprocess.Popen(  # noqa: S603 - our own argv
        command, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stderr is not None  # noqa: S101 - asked for
        said = child.stderr.read().decode("utf-8", "replace").strip()
    if child.returncode == 0:
        return None
    return said.splitlines()[-1] if said else f"its process ended with {child.returncode}"


def main(folder: str, files: str, asked: str) -> None:
    """Crawl; the crawler's libraries are loaded here only."""
    from archive.archive import open_archive  # noqa: PLC0415
    from archive.recovery import recover  # noqa: PLC0415
    from crawler.cluster.storage import Storage  # noqa: PLC0415
    from crawler.registry import list_portals  # noqa: PLC0415
    from crawler.run import crawl_portals, read_manner  # noqa: PLC0415

    threading.Thread(target=_end_with_worker, daemon=True).start()
    told = json.loads(asked)
    path = Path(folder)
    with open_archive(path, command="crawl", elsewhere=Storage(files).read) as archive:
        recover(archive)
        seeds = [seed for seed in list_portals(archive) if seed.id in set(told["portals"])]
        result = crawl_portals(archive, told["run"], seeds, read_manner(told["manner"]))
    draft = path / f"{RESULT}.open"
    draft.write_text(json.dumps(asdict(result), ensure_ascii=False), encoding="utf-8")
    draft.rename(path / RESULT)


def _end_with_worker() -> None:
    """Wait for the end of input: the worker's end of the pipe closes however that dies."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(_ORPHANED)


if __name__ == "__main__":
    main(*sys.argv[1:])
