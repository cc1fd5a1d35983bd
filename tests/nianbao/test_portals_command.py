"""`nianbao portals`: the registry, what a portal should list, and a quick look at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive.archive import open_archive
from crawler.registry import SHIPPED, read_registry
from extract.divisions import ancestors
from tests.conftest import Run
from tests.farm.farm import PortalFarm

Say = Callable[..., str]

BARE_ADDRESS = re.compile(r"//[\d.]+[:/]")


@pytest.fixture
def run(nianbao: Run) -> Say:
    """Run the command; returns what it says, its status being the one expected."""

    def say(*words: str | Path, status: int = 0) -> str:
        done = nianbao(*words)
        assert done.returncode == status, done.stderr
        return done.stdout + done.stderr

    return say


@pytest.fixture
def farm() -> Iterator[PortalFarm]:
    with PortalFarm(["trs"]) as farm:
        yield farm


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def test_the_shipped_registry_is_whole() -> None:
    seeds = read_registry(SHIPPED)
    assert len(seeds) == len({seed.id for seed in seeds}) == len({seed.root for seed in seeds})
    assert all(seed.name and ancestors(seed.division or "") for seed in seeds)
    provinces = {seed.division for seed in seeds if seed.column and seed.division}
    assert sum(code.endswith("0000000000") for code in provinces) == 31
    assert not [seed for seed in seeds if BARE_ADDRESS.search(seed.root)]


def test_import_takes_the_shipped_registry_and_knows_its_divisions(place: Path, run: Say) -> None:
    count = len(read_registry(SHIPPED))
    assert f"{count} of them new" in run("portals", "import", "--archive", place)
    assert "0 of them new" in run("portals", "import", "--archive", place)
    with open_archive(place) as archive:
        (row,) = archive.rows(
            "SELECT divisions.full_name AS name FROM portals JOIN divisions"
            " ON divisions.code = portals.division WHERE portals.id = 'minhe.gov.cn'"
        )
    assert row["name"] == "青海省海东市民和回族土族自治县"


def test_a_registry_that_cannot_be_read_is_one_sentence(
    place: Path, tmp_path: Path, run: Say
) -> None:
    file = tmp_path / "portals.csv"
    file.write_text("id,root\na,ftp://x/\n", encoding="utf-8")
    told = run("portals", "import", file, "--archive", place, status=2)
    assert told == f"nianbao: {file}, line 2: 'ftp://x/' is no web address\n"


def test_check_asks_for_no_report_and_says_what_is_listed(
    farm: PortalFarm, place: Path, run: Say
) -> None:
    base = farm.bases["trs"]
    run("portals", "add", base, "--id", "trs", "--title", "云澜市", "--archive", place)
    told = run("portals", "check", "--delay", "0.01", "--archive", place)
    assert f"{base}{'/zwgk/zfxxgk/zfxxgknb/'}" in "".join(told.split())
    asked = [one.path for one in farm.log("trs")]
    assert asked == ["/robots.txt", "/", "/zwgk/zfxxgk/zfxxgknb/"]
    assert "never looked" in run("portals", "list", "--archive", place)
    run("crawl", "--delay", "0.01", "--archive", place)
    listed = run("portals", "list", "--archive", place)
    assert "│ ok" in listed
    assert "│ trs" in listed


def test_columns_says_how_they_were_found(farm: PortalFarm, place: Path, run: Say) -> None:
    run("crawl", farm.bases["trs"], "--delay", "0.01", "--archive", place)
    told = run("portals", "columns", "--archive", place)
    assert "words_full 70, siblings 20" in told
    assert "column_type 40" in told
    assert told.count(f" {farm.bases['trs']}/") == 2


def test_check_names_what_fails(farm: PortalFarm, place: Path, run: Say) -> None:
    run("portals", "add", farm.bases["trs"], "--id", "trs", "--archive", place)
    run("crawl", "--delay", "0.01", "--archive", place)
    farm.server("trs").go_down(status=500)
    told = run("portals", "check", "trs", "--delay", "0.01", "--archive", place, status=3)
    assert "nianbao: failed: trs" in told


def test_a_portal_that_nobody_knows_is_one_sentence(place: Path, run: Say) -> None:
    run("portals", "import", "--archive", place)
    for command in ("check", "accept"):
        told = run("portals", command, "nowhere", "--archive", place, status=2)
        assert told.startswith("nianbao: the archive knows no portal nowhere")
