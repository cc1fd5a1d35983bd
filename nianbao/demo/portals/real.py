"""A portal that serves the files of a folder, each with a JSON of what it gives; for tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nianbao.demo.figures import Number
from nianbao.demo.oracle import ExpectedPortal, ExpectedReport
from nianbao.demo.portals.common import (
    Columns,
    Setting,
    Site,
    article_metas,
    column_metas,
    html,
    page,
    root_page,
    section_pages,
)
from nianbao.demo.responses import Response, Routes

COLUMN = "/zwgk/xxgknb/"
COLUMNS = Columns("/zwgk/", "/zwgk/zn/", "/zwgk/zd/", "/zwgk/gknr/", COLUMN, "/zwgk/ysqgk/")
_MEDIA_TYPES = {".txt": "text/plain", ".html": "text/html", ".pdf": "application/pdf"}


@dataclass(frozen=True)
class _File:
    path: Path
    serial: int
    agency: str
    year: int
    values: Mapping[str, Number | None]

    @property
    def title(self) -> str:
        return f"{self.agency}{self.year}年政府信息公开工作年度报告"

    @property
    def published(self) -> str:
        return f"{self.year + 1}-01-20"

    @property
    def place(self) -> str:
        return f"{COLUMN}{self.year + 1}01/"

    @property
    def page(self) -> str:
        return f"{self.place}t{self.published.replace('-', '')}_{self.serial}.html"

    @property
    def attachment(self) -> str:
        stem = f"P0{self.published.replace('-', '')}{self.serial}"
        return f"{self.place}{stem}{self.path.suffix}"

    @property
    def carrier(self) -> str:
        return self.path.suffix[1:]


def build(setting: Setting, folder: Path) -> Site:
    """Return a portal with a report for each file of a folder that has its JSON beside it."""
    files = _files(folder)
    found = {
        "/": html(root_page(setting.info, COLUMNS)),
        COLUMN: html(_list_page(setting, files)),
    }
    found |= {path: html(text) for path, text in section_pages(setting.info, COLUMNS).items()}
    for file in files:
        found |= _pages(setting, file)
    missing = html(page(setting.info, "404", "<p>页面不存在</p>"), status=404)
    return Site(Routes(found, {}, missing), _expected(setting, files))


def _files(folder: Path) -> list[_File]:
    paths = [path for path in sorted(folder.iterdir()) if path.suffix in _MEDIA_TYPES]
    found = []
    for serial, path in enumerate(paths, 5_500_001):
        record = path.with_suffix(".json")
        if record.is_file():
            data = json.loads(record.read_text(encoding="utf-8"))
            found.append(_File(path, serial, data["agency"], data["year"], data["values"]))
    return sorted(found, key=lambda file: (file.year, file.serial), reverse=True)


def _list_page(setting: Setting, files: list[_File]) -> str:
    rows = "\n".join(
        f'<li><a href="./{file.page.removeprefix(COLUMN)}" title="{file.title}">{file.title}</a>'
        f"<b>{file.published}</b></li>"
        for file in files
    )
    body = (
        f'<div class="scroll_main ScrollStyle"><div class="zfxxgk_zdgkc"><ul>\n{rows}\n</ul></div>'
        '</div><div class="page"><script>createPageHTML(1, 0, "index", "html");</script></div>'
    )
    return page(setting.info, "政府信息公开年报", body, metas=column_metas(setting.info))


def _pages(setting: Setting, file: _File) -> dict[str, Response]:
    content = Response(file.path.read_bytes(), media_type=_MEDIA_TYPES[file.path.suffix])
    if file.carrier == "html":
        return {file.page: content}
    name = file.attachment.rpartition("/")[2]
    shown = f"{file.title}{file.path.suffix}"
    body = (
        f'<h1>{file.title}</h1><div class="TRS_Editor"><p>详见附件。</p><p class="insertfileTag">'
        f'<a appendix="true" href="./{name}" title="{shown}" download="{shown}">附件</a></p></div>'
    )
    metas = article_metas(file.title, file.published, file.agency, file.page)
    stub = html(page(setting.info, file.title, body, metas=metas))
    return {file.page: stub, file.attachment: content}


def _expected(setting: Setting, files: list[_File]) -> ExpectedPortal:
    reports = tuple(_expected_report(setting, file) for file in files)
    return ExpectedPortal(setting.info.id, "ok", setting.base + COLUMN, reports)


def _expected_report(setting: Setting, file: _File) -> ExpectedReport:
    attached = () if file.carrier == "html" else (setting.base + file.attachment,)
    return ExpectedReport(
        portal=setting.info.id,
        agency=file.agency,
        year=file.year,
        title=file.title,
        row_title=file.title,
        published=file.published,
        url=setting.base + file.page,
        carrier=file.carrier,
        layout="",
        attachments=attached,
        forms={},
        values=file.values,
        notice="",
        planted=(),
    )
