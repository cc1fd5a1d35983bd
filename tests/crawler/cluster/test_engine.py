"""What goes wrong on a cluster is told, and nothing that the others did is lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from distributed.client import FutureCancelledError

from archive.archive import ArchiveError, open_archive
from crawler.cluster import crawling, engine, extracting, sending
from crawler.cluster.child import crawl_in_child
from crawler.cluster.cluster import Cluster, ClusterError
from crawler.cluster.crawling import crawl_on
from crawler.cluster.engine import connect, do_tasks, start_workers
from crawler.cluster.extracting import extract_on
from crawler.cluster.sending import WORK, Order
from crawler.cluster.task import Task, TaskError, work
from crawler.registry import PortalSeed
from crawler.run import CrawlError
from nianbao.cli import cli
from tests.crawler.cluster.conftest import Workers
from tests.crawler.portals import Portal, crawl, serve, trs_routes

ALONE = """
import contextlib, sys
from nianbao.cli import cli
for command in (["crawl", sys.argv[2]], ["extract"]):
    with contextlib.suppress(SystemExit):
        cli.main([*command, "--archive", sys.argv[1]], standalone_mode=False)
"""
LOADED = "print([name for name in ('dask', 'distributed') if name in sys.modules])"


@pytest.mark.parametrize("address", ["local:", "local:0", "local:two"])
def test_a_number_of_workers_is_asked_for(address: str) -> None:
    with pytest.raises(ArchiveError, match="is no scheduler: local:N"), connect(address):
        pass


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "127.0.0.1:9", "nowhere", "tcp://x:y"])
def test_a_scheduler_that_is_not_there_is_named(address: str) -> None:
    with pytest.raises(ArchiveError, match=f"no Dask scheduler at {address}: "), connect(address):
        pass


def test_a_worker_of_another_version_does_nothing(tmp_path: Path) -> None:
    task = Task("extract", str(tmp_path), str(tmp_path), {}, version="0.0.1")
    with pytest.raises(TaskError, match=r"worked on by 0\.0\.1: install the same one"):
        work(task)


def test_what_was_done_is_not_done_again(tmp_path: Path) -> None:
    (tmp_path / "done.json").write_text('{"statuses": {"verified": 7}}', encoding="utf-8")
    task = Task("extract", str(tmp_path), str(tmp_path), {})
    assert work(task) == {"statuses": {"verified": 7}}


def test_a_crawl_that_cannot_begin_says_why(tmp_path: Path) -> None:
    problem = crawl_in_child(tmp_path, str(tmp_path), {})
    assert problem
    assert "there is no archive in" in problem


def test_what_one_group_brought_is_kept_where_another_failed(
    tmp_path: Path, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run is told as interrupted, and the next one goes on with what is wanting."""
    whole = crawling._order

    def spoil(run: int, group: list[PortalSeed], manner: dict[str, object]) -> Order:
        order = whole(run, group, manner)
        lame = {name: one for name, one in order.asked.items() if name != "manner"}
        return replace(order, asked=lame) if group[0].id == "b" else order

    with (
        serve(Portal(trs_routes(range(2020, 2023)))) as one,
        serve(Portal(trs_routes(range(2020, 2023))), "127.0.1.2") as other,
        open_archive(tmp_path, command="crawl", create=True) as archive,
    ):
        seeds = [PortalSeed("a", f"{one.url}/"), PortalSeed("b", f"{other.url}/")]
        monkeypatch.setattr(crawling, "_order", spoil)
        with pytest.raises(CrawlError, match="b: KeyError: 'manner'"):
            crawl_on(archive, Cluster(workers.address), seeds, contact="test", delay=0.01)
        assert archive.rows("SELECT outcome FROM runs") == [{"outcome": "interrupted"}]
        assert archive.rows("SELECT DISTINCT portal FROM sources") == [{"portal": "a"}]
        monkeypatch.setattr(crawling, "_order", whole)
        result = crawl_on(archive, Cluster(workers.address), contact="test", delay=0.01)
        assert result.resumed
        assert [portal.outcome for portal in result.portals] == ["ok", "ok"]
        assert archive.rows("SELECT outcome FROM runs") == [{"outcome": "ok"}]
        assert len(one.log) == len(set(one.paths()))
    assert not (tmp_path / WORK).exists()


def test_what_no_worker_reads_is_told_and_read_later(
    tmp_path: Path, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(Portal(trs_routes(range(2020, 2022)))) as portal:
        crawl(tmp_path, {"a": f"{portal.url}/"})
    cluster = Cluster(workers.address)
    with open_archive(tmp_path, command="extract") as archive:
        with monkeypatch.context() as patch:
            patch.setattr(sending, "Task", partial(Task, version="0.0.1"))
            with pytest.raises(ClusterError, match=r"4 sources: .*install the same one"):
                extract_on(archive, cluster)
        assert extract_on(archive, cluster).read == 4


class Lost:
    """Stands for a client, and what it was promised, whose scheduler is no more."""

    def map(self, _work: object, tasks: Sequence[Task], **_: object) -> list[Lost]:
        return [self for _ in tasks]

    def cancel(self, _futures: object) -> None:
        """There is nothing left to cancel."""

    def done(self) -> bool:
        return True

    def result(self) -> None:
        raise FutureCancelledError("work-1", "scheduler-connection-lost", "Client lost\nit")


def test_a_scheduler_that_is_lost_is_told_in_one_sentence() -> None:
    tasks = [Task("extract", str(number), "", {}) for number in range(2)]
    told = "the scheduler was lost: start it, and run the same command again"
    assert [done.problem for done in do_tasks(Lost(), tasks, None)] == [told, told]  # type: ignore[arg-type]


def test_where_all_workers_are_gone_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_SECONDS_BETWEEN_LOOKS", 0.1)
    monkeypatch.setattr(engine, "_SECONDS_WITHOUT_WORKERS", 0.3)
    with start_workers(0) as cluster, connect(cluster.scheduler_address) as client:
        tasks = [Task("extract", str(tmp_path / str(number)), "", {}) for number in range(3)]
        told = [done.problem for done in do_tasks(client, tasks, None)]
    assert told == [engine._NO_WORKERS] * 3


def test_a_reading_that_failed_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ClusterError("9 sources: the workers that did it died, one after another")

    with open_archive(tmp_path, command="crawl", create=True):
        pass
    monkeypatch.setattr(extracting, "extract_on", fail)
    asked = ["extract", "--scheduler", "local:1", "--archive", str(tmp_path)]
    done = CliRunner().invoke(cli, asked)
    assert (done.exit_code, done.output) == (
        1, "Error: not all was read: 9 sources: the workers that did it died, one after another\n"
    )  # fmt: skip


def test_what_a_command_that_was_cut_off_left_is_joined(
    tmp_path: Path, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its workers were done: nothing is asked for again."""

    def fall(*_: object) -> None:
        raise KeyboardInterrupt

    place = tmp_path / "archive"
    with (
        serve(Portal(trs_routes(range(2020, 2023)))) as portal,
        open_archive(place, command="crawl", create=True) as archive,
    ):
        seeds = [PortalSeed("a", f"{portal.url}/")]
        cluster = Cluster(workers.address, str(tmp_path / "shared"))
        with monkeypatch.context() as patch:
            patch.setattr(sending, "_join", fall)
            with pytest.raises(KeyboardInterrupt):
                crawl_on(archive, cluster, seeds, contact="test", delay=0.01)
        assert archive.rows("SELECT * FROM sources") == []
        asked = len(portal.log)
        result = crawl_on(archive, cluster, contact="test", delay=0.01)
        assert (result.resumed, result.portals[0].reports) == (True, 3)
        assert {one.path for one in portal.log[asked:]} <= {"/robots.txt"}
        assert archive.rows("SELECT outcome FROM runs") == [{"outcome": "ok"}]


def test_nothing_of_dask_is_loaded_without_a_scheduler(tmp_path: Path) -> None:
    with serve(Portal(trs_routes(range(2020, 2021)))) as portal:
        told = subprocess.run(
            [sys.executable, "-c", ALONE + LOADED, str(tmp_path / "archive"), f"{portal.url}/"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert told.stdout.splitlines()[-1] == "[]", told.stderr
