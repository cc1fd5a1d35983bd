"""The migrations of `nianbao.db` after the first ones, which made its tables."""

from __future__ import annotations

from sqlite_utils import Database

from archive.schema.identity import name_archive, name_runs
from archive.schema.journaled import note_all
from archive.schema.tables import migrations

__all__ = ["migrations"]


@migrations()
def m0007_frontier_headers(db: Database) -> None:
    db.table("frontier").add_column("headers", str, not_null_default="{}")


@migrations()
def m0008_findings_in_chinese_and_their_place(db: Database) -> None:
    db.table("findings").add_column("message_zh", str)
    db.table("findings").add_column("locator", str)


@migrations()
def m0009_intervals(db: Database) -> None:
    db.table("frontier").add_column("interval_days", float)
    db.table("frontier").add_column("accepted", int, not_null_default=0)


@migrations()
def m0010_looks(db: Database) -> None:
    db.table("portal_looks").create(
        {"portal": str, "run": int, "outcome": str, "reports": int},
        pk=("portal", "run"),
        not_null={"outcome", "reports"},
        foreign_keys=[("portal", "portals", "id"), ("run", "runs", "id")],
    )
    db.conn.execute(
        "INSERT INTO portal_looks SELECT id, last_run, 'ok', reports_found FROM portals"
        " WHERE reports_found > 0 AND last_run IS NOT NULL"
    )


@migrations()
def m0011_site_codes(db: Database) -> None:
    db.table("portals").add_column("site_code", str)
    db.table("portals").add_column("site_conflict", str)


@migrations()
def m0012_columns(db: Database) -> None:
    db.table("columns").create(
        {
            "portal": str,
            "url": str,
            "title": str,
            "family": str,
            "chain": str,
            "evidence": str,
            "reports": int,
            "run": int,
            "first_seen": str,
            "last_seen": str,
        },
        pk=("portal", "url"),
        not_null={"chain", "evidence", "first_seen", "last_seen"},
        defaults={"reports": 0},
        foreign_keys=[("portal", "portals", "id"), ("run", "runs", "id")],
    )


@migrations()
def m0013_warc_files(db: Database) -> None:
    db.table("warc_files").create(
        {"file": str, "bytes": int, "sha256": str, "finished_at": str},
        pk="file",
        not_null={"bytes", "sha256", "finished_at"},
    )


@migrations()
def m0014_former_addresses(db: Database) -> None:
    db.conn.execute(
        "CREATE TABLE former_addresses (url TEXT PRIMARY KEY,"
        " source INTEGER NOT NULL REFERENCES sources (id) ON DELETE CASCADE)"
    )
    db.table("former_addresses").create_index(["source"])


@migrations()
def m0015_unjournaled(db: Database) -> None:
    db.table("unjournaled").create({"name": str, "key": str}, pk=("name", "key"))
    note_all(db)


@migrations()
def m0016_revisions_in_words(db: Database) -> None:
    for name, kind in (
        ("old_last_seen", str),
        ("old_published_on", str),
        ("new_published_on", str),
        ("admitted", int),
    ):
        db.table("revisions").add_column(name, kind)
    db.table("revisions").add_column("times", int, not_null_default=1)
    db.conn.execute(
        "CREATE TABLE revision_sections ("
        "revision INTEGER NOT NULL REFERENCES revisions (id) ON DELETE CASCADE,"
        " number INTEGER NOT NULL, heading TEXT NOT NULL, difference TEXT NOT NULL,"
        " PRIMARY KEY (revision, number))"
    )


@migrations()
def m0017_verdicts_by_what_they_judge(db: Database) -> None:
    db.table("verdicts").drop()
    # A report that no source places any more takes no verdict with it: no foreign key.
    db.table("verdicts").create(
        {
            "id": int,
            "report": int,
            "rule": str,
            "keys": str,
            "observed": str,
            "decision": str,
            "reason": str,
            "by": str,
            "at": str,
        },
        pk="id",
        not_null={"report", "rule", "keys", "observed", "decision", "reason", "at"},
    )
    db.table("verdicts").create_index(["report", "rule", "keys", "observed"], unique=True)


@migrations()
def m0018_cells_by_their_key(db: Database) -> None:
    # The key twice, in the table and in an index of it, was most of what an archive weighed.
    db.conn.execute(
        "CREATE TABLE cells_by_key ("
        "version INTEGER NOT NULL REFERENCES versions (id), key TEXT NOT NULL, value ANY,"
        " raw TEXT, table_number INTEGER, row_number INTEGER, column_number INTEGER, locator TEXT,"
        " PRIMARY KEY (version, key)) WITHOUT ROWID"
    )
    db.conn.execute("INSERT INTO cells_by_key SELECT * FROM cells ORDER BY version, key")
    db.table("cells").drop()
    db.rename_table("cells_by_key", "cells")


@migrations()
def m0019_links_with_years(db: Database) -> None:
    db.conn.execute("ALTER TABLE agency_links RENAME COLUMN year TO to_year")
    db.table("agency_links").add_column("from_year", int)
    db.conn.execute("UPDATE agency_links SET from_year = to_year - 1")
    db.table("agency_links").create_index(["agency", "successor", "to_year"], unique=True)
    db.table("agency_links").create_index(["successor"])
    db.conn.execute(
        "CREATE TABLE predecessors ("
        "report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,"
        " previous_report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,"
        " kind TEXT NOT NULL, parts INTEGER NOT NULL, PRIMARY KEY (report, previous_report))"
    )
    db.table("predecessors").create_index(["previous_report"])


@migrations()
def m0020_captures_of_a_look(db: Database) -> None:
    db.conn.execute("DROP INDEX IF EXISTS idx_captures_portal")
    db.table("captures").create_index(["portal", "run"])


@migrations()
def m0021_origins(db: Database) -> None:
    db.table("captures").add_column("origin", str)


@migrations()
def m0022_indexes_that_serve(db: Database) -> None:
    # Four severities in a million findings: SQLite would take that index before the report's.
    db.conn.execute("DROP INDEX IF EXISTS idx_findings_severity")
    db.conn.execute("CREATE INDEX idx_predecessors_merged ON predecessors (report) WHERE parts > 1")


@migrations()
def m0023_until_when_an_address_was_had(db: Database) -> None:
    db.table("former_addresses").add_column("until", str)


@migrations()
def m0024_whose_runs(db: Database) -> None:
    db.table("identity").create({"name": str, "value": str}, pk="name", not_null={"value"})
    for name in ("uid", "archive", "host"):
        db.table("runs").add_column(name, str)
    name_archive(db)
    name_runs(db)
    db.table("runs").create_index(["uid"], unique=True)
    note_all(db, "identity", "runs")


@migrations()
def m0025_section_reuse(db: Database) -> None:
    version = "INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE"
    db.conn.execute(
        f"CREATE TABLE section_reuse (version {version}, number INTEGER NOT NULL,"
        f" kind TEXT NOT NULL, other_version {version}, other_number INTEGER NOT NULL,"
        " share REAL NOT NULL, PRIMARY KEY (version, number, other_version, other_number))"
    )
    db.table("section_reuse").create_index(["other_version"])
    db.conn.execute(
        "CREATE TABLE section_bands (band INTEGER NOT NULL, hash INTEGER NOT NULL,"
        " digest INTEGER NOT NULL, payload TEXT NOT NULL, number INTEGER NOT NULL,"
        f" version {version}, PRIMARY KEY (band, hash, digest, payload, number, version))"
        " WITHOUT ROWID"
    )
    db.table("section_bands").create_index(["version", "number"])


@migrations()
def m0026_what_refers_to_a_version(db: Database) -> None:
    # SQLite looks for each when a version goes; repeated text is told by the report that shows it.
    db.table("reports").create_index(["version"])
    db.table("revisions").create_index(["old_version"])
    db.table("revisions").create_index(["new_version"])
