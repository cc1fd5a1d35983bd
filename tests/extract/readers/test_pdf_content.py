"""Content streams give what pdfminer's own parser gives, or are left to it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFContentParser
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, list_value, stream_value
from pdfminer.psparser import PSEOF, PSException

from extract.readers.pdf_content import read_objects
from tests.extract.generate import generate


def by_pdfminer(data: bytes) -> list[Any]:
    parser = PDFContentParser([PDFStream({}, data)])
    found = []
    while True:
        try:
            found.append(parser.nextobject()[1])
        except PSEOF:
            return found


@pytest.mark.parametrize(
    "data",
    [
        b"q 1 0 0 -1.5 .5 +7. cm /F1 10.5 Tf [<0a0B> -12 (x\\)y\\\\z\\101\\q) ] TJ T* ET Q",
        b"/P <</MCID 0 /Lang (zh) /A [1 [2 true]]>> BDC 1 (a\nb) ' 2 3 (c) \" EMC",
        b"% a comment\n0 g%another\rf*",
        b"(\\8\\012\\\r\n\\n) Tj null <> Tj /\xb9\xab Do / gs",
        b"",
    ],
)
def test_plain_streams_give_the_same_objects(data: bytes) -> None:
    assert read_objects(data) == by_pdfminer(data)


@pytest.mark.parametrize(
    "data",
    [
        b"BI /W 1 /H 1 ID \x00 EI",
        b"(a(b)c) Tj",
        b"/A#20B gs",
        b"<abc> Tj",
        b"[ 1 2",
        b"1 ] TJ",
        b"{ 1 }",
        b"--5 w",
        b"1 2m 3 l",
        b"(\\777) Tj",
        b"(open",
        b"<< /A >> BDC",
    ],
)
def test_what_is_not_plain_is_left_to_pdfminer(data: bytes) -> None:
    assert read_objects(data) is None


@pytest.mark.parametrize("layout", ["pdf", "pdf_unruled", "pdf_odd"])
def test_pages_of_reports_are_plain_and_read_alike(layout: str) -> None:
    for seed in range(3):
        document = PDFDocument(PDFParser(io.BytesIO(generate(seed, layout, "none").body)))
        for page in PDFPage.create_pages(document):
            streams = [stream_value(one) for one in list_value(page.contents)]
            data = b"\n".join(stream.get_data() for stream in streams)
            assert read_objects(data) == by_pdfminer(data)


_PARTS = st.sampled_from(
    [
        *(b"1", b"-2.5", b".5", b"(a)", b"(\\(\\051\\", b")", b"<0a>", b"<0", b">", b"/N", b"/#41"),
        *(b"[", b"]", b"<<", b">>", b"Tj", b"T*", b"'", b"true", b"null", b"+", b"\\", b"\x00"),
        *(b" ", b"\n", b"%"),
    ]
)


@given(st.lists(_PARTS, max_size=14).map(b"".join))
def test_whatever_is_read_is_read_as_pdfminer_reads_it(data: bytes) -> None:
    found = read_objects(data)
    if found is None:
        return
    try:
        expected = by_pdfminer(data)
    except (PSException, AssertionError):
        pytest.fail(f"pdfminer refuses {data!r}")
    assert found == expected
