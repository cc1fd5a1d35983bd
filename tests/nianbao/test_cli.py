"""What the command line does with failures that no command foresaw."""

from __future__ import annotations

import errno
import sqlite3

import pytest

from nianbao import cli


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device"),
            "nianbao: the archive: No space left on device; what is whole is kept\n",
        ),
        (
            OSError(errno.EACCES, "Permission denied", "a/warc"),
            "nianbao: a/warc: Permission denied; what is whole is kept\n",
        ),
        (
            sqlite3.OperationalError("disk I/O error"),
            (
                "nianbao: the archive's database cannot be used: disk I/O error;"
                " `nianbao verify` looks into it\n"
            ),
        ),
    ],
)
def test_a_failing_disk_is_one_sentence(
    error: Exception,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr(cli.cli, "main", fail)
    with pytest.raises(SystemExit, match="1"):
        cli.main()
    assert capsys.readouterr().err == sentence
