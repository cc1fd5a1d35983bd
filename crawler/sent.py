"""What calls of jQuery, fetch and axios send: an address, a method, fields or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tree_sitter import Node

from crawler.syntax import (
    Names,
    arguments_of,
    evaluate,
    members_of,
    name_of_call,
    text_of,
    walk,
)

# What turns an object into fields: Qs.stringify, $.param, new URLSearchParams.
_TO_FIELDS = frozenset({"stringify", "param", "URLSearchParams"})


@dataclass(frozen=True)
class Request:
    """One request; a body that begins with a brace is JSON, any other one consists of fields."""

    url: str
    method: str
    body: str


def read_request(called: str, arguments: Sequence[Node], names: Names) -> Request | None:
    """Return what a call sends, `called` being its name; None where its address is not told.

    axios sends objects as JSON, jQuery as fields.
    """
    name, first = called.rpartition(".")[2], arguments[0]
    options = first if first.type == "object" else None
    second = arguments[1] if len(arguments) > 1 and _is_data(arguments[1]) else None
    method = "POST" if name == "post" else "GET"
    if options is None and (name in {"fetch", "ajax", "axios"} or _has_params(second)):
        options, second = second, None
    members = dict(members_of(options)) if options is not None else {}
    told = members.get("type") or members.get("method")
    method = (evaluate(told, names) or method).upper() if told is not None else method
    address = members.get("url") if first.type == "object" else first
    url = evaluate(address, names) if address is not None else None
    if not url:
        return None
    data = members.get("data") or members.get("params") or members.get("body") or second
    as_json = called.startswith("axios") and method == "POST" and "params" not in members
    return _with_data(url.split(" ")[0], method, _write(data, names, as_json=as_json))


def _with_data(url: str, method: str, data: str) -> Request:
    if method == "POST":
        return Request(url, method, data)
    mark = "" if not data else "&" if "?" in url else "?"
    return Request(url + mark + data, method, "")


def _has_params(node: Node | None) -> bool:
    """Tell what axios.get is given from fields: `{params: {page: 1}}`."""
    held = _held(node) if node is not None else None
    return held is not None and "params" in dict(members_of(held))


def _is_data(node: Node) -> bool:
    """Tell an object, what holds or makes one, from a function that waits for the answer."""
    return node.type in {"object", "call_expression", "new_expression"} or bool(_held(node))


def _write(data: Node | None, names: Names, *, as_json: bool) -> str:
    """Return what goes with a request; members that cannot be told are left out."""
    if data is None:
        return ""
    if data.type in {"call_expression", "new_expression"} and (inner := arguments_of(data)):
        called = text_of(data)
        if name_of_call(data) in _TO_FIELDS or called.startswith("new URLSearchParams"):
            return _write(inner[0], names, as_json=called.startswith("JSON."))
    found = _held(data)
    if found is None:
        value = evaluate(data, names)
        return value if value and "=" in value else ""
    told = _value(found, names)
    if as_json:
        return json.dumps(told, ensure_ascii=False)
    fields = {name: value for name, value in told.items() if not isinstance(value, dict | list)}
    return urlencode(fields)


def _held(node: Node) -> Node | None:
    """Return the object that an expression is or that a variable was given."""
    if node.type == "object":
        return node
    if node.type != "identifier":
        return None
    root = node
    while root.parent is not None:
        root = root.parent
    for one in walk(root):
        name, value = one.child_by_field_name("name"), one.child_by_field_name("value")
        is_it = name is not None and text_of(name) == text_of(node)
        if one.type == "variable_declarator" and is_it and value is not None:
            return value if value.type == "object" else None
    return None


def _value(node: Node, names: Names) -> Any:
    if node.type == "object":
        told: Mapping[str, Any] = {name: _value(one, names) for name, one in members_of(node)}
        return {name: value for name, value in told.items() if value is not None}
    if node.type == "array":
        return [_value(one, names) for one in node.named_children]
    if node.type in {"true", "false"}:
        return node.type == "true"
    value = evaluate(node, names)
    return int(value) if node.type == "number" and value and value.isdecimal() else value
