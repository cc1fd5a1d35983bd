"""What kind of body a name belongs to."""

from __future__ import annotations

import re
from typing import Literal

from extract.divisions import resolve

AgencyKind = Literal["government", "office", "department", "township", "subdistrict", "other"]

# Tried in this order: an office's name ends in its government's, a township's in 人民政府 too.
_KINDS: tuple[tuple[AgencyKind, re.Pattern[str]], ...] = (
    ("office", re.compile(r"政府(?:办公厅|办公室|办)$")),
    ("subdistrict", re.compile(r"(?:街道|街道办事处|街道办|办事处)$")),
    ("township", re.compile(r"(?:乡|镇|苏木)(?:人民)?政府$")),
    ("government", re.compile(r"人民政府$|(?:行署|行政公署)$")),
    ("department", re.compile(r"(?:局|委员会|委|厅|部|院|办公室|办|中心|站|队|支队|大队|分局)$")),
)

# What the name of a body that reports ends in; who writes news is none.
_ENDING = re.compile(
    r"(?:政府|局|委|委员会|管委会|办|办公室|厅|街道|办事处|中心|院|队|站|部|处|署|所|总社|公司)$"
)
_NO_BODY = re.compile(
    r"^[我本各该全贵]|[,。;:、?!\d]|网站|日报|晚报|新闻|融媒|电视台|领导小组|根据|按照|关于|信息公开"
)
# 区统计局, 市应急局, 教育局; 镇江市 and 市中区 are places, which the list of divisions tells.
_PLACELESS = re.compile(
    r"[我本省市区县州盟旗乡镇]|(?:教育|财政|统计|审计|民政|司法|公安|交通|住房|住建|发展|发改|人力|人社"
    r"|卫生|卫健|应急|市场|自然资源|农业|水利|水务|文化|文旅|商务|生态|林业|信访|医疗|医保|退役|城市管理|城管"
    r"|行政审批|政务|科技|科学|工业|体育|机关事务|乡村振兴)[^省市县区]*(?:局|委|委员会|办|办公室)$"
)

# Who runs a government's portals is named as the source of what others publish there.
_RUNS_PORTALS = re.compile(r"(?:数据|政务服务|行政审批|政务公开)[^局]{0,8}局$")


def is_agency_name(name: str) -> bool:
    """Tell whether a text can be the name of a public body, which 我局 and newspapers are not."""
    return 3 <= len(name) <= 40 and bool(_ENDING.search(name)) and not _NO_BODY.search(name)


def is_placeless(name: str) -> bool:
    """Tell whether a body's name does not say of which place: 区统计局, 教育局."""
    return _PLACELESS.match(name) is not None and resolve(name) is None


def is_short_for(short: str, name: str) -> bool:
    """Tell whether one name can be another shortened: 市应急局 for 云澜市应急管理局."""
    letters = iter(name)
    return all(letter in letters for letter in short)


def kind_of(name: str) -> AgencyKind:
    """Return the kind that a body's name tells; management committees of zones are `other`."""
    if re.search(r"(?:管理|工作)委员会$|管委会$", name):
        return "other"
    return next((kind for kind, pattern in _KINDS if pattern.search(name)), "other")


def is_department(name: str) -> bool:
    """Tell whether a body publishes for itself only; offices, centres and data bureaus do not."""
    is_office = re.search(r"(?:办公室|办|中心)$", name) is not None
    serves = is_office or _RUNS_PORTALS.search(name) is not None
    return not serves and kind_of(name) in {"department", "township", "subdistrict"}
