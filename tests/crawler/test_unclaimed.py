"""Answers that no entry has are claimed once, by who asks the same."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.archive import Archive, open_archive
from archive.captures import Exchange, record
from archive.warc import WarcWriter
from crawler.model import Entry
from crawler.unclaimed import Unclaimed

URL = "http://127.0.1.1/list"


def ask(archive: Archive, run: int, *bodies: bytes) -> None:
    """Keep the answers to some questions by POST."""
    with WarcWriter(archive, run, {"software": "test"}) as writer:
        for body in bodies:
            record(
                archive,
                writer,
                Exchange(
                    url=URL, fetched_at=datetime(2026, 1, 1, tzinfo=UTC), outcome="ok", run=run,
                    role="list", method="POST", request_body=body, status=200, body=body,
                ),
            )  # fmt: skip


def make_entry(body: str) -> Entry:
    return Entry(1, None, URL, "POST", body, "list", 0, None, {}, 0)  # type: ignore[arg-type]


@pytest.mark.parametrize("here", [True, False])
def test_an_answer_is_claimed_once_and_where_its_file_is(tmp_path: Path, here: bool) -> None:
    with open_archive(tmp_path / "archive", command="crawl", create=True) as archive:
        run = archive.begin_run("crawl")
        ask(archive, run, b"page=1", b"page=2")
        unclaimed = Unclaimed(archive, run)
        if not here:
            for path in archive.warc.glob("*/*"):
                path.unlink()
        assert unclaimed.claim(make_entry("page=3")) is None
        found = [unclaimed.claim(make_entry("page=2")) for _ in range(2)]
    assert [one is not None for one in found] == [here, False]
