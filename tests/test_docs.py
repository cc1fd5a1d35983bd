"""The documentation says what the program does: it is generated from it, or run here."""

from __future__ import annotations

import contextlib
import csv
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import typing
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import click
import pytest

from archive.archive import open_archive
from archive.codebook import codebook, column_name, indicators, lines, measures
from archive.export import export
from archive.publish.site import queries
from archive.schema import views
from crawler.cms import families
from crawler.outcomes import OUTCOMES
from extract.parse import parse
from extract.report import Locator, Origin, Passage, Severity, Status
from nianbao.demo.farm import Farm
from nianbao.demo.responses import Response, Routes
from nianbao.demo.server import PortalServer
from nianbao.schedule import Schedule, crontab_line
from tests.archive.foreign_warcs import write_wacz
from tests.conftest import Demo, Run
from tests.docs_blocks import (
    PAGES,
    Block,
    anchors,
    blocks,
    command_lines,
    emitted_rules,
    links,
    names,
)
from tests.docs_cookbook import NOTE
from tests.docs_parts import FILES, MARK, ROOT, render, walk
from tests.docs_samples import SAMPLE, sample_body
from tests.docs_words import FAMILIES, OUTCOME_WORDS, RULES, STATUSES

COMMANDS = ROOT / "docs" / "commands.md"
EXAMPLE = "http://www.example.gov.cn/"
WAYBACK = "https://web.archive.org/web/"
QUICK = ("--delay", "0.02")
REWRITE = "write it anew with: .venv/bin/python -m tests.docs_parts"

by_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@pytest.fixture(scope="module")
def farm() -> Iterator[Farm]:
    with Farm() as running:
        yield running


@pytest.fixture(scope="module")
def places(farm: Farm) -> Iterator[dict[str, str]]:
    """What is asked instead of the addresses in the examples: a sample portal, an empty service."""
    with PortalServer("127.0.4.2") as service:
        service.routes = Routes({"/web/cdx": Response(b"")}, {}, Response(b"", 404))
        yield {EXAMPLE: f"{farm.bases['linxi']}/", WAYBACK: f"{service.base}/web/"}


@pytest.fixture
def published(demo: Demo) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(demo.archive / "published" / "nianbao.db")
    yield database
    database.close()


@pytest.fixture(scope="module")
def desk(demo: Demo, farm: Farm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that looks like a checkout after `make demo`; one stands in it meanwhile."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(demo.archive, folder / "demo-archive")
    (folder / "docs").symlink_to(ROOT / "docs")
    registry = next(block for block in blocks(COMMANDS, "csv") if block.note == "registry")
    text = registry.body.replace(EXAMPLE, f"{farm.bases['linxi']}/")
    (folder / "portals.csv").write_text(text, encoding="utf-8")
    listed = next(blocks(ROOT / "docs" / "archive.md", "csv"))
    (folder / "reports.csv").write_text(listed.body, encoding="utf-8")
    captured = min(demo.archive.glob("warc/*/*.warc.gz"))
    shutil.copy(captured, folder / "crawl.warc.gz")
    with open_archive(demo.archive) as archive:
        export(archive, folder / "demo-export")
        export(archive, folder / "demo-parts", ("year", "province"))
    write_wacz(folder / "site.wacz", [("archive/a.warc.gz", captured.read_bytes())])
    (folder / "warcs.txt").write_text("crawl.warc.gz\nsite.wacz\n", encoding="utf-8")
    with contextlib.chdir(folder):
        yield folder


@pytest.fixture(scope="module")
def done() -> set[tuple[str, ...]]:
    """The command lines that were run: pages share one archive, and no line is run twice."""
    return set()


@pytest.mark.parametrize("page", FILES, ids=lambda page: page.name)
def test_generated_parts_are_as_the_program_is(demo: Demo, page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert render(text, demo.archive) == text, REWRITE


def test_the_sample_is_the_demos_page() -> None:
    assert (ROOT / SAMPLE).read_bytes() == sample_body(), REWRITE


@pytest.mark.parametrize(
    ("told", "real"),
    [
        (RULES, emitted_rules()),
        (STATUSES, typing.get_args(Status)),
        (OUTCOME_WORDS, OUTCOMES),
        (FAMILIES, families()),
    ],
    ids=["rules", "statuses", "outcomes", "families"],
)
def test_everything_named_has_words_and_nothing_else(
    told: typing.Collection[str], real: typing.Collection[str]
) -> None:
    assert set(told) == set(real)


@pytest.mark.parametrize(("path", "command"), [(path, command) for path, command, _ in walk()])
def test_every_command_and_option_has_help(path: str, command: click.Command) -> None:
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


def test_every_command_is_told_what_it_is_for() -> None:
    written = MARK.sub("", COMMANDS.read_text(encoding="utf-8"))
    for path, command, _ in walk():
        assert isinstance(command, click.Group) or f"`{path}`" in written, path


@by_page
def test_options_and_variables_exist(page: Path) -> None:
    options = {name for _, each, _ in walk() for param in each.params for name in param.opts}
    variables = {str(param.envvar) for _, each, _ in walk() for param in each.params}
    text = page.read_text(encoding="utf-8")
    told = set(re.findall(r"`(--[a-z-]+)[ `]", text))
    assert told <= options | {"--strict"}
    assert set(re.findall(r"`(NIANBAO_[A-Z]+)`", text)) <= variables | {
        "NIANBAO_REPORTS",
        "NIANBAO_SOAK_SEED",
    }


@by_page
def test_command_lines_do_what_they_say(
    page: Path, desk: Path, places: dict[str, str], nianbao: Run, done: set[tuple[str, ...]]
) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", makefile, re.MULTILINE)
    for program, *words in command_lines(page):
        if program == "make":
            assert words[0] in targets
        elif tuple(words) in done:
            continue
        elif words[0] == "serve":
            _serve(words)
        else:
            assert program == "nianbao"
            result = nianbao(*_locally(words, places))
            assert result.returncode == 0, (words, result.stderr)
            assert result.stdout
        done.add(tuple(words))


def _locally(words: list[str], places: dict[str, str]) -> list[str]:
    """Ask what is on this machine instead of the examples, and without pauses."""
    told = words
    for there, here in places.items():
        told = [word.replace(there, here) for word in told]
    return [*told, *QUICK] if words[0] in {"crawl", "run"} or "--memento" in words else told


def _serve(words: list[str]) -> None:
    """Start a server on a free port, look at its front page, and stop it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "nianbao", *words, "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True) as process:
        try:
            assert "nianbao" in _fetch(f"http://127.0.0.1:{port}/", process)
        finally:
            # As Ctrl-C does: the server behind the command is of its process group.
            os.killpg(process.pid, signal.SIGINT)
            process.wait(timeout=60)


def _fetch(url: str, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(url, timeout=10) as answer:  # noqa: S310 - our own server
                return str(answer.read().decode())
        except URLError:
            time.sleep(0.1)
    raise TimeoutError(url)


@pytest.mark.parametrize(
    ("page", "line"),
    [
        (page.name, line)
        for page in PAGES
        for block in blocks(page, "text")
        if block.note == "demo output"
        for line in block.body.splitlines()
    ],
)
def test_the_demo_says_every_line_that_is_shown(demo: Demo, page: str, line: str) -> None:
    assert line in (demo.stdout + demo.stderr).splitlines()


@pytest.mark.parametrize(
    "block",
    [block for page in PAGES for block in blocks(page, "sql") if block.note != NOTE],
    ids=lambda b: b.body[:60],
)
def test_queries_give_rows(published: sqlite3.Connection, block: Block) -> None:
    assert published.execute(block.body).fetchone()


@pytest.mark.parametrize(
    "block",
    [block for page in PAGES for block in blocks(page, "python")],
    ids=lambda b: b.body[:40],
)
def test_python_runs(desk: Path, block: Block) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", block.body],
        capture_output=True,
        text=True,
        check=False,
        cwd=desk,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed (r-base-core)")
def test_r_runs(desk: Path) -> None:
    (block,) = [block for page in PAGES for block in blocks(page, "r")]
    done = subprocess.run(
        ["Rscript", "-e", f"options(warn = 2)\n{block.body}"],
        capture_output=True,
        text=True,
        check=False,
        cwd=desk,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stderr
    assert "applications_received_total" in done.stdout


def test_the_line_for_cron_is_what_the_command_prints() -> None:
    (block,) = [block for page in PAGES for block in blocks(page, "cron")]
    home = Path("/srv/nianbao")
    options = ("--contact", "you@example.org")
    program = [str(home / "venv/bin/nianbao")]
    schedule = Schedule(program, home / "archive", "nianbao", options, "day")
    assert block.body.strip() == crontab_line(schedule)


def test_scripts_run(desk: Path) -> None:
    found = [block for page in PAGES for block in blocks(page, "bash")]
    with contextlib.suppress(FileExistsError):
        shutil.copytree(desk / "demo-archive", desk / "my-archive")
    for block in found:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block.body],
            capture_output=True, text=True, check=False, cwd=desk, env={"PATH": path},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert found


@by_page
def test_links_lead_somewhere(page: Path) -> None:
    for file, anchor in links(page):
        target = page.parent / file if file else page
        assert target.is_file(), file
        assert not anchor or anchor in anchors(target), anchor


@pytest.mark.parametrize("name", ["extraction.md", "researchers.md", "record.md"])
def test_names_in_backticks_exist(name: str) -> None:
    assert names(ROOT / "docs" / name) <= _known_names()


def _known_names() -> set[str]:
    """Return what the data calls things: tables, columns, keys, parts of the record, constants."""
    tables = codebook()
    keys = indicators()
    record = parse(sample_body()).to_json("")
    parts = {name for finding in record["findings"] for name in finding}
    parts |= {name for section in record["sections"] for name in section}
    parts |= {name for value in record["values"].values() for name in (*value, *value["where"])}
    sql = "".join(path.read_text("utf-8") for path in Path(views.__file__).parent.rglob("*.sql"))
    return {
        *tables,
        *(column for table in tables.values() for column in table.columns),
        *keys,
        *map(column_name, keys),
        *(
            line.item
            for table in ("disclosure", "applications", "challenges")
            for line in lines(table)
        ),
        *(
            name
            for table in ("disclosure", "applications", "challenges")
            for name in measures(table)
        ),
        *(query.name for query in queries()),
        *record,
        *parts,
        *Locator._fields,
        *Passage.__dataclass_fields__,
        *(*RULES, *STATUSES, *OUTCOMES),
        *(*typing.get_args(Severity), *typing.get_args(Origin)),
        *re.findall(r"'([a-z_]+)'", sql),
        *("passages_fts", "search_terms", "excerpt"),
        *("cosmetic", "prose", "numbers", "structure", "removed", "restored"),
    }


def test_both_readmes_have_the_same_parts() -> None:
    english, chinese = ROOT / "README.md", ROOT / "README.zh.md"
    assert command_lines(english) == command_lines(chinese)
    assert list(blocks(english, "sql")) == list(blocks(chinese, "sql"))
    headings = [
        len(re.findall(r"^## ", page.read_text(encoding="utf-8"), re.MULTILINE))
        for page in (english, chinese)
    ]
    assert headings[0] == headings[1]


def test_columns_of_the_registry_are_the_demos() -> None:
    registry = next(block for block in blocks(COMMANDS, "csv") if block.note == "registry")
    rows = list(csv.reader(registry.body.splitlines()))
    assert [len(row) for row in rows] == [len(rows[0])] * len(rows)
    for name in rows[0]:
        assert f"`{name}`" in COMMANDS.read_text(encoding="utf-8")
