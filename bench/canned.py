"""What the canned queries take of a whole nation, and what some took with their former texts."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

from archive.publish.metadata import SETTINGS
from archive.publish.site import Query, queries

# The former texts, which the tests hold the present ones against.
_FORMER = Path(__file__).parents[1] / "tests" / "archive" / "former_queries"
_GIVEN = {"agency": "样本310号", "words": "文字"}
_ROUNDS = 3


def ask_nation(address: str) -> str:
    """Return a line a canned query: milliseconds now, and before where its text was another."""
    lines = [_tell(address, query) for query in queries()]
    return "\n".join(["Canned queries of the whole nation, without a year", *lines])


def _tell(address: str, query: Query) -> str:
    given = {name: _GIVEN.get(name, "") for name in query.params}
    line = f"  {query.name:<26} {_median(f'{address}/nianbao/{query.name}.json', given)}"
    former = _FORMER / f"{query.name}.sql"
    if not former.exists():
        return line
    sql = former.read_text(encoding="utf-8")
    return f"{line}, before {_median(f'{address}/nianbao.json', {**given, 'sql': sql})}"


def _median(address: str, given: Mapping[str, str]) -> str:
    """Ask some times, the first time unmeasured; one that is cut off is asked no more."""
    url = f"{address}?{urlencode(given)}"
    seconds: list[float] = []
    for _ in range(_ROUNDS + 1):
        start = time.perf_counter()
        try:
            with urlopen(url, timeout=60) as answer:  # noqa: S310 - our own server
                answer.read()
        except HTTPError as error:
            if error.code != HTTPStatus.BAD_REQUEST:
                raise
            return f"cut off after {SETTINGS['sql_time_limit_ms']} ms"
        seconds.append(time.perf_counter() - start)
    return f"{statistics.median(seconds[1:]) * 1000:9.1f} ms"
