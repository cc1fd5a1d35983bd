"""What a nation's worth of agency-years costs: `python -m bench.nation --to DIR [AGENCY-YEARS…]`.

Each size has a folder in DIR and stays there: what was made is not made again, only measured.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import click
import duckdb

from archive.archive import DATABASE
from archive.export.folder import VIEWS
from archive.publish.site import Recipe, cookbook
from archive.schema.upgrade import upgrade
from bench.extraction import read_again
from bench.settled import load
from bench.timing import Timed, race

SIZES = (100_000, 1_000_000)
# The province that is the same in each nation, and a body in it.
_PROVINCE = {"division": "11", "agency": "样本310号"}
_ROUNDS = 5
# The last migration, undone.
_UNDO = (
    "DROP INDEX idx_reports_version",
    "DROP INDEX idx_revisions_old_version",
    "DROP INDEX idx_revisions_new_version",
    "DELETE FROM _sqlite_migrations WHERE name = 'm0026_what_refers_to_a_version'",
)
_STEPS = (
    ("compare", ()),
    ("publish", ()),
    ("export", ("--to", "{package}", "--partition", "year,province")),
)


@dataclass(frozen=True)
class Ran:
    """What a process took: seconds, of wall and of processor, and its peak of memory in MB."""

    seconds: float
    processor: float
    megabytes: int

    def __str__(self) -> str:
        return (
            f"{self.seconds:,.0f} s ({self.processor:,.0f} s of processor), {self.megabytes:,} MB"
        )


@dataclass(frozen=True)
class Nation:
    """One size: its archive and its data package."""

    size: int
    folder: Path

    @property
    def archive(self) -> Path:
        return self.folder / "archive"

    @property
    def package(self) -> Path:
        return self.folder / "package"

    @property
    def published(self) -> Path:
        return self.archive / "published" / DATABASE


@click.command()
@click.option("--to", "folder", type=click.Path(path_type=Path), required=True, metavar="DIR")
@click.argument("sizes", nargs=-1, type=int, metavar="[AGENCY-YEARS]…")
def main(folder: Path, sizes: tuple[int, ...]) -> None:
    """Make nations of these sizes in DIR, and measure what they cost."""
    click.echo(f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}")
    nations = [Nation(size, folder / str(size)) for size in sizes or SIZES]
    for nation in nations:
        for line in _make(nation):
            click.echo(line)
    for line in _ask(nations):
        click.echo(line)
    click.echo(read_again())


def _make(nation: Nation) -> Iterator[str]:
    yield f"\n{nation.size:,} agency-years"
    if not nation.archive.exists():
        start = time.perf_counter()
        load(nation.archive, nation.size)
        seconds = time.perf_counter() - start
        yield f"  loaded in {seconds:,.0f} s: {nation.size / seconds:,.0f} a second"
    values = {"package": str(nation.package)}
    for command, words in _STEPS:
        arguments = [word.format(**values) for word in words]
        done = _run("-m", "nianbao", command, *arguments, "--archive", str(nation.archive))
        yield f"  {command}: {done}"
    yield from _tell_sizes(nation)
    yield f"  VACUUM INTO: {_vacuum(nation)}"
    yield f"  one migration, with the copy that it is made on: {_migrate(nation):,.0f} s"


def _run(*arguments: str) -> Ran:
    """Run Python as a process of its own; what it says goes to standard error."""
    start = time.perf_counter()
    command = [sys.executable, *arguments]
    process = os.posix_spawn(
        sys.executable, command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, 2, 1)]
    )
    _, status, used = os.wait4(process, 0)
    if os.waitstatus_to_exitcode(status):
        raise click.ClickException(f"{' '.join(command)} failed")
    processor = used.ru_utime + used.ru_stime
    return Ran(time.perf_counter() - start, processor, used.ru_maxrss // 1024)


def _tell_sizes(nation: Nation) -> Iterator[str]:
    with closing(sqlite3.connect(nation.archive / DATABASE)) as db:
        (reports,) = db.execute("SELECT count(*) FROM reports").fetchone()
        (read,) = db.execute("SELECT count(DISTINCT version) FROM cells").fetchone()
    parquet = sum(path.stat().st_size for path in nation.package.rglob("*.parquet"))
    csv = sum(path.stat().st_size for path in nation.package.glob("*.csv"))
    sizes = {
        "database": (nation.archive / DATABASE).stat().st_size,
        "published": nation.published.stat().st_size,
        "Parquet": parquet,
        "CSV": csv,
    }
    told = ", ".join(f"{name} {size / reports:,.0f}" for name, size in sizes.items())
    yield f"  {reports:,} reports, {read:,} readings with cells; bytes a report: {told}"


def _vacuum(nation: Nation) -> Ran:
    target = nation.folder / "vacuumed.db"
    target.unlink(missing_ok=True)
    told = (
        "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('VACUUM INTO ?', sys.argv[2:])"
    )
    done = _run("-c", told, str(nation.archive / DATABASE), str(target))
    target.unlink()
    return done


def _migrate(nation: Nation) -> float:
    folder = nation.folder / "migrating"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(nation.archive / DATABASE, folder / DATABASE)
    with closing(sqlite3.connect(folder / DATABASE)) as db, db:
        for statement in _UNDO:
            db.execute(statement)
    start = time.perf_counter()
    upgrade(folder / DATABASE)
    seconds = time.perf_counter() - start
    shutil.rmtree(folder)
    return seconds


def _ask(nations: Sequence[Nation]) -> Iterator[str]:
    """Yield the seconds of each recipe: one province, the nation, and that from Parquet."""
    yield "\nThe cookbook in milliseconds: one province by size; the nation by size; in DuckDB"
    heads = [f"{nation.size:,}" for nation in nations]
    yield f"{'':26}" + "".join(f"{head:>12}" for head in [*heads, *heads, *heads])
    for recipe in cookbook():
        province = race(
            [(str(one.size), _sqlite(one, recipe, _PROVINCE)) for one in nations], _ROUNDS
        )
        whole = [result for one in nations for result in _race_nation(one, recipe)]
        results = [*province, *whole[::2], *whole[1::2]]
        yield f"{recipe.query.name:26}" + "".join(_tell(result) for result in results)


def _race_nation(nation: Nation, recipe: Recipe) -> list[Timed]:
    with closing(_open_package(nation)) as views:
        contestants = [
            ("SQLite", _sqlite(nation, recipe, {})),
            ("DuckDB", _in_duckdb(views, recipe)),
        ]
        return race(contestants, 1)


def _tell(result: Timed) -> str:
    return f"{result.median * 1000:12,.1f}"


def _sqlite(nation: Nation, recipe: Recipe, given: Mapping[str, str]) -> Callable[[], object]:
    db = sqlite3.connect(f"{nation.published.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    values = {name: given.get(name, "") for name in recipe.query.params}
    return lambda: sum(1 for _ in db.execute(recipe.query.sql, values))


def _open_package(nation: Nation) -> duckdb.DuckDBPyConnection:
    views = duckdb.connect(config={"threads": 2, "memory_limit": "4GB"})
    views.execute(f"SET file_search_path = '{nation.package}'")
    views.execute((nation.package / VIEWS).read_text(encoding="utf-8"))
    return views


def _in_duckdb(views: duckdb.DuckDBPyConnection, recipe: Recipe) -> Callable[[], object]:
    sql = re.sub(r":(\w+)", r"$\1", recipe.query.sql)
    values = dict.fromkeys(recipe.query.params, "")
    return lambda: sum(
        batch.num_rows for batch in views.sql(sql, params=values).to_arrow_reader() or ()
    )


if __name__ == "__main__":
    main()
