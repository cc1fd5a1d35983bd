"""What every reader gives: the text and tables of a document, in reading order, each located."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extract.report import Finding, Locator


class Cell(NamedTuple):
    """A table cell: its text with white space folded, the grid rectangle it covers, from 1."""

    text: str
    row: int
    column: int
    locator: Locator | None = None
    rowspan: int = 1
    colspan: int = 1

    @property
    def columns(self) -> range:
        return range(self.column, self.column + self.colspan)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of running text."""

    text: str
    locator: Locator | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; a cell that spans several rows stands in each of them.

    `ragged` says that columns do not line up (tables flattened to text): only the order of the
    cells in a row can be relied on, and their columns as far as the rows are as long as the head.
    """

    number: int
    rows: Sequence[Sequence[Cell]]
    ragged: bool = False


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """The readable content of one payload.

    `names` holds what the source says of itself, by the name it uses (`title`, `ArticleTitle`,
    `PubDate`, `ContentSource`, 发布机构 …). `images` counts pictures large enough to be pages.
    `findings` are what the reader itself has to say; `engines` the versions of what took part.
    """

    media_type: str
    encoding: str | None
    blocks: Sequence[Block]
    names: Mapping[str, str] = field(default_factory=dict)
    images: int = 0
    findings: Sequence[Finding] = ()
    engines: Mapping[str, str] = field(default_factory=dict)

    def tables(self) -> list[Table]:
        return [block for block in self.blocks if isinstance(block, Table)]

    def paragraphs(self) -> list[Paragraph]:
        return [block for block in self.blocks if isinstance(block, Paragraph)]
