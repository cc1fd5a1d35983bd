"""What is masked in published texts, and what never is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.publish.contacts import MASK, mask_contacts

CONTACTS = (
    "0411-8123 4567", "(0411)8123456", "（0411）8123456", "（0411） 8123 4567", "0376-5677302",
    "0411—81234567-801", "0411－81234567转801", "０４１１－８１２３４５６７", "041181234567",
    "010 65000000", "010-\n65000000", "(010)65000000/65000001", "0411-81234567、81234568",
    "+86 411 81234567", "0086-411-81234567", "13800138000", "138 0013 8000", "138-0013-8000",
    "86-13800138000", "１３８００１３８０００", "400-820-8820", "office@example.gov.cn",
    "zhangji5677302@163.com", "ａｂｃ＠１６３．ｃｏｍ", "abc @ 163.com", "abc(at)163.com",
)  # fmt: skip
LABELLED = (
    ("电话：", "8123456"), ("电话:", "81234567、81234568"), ("电  话：", "8123 4567"),
    ("咨询电话为", "8123456"), ("电话（值班）：", "8123456"), ("传真", "8123456"),
    ("传 真：", "8123456"),
    ("Tel:", "8123456"), ("联系方式：", "8123456-801"), ("热线：", "4008208820"),
    ("请致电", "8123456"), ("可拨打", "8123 4567"),
    ("QQ：", "123456789"), ("QQ群号", "123456789"), ("微信号：", "abc_12345"),
    ("联系人：", "张三"), ("联 系 人：", "张 三"), ("联系人：", "张三、李四"),
    ("经办人：", "欧阳小明"),
)  # fmt: skip
STATISTICS = (
    "2024年1月1日至2024年12月31日", "2023-01-31", "国办公开办函〔2021〕30号",
    "豫政〔2024〕12号", "（2024）苏13行终138号", "接听电话1234567次", "接听电话2345678通",
    "电话：8123456件", "QQ群12345个",
    "12345热线受理1234567件", "12345政务服务便民热线", "收费金额81234567.89元", "投资13800138000元",
    "访问量13800138000次", "1,234,567", "共计65000000平方米", "增长65000000%",
    "索引号：003110926/201510-00216", "索 引 号：01065000000", "编号：01065000000",
    "统一社会信用代码：91110108551385082Q", "网站标识码3706020001", "京ICP备13800138号",
    "豫公网安备 41152602000001号", "微信公众号“灵秀下冶”发布信息604条", "联系人员较多",
    "审核人员：3人",
    "t20240131_1234567.html", "http://www.example.gov.cn/2024/0131/13800138000.html",
)  # fmt: skip
# Nothing tells what these are but a label before them.
BARE = ("20240131", "81234567", "4008208820", "123456789012")

UNITS = (
    "件", "条", "次", "人", "元", "万元", "亿元", "%", "个", "户", "份", "项", "篇",
    "期", "年", "月", "日", "号", "平方米", "公里", "‰", "人次",
)  # fmt: skip
numbers = st.one_of(
    st.integers(0, 10**12).map(str),
    st.integers(0, 10**12).map(lambda number: f"{number:,}"),
    st.decimals(0, 10**9, places=2).map(str),
)
statistics = st.one_of(
    st.builds("{}{}".format, numbers, st.sampled_from(UNITS)),
    st.builds("〔{}〕{}号".format, st.integers(1990, 2030), st.integers(1, 99999)),
    st.dates().map(lambda day: f"{day:%Y年%m月%d日}"),
    st.sampled_from(STATISTICS),
)
words = st.sampled_from(
    ("全年受理", "电话", "新收", "咨询电话", "，其中", "。", "传真", "、", "：", " ")
)
contacts = st.sampled_from([*LABELLED, *(("请联系", contact) for contact in CONTACTS)])


@pytest.mark.parametrize("contact", CONTACTS)
@pytest.mark.parametrize("around", ["{}", "请联系{}。", "电话：{} 地址：", "（{}）", "邮箱{}，"])
def test_contacts_are_masked_whole(contact: str, around: str) -> None:
    assert mask_contacts(around.format(contact)) == around.format(MASK * len(contact))


@pytest.mark.parametrize(("label", "contact"), LABELLED)
def test_what_a_label_makes_a_contact_is_masked_and_the_label_left(
    label: str, contact: str
) -> None:
    masked = label + MASK * len(contact)
    assert mask_contacts(f"{label}{contact}。") == f"{masked}。"
    assert mask_contacts(f"{label}{contact} 联系电话") == f"{masked} 联系电话"


@pytest.mark.parametrize("text", [*STATISTICS, *BARE])
def test_statistics_are_left(text: str) -> None:
    assert mask_contacts(text) == text
    assert mask_contacts(f"全年{text}，其中{text}。") == f"全年{text}，其中{text}。"


@given(st.lists(st.tuples(words, statistics)))
def test_no_statistic_is_touched_whatever_stands_around_it(parts: list[tuple[str, str]]) -> None:
    text = "；".join(word + statistic for word, statistic in parts)
    assert mask_contacts(text) == text


@given(st.lists(st.tuples(statistics | st.sampled_from(BARE), contacts)))
def test_contacts_and_nothing_else_are_masked_whatever_stands_around_them(
    parts: list[tuple[str, tuple[str, str]]],
) -> None:
    text = "".join(f"{statistic}，{label}{contact}；" for statistic, (label, contact) in parts)
    assert mask_contacts(text) == "".join(
        f"{statistic}，{label}{MASK * len(contact)}；" for statistic, (label, contact) in parts
    )


@given(st.text(alphabet="0123456789０１-（） ()@.电话传真手机联系人QQ：:件元年、张三\n"))
def test_any_text_keeps_its_length(text: str) -> None:
    masked = mask_contacts(text)
    assert len(masked) == len(text)
    assert mask_contacts(masked) == masked
