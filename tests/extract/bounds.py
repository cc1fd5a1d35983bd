"""What holds for every payload: `parse` returns, within the limits of time and memory."""

from __future__ import annotations

from collections.abc import Iterable

from extract.bounded import MEMORY_BYTES, BoundedParser
from extract.messages import say
from extract.report import Report
from tests.counting import Count

_BROKEN = {
    say("reader_ended").en,
    say("too_long").en,
    say("too_much_memory", megabytes=MEMORY_BYTES // 1_000_000).en,
}


def is_beyond_bounds(report: Report) -> bool:
    """Tell whether the reader's process was ended: by a limit, or by an exception of its own."""
    return any(finding.message in _BROKEN for finding in report.findings)


def check_mutants(bodies: Iterable[bytes], count: Count) -> None:
    """Read damaged documents one after another."""
    with BoundedParser() as parser:
        beyond = [is_beyond_bounds(parser.parse(body)) for body in bodies]
    count("mutated documents", documents=len(beyond), documents_beyond=sum(beyond))
    assert [at for at, ended in enumerate(beyond) if ended] == []
