"""`python -m bench`, or `make bench`."""

from __future__ import annotations

import platform
import sys

from bench.extraction import measure

sys.stdout.write(f"{platform.python_implementation()} {platform.python_version()}\n")
for paragraph in measure():
    sys.stdout.write(f"{paragraph}\n")
    sys.stdout.flush()
