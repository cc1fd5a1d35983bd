"""What the WARC tests share: an archive, numbered ids, exchanges made from a few words."""

import itertools
from argparse import Namespace
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from click.testing import CliRunner
from fastwarc.cli import main as fastwarc
from warcio.bufferedreaders import BufferedReader
from warcio.checker import Checker

from archive.archive import Archive
from archive.captures import Exchange
from archive.members import read_members
from archive.warc import Record, WarcWriter, read_record

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


def check_file(path: Path) -> None:
    """Fail unless both checkers find every record whole and its digests right."""
    found = CliRunner().invoke(fastwarc, ["check", "-q", str(path)])
    assert found.exit_code == 0, found.output
    said = StringIO()
    # warcio 1.8 asks of brotli 1.2 what it does not have; else it would leave br bodies alone.
    with redirect_stdout(said), patch.dict(BufferedReader.DECOMPRESSORS):
        BufferedReader.DECOMPRESSORS.pop("br", None)
        status = Checker(Namespace(inputs=[str(path)], verbose=False)).process_all()
    assert status == 0, said.getvalue()


def check_all(archive: Archive) -> None:
    for path in archive.path.glob("warc/*/*"):
        assert path.name.endswith(".warc.gz")
        check_file(path)


def read_requests(archive: Archive) -> dict[str, Record]:
    """Return the record of each request by the id of its answer's record."""
    found = {}
    for path in archive.path.glob("warc/*/*"):
        for one in read_members(path):
            if one.type == "request":
                record = read_record(path, one.offset, one.length)
                found[record.headers["WARC-Concurrent-To"]] = record
    return found
