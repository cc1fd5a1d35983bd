"""The views that researchers query, remade at each opening so that they follow the code."""

from __future__ import annotations

from sqlite_utils import Database


def create_views(db: Database) -> None:
    """Drop and create every view."""
