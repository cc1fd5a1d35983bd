"""What a document says of itself beside its text: publisher, dates, signature."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from extract.agencies import is_agency_name
from extract.document import Document, Table
from extract.text import arabic_years, squeeze
from extract.titles import complete_agency

# Names of fields in meta elements, boxes of metadata and the line below a title.
AGENCIES = (
    *("发布机构", "发文机关", "公开主体", "发布单位", "制作机构", "责任部门", "信息来源"),
    *("ContentSource", "文章来源", "来源", "填报单位", "填报单位(盖章)", "填报单位（盖章）"),
)
DATES = (
    *("PubDate", "公开日期", "公开时间", "发布日期", "发布时间", "公布日期", "公布时间"),
    *("发表日期", "发表时间", "生成日期", "成文日期", "发文日期", "发文时间"),
)
# In the line below a title these say when it was published, elsewhere anything.
_BARE_DATES = ("时间", "日期")
_BYLINE = re.compile(r"来源|作者|浏览|阅读|点击|字体|字号|编辑|打印")
_FIELDS = (*AGENCIES, *DATES, "信息名称", "名称", "标题")
# 来 源：X, [发布机构] X and the like; their names are written wide to fill a column.
_WIDE = "|".join(r"\s?".join(map(re.escape, name)) for name in (*_FIELDS, *_BARE_DATES))
_FIELD = re.compile(rf"(?:^|[\s\[【|])({_WIDE})\s?[\]】]?\s*[:：]\s*")
# What ends a field's value where several stand in one line: the next one's name.
_NEXT = re.compile(r"\s+[\[【]?[\u4e00-\u9fffA-Za-z]{1,8}[\]】]?\s*[:：]|\s{2,}|[|【\[]")
_DATE = re.compile(r"(20\d\d)\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})")
_DAY = re.compile(r"20\d\d年\d{1,2}月(?:\d{1,2}日)?$")
_LONGEST_NAME = 40
_LONGEST_LINE = 200
# 本报告由X编制; 现公布X2023年政府信息公开…
_WRITTEN_BY = (
    re.compile(r"由([^,。;:、由]{4,40}?)(?:编制|编写|汇总|根据|按照|依据)"),
    re.compile(r"(?:现将|现公布|公布|发布)([^,。;:、]{4,40}?)20\d\d年度?政府信息公开"),
)


def read_fields(document: Document) -> dict[str, str]:
    """Return the fields of metadata (发布机构, 公开日期 …), those of the page's head first."""
    found = dict(document.names)
    for table in document.tables():
        for name, value in _fields(table):
            found.setdefault(name, value)
    for line in document.paragraphs():
        for name, value in _line_fields(line.text):
            found.setdefault(name, value)
    return found


def publishers(fields: Mapping[str, str]) -> Iterator[str]:
    """Yield the bodies that the fields name as publisher, the most trustworthy field first."""
    names = (complete_agency(squeeze(fields[name])) for name in AGENCIES if fields.get(name))
    return (name for name in names if is_agency_name(name))


def published_on(fields: Mapping[str, str]) -> str | None:
    """Return the date of publication, ISO 8601."""
    for name in (*DATES, *_BARE_DATES):
        match = _DATE.search(fields.get(name, ""))
        if match:
            year, month, day = (int(part) for part in match.groups())
            return f"{year}-{month:02}-{day:02}"
    return None


def writers(document: Document) -> Iterator[str]:
    """Yield the bodies that the text names as its writer: in words, then by signing it."""
    lines = [arabic_years(squeeze(line.text)) for line in document.paragraphs()]
    for line in lines:
        for pattern in _WRITTEN_BY:
            found = (match[1].removesuffix("关于") for match in pattern.finditer(line))
            yield from filter(is_agency_name, found)
    yield from _signatures(lines)


def _signatures(lines: Sequence[str]) -> Iterator[str]:
    """Yield names that stand on a line of their own, or before a date, at the end of the text."""
    half = len(lines) // 2
    for line, following in itertools.zip_longest(lines[half:], lines[half + 1 :], fillvalue=""):
        day = _DAY.search(line)
        name = line[: day.start()] if day else line
        if (day or _DAY.match(following)) and len(name) <= _LONGEST_NAME and is_agency_name(name):
            yield name


def _fields(table: Table) -> Iterator[tuple[str, str]]:
    for row in table.rows:
        texts = [cell.text for cell in row]
        for text in texts:
            yield from _line_fields(text)
        for name, value in zip(map(_field, texts), texts[1:], strict=False):
            if name and value:
                yield name, value


@lru_cache(maxsize=8192)
def _field(label: str) -> str | None:
    """Return the field that a label in a box of metadata names, None if none."""
    name = squeeze(label).strip(":[]【】")
    return name if name in _FIELDS else None


def _line_fields(text: str) -> Iterator[tuple[str, str]]:
    """Yield the fields that stand in a line, one or several: 发布时间：2024-01-09 来源：X."""
    if len(text) > _LONGEST_LINE or not (":" in text or "：" in text):
        return
    for match in _FIELD.finditer(text):
        rest = text[match.end() :]
        end = _NEXT.search(rest)
        value = (rest[: end.start()] if end else rest).strip()
        name = squeeze(match[1])
        if value and (name not in _BARE_DATES or _BYLINE.search(text)):
            yield name, value
