"""Claims of the text about the tables: what is compared, and above all what is not."""

from __future__ import annotations

import pytest

from extract.forms import load_forms
from extract.report import Finding, Section, Value
from extract.rules.facts import Facts
from extract.rules.prose import prose_claims

PRINTED = {
    "applications.received.total": 26,
    "applications.carried_in.total": 2,
    "applications.processed_total.total": 27,
    "applications.carried_out.total": 1,
    "applications.granted.total": 12,
    "applications.granted_in_part.total": 3,
    "applications.denied.state_secret.total": 1,
    "applications.denied.third_party_rights.total": 4,
    "applications.received.natural_person": 20,
    "challenges.review.total": 2,
}


def judge(text: str, agency: str = "云澜市教育局", number: int = 1) -> list[Finding]:
    keys = [cell.key for table in load_forms()[-1].tables for cell in table.indicators]
    values = {key: Value(PRINTED.get(key, 0), str(PRINTED.get(key, 0))) for key in keys}
    section = Section(number, "一、总体情况", text)
    return list(prose_claims(Facts(agency, 2024, {}, values, [section], [])))


@pytest.mark.parametrize(
    "text",
    [
        "2024年度我局共收到依申请信息公开26件，及时回复。",
        "我局共收到政府信息公开申请28件（含上年结转2件）。",
        "新收政府信息公开申请26件，上年结转2件，结转下年度1件。",
        "已答复27件，予以公开12件，部分公开3件，不予公开5件。",
        "自然人申请20件。",
        "因政府信息公开被申请行政复议2件。",
    ],
)
def test_true_claims_are_not_accused(text: str) -> None:
    assert judge(text) == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("收到政府信息公开申请30件。", "applications.received.total"),
        ("全年新收信息公开申请27宗。", "applications.received.total"),
        ("上年结转3件。", "applications.carried_in.total"),
        ("结转下年度继续办理2件。", "applications.carried_out.total"),
        ("已答复25件。", "applications.processed_total.total"),
        ("部分公开4件。", "applications.granted_in_part.total"),
        ("不予公开6件。", "applications.denied.state_secret.total"),
        ("自然人申请21件。", "applications.received.natural_person"),
        ("因政府信息公开被提起行政复议3件。", "challenges.review.total"),
        ("未收到政府信息公开申请。", "applications.received.total"),
        ("收到政府信息公开申请1.2万件。", "applications.received.total"),
        (
            "未发生因政府信息公开引发的行政复议、行政诉讼。",
            "challenges.review.total",
        ),
    ],
)
def test_false_claims_are_said_with_their_sentence(text: str, key: str) -> None:
    found = judge(text)
    assert [finding.rule for finding in found] == ["prose.disagrees"]
    assert key in found[0].keys
    assert text[:4] in found[0].message


@pytest.mark.parametrize(
    "text",
    [
        "通过网络收到政府信息公开申请10件。",
        "其中网上收到政府信息公开申请10件。",
        "2023年收到政府信息公开申请99件。",
        "近三年累计收到政府信息公开申请99件。",
        "收到政府信息公开申请30余件。",
        "区政府办公室共收到政府信息公开申请17件。",
        "办理行政复议案件134件。",
        "发布文件30件，政策解读3件。",
        "延期答复4件。",
        "收到的申请中，3件因政府信息公开申请行政复议备案。",
    ],
)
def test_claims_about_something_else_are_left_alone(text: str) -> None:
    assert judge(text) == []


def test_an_office_is_held_to_its_own_count() -> None:
    text = "区政府办公室共收到政府信息公开申请17件。"
    assert len(judge(text, agency="临溪区人民政府办公室")) == 1


def test_sections_on_other_things_are_not_read() -> None:
    assert judge("收到政府信息公开申请30件。", number=5) == []
