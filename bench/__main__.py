"""`python -m bench [SUBJECT…]`, or `make bench` for all; `bench.nation` is a program of its own."""

from __future__ import annotations

import platform
import sys

from bench import (
    cluster,
    crawling,
    extraction,
    merging,
    pages,
    requests,
    scale,
    schedule,
    warc_list,
)

_SUBJECTS = {
    "extraction": extraction,
    "crawling": crawling,
    "requests": requests,
    "scale": scale,
    "merging": merging,
    "schedule": schedule,
    "cluster": cluster,
    "pages": pages,
    "warcs": warc_list,
}

sys.stdout.write(f"{platform.python_implementation()} {platform.python_version()}\n")
for name in sys.argv[1:] or _SUBJECTS:
    for paragraph in _SUBJECTS[name].measure():
        sys.stdout.write(f"{paragraph}\n")
        sys.stdout.flush()
