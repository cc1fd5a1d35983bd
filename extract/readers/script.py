"""The body of a page that is a string in a script or in JSON, as JavaScript writes it.

Pages of Guangdong's gkmlpt carry the article as `_CONFIG = {… DETAIL: {"content": "…"}}`.
Nothing is run: the text is parted into tokens, and strings are known by the keys above them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from lxml import etree

from extract.document import Block, Document, Table
from extract.encoding import decode
from extract.javascript import tokens, unquote
from extract.readers import html
from extract.readers.html import parse_tree, read_html
from extract.readers.relocate import relocate_blocks
from extract.readers.sniff import JSON, sniff
from extract.readers.worth import worth
from extract.sections import is_heading
from extract.text import fold

_MARKUP = re.compile(r"<(?:p|div|span|table|section|br|h[1-6])\b[^<]*>", re.IGNORECASE)
_SHORTEST_BODY = 200
_LONGEST_NAME = 200
_MOST_BODIES = 5
_DEEPEST = 50


@dataclass(frozen=True)
class _String:
    """A string of a script: the keys that lead to it, and what it says."""

    keys: tuple[str, ...]
    text: str


def read_script(body: bytes, page: Document | None) -> Document:
    """Return a page with the body that its scripts hold, if its own markup has none.

    `page` is None for JSON alone. What the string stands beside (title, publisher) are names.
    """
    whole = page or Document(JSON, decode(body)[1], ())
    if any(is_heading(line.text) for line in whole.paragraphs()):
        return whole
    strings = _strings(body)
    found = [
        (pointer, string, read_html(string.text.encode()))
        for pointer, string in _bodies(strings).items()
    ]
    if not found:
        return whole
    pointer, string, content = max(found, key=lambda item: worth(item[2]))
    before, gained = worth(whole), worth(content)
    if gained[:3] <= before[:3] and gained.letters <= 2 * before.letters:
        return whole
    tables = len(whole.tables())
    blocks = (*whole.blocks, *_after(tables, relocate_blocks(content.blocks, pointer)))
    names = {**_names(strings, string), **whole.names}
    return replace(whole, blocks=blocks, names=names, images=whole.images + content.images)


def text_at(body: bytes, pointer: str, at: str) -> str:
    """Return the text of the element that an XPath names in the string at a pointer."""
    string = _strings(body).get(pointer)
    if string is None:
        raise LookupError(f"there is no string at {pointer}")
    return html.text_at(string.text.encode(), at)


def _after(tables: int, blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks, their tables numbered after those that stand before them."""
    for block in blocks:
        if isinstance(block, Table):
            yield replace(block, number=block.number + tables)
        else:
            yield block


def _bodies(strings: Mapping[str, _String]) -> dict[str, _String]:
    """Return the longest strings that hold markup."""
    marked = {
        pointer: string
        for pointer, string in strings.items()
        if len(string.text) >= _SHORTEST_BODY and _MARKUP.search(string.text)
    }
    longest = sorted(marked, key=lambda pointer: -len(marked[pointer].text))[:_MOST_BODIES]
    return {pointer: marked[pointer] for pointer in longest}


def _names(strings: Mapping[str, _String], chosen: _String) -> dict[str, str]:
    beside = (string for string in strings.values() if string.keys[:-1] == chosen.keys[:-1])
    return {
        string.keys[-1]: fold(string.text)
        for string in beside
        if string.keys and string is not chosen and 0 < len(string.text) <= _LONGEST_NAME
    }


def _strings(body: bytes) -> dict[str, _String]:
    """Return the strings of JSON, or of all scripts of a page, by pointer; of equals the first."""
    text = decode(body)[0]
    if sniff(body) == JSON:
        return _by_pointer(text, ())
    strings: dict[str, _String] = {}
    root = parse_tree(text)
    for number, script in enumerate(root.iter("script") if root is not None else (), start=1):
        if isinstance(script, etree._Element) and script.text:
            strings.update(_by_pointer(script.text, (f"script[{number}]",)))
    return strings


def _by_pointer(text: str, start: tuple[str, ...]) -> dict[str, _String]:
    """Name strings by their keys; those of the same keys are counted on."""
    strings: dict[str, _String] = {}
    seen: Counter[str] = Counter()
    for string in _walk(text):
        pointer = "/".join((*start, *string.keys))
        seen[pointer] += 1
        again = seen[pointer]
        strings[pointer if again == 1 else f"{pointer}#{again}"] = string
    return strings


def _walk(text: str) -> Iterator[_String]:
    """Yield strings with the keys of the objects, and the indices of the lists, around them."""
    keys: list[str] = []
    lists: list[bool] = []
    word = ""
    for token in tokens(text):
        mark = token["mark"]
        if token["string"] is not None:
            word = unquote(token["string"])
            if not _is_key(text, token.end()):
                yield _String(tuple(keys), word)
        elif token["word"] is not None:
            word = token["word"]
        elif mark in {"{", "["} and len(keys) < _DEEPEST:
            lists.append(mark == "[")
            keys.append("0" if mark == "[" else "")
        elif mark in {"}", "]"} and keys:
            keys.pop()
            lists.pop()
        elif mark == ":" and keys and not lists[-1]:
            keys[-1] = word
        elif mark == "," and keys and lists[-1]:
            keys[-1] = str(int(keys[-1]) + 1)


def _is_key(text: str, end: int) -> bool:
    return text[end : end + 20].lstrip().startswith(":")
