"""Canned queries that were made quick give what they gave: their former texts are kept here."""

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive.archive import open_archive
from archive.publish import publish
from archive.publish.site import queries
from tests.archive.filling import fill
from tests.conftest import Demo

FORMER = sorted((Path(__file__).parent / "former_queries").glob("*.sql"))
# Of all years and of one; of everything, of provinces and of a part of one.
GIVEN = tuple(itertools.product(("", "2022", "2024"), ("", "34", "99", "9901")))
# Of a table that was found every cell is kept, blank ones too: a reading with a form has cells.
_WITHOUT_FORM = """
UPDATE versions SET form_disclosure = NULL, form_applications = NULL, form_challenges = NULL
WHERE id NOT IN (SELECT version FROM cells)
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The published copy of the small archive, which has more blank cells than the demo."""
    path = tmp_path_factory.mktemp("archive")
    with open_archive(path, command="test", create=True) as archive:
        fill(archive.db)
        archive.db.conn.execute(_WITHOUT_FORM)
        archive.db.conn.commit()
        published = publish(archive)
    with closing(sqlite3.connect(published)) as db:
        yield db


@pytest.fixture(scope="module")
def large(demo: Demo) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(demo.archive / "published" / "nianbao.db")) as db:
        yield db


@pytest.mark.parametrize("former", FORMER, ids=lambda path: path.stem)
@pytest.mark.parametrize("archive", ["small", "large"])
def test_canned_queries_give_what_they_gave(
    request: pytest.FixtureRequest, archive: str, former: Path
) -> None:
    db: sqlite3.Connection = request.getfixturevalue(archive)
    present = next(query.sql for query in queries() if query.name == former.stem)
    many = 0
    for year, division in GIVEN:
        given = {"year": year, "division": division}
        wanted = db.execute(former.read_text(encoding="utf-8"), given)
        found = db.execute(present, given)
        names = [one[0] for one in wanted.description]
        # What a query is ordered by came to stand last where it is of two parts.
        assert [one[0] for one in found.description][: len(names)] == names
        rows = [row[: len(names)] for row in found]
        assert rows == wanted.fetchall()
        many += len(rows)
    assert many
