"""Containers meant to do harm: one outcome each, within bounds of time and memory."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from random import Random

import pytest

from extract.parse import parse
from extract.readers import sniff
from tests.extract.layouts import word_file
from tests.extract.readers.check import make
from tests.extract.readers.containers import package
from tests.extract.readers.write_docx import docx
from tests.extract.readers.write_ofd import container, ofd
from tests.extract.readers.write_xlsx import workbook, xlsx

_SECONDS = 20
_MEMORY_BYTES = 3_000_000_000
_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
_FILE = '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>'


def _text(inside: str) -> str:
    return f"<w:p><w:r><w:t>{inside}</w:t></w:r></w:p>"


def _bomb() -> bytes:
    return package({f"{n}.txt": b"0" * 45_000_000 for n in range(3)})


def _quine() -> bytes:
    body = package({"a.txt": "文"})
    for _ in range(20):
        body = package({"a.zip": body})
    return body


def _many_pages() -> bytes:
    return container([""] * 301)


def _endless_deltas() -> bytes:
    code = '<ofd:TextCode X="0" Y="9" DeltaX="g 999999999 1">文字</ofd:TextCode>'
    return container([f'<ofd:TextObject Size="3">{code}</ofd:TextObject>'])


def _wide_spans() -> bytes:
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>{_text("甲")}</w:tc>'
    return word_file(f"<w:tbl><w:tr>{cell}{cell}</w:tr></w:tbl>")


def _long_table() -> bytes:
    row = "<w:tr>" + f"<w:tc>{_text('1')}</w:tc>" * 2 + "</w:tr>"
    return word_file(f"<w:tbl>{row * 30_000}</w:tbl>")


def _vast_sheet() -> bytes:
    cell = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    first = '<row r="1"><c r="A1"><v>1</v></c></row>'
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    return workbook([f"<sheetData>{first}{cell}</sheetData>{merged}"])


def _unclosed_script() -> bytes:
    return b"<html><body><script>" + b"/*" * 200_000 + b'"\\' * 200_000 + b"</script></body></html>"


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "zip bomb": (_bomb, "unreadable not_a_report"),
    "archives in archives": (_quine, "unreadable"),
    "entity bomb": (lambda: word_file(_text("&j;"), _LAUGHS), "unreadable"),
    "external entity": (lambda: word_file(_text("&j;"), _FILE), "unreadable"),
    "damaged XML": (lambda: word_file("<w:p>"), "unreadable"),
    "deep nesting": (lambda: word_file("<w:p>" * 50_000 + "</w:p>" * 50_000), "unreadable"),
    "wide spans": (_wide_spans, "not_a_report"),
    "long table": (_long_table, "not_a_report unreadable"),
    "vast sheet": (_vast_sheet, "not_a_report"),
    "OFD of many pages": (_many_pages, "unreadable"),
    "OFD without pages": (lambda: package({"OFD.xml": "<OFD/>"}), "unreadable"),
    "OFD that is not XML": (lambda: package({"OFD.xml": b"\x00" * 99}), "unreadable"),
    "endless deltas": (_endless_deltas, "not_a_report"),
    "encrypted mark": (lambda: _marked(package({"a.txt": "文"})), "unreadable"),
    "unclosed script": (_unclosed_script, "not_a_report"),
    "JSON a thousand deep": (lambda: b"[" * 100_000, "not_a_report"),
}


def _marked(body: bytes) -> bytes:
    """Set the bit of the flags that says encrypted in both headers."""
    local, central = bytearray(body), body.index(b"PK\x01\x02")
    local[6] |= 1
    local[central + 8] |= 1
    return bytes(local)


@pytest.mark.parametrize("name", BAD)
def test_hostile_container_has_one_outcome(name: str, bounded: None) -> None:
    make_body, outcomes = BAD[name]
    body = make_body()
    start = time.monotonic()
    assert parse(body).status in outcomes.split()
    assert time.monotonic() - start < _SECONDS


@pytest.fixture
def bounded() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.mark.parametrize("layout", [docx, ofd, xlsx])
def test_no_exception_leaves_damaged_containers(
    layout: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    rng = Random(11)
    body, _ = make(layout, 11)
    for _ in range(60):
        damaged = bytearray(body[: rng.choice((len(body), rng.randrange(1, len(body))))])
        for _ in range(rng.randrange(1, 8)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        report = parse(bytes(damaged))
        assert report.status
        assert sniff(bytes(damaged))
