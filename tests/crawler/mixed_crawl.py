"""A WARC file as a crawl of portals and of the rest of the web leaves it: few pages are reports."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from extract.encoding import decode
from tests.archive.foreign_warcs import make_block, make_info, make_record
from tests.extract.generate import generate

# Layouts of pages as portals print them, and the encodings of these.
LAYOUTS = ("html_spans", "html_word", "html_layout_table", "html_split", "html_one_table",
           "html_empty_cells", "html_split_repeated", "script_page")  # fmt: skip
ENCODINGS = ("utf-8", "gb18030", "utf-8", "gb18030", "utf-16")
_CITIES = ("云澜市", "望江县", "青石镇", "临河区", "安平街道", "白塔乡")
_MENU = "".join(
    f"<li class='nav-item'><a href='{place}' title='{name}' target='_blank'>{name}</a></li>\n"
    for place, name in (
        ("/", "首页"), ("/zwgk/", "政务公开"), ("/zwgk/zfxxgk/", "政府信息公开"),
        ("/zwgk/zfxxgk/zn/", "政府信息公开指南"), ("/zwgk/zfxxgk/zd/", "政府信息公开制度"),
        ("/zwgk/zfxxgk/fd/", "法定主动公开内容"), ("/zwgk/zfxxgk/nb/", "政府信息公开年报"),
        ("/zwgk/zfxxgk/ysq/", "依申请公开"), ("/xzfy/", "行政复议"), ("/xzxk/", "行政许可"),
        ("/hdjl/", "互动交流"), ("/bsfw/", "办事服务"), ("/zjyl/", "走进本地"),
    )
)  # fmt: skip
_CHANCE = Random(0)
_SENTENCES = tuple(
    "".join(chr(_CHANCE.randrange(0x4E00, 0x5600)) for _ in range(_CHANCE.randrange(15, 40))) + "。"
    for _ in range(3000)
)
_WORDS = tuple(
    "".join(_CHANCE.choices("aaabcdeeeefghiiklmnnooprrssttu", k=_CHANCE.randrange(3, 9)))
    for _ in range(2000)
)
# Style and script, of which pages of today consist for the most part.
_STYLE = tuple(
    "\n".join(
        f".{_CHANCE.choice(_WORDS)} .{_CHANCE.choice(_WORDS)}{{float:left;width:"
        f"{_CHANCE.randrange(1000)}px;color:#{_CHANCE.randrange(16**6):06x};padding:0 5px}}"
        for _ in range(120)
    )
    for _ in range(40)
)
# What stands beside reports and is none: title and text.
_NEAR = (
    ("政府信息公开指南", "对答复不服的，可以依法申请行政复议或者提起行政诉讼。"),
    ("{city}{year}年法治政府建设年度报告", "二、存在的主要问题。行政诉讼案件出庭应诉率百分之百。"),
    ("{city}{year}年度部门决算公开", "一、部门概况。年末结转和结余。二、总体情况说明。"),
    ("{city}{year}年国民经济和社会发展统计公报", "全年生产总值增长百分之五。"),
    ("{year}年政府工作报告", "各位代表，现在我代表市人民政府向大会作政府工作报告。"),
    ("关于做好{year}年政府信息公开工作年度报告的通知", "请各单位对照格式填写，按时报送。"),
    ("{city}政府网站工作年度报表（{year}年度）", "网站名称、首页网址、独立用户访问总量。"),
    ("政府信息公开申请表", "申请人信息、所需政府信息的用途、获取信息的方式。"),
    ("{city}{year}年度环境质量报告", "空气质量优良天数比例百分之九十二。"),
    ("图解：{city}{year}年政务公开工作要点", "图解全文见下图。"),
)


@dataclass(frozen=True)
class Crawl:
    """The file, the addresses of the reports in it, and their bodies."""

    path: Path
    reports: dict[str, bytes]


def make_crawl(path: Path, pages: int, reports: int, seed: int = 0) -> Crawl:
    """Write a crawl of pages, some of which are reports, in an order that tells nothing."""
    chance = Random(seed)
    places = set(chance.sample(range(pages), reports))
    bodies: dict[str, bytes] = {}
    with path.open("wb") as file:
        file.write(gzip.compress(make_info("Heritrix/3.4")))
        for number in range(pages):
            if number in places:
                url, body = _report(number, len(bodies))
                bodies[url] = body
            else:
                url, body = _other(number, chance)
            for record in _records(url, body):
                file.write(gzip.compress(record, 6))
    return Crawl(path, bodies)


def _records(url: str, body: bytes) -> Iterator[bytes]:
    asked = b"GET / HTTP/1.1\r\nUser-Agent: crawler\r\n\r\n"
    yield make_record("request", asked, url=url)
    yield make_record("response", make_block(body, "Server: nginx"), url=url)


def _report(number: int, seed: int) -> tuple[str, bytes]:
    layout = LAYOUTS[seed % len(LAYOUTS)]
    text = decode(generate(seed, layout).body)[0]
    start, body, rest = text.partition("<body>")
    chrome = f"<div class='nav'><ul>{_MENU * 3}</ul></div>"
    foot = f"<div class='foot'>{_rows(Random(seed), 100)}</div>"
    whole = f"{start}{body}{chrome if body else ''}{rest}".replace("</body>", f"{foot}</body>")
    encoding = ENCODINGS[seed // len(LAYOUTS) % len(ENCODINGS)]
    return f"http://www.x{number % 300}.gov.cn/art/{number}.html", whole.encode(encoding)


def _other(number: int, chance: Random) -> tuple[str, bytes]:
    """Return the page of a number: its kind by its share, its content by chance."""
    share = number * 37 % 100
    kind = next(make for least, make in _KINDS if share >= least)
    host = f"www.x{number % 300}.gov.cn" if share >= _FOREIGN else f"www.site{number % 900}.com"
    encoding = "gb18030" if number % 3 == 0 else "utf-8"
    return f"http://{host}/a/{number}.html", kind(number, chance).encode(encoding)


def _english(number: int, chance: Random) -> str:
    paragraphs = (f"<p>{' '.join(chance.choices(_WORDS, k=60))}.</p>" for _ in range(60))
    return _page(f"News {number}", "\n".join(paragraphs), "<li>Home</li>" * 20)


def _news(number: int, chance: Random) -> str:
    return _page(f"新闻{number}", _text(chance, 90), "<li><a href='/a/'>首页</a></li>" * 60)


def _portal_news(number: int, chance: Random) -> str:
    title = f"{chance.choice(_CITIES)}召开第{number}次常务会议"
    return _page(title, f"<h1>{title}</h1>{_text(chance, 70)}{_rows(chance, 20)}", _MENU * 3)


def _portal_list(_number: int, chance: Random) -> str:
    return _page("通知公告", f"<ul>{_rows(chance, 150)}</ul>", _MENU * 3)


def _near_miss(number: int, chance: Random) -> str:
    title, text = _NEAR[number // 100 % len(_NEAR)]
    told = title.format(city=chance.choice(_CITIES), year=2019 + number % 6)
    body = f"<h1>{told}</h1><p>{text}</p>{_text(chance, 70)}"
    return _page(told, body, _MENU * 3)


# From which share on pages are of a kind; what stands before is not of portals.
_FOREIGN = 45
_KINDS: Sequence[tuple[int, Callable[[int, Random], str]]] = (
    (98, _near_miss), (88, _portal_list), (_FOREIGN, _portal_news), (20, _news), (0, _english),
)  # fmt: skip


def _text(chance: Random, paragraphs: int) -> str:
    return "\n".join(
        "<p style='text-indent:2em'><span style='font-size:16pt;font-family:仿宋_GB2312'>"
        + "".join(chance.choices(_SENTENCES, k=chance.randrange(2, 7)))
        + f"{chance.randrange(10_000)}</span></p>"
        for _ in range(paragraphs)
    )


def _rows(chance: Random, count: int) -> str:
    """Return rows of a list of news, each with its date."""
    rows = []
    for _ in range(count):
        day = f"2024-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
        name = f"关于{chance.choice(_CITIES)}第{chance.randrange(10_000)}号项目的公示"
        place = f"/art/{day.replace('-', '')}/{chance.randrange(10**6)}.html"
        rows.append(f"<li><a href='{place}' title='{name}'>{name}</a><span>{day}</span></li>")
    return "\n".join(rows)


def _page(title: str, body: str, menu: str) -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title>"
        f"<style>{_STYLE[len(body) % len(_STYLE)]}</style></head>"
        f"<body><ul>{menu}</ul><div class='content'>{body}</div></body></html>"
    )
