"""The database: numbered migrations of its tables; triggers and views as they are today."""

from __future__ import annotations

from sqlite_utils import Database

from archive.schema.changes import migrations
from archive.schema.journaled import create_triggers
from archive.schema.kept import create_kept
from archive.schema.views import create_views, drop_views
from archive.schema.wide import create_wide_cells


def migrate(db: Database) -> None:
    """Bring a database of any earlier edition, or an empty one, to the present schema."""
    if migrations.pending(db):
        # SQLite renames no table while a view names one that is not there.
        drop_views(db)
    migrations.apply(db)
    create_triggers(db)
    create_wide_cells(db)
    create_views(db)
    create_kept(db)
