from pathlib import Path

from archive.archive import open_archive
from archive.ingest import Given, ingest
from tests.archive.warcs import SOFTWARE


def test_a_known_file_is_a_source_even_where_a_crash_lost_that(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text("<p>政府信息公开工作年度报告</p>", encoding="utf-8")
    with open_archive(tmp_path / "archive", command="import", create=True) as archive:
        ingest(archive, [Given(file)], SOFTWARE)
        with archive.transaction():
            archive.db.conn.execute("DELETE FROM sources")
        assert ingest(archive, [Given(file)], SOFTWARE).new == 0
        sources = archive.rows("SELECT file_name FROM sources")
    assert [row["file_name"] for row in sources] == ["report.html"]
