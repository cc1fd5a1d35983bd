"""The body of a page that is a string: in a script, in JSON, in an attribute, in a text area.

Pages of Guangdong's gkmlpt carry the article as `_CONFIG = {… DETAIL: {"content": "…"}}`, others
in the `srcdoc` of a frame or in a hidden field that a script unwraps. Nothing is run: scripts are
parted into tokens, and strings are known by the keys or the element above them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from extract.document import Block, Document, Table
from extract.encoding import decode
from extract.javascript import tokens, unquote
from extract.readers.embedded import embedded_texts, unwrap
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
_MOST_WRAPPED = 2


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


def strings_of(body: bytes) -> dict[str, str]:
    """Return the strings that a page or JSON holds, by what leads to them."""
    return {pointer: string.text for pointer, string in _strings(body).items()}


def string_at(body: bytes, pointer: str) -> str:
    """Return the string at a pointer of a page or of JSON."""
    string = _strings(body).get(pointer)
    if string is None:
        raise LookupError(f"there is no string at {pointer}")
    return string.text


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
    """Return the strings of JSON, or those embedded in a page, by pointer; of equals the first."""
    text = decode(body)[0]
    if sniff(body) == JSON:
        return dict(_opened(_by_pointer(text, ())))
    root = parse_tree(text)
    found: dict[str, _String] = {}
    for keys, embedded, is_script in embedded_texts(root) if root is not None else ():
        inside = _by_pointer(embedded, keys) if is_script else {}
        found.update(inside or {"/".join(keys): _String(keys, embedded)})
    return dict(_opened(found))


def _opened(strings: Mapping[str, _String], depth: int = 0) -> Iterator[tuple[str, _String]]:
    """Yield strings unwrapped, those that are JSON themselves after what they hold."""
    for pointer, string in strings.items():
        text = unwrap(string.text) if len(string.text) >= _SHORTEST_BODY else string.text
        if depth < _MOST_WRAPPED and text[:1] in {"{", "["} and len(text) >= _SHORTEST_BODY:
            yield from _opened(_by_pointer(text, (pointer,)), depth + 1)
        yield pointer, _String(string.keys, text)


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
    for kind, value, end in _joined(text):
        if kind != "mark":
            word = value
            if kind == "string" and not _is_key(text, end):
                yield _String(tuple(keys), word)
        elif value in {"{", "["} and len(keys) < _DEEPEST:
            lists.append(value == "[")
            keys.append("0" if value == "[" else "")
        elif value in {"}", "]"} and keys:
            keys.pop()
            lists.pop()
        elif value == ":" and keys and not lists[-1]:
            keys[-1] = word
        elif value == "," and keys and lists[-1]:
            keys[-1] = str(int(keys[-1]) + 1)


def _joined(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield kind, value and end of each token; strings that are put together by + are one."""
    pieces: list[str] = []
    end, plus = 0, False
    for token in tokens(text):
        kind = str(token.lastgroup)
        if pieces and not plus and token[0] != "+":
            yield "string", "".join(pieces), end
            pieces = []
        plus = bool(pieces) and token[0] == "+"
        if kind == "string":
            pieces.append(unquote(token[0]))
            end = token.end()
        elif not plus:
            if pieces:
                yield "string", "".join(pieces), end
                pieces = []
            yield kind, token[0], token.end()
    if pieces:
        yield "string", "".join(pieces), end


def _is_key(text: str, end: int) -> bool:
    return text[end : end + 20].lstrip().startswith(":")
