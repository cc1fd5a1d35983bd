"""WARC files sifted on a cluster give what one machine finds in them."""

from __future__ import annotations

from pathlib import Path

from archive.archive import open_archive
from crawler.cluster.cluster import Cluster
from crawler.cluster.sending import WORK
from crawler.cluster.sifting import sift_on
from crawler.sift_list import sift_all
from tests.archive.warcs import SOFTWARE
from tests.crawler.cluster.conftest import Workers
from tests.crawler.cluster.sameness import dump
from tests.crawler.mixed_crawl import make_crawl


def test_files_sifted_on_a_cluster_give_the_same_archive(tmp_path: Path, workers: Workers) -> None:
    files = [tmp_path / f"{number}.warc.gz" for number in range(2)]
    for number, file in enumerate(files):
        make_crawl(file, 40, 4, seed=number)
    addresses = [str(file) for file in (*files, tmp_path / "missing.warc")]
    with open_archive(tmp_path / "alone", command="extract", create=True) as archive:
        wanted = list(sift_all(archive, addresses, SOFTWARE))
    with open_archive(tmp_path / "together", command="extract", create=True) as archive:
        found = list(sift_on(archive, Cluster(workers.address), addresses, SOFTWARE))
        assert sorted(map(repr, found)) == sorted(map(repr, wanted))
        again = list(sift_on(archive, Cluster(workers.address), addresses, SOFTWARE))
        assert [one.address for one in again] == addresses[2:]
    assert dump(tmp_path / "together") == dump(tmp_path / "alone")
    assert not (tmp_path / "together" / WORK).exists()
