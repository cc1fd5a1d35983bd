"""What a page's scripts would ask for, read from their syntax: nothing is ever run.

Addresses in scripts are literals, or literals joined to variables, parameters of the function
and values of the page's own query. What cannot be told is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from tree_sitter import Node

from crawler.sent import read_request
from crawler.syntax import (
    FUNCTIONS,
    ON_TELEPHONES,
    Enter,
    Names,
    arguments_of,
    evaluate,
    holds,
    learn,
    literal_of,
    members_of,
    name_of_call,
    name_of_function,
    parameters_of,
    parse_script,
    text_of,
    walk,
)

Kind = Literal["go", "fetch", "frame"]

# Longer scripts are libraries.
MAX_SCRIPT = 300_000
MAX_FUNCTION = 5_000
# What zTree and its like call a node's own number and that of the one above it.
_OWN = frozenset({"id"})
_ABOVE = frozenset({"pId", "pid", "parentId", "parent_id", "parent"})
_GETS = frozenset({"get", "getJSON", "load", "fetch", "axios", "ajax", "request", "post"})
_SENDERS = re.compile(r"^(?:window\.)?(?:\$|jQuery|axios|http|request|this\.\$\w+)$")
# How a script calls the value of what was clicked or chosen; `this.` is left out of names.
_OWN_VALUE = ("value", "options[this.selectedIndex].value", "$(this).val()")
# What only says something.
_SPOKEN = frozenset({"alert", "confirm", "prompt", "void"})
_LOCATION = re.compile(r"^(?:(?:window|document|self|top|parent)\.)*location(?:\.href)?$")
_GOING = re.compile(
    r"^(?:(?:window|document|self|top|parent)\.)*(?:location\.(?:replace|assign)|open|navigate)$"
)
_PATH = re.compile(
    r"^(?:https?:)?//[^\s'\"<>]+$|^\.{0,2}/[^\s'\"<>]*$|^\?[\w%]+=[^\s'\"<>]*$"
    r"|^[\w%.-]+(?:/[\w%.-]*)+(?:[?#]\S*)?$"
    r"|^[\w%.-]+\.(?:s?html?|jhtml|thtml|jspx?|aspx?|php|do|action|pdf|docx?|wps|ofd|zip|xlsx?)"
    r"(?:[?#]\S*)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reach:
    """What a script reaches for: it goes there, fetches it into the page, or puts it in a frame."""

    url: str
    kind: Kind = "go"
    method: str = "GET"
    body: str = ""


def is_short(function: Node) -> bool:
    """Tell whether a function can be one that answers a click, which a whole library is not."""
    return function.end_byte - function.start_byte <= MAX_FUNCTION


def is_path(text: str) -> bool:
    """Tell whether a text looks like an address rather than a word."""
    return bool(_PATH.match(text.strip()))


@dataclass(frozen=True)
class Scripts:
    """The inline scripts of one page; `fields` are its inputs' values by id."""

    texts: Sequence[str]
    page_url: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    def follow(self, click: str, value: str | None = None) -> Reach | None:
        """Return where a click leads: `openUrl('./a.html')`, `getMainData('ndbg')`.

        `value` is that of what was clicked or chosen, `turn(this.value)`.
        """
        if not click.strip():
            return None
        names = {**self.names, **dict.fromkeys(_OWN_VALUE if value is not None else (), value)}
        root = parse_script(click.strip().removeprefix("return "))
        direct = next(_reaches(root, names), None)
        if direct is not None:
            return direct
        for call in _calls(root):
            if name_of_call(call) in _SPOKEN:
                continue
            arguments = [evaluate(one, names) for one in arguments_of(call)]
            function = self.functions.get(name_of_call(call))
            found = next(self._bound(function, arguments), None) if function else None
            paths = [one for one in arguments if one and is_path(one)]
            if found is not None or paths:
                return found or Reach(paths[0])
        return None

    def fetched(self) -> tuple[Reach, ...]:
        """Return what the page fetches into itself when it is opened, each once."""
        return tuple(one for one in self._opened if one.kind != "go")

    def gone_to(self) -> str | None:
        """Return where the page sends everyone who opens it."""
        return next((one.url for one in self._opened if one.kind == "go"), None)

    def records(self) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Yield the texts of each object and each call, `{name: '年报', url: '/nb/'}`.

        With them come those of the object above it in a tree: the one that it stands in, or the
        one whose `id` is its `pId`.
        """
        for root in self.roots:
            held = [one for one in walk(root) if one.type in {"object", "arguments", "array"}]
            known = {_member(one, _OWN): one for one in held}
            for node in held:
                above = known.get(_member(node, _ABOVE) or "") or _object_around(node)
                if len(texts := _texts(node)) > 1:
                    yield texts, _texts(above) if above else ()

    @cached_property
    def roots(self) -> tuple[Node, ...]:
        """The scripts parsed; each alone, for one that is broken spoils those after it."""
        roots = [parse_script(text) for text in self.texts if len(text) <= MAX_SCRIPT]
        delayed = [code for root in roots for call in _calls(root) for code in _delayed(call)]
        return (*roots, *map(parse_script, delayed))

    @cached_property
    def functions(self) -> Mapping[str, Node]:
        """The functions that have names."""
        found: dict[str, Node] = {}
        for root in self.roots:
            for node in walk(root):
                if node.type in FUNCTIONS and (name := name_of_function(node)):
                    found[name] = node
        return found

    @cached_property
    def names(self) -> Names:
        """The variables that are set to one thing that can be told, and where the page is."""
        found = dict(self._place)
        for root in self.roots:
            learn(walk(root, enter=_is_loose), found)
        return found

    @cached_property
    def _opened(self) -> tuple[Reach, ...]:
        found = [reach for root in self.roots for reach in _reaches(root, self.names, _is_loose)]
        for root in self.roots:
            for call in _calls(root, _is_loose):
                function = self.functions.get(name_of_call(call))
                if function is not None and parameters_of(function):
                    arguments = [evaluate(one, self.names) for one in arguments_of(call)]
                    found.extend(self._bound(function, arguments))
        return tuple(dict.fromkeys(found))

    @cached_property
    def _place(self) -> Names:
        parts = urlsplit(self.page_url)
        here = {
            "href": self.page_url,
            "host": parts.netloc,
            "hostname": parts.hostname or "",
            "origin": f"{parts.scheme}://{parts.netloc}",
            "protocol": f"{parts.scheme}:",
            "pathname": parts.path,
            "search": f"?{parts.query}" if parts.query else "",
        }
        places = ("location", "window.location", "document.location", "self.location")
        query = {f"?{name}": value for name, value in parse_qsl(parts.query)}
        fields = {f"#{name}": value for name, value in self.fields}
        placed = {f"{one}.{name}": here[name] for one in places for name in here}
        return {**query, **fields, **placed}

    def _bound(self, function: Node, arguments: Sequence[str | None]) -> Iterator[Reach]:
        """Yield what a function reaches for when it is called with some arguments."""
        yield from self.inside(function, _given(function, arguments))

    def inside(self, function: Node, given: Names, *, further: bool = True) -> Iterator[Reach]:
        """Yield what a function reaches for where its parameters and their members are given.

        Last comes what the page's functions that it calls reach for, those `further` on aside.
        """
        names = {**self.names, **given}
        body = function.child_by_field_name("body")
        if body is None:
            return
        local: dict[str, str | None] = dict(names)
        taken = partial(_is_taken, names=names)
        learn(walk(body, taken), local)
        local |= given
        yield from _reaches(body, local, taken)
        for call in _calls(body, taken) if further and is_short(body) else ():
            called = self.functions.get(name_of_call(call))
            if called is not None and is_short(called):
                arguments = [evaluate(one, local) for one in arguments_of(call)]
                yield from self.inside(called, _given(called, arguments), further=False)


def _given(function: Node, arguments: Sequence[str | None]) -> Names:
    parameters = parameters_of(function)
    return {**dict.fromkeys(parameters), **dict(zip(parameters, arguments, strict=False))}


def _reaches(root: Node, names: Names, enter: Enter | None = None) -> Iterator[Reach]:
    for node in walk(root, enter):
        found: Reach | None = None
        if node.type == "call_expression":
            found = _request(node, names)
        elif node.type == "assignment_expression":
            found = _assigned(node, names)
        if found is not None and is_path(found.url):
            yield found


def _delayed(call: Node) -> Iterator[str]:
    """Yield the code that stands in a string, `setTimeout("location.href='/a/'", 3000)`."""
    if name_of_call(call) in {"setTimeout", "setInterval", "eval"}:
        yield from (literal_of(one) for one in arguments_of(call)[:1] if one.type == "string")


def _assigned(node: Node, names: Names) -> Reach | None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    url = evaluate(right, names) if right is not None else None
    if left is None or not url:
        return None
    if _LOCATION.match(text_of(left)):
        return Reach(url)
    return Reach(url, "frame") if text_of(left).endswith(".src") else None


def _request(node: Node, names: Names) -> Reach | None:
    arguments = arguments_of(node)
    function = node.child_by_field_name("function")
    if function is None or not arguments:
        return None
    called, name = text_of(function), name_of_call(node)
    if _GOING.match(called):
        url = evaluate(arguments[0], names)
        return Reach(url) if url else None
    if name == "open" and len(arguments) > 1:  # XMLHttpRequest
        method, url = evaluate(arguments[0], names), evaluate(arguments[1], names)
        return Reach(url, "fetch", method.upper()) if url and method else None
    if name in {"attr", "prop"} and evaluate(arguments[0], names) == "src":
        url = evaluate(arguments[-1], names) if len(arguments) > 1 else None
        return Reach(url, "frame") if url else None
    if name not in _GETS or not _sends(called, name):
        return None
    sent = read_request(called, arguments, names)
    return Reach(sent.url, "fetch", sent.method, sent.body) if sent else None


def _sends(called: str, name: str) -> bool:
    """`$.get`, `axios`, `fetch`, `$('#list').load`; not the `get` of any object."""
    if name in {"load", "fetch", "axios", "request", "ajax"}:
        return name != "load" or called.startswith(("$", "jQuery"))
    return bool(_SENDERS.match(called.removesuffix(f".{name}")))


def _texts(node: Node) -> tuple[str, ...]:
    values = [_value_of(one) for one in node.named_children]
    return tuple(literal_of(one) for one in values if one and one.type == "string")


def _member(node: Node, names: frozenset[str]) -> str | None:
    members = members_of(node) if node.type == "object" else ()
    return next((evaluate(value, {}) for name, value in members if name in names), None)


def _object_around(node: Node) -> Node | None:
    """Return the object whose list of members an object stands in, `{name, children: [{…}]}`."""
    around = node.parent
    for kind in ("array", "pair", "object"):
        if around is None or around.type != kind:
            return None
        found, around = around, around.parent
    return found


def _value_of(node: Node) -> Node | None:
    return node.child_by_field_name("value") if node.type == "pair" else node


def _is_loose(node: Node) -> bool:
    """Keep out of functions that wait for their arguments, and of what only telephones are told."""
    if node.type in FUNCTIONS:
        return not (name_of_function(node) and parameters_of(node))
    return _is_taken(node, {})


def _is_taken(node: Node, names: Names) -> bool:
    """Keep out of what a condition rules out: one of numbers, or of a telephone."""
    parent = node.parent
    if parent is None or parent.type != "if_statement":
        return True
    condition = parent.child_by_field_name("condition")
    if condition is None or condition == node:
        return True
    told = False if ON_TELEPHONES.search(text_of(condition)) else holds(condition, names)
    return told is None or told == (parent.child_by_field_name("consequence") == node)


def _calls(root: Node, enter: Enter | None = None) -> Iterator[Node]:
    return (node for node in walk(root, enter) if node.type == "call_expression")
