"""Verdicts: what a person decided about a finding, as long as what was found is the same."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal, get_args

from archive.archive import Archive

Decision = Literal["confirmed", "dismissed", "misread"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)
# What tells one finding from another, and the same one in another reading of the same cells.
_KEY = ("report", "rule", "keys", "observed")
_SHOWN = (
    *("finding", *_KEY, "agency_name", "year", "severity", "message"),
    *("decision", "reason", "by"),
)


class VerdictError(Exception):
    """A verdict that cannot be taken; the sentence says which and why."""


@dataclass(frozen=True)
class Verdict:
    """A decision about the finding that `key` names: report, rule, keys and what was observed."""

    key: tuple[Any, ...]
    decision: str
    reason: str
    by: str | None


def list_standing(archive: Archive, *, undecided: bool = False) -> list[dict[str, Any]]:
    """Return every finding that stands, errors first, or those that nobody decided about."""
    where = "WHERE decision IS NULL" if undecided else ""
    return archive.rows(
        f"SELECT * FROM standing {where}"  # noqa: S608 - our own words
        " ORDER BY severity != 'error', severity != 'warning', agency_name, year, rule, finding"
    )


def decide(archive: Archive, finding: int, decision: str, reason: str, by: str | None) -> None:
    """Note a decision about the finding of that number."""
    rows = archive.rows("SELECT * FROM standing WHERE finding = ?", finding)
    if not rows:
        raise VerdictError(
            f"there is no standing finding {finding}; `nianbao review list` shows those that are"
        )
    _note(archive, [Verdict(_key(rows[0]), decision, reason, by)])


def write_csv(rows: Iterable[Mapping[str, Any]], file: IO[str]) -> None:
    """Write findings as a table to decide in: `decision`, `reason` and `by` are to be filled in."""
    writer = csv.DictWriter(file, _SHOWN, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)


def read_csv(archive: Archive, path: Path) -> int:
    """Note the decisions of a table; returns how many there are. Either all are taken or none."""
    standing = {_key(row): row for row in list_standing(archive)}
    verdicts = [
        _read(path, line, row, standing) for line, row in _rows(path) if row.get("decision")
    ]
    _note(archive, verdicts)
    return len(verdicts)


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            lacking = {*_KEY, "decision", "reason"} - set(reader.fieldnames or ())
            if lacking:
                raise VerdictError(f"{path} has no column {', '.join(sorted(lacking))}")
            return [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise VerdictError(f"{path} cannot be read as a table of verdicts: {error}") from error


def _read(
    path: Path, line: int, row: Mapping[str, str], standing: Mapping[tuple[Any, ...], Any]
) -> Verdict:
    where = f"{path}, line {line}"
    if row["decision"] not in DECISIONS:
        raise VerdictError(f"{where}: {row['decision']!r} is none of {', '.join(DECISIONS)}")
    if not row["reason"].strip():
        raise VerdictError(f"{where}: a decision needs a reason")
    key = (int(row["report"]) if row["report"].isdigit() else None, *(row[n] for n in _KEY[1:]))
    if key not in standing:
        raise VerdictError(f"{where}: no such finding of {row['rule']} stands now")
    return Verdict(key, row["decision"], row["reason"].strip(), row.get("by") or None)


def _note(archive: Archive, verdicts: Sequence[Verdict]) -> None:
    with archive.transaction():
        archive.db.conn.executemany(
            "INSERT INTO verdicts (report, rule, keys, observed, decision, reason, by, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (report, rule, keys, observed)"
            " DO UPDATE SET decision = excluded.decision, reason = excluded.reason,"
            " by = excluded.by, at = excluded.at",
            [(*one.key, one.decision, one.reason, one.by, archive.stamp()) for one in verdicts],
        )


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in _KEY)
