"""Where print that no rules part holds a statutory table: heads side by side, and what is below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extract.labels import canonical
from extract.numbers import is_value
from extract.sections import is_heading
from extract.vocabulary import LabelKind, kinds_of, tables_of
from extract.words import Words, is_level, is_numeral

# So many lines that are no row may stand within a table: a page's running title, a note.
_STRANGE = 2


@dataclass(eq=False)
class Block:
    """The heads of one table and the labels, numbers and other print below them, from the top."""

    table: str
    heads: list[Words]
    body: list[Words] = field(default_factory=list)

    @property
    def top(self) -> float:
        return min(head.top for head in self.heads)

    @property
    def bottom(self) -> float:
        return max(one.bottom for one in (*self.heads, *self.body))


def find_blocks(words: Sequence[Words]) -> list[Block]:
    """Return the blocks in words that stand in reading order."""
    blocks: list[Block] = []
    for block in _head_groups(words):
        if len(block.heads) > 1 or (blocks and blocks[-1].table == block.table):
            blocks.append(block)
    for index, block in enumerate(blocks):
        block.heads.extend(_other_heads(words, block))
        below = [one for one in words if one.middle > block.bottom]
        end = blocks[index + 1].top if index + 1 < len(blocks) else float("inf")
        block.body.extend(_body(below, block, end))
    return blocks


def is_number(words: Words) -> bool:
    """Tell a number, or a mark that says that there is none, from the numeral before a label."""
    return is_value(words.text) and not is_numeral(words.text)


def kinds_in(words: Words, table: str) -> frozenset[LabelKind]:
    """Return what these words can be in a table: head of a column, group of rows, row."""
    return kinds_of(words.text, table)


def headed_table(text: str) -> str | None:
    """Return the one table of which a text is a head and nothing else."""
    tables = tables_of(text)
    name = next(iter(tables)) if len(tables) == 1 else None
    return name if name and kinds_of(text, name) == {"head"} else None


def _head_groups(words: Sequence[Words]) -> Iterator[Block]:
    """Yield the heads that follow one another with no row between; a head may be printed again."""
    group: Block | None = None
    for one in words:
        table = headed_table(one.text)
        again = group and canonical(one.text) == canonical(group.heads[0].text)
        if table and group and group.table == table and not again:
            group.heads.append(one)
        elif table:
            yield from [group] if group else []
            group = Block(table, [one])
        elif group and _is_below_heads(one, group.table):
            yield group
            group = None
    yield from [group] if group else []


def _is_below_heads(words: Words, table: str) -> bool:
    kinds = kinds_in(words, table)
    return is_number(words) or (bool(kinds) and "head" not in kinds)


def _other_heads(words: Sequence[Words], block: Block) -> list[Words]:
    """Return what stands among the heads: those that are rows elsewhere, and unknown ones."""
    return [
        one
        for one in words
        if block.top < one.middle < block.bottom and not is_number(one) and one not in block.heads
    ]


def _body(below: Sequence[Words], block: Block, end: float) -> Iterator[Words]:
    """Yield what stands below the heads, as far as rows go on."""
    strange: list[Words] = []
    last: Words | None = None
    for one in below:
        if one.top >= end:
            return
        known = bool(kinds_in(one, block.table)) and block.table != "challenges"
        if known or is_number(one):
            yield from (*strange, one)
            strange.clear()
            last = one
        elif last and is_level(one, last):
            yield one
        elif is_heading(one.text) or (last and block.table == "challenges"):
            return
        else:
            strange.append(one)
            if sum(not is_level(*pair) for pair in pairwise(strange)) >= _STRANGE:
                return
