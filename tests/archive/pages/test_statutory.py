"""The statutory tables as the form prints them."""

from collections import Counter

import pytest

from archive.publish.pages.statutory import Block, lay_out
from extract.forms import load_forms

TABLES = [(form.name, table.name) for form in load_forms() for table in form.tables]


def grid_of(block: Block) -> Counter[tuple[int, int]]:
    """Return how often each place of the rectangle is covered."""
    rows = [
        *([(head.colspan, head.rowspan) for head in heads] for heads in block.heads),
        *(
            [(h.colspan, h.rowspan) for h in line.heads] + [(span, 1) for _, span in line.cells]
            for line in block.lines
        ),
    ]
    taken: Counter[tuple[int, int]] = Counter()
    for number, row in enumerate(rows):
        column = 0
        for colspan, rowspan in row:
            while taken[number, column]:
                column += 1
            taken.update((number + y, column + x) for y in range(rowspan) for x in range(colspan))
    return +taken


@pytest.mark.parametrize(("form", "table"), TABLES)
def test_a_laid_out_table_is_a_rectangle(form: str, table: str) -> None:
    for block in lay_out(form, table):
        places = grid_of(block)
        rows, columns = (max(place[axis] for place in places) + 1 for axis in (0, 1))
        assert set(places.values()) == {1}
        assert len(places) == rows * columns == sum(places.values())


@pytest.mark.parametrize(("form", "table"), TABLES)
def test_a_laid_out_table_has_every_cell_of_the_form_once(form: str, table: str) -> None:
    keys = [key for b in lay_out(form, table) for line in b.lines for key, _ in line.cells]
    edition = next(one for one in load_forms() if one.name == form)
    assert Counter(keys) == Counter(edition.table(table).keys)


def test_blocks_of_table_2_have_their_own_columns() -> None:
    first, *_, fees = lay_out("2021", "disclosure")
    assert [head.zh for head in first.heads[0]] == ["第二十条第（一）项"]
    assert [head.zh for head in fees.heads[1]] == ["信息内容", "本年收费金额"]


def test_outcomes_are_grouped() -> None:
    (block,) = lay_out("2021", "applications")
    heads = {head.zh: head.rowspan for line in block.lines for head in line.heads}
    assert (heads["本年度办理结果"], heads["不予公开"], heads["予以公开"]) == (22, 8, 1)
