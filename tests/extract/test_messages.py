"""Sentences in both languages: whole, alike in what they take, and each spoken by the code."""

from __future__ import annotations

import ast
import re
import string
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from extract.messages import Text, join, make_finding, say, sentences
from extract.report import Severity

ROOT = Path(__file__).parents[2]
Template = Mapping[str, str]


@dataclass(frozen=True)
class _Module:
    """What a module says in its code: texts, names of what it fills in, and literal calls."""

    texts: frozenset[str]
    fillings: frozenset[str]
    calls: tuple[tuple[str, ...], ...]
    makes_findings: bool


def _read(path: Path) -> _Module:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    keywords = (node.arg for node in nodes if isinstance(node, ast.keyword) and node.arg)
    subscripts = [node.slice for node in nodes if isinstance(node, ast.Subscript)]
    keys = [key for node in nodes if isinstance(node, ast.Dict) for key in node.keys]
    named = (one.value for one in (*keys, *subscripts) if isinstance(one, ast.Constant))
    return _Module(
        frozenset(str(one.value) for one in nodes if _is_text(one)),
        frozenset((*keywords, *(name for name in named if isinstance(name, str)))),
        tuple(_calls(nodes)),
        any(isinstance(one, ast.Call) and ast.unparse(one.func) == "Finding" for one in nodes),
    )


def _is_text(node: ast.AST) -> typing.TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _calls(nodes: list[ast.AST]) -> Iterator[tuple[str, ...]]:
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            wanted = {"say": 1, "make_finding": 2}.get(node.func.id, 0)
            given = [str(one.value) for one in node.args[:wanted] if _is_text(one)]
            if given and len(given) == wanted:
                yield node.func.id, *given


MODULES = {
    path.relative_to(ROOT).as_posix(): _read(path)
    for room in ("extract", "archive")
    for path in sorted((ROOT / room).rglob("*.py"))
}
FINDINGS: dict[tuple[str, ...], Template] = {
    (f"{family}.{what}", message): template
    for family, rules in sentences("findings").items()
    for what, messages in rules.items()
    for message, template in messages.items()
}
REASONS: dict[tuple[str, ...], Template] = {
    (name,): one for name, one in sentences("reasons").items()
}
ALL = {**FINDINGS, **REASONS}

each = pytest.mark.parametrize("name", ALL, ids="/".join)


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@each
def test_a_sentence_takes_the_same_in_both_languages(name: tuple[str, ...]) -> None:
    template = ALL[name]
    assert placeholders(template["en"]) == placeholders(template["zh"])


@each
def test_a_sentence_is_in_both_languages(name: tuple[str, ...]) -> None:
    template = ALL[name]
    english, chinese = (re.sub(r"\{.*?\}", "", template[one]) for one in ("en", "zh"))
    assert bool(re.search("[a-z]", english)) == bool(re.search("[一-鿿]", chinese))
    assert set(template) == {"en", "zh"} | ({"severity"} if name in FINDINGS else set())


@pytest.mark.parametrize("name", FINDINGS, ids="/".join)
def test_a_finding_has_a_severity(name: tuple[str, ...]) -> None:
    assert FINDINGS[name]["severity"] in typing.get_args(Severity)


@each
def test_a_sentence_is_said_somewhere_and_gets_what_it_takes(name: tuple[str, ...]) -> None:
    sayers = [module for module in MODULES.values() if set(name) <= module.texts]
    assert sayers
    needed = placeholders(ALL[name]["en"])
    assert [module for module in sayers if needed <= module.fillings]


@pytest.mark.parametrize("path", MODULES)
def test_code_names_only_sentences_that_there_are(path: str) -> None:
    known = {("make_finding", *name) for name in FINDINGS} | {("say", *name) for name in REASONS}
    assert set(MODULES[path].calls) <= known


def test_no_finding_is_made_without_them() -> None:
    makers = [path for path, module in MODULES.items() if module.makes_findings]
    assert makers == ["extract/messages/__init__.py"]


def test_words_are_put_into_each_language_in_that_language() -> None:
    told = say("inside", name="a.doc", reason=say("password"))
    assert told == Text("a.doc: it is protected by a password", "a.doc：文件设有密码")


def test_a_finding_carries_both() -> None:
    finding = make_finding("identity.missing", "place", "publisher", ["a.b"], agency="区统计局")
    assert finding.to_json() == {
        "rule": "identity.missing",
        "severity": "error",
        "origin": "publisher",
        "message": "区统计局 does not say of which place",
        "message_zh": "“区统计局”未写明所属地区",
        "keys": ["a.b"],
    }


def test_long_lists_are_cut_and_the_rest_counted() -> None:
    assert join("abcd", most=2) == Text("a; b; and 2 more", "a；b；另有 2 处")


@pytest.mark.parametrize("found", [{}, {"agent": "区统计局"}])
def test_a_placeholder_that_nothing_is_found_for_is_an_error(found: dict[str, str]) -> None:
    with pytest.raises(KeyError, match="agency"):
        make_finding("identity.missing", "place", "publisher", **found)


def test_a_sentence_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("nonsense")
