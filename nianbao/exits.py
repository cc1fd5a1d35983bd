"""Exit statuses of every command."""

from __future__ import annotations

OK = 0
FAILED = 1  # the command failed
USAGE = 2  # wrong use, or input that cannot be read
PARTLY = 3  # finished, but something failed that used to work or was never seen before
HELD = 4  # another run holds the archive
