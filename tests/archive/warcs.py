"""What the WARC tests share: an archive, numbered ids, exchanges made from a few words."""

import itertools
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.archive import Archive
from archive.captures import Exchange
from archive.warc import WarcWriter

MOMENT = datetime(2026, 3, 1, 4, 5, 6, tzinfo=UTC)
SOFTWARE = {"software": "nianbao/test", "robots": "obey", "operator": "test@example.org"}


def numbered_ids() -> Callable[[], str]:
    counter = itertools.count(1)
    return lambda: f"<urn:uuid:00000000-0000-4000-8000-{next(counter):012d}>"


def make_writer(archive: Archive, run: int, **options: Any) -> WarcWriter:
    return WarcWriter(archive, run, SOFTWARE, **options)


def make_exchange(run: int, url: str = "http://127.0.1.9/a", **parts: Any) -> Exchange:
    given: dict[str, Any] = {
        "fetched_at": MOMENT,
        "outcome": "ok",
        "status": 200,
        "headers": [("Content-Type", "text/html")],
        "body": b"<p>body</p>",
    }
    return Exchange(url=url, run=run, **(given | parts))


def check_with_fastwarc(path: Path) -> None:
    command = [str(Path(sys.executable).parent / "fastwarc"), "check", "-q", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def check_all(archive: Archive) -> None:
    for path in archive.path.glob("warc/*/*"):
        assert path.name.endswith(".warc.gz")
        check_with_fastwarc(path)
