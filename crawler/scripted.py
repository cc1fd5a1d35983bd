"""What scripts write into a page: `document.write` with the strings that variables were given.

Nothing is run: strings are taken in the order in which they stand, every branch as if it were gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from crawler.model import Row
from crawler.page import Page, join, parse_html, read_anchors
from crawler.rows import find_date, looks_like_article, read_row
from extract.javascript import strings, tokens, unquote

_DECLARED = re.compile(r"\b(?:var|let|const)\s+$")
_WRITES = frozenset({"write", "writeln"})
_LINK = re.compile(r"<a\b[^<>]*\bhref\s*=[^<>]*>", re.IGNORECASE)
_TITLE = re.compile(r"title|name|bt$", re.IGNORECASE)
# siteId: '6781961', var organId = 6601841
_GIVEN = re.compile(r"\b(\w+)\s*[:=]\s*[\"']?([\w./-]+)[\"']?\s*(?=[,;}\n])")
_MARKUP = re.compile(r"[<>]")


@dataclass
class Script:
    """The HTML that a script writes; addresses, titles and dates that it holds, in their order."""

    html: str = ""
    held: list[tuple[str, str]] = field(default_factory=list)
    _values: dict[str, str] = field(default_factory=dict)

    def write(self, token: re.Match[str]) -> None:
        """Write a string, or what a variable was given."""
        if token["string"] is not None:
            written = unquote(token["string"])
        else:
            written = self._values.get(str(token["word"]), "")
        self.html += written
        if date := find_date(written):
            self.held.append(("date", date))

    def assign(self, name: str, value: str, *, declared: bool) -> None:
        """Give a variable a value; an empty one later on is that of another branch."""
        if value or declared:
            self._values[name] = value
        if looks_like_article(value):
            self.held.append(("url", value))
        elif value and _TITLE.search(name) and not _MARKUP.search(value):
            self.held.append(("title", value))


def find_scripted_rows(page: Page) -> Iterator[Row]:
    """Yield the rows that scripts write, or hold as an address, a title and a date."""
    for script in map(read_script, page.scripts):
        rows = [read_row(one) for one in read_anchors(parse_html(script.html), page.base)]
        yield from rows
        known = {row.url for row in rows}
        yield from (row for row in _held_rows(script, page.base) if row.url not in known)


def find_written(page: Page) -> Iterator[str]:
    """Yield the pieces of HTML with links that scripts write or hold as strings."""
    for text in page.scripts:
        written = read_script(text).html
        if _LINK.search(written):
            yield written
        yield from (one for one in strings(text) if _LINK.search(one) and one not in written)


def find_joined(text: str) -> Iterator[str]:
    """Yield the strings of a script, those joined by `+` as one, with what its variables hold."""
    values = dict(_GIVEN.findall(text))
    joined, before, leading = "", "", ""
    for token in tokens(text):
        mark, word = token["mark"], str(token["word"] or "")
        if token["string"] is not None:
            if joined and before != "+":
                yield joined
                joined = ""
            joined += (leading if before == "+" else "") + unquote(token["string"])
            leading = ""
        elif word and before == "+" and joined:
            joined += word if word.isdecimal() else values.get(word, "")
        elif word:
            leading = values.get(word, "")
        elif mark not in {"+", "(", ")"}:
            yield joined
            joined, leading = "", ""
        before = mark or ""
    yield joined


def read_script(text: str) -> Script:
    """Follow a script's strings into its variables, and from there into what it writes."""
    script, name, depth = Script(), None, 0
    for token in tokens(text):
        if depth:
            depth += (token["mark"] == "(") - (token["mark"] == ")")
            script.write(token)
            continue
        between = text[name.end() : token.start()].strip() if name else None
        if token["mark"] == "(" and name and name["word"] in _WRITES and not between:
            depth = 1
        elif token["string"] is not None and name and between == "=":
            declared = bool(_DECLARED.search(text[max(0, name.start() - 20) : name.start()]))
            script.assign(str(name["word"]), unquote(token["string"]), declared=declared)
        name = token if token["word"] else name
    return script


def _held_rows(script: Script, base: str) -> Iterator[Row]:
    record: dict[str, str] = {}
    for kind, value in [*script.held, ("", "")]:
        whole = {"url", "title"} <= record.keys()
        if whole and kind in {next(iter(record)), ""}:
            url = join(base, record["url"])
            if url:
                yield Row(url, record["title"], record.get("date"))
            record = {}
        record[kind] = value
