"""JavaScript as text: its tokens, its strings, its literal values. Nothing is run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_TOKEN = re.compile(
    # What is not closed goes on to its end: no text is looked through twice.
    r"""//[^\n]*|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?"""
    r"""|(?P<string>"(?:[^"\\\n]++|\\.)*+"?|'(?:[^'\\\n]++|\\.)*+'?|`(?:[^`\\]++|\\.)*+`?)"""
    r"|(?P<word>-?\d+(?:\.\d+)?(?![\w$])|[\w$]+)|(?P<mark>[{}\[\]:,;=()+])"
    r"|(?P<other>/|[^\s\w$\"'`/{}\[\]:,;=()+]+)",
    re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL
)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d+)?")
_OPENING, _CLOSING, _ENDS = frozenset("{[("), frozenset("}])"), frozenset("}]),;:")
_DEEPEST = 50


def tokens(text: str, start: int = 0) -> Iterator[re.Match[str]]:
    """Yield strings, words and marks; each match has one of the groups of these names."""
    return (token for token in _all_tokens(text, start) if token.lastgroup != "other")


def _all_tokens(text: str, start: int) -> Iterator[re.Match[str]]:
    return (token for token in _TOKEN.finditer(text, start) if token.lastgroup)


def strings(text: str) -> Iterator[str]:
    """Yield what the string literals of a script say."""
    for token in tokens(text):
        if token["string"] is not None:
            yield unquote(token["string"])


def drop_comments(text: str) -> str:
    """Return a script without its comments."""
    return _TOKEN.sub(lambda token: token[0] if token.lastgroup else " ", text)


def unquote(quoted: str) -> str:
    """Return what a string literal says, its quotes and escapes resolved."""
    text = _ESCAPE.sub(_character, quoted[1:-1])
    # Characters beyond U+FFFF are escaped as two surrogates.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2] or escape[3]
    if code is None:
        return _PLAIN.get(escape[4], escape[4])
    number = int(code, 16)
    return chr(number) if number < 0x110000 else "\ufffd"


def read_literal(text: str, start: int = 0) -> Any:
    """Return the value of the literal at a place: objects as dicts, arrays as lists.

    Keys need no quotes, strings may have any. What would have to be run is None, as is what is
    nested too deep or not closed; what stands after the literal does not matter.
    """
    try:
        return _Reader(text, start).value()
    except (StopIteration, RecursionError):
        return None


def read_arguments(text: str, start: int) -> list[Any]:
    """Return the values between the brackets of a call; `start` is behind the opening one."""
    try:
        return _Reader(text, start).arguments()
    except (StopIteration, RecursionError):
        return []


class _Reader:
    """Reads one literal from left to right, one token ahead."""

    def __init__(self, text: str, start: int) -> None:
        self._tokens = _all_tokens(text, start)
        self._ahead = next(self._tokens)

    def value(self, depth: int = 0) -> Any:
        """Read one value and stop before what ends it."""
        if depth > _DEEPEST:
            raise RecursionError
        mark = self._ahead["mark"]
        if mark in {"{", "["}:
            found = self._object(depth + 1) if mark == "{" else self._array(depth + 1)
            if depth:
                self._step()
            return found
        return _plain(self._expression())

    def arguments(self) -> list[Any]:
        """Read values up to the closing bracket of a call."""
        found: list[Any] = []
        while self._ahead["mark"] != ")":
            if self._ahead["mark"] in _ENDS:
                self._step()
            else:
                found.append(self.value(1))
        return found

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self._step()
        while self._ahead["mark"] != "}":
            key = self._ahead
            self._step()
            if key.lastgroup in {"string", "word"} and self._ahead["mark"] == ":":
                self._step()
                found[key["word"] or unquote(key["string"])] = self.value(depth)
        return found

    def _array(self, depth: int) -> list[Any]:
        found: list[Any] = []
        self._step()
        while self._ahead["mark"] != "]":
            if self._ahead["mark"] in _ENDS:
                self._step()
            else:
                found.append(self.value(depth))
        return found

    def _expression(self) -> list[re.Match[str]]:
        """Return the tokens up to the comma or bracket that ends a value."""
        pieces: list[re.Match[str]] = []
        nested = 0
        while nested or self._ahead["mark"] not in _ENDS:
            nested += (self._ahead["mark"] in _OPENING) - (self._ahead["mark"] in _CLOSING)
            pieces.append(self._ahead)
            self._step()
        return pieces

    def _step(self) -> None:
        self._ahead = next(self._tokens)


def _plain(pieces: list[re.Match[str]]) -> Any:
    if len(pieces) != 1:
        return None
    if pieces[0]["string"] is not None:
        return unquote(pieces[0]["string"])
    word = pieces[0]["word"] or ""
    if _NUMBER.fullmatch(word):
        return float(word) if "." in word else int(word)
    return {"true": True, "false": False}.get(word)
