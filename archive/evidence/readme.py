"""What the evidence says of itself, in two languages, to people who have nothing but the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from importlib.resources import files
from string import Template
from typing import Any

from archive.codebook import codebook

LANGUAGES = ("en", "zh")
# China has kept one time without daylight saving since 1991 (tz database, Asia/Shanghai).
_BEIJING = timezone(timedelta(hours=8))
_WORDS = {
    "en": {
        "evidence.warc.gz": "the records (WARC)",
        "index.cdx": "their index (CDXJ)",
        "pages.jsonl": "the pages that a viewer offers",
        "query": "the rows of the query",
    },
    "zh": {
        "evidence.warc.gz": "记录（WARC）",
        "index.cdx": "记录的索引（CDXJ）",
        "pages.jsonl": "浏览工具所列页面",
        "query": "查询结果",
    },
}
_CAPTURE = ("id", "part", "url", "fetched_at", "beijing", "status", "outcome", "ip")


def beijing(stamp: str) -> str:
    """Return a moment, as rows have it, in the time of Beijing."""
    return datetime.fromisoformat(stamp).astimezone(_BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def write_readme(
    language: str,
    told: Mapping[str, str],
    resources: Sequence[Mapping[str, Any]],
    captures: Iterable[Mapping[str, Any]],
    writers: Mapping[str, Mapping[str, str]],
) -> bytes:
    """Return the page in a language; `told` has its title, how it was asked for and when."""
    listed = (
        (one["path"], _what(one["name"], language), one["hash"].removeprefix("sha256:"))
        for one in resources
    )
    looks = (
        [*(row[name] for name in _CAPTURE), row["payload_sha256"] if row["warc_file"] else ""]
        for row in captures
    )
    text = files(__package__).joinpath(f"readme.{language}.md").read_text(encoding="utf-8")
    return (
        Template(text)
        .substitute(
            {name: _fold(value) for name, value in told.items()},
            files="\n".join(map(_line, listed)),
            captures="\n".join(map(_line, looks)),
            writers="\n".join(_writer(name, fields) for name, fields in writers.items()),
        )
        .encode()
    )


def _what(name: str, language: str) -> str:
    """Return what a file is, a table by its title in the codebook."""
    stem = name.partition(".")[0]
    if table := codebook().get(stem):
        return table.title_zh if language == "zh" else table.title_en
    words = _WORDS[language]
    return words.get(name) or words[stem]


def _writer(file: str, fields: Mapping[str, str]) -> str:
    named = ("software", "operator", "http-header-user-agent", "robots")
    told = "; ".join(f"{name}: {fields[name]}" for name in named if fields.get(name))
    return f"- `{file}`: {told}"


def _line(values: Iterable[object]) -> str:
    """Return a row of a table in Markdown."""
    return f"| {' | '.join(_fold(value).replace('|', chr(92) + '|') for value in values)} |"


def _fold(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())
