"""What every page says where the published copy is one of an older program."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from datasette.utils.asgi import Base400

from archive.publish.outdated import OUTDATED, OUTDATED_ZH, find_lacks
from archive.publish.pages.render import DATABASE

if TYPE_CHECKING:
    from datasette.app import Datasette


class OutdatedError(Base400):  # type: ignore[misc] # Datasette ships no types
    """The pages cannot be shown: the copy is of an older program."""

    status = 503


def is_outdated(datasette: Datasette) -> bool:
    """Return whether the pages would look for what the copy served is without."""
    database = datasette.databases.get(DATABASE)
    if database is None or database.path is None:
        return False
    try:
        return bool(find_lacks(Path(database.path)))
    except sqlite3.DatabaseError:  # Datasette itself says of what is no database
        return False


async def show_outdated() -> None:
    """Answer with what to do instead, and HTTP status 503."""
    raise OutdatedError(f"{OUTDATED} · {OUTDATED_ZH}")
