"""Fenced blocks, links and names of the documentation, as the tests need them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extract.messages import sentences
from tests.docs_parts import FILES, MARK, ROOT

OTHERS = (ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md")
PAGES = (*FILES, *OTHERS)
_FENCE = re.compile(
    r"(?:^<!-- (?P<note>[\w ]+) -->\n)?^```(?P<language>[\w ]+)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_NAME = re.compile(r"`([a-z_]+(?:\.[a-z_]+)*)`")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the remark in the line above it, and its text."""

    language: str
    note: str
    body: str


def blocks(path: Path, language: str) -> Iterator[Block]:
    """Yield the blocks of one language in a file."""
    for fence in _FENCE.finditer(path.read_text(encoding="utf-8")):
        if fence["language"] == language:
            yield Block(fence["language"], fence["note"] or "", fence["body"])


def command_lines(path: Path) -> list[list[str]]:
    """Return the words of each command line in a file's sh blocks."""
    lines = [line for block in blocks(path, "sh") for line in block.body.splitlines()]
    return [shlex.split(line, comments=True) for line in lines if line.strip()]


def links(path: Path) -> Iterator[tuple[str, str]]:
    """Yield file and anchor of each link to the repository's own files."""
    for target in _LINK.findall(_prose(path)):
        if "://" not in target:
            file, _, anchor = target.partition("#")
            yield file, anchor


def anchors(path: Path) -> set[str]:
    """Return what links may name in a file, after GitHub's way."""
    headings = _HEADING.findall(path.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in headings}


def names(path: Path) -> set[str]:
    """Return the names in backticks that a person wrote: no generated part, no block."""
    return set(_NAME.findall(_prose(path)))


def _prose(path: Path) -> str:
    return _FENCE.sub("", MARK.sub("", path.read_text(encoding="utf-8")))


def emitted_rules() -> set[str]:
    """Return the names of rules that there are messages for."""
    families = sentences("findings")
    return {f"{family}.{what}" for family, rules in families.items() for what in rules}
