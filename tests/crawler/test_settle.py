"""What a crash leaves behind is read again without the network."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.archive import Archive, open_archive
from archive.captures import record
from archive.warc import WarcWriter
from crawler.frontier import Frontier
from crawler.guard import Guard
from crawler.intervals import Calendar
from crawler.registry import PortalSeed, RegistryError, add_portals, read_registry
from crawler.run import user_agent
from crawler.settle import Settler
from tests.archive.warcs import make_exchange, make_writer

ROOT = "http://127.0.1.9/"
PAGE = "<html><a href='/nb/'>政府信息公开年报</a></html>".encode()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "archive", command="crawl", create=True) as opened:
        add_portals(opened, [PortalSeed("a", ROOT)])
        yield opened


def keep(archive: Archive, writer: WarcWriter, run: int, **parts: Any) -> None:
    record(archive, writer, make_exchange(run, ROOT, portal="a", role="root", entry=1, **parts))


def states(archive: Archive) -> dict[str, str]:
    rows = archive.rows("SELECT url, state FROM frontier")
    return {row["url"].removeprefix(ROOT): row["state"] for row in rows}


def test_an_unread_capture_is_read_from_the_archive(archive: Archive) -> None:
    run = archive.begin_run("crawl")
    frontier = Frontier(archive, run, ["a"], Calendar())
    assert frontier.begin({"a": ROOT}) is False
    with make_writer(archive, run) as writer:
        keep(archive, writer, run, body=PAGE)
    assert states(archive) == {"": "fetched"}

    again = Frontier(archive, run, ["a"], Calendar())
    assert again.begin({"a": ROOT}) is True
    assert Settler(archive, again, Guard()).settle_unread() == 1
    found = states(archive)
    assert (found[""], found["nb/"]) == ("done", "due")


def test_a_page_that_cannot_be_read_is_a_named_failure(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("offending text")

    monkeypatch.setattr("crawler.settle.visit", fail)
    run = archive.begin_run("crawl")
    frontier = Frontier(archive, run, ["a"], Calendar())
    frontier.begin({"a": ROOT})
    with make_writer(archive, run) as writer:
        keep(archive, writer, run, body=PAGE)
    Settler(archive, frontier, Guard()).settle_unread()
    (row,) = archive.rows("SELECT state, outcome FROM frontier")
    assert row == {"state": "failed", "outcome": "unparsed: ValueError: offending text"}


def test_a_passing_failure_is_due_again_until_tries_run_out(archive: Archive) -> None:
    run = archive.begin_run("crawl")
    frontier = Frontier(archive, run, ["a"], Calendar())
    frontier.begin({"a": ROOT})
    settler = Settler(archive, frontier, Guard())
    seen = []
    with make_writer(archive, run) as writer:
        for _ in range(3):
            keep(archive, writer, run, status=None, outcome="timeout", headers=[], body=b"")
            settler.settle_unread()
            seen.append(states(archive)[""])
    assert seen == ["due", "due", "failed"]
    assert states(archive)[ROOT.replace("http", "https")] == "due"
    assert (frontier.release_failed(), states(archive)[""]) == (True, "due")
    assert frontier.release_failed() is False


def test_a_registry_becomes_portals_and_divisions(archive: Archive, tmp_path: Path) -> None:
    file = tmp_path / "portals.csv"
    file.write_text(
        "id,name,root,division,division_name,division_level,division_parent,division_full_name\n"
        "lx,临溪区,http://127.0.1.2/,990102000000,临溪区,county,990100000000,云澜市临溪区\n"
        "yl,云澜市,http://127.0.1.3/,990100000000,云澜市,city,,云澜市\n",
        encoding="utf-8",
    )
    add_portals(archive, read_registry(file))
    rows = archive.rows("SELECT code, parent FROM divisions ORDER BY code")
    assert rows == [
        {"code": "990100000000", "parent": None},
        {"code": "990102000000", "parent": "990100000000"},
    ]
    assert len(archive.rows("SELECT * FROM portals")) == 3


@pytest.mark.parametrize(
    ("line", "message"),
    [(",x,http://a/", "line 2: there is no id"), ("a,x,ftp://a/", "'ftp://a/' is no web address")],
)
def test_a_registry_that_says_too_little_is_refused(
    tmp_path: Path, line: str, message: str
) -> None:
    file = tmp_path / "portals.csv"
    file.write_text(f"id,name,root\n{line}\n", encoding="utf-8")
    with pytest.raises(RegistryError, match=message):
        read_registry(file)


def test_we_say_who_we_are() -> None:
    agent = user_agent("https://example.org/nianbao")
    assert agent.startswith("Mozilla/5.0 (compatible; nianbao/")
    assert agent.endswith("; +https://example.org/nianbao)")
