"""What kind of body a name belongs to."""

from __future__ import annotations

import re
from typing import Literal

AgencyKind = Literal["government", "office", "department", "township", "subdistrict", "other"]

# Tried in this order: an office's name ends in its government's, a township's in 人民政府 too.
_KINDS: tuple[tuple[AgencyKind, re.Pattern[str]], ...] = (
    ("office", re.compile(r"政府(?:办公厅|办公室|办)$")),
    ("subdistrict", re.compile(r"(?:街道|街道办事处|街道办|办事处)$")),
    ("township", re.compile(r"(?:乡|镇|苏木)(?:人民)?政府$")),
    ("government", re.compile(r"人民政府$|(?:行署|行政公署)$")),
    ("department", re.compile(r"(?:局|委员会|委|厅|部|院|办公室|办|中心|站|队|支队|大队|分局)$")),
)


def kind_of(name: str) -> AgencyKind:
    """Return the kind that a body's name tells; management committees of zones are `other`."""
    if re.search(r"(?:管理|工作)委员会$|管委会$", name):
        return "other"
    return next((kind for kind, pattern in _KINDS if pattern.search(name)), "other")
