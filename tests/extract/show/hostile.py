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

_ALL: dict[str, tuple[str, str]] = {
    **{name: (attack, "utf-8") for name, attack in _ATTACKS.items()},
    "nested": ("<div>" * 100_000, "utf-8"),
    "nested_spans": ("<b>" * 100_000, "utf-8"),
    "gbk": (_ATTACKS["script"], "gbk"),
    "utf_16": (_ATTACKS["script"], "utf-16"),
}
_CITIES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未"


def _page(attack: str, city: str) -> str:
    before, _, after = attack.partition("REPORT")
    return before + report().decode().replace("云澜市", f"云{city}市") + after


# Each is the report of another city.
HOSTILE: dict[str, bytes] = {
    name: _page(attack, city).encode(encoding)
    for (name, (attack, encoding)), city in zip(_ALL.items(), _CITIES, strict=True)
}
