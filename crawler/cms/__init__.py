"""Families of content management systems: one module each, found by being in this folder."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Protocol, cast

from crawler.model import Attachment, Entry, Listing
from crawler.page import Page

# TRS's skin is worn by lists of other families, too; the last takes every page.
LAST = ("trs", "generic")


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
    """Return every family by name, in the order in which a page is tried with them."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    ordered = [*(name for name in names if name not in LAST), *LAST]
    return {name: cast("Family", importlib.import_module(f"{__name__}.{name}")) for name in ordered}


def recognise(page: Page) -> tuple[str, Family]:
    """Return the name and the module of the family that a page belongs to."""
    return next((name, family) for name, family in families().items() if family.recognise(page))


def family_of(page: Page, entry: Entry) -> tuple[str, Family]:
    """Return the family that reads an answer: the one that asked for it, or its page's own."""
    asked = entry.context.get("family")
    return (asked, families()[asked]) if asked in families() else recognise(page)
