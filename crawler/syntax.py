"""The syntax of JavaScript as far as the crawler reads it: trees, literals, expressions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from operator import eq, ge, gt, le, lt, ne
from urllib.parse import quote

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

from extract.javascript import unquote

# What variables, parameters, fields of the page (`#id`) and its own query (`?gk`) hold.
Names = Mapping[str, str | None]
Enter = Callable[[Node], bool]

FUNCTIONS = frozenset(
    {"function_declaration", "function_expression", "arrow_function", "method_definition"}
)
# Conditions that hold for visitors with a telephone.
ON_TELEPHONES = re.compile(
    r"userAgent|android|iphone|\bip(?:ad|od)?\b|mobile|screen\.|\.width|platform|browser|touch",
    re.IGNORECASE,
)
_PARSER = Parser(Language(tree_sitter_javascript.language()))
_WRAPPERS = frozenset({"String", "decodeURIComponent", "unescape", "trim"})
_COUNTERS = frozenset({"parseInt", "Number"})
_ENCODERS = frozenset({"encodeURIComponent", "encodeURI", "escape"})
# $('#columnId').val(), document.getElementById('columnId').value
_FIELD = re.compile(
    r"(?:\(\s*[\"']#|getElementById\(\s*[\"'])([\w-]+)[\"']\s*\)\.(?:val\(\s*\)|value)$"
)
_SIGNS: Mapping[str, Callable[[int, int], bool]] = {
    "==": eq,
    "===": eq,
    "!=": ne,
    "!==": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}
_MOMENT = re.compile(r"^(?:Math\.random|Date\.now|\(?new Date)")


class Figure(str):
    """A number, as a script writes it: `+` adds two of them up, and joins one to a text."""

    __slots__ = ()


def parse_script(text: str) -> Node:
    """Parse a script or a part of one, however broken."""
    return _PARSER.parse(text.encode("utf-8", "replace")).root_node


def walk(node: Node, enter: Enter | None = None) -> Iterator[Node]:
    """Yield a node and all below it in the order of the text, but not what `enter` refuses."""
    stack = [node]
    while stack:
        one = stack.pop()
        if enter is None or enter(one):
            yield one
            stack.extend(reversed(one.named_children))


def text_of(node: Node) -> str:
    """Return a node's source."""
    return (node.text or b"").decode("utf-8", "replace")


def literal_of(node: Node) -> str:
    """Return what a string stands for."""
    return unquote(text_of(node))


def arguments_of(call: Node) -> list[Node]:
    """Return the arguments of a call."""
    held = call.child_by_field_name("arguments")
    return [] if held is None else [one for one in held.named_children if one.type != "comment"]


def name_of_call(call: Node) -> str:
    """Return the last name of what is called, `load` of `$('#list').load(…)`."""
    function = call.child_by_field_name("function")
    return text_of(function).rpartition(".")[2] if function is not None else ""


def members_of(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield the members of an object."""
    for pair in node.named_children:
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if pair.type == "pair" and key is not None and value is not None:
            yield (literal_of(key) if key.type == "string" else text_of(key)), value


def name_of_function(node: Node) -> str | None:
    """Return a function's own name, or that of the variable or member that it is given to."""
    named = node.child_by_field_name("name")
    parent = node.parent
    if named is None and parent is not None:
        field = {"variable_declarator": "name", "assignment_expression": "left", "pair": "key"}
        named = parent.child_by_field_name(field.get(parent.type, ""))
    return text_of(named).rpartition(".")[2] if named is not None else None


def parameters_of(function: Node) -> tuple[str, ...]:
    """Return the names of a function's parameters."""
    held = function.child_by_field_name("parameters") or function.child_by_field_name("parameter")
    if held is None:
        return ()
    named = held.named_children if held.type == "formal_parameters" else [held]
    lefts = (one.child_by_field_name("left") or one for one in named)
    return tuple(text_of(one) for one in lefts)


def evaluate(node: Node, names: Names) -> str | None:
    """Return the text that an expression stands for, None where that cannot be told."""
    reader = _READERS.get(node.type)
    return reader(node, names) if reader else None


def holds(condition: Node, names: Names) -> bool | None:
    """Tell whether a comparison of two numbers holds, None where that cannot be told."""
    if condition.type == "parenthesized_expression" and condition.named_child_count:
        return holds(condition.named_children[0], names)
    left, right = condition.child_by_field_name("left"), condition.child_by_field_name("right")
    sign = condition.child_by_field_name("operator")
    if left is None or right is None or sign is None or sign.type not in _SIGNS:
        return None
    first, second = evaluate(left, names), evaluate(right, names)
    if first is None or second is None or not (first.isdecimal() and second.isdecimal()):
        return None
    return _SIGNS[sign.type](int(first), int(second))


def learn(nodes: Iterator[Node], names: dict[str, str | None]) -> None:
    """Note what variables are set to; one that is set to two things cannot be told."""
    for node in nodes:
        if node.type == "variable_declarator":
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        elif node.type == "assignment_expression":
            name, value = node.child_by_field_name("left"), node.child_by_field_name("right")
        else:
            continue
        if name is None or value is None or name.type != "identifier":
            continue
        told = evaluate(value, names)
        key = text_of(name)
        names[key] = told if names.get(key, told) == told else None


def _join(node: Node, names: Names) -> str | None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    sign = node.child_by_field_name("operator")
    if left is None or right is None or sign is None:
        return None
    first, second = evaluate(left, names), evaluate(right, names)
    if sign.type == "||":
        return first if first is not None else second
    if first is None or second is None:
        return None
    figures = first.isdecimal() and second.isdecimal()
    if sign.type == "-" and figures:
        return Figure(int(first) - int(second))
    if sign.type != "+":
        return None
    added = figures and isinstance(first, Figure) and isinstance(second, Figure)
    return Figure(int(first) + int(second)) if added else first + second


def _fill(node: Node, names: Names) -> str | None:
    pieces: list[str | None] = []
    for child in node.named_children:
        if child.type == "template_substitution":
            pieces.append(evaluate(child.named_children[0], names))
        else:
            pieces.append(unquote(f"`{text_of(child)}`"))
    return None if None in pieces else "".join(one or "" for one in pieces)


def _result(node: Node, names: Names) -> str | None:
    """Tell what a call gives: a moment is any, a wrapper its content, a getter the query's value.

    Every portal has a getter of its own, `getQueryString('gk')`, whose argument is a key.
    """
    if _MOMENT.match(text_of(node)):
        return "0"
    if field := _FIELD.search(text_of(node)):
        return names.get(f"#{field[1]}")
    if (known := names.get(text_of(node))) is not None:
        return known
    arguments = [evaluate(one, names) for one in arguments_of(node)]
    name = name_of_call(node)
    if name in _COUNTERS and arguments:
        return None if arguments[0] is None else Figure(arguments[0])
    if name in _ENCODERS | _WRAPPERS and arguments:
        value = arguments[0]
        return quote(value) if value is not None and name in _ENCODERS else value
    given = (names.get(f"?{one}") for one in arguments if one)
    return next((value for value in given if value is not None), None)


def _look_up(node: Node, names: Names) -> str | None:
    field = _FIELD.search(text_of(node))
    return names.get(f"#{field[1]}" if field else text_of(node).removeprefix("this."))


def _inside(node: Node, names: Names) -> str | None:
    return evaluate(node.named_children[0], names) if node.named_child_count else None


def _choose(node: Node, names: Names) -> str | None:
    """Take what numbers decide, and what a visitor without a telephone gets."""
    condition = node.child_by_field_name("condition")
    one, other = node.child_by_field_name("consequence"), node.child_by_field_name("alternative")
    if condition is None or one is None or other is None:
        return None
    told = False if ON_TELEPHONES.search(text_of(condition)) else holds(condition, names)
    return None if told is None else evaluate(one if told else other, names)


_READERS: Mapping[str, Callable[[Node, Names], str | None]] = {
    "string": lambda node, _: literal_of(node),
    "number": lambda node, _: Figure(text_of(node)),
    "template_string": _fill,
    "identifier": _look_up,
    "member_expression": _look_up,
    "binary_expression": _join,
    "call_expression": _result,
    "new_expression": _result,
    "parenthesized_expression": _inside,
    "ternary_expression": _choose,
}
