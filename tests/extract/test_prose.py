"""Claims of the text about the tables: what is compared, and above all what is not."""

from __future__ import annotations

import pytest

from extract.forms import load_forms
from extract.report import Finding, Section, Value
from extract.rules.facts import Facts
from extract.rules.prose import prose_claims

BUREAU = "云澜市教育局"
TOWN = "望江县青禾镇人民政府"
DISTRICT = "云澜市临溪区人民政府"
OFFICE = "云澜市临溪区人民政府办公室"

PRINTED = {
    "applications.received.total": 26,
    "applications.received.natural_person": 20,
    "applications.received.company": 4,
    "applications.received.legal_service": 2,
    "applications.carried_in.total": 2,
    "applications.carried_in.natural_person": 2,
    "applications.processed_total.total": 27,
    "applications.processed_total.natural_person": 21,
    "applications.processed_total.company": 4,
    "applications.carried_out.total": 1,
    "applications.granted.total": 12,
    "applications.granted_in_part.total": 3,
    "applications.denied.state_secret.total": 1,
    "applications.denied.third_party_rights.total": 4,
    "applications.not_provided.not_held.total": 4,
    "applications.not_provided.still_unclear.total": 1,
    "applications.not_processed.repeated.total": 1,
    "applications.other.other.total": 1,
    "challenges.review.upheld": 1,
    "challenges.review.corrected": 1,
    "challenges.review.total": 2,
    "challenges.litigation_direct.upheld": 1,
    "challenges.litigation_direct.total": 1,
    "challenges.litigation_after_review.pending": 1,
    "challenges.litigation_after_review.total": 1,
}


def judge(
    text: str, agency: str | None = BUREAU, number: int = 1, year: int | None = 2024
) -> list[Finding]:
    keys = [cell.key for table in load_forms()[-1].tables for cell in table.indicators]
    values = {key: Value(PRINTED.get(key, 0), str(PRINTED.get(key, 0))) for key in keys}
    section = Section(number, "一、总体情况", text)
    return list(prose_claims(Facts(agency, year, {}, values, [section], [])))


TRUE = [
    "2024年度我局共收到依申请信息公开26件，及时回复。",
    "我局共收到政府信息公开申请28件（含上年结转2件）。",
    "新收政府信息公开申请26件，上年结转2件，结转下年度1件。",
    "收到政府信息公开申请26件，已答复27件，予以公开12件，部分公开3件，不予公开5件。",
    "自然人申请20件。",
    "因政府信息公开被申请行政复议2件。",
    "2024年，云澜市教育局受理公民、法人或其他组织政府信息公开申请二十六件。",
    "共办理政府信息公开申请28件（其中上年结转2件），办结27件，结转2025年1件。",
    "（二）依申请公开。全年收到申请26件，较上年增加6件，均已按期答复。",
    "收到政府信息公开申请26件，其中自然人申请20件，法人或其他组织申请6件。",
    "办结政府信息公开申请27件：予以公开12件，占44.4%；无法提供5件，占18.5%。",
    "收到政府信息公开申请26件，其中自然人申请占76.9%。",
    "因政府信息公开被申请行政复议2件，其中维持1件、纠正1件；被提起行政诉讼2件。",
    "2023年结转政府信息公开申请2件，2024年新收26件。",
    "收到信息公开申请26件，不予公开5件，其中属于国家秘密1件，保护第三方合法权益4件。",
    "依申请公开26件。",
]

FALSE = [
    ("收到政府信息公开申请30件。", "applications.received.total"),
    ("全年新收信息公开申请27宗。", "applications.received.total"),
    ("上年结转3件。", "applications.carried_in.total"),
    ("结转下年度继续办理2件。", "applications.carried_out.total"),
    ("收到政府信息公开申请26件，已答复23件。", "applications.processed_total.total"),
    ("部分公开4件。", "applications.granted_in_part.total"),
    ("不予公开6件。", "applications.denied.state_secret.total"),
    ("自然人申请23件。", "applications.received.natural_person"),
    ("因政府信息公开被提起行政复议3件。", "challenges.review.total"),
    ("未收到政府信息公开申请。", "applications.received.total"),
    ("收到政府信息公开申请1.2万件。", "applications.received.total"),
    ("未发生因政府信息公开引发的行政复议、行政诉讼。", "challenges.review.total"),
    # Numerals, digit groups, measure words.
    ("全年收到政府信息公开申请三十一件。", "applications.received.total"),
    ("收到政府信息公开申请1,261件。", "applications.received.total"),
    ("收到政府信息公开申请共计３０份。", "applications.received.total"),
    ("受理信息公开申请31起。", "applications.received.total"),
    ("全年收到31件政府信息公开申请。", "applications.received.total"),
    # Who, when, how; headings; spaces.
    ("2024年，我局共收到各类政府信息公开申请 30 件，均已答复。", "applications.received.total"),
    ("云澜市教育局全年共收到公开申请30件。", "applications.received.total"),
    ("市教育局2024年度累计收到依申请公开政府信息申请30件。", "applications.received.total"),
    ("（二）依申请公开情况\n全年收到申请30件。", "applications.received.total"),
    ("（二）依申请公开：2024年收到申请30件，同比增长15%。", "applications.received.total"),
    ("二是依申请公开，收到申请30件。", "applications.received.total"),
    ("截至2024年12月31日，我局收到政府信息公开申请30件。", "applications.received.total"),
    ("与2023年相比有所增加，2024年收到政府信息公开申请30件。", "applications.received.total"),
    # Carried over.
    ("收到政府信息公开申请28件（含上年结转4件）。", "applications.carried_in.total"),
    ("2024年新收政府信息公开申请28件，上年结转2件。", "applications.received.total"),
    ("2023年度结转申请5件。", "applications.carried_in.total"),
    ("结转至2025年继续办理3件。", "applications.carried_out.total"),
    ("依申请公开办结27件，另有3件结转下一年度继续办理。", "applications.carried_out.total"),
    # Outcomes.
    ("依申请公开本年度办理结果为31件。", "applications.processed_total.total"),
    ("共办理依申请公开23件。", "applications.received.total"),
    ("收到政府信息公开申请26件，其中予以公开9件。", "applications.granted.total"),
    ("收到政府信息公开申请26件，其中9件予以公开。", "applications.granted.total"),
    ("对收到的信息公开申请，无法提供7件。", "applications.not_provided.not_held.total"),
    ("信息公开申请答复中，不予处理3件。", "applications.not_processed.repeated.total"),
    ("信息公开申请答复中，其他处理2件。", "applications.other.other.total"),
    (
        "收到信息公开申请26件，不予公开5件（属于国家秘密2件）。",
        "applications.denied.state_secret.total",
    ),
    (
        "收到信息公开申请26件，本机关不掌握相关政府信息5件。",
        "applications.not_provided.not_held.total",
    ),
    # Applicants.
    ("收到政府信息公开申请26件，其中自然人23件。", "applications.received.natural_person"),
    ("自然人申请20件，法人或其他组织申请9件。", "applications.received.total"),
    ("收到政府信息公开申请26件，其中商业企业5件。", "applications.received.company"),
    # Percentages.
    ("收到信息公开申请26件，予以公开12件，占61.5%。", "applications.granted.total"),
    ("收到政府信息公开申请26件，其中自然人申请占92%。", "applications.received.natural_person"),
    # Reviews and lawsuits.
    ("因政府信息公开被申请行政复议2件，被提起行政诉讼4件。", "challenges.litigation_direct.total"),
    ("因依申请公开引发行政复议3件。", "challenges.review.total"),
    ("政府信息公开行政复议3件。", "challenges.review.total"),
    ("因政府信息公开申请行政复议2件，其中维持2件。", "challenges.review.upheld"),
    ("因政府信息公开提起行政诉讼2件，其中维持2件。", "challenges.litigation_direct.upheld"),
    ("没有因政府信息公开工作引起的行政复议。", "challenges.review.total"),
    ("我局无因政府信息公开被提起行政诉讼的情况。", "challenges.litigation_direct.total"),
]

LEFT = [
    # A part of the applications.
    "通过网络收到政府信息公开申请10件。",
    "其中网上收到政府信息公开申请10件。",
    "依申请公开渠道：网上申请平台收到申请10件，信函收到申请16件。",
    "收到政府信息公开申请26件，其中涉及征地拆迁的15件，予以公开8件。",
    "信函申请10件，予以公开4件。",
    "自然人申请20件，予以公开9件。",
    "收到政府信息公开申请26件，按期答复24件，延期答复3件。",
    "信息公开申请中，书面答复20件。",
    # Another time.
    "2023年收到政府信息公开申请99件。",
    "去年，我局收到政府信息公开申请20件，今年有所增加。",
    "2023年，我局做了大量工作。共收到政府信息公开申请20件。",
    "近三年累计收到政府信息公开申请99件。",
    "《条例》施行以来，收到政府信息公开申请99件。",
    "上半年收到政府信息公开申请11件。",
    "截至9月底，收到政府信息公开申请19件。",
    "1月至6月，收到政府信息公开申请11件。",
    "收到政府信息公开申请比2023年的20件增加6件。",
    "收到政府信息公开申请同比减少4件。",
    # Not exact.
    "收到政府信息公开申请30余件。",
    "收到政府信息公开申请近30件。",
    "收到政府信息公开申请约30件。",
    "收到政府信息公开申请30多件。",
    "收到政府信息公开申请30件以上。",
    "收到政府信息公开申请20至30件。",
    "收到政府信息公开申请4.7***1万件。",
    "收到政府信息公开申请一百二件。",
    # Somebody else's.
    "区政府办公室共收到政府信息公开申请17件。",
    "市财政局收到政府信息公开申请17件。",
    "下属学校收到政府信息公开申请17件。",
    "全市共收到政府信息公开申请3525件。",
    # Something else's.
    "办理行政复议案件134件。",
    "发布文件30件，政策解读3件。",
    "办理人大代表建议30件、政协提案12件，均已答复42件。",
    "收到群众来信15件，已答复15件。",
    "局长信箱收到申请15件。",
    "制发公文120件，其中主动公开80件，依申请公开30件，不予公开10件。",
    "受理行政许可申请300件，办结300件。",
    "门户网站公开信息300条，依申请公开目录2条。",
    "全年收到投诉举报5件。",
    "未收到不予公开的投诉。",
    "未收到网上申请。",
    "未发生因政府信息公开被行政复议纠错、行政诉讼败诉的情况。",
    "政府信息公开咨询电话受理申请咨询40次。",
    "收到政府信息公开申请表30份。",
    "收到30件政府信息公开申请补正材料。",
    "收到3件政府信息公开申请的投诉。",
    "延期答复4件。",
    "收到的申请中，3件因政府信息公开申请行政复议备案。",
    "行政执法案卷评查发现问题3件，纠正3件。",
    "现将本年新收政府信息公开申请数量由24件更正为26件。",
    "收到政府信息公开申请后，于20日内答复30件次以上。",
]


@pytest.mark.parametrize("text", TRUE)
def test_true_claims_are_not_accused(text: str) -> None:
    assert judge(text) == []


@pytest.mark.parametrize(("text", "key"), FALSE)
def test_false_claims_are_said_with_their_sentence(text: str, key: str) -> None:
    found = judge(text)
    assert [finding.rule for finding in found] == ["prose.disagrees"]
    assert key in found[0].keys
    assert text.rsplit("\n", maxsplit=1)[-1][-6:-1] in found[0].message


@pytest.mark.parametrize("text", LEFT)
def test_claims_about_something_else_are_left_alone(text: str) -> None:
    assert judge(text) == []


@pytest.mark.parametrize(
    ("agency", "text", "count"),
    [
        (OFFICE, "区政府办公室共收到政府信息公开申请17件。", 1),
        (OFFICE, "我办共收到政府信息公开申请17件。", 1),
        (OFFICE, "全区共收到政府信息公开申请95件。", 0),
        (OFFICE, "全区共收到政府信息公开申请95件，答复90件。", 0),
        (OFFICE, "全区性会议后，我办共收到政府信息公开申请17件。", 1),
        (DISTRICT, "全区共收到政府信息公开申请95件。", 1),
        (DISTRICT, "2024年，全区各级行政机关共收到政府信息公开申请95件。", 1),
        (DISTRICT, "共收到政府信息公开申请95件。", 1),
        (DISTRICT, "区政府办公室共收到政府信息公开申请17件。", 0),
        (DISTRICT, "区政府办代表区政府受理政府信息公开申请17件，均已答复。", 0),
        (DISTRICT, "区政府共收到政府信息公开申请17件。", 0),
        (DISTRICT, "区教育局高度重视。全年收到政府信息公开申请17件。", 0),
        (DISTRICT, "全区共收到政府信息公开申请26件。共收到政府信息公开申请17件。", 0),
        (TOWN, "青禾镇人民政府2024年收到政府信息公开申请3件。", 1),
        (TOWN, "青禾镇2024年收到政府信息公开申请3件。", 1),
        (TOWN, "我镇2024年度未收到政府信息公开申请。", 1),
        (TOWN, "望江县收到政府信息公开申请300件。", 0),
        (None, "我局收到政府信息公开申请17件。", 0),
        (None, "收到政府信息公开申请17件。", 1),
    ],
)
def test_a_body_is_held_to_its_own_count(agency: str | None, text: str, count: int) -> None:
    assert len(judge(text, agency=agency)) == count


def test_sections_on_other_things_are_not_read() -> None:
    assert judge("收到政府信息公开申请30件。", number=5) == []


def test_without_a_year_nothing_is_compared() -> None:
    assert judge("收到政府信息公开申请30件。", year=None) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("行政复议3件，行政诉讼2件。", 1),
        ("2024年没有行政复议和行政诉讼案件。", 1),
        ("维持9件。", 0),
    ],
)
def test_section_four_is_about_challenges_of_disclosure(text: str, count: int) -> None:
    assert len(judge(text, number=4)) == count
    assert judge(text, number=1) == []


def test_a_finding_leads_to_its_sentence() -> None:
    text = (
        "（一）主动公开。\n做好公开工作。2024 年，我局收到政府信息公开申请 30 件，均已答复。其他。"
    )
    (finding,) = judge(text)
    assert finding.where is not None
    start, end = finding.where.span
    assert text[start:end] == "2024 年，我局收到政府信息公开申请 30 件，均已答复"
    assert finding.where.section == 1


@pytest.mark.parametrize(
    "text",
    [
        "收到" + "社会公众" * 28 + "3件",
        "收到政府信息公开申请" + "共计" * 50,
        "因信息公开" + "申请" * 50 + "3件",
        "11" * 500 + "收到申请3件",
        "，".join(["收到申请3件"] * 5000),
        "复议" * 5000 + "，维持3件",
    ],
    ids=["applicants", "counts", "challenges", "digits", "clauses", "reviews"],
)
def test_text_made_to_be_slow_is_not(text: str) -> None:
    assert judge(text) == []


def test_a_blank_cell_is_nothing_to_compare_with() -> None:
    values = {"applications.received.total": Value(None, "")}
    section = Section(1, "一、总体情况", "收到政府信息公开申请30件。")
    assert list(prose_claims(Facts(BUREAU, 2024, {}, values, [section], []))) == []


def test_a_percentage_may_be_of_a_number_that_was_not_read() -> None:
    values = {key: Value(number, str(number)) for key, number in PRINTED.items()}
    values["applications.processed_total.total"] = Value(None, "27|28")
    section = Section(1, "一、总体情况", "共办理政府信息公开申请28件，其中予以公开12件，占44.4%。")
    assert list(prose_claims(Facts(BUREAU, 2024, {}, values, [section], []))) == []
