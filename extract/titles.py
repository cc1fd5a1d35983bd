"""What a title says: is it an annual report's, whose, for which year; or what it is instead."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extract.text import arabic_years, squeeze

# 政府信息公开工作年度报告 in the wordings met on portals: 政务信息公开年度报告, 信息公开年报,
# 政府信息公开年度工作报告, 政府信息公开2024年年报, and the slip 工作告年度报.
_REPORT = re.compile(
    r"(?:(?:政府|政务)?信息公开|政务公开)"
    r"(?:工作|年度|情况|的|\d{4}年度?|上一?年度?)*"
    r"(?:年度?报告|年报|年度?工作报告|年度?总结报告|工作报告|告年度报|年度?情况报告|报告|年度工作总结)"
)
_YEAR = re.compile(r"(20[0-3]\d)年度?")
_QUOTED = re.compile(r"[《<〈](?P<inside>[^》>〉]*公开[^》>〉]*)[》>〉]")
_LABEL = re.compile(r"^(?:[【\[][^】\]]{0,12}[】\]]|附件\d*[::.、-]?|标题:|名称:|#+)+")
_TAIL = re.compile(r"\([^()]*\)$")
_LEAD = re.compile(r"^(?:关于|公布|发布|印发|报送)+")
_LINK = re.compile(r"(?:关于|的|编制|公布|发布)+$")
# An area's report is its government's (条例 art. 49); zones and districts of other kinds have
# management committees, so only the names of regular divisions are completed.
_AREA = re.compile(r"(?:[省市县旗乡镇区]|自治州|苏木)$")
_ZONE = re.compile(r"(?:新|园|开发|高新|示范|管理|保税|实验|合作|经开|景|林|矿)区$")


@dataclass(frozen=True)
class Title:
    """What a title tells; `decoy` is a word for what it is when it is not an annual report."""

    agency: str | None
    year: int | None
    decoy: str | None


def parse_title(text: str) -> Title | None:
    """Read a title of a page, an attachment or a list row; None if it is of nothing known here.

    The year is the report's: one in brackets at the end (the month of publication) is not it.
    """
    plain = _strip(arabic_years(squeeze(text)))
    decoy = _decoy(plain)
    quoted = _QUOTED.search(plain)
    if quoted and _REPORT.search(quoted["inside"]):
        inner = parse_title(quoted["inside"])
        if inner and (decoy is None or decoy == "notice"):
            return inner
    if decoy:
        return Title(None, _first_year(plain), decoy)
    report = _REPORT.search(plain)
    if not report:
        return None
    before = plain[: report.start()]
    return Title(_agency(before), _first_year(plain[: report.end()]), None)


def _strip(plain: str) -> str:
    plain = _LABEL.sub("", plain)
    while tail := _TAIL.search(plain):
        plain = plain[: tail.start()]
    return plain


def _first_year(plain: str) -> int | None:
    match = _YEAR.search(plain)
    return int(match[1]) if match else None


def _agency(before: str) -> str | None:
    name = _YEAR.sub("", before)
    name = _LINK.sub("", _LEAD.sub("", name)).strip("·-—_:,、.。“”\"'#*|/")
    if not re.search(r"[\u4e00-\u9fff]{2}", name) or len(name) > 60:
        return None
    return complete_agency(name)


def complete_agency(name: str) -> str:
    """Write the government for a bare area: 云澜市 → 云澜市人民政府."""
    bare = _AREA.search(name) and not _ZONE.search(name)
    return f"{name}人民政府" if bare else name


def _decoy(plain: str) -> str | None:
    return next((word for word, pattern in _decoys() if pattern.search(plain)), None)


@cache
def _decoys() -> tuple[tuple[str, re.Pattern[str]], ...]:
    text = files(__package__).joinpath("decoys.toml").read_text(encoding="utf-8")
    return tuple((word, re.compile(pattern)) for word, pattern in tomllib.loads(text).items())
