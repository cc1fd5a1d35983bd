"""Every page of ours over a small archive, without a browser."""

import re
from typing import Any

import pytest
from lxml import html

from archive.publish.pages.language import LANGUAGES, texts
from archive.publish.pages.render import POLICY
from archive.publish.site import dashboards
from tests.archive.pages.conftest import Get

PAGES = (
    *("/", "/agencies", "/agency/1", "/agency/5", "/report/3", "/report/11", "/report/14"),
    *(
        "/revision/1",
        "/portal/yunlan",
        "/portal/guarded",
        "/portal/fresh",
        "/portal/new%20%3Cb%3E%3A81",
    ),
)
# Written by strangers, in the small archive.
MARKUP = ("<b>云澜市图书馆", "<script>alert", "new <b>", 'href="javascript:')


def read(page: Any) -> html.HtmlElement:
    assert page.status_code == 200, page.text
    return html.fromstring(page.text)


def text_of(page: Any) -> str:
    return " ".join(read(page).text_content().split())


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_shows_itself_in_both_languages(get: Get, path: str, language: str) -> None:
    page = get(path, cookies={"nianbao-language": language})
    assert texts(language)["promise"] in page.text
    assert texts("zh" if language == "en" else "en")["promise"] not in page.text
    assert page.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize("path", PAGES)
def test_every_page_runs_no_script_and_loads_nothing_from_elsewhere(get: Get, path: str) -> None:
    page = read(get(path))
    assert not page.xpath("//script | //iframe | //@style | //@*[starts-with(name(), 'on')]")
    loaded = page.xpath("//link[@rel='stylesheet']/@href | //@src")
    assert loaded
    assert all(address.startswith("/") for address in loaded)


@pytest.mark.parametrize("path", PAGES)
def test_what_strangers_wrote_is_text(get: Get, path: str) -> None:
    assert not [mark for mark in MARKUP if mark in get(path).text]


@pytest.mark.parametrize("path", PAGES)
def test_no_word_of_the_interface_is_lacking(get: Get, path: str) -> None:
    page = get(path)
    assert "Undefined" not in page.text
    assert not [one for one in read(page).xpath("//h1 | //h2 | //th | //dt") if not _says(one)]


def _says(element: html.HtmlElement) -> bool:
    return bool(element.text_content().strip())


@pytest.mark.parametrize("path", PAGES)
def test_an_anchor_is_there_once(get: Get, path: str) -> None:
    page = read(get(path))
    anchors = page.xpath("//@id")
    assert len(anchors) == len(set(anchors))
    assert {link[1:] for link in page.xpath("//a/@href[starts-with(., '#')]")} <= set(anchors)


def test_words_are_there_in_both_languages() -> None:
    english, chinese = texts("en"), texts("zh")
    assert all(english.values())
    assert all(chinese.values())
    chinese_only = [
        name for name, word in chinese.items() if not re.search("[\u4e00-\u9fff]", word)
    ]
    assert chinese_only == ["other_language"]


def test_a_language_asked_for_is_kept(get: Get) -> None:
    page = get("/?lang=zh")
    assert page.headers["set-cookie"].startswith("nianbao-language=zh")
    assert "set-cookie" not in get("/").headers


def test_a_language_that_there_is_not_is_not_kept(get: Get) -> None:
    assert "set-cookie" not in get("/?lang=%0d%0aSet-Cookie:x").headers


def test_the_switch_keeps_what_was_asked_for(get: Get) -> None:
    (switch,) = read(get("/agencies?kind=township&lang=zh")).xpath("//a[@class='switch']/@href")
    assert switch == "?kind=township&lang=en"


def test_browsers_language_is_taken(get: Get) -> None:
    assert texts("zh")["promise"] in get("/", headers={"accept-language": "zh-CN,en"}).text


@pytest.mark.parametrize(
    "path", ["/report/999", "/agency/999", "/revision/999", "/portal/none", "/report/999999999"]
)
def test_what_is_not_there_is_said_to_be_so(get: Get, path: str) -> None:
    page = get(path)
    assert page.status_code == 404
    assert "is not in this archive" in page.text


def test_a_path_that_nothing_answers_is_not_there(
    get: Get, capfd: pytest.CaptureFixture[str]
) -> None:
    for path in ("/a/b/c/d/e", "/source/1/whole/file/../../../../etc/passwd", "/nianbao/none"):
        assert get(path).status_code == 404
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_wrong_sum_stands_first_and_leads_to_its_report(get: Get) -> None:
    page = read(get("/"))
    first = page.xpath("//ul[@class='remarks']/li[1]/a/@href")
    assert first == ["/report/3"]
    assert "5 ≠ 59" in text_of(get("/"))


def test_a_report_has_its_findings_at_the_cell(get: Get) -> None:
    page = read(get("/report/3"))
    (cell,) = page.xpath("//td[@id='applications.received.total']")
    assert cell.get("class") == "has-error"
    assert cell.xpath("./a/@href") == ["/source/3/applications.received.total"]
    marks = cell.xpath("./sup/a/@href")
    assert [page.xpath(f"//li[@id='{mark[1:]}']/span[2]/text()") for mark in marks] == [
        ["90 + 5 ≠ 50 + 44"],
        ["5 ≠ 59"],
    ]


def test_a_report_shows_the_text_as_printed(get: Get) -> None:
    page = read(get("/report/3"))
    (cell,) = page.xpath("//td[@id='disclosure.coercion.decisions']")
    assert cell.text_content().split() == ["/"]


def test_a_report_has_every_cell_of_its_forms(get: Get) -> None:
    assert len(read(get("/report/3")).xpath("//td/a[starts-with(@href, '/source/3/')]")) == 200
    assert len(read(get("/report/1")).xpath("//td/a[starts-with(@href, '/source/1/')]")) == 198


def test_a_claim_in_the_text_is_marked(get: Get) -> None:
    page = read(get("/report/6"))
    assert page.xpath("//p/mark/text()") == ["主动公开的内容不够全"]
    (mark,) = page.xpath("//p/sup/a/@href")
    assert page.xpath(f"//li[@id='{mark[1:]}']/span[2]/text()") == ["the text does not say so"]


def test_a_report_without_numbers_says_so(get: Get) -> None:
    assert texts("en")["nothing_read"] in get("/report/14").text


def test_revisions_that_are_not_shown_are_told(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    many = (
        "WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 101)"
        " SELECT id, 2024 AS year, '2026-01-01T00:00:00Z' AS seen_at, 'numbers' AS kind FROM n"
        " WHERE ?1 IS NOT NULL"
    )
    told = texts("en")["newest_hundred"]
    assert told not in text_of(get("/agency/1"))
    monkeypatch.setattr("archive.publish.pages.agency._REVISIONS", many)
    page = get("/agency/1")
    assert told in text_of(page)
    assert len(read(page).xpath("//a[starts-with(@href, '/revision/')]")) == 100


def test_an_agency_has_its_years_and_what_is_missing(get: Get) -> None:
    page = read(get("/agency/1"))
    years = [one.text_content() for one in page.xpath("//thead/tr/th/a")]
    assert years == ["2020", "2021", "2022", "2024"]
    assert page.xpath("//h2[.='Years without a report']/following-sibling::ul[1]/li/b/text()") == [
        "2023"
    ]
    assert page.xpath("//svg/polyline | //*[local-name()='polyline']")


def test_agencies_are_filtered(get: Get) -> None:
    assert "临溪镇人民政府" in text_of(get("/agencies?kind=township"))
    assert "云澜市教育局" not in text_of(get("/agencies?kind=township"))
    assert "云澜市教育局" in text_of(get("/agencies?province=99&name=教育"))
    assert texts("en")["none_found"] in get("/agencies?name=%27 OR 1=1").text
    assert get("/agencies?page=-1").status_code == get("/agencies?page=x").status_code == 200


def test_a_revision_shows_old_and_new(get: Get) -> None:
    page = read(get("/revision/1"))
    assert page.xpath("//td/del/text()") == ["110"]
    assert page.xpath("//td//ins/text()") == ["120"]
    assert "+10" in text_of(get("/revision/1"))


def test_a_portal_says_what_kept_us_out(get: Get) -> None:
    page = text_of(get("/portal/guarded"))
    assert "blocked by a challenge" in page
    assert "WZWS challenge" in page


def test_a_portal_is_found_by_any_name(get: Get) -> None:
    assert "never looked at" in text_of(get("/portal/new%20%3Cb%3E%3A81"))


def test_a_large_portal_is_shown_in_pages(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read(get("/portal/yunlan"))
    bodies = whole.xpath("//tbody/tr[th]/th/a/@href")
    states = whole.xpath("//tbody/tr[th]/td/a/@href")
    for module in ("paging", "portal"):
        monkeypatch.setattr(f"archive.publish.pages.{module}.SIZE", 1)
    pages = [read(get(f"/portal/yunlan?page={n}")) for n in range(1, len(bodies) + 1)]
    assert [page.xpath("//tbody/tr[th]/th/a/@href") for page in pages] == [[one] for one in bodies]
    assert [link for page in pages for link in page.xpath("//tbody/tr[th]/td/a/@href")] == states
    assert [len(page.xpath("//a[@rel='next']")) for page in pages] == [1] * (len(bodies) - 1) + [0]


def test_datasettes_pages_stand_in_the_frame(get: Get) -> None:
    for path in ("/nianbao", "/nianbao/panel", "/nianbao/reports/3", "/nianbao/backlog"):
        page = read(get(path, cookies={"nianbao-language": "zh"}))
        assert page.get("lang") == "zh-Hans"
        assert page.xpath("//nav/a[@href='/agencies']/text()") == ["机关"]
    assert read(get("/nianbao/reports/3")).xpath("//main//a[@href='/report/3']")


def test_answers_to_questions_lead_to_pages(get: Get) -> None:
    page = read(get("/nianbao/unbalanced_tables?year="))
    assert set(page.xpath("//td[contains(@class, 'col-report')]/a/@href")) == {"/report/3"}
    page = read(get("/nianbao?sql=select 'x' as report, 5 as agency"))
    assert page.xpath("//td/a/@href") == ["/agency/5"]


def test_links_lead_somewhere(get: Get) -> None:
    """All but those to archived sources, which this archive is without."""
    links = {
        link.partition("#")[0]
        for path in PAGES
        for link in read(get(path)).xpath("//a/@href[starts-with(., '/')]")
        if not link.startswith("/source/")
    }
    lost = {link: page.status_code for link in links if (page := get(link)).status_code != 200}
    assert lost.keys() <= {"/health"}
    assert len(links) > 80


def test_robots_read_the_pages_only(get: Get) -> None:
    lines = get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /nianbao", "Disallow: /-/", "Disallow: /source/"} <= set(lines)
    assert "Disallow: /" not in lines


@pytest.mark.parametrize("board", dashboards())
def test_charts_have_a_page(get: Get, board: str) -> None:
    page = text_of(get(f"/-/dashboards/{board}"))
    assert all(chart["title"] in page for chart in dashboards()[board]["charts"].values())


def test_a_page_of_an_error_has_the_styles_of_the_others(get: Get) -> None:
    page = html.fromstring(get("/revision/999").text)
    assert page.xpath("//link[@rel='stylesheet'][contains(@href, '/nianbao/nianbao.css')]")
