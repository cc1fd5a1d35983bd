"""Pages that would like to run, load, send, cover or break out, each with a report's words."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.extract.bad.pages import report

# What an attack of `hostile.toml` would load, run to or send to.
LURE = "lure.invalid"

_ATTACKS: dict[str, str] = tomllib.loads(
    Path(__file__).with_name("hostile.toml").read_text(encoding="utf-8")
)

HOSTILE: dict[str, bytes] = {
    **{name: attack.encode() + report() for name, attack in _ATTACKS.items()},
    "nested": ("<div>" * 100_000 + "云澜市").encode() + report(),
    "nested_spans": ("<b>" * 100_000 + "云澜市").encode() + report(),
    "gbk": (_ATTACKS["script"] + report().decode()).encode("gbk"),
    "utf_16": (_ATTACKS["script"] + report().decode()).encode("utf-16"),
}
