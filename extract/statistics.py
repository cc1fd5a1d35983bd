"""The statistics form of the years before 2019: recognised, its numbers not read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from extract.document import Document, Paragraph
from extract.labels import canonical

OLD_FORM = "pre-2019"

# So many of its labels make the form; prose and other tables use one or two of them.
_LEAST = 4
_LONGEST_LABEL = 40


def has_statistics(document: Document) -> bool:
    """Tell whether the 统计表 of 2014 to 2018 stands in a document."""
    found: set[str] = set()
    for text in _texts(document):
        if len(text) <= _LONGEST_LABEL and (label := canonical(text)) in _labels():
            found.add(label)
            if len(found) >= _LEAST:
                return True
    return False


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for row in block.rows for cell in row)


@cache
def _labels() -> frozenset[str]:
    text = files("extract.forms").joinpath(f"{OLD_FORM}.toml").read_text(encoding="utf-8")
    return frozenset(map(canonical, tomllib.loads(text)["labels"]))
