"""Documents that wait for LibreOffice: converted together, and none of them for ever."""

from __future__ import annotations

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
from tests.extract.readers.write_office import stand_in


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
    monkeypatch.setenv("PATH", stand_in(tmp_path))
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
