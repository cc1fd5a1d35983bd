"""Documents that wait for LibreOffice: converted together, and none of them for ever."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from extract.bounded import BoundedParser
from extract.errors import ReaderError
from extract.identity import Hints
from extract.messages import say
from extract.readers import office
from extract.readers.conversions import Conversions
from tests.extract.generate import generate

_SOFFICE = """#!/bin/sh
shift 6; out=$1; shift
mkdir -p "$out"
for file; do
  if grep -q hang "$file"; then sleep 60; fi
  cp "{result}" "$out/${{file%.*}}.docx"
done
"""


def test_what_comes_meanwhile_is_converted_together() -> None:
    begun, go_on = Event(), Event()
    calls: list[list[bytes]] = []

    def convert(bodies: Sequence[bytes]) -> list[bytes | ReaderError]:
        calls.append(sorted(bodies))
        begun.set()
        go_on.wait()
        return list(bodies)

    conversions = Conversions(convert)
    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(conversions.convert, b"1")
        begun.wait()
        others = [threads.submit(conversions.convert, body) for body in (b"2", b"3", b"4")]
        while conversions.waiting < len(others):
            pass
        go_on.set()
        assert [one.result() for one in (first, *others)] == [b"1", b"2", b"3", b"4"]
    assert calls == [[b"1"], [b"2", b"3", b"4"]]


@pytest.mark.parametrize("error", [OSError("no space"), ReaderError(say("empty"))])
def test_where_a_call_fails_all_of_it_is_told_so(error: Exception) -> None:
    def convert(bodies: Sequence[bytes]) -> list[bytes | ReaderError]:
        raise error

    with pytest.raises(type(error)):
        Conversions(convert).convert(b"1")


@pytest.fixture
def hasty_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program in the place of LibreOffice, with a second of time for each call."""
    result = tmp_path / "result.docx"
    result.write_bytes(generate(4, "docx_of_word").body)
    program = tmp_path / office.PROGRAM
    program.write_text(_SOFFICE.format(result=result), "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(office, "_SECONDS", 1)
    monkeypatch.setattr(office, "_SECONDS_A_FILE", 0)


@pytest.mark.usefixtures("hasty_office")
def test_a_file_that_never_ends_takes_no_other_down() -> None:
    bodies = [rb"{\rtf1 %s}" % name for name in (b"one", b"hang", b"two", b"three")]
    with BoundedParser() as parser:
        reports = list(parser.parse_all((body, Hints()) for body in bodies))
    assert [report.status for report in reports] == ["verified", "unreadable", *["verified"] * 2]
    assert "did not convert it within 1 seconds" in reports[1].findings[0].message
    assert {report.media_type for report in reports} == {"application/rtf"}
