"""`python -m bench`, or `make bench`."""

from __future__ import annotations

import platform
import sys

from bench import crawling, extraction, requests

sys.stdout.write(f"{platform.python_implementation()} {platform.python_version()}\n")
for subject in (extraction, crawling, requests):
    for paragraph in subject.measure():
        sys.stdout.write(f"{paragraph}\n")
        sys.stdout.flush()
