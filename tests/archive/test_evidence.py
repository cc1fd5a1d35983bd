"""A file of evidence: what is in it, that others open it, and that it is proof by itself."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest

from archive.archive import Archive, ArchiveError, open_archive
from archive.captures import record
from archive.coding import decode_content
from archive.compare import compare
from archive.evidence import (
    Scope,
    scope_of_query,
    scope_of_report,
    scope_of_revision,
    write_evidence,
)
from archive.extraction import extract_all
from archive.ingest import Given, ingest
from archive.members import read_members
from archive.warc import Record, find_file, parse_record
from extract.locate import read_at
from extract.report import Locator
from tests.archive.warcs import MOMENT, SOFTWARE, check_file, make_exchange, make_writer
from tests.conftest import Demo
from tests.docs_samples import sample_body
from tests.replay import Replay

CITY = ("云澜市人民政府", 2023)
NOW = datetime(2026, 12, 1, 1, 2, 3, tzinfo=UTC)


@dataclass(frozen=True)
class Opened:
    """A WACZ file, as its reader has it."""

    path: Path
    files: Mapping[str, bytes]

    def rows(self, table: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads(self.files[f"evidence/{table}.json"])
        return rows

    def records(self) -> Iterator[Record]:
        """Yield every record."""
        data = self.files["archive/evidence.warc.gz"]
        beside = self.path.with_suffix(".warc.gz")
        beside.write_bytes(data)
        for one in read_members(beside):
            yield parse_record(data[one.offset : one.offset + one.length], str(one.offset))

    def record(self, capture: Mapping[str, Any]) -> Record:
        """Return the record that a row of captures points at."""
        start, length = capture["evidence_offset"], capture["evidence_length"]
        data = self.files["archive/evidence.warc.gz"]
        return parse_record(data[start : start + length], str(start))

    def document(self, capture: int) -> bytes:
        """Return what a capture brought."""
        rows = {row["id"]: row for row in self.rows("captures")}
        row = rows[rows[capture]["revisit_of"] or capture]
        found = self.record(row)
        coding = next((value for name, value in found.http if name == "Content-Encoding"), None)
        return decode_content(found.payload, coding).body


def write(archive: Archive, scope: Scope, path: Path) -> Opened:
    write_evidence(archive, scope, path)
    with ZipFile(path) as packed:
        return Opened(path, {name: packed.read(name) for name in packed.namelist()})


@pytest.fixture(scope="module")
def archive(demo: Demo) -> Iterator[Archive]:
    with open_archive(demo.archive, clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture(scope="module")
def city(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    path = tmp_path_factory.mktemp("evidence") / "city.wacz"
    return write(archive, scope_of_report(archive, *CITY), path)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Archive]:
    """An empty archive in which a test can do as it likes."""
    with open_archive(
        tmp_path / "archive", command="crawl", create=True, clock=lambda: MOMENT
    ) as opened:
        yield opened


def check_wacz(opened: Opened) -> None:
    command = [str(Path(sys.executable).with_name("wacz")), "validate", "-f", str(opened.path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "Version detected as 1.1.1\nValidation succeeded" in done.stdout


def test_the_validator_accepts_it(city: Opened) -> None:
    check_wacz(city)


def test_every_file_has_its_digest(city: Opened) -> None:
    package = json.loads(city.files["datapackage.json"])
    told = {one["path"]: one["hash"] for one in package["resources"]}
    found = {
        name: f"sha256:{hashlib.sha256(data).hexdigest()}" for name, data in city.files.items()
    }
    digest = json.loads(city.files["datapackage-digest.json"])
    assert digest == {"path": "datapackage.json", "hash": found.pop("datapackage.json")}
    assert told == {name: value for name, value in found.items() if name in told}
    assert found.keys() - told.keys() == {"datapackage-digest.json"}
    assert all(told[name][7:] in city.files["evidence/README.en.md"].decode()
               for name in told if "README" not in name)  # fmt: skip


def test_records_lie_unpacked_and_the_checkers_accept_them(city: Opened, tmp_path: Path) -> None:
    with ZipFile(city.path) as packed:
        assert packed.getinfo("archive/evidence.warc.gz").compress_type == ZIP_STORED
        check_file(Path(packed.extract("archive/evidence.warc.gz", tmp_path)))


def test_records_are_those_of_the_archive_byte_by_byte(city: Opened, archive: Archive) -> None:
    kept = b"".join(path.read_bytes() for path in archive.warc.glob("*/*"))
    for row in city.rows("captures"):
        start, length = row["evidence_offset"], row["evidence_length"]
        data = city.files["archive/evidence.warc.gz"][start : start + length]
        path = archive.path / row["warc_file"]
        assert path.read_bytes()[row["warc_offset"] :][:length] == data
    assert len(kept) > len(city.files["archive/evidence.warc.gz"])


def test_every_answer_has_its_request_and_metadata(city: Opened) -> None:
    records = list(city.records())
    beside = [
        (record.type, record.headers["WARC-Concurrent-To"])
        for record in records
        if record.type in {"request", "metadata"}
    ]
    answers = [row["record_id"] for row in city.rows("captures")]
    assert sorted(beside) == sorted(
        (kind, answer) for answer in answers for kind in ("metadata", "request")
    )
    infos = {one.headers["WARC-Record-ID"] for one in records if one.type == "warcinfo"}
    named = (one.headers["WARC-Warcinfo-ID"] for one in records if one.type != "warcinfo")
    assert set(named) == infos


def test_what_a_revisit_refers_to_is_there(city: Opened) -> None:
    records = list(city.records())
    there = {
        (one.headers["WARC-Record-ID"], one.headers["WARC-Target-URI"], one.headers["WARC-Date"])
        for one in records
        if one.type == "response"
    }
    referred = {
        tuple(one.headers[f"WARC-Refers-To{part}"] for part in ("", "-Target-URI", "-Date"))
        for one in records
        if one.type == "revisit"
    }
    assert referred
    assert referred <= there


def test_every_cell_reads_back_from_the_file_alone(city: Opened) -> None:
    captures = {row["id"]: row["capture"] for row in city.rows("versions")}
    cells = [cell for cell in city.rows("cells") if cell["locator"]]
    for cell in cells:
        parts = json.loads(cell["locator"])
        body = city.document(captures[cell["version"]])
        assert read_at(body, Locator(**parts)) == cell["raw"], cell["key"]
    assert len(cells) == 200


def test_tables_are_whole_and_the_same_in_both_formats(city: Opened, archive: Archive) -> None:
    report = scope_of_report(archive, *CITY).reports
    counted = "SELECT count(*) AS n FROM captures JOIN sources USING (url) WHERE report = ?"
    looks = [row for row in city.rows("captures") if row["part"] == "look"]
    assert len(looks) == archive.rows(counted, *report)[0]["n"] == 6
    for name in (name for name in city.files if name.endswith(".csv")):
        rows = json.loads(city.files[name.replace(".csv", ".json")])
        text = io.StringIO(city.files[name].decode(), newline="")
        assert list(csv.DictReader(text)) == [
            {key: "" if value is None else str(value) for key, value in row.items()} for row in rows
        ]


def test_the_chain_leads_back_to_the_front_page(city: Opened) -> None:
    rows = city.rows("captures")
    chain = {row["url"] for row in rows if row["part"] == "chain"}
    look = next(row for row in rows if row["part"] == "look")
    found, via = [], look["via"]
    while via:
        found.append(via)
        via = next(row["via"] for row in rows if row["url"] == via)
    assert set(found) == chain
    assert [row["role"] for row in rows if row["url"] == found[-1]] == ["root", "root"]


def test_the_page_tells_times_addresses_and_who_fetched(city: Opened) -> None:
    row = city.rows("captures")[0]
    local = datetime.fromisoformat(row["fetched_at"]) + timedelta(hours=8)
    assert row["beijing"] == local.strftime("%Y-%m-%d %H:%M:%S")
    for language in ("en", "zh"):
        page = city.files[f"evidence/README.{language}.md"].decode()
        assert f"| {row['fetched_at']} | {row['beijing']} | 200 | ok | 127.0.1.1 |" in page
        assert "operator: local" in page
        assert "2026-12-01T01:02:03Z" in page
        assert "2026-12-01 09:02:03" in page
        assert "$" not in page.replace("$((", "")


def test_the_commands_of_the_page_give_the_digests(city: Opened, tmp_path: Path) -> None:
    with ZipFile(city.path) as packed:
        packed.extractall(tmp_path)
    page = city.files["evidence/README.en.md"].decode()
    digests, record = (part.split("```")[0] for part in page.split("   ```\n")[1::2])
    row = next(row for row in city.rows("captures") if row["revisit_of"] is None)
    for name, column in (
        ("OFFSET", "evidence_offset"),
        ("LENGTH", "evidence_length"),
        ("SIZE", "payload_length"),
    ):
        record = record.replace(name, str(row[column]))
    assert run(record, tmp_path) == f"{row['payload_sha256']}  -"
    lines = run(digests.splitlines()[1], tmp_path).splitlines()
    assert len(lines) == len(city.files) - 1
    assert all(line.split()[0] in page for line in lines if "README" not in line
               and "datapackage" not in line)  # fmt: skip


def run(command: str, folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_the_same_archive_and_moment_give_the_same_bytes(
    city: Opened, archive: Archive, tmp_path: Path
) -> None:
    again = write(archive, scope_of_report(archive, *CITY), tmp_path / "again.wacz")
    assert again.path.read_bytes() == city.path.read_bytes()


def test_pywb_shows_every_answer(archive: Archive, tmp_path: Path) -> None:
    sql = "SELECT id AS report FROM reports WHERE year IN (2022, 2025)"
    opened = write(archive, scope_of_query(archive, sql), tmp_path / "some.wacz")
    rows = opened.rows("captures")
    with Replay(tmp_path, [opened.path]) as replay:
        for row in (row for row in rows if row["warc_file"]):
            shown = replay.ask(row["fetched_at"], row["url"])
            kept = opened.record(row)
            assert (shown.status, len(shown.body)) == (
                row["status"],
                0 if row["status"] == 304 else row["payload_length"],
            )
            assert kept.type == "revisit" or shown.body == kept.payload
    assert {row["status"] for row in rows} >= {200, 304, 404}


def test_a_revision_has_both_sides_of_it(archive: Archive, tmp_path: Path) -> None:
    row = archive.rows("SELECT * FROM revisions WHERE kind = 'numbers' LIMIT 1")[0]
    opened = write(archive, scope_of_revision(archive, row["id"]), tmp_path / "one.wacz")
    looks = [one["id"] for one in opened.rows("captures") if one["part"] == "look"]
    assert {row["old_capture"], row["new_capture"]} <= set(looks)
    assert {one["version"] for one in opened.rows("cells")} == {
        row["old_version"],
        row["new_version"],
    }
    (change, *_) = opened.rows("revision_cells")
    for capture in ("old", "new"):
        assert change[f"{capture}_raw"].encode() in opened.document(row[f"{capture}_capture"])


def test_a_query_says_what_it_gave(archive: Archive, tmp_path: Path) -> None:
    sql = "SELECT report, rule FROM standing WHERE rule = 'applications.row_sum'"
    opened = write(archive, scope_of_query(archive, sql), tmp_path / "one.wacz")
    assert opened.rows("query") == archive.rows(sql)
    assert f"`{sql}`" in opened.files["evidence/README.en.md"].decode()
    assert {row["report"] for row in opened.rows("query")} == {
        row["id"] for row in opened.rows("reports")
    }


def test_an_existing_file_is_left_alone_unless_told(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "thesis.wacz"
    path.write_text("mine", encoding="utf-8")
    scope = scope_of_report(archive, *CITY)
    with pytest.raises(ArchiveError, match="--replace"):
        write_evidence(archive, scope, path)
    assert path.read_text("utf-8") == "mine"
    write_evidence(archive, scope, path, replace=True)
    assert ZipFile(path).testzip() is None


def test_an_imported_report_has_its_file(own: Archive, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_bytes(sample_body())
    ingest(own, [Given(file)], SOFTWARE)
    extract_all(own)
    compare(own)
    sql = "SELECT id AS report FROM reports"
    opened = write(own, scope_of_query(own, sql), tmp_path / "import.wacz")
    (row,) = opened.rows("captures")
    assert (opened.record(row).type, opened.document(row["id"])) == ("resource", sample_body())
    check_wacz(opened)


def test_it_works_while_a_crawl_holds_the_archive(own: Archive, tmp_path: Path) -> None:
    run = own.begin_run("crawl")
    with make_writer(own, run) as writer:
        number = record(own, writer, make_exchange(run, body=b"so far"))
        (path,) = own.warc.glob("*/*.open")
        with open_archive(own.path, clock=lambda: MOMENT) as reader:
            scope = scope_of_query(reader, f"SELECT {number} AS capture")
            opened = write(reader, scope, tmp_path / "open.wacz")
    assert not path.exists()
    assert opened.document(number) == b"so far"


def test_other_codings_and_lists_by_post_are_in_it(own: Archive, tmp_path: Path) -> None:
    run = own.begin_run("crawl")
    lists, page = "http://127.0.1.9/list", "http://127.0.1.9/report"
    packed = [("Content-Encoding", "br")]
    with make_writer(own, run) as writer:
        for number in (1, 2):
            said = f"page={number}".encode()
            record(own, writer, make_exchange(run, lists, method="POST", request_body=said))
        shown = make_exchange(run, page, via=lists, headers=packed, body=b"\x8b\x02\x80x\x03")
        capture = record(own, writer, shown)
    sql = f"SELECT {capture} AS capture"
    opened = write(own, scope_of_query(own, sql), tmp_path / "post.wacz")
    assert [(row["part"], row["url"]) for row in opened.rows("captures")] == [
        ("chain", lists),
        ("chain", lists),
        ("look", page),
    ]
    index = opened.files["indexes/index.cdx"].decode().splitlines()
    assert ["__wb_method=post" in line.lower() for line in index] == [True, True, False]


def damage(archive: Archive) -> Path:
    (path,) = archive.warc.glob("*/*")
    last = list(read_members(path))[-1]
    data = path.read_bytes()
    changed = gzip.decompress(data[last.offset :]).replace(b"<p>body</p>", b"<p>BODY</p>")
    path.write_bytes(data[: last.offset] + gzip.compress(changed, mtime=0))
    return path


@pytest.mark.parametrize("gone", [False, True])
def test_a_record_that_is_not_what_it_was_is_no_evidence(
    own: Archive, tmp_path: Path, *, gone: bool
) -> None:
    run = own.begin_run("crawl")
    with make_writer(own, run) as writer:
        record(own, writer, make_exchange(run))
    path = damage(own)
    if gone:
        find_file(path).unlink()
    scope = scope_of_query(own, "SELECT 1 AS capture")
    with pytest.raises(ArchiveError, match="nianbao verify"):
        write_evidence(own, scope, tmp_path / "no.wacz")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive"]


def test_a_failure_without_an_answer_is_a_row(own: Archive, tmp_path: Path) -> None:
    run = own.begin_run("crawl")
    with make_writer(own, run) as writer:
        record(own, writer, make_exchange(run, status=None, outcome="timeout", body=b""))
    opened = write(own, scope_of_query(own, "SELECT 1 AS capture"), tmp_path / "none.wacz")
    (row,) = opened.rows("captures")
    assert (row["outcome"], row["evidence_offset"]) == ("timeout", None)
    assert opened.files["archive/evidence.warc.gz"] == b""
    check_wacz(opened)
