"""The index of titles and sections, by which readers of the published copy search."""

from __future__ import annotations

from sqlite_utils import Database

from archive.publish.folding import index_terms

INDEX = "passages_fts"
_TEXTS = """
SELECT passages.id, reports.title FROM passages JOIN reports ON reports.id = passages.report
WHERE passages.number = 0
UNION ALL
SELECT passages.id, sections.text FROM passages
JOIN sections ON sections.version = passages.version AND sections.number = passages.number
"""


def index_passages(db: Database) -> None:
    """Make the index anew; it holds terms only, the texts stay where they are.

    `prefix` is for words of one character, which are the beginning of many terms.
    """
    db.register_function(index_terms, deterministic=True)
    with db.atomic():
        db.conn.execute(
            f"CREATE VIRTUAL TABLE {INDEX}"
            " USING fts5(terms, content = '', tokenize = 'ascii', prefix = '1')"
        )
        db.conn.execute(
            f"INSERT INTO {INDEX} (rowid, terms) SELECT id, index_terms(title) FROM ({_TEXTS})"  # noqa: S608
        )
        db.conn.execute(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('optimize')")  # noqa: S608
