"""The corpus of bad inputs, made by script, each by name and with its one outcome."""

from __future__ import annotations

from tests.extract.bad.bad import Bad
from tests.extract.bad.containers import CONTAINERS
from tests.extract.bad.pages import PAGES
from tests.extract.bad.pdfs import PDFS

__all__ = ["BAD_INPUTS", "Bad"]

BAD_INPUTS = (*PAGES, *CONTAINERS, *PDFS)
