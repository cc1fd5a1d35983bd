"""Shared storage does the same in a folder and in a bucket, and is read by ranges."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec
import pytest
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

from archive.archive import Archive, ArchiveError, open_archive
from archive.captures import record
from archive.extraction import extract_all
from crawler.cluster.cluster import Cluster
from crawler.cluster.extracting import extract_on
from crawler.cluster.storage import Storage
from tests.archive.warcs import make_exchange, make_writer
from tests.crawler.cluster.sameness import dump
from tests.crawler.portals import crawl
from tests.farm.farm import PortalFarm


@dataclass(frozen=True)
class Bucket:
    """A bucket on a local server, and what that was asked: method, path, range."""

    name: str
    log: list[tuple[str, str, str | None]]

    @property
    def address(self) -> str:
        return f"s3://{self.name}/nianbao"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    log: list[tuple[str, str, str | None]] = []
    inner = DomainDispatcherApplication(create_backend_app)

    def app(environ: dict[str, Any], start: Any) -> Any:
        log.append((environ["REQUEST_METHOD"], environ["PATH_INFO"], environ.get("HTTP_RANGE")))
        return inner(environ, start)

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    # What moto keeps is kept for the whole process.
    found = Bucket(f"reports-{server.server_port}", log)
    try:
        fsspec.filesystem("s3").mkdir(found.name)
        yield found
    finally:
        fsspec.filesystem("s3").clear_instance_cache()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "bucket":
        return Storage(request.getfixturevalue("bucket").address)
    return Storage(str(tmp_path / "shared"))


def test_a_file_that_was_put_is_read_whole_and_by_range(storage: Storage, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"0123456789")
    storage.put(tmp_path / "file", "warc/2026/file")
    assert storage.size("warc/2026/file") == 10
    assert storage.read("warc/2026/file") == b"0123456789"
    assert storage.read("warc/2026/file", 3, 4) == b"3456"


def test_what_is_not_there_has_no_size(storage: Storage) -> None:
    assert storage.size("nothing") is None
    assert storage.list() == []


def test_a_place_is_listed_and_removed(storage: Storage) -> None:
    storage.below("b").write("x", b"1")
    storage.below("a").write("x", b"2")
    assert storage.list() == ["a", "b"]
    storage.below("a").remove()
    assert storage.list() == ["b"]
    storage.below("a").remove()


def test_a_place_is_had_as_a_folder(storage: Storage) -> None:
    storage.below("part").write("nianbao.db", b"rows")
    storage.below("part/warc/2026").write("one", b"record")
    with storage.below("part").near() as folder:
        assert (folder / "nianbao.db").read_bytes() == b"rows"
        assert (folder / "warc/2026/one").read_bytes() == b"record"


def test_an_address_of_nothing_known_is_refused() -> None:
    with pytest.raises(ArchiveError, match="gopher://x is no storage"):
        Storage("gopher://x")


def test_a_bucket_that_cannot_be_used_is_named(
    tmp_path: Path, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_archive(tmp_path, command="extract", create=True) as archive:
        record_something(archive)
        with pytest.raises(ArchiveError, match=r"s3://nobodys/x cannot be used: .*bucket"):
            extract_on(archive, Cluster("local:1", "s3://nobodys/x"))
        fsspec.filesystem("s3").clear_instance_cache()
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        with pytest.raises(ArchiveError, match="cannot be used: Unable to locate credentials"):
            extract_on(archive, Cluster("local:1", bucket.address))


def record_something(archive: Archive) -> None:
    with make_writer(archive, archive.begin_run("crawl")) as writer:
        record(archive, writer, make_exchange(1))


def test_records_in_a_bucket_are_read_by_range_and_nothing_else(
    tmp_path: Path, bucket: Bucket
) -> None:
    for name in ("alone", "together"):
        with PortalFarm(["attachments"], port=18431) as farm:
            crawl(tmp_path / name, farm.roots)
    with open_archive(tmp_path / "alone", command="extract") as archive:
        extract_all(archive)
    with open_archive(tmp_path / "together", command="extract") as archive:
        found = extract_on(archive, Cluster("local:1", bucket.address))
    assert found.read
    assert dump(tmp_path / "together") == dump(tmp_path / "alone")

    files = [one for one in bucket.log if one[0] == "GET" and one[1].endswith(".warc.gz")]
    assert len(files) >= found.read
    assert all(asked for _, _, asked in files)
    left = fsspec.filesystem("s3", skip_instance_cache=True).find(bucket.name)
    assert left
    assert all(one.endswith(".warc.gz") for one in left)
