"""Families of content management systems: one module each, found by being in this folder."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Protocol, cast

from crawler.model import Attachment, Entry, Listing
from crawler.page import Page

LAST_RESORT = "generic"


class Family(Protocol):
    """What a module in this folder offers."""

    def recognise(self, page: Page) -> bool:
        """Tell whether a page belongs to the family."""

    def list_rows(self, page: Page, entry: Entry) -> Listing:
        """Return the rows, the further pages and the columns below a list page."""

    def list_attachments(self, page: Page) -> tuple[Attachment, ...]:
        """Return the documents that a report's page carries."""


@cache
def families() -> dict[str, Family]:
    """Return every family by name, the last resort at the end."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    ordered = [name for name in names if name != LAST_RESORT] + [LAST_RESORT]
    return {name: cast("Family", importlib.import_module(f"{__name__}.{name}")) for name in ordered}


def recognise(page: Page) -> tuple[str, Family]:
    """Return the name and the module of the family that a page belongs to."""
    return next((name, family) for name, family in families().items() if family.recognise(page))
