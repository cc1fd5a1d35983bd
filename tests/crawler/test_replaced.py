"""A document that its page replaced by one at another address is one document with a revision."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from archive.archive import open_archive
from archive.compare import compare
from archive.extraction import extract_all
from tests.crawler.portals import Answer, Portal, crawl, page, serve
from tests.farm.papers import EDUCATION, paper

START = datetime(2026, 2, 1, 2, tzinfo=UTC)
PAPER = paper(EDUCATION, 2024)
COLUMN, PLACE = "/zwgk/zfxxgk/zfxxgknb/", "/zwgk/zfxxgk/zfxxgknb/202501/t20250124_1.html"
OLD, NEW = "/files/a.docx", "/files/b.docx"
NUMBERS = PAPER.edited().docx()
_REVISIONS = """SELECT kind, sources.url, old.url AS old_url, new.url AS new_url FROM revisions
JOIN sources ON sources.id = revisions.source JOIN captures AS old ON old.id = old_capture
JOIN captures AS new ON new.id = new_capture WHERE sources.role = 'attachment' ORDER BY 1"""


def repack(document: bytes) -> bytes:
    """Return the same document in other bytes."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(document)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()


@dataclass
class Column:
    """A portal with one report, whose page has a document, and what was found there each night."""

    portal: Portal
    path: Path
    night: int = 0
    title: str = PAPER.title

    def show(self, *links: str, **documents: bytes | None) -> None:
        """Let the page link to documents, and give these bytes at their addresses."""
        text = "".join(f"<p><a href='{link}'>{self.title}.docx</a></p>" for link in links)
        self.portal.routes[PLACE] = page(f"<h1>{PAPER.title}</h1>{text}")
        for name, body in documents.items():
            self.portal.routes.pop(f"/files/{name}.docx", None)
            if body is not None:
                self.portal.routes[f"/files/{name}.docx"] = Answer(body, headers=())

    def look(self) -> list[dict[str, Any]]:
        """Crawl on the next day; returns the revisions of documents."""
        self.night += 1
        moment = (START + timedelta(days=self.night)).isoformat()
        crawl(self.path, {"a": f"{self.portal.url}/"}, now=moment)
        with open_archive(self.path, command="compare") as archive:
            extract_all(archive)
            compare(archive)
            return archive.rows(_REVISIONS)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Column]:
    """The first night, from which each test goes on in a copy of the archive."""
    row = f"<li><a href='{PLACE}'>{PAPER.title}</a><b>2025-01-24</b></li>"
    routes: dict[str, Any] = {
        "/": page(f"<a href='{COLUMN}'>政府信息公开年报</a>"),
        COLUMN: page(f"<ul>{row}</ul>", "<meta name='ColumnType' content='信息公开年报'>"),
    }
    with serve(Portal(routes)) as portal:
        one = Column(portal, tmp_path_factory.mktemp("replaced") / "archive")
        one.show(OLD, a=PAPER.docx())
        assert one.look() == []
        yield one


@pytest.fixture
def column(first: Column, tmp_path: Path) -> Column:
    one = replace(first, path=tmp_path / "archive")
    shutil.copytree(first.path, one.path)
    one.show(OLD, a=PAPER.docx(), b=None)
    return one


def test_other_numbers_at_another_address_are_one_revision(column: Column) -> None:
    column.show(NEW, b=NUMBERS)
    base = column.portal.url
    told = {"kind": "numbers", "url": base + NEW, "old_url": base + OLD, "new_url": base + NEW}
    # The old document stays where it was, and is no look at what took its place.
    assert [column.look(), column.look()] == [[told], [told]]


def test_the_same_numbers_at_another_address_are_cosmetic(column: Column) -> None:
    column.show(NEW, a=None, b=repack(PAPER.docx()))
    assert [[one["kind"] for one in column.look()] for _ in range(3)] == [["cosmetic"]] * 3


def test_a_document_that_comes_back_is_a_revision_again(column: Column) -> None:
    column.show(NEW, b=NUMBERS)
    column.look()
    column.show(OLD)
    assert [one["kind"] for one in column.look()] == ["numbers", "numbers"]


def test_a_document_beside_another_replaces_none(column: Column) -> None:
    column.show(OLD, NEW, b=NUMBERS)
    assert column.look() == []


def test_a_document_of_another_year_replaces_none(column: Column) -> None:
    column.title = PAPER.title.replace("2024", "2025")
    column.show(NEW, b=NUMBERS)
    assert column.look() == []
