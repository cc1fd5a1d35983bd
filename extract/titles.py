"""What a title says: is it an annual report's, whose, for which year; or what it is instead."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from extract.agencies import is_agency_name
from extract.text import arabic_years, squeeze

# 政府信息公开工作年度报告 in the wordings met on portals: 政务信息公开年度报告, 信息公开年报,
# 政府信息公开年度工作报告, 政府信息公开2024年年报, and the slip 工作告年度报.
_REPORT = re.compile(
    r"(?:(?:政府|政务)?信息公开|政务公开)"
    r"(?:工作|年度|情况|的|\d{4}年度?|上一?年度?)*"
    r"(?:年度?报告|年报|年度?工作报告|年度?总结报告|工作报告|告年度报|年度?情况报告|报告|年度工作总结)"
)
_YEAR = re.compile(
    r"(20[0-3]\d)(?:年+度?|(?=(?:政府|政务)?信息公开|政务公开))|^\(?(20[0-3]\d)\)?(?!学年)(?=[\u4e00-\u9fff]{3})"
)
# 报告（云澜市教育局）.
_AGENCY_AFTER = re.compile(r"\(([\u4e00-\u9fff]{4,40})\)")
# 报告（2022年度）, 报告2022年; a month after the year makes it the date of publication.
_YEAR_AFTER = re.compile(r"\((20[0-3]\d)(?:年度?)?\)|(20[0-3]\d)年度?(?!\d{1,2}月)")
# 2023年1月1日至2023年12月31日, 2023年1至12月.
_WHOLE_YEAR = re.compile(
    r"(20[0-3]\d年)0?1月(?:0?1日)?起?[至到~—-]+(?:\1)?12月(?:31日)?止?|(20[0-3]\d年)1[至到~—-]+12月"
)
_QUOTED = re.compile(r"[《<〈](?P<inside>[^》>〉]*公开[^》>〉]*)[》>〉]")
_LABEL = re.compile(r"^(?:[【\[][^】\]]{0,12}[】\]]|附件\d*[::.、-]?|标题:|名称:|#+|\d{1,3}[.、])+")
# What parts a page's own title from the names of its column and site.
_PARTS = re.compile(r"[_|>»«/\\]+|--+|—+|-")
_LEAD = re.compile(r"^(?:关于|公布|发布|印发|报送)+")
_LINK = re.compile(r"(?:关于|的|编制|公布|发布|公开|印发|报送)+$")
# A body's own count, or that of all below it, is told by the kind of the body.
_REMARK = re.compile(r"\((?:本级|本部|机关本级|汇总|.{0,4}汇总)\)$")
# 云教〔2024〕3号.
_DOCUMENT_NUMBER = re.compile(r"^[\u4e00-\u9fff]{1,8}[〔\[(]20\d\d[〕\])]第?\d{1,4}号")
_BARE_YEAR = re.compile(r"20[0-3]\d$")
_EMPTY = re.compile(r"\(\)")
# 关于公布X年度报告的公告 is the report's own page; one on how to write reports is not.
_ANNOUNCED = re.compile(
    r"(?:印发|公布|发布|公开)(?:《|.{0,30}?20\d\d年).*报告》?的(?:公告|通告|通知)$|报告》?的(?:公告|通告)$"
)
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


@lru_cache(maxsize=8192)
def parse_title(text: str) -> Title | None:
    """Read a title of a page, an attachment or a list row; None if it is of nothing known here.

    Of the names of column and site that stand around it, the part that tells most is the title. The
    year is the report's: one in brackets at the end with a month is not it.
    """
    plain = _WHOLE_YEAR.sub(r"\1\2", arabic_years(squeeze(text)))
    decoy = None
    best: Title | None = None
    for part in _parts(plain):
        title = _parse_part(_DOCUMENT_NUMBER.sub("", _LABEL.sub("", part)))
        decoy = decoy or (title.decoy if title else None)
        if title and not title.decoy and (best is None or _told(title) > _told(best)):
            # What stands before a title says what it is of: 图解 | X年度报告.
            best = Title(title.agency, title.year, decoy)
    return best or (Title(None, _first_year(plain), decoy) if decoy else None)


def _parts(plain: str) -> list[str]:
    """Return what column, page and site call it; signs within quoted titles part nothing."""
    return [plain] if _QUOTED.search(plain) else [part for part in _PARTS.split(plain) if part]


def title_parts(text: str) -> list[str]:
    """Return what the title of a page is put together of: its own, its column's, its site's."""
    return [part.strip() for part in _PARTS.split(text) if part.strip()]


def _told(title: Title) -> int:
    return (title.year is not None) + (title.agency is not None)


def _parse_part(plain: str) -> Title | None:
    decoy = _decoy(plain)
    if decoy == "notice" and _ANNOUNCED.search(plain):
        decoy = None
    quoted = _QUOTED.search(plain)
    if quoted and _REPORT.search(quoted["inside"]):
        inner = parse_title(quoted["inside"])
        if inner and (decoy is None or decoy == "notice"):
            return inner if inner.agency else replace(inner, agency=_body(plain[: quoted.start()]))
    if decoy:
        return Title(None, _first_year(plain), decoy)
    titles = list(_reports(plain))
    return max(titles, key=_told) if titles else None


def _reports(plain: str) -> Iterator[Title]:
    """Yield a title for each time that a text names a report: a column's name may stand before."""
    start = 0
    for report in _REPORT.finditer(plain):
        before = plain[start : report.start()]
        if before.endswith("人民") and report[0].startswith("政府"):
            before += "政府"
        after = _YEAR_AFTER.match(plain, report.end())
        year = _first_year(plain[start : report.end()])
        late = int(after[1] or after[2]) if after else None
        named = _AGENCY_AFTER.match(plain, report.end())
        yield Title(_agency(before) or _body(named[1] if named else ""), year or late, None)
        start = report.end()


def _first_year(plain: str) -> int | None:
    match = _YEAR.search(plain)
    return int(match[1] or match[2]) if match else None


def _body(text: str) -> str | None:
    """Return the body that a text beside a title names, None if it is no body's name."""
    name = _agency(text)
    return name if name and is_agency_name(name) else None


def _agency(before: str) -> str | None:
    name = _EMPTY.sub("", _YEAR.sub("", _BARE_YEAR.sub("", before)))
    name = _LINK.sub("", _LEAD.sub("", name.lstrip("·:,、.。)"))).strip("·:,、.。“”「」『』\"'#*")
    name = _REMARK.sub("", name)
    if not re.match(r"[\u4e00-\u9fff]{2}", name) or len(name) > 60:
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
