"""The log: one JSON object a line in the archive's `log.jsonl`, whoever runs the command.

A log that has grown to its size becomes `log.jsonl.1`, that one `log.jsonl.2`, and so on.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG = "log.jsonl"
_BYTES = 10_000_000
_FORMER_KEPT = 5
_OWN = ("archive", "crawler", "extract", "nianbao")


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class _LogFile(RotatingFileHandler):
    """A log that says once where it cannot be written, for the command itself may be able to."""

    told = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - its name in logging
        error = sys.exception()
        if not isinstance(error, OSError):
            super().handleError(record)
        elif not self.told:
            self.told = True
            sys.stderr.write(f"nianbao: {self.baseFilename}: {error.strerror}\n")


@contextmanager
def log_to(archive_path: Path) -> Iterator[None]:
    """Write what the rooms log, and errors of the libraries, into the archive's log."""
    handler = _LogFile(
        archive_path / LOG, maxBytes=_BYTES, backupCount=_FORMER_KEPT, encoding="utf-8"
    )
    handler.setFormatter(_JsonLines())
    root = logging.getLogger()
    handler.addFilter(_is_worth_it)
    root.addHandler(handler)
    for name in _OWN:
        logging.getLogger(name).setLevel(logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()


def _is_worth_it(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.ERROR or record.name.split(".")[0] in _OWN
