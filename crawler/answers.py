"""Answers of the programs behind lists: JSON, bare or as the argument of a callback."""

from __future__ import annotations

import json
import re
from typing import Any

from crawler.page import parse_html
from extract.text import fold

_CALLBACK = re.compile(r"\s*[\w$.]+\s*\((.*)\)\s*;?\s*", re.DOTALL)
_SHOWN = 80


class AnswerError(ValueError):
    """An answer is not what its list's program gives; the message shows how it begins."""


def read_answer(text: str) -> dict[str, Any]:
    """Return the object that an answer consists of; raises AnswerError if it is none."""
    wrapped = _CALLBACK.fullmatch(text)
    try:
        data = json.loads(wrapped[1] if wrapped else text, strict=False)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise AnswerError(f"no JSON object: {show(text)}")
    return data


def read_inner(value: Any) -> Any:
    """Return a value that some servers give as JSON inside a JSON string."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value, strict=False)
    except ValueError:
        return None


def count(value: Any) -> int | None:
    """Return a number that may be told as a string; None if it is none."""
    text = str(value)
    return int(text) if text.isdecimal() else None


def plain(value: Any) -> str:
    """Return a text without the markup that some servers put into titles."""
    return fold(parse_html(str(value or "")).text_content())


def show(text: str) -> str:
    """Return how a text begins, for a message."""
    plain = " ".join(text.split())
    return repr(plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…")
