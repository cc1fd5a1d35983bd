"""When a label is that label: spelt alike, nearly, or not surely."""

from __future__ import annotations

import pytest

from extract.forms import load_forms
from extract.heads import head_lexicon
from extract.labels import Lexicon, canonical
from extract.rows import row_lexicon

_NEW = load_forms()[-1]


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("（一）予以公开", "予以公开"),
        ("(一) 予以公开", "予以公开"),
        ("1.属于国家秘密", "属于国家秘密"),
        ("1、属于国家秘密", "属于国家秘密"),
        ("1．属于国家秘密", "属于国家秘密"),
        ("（三）不\n予公开", "不予公开"),
        ("商业 企业", "商业企业"),
        ("部分公开（区分处理的，只计这一情形，不计其他情形）", "部分公开"),
        ("部分公开(区分处理的,只计这一情形", "部分公开"),
        ("3.危及“三安全一稳定”", "危及三安全一稳定"),
        ("3.危及「三安全一稳定」", "危及三安全一稳定"),
        ('3.危及"三安全一稳定"', "危及三安全一稳定"),
        ("现行有效件数（历史累计）", "现行有效件数"),
        ("本年度制发件数", "本年制发件数"),
        ("本年(2023)制发件数", "本年制发件数"),
        ("本年增/减", "本年增／减"),
        ("一、本年新收政府信息公开申请数量", "本年新收政府信息公开申请数量"),
        ("重\u200b复申请", "重复申请"),
        ("①属于国家秘密", "属于国家秘密"),
        ("1属于国家秘密", "属于国家秘密"),
        ("3:其他", "其他"),
        ("3.其它", "其他"),
        ("（六）其它处理", "其他处理"),
        ("法人或者其他组织", "法人或其他组织"),
        ("2023年新收政府信息公开申请数量", "年新收政府信息公开申请数量"),
    ],
)
def test_variants_are_spelt_alike(printed: str, label: str) -> None:
    assert canonical(printed) == canonical(label)


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("2.其他法律行政止公开", "denied.prohibited_by_law"),
        ("本年新收政府信息公开申请数", "received"),
        ("要求行政机关确认或重 新出具已获取信息", "not_processed.reconfirmation"),
        ("规范性文件", None),
        ("一、2023年新收政府信息公开申请数量", "received"),
        ("二、2022年结转政府信息公开申请数量", "carried_in"),
        ("四、结转2024年度继续办理", "carried_out"),
        ("部分公开区分处理的，只计这一情形，不计其他情形", "granted_in_part"),
        ("上年新收政府信息公开申请数量", None),
        ("1.不掌握相关信息", "not_provided.not_held"),
        ("2.没有现成信息，需要另行制作", "not_provided.must_be_created"),
        ("3.危及国家安全、公共安全、经济安全和社会稳定", "denied.security_and_stability"),
        ("1.申请人逾期不补正，不再处理", "other.not_corrected_in_time"),
    ],
)
def test_a_row_is_told_by_a_near_label(printed: str, key: str | None) -> None:
    hit = row_lexicon(_NEW.table("applications")).find(printed)
    assert (hit and hit.target.key) == key


def test_a_misspelt_head_names_what_was_meant() -> None:
    hit = head_lexicon(_NEW.table("disclosure")).find("本年度止件数")
    assert hit is not None
    assert (hit.target, hit.meant) == ("本年废止件数", "本年废止件数")


def test_an_exact_label_is_not_called_misspelt() -> None:
    hit = head_lexicon(_NEW.table("disclosure")).find("本年废止件数")
    assert hit is not None
    assert hit.meant is None


@pytest.mark.parametrize("printed", ["其地", "总", "其", "合", ""])
def test_short_labels_must_be_exact(printed: str) -> None:
    assert head_lexicon(_NEW.table("applications")).find(printed) is None


def test_a_label_near_two_others_is_none_of_them() -> None:
    lexicon = Lexicon([("本年制发件数", (), 1), ("本年制定件数", (), 2)])
    assert lexicon.find("本年制 件数") is None


def test_the_label_of_another_year_is_no_slip() -> None:
    lexicon = head_lexicon(_NEW.table("disclosure"))
    assert lexicon.find("上年制发件数") is None
    assert lexicon.find("去年现行有效件数") is None


def test_an_alias_is_exact() -> None:
    lexicon = Lexicon([("行政规范性文件", ("规范性文件",), 1)])
    assert lexicon.exact("规范性文件") == 1
