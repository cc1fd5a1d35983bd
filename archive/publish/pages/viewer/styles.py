"""Styles that stand in the page itself, known to its policy by their digest."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files


@cache
def read_style(*path: str) -> str:
    """Return the text of a style sheet, by its path below `archive/publish/pages`."""
    return files("archive.publish.pages").joinpath(*path).read_text(encoding="utf-8")


def allow(style: str) -> str:
    """Return what a policy says of a style that stands in its page."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    return f"'sha256-{digest}'"
