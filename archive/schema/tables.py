"""The first migrations of `nianbao.db`; what each column means stands in `columns.toml`.

Times are UTC, ISO 8601 to the second with a final Z; dates are ISO 8601.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations
from sqlite_utils.db import DescIndex

migrations = Migrations("nianbao")


@migrations()
def m0001_places_and_bodies(db: Database) -> None:
    db.table("divisions").create(
        {
            "code": str,
            "name": str,
            "level": str,
            "parent": str,
            "full_name": str,
            "edition": str,
        },
        pk="code",
        not_null={"name", "full_name"},
        foreign_keys=[("parent", "divisions", "code")],
    )
    db.table("agencies").create(
        {"id": int, "name": str, "kind": str, "division": str},
        pk="id",
        not_null={"name"},
        foreign_keys=[("division", "divisions", "code")],
    )
    db.table("agencies").create_index(["name", "division"], unique=True)
    db.table("agencies").create_index(["division"])
    db.table("agency_names").create(
        {"agency": int, "name": str, "origin": str},
        pk=("agency", "name"),
        foreign_keys=[("agency", "agencies", "id")],
    )
    db.table("agency_names").create_index(["name"])
    db.table("agency_links").create(
        {"id": int, "agency": int, "successor": int, "kind": str, "year": int, "note": str},
        pk="id",
        foreign_keys=[("agency", "agencies", "id"), ("successor", "agencies", "id")],
    )


@migrations()
def m0002_portals_and_captures(db: Database) -> None:
    db.table("portals").create(
        {
            "id": str,
            "name": str,
            "root": str,
            "column_url": str,
            "family": str,
            "division": str,
            "added_at": str,
            "outcome": str,
            "detail": str,
            "outcome_since": str,
            "last_ok": str,
            "last_run": int,
            "looks": int,
            "reports_found": int,
        },
        pk="id",
        not_null={"root", "added_at"},
        defaults={"looks": 0, "reports_found": 0},
        foreign_keys=[("division", "divisions", "code")],
    )
    db.table("runs").create(
        {
            "id": int,
            "command": str,
            "started_at": str,
            "ended_at": str,
            "outcome": str,
            "counts": str,
        },
        pk="id",
        not_null={"command", "started_at"},
    )
    db.table("captures").create(
        {
            "id": int,
            "run": int,
            "portal": str,
            "role": str,
            "url": str,
            "method": str,
            "via": str,
            "fetched_at": str,
            "status": int,
            "outcome": str,
            "detail": str,
            "media_type": str,
            "payload_sha256": str,
            "payload_length": int,
            "etag": str,
            "last_modified": str,
            "revisit_of": int,
            "record_id": str,
            "warc_file": str,
            "warc_offset": int,
            "warc_length": int,
        },
        pk="id",
        not_null={"url", "fetched_at", "outcome"},
        foreign_keys=[
            ("run", "runs", "id"),
            ("portal", "portals", "id"),
            ("revisit_of", "captures", "id"),
        ],
    )
    for columns in (
        ["url", "fetched_at"],
        ["payload_sha256"],
        ["portal"],
        ["outcome"],
        ["role"],
        ["run"],
    ):
        db.table("captures").create_index(columns)
    db.table("captures").create_index(["record_id"], unique=True)


@migrations()
def m0003_frontier(db: Database) -> None:
    db.table("frontier").create(
        {
            "id": int,
            "portal": str,
            "url": str,
            "host": str,
            "method": str,
            "body": str,
            "role": str,
            "state": str,
            "due_at": str,
            "priority": int,
            "depth": int,
            "via": str,
            "context": str,
            "tries": int,
            "capture": int,
            "outcome": str,
            "found_at": str,
            "run": int,
            "listed_run": int,
        },
        pk="id",
        not_null={"portal", "url", "host", "method", "role", "state", "due_at", "found_at"},
        defaults={"method": "GET", "body": "", "priority": 0, "depth": 0, "tries": 0},
        foreign_keys=[
            ("portal", "portals", "id"),
            ("capture", "captures", "id"),
            ("run", "runs", "id"),
            ("listed_run", "runs", "id"),
        ],
    )
    db.table("frontier").create_index(["portal", "url", "method", "body"], unique=True)
    db.table("frontier").create_index(["state", "tries", DescIndex("priority"), "id"])
    db.table("frontier").create_index(["url"])


@migrations()
def m0004_reports(db: Database) -> None:
    db.table("reports").create(
        {
            "id": int,
            "agency": int,
            "year": int,
            "title": str,
            "published_on": str,
            "first_seen": str,
            "status": str,
            "version": int,
            "why": str,
        },
        pk="id",
        not_null={"first_seen", "status"},
        foreign_keys=[("agency", "agencies", "id")],
    )
    for columns in (["agency", "year"], ["year"], ["status"]):
        db.table("reports").create_index(columns)
    db.table("sources").create(
        {
            "id": int,
            "url": str,
            "role": str,
            "page": int,
            "portal": str,
            "report": int,
            "title": str,
            "file_name": str,
            "agency_hint": str,
            "published_on": str,
            "media_type": str,
            "first_seen": str,
            "last_seen": str,
            "state": str,
        },
        pk="id",
        not_null={"url", "role", "first_seen"},
        foreign_keys=[
            ("page", "sources", "id"),
            ("portal", "portals", "id"),
            ("report", "reports", "id"),
        ],
    )
    db.table("sources").create_index(["url"], unique=True)
    db.table("sources").create_index(["report"])
    db.table("sources").create_index(["portal"])
    db.table("versions").create(
        {
            "id": int,
            "source": int,
            "capture": int,
            "payload_sha256": str,
            "extractor": str,
            "engines": str,
            "media_type": str,
            "encoding": str,
            "title": str,
            "agency_name": str,
            "year": int,
            "period_start": str,
            "period_end": str,
            "published_on": str,
            "form_disclosure": str,
            "form_applications": str,
            "form_challenges": str,
            "status": str,
            "fingerprint": str,
        },
        pk="id",
        not_null={"source", "capture", "payload_sha256", "extractor", "status"},
        foreign_keys=[("source", "sources", "id"), ("capture", "captures", "id")],
    )
    db.table("versions").create_index(["source", "payload_sha256", "extractor"], unique=True)
    db.table("versions").create_index(["status"])
    db.table("reports").add_foreign_key("version", "versions", "id")


@migrations()
def m0005_cells_and_findings(db: Database) -> None:
    # ANY has NUMERIC affinity in an ordinary table: 2 stays an integer, 0.092 a float.
    db.table("cells").create(
        {
            "version": int,
            "key": str,
            "value": "ANY",
            "raw": str,
            "table_number": int,
            "row_number": int,
            "column_number": int,
            "locator": str,
        },
        pk=("version", "key"),
        foreign_keys=[("version", "versions", "id")],
    )
    db.table("cells").create_index(["key", "value"])
    db.table("sections").create(
        {"version": int, "number": int, "heading": str, "text": str},
        pk=("version", "number"),
        foreign_keys=[("version", "versions", "id")],
    )
    db.table("findings").create(
        {
            "id": int,
            "version": int,
            "report": int,
            "rule": str,
            "severity": str,
            "origin": str,
            "message": str,
            "keys": str,
        },
        pk="id",
        not_null={"rule", "severity", "origin", "message"},
        foreign_keys=[("version", "versions", "id"), ("report", "reports", "id")],
    )
    for columns in (["version"], ["report"], ["rule"], ["severity"]):
        db.table("findings").create_index(columns)
    db.table("verdicts").create(
        {"id": int, "finding": int, "decision": str, "reason": str, "by": str, "at": str},
        pk="id",
        foreign_keys=[("finding", "findings", "id")],
    )


@migrations()
def m0006_revisions(db: Database) -> None:
    db.table("revisions").create(
        {
            "id": int,
            "source": int,
            "report": int,
            "kind": str,
            "seen_at": str,
            "old_capture": int,
            "new_capture": int,
            "old_version": int,
            "new_version": int,
            "cells_changed": int,
            "summary": str,
        },
        pk="id",
        not_null={"source", "kind", "seen_at"},
        foreign_keys=[
            ("source", "sources", "id"),
            ("report", "reports", "id"),
            ("old_capture", "captures", "id"),
            ("new_capture", "captures", "id"),
            ("old_version", "versions", "id"),
            ("new_version", "versions", "id"),
        ],
    )
    for columns in (["source"], ["report"], ["kind"], ["seen_at"]):
        db.table("revisions").create_index(columns)
    db.table("revision_cells").create(
        {
            "revision": int,
            "key": str,
            "old_value": "ANY",
            "new_value": "ANY",
            "old_raw": str,
            "new_raw": str,
        },
        pk=("revision", "key"),
        foreign_keys=[("revision", "revisions", "id")],
    )
