"""Names of bodies as links print them: `市教育局`, `临溪区`, `各部门`."""

from __future__ import annotations

import re

from crawler.facts import facts, matches
from extract.agencies import kind_of
from extract.text import squeeze
from extract.titles import complete_agency

_NAME = re.compile(r"^[\u4e00-\u9fff()·、]{3,30}$")
_AREA = re.compile(r"(?:[省市县区旗州盟乡镇]|街道|苏木|新区|开发区|管委会)$")
# 市政府 in a directory of bodies is the government itself.
_SEAT = re.compile(r"^[省市县区州旗]政府(?:本级)?$")
_TAIL = re.compile(r"(?:的?(?:政府)?(?:信息公开)?(?:年报|年度报告|信息公开))$")


def read_body(text: str) -> str | None:
    """Return the body that a text names and nothing else, None if it names none."""
    name = _TAIL.sub("", squeeze(text))
    if _SEAT.match(name):
        return f"{name[0]}人民政府"
    if not _NAME.match(name) or is_group(name):
        return None
    if kind_of(name) != "other" or _AREA.search(name) or name.endswith("管理委员会"):
        return complete_agency(name)
    return None


def is_group(text: str) -> bool:
    """Tell whether a text names a group of bodies, `市直部门`, `各乡镇`."""
    return matches(facts()["directories"]["groups"], squeeze(text))
