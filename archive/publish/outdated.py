"""Whether the published copy is what this program's pages read, or one of an older program."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from archive.codebook import codebook
from archive.publish.passages import INDEX

OUTDATED = "the published copy is of an older nianbao: run `nianbao publish`, then serve it anew"
OUTDATED_ZH = "发布副本由旧版 nianbao 生成：请运行 nianbao publish，再重新启动 nianbao serve"
_COLUMNS = """
SELECT kept.name AS held, columns.name AS name
FROM sqlite_master AS kept JOIN pragma_table_info(kept.name) AS columns
WHERE kept.type IN ('table', 'view')
"""


def find_lacks(published: Path) -> list[str]:
    """Return the tables and columns (`table.column`) of the codebook that a copy is without.

    Raises `sqlite3.DatabaseError` for what is no database.
    """
    address = f"{published.resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        held = {part for row in connection.execute(_COLUMNS) for part in (row[0], ".".join(row))}
    named = [
        part
        for table in codebook().values()
        for part in (table.name, *(f"{table.name}.{column}" for column in table.columns))
    ]
    return [part for part in (*named, INDEX) if part not in held]
