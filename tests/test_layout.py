"""How the house is built: which room may import which, and what must never be in one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Each room may import those that stand after it.
ROOMS = ("nianbao", "crawler", "archive", "extract")
LONGEST = 400
FORBIDDEN = {
    "extract": {
        *("socket", "ssl", "http", "ftplib", "smtplib", "urllib.request", "asyncio", "selectors"),
        *("requests", "httpx", "aiohttp", "twisted", "scrapy"),
        *("sqlite3", "sqlite_utils"),
    },
    "archive": {
        *("socket", "ssl", "http.client", "urllib.request", "requests", "httpx", "aiohttp"),
        *("twisted", "scrapy"),
    },
}
# The crawler recognises pages and titles; what a table says is not its business.
TABLE_READING = {
    *("extract.parse", "extract.bounded", "extract.match", "extract.forms", "extract.rules"),
    *("extract.grid", "extract.rows", "extract.placing", "extract.heads", "extract.numbers"),
}
CLOCK = {"now", "today", "utcnow", "time_ns"}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Yield the full names of what a module imports, those behind TYPE_CHECKING included."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, packages: set[str]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in packages)


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


by_module = pytest.mark.parametrize("path", modules(*ROOMS), ids=name_of)


@by_module
def test_imports_go_down_only(path: Path) -> None:
    room = room_of(path)
    above = set(ROOMS[: ROOMS.index(room)]) | {"tests"}
    assert [name for name in imported(path) if within(name, above)] == []


@by_module
def test_a_room_has_nothing_that_is_forbidden_in_it(path: Path) -> None:
    forbidden = FORBIDDEN.get(room_of(path), set())
    assert [name for name in imported(path) if within(name, forbidden)] == []


@pytest.mark.parametrize("path", modules("crawler"), ids=name_of)
def test_the_crawler_reads_no_tables(path: Path) -> None:
    assert [name for name in imported(path) if within(name, TABLE_READING)] == []


@pytest.mark.parametrize("path", modules("extract"), ids=name_of)
def test_extract_opens_only_its_own_data(path: Path) -> None:
    """Bytes come in as an argument; what is read from disk is the package's own data, or lies in
    the temporary folder of a converter."""
    names = set(imported(path))
    called = {call.func.attr for call in calls(path) if isinstance(call.func, ast.Attribute)}
    assert "open" not in {call.func.id for call in calls(path) if isinstance(call.func, ast.Name)}
    if "tempfile" not in names:
        assert "pathlib" not in names
        assert not called & {"write_text", "write_bytes", "unlink", "mkdir"}
        assert "importlib.resources" in names or not called & {"read_text", "read_bytes"}


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


@pytest.mark.parametrize("path", modules("extract"), ids=name_of)
def test_extract_does_not_look_at_the_clock(path: Path) -> None:
    looked = [ast.unparse(call) for call in calls(path) if asks_the_time(call)]
    assert looked == []


def asks_the_time(call: ast.Call) -> bool:
    told = ast.unparse(call.func)
    return told == "time.time" or (
        isinstance(call.func, ast.Attribute)
        and call.func.attr in CLOCK
        and told.startswith(("datetime", "date."))
    )


def test_spiders_start_as_scrapy_does_now() -> None:
    """Scrapy 2.13 replaced `start_requests` by the coroutine `start`."""
    for path in modules("crawler"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.name != "start_requests", path


@pytest.mark.parametrize("path", modules(*ROOMS, "tests", "bench"), ids=name_of)
def test_no_module_is_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@by_module
def test_every_module_says_what_it_is_for(path: Path) -> None:
    if path.stat().st_size and path.name != "__init__.py":
        assert ast.get_docstring(tree(path))
