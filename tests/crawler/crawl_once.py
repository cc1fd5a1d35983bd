"""One crawl in a process of its own: what came of it goes to one file, what it said to another."""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from archive import batch
from archive.archive import now, open_archive
from crawler.registry import PortalSeed
from crawler.run import crawl


def crawl_once(asked: Mapping[str, Any], result_file: Path, errors_file: Path) -> None:
    """Crawl in the environment asked for; the result also tells the peak of memory, in KB.

    `commit_after` is how many seconds the rows of a batch wait.
    """
    os.environ.update(asked["environment"])
    os.dup2(os.open(errors_file, os.O_WRONLY | os.O_CREAT), 2)
    seeds = [PortalSeed(name, root) for name, root in asked["portals"].items()]
    batch.SECONDS = asked.get("commit_after", batch.SECONDS)
    ahead = datetime.fromisoformat(asked["now"]) - now() if "now" in asked else None
    clock = (lambda: now() + ahead) if ahead else now
    place = Path(asked["archive"])
    with open_archive(place, command="crawl", create=True, clock=clock) as archive:
        result = crawl(
            archive,
            seeds,
            contact="test@example.org",
            allow=asked.get("allow", ()),
            delay=asked.get("delay", 0.01),
            timeout=asked.get("timeout", 5),
            old_tls=asked.get("old_tls", ()),
            revisit_days=asked.get("revisit_days", 0),
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told = {**asdict(result), "peak_kb": peak}
    result_file.write_text(json.dumps(told), encoding="utf-8")
