"""Whose site a page is: two of three marks decide, and what disagrees is told."""

import pytest

from crawler.identity import SiteMarks, read_marks
from crawler.page import Page

META = '<meta name="SiteIDCode" content="{}">'
BUTTON = "<script id='_jiucuo_' sitecode='{}' src='https://zfwzgl.www.gov.cn/jiucuo.js'></script>"
LINK = '<a href="https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code={}">找错</a>'
FOOT = "<p>网站标识码：{} 示ICP备00000000号</p>"
OWN, OTHER = "9901000001", "2302000001"


def marks(*parts: str) -> SiteMarks:
    body = f"<html><head></head><body>{''.join(parts)}</body></html>"
    return read_marks(Page("http://127.0.1.1/", 200, (), body.encode()))


@pytest.mark.parametrize(
    ("parts", "code", "conflict"),
    [
        ((META.format(OWN), BUTTON.format(OWN), FOOT.format(OWN)), OWN, False),
        ((META.format(OTHER), BUTTON.format(OWN), FOOT.format(OWN)), OWN, True),
        ((BUTTON.format(OWN), FOOT.format(OWN)), OWN, False),
        ((LINK.format("bm17000009"), FOOT.format("bm17000009")), "bm17000009", False),
        ((META.format(OTHER), FOOT.format(OWN)), None, True),
        ((FOOT.format(OWN),), None, False),
        ((f"<!-- {META.format(OWN)} -->", FOOT.format(OWN)), None, False),
        ((META.format("齐齐哈尔"), FOOT.format(f"{OWN}99")), None, False),
    ],
)
def test_two_of_three_decide(parts: tuple[str, ...], code: str | None, conflict: bool) -> None:
    found = marks(*parts)
    assert (found.code, found.conflict is not None) == (code, conflict)


def test_a_conflict_names_every_mark() -> None:
    found = marks(META.format(OTHER), BUTTON.format(OWN), FOOT.format(OWN))
    assert found.conflict == f"SiteIDCode says {OTHER}, 找错 says {OWN}, foot says {OWN}"
