"""What a query, a report or a revision takes into evidence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from archive.archive import Archive, ArchiveError, open_archive
from archive.evidence import scope_of_query, scope_of_report, scope_of_revision
from tests.conftest import Demo


@pytest.fixture(scope="module")
def archive(demo: Demo) -> Iterator[Archive]:
    with open_archive(demo.archive) as opened:
        yield opened


@pytest.mark.parametrize("table", ["report", "version", "capture", "revision"])
def test_a_query_may_name_rows_of_several_kinds(archive: Archive, table: str) -> None:
    sql = "SELECT id AS {0} FROM {0}s ORDER BY id LIMIT 2"
    scope = scope_of_query(archive, sql.format(table))
    assert getattr(scope, f"{table}s") >= {1, 2}


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT 1 AS report WHERE 0", "no row"),
        ("SELECT 1 AS other", "gives the columns other"),
        ("SELECT 99999 AS capture", "99999, which is no row of captures"),
        ("SELECT 'x' AS version", "'x', which is no row of versions"),
        ("SELECT 99999 AS revision", "no row of revisions"),
        ("SELEC", "syntax error"),
        ("DELETE FROM reports RETURNING id AS report", "readonly"),
        ("SELECT 1 AS report; DELETE FROM reports", "one statement"),
    ],
)
def test_a_query_that_proves_nothing_is_refused(archive: Archive, sql: str, said: str) -> None:
    with pytest.raises(ArchiveError, match=said):
        scope_of_query(archive, sql)


def test_a_number_is_a_number_however_it_is_written(archive: Archive) -> None:
    scope = scope_of_query(archive, "SELECT '1' AS report UNION SELECT 1.0 UNION SELECT NULL")
    assert scope.reports == {1}


def test_what_is_not_there_is_said(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="there are some for 2019, 2020"):
        scope_of_report(archive, "云澜市人民政府", 1999)
    with pytest.raises(ArchiveError, match="there is no revision 99999"):
        scope_of_revision(archive, 99999)


def test_a_query_leaves_the_archive_writable(demo: Demo) -> None:
    with open_archive(demo.archive) as archive:
        scope_of_query(archive, "SELECT 1 AS report")
        assert archive.rows("PRAGMA query_only")[0]["query_only"] == 0
