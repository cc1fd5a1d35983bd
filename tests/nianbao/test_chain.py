"""From a portal's front page to the panel, on real documents and on portals that break."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from archive.archive import open_archive
from extract.parse import parse
from nianbao.demo.farm import Farm
from tests.conftest import Run

QUICK = ("--delay", "0.02")


def _allow(farm: Farm) -> list[str]:
    hosts = [urlsplit(base).hostname or "" for base in farm.bases.values()]
    return [part for host in hosts for part in ("--allow", host)]


@pytest.fixture
def farm() -> Iterator[Farm]:
    with Farm() as running:
        yield running


def test_real_documents_give_the_values_that_parse_gives(
    real_reports: Path, tmp_path: Path, nianbao: Run
) -> None:
    with Farm(real_reports) as farm:
        crawled = nianbao("crawl", farm.bases["real"], *QUICK, "--archive", tmp_path)
    assert crawled.returncode == 0, crawled.stderr
    for command in ("extract", "compare", "publish"):
        assert nianbao(command, "--archive", tmp_path).returncode == 0
    with open_archive(tmp_path) as archive:
        panel = {
            (row["agency_name"], row["year"]): row for row in archive.rows("SELECT * FROM panel")
        }
    files = [path for path in real_reports.iterdir() if path.suffix in {".txt", ".html", ".pdf"}]
    assert len(files) > 5
    for path in files:
        report = parse(path.read_bytes())
        row = panel[report.agency, report.year]
        assert row["status"] == report.status
        wanted = {key.replace(".", "_"): value.value for key, value in report.values.items()}
        assert {key: row[key] for key in wanted} == wanted


def test_import_places_the_real_texts(real_reports: Path, tmp_path: Path, nianbao: Run) -> None:
    texts = sorted(real_reports.glob("*.txt"))
    assert nianbao("import", *texts, "--archive", tmp_path).returncode == 0
    with open_archive(tmp_path) as archive:
        statuses = [row["status"] for row in archive.rows("SELECT status FROM panel")]
        inexact = archive.rows(
            "SELECT message FROM findings JOIN versions ON versions.id = findings.version"
            " WHERE rule = 'label.inexact' AND agency_name LIKE '%王家后乡%'"
        )
        blank = archive.rows(
            "SELECT findings.keys FROM findings JOIN versions ON versions.id = findings.version"
            " WHERE rule = 'cell.blank' AND agency_name LIKE '%王集乡%'"
        )
    assert len(statuses) == 5
    assert statuses.count("verified") >= 3
    assert "本年度止件数" in inexact[0]["message"]
    assert len(json.loads(blank[0]["keys"])) == 6


def test_a_portal_that_worked_and_breaks_is_an_alarm(
    farm: Farm, tmp_path: Path, nianbao: Run
) -> None:
    base = farm.bases["yunlan"]
    assert nianbao("crawl", base, *QUICK, "--archive", tmp_path).returncode == 0
    farm.server("yunlan").go_down()
    broken = nianbao("run", *QUICK, "--archive", tmp_path)
    assert broken.returncode == 3
    assert "broken" in broken.stderr


def test_a_blocked_portal_alarms_once(farm: Farm, tmp_path: Path, nianbao: Run) -> None:
    base = farm.bases["songling"]
    first = nianbao("crawl", base, *QUICK, "--archive", tmp_path)
    second = nianbao("run", *QUICK, "--archive", tmp_path)
    assert (first.returncode, second.returncode) == (3, 0)
    assert "blocked" in second.stderr


def test_import_of_the_same_file_is_known(tmp_path: Path, nianbao: Run) -> None:
    file = tmp_path / "report.txt"
    file.write_text("云澜市教育局2024年政府信息公开工作年度报告\n", encoding="utf-8")
    nianbao("import", file, "--archive", tmp_path / "a")
    assert "1 known already" in nianbao("import", file, "--archive", tmp_path / "a").stdout


def test_two_writers_are_kept_apart(tmp_path: Path, nianbao: Run) -> None:
    file = tmp_path / "report.txt"
    file.write_text("云澜市教育局2024年政府信息公开工作年度报告\n", encoding="utf-8")
    nianbao("import", file, "--archive", tmp_path)
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = nianbao("extract", "--archive", tmp_path)
    assert result.returncode == 4
    assert "another run holds" in result.stderr


def test_reading_what_is_no_archive_is_one_sentence(tmp_path: Path, nianbao: Run) -> None:
    result = nianbao("status", "--archive", tmp_path)
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert "there is no archive" in result.stderr


def test_a_public_host_needs_a_contact(tmp_path: Path, nianbao: Run) -> None:
    result = nianbao("crawl", "http://www.example.gov.cn/", "--archive", tmp_path)
    assert result.returncode == 2
    assert "--contact" in result.stderr


def test_status_and_show(farm: Farm, tmp_path: Path, nianbao: Run) -> None:
    nianbao("crawl", farm.bases["linxi"], *_allow(farm), *QUICK, "--archive", tmp_path)
    nianbao("extract", "--archive", tmp_path)
    nianbao("compare", "--archive", tmp_path)
    assert "gkmlpt" in nianbao("status", "--archive", tmp_path).stdout
    shown = nianbao("show", "临溪区人民政府", "2022", "--archive", tmp_path).stdout
    assert "applications.row_sum (publisher): newly received" in shown
    chinese = nianbao("show", "临溪区人民政府", "2022", "--language", "zh", "--archive", tmp_path)
    assert "applications.row_sum (publisher): 本年新收政府信息公开申请数量" in chinese.stdout
    missing = nianbao("show", "临溪区人民政府", "1999", "--archive", tmp_path)
    assert missing.returncode == 2
    assert "2022" in missing.stderr
