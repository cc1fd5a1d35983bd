"""A document as it was read: its paragraphs, and its tables with merged cells, as markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from extract.document import Block, Cell, Paragraph
from extract.show.mark import MARKED, Mark, find_words, mark_span


def show_blocks(blocks: Iterable[Block], mark: Mark | None) -> str:
    """Return blocks as markup, the paragraph or cell at the mark's locator marked.

    Raises `LookupError` where none has that locator.
    """
    writer = _Writer(mark)
    markup = "".join(writer.write(blocks))
    if writer.mark is not None:
        raise LookupError(f"nothing stands at {writer.mark.locator.to_json()}")
    return markup


class _Writer:
    """Writes blocks; `mark` is what has not been met yet: an id stands once in a page."""

    def __init__(self, mark: Mark | None) -> None:
        self.mark = mark

    def write(self, blocks: Iterable[Block]) -> Iterator[str]:
        for block in blocks:
            if isinstance(block, Paragraph):
                yield self._element("p", "", block)
            else:
                yield f"<table><tbody>{''.join(self._rows(block.rows))}</tbody></table>"

    def _rows(self, rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
        """Yield rows; a cell that reaches down from the row above is written there."""
        done: set[int] = set()
        for row in rows:
            yield "<tr>"
            column = 1
            for cell in row:
                if cell.column > column:
                    yield f'<td colspan="{cell.column - column}"></td>'
                if id(cell) not in done:
                    done.add(id(cell))
                    yield self._element("td", _spans(cell), cell)
                column = cell.column + cell.colspan
            yield "</tr>"

    def _element(self, tag: str, attributes: str, shown: Paragraph | Cell) -> str:
        if self.mark is None or shown.locator != self.mark.locator:
            return f"<{tag}{attributes}>{escape(shown.text)}</{tag}>"
        span = find_words(shown.text, self.mark.words) if self.mark.words else None
        self.mark = None
        if span is not None:
            return f"<{tag}{attributes}>{mark_span(shown.text, span)}</{tag}>"
        return f"<{tag}{attributes}{MARKED}>{escape(shown.text)}</{tag}>"


def _spans(cell: Cell) -> str:
    told = (("rowspan", cell.rowspan), ("colspan", cell.colspan))
    return "".join(f' {name}="{count}"' for name, count in told if count != 1)
