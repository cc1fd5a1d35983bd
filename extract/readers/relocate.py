"""Locators inside a container: the way to a member, then the place in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from extract.document import Block, Cell, Document, Paragraph, Table
from extract.report import Locator

# As in the URLs of JAR files; a member of a member stands after it.
SEPARATOR = "!/"


def relocate(document: Document, member: str) -> Document:
    """Return a document whose locators lead through a member of the payload that holds it."""
    return replace(document, blocks=relocate_blocks(document.blocks, member))


def relocate_blocks(blocks: Iterable[Block], member: str) -> tuple[Block, ...]:
    """Return blocks whose locators lead through a member."""
    return tuple(_block(block, member) for block in blocks)


def follow(member: str | None, name: str) -> str | None:
    """Return what is left of a way after its first step; raises `LookupError` for another step."""
    if member == name:
        return None
    if member is None or not member.startswith(name + SEPARATOR):
        raise LookupError(f"{member} does not lead through {name}")
    return member.removeprefix(name + SEPARATOR)


def _block(block: Block, member: str) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, locator=_locator(block.locator, member))
    moved: dict[int, Cell] = {}
    for row in block.rows:
        for cell in row:
            # A cell that spans rows stands in each of them and stays one cell.
            if id(cell) not in moved:
                moved[id(cell)] = cell._replace(locator=_locator(cell.locator, member))
    rows = [[moved[id(cell)] for cell in row] for row in block.rows]
    return Table(block.number, rows, block.ragged)


def _locator(locator: Locator | None, member: str) -> Locator | None:
    if locator is None:
        return None
    way = member if locator.member is None else f"{member}{SEPARATOR}{locator.member}"
    return locator._replace(member=way)
