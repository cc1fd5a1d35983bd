"""What is said to people, in English and in Chinese: the sentences stand in the TOML files here."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from extract.report import Finding, Origin


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in English and in Chinese."""

    en: str
    zh: str


def say(name: str, /, **found: object) -> Text:
    """Return the sentence of that name in `reasons.toml`, with what was found put into it.

    A `Text` among what was found is put into each language's sentence in that language. Raises
    `KeyError` for a name that is not there, and for a placeholder that nothing was found for.
    """
    return _fill(sentences("reasons")[name], found)


def make_finding(
    rule: str, message: str, origin: Origin, keys: Iterable[str] = (), /, **found: object
) -> Finding:
    """Return a finding of a rule, told by one of the rule's messages in `findings.toml`.

    Placeholders are filled as `say` fills them.
    """
    family, _, what = rule.partition(".")
    template = sentences("findings")[family][what][message]
    text = _fill(template, found)
    return Finding(rule, template["severity"], origin, text.en, text.zh, tuple(keys))


def join(texts: Iterable[Text | str], most: int | None = None) -> Text:
    """Return several texts as a list within a sentence, those after the first `most` counted."""
    known = [Text(text, text) if isinstance(text, str) else text for text in texts]
    if most is not None and len(known) > most:
        known[most:] = [say("more", count=len(known) - most)]
    return Text("; ".join(text.en for text in known), "；".join(text.zh for text in known))


@cache
def sentences(name: str) -> Mapping[str, Any]:
    """Return what stands in one of the files."""
    text = files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _fill(template: Mapping[str, str], found: Mapping[str, object]) -> Text:
    english = {name: one.en if isinstance(one, Text) else one for name, one in found.items()}
    chinese = {name: one.zh if isinstance(one, Text) else one for name, one in found.items()}
    return Text(template["en"].format_map(english), template["zh"].format_map(chinese))
