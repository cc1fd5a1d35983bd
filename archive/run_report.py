"""What the last run did, as a letter to the operator, in text or in HTML without any other file."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from archive.archive import Archive
from archive.health import Health, tell_bytes

_MOST = 50
_STEPS = (
    "SELECT command, started_at, ended_at, outcome, counts FROM runs WHERE started_at >= ?"
    " ORDER BY started_at, id"
)
# News is what the copy before the last run did not have.
_PUBLISHED = (
    "SELECT coalesce(max(started_at), '') AS at FROM runs"
    " WHERE command = 'publish' AND outcome = 'ok' AND started_at < ?"
)
_FOUND = """
SELECT agencies.name AS agency_name, reports.year, reports.status AS kind, reports.title AS told
FROM reports
LEFT JOIN agencies ON agencies.id = reports.agency
WHERE reports.first_seen >= ? AND reports.status <> 'not_a_report' ORDER BY reports.id
"""
_REVISED = """
SELECT agencies.name AS agency_name, reports.year, revisions.kind, revisions.summary AS told
FROM revisions
LEFT JOIN reports ON reports.id = revisions.report
LEFT JOIN agencies ON agencies.id = reports.agency
WHERE revisions.seen_at >= ? AND revisions.kind <> 'cosmetic' ORDER BY revisions.id
"""
_STYLE = (
    "body{font-family:system-ui,sans-serif;line-height:1.5;max-width:50em;margin:1em auto;"
    "padding:0 1em;color:#1c1c1c;background:#fff}h1{font-size:1.2em}h2{font-size:1em}"
)


@dataclass(frozen=True)
class Part:
    """A heading and the lines below it."""

    heading: str
    lines: Sequence[str]


@dataclass(frozen=True)
class RunReport:
    """A title and its parts, in one of the two languages."""

    language: str
    title: str
    parts: Sequence[Part]

    def to_text(self) -> str:
        """Return the report as plain text."""
        blocks = ["\n  - ".join([part.heading, *part.lines]) for part in self.parts]
        return "\n\n".join([self.title, *blocks]) + "\n"

    def to_html(self) -> str:
        """Return the report as one HTML document; what was read elsewhere stands in it as text."""
        language = "zh-Hans" if self.language == "zh" else "en"
        head = f'<meta charset="utf-8"><title>{escape(self.title)}</title><style>{_STYLE}</style>'
        body = "\n".join([f"<h1>{escape(self.title)}</h1>", *map(_as_html, self.parts)])
        return (
            f'<!DOCTYPE html>\n<html lang="{language}"><head>{head}</head><body>\n{body}\n'
            "</body></html>\n"
        )


def _as_html(part: Part) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in part.lines)
    return f"<h2>{escape(part.heading)}</h2>" + (f"<ul>{items}</ul>" if items else "")


def report_run(archive: Archive, health: Health, language: str) -> RunReport:
    """Return what the last crawl or import and the steps after it brought, in `en` or `zh`."""
    words = _words(language)
    began = health.last_run["started_at"] if health.last_run else ""
    since = archive.rows(_PUBLISHED, began)[0]["at"]
    found, revised = archive.rows(_FOUND, since), archive.rows(_REVISED, since)
    problems = [one.message_zh if language == "zh" else one.message for one in health.problems]
    steps = [_step(step, words) for step in archive.rows(_STEPS, began)]
    broken = [_fallen(row, words) for row in health.broken]
    parts = [
        Part(words["problems"], problems) if problems else Part(words["well"], []),
        Part(words["steps"], steps or [words["nothing_ran"]]),
        _part(words, "found", [_line(row, words) for row in found]),
        _part(words, "revised", [_line(row, words) for row in revised]),
        _part(words, "broken", broken),
        Part(words["portals"], [f"{name}: {count}" for name, count in health.portals.items()]),
        Part(words["disk"], [_sizes(health, words)]),
    ]
    title = words["title"].format(archive=archive.path.resolve(), moment=health.checked_at)
    return RunReport(language, title, parts)


def _part(words: Mapping[str, str], name: str, lines: Sequence[str]) -> Part:
    return Part(words[name].format(count=len(lines)), list(_cut(words, lines)))


def _cut(words: Mapping[str, str], lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:_MOST]
    if len(lines) > _MOST:
        yield words["more"].format(count=len(lines) - _MOST)


def _step(row: Mapping[str, Any], words: Mapping[str, str]) -> str:
    counts = ", ".join(
        f"{name} {count}" for name, count in json.loads(row["counts"] or "{}").items()
    )
    told = {"ended_at": "…", "outcome": words["unfinished"]}
    told |= {name: row[name] for name in told if row[name]}
    return words["step"].format(**{**row, **told, "counts": counts or "–"})


def _line(row: Mapping[str, Any], words: Mapping[str, str]) -> str:
    body = " ".join(
        str(part) for part in (row["agency_name"] or words["unknown"], row["year"]) if part
    )
    return f"{body}: {row['kind']}; {' '.join((row['told'] or '').split())}"


def _fallen(row: Mapping[str, Any], words: Mapping[str, str]) -> str:
    return words["fallen"].format(**{name: value or "–" for name, value in row.items()})


def _sizes(health: Health, words: Mapping[str, str]) -> str:
    disk = health.disk
    return words["sizes"].format(
        archive=tell_bytes(disk.archive_bytes),
        database=tell_bytes(disk.database_bytes),
        free=tell_bytes(disk.free_bytes),
    )


@cache
def _words(language: str) -> Mapping[str, str]:
    text = files("archive").joinpath("run_report.toml").read_text(encoding="utf-8")
    return {name: pair[("en", "zh").index(language)] for name, pair in tomllib.loads(text).items()}
