"""Names of bodies to the places that they begin with."""

from __future__ import annotations

import pytest

from extract.divisions import ancestors, children, lies_in, resolve


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("三门峡市陕州区王家后乡人民政府", "411203206000"),
        ("酉阳土家族苗族自治县清泉乡人民政府", "500242220000"),
        ("潢川县张集乡人民政府", "411526203000"),
        ("夏邑县王集乡人民政府", "411426210000"),
        ("下冶镇人民政府", "419001110000"),
        ("济源市下冶镇人民政府", "419001110000"),
        ("上海市黄浦区人民政府打浦桥街道办事处", "310101021000"),
        ("洪泽区统计局", "320813000000"),
        ("广东省东莞市虎门镇人民政府", "441900121000"),
        ("海南省儋州市那大镇人民政府", "460400100000"),
        ("国家税务总局淮安市税务局", "320800000000"),
        ("湘西州人民政府", "433100000000"),
        ("酉阳县教育局", "500242000000"),
        ("鄂伦春旗人民政府", "150723000000"),
        ("新疆教育厅", "650000000000"),
        ("海南州教育局", "632500000000"),
    ],
)
def test_a_body_s_place_is_told_by_its_name(name: str, code: str) -> None:
    division = resolve(name)
    assert division is not None
    assert division.code == code


@pytest.mark.parametrize(
    "name", ["王集乡", "区统计局", "朝阳区教育局", "市中区永安镇", "教育局", ""]
)
def test_a_name_of_several_places_or_none_is_nobody_s(name: str) -> None:
    assert resolve(name) is None


def test_the_place_it_must_lie_in_settles_a_common_name() -> None:
    division = resolve("王集乡", within="411426000000")
    assert division is not None
    assert division.code == "411426210000"


def test_placeholders_are_no_places() -> None:
    names = [division.name for division in ancestors("441900121000")]
    assert names == ["广东省", "东莞市", "虎门镇"]


def test_a_township_of_a_county_under_the_province_has_no_placeholder_above() -> None:
    assert [division.name for division in ancestors("419001110000")][:2] == ["河南省", "济源市"]


def test_a_place_lies_in_itself_and_what_is_above_it() -> None:
    assert lies_in("411426210000", "411426000000")
    assert lies_in("411426000000", "411426000000")
    assert not lies_in("411426000000", "411426210000")


def test_divisions_directly_below_one() -> None:
    assert {place.name for place in children("320800000000")} >= {"清江浦区", "洪泽区", "金湖县"}
    assert {place.level for place in children("320800000000")} == {"county"}
    assert children("999999000000") == []
