"""Lists of captures as pywb, Wayback and other services write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.timemaps import Held, Period, Service, TimeMapError, distinct, read_period

BASE = "http://archive.example/web/"
URL = "http://www.yunlan.gov.cn/a.html"
SERVICE = Service(BASE)
MOMENT = datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC)
RAW = f"{BASE}20210304050607id_/{URL}"


def test_lines_of_pywb_are_read() -> None:
    line = f'{{"timestamp": "20210304050607", "url": "{URL}", "status": "200", "digest": "A"}}\n'
    assert SERVICE.read(line) == [Held(URL, MOMENT, RAW, "A")]


def test_the_table_of_wayback_is_read() -> None:
    names = '["urlkey","timestamp","original","mimetype","statuscode","digest","length"]'
    line = f'["cn,gov","20210304050607","{URL}","text/html","200","A","12"]'
    assert SERVICE.read(f"[{names},\n{line}]\n") == [Held(URL, MOMENT, RAW, "A")]


def test_only_what_tells_of_the_address_is_wanted() -> None:
    lines = "\n".join(
        f'{{"timestamp": "20210304050607", "url": "{URL}", "status": "{status}"}}'
        for status in ("200", "404", "-", "301", "503")
    )
    assert len(SERVICE.read(lines)) == 3


@pytest.mark.parametrize("text", ["", "[]", "\n"])
def test_nothing_held_is_nothing(text: str) -> None:
    assert SERVICE.read(text) == []


def test_a_timemap_is_read_and_its_mementos_are_asked_for_as_they_were() -> None:
    text = (
        f'<{URL}>; rel="original",\n'
        f'<{BASE}timemap/link/{URL}>; rel="self"; type="application/link-format",\n'
        f'<{BASE}20210304050607mp_/{URL}>; rel="first memento";'
        ' datetime="Thu, 04 Mar 2021 05:06:07 GMT"; collection="kept"'
    )
    assert SERVICE.read(text) == [Held(URL, MOMENT, RAW)]


@pytest.mark.parametrize(
    "text",
    [
        "<html><body>Welcome</body></html>",
        "Not found",
        "[1, 2]",
        '{"timestamp": "soon", "url": "u", "status": "200"}',
        f'<{URL}>; rel="original", <http://a.example/m/1>; rel="memento"; datetime="x"',
    ],
)
def test_what_is_no_list_is_told(text: str) -> None:
    with pytest.raises(TimeMapError):
        SERVICE.read(text)


def held(day: int, digest: str | None) -> Held:
    return Held(URL, datetime(2021, 3, day, tzinfo=UTC), f"{BASE}{day}", digest)


def test_equal_contents_in_a_row_are_wanted_once_and_those_that_return_again() -> None:
    found = [held(day, digest) for day, digest in ((4, "A"), (1, "A"), (2, "A"), (3, "B"))]
    always = read_period("2021", "2021")
    assert [one.moment.day for one in distinct(found, always)] == [1, 3, 4]


def test_contents_without_a_digest_are_all_wanted() -> None:
    assert len(distinct([held(1, None), held(2, None)], read_period("2021", "2021"))) == 2


def test_a_period_begins_with_its_first_day_and_ends_with_its_last() -> None:
    period = read_period("2021-03", "2021-12")
    assert period == Period(datetime(2021, 3, 1, tzinfo=UTC), datetime(2022, 1, 1, tzinfo=UTC))
    days = [read_period("2021-03-02", "2021-03-02"), read_period("2020", "2020")]
    assert [(one.end - one.start).days for one in days] == [1, 366]


@pytest.mark.parametrize(("start", "end"), [("2021-13", "2022"), ("x", "2022"), ("2022", "2021")])
def test_a_period_that_is_none_is_told(start: str, end: str) -> None:
    with pytest.raises(ValueError, match=r"2021-13|'x'|before"):
        read_period(start, end)
