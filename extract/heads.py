"""The head of a statutory table: which column of the print is which column of the form."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache

from extract.document import Cell
from extract.forms import HeadNode, TableForm, walk_leaves
from extract.labels import Hit, Lexicon
from extract.lines import Line
from extract.printed import Labels, Print, head_cells, is_furniture, tidy
from extract.vocabulary import walk_heads


@dataclass(frozen=True)
class Misspelling:
    """A label that was taken for a label of the form although it is spelt otherwise."""

    printed: str
    meant: str
    key: str


@dataclass(frozen=True)
class Head:
    """The columns of one head.

    `order` lists the columns of numbers from left to right, None for one that the form does not
    know; it is empty where the print does not settle it. `columns` says which grid columns each
    covers, where they line up, `foreign` which ones stand under heads that the form does not know;
    `width` is the number of cells in the longest line of the head, `edge` the last grid column of
    all its lines, None where they differ; `doubled` are columns whose label stands over other
    columns too, and which; `assumed` are columns that the form's order told and no label.
    """

    order: tuple[str | None, ...]
    columns: Mapping[str, range] | None
    foreign: frozenset[int]
    width: int
    edge: int | None
    printed: Mapping[str, str]
    misspelt: tuple[Misspelling, ...]
    unknown: tuple[str, ...]
    doubled: Mapping[str, Sequence[int]]
    assumed: frozenset[str]

    @property
    def start(self) -> int:
        """Return the first grid column that holds numbers."""
        return min(covered.start for covered in (self.columns or {}).values())

    @cached_property
    def places(self) -> Sequence[tuple[int, int]]:
        """Return where each column begins and how many grid columns it covers."""
        return [(covered.start, len(covered)) for covered in (self.columns or {}).values()]

    @cached_property
    def is_gapped(self) -> bool:
        """Tell whether a grid column between others stands under no head: one was lost."""
        covered = self.foreign.union(self._names)
        return len(covered) <= max(covered, default=0) - min(covered, default=0)

    def above(self, cell: Cell) -> list[str]:
        """Return the columns that a grid cell stands under."""
        names = (self._names.get(column) for column in cell.columns)
        return list(dict.fromkeys(name for name in names if name))

    @cached_property
    def _names(self) -> Mapping[int, str]:
        pairs = (self.columns or {}).items()
        return {column: name for name, covered in pairs for column in covered}


@dataclass(eq=False)
class _Node:
    """A printed head cell hung into the form's tree."""

    form: HeadNode | None
    key: tuple[str, ...]
    cell: Print
    children: list[_Node] = field(default_factory=list)

    @property
    def spot(self) -> tuple[int, int]:
        return self.cell.spot

    def offers(self, label: str, top: Sequence[HeadNode]) -> HeadNode | None:
        """Return the form's node of that label that can still be hung below this one."""
        choices = self.form.children if self.form else top
        taken = {child.form.label for child in self.children if child.form}
        return next((node for node in choices if node.label == label and label not in taken), None)

    def offers_below(self, label: str, top: Sequence[HeadNode]) -> HeadNode | None:
        """Return a node that belongs below one without a key of its own, which is not printed.

        法人或其他组织 and 行政诉讼 may be left out above what they group.
        """
        choices = self.form.children if self.form else top
        taken = {child.form.label for child in self.children if child.form}
        groups = [node for node in choices if not node.key and node.label not in taken]
        found = (_below(node, label) for node in groups)
        return next((node for node in found if node and label not in taken), None)


@dataclass
class _Tree:
    """What became of the printed cells: hung below the root, or not as the form has them."""

    root: _Node
    misspelt: list[Misspelling] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    doubled: dict[tuple[str, ...], list[int]] = field(default_factory=dict)
    assumed: set[tuple[str, ...]] = field(default_factory=set)
    skipped: bool = False


def _below(group: HeadNode, label: str) -> HeadNode | None:
    for node in group.children:
        if node.label == label:
            return node
        if not node.key and (found := _below(node, label)):
            return found
    return None


def read_head(lines: Sequence[Line], table: TableForm) -> Head | None:
    """Place every head cell in the form's tree; None when not one column of numbers is known."""
    width = max(len(line.cells) for line in lines)
    return _read(tuple(head_cells(lines)), lines[0].shape, width, _edge(lines), table)


# The form's heads are printed alike in most reports, and the same in those of one portal.
@lru_cache(maxsize=1024)
def _read(
    cells: Sequence[Print], shape: str, width: int, edge: int | None, table: TableForm
) -> Head | None:
    tidied = tidy(cells, _labels(table))
    tree = _hang(tidied, shape, table)
    leaves = list(_leaves(tree.root))
    known = {name: leaf.cell.text for leaf in leaves if (name := _name(leaf))}
    if not known:
        return _assume(tidied, width, edge, table)
    doubled = dict(tree.doubled)
    for leaf in leaves:
        if _is_doubled(leaf, leaves):
            doubled.setdefault(leaf.key, []).extend(_covered(leaf.cell))
    settled = _is_settled(tree.root, shape) and not (doubled and shape != "grid")
    astray = tree.skipped and not _in_order(leaves, table)
    return Head(
        order=tuple(map(_name, leaves)) if settled and not astray else (),
        columns=None if astray else _columns(leaves),
        foreign=frozenset(_foreign(leaves, table)),
        width=width,
        edge=edge,
        printed=known,
        misspelt=tuple(tree.misspelt),
        unknown=tuple(tree.unknown),
        doubled=_twins(leaves, doubled),
        assumed=frozenset(".".join(key) for key in tree.assumed),
    )


def _assume(cells: Sequence[Print], width: int, edge: int | None, table: TableForm) -> Head | None:
    """Take the heads of all columns of the form, in its order, for them where none stands above."""
    hits = [_find(cell, table) for cell in cells]
    leaves = [(name, node.label) for name, _, node in walk_leaves(table.head)]
    if [hit.target if hit else None for hit in hits] != [label for _, label in leaves]:
        return None
    named = {name: cell for (name, _), cell in zip(leaves, cells, strict=True)}
    return Head(
        order=tuple(named),
        columns={name: _covered(cell) for name, cell in named.items()},
        foreign=frozenset(),
        width=width,
        edge=edge,
        printed={name: cell.text for name, cell in named.items()},
        misspelt=(),
        unknown=(),
        doubled={},
        assumed=frozenset(named),
    )


def _in_order(leaves: Sequence[_Node], table: TableForm) -> bool:
    """Tell whether the columns stand in the order of the form.

    Where a head above others is lost, cells move up into its place.
    """
    known = [name for name, _, _ in walk_leaves(table.head)]
    places = [known.index(name) for leaf in leaves if (name := _name(leaf))]
    return places == sorted(places)


def _foreign(leaves: Sequence[_Node], table: TableForm) -> Iterator[int]:
    """Yield the grid columns under heads of the publisher's own, and of heads printed again.

    A head that spans several columns may be printed in each of them, side by side; a known label
    anywhere else says that the head is not what it seems.
    """
    before: _Node | None = None
    for leaf in leaves:
        hit = head_lexicon(table).find(leaf.cell.text)
        again = before and before.cell.text == leaf.cell.text
        if leaf.form is None and (hit is None or again):
            yield from _covered(leaf.cell)
        before = leaf


def _covered(cell: Print) -> range:
    return range(cell.column, cell.column + cell.colspan)


def _twins(
    leaves: Sequence[_Node], doubled: Mapping[tuple[str, ...], Sequence[int]]
) -> dict[str, Sequence[int]]:
    """Return the columns below heads that stand twice, with where the head stands again.

    Where it is not the column's own head that does, that cannot be said.
    """
    return {
        name: columns if leaf.key == key else ()
        for leaf in leaves
        for key, columns in doubled.items()
        if leaf.key[: len(key)] == key and (name := _name(leaf))
    }


def _hang(cells: Sequence[Print], shape: str, table: TableForm) -> _Tree:
    """Hang each printed cell below the one that it belongs to."""
    grid, stream = (shape == name for name in ("grid", "stream"))
    root = _Node(None, (), Print("", 0, 1, (-1, 0)))
    tree = _Tree(root)
    home = root
    for cell in cells:
        hit = _find(cell, table)
        line = home.children[-1].spot[0] if home.children else None
        first = home if line == cell.spot[0] else root
        above = [node for node in _branches(root) if stream or node.spot[0] < cell.spot[0]]
        parent = hit and _parent(above, first, hit.target, table.head, cell if grid else None)
        twin = hit and _twin(above, hit.target, table.head, cell if grid else None)
        if twin and (grid or not parent):
            tree.doubled.setdefault(twin.key, []).extend(_covered(cell))
            parent = None
        if not hit or not parent:
            tree.unknown.append(cell.text)
            home.children.append(_Node(None, (), cell))
            continue
        home = parent
        node = parent.offers(hit.target, table.head)
        tree.skipped |= node is None
        node = node or parent.offers_below(hit.target, table.head)
        key = (*parent.key, node.key) if node and node.key else parent.key
        parent.children.append(_Node(node, key, cell))
        if hit.meant:
            tree.misspelt.append(Misspelling(cell.text, hit.meant, ".".join(key)))
        if cell.meant:
            tree.assumed.add(key)
    return tree


def _find(cell: Print, table: TableForm) -> Hit[str] | None:
    """Return the label of the form that a cell bears, or that its beginning was completed to."""
    return Hit(cell.meant, cell.meant) if cell.meant else head_lexicon(table).find(cell.text)


@cache
def _labels(table: TableForm) -> Labels:
    lexicon = head_lexicon(table)
    groups = {node.label for node in walk_heads(table.head) if node.children}
    leaves = tuple(node.label for _, _, node in walk_leaves(table.head))
    return Labels(
        lambda text: lexicon.exact(text) is not None,
        lambda text: lexicon.exact(text) in groups,
        leaves,
    )


@cache
def head_lexicon(table: TableForm) -> Lexicon[str]:
    """Return the spellings of a table's column heads."""
    return Lexicon((node.label, node.aliases, node.label) for node in walk_heads(table.head))


def _parent(
    tree: Sequence[_Node], before: _Node, label: str, top: Sequence[HeadNode], cell: Print | None
) -> _Node | None:
    """Return the printed cell, of those in the lines above, that a label belongs below.

    It is the one that the cell before it in the line belongs below, if that still lacks it, else
    the first that does. On a grid it is the one above the cell, or the nearest to the left where
    blank cells stand for a span.
    """
    open_nodes = [node for node in tree if node.offers(label, top)]
    if not open_nodes:
        open_nodes = [node for node in tree if node.offers_below(label, top)]
    if cell is None or len(open_nodes) < 2:
        return before if before in open_nodes else next(iter(open_nodes), None)
    left = [node for node in open_nodes if node.cell.column <= cell.column]
    return max(left, key=lambda node: (node.cell.column, node.spot), default=None)


def _twin(
    tree: Sequence[_Node], label: str, top: Sequence[HeadNode], cell: Print | None
) -> _Node | None:
    """Return the printed head of the same label that already stands where this one belongs.

    On a grid that is below the nearest cell to the left that can have it, else anywhere.
    """
    owners = [node for node in tree if _owns(node, label, top)]
    if cell is not None:
        left = [node for node in owners if node.cell.column <= cell.column]
        owners = [max(left, key=lambda node: (node.cell.column, node.spot))] if left else []
    heads = (child for owner in owners for child in owner.children)
    return next((head for head in heads if head.form and head.form.label == label), None)


def _owns(node: _Node, label: str, top: Sequence[HeadNode]) -> bool:
    """Tell whether a label belongs below a printed cell, or is hung there."""
    form = node.form.children if node.form else top
    hung = (child.form for child in node.children if child.form)
    return any(child.label == label for child in (*form, *hung))


def _branches(node: _Node) -> Iterator[_Node]:
    yield node
    for child in node.children:
        if child.form and child.form.children:
            yield from _branches(child)


def _leaves(node: _Node) -> Iterator[_Node]:
    for child in node.children:
        if child.children:
            yield from _leaves(child)
        else:
            yield child


def _is_doubled(leaf: _Node, leaves: Sequence[_Node]) -> bool:
    """Tell whether two columns of numbers have the same key."""
    name = _name(leaf)
    return name is not None and sum(_name(other) == name for other in leaves) > 1


def _edge(lines: Sequence[Line]) -> int | None:
    """Return the grid column in which all lines end; captions of blocks are not asked."""
    headed = (line for line in lines if not all(is_furniture(cell.text) for cell in line.cells))
    edges = {max(cell.columns[-1] for cell in line.cells) for line in headed}
    return next(iter(edges)) if len(edges) == 1 else None


def _name(leaf: _Node) -> str | None:
    """Return a leaf's column key, None for a head that covers no known column of numbers."""
    return ".".join(leaf.key) if leaf.form and not leaf.form.children else None


def _is_settled(node: _Node, shape: str) -> bool:
    """Tell whether every cell's columns stand side by side in one line.

    If one is missing, a later cell of the same name would be hung in its place. An unknown head at
    the edge of a group may as well belong beside the group; one before all others may head the
    column of row labels, which only a grid tells.
    """
    children = node.children
    if node.form and children and not (children[0].form and children[-1].form):
        return False
    if not node.form and shape != "grid" and not children[0].form:
        return False
    spots = [child.spot for child in children]
    together = all(
        after[0] == before[0] and after[1] == before[1] + 1
        for before, after in itertools.pairwise(spots)
    )
    return together and all(_is_settled(child, shape) for child in children if child.form)


def _columns(leaves: Sequence[_Node]) -> dict[str, range] | None:
    """Return each column's place, None where places overlap or run against the order."""
    place = 0
    columns: dict[str, range] = {}
    for leaf in leaves:
        start, end = leaf.cell.column, leaf.cell.column + leaf.cell.colspan
        if start <= place:
            return None
        place = end - 1
        name = _name(leaf)
        if name:
            columns[name] = range(start, end)
    return columns
