"""Which documents `make soak` draws: `NIANBAO_SOAK_SEED` says where their seeds begin."""

from __future__ import annotations

import os

_FIRST = int(os.environ.get("NIANBAO_SOAK_SEED", "0"))


def seeds(many: int, part: int = 0) -> range:
    """Return seeds that no other part of a test has."""
    return range(_FIRST + part * many, _FIRST + (part + 1) * many)
