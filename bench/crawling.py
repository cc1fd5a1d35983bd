"""What capture costs a crawl: the same spider with and without it, beside bare Scrapy."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.timing import race, tell
from tests.farm.load import listening

# The first portals of the load hang on purpose; these are those that do not.
_PORTALS, _REPORTS, _FIRST = 26, 40, 6
_ROUNDS = 5


def measure() -> Iterator[str]:
    """Yield one paragraph of results."""
    with listening(_PORTALS, _REPORTS) as bases:
        roots = {name: url for name, url in bases.items() if int(name[1:]) >= _FIRST}
        results = race(
            [
                ("nianbao, with capture", lambda: _run("capture", roots)),
                ("the same without capture", lambda: _run("memory", roots)),
                ("bare Scrapy", lambda: _run("bare", roots)),
            ],
            _ROUNDS,
        )
    pages = len(roots) * (2 + -(-_REPORTS // 20) + _REPORTS)
    speeds = ", ".join(f"{one.name} {pages / one.median:.0f}" for one in results)
    ratio = results[1].median / results[0].median
    title = f"Crawl of {pages} pages on {len(roots)} portals, whole processes"
    told = f"  pages a second: {speeds}\n  throughput with capture / without = {ratio:.2f}"
    return iter([f"{tell(title, results)}\n{told}"])


def _run(how: str, roots: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asked = {"archive": str(Path(folder) / "archive"), "portals": roots, "delay": 0.0}
        command = [sys.executable, "-m", "bench.crawl_once", how, json.dumps(asked)]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own argv
