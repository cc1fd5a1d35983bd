"""What goes wrong with tables between the publisher's desk and the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.extract.grids import Box, Rows, Sheet

Damage = Callable[[Sheet, Random], Sheet]


def _with_rows(sheet: Sheet, rows: Rows) -> Sheet:
    return replace(sheet, rows=[row for row in rows if row])


def _starts(rows: Rows) -> list[list[int]]:
    """Return the grid column in which each box of each row begins."""
    taken: list[set[int]] = [set() for _ in rows]
    starts: list[list[int]] = []
    for index, row in enumerate(rows):
        column = 0
        starts.append([])
        for box in row:
            while column in taken[index]:
                column += 1
            starts[-1].append(column)
            for below in taken[index : index + box.rowspan]:
                below.update(range(column, column + box.colspan))
            column += box.colspan
    return starts


def _leaf_columns(sheet: Sheet) -> list[int]:
    """Return the grid columns that hold numbers."""
    starts = _starts(sheet.rows)
    return sorted(
        {
            column
            for row, columns in zip(sheet.rows, starts, strict=True)
            for box, column in zip(row, columns, strict=True)
            if box.key and box.colspan == 1
        }
    )


def _data_rows(sheet: Sheet) -> list[int]:
    return [index for index, row in enumerate(sheet.rows) if any(box.key for box in row)]


def _head_boxes(sheet: Sheet) -> list[tuple[int, int]]:
    """Return row and place of every cell of the head but its first row's corner."""
    data = set(_data_rows(sheet))
    heads = [index for index in range(len(sheet.rows)) if index not in data]
    return [(row, place) for row in heads for place in range(len(sheet.rows[row]))]


def drop_column(sheet: Sheet, rng: Random) -> Sheet:
    """Lose one column of numbers with its head."""
    lost = rng.choice(_leaf_columns(sheet))
    rows: Rows = []
    for row, columns in zip(sheet.rows, _starts(sheet.rows), strict=True):
        rows.append([])
        for box, start in zip(row, columns, strict=True):
            covers = start <= lost < start + box.colspan
            if not covers:
                rows[-1].append(box)
            elif box.colspan > 1:
                rows[-1].append(replace(box, colspan=box.colspan - 1))
    return _with_rows(sheet, rows)


def repeat_column(sheet: Sheet, rng: Random) -> Sheet:
    """Print one column of numbers twice, head and all."""
    again = rng.choice(_leaf_columns(sheet))
    rows: Rows = []
    for row, columns in zip(sheet.rows, _starts(sheet.rows), strict=True):
        rows.append([])
        for box, start in zip(row, columns, strict=True):
            if not start <= again < start + box.colspan:
                rows[-1].append(box)
            elif box.colspan > 1:
                rows[-1].append(replace(box, colspan=box.colspan + 1))
            else:
                rows[-1].extend([box, box])
    return _with_rows(sheet, rows)


def shuffle_columns(sheet: Sheet, rng: Random) -> Sheet:
    """Print sibling columns in another order, heads and all."""
    groups = {
        "disclosure": [1, 2, 3],
        "applications": [4, 5, 6, 7, 8],
        "challenges": rng.choice([[0, 1, 2, 3, 4], [5, 6, 7, 8, 9], [10, 11, 12, 13, 14]]),
    }
    group = groups[sheet.name]
    order = rng.sample(group, len(group))
    rows: Rows = []
    for row, columns in zip(sheet.rows, _starts(sheet.rows), strict=True):
        at = {start: box for box, start in zip(row, columns, strict=True)}
        if all(column in at and at[column].colspan == 1 for column in group):
            moved = dict(zip(group, (at[column] for column in order), strict=True))
            rows.append([moved.get(start, box) for start, box in at.items()])
        else:
            rows.append(row)
    return _with_rows(sheet, rows)


def drop_row(sheet: Sheet, rng: Random) -> Sheet:
    """Lose one line; spans that should have ended there reach into the next."""
    lost = rng.choice(_data_rows(sheet))
    return _with_rows(sheet, [row for index, row in enumerate(sheet.rows) if index != lost])


def repeat_row(sheet: Sheet, rng: Random) -> Sheet:
    """Print one line twice."""
    again = rng.choice(_data_rows(sheet))
    return _with_rows(sheet, [*sheet.rows[: again + 1], *sheet.rows[again:]])


def swap_rows(sheet: Sheet, rng: Random) -> Sheet:
    """Let two lines change places, whatever groups they stand in."""
    data = _data_rows(sheet)
    first, second = rng.sample(data, 2) if len(data) > 1 else (data[0], data[0])
    rows = list(sheet.rows)
    rows[first], rows[second] = rows[second], rows[first]
    return _with_rows(sheet, rows)


def drop_head_cell(sheet: Sheet, rng: Random) -> Sheet:
    """Lose one cell of the head, so that those after it move up."""
    at, place = rng.choice(_head_boxes(sheet))
    rows = [list(row) for row in sheet.rows]
    del rows[at][place]
    return _with_rows(sheet, rows)


def blank_head_cell(sheet: Sheet, rng: Random) -> Sheet:
    """Leave one cell of the head empty."""
    at, place = rng.choice(_head_boxes(sheet))
    rows = [list(row) for row in sheet.rows]
    rows[at][place] = replace(rows[at][place], text="")
    return _with_rows(sheet, rows)


def misname_head_cell(sheet: Sheet, rng: Random) -> Sheet:
    """Print the label of one head cell over another one too."""
    at, place = rng.choice(_head_boxes(sheet))
    other_at, other = rng.choice(_head_boxes(sheet))
    rows = [list(row) for row in sheet.rows]
    rows[at][place] = replace(rows[at][place], text=rows[other_at][other].text)
    return _with_rows(sheet, rows)


def drop_cell(sheet: Sheet, rng: Random) -> Sheet:
    """Lose one cell of a line of numbers, a label or a number."""
    at = rng.choice(_data_rows(sheet))
    rows = [list(row) for row in sheet.rows]
    del rows[at][rng.randrange(len(rows[at]))]
    return _with_rows(sheet, rows)


def insert_cell(sheet: Sheet, rng: Random) -> Sheet:
    """Shift the rest of a line by one empty cell."""
    at = rng.choice(_data_rows(sheet))
    rows = [list(row) for row in sheet.rows]
    rows[at].insert(rng.randrange(len(rows[at]) + 1), Box(""))
    return _with_rows(sheet, rows)


def rename_row(sheet: Sheet, rng: Random) -> Sheet:
    """Print the label of one row on another one too, or a label of nobody's."""
    data = [at for at in _data_rows(sheet) if not sheet.rows[at][0].key]
    if not data:
        return sheet
    rows = [list(row) for row in sheet.rows]
    at, other = rng.choice(data), rng.choice(data)
    place = _own_label(rows[at])
    text = rng.choice((rows[other][_own_label(rows[other])].text, "其他主动公开文件", ""))
    rows[at][place] = replace(rows[at][place], text=text)
    return _with_rows(sheet, rows)


def _own_label(row: list[Box]) -> int:
    return next(place for place, box in enumerate(row) if box.key) - 1


def merge_cells(sheet: Sheet, rng: Random) -> Sheet:
    """Let one number cover two columns."""
    at = rng.choice(_data_rows(sheet))
    rows = [list(row) for row in sheet.rows]
    first = _own_label(rows[at]) + 1
    if first + 1 < len(rows[at]):
        place = rng.randrange(first, len(rows[at]) - 1)
        box = rows[at].pop(place + 1)
        kept = rows[at][place]
        rows[at][place] = replace(kept, colspan=kept.colspan + box.colspan)
    return _with_rows(sheet, rows)


def split_number(sheet: Sheet, rng: Random) -> Sheet:
    """Let one number fall apart into two cells (20 → 2 | 0)."""
    at = rng.choice(_data_rows(sheet))
    rows = [list(row) for row in sheet.rows]
    long = [place for place, box in enumerate(rows[at]) if box.key and len(box.text) > 1]
    if long:
        place = rng.choice(long)
        text = rows[at][place].text
        rows[at][place : place + 1] = [
            replace(rows[at][place], text=text[:1]),
            replace(rows[at][place], text=text[1:]),
        ]
    return _with_rows(sheet, rows)


def foreign_row(sheet: Sheet, rng: Random) -> Sheet:
    """Add a line of the publisher's own."""
    at = rng.choice(_data_rows(sheet))
    own = [Box("其他主动公开文件", colspan=1 + sheet.width // 10 * 2), *[Box("7")] * 7]
    return _with_rows(sheet, [*sheet.rows[: at + 1], own[: sheet.width], *sheet.rows[at + 1 :]])


def foreign_column(sheet: Sheet, rng: Random) -> Sheet:
    """Add a column of the publisher's own, with its head, after or before the numbers."""
    rows = [list(row) for row in sheet.rows]
    front = rng.random() < 0.5
    for at, row in enumerate(rows):
        has_numbers = any(box.key for box in row)
        named = at == sheet.heads - 1 or (not sheet.heads and row[0].text == "信息内容")
        text = "3" if has_numbers else "备注" if named else ""
        row.insert(_place_in_front(row) if front else len(row), Box(text))
    return _with_rows(sheet, rows)


def _place_in_front(row: list[Box]) -> int:
    """Return where a column begins that stands between the labels and the numbers."""
    if any(box.key for box in row):
        return _own_label(row) + 1
    return 1 if row[0].text == "信息内容" or (row[0].colspan > 2 and row[0].rowspan > 2) else 0


def foreign_text(sheet: Sheet, rng: Random) -> Sheet:
    """Write words where a number belongs."""
    at = rng.choice(_data_rows(sheet))
    rows = [list(row) for row in sheet.rows]
    place = rng.randrange(_own_label(rows[at]) + 1, len(rows[at]))
    text = rng.choice(("见附件", "第3项", "2024年1月", "约5", "3-4", "0.", "1/2", "．"))
    rows[at][place] = replace(rows[at][place], text=text)
    return _with_rows(sheet, rows)


def head_in_between(sheet: Sheet, rng: Random) -> Sheet:
    """Print the head again in the middle of the table."""
    at = rng.choice(_data_rows(sheet))
    head = sheet.rows[: sheet.heads]
    return _with_rows(sheet, [*sheet.rows[:at], *head, *sheet.rows[at:]])


DAMAGES: dict[str, Damage] = {
    damage.__name__: damage
    for damage in (
        drop_column,
        repeat_column,
        shuffle_columns,
        drop_row,
        repeat_row,
        swap_rows,
        drop_head_cell,
        blank_head_cell,
        misname_head_cell,
        drop_cell,
        insert_cell,
        rename_row,
        merge_cells,
        split_number,
        foreign_row,
        foreign_column,
        foreign_text,
        head_in_between,
    )
}
