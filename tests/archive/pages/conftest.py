"""The published copy of a small archive, behind Datasette's own client."""

import asyncio
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from archive.archive import open_archive
from archive.publish import publish
from archive.publish.metadata import SETTINGS
from tests.archive.filling import SEEN, fill

Get = Callable[..., Any]

TEXT = "存在的问题：主动公开的内容不够全面，解读形式较为单一，部分栏目更新不够及时。"


def serve(published: Path) -> Datasette:
    """Return Datasette as `nianbao serve` starts it."""
    return Datasette(
        [],
        immutables=[str(published / "nianbao.db")],
        metadata=json.loads((published / "metadata.json").read_text(encoding="utf-8")),
        settings=dict(SETTINGS),
    )


@pytest.fixture(scope="module")
def datasette(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    """The archive of `tests.archive.filling`, published."""
    path = tmp_path_factory.mktemp("archive")
    with open_archive(path, command="test", create=True) as archive:
        fill(archive.db)
        row = {"id": "new <b>:81", "root": "javascript:alert(1)", "added_at": SEEN}
        archive.db.table("portals").insert(row)
        section = {"version": 6, "number": 5, "heading": "五、存在的问题", "text": TEXT}
        archive.db.table("sections").insert(section)
        return serve(publish(archive).parent)


def ask(datasette: Datasette, path: str, **options: Any) -> Any:
    """Ask for a page; returns the response."""
    return asyncio.run(datasette.client.get(path, follow_redirects=True, **options))


@pytest.fixture(scope="module")
def get(datasette: Datasette) -> Get:
    return partial(ask, datasette)
