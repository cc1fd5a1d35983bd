"""Old office formats through LibreOffice, and the honest record where it is not installed."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from extract.errors import ReaderError
from extract.parse import parse
from extract.readers import office
from extract.readers.sniff import sniff
from tests.extract.readers.check import check, make
from tests.extract.readers.write_docx import docx
from tests.extract.readers.write_office import Made, needs_office, write_old_office

RTF = rb"{\rtf1\ansi nothing}"
SEEDS = (1, 2)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return write_old_office(tmp_path_factory.mktemp("office"), SEEDS)


@needs_office
@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("doc", "application/msword"),
        ("rtf", "application/rtf"),
        ("odt", "application/vnd.oasis.opendocument.text"),
        ("xls", "application/vnd.ms-excel"),
    ],
)
def test_every_number_comes_back(made: Made, kind: str, media_type: str) -> None:
    body, content = made[kind, SEEDS[0]]
    report = check(body, content)
    assert report.media_type == media_type
    places = [value.where.locator for value in report.values.values() if value.where]
    wanted = None if kind == "xls" else "converted!/word/document.xml"
    assert {place.member for place in places} == {wanted}


@needs_office
def test_one_bad_file_of_a_batch_stops_no_other(made: Made) -> None:
    bodies = [made["doc", 1][0], b"{\\rtf", made["doc", 2][0]]
    first, bad, last = office.convert_many(bodies)
    assert isinstance(bad, ReaderError)
    assert [sniff(result) for result in (first, last) if isinstance(result, bytes)] == [
        sniff(make(docx, 1)[0])
    ] * 2


def test_damaged_file_is_unreadable_with_a_sentence() -> None:
    report = parse(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    assert report.status == "unreadable"


def test_without_libreoffice_the_record_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    report = parse(RTF)
    assert (report.status, report.media_type) == ("incomplete", "application/rtf")
    (finding,) = report.findings
    assert finding.rule == "document.tool_missing"
    assert "libreoffice-writer-nogui" in finding.message


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            asked.append(str(self.rfile.readline()))

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


@needs_office
def test_links_of_a_document_are_never_followed(listener: tuple[str, list[str]]) -> None:
    address, asked = listener
    office.convert(_linking(address))
    assert asked == []


def _linking(address: str) -> bytes:
    """Return a text document with a picture and a section that lie elsewhere."""
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    kind = "application/vnd.oasis.opendocument.text"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{urn}:manifest:1.0"><m:file-entry m:full-path="/"'
            f' m:media-type="{kind}"/><m:file-entry m:full-path="content.xml"'
            ' m:media-type="text/xml"/></m:manifest>',
        )
        archive.writestr(
            "content.xml",
            f'<o:document-content xmlns:o="{urn}:office:1.0" xmlns:t="{urn}:text:1.0"'
            f' xmlns:d="{urn}:drawing:1.0" xmlns:x="http://www.w3.org/1999/xlink" o:version="1.2">'
            f'<o:body><o:text><t:section t:name="s"><t:section-source x:href="{address}/s.odt"/>'
            f'</t:section><t:p><d:frame><d:image x:href="{address}/p.png"/></d:frame></t:p>'
            "</o:text></o:body></o:document-content>",
        )
    return buffer.getvalue()
