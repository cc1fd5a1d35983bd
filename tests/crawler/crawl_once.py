"""One crawl in a process of its own: what to do as JSON in, what came of it as JSON out."""

import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from archive.archive import now, open_archive
from crawler.registry import PortalSeed
from crawler.run import crawl


def main() -> None:
    asked = json.loads(sys.argv[1])
    seeds = [PortalSeed(name, root) for name, root in asked["portals"].items()]
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
    print(json.dumps(asdict(result), ensure_ascii=False))


if __name__ == "__main__":
    main()
