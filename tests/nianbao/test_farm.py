"""The sample portals themselves: their numbers, their bytes and what changes in them."""

from __future__ import annotations

import http.client
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import etree

from nianbao.demo.content import form_keys
from nianbao.demo.farm import REGISTRY_COLUMNS, Farm
from nianbao.demo.figures import APPLICANTS, CHALLENGES, VERDICTS, Number
from nianbao.demo.oracle import ExpectedReport

PLANTED = {
    "wrong_sum",
    "blank_cells",
    "image_tables",
    "decoy_website_statement",
    "decoy_rule_of_law",
    "decoy_notice",
    "soft_404",
    "challenge_portal",
    "forbidden_portal",
    "office_and_area",
    "docx_attachment",
    "wechat_row",
}
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LATER = {"silent_edit", "announced_correction", "removed", "new_year", "restyled", "reworded"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(url: str, **headers: str) -> Answer:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(
            "GET", target, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())
    finally:
        connection.close()


def row_width(row: etree._Element) -> int:
    """Count the grid columns that a row of a Word table covers."""
    spans = [cell.find(f"{WORD}tcPr/{WORD}gridSpan") for cell in row.iter(f"{WORD}tc")]
    return sum(1 if span is None else int(span.attrib[f"{WORD}val"]) for span in spans)


@pytest.fixture
def farm() -> Iterator[Farm]:
    with Farm() as farm:
        yield farm


def unbalanced(values: Mapping[str, Number | None]) -> Iterator[str]:
    """Yield the totals that do not hold, blanks counting as nil."""
    n = {key: value or 0 for key, value in values.items()}
    rows = {match[1] for key in n if (match := re.match(r"applications\.(.+)\.total$", key))}
    outcomes = rows - {"received", "carried_in", "processed_total", "carried_out"}
    for row in sorted(rows):
        if n[f"applications.{row}.total"] != sum(n[f"applications.{row}.{a}"] for a in APPLICANTS):
            yield f"{row}.total"
    for column in (*APPLICANTS, "total"):
        read = {row: n[f"applications.{row}.{column}"] for row in rows}
        if read["processed_total"] != sum(read[row] for row in outcomes):
            yield f"processed_total.{column}"
        if read["received"] + read["carried_in"] != read["processed_total"] + read["carried_out"]:
            yield f"balance.{column}"
    for block in CHALLENGES:
        cells = [n[f"challenges.{block}.{verdict}"] for verdict in VERDICTS]
        if n[f"challenges.{block}.total"] != sum(cells):
            yield f"{block}.total"


def readable(farm: Farm) -> list[ExpectedReport]:
    return [report for report in farm.oracle().reports if report.values]


def pairs(farm: Farm) -> Iterator[tuple[ExpectedReport, ExpectedReport]]:
    """Yield each report of a body with its report of the year after."""
    known = {(report.agency, report.year): report for report in readable(farm)}
    for (agency, year), report in known.items():
        if (agency, year + 1) in known:
            yield report, known[agency, year + 1]


def test_there_are_enough_reports_of_both_forms(farm: Farm) -> None:
    reports = farm.oracle().reports
    assert len(reports) == 50
    assert len({(report.agency, report.year) for report in reports}) == 50
    assert {report.year for report in reports} == set(range(2019, 2025))
    assert {tuple(r.forms.values()) for r in readable(farm)} == {
        ("2019", "2019", "2019"),
        ("2021", "2021", "2021"),
        ("2021", "2019", "2021"),
    }
    assert {r.layout for r in reports} == {"word", "empty_heads", "nested", "paste"}
    assert {r.carrier for r in reports} == {"html", "docx", "image", "table_images"}


def test_values_hold_the_keys_of_their_forms(farm: Farm) -> None:
    for report in readable(farm):
        keys = [key for table, form in report.forms.items() for key in form_keys(table, form)]
        assert list(report.values) == keys


@pytest.mark.parametrize("phase", [1, 2])
def test_reports_balance_but_for_the_planted_one(farm: Farm, phase: int) -> None:
    if phase == 2:
        farm.advance()
    wrong = {report.planted: [*unbalanced(report.values)] for report in readable(farm)}
    assert {planted: keys for planted, keys in wrong.items() if keys} == {
        ("wrong_sum",): ["received.total", "balance.total"]
    }


def test_only_the_planted_report_has_blank_cells(farm: Farm) -> None:
    blank = [report for report in readable(farm) if None in report.values.values()]
    assert [report.planted for report in blank] == [("blank_cells",)]
    assert list(blank[0].values.values()).count(None) == 9


@pytest.mark.parametrize("phase", [1, 2])
def test_years_follow_one_another(farm: Farm, phase: int) -> None:
    if phase == 2:
        farm.advance()
    for before, after in pairs(farm):
        for column in (*APPLICANTS, "total"):
            carried = before.values[f"applications.carried_out.{column}"]
            assert after.values[f"applications.carried_in.{column}"] == carried


def test_documents_in_force_follow_from_the_year_before(farm: Farm) -> None:
    checked = 0
    for before, after in pairs(farm):
        for row in ("rules", "normative_documents"):
            key = f"disclosure.{row}"
            if f"{key}.in_force" in before.values:
                checked += 1
                left = (before.values[f"{key}.in_force"] or 0) - (
                    after.values[f"{key}.repealed"] or 0
                )
                assert after.values[f"{key}.in_force"] == left + (
                    after.values[f"{key}.issued"] or 0
                )
    assert checked > 20


def test_every_planted_case_is_in_the_oracle(farm: Farm) -> None:
    assert set(farm.oracle().planted) >= PLANTED
    farm.advance()
    assert set(farm.oracle().planted) >= PLANTED | LATER
    assert json.dumps(farm.oracle().to_json(), ensure_ascii=False)


def test_reports_are_served_at_their_addresses(farm: Farm) -> None:
    for report in farm.oracle().reports:
        page = ask(report.url)
        assert page.status == 200
        text = page.body.decode("gb18030" if report.portal == "yunlan" else "utf-8")
        assert report.title in text
        for address in report.attachments:
            assert ask(address).body[:2] == b"PK"


def test_printed_cells_are_the_values(farm: Farm) -> None:
    for report in farm.oracle().reports:
        if report.carrier == "html":
            text = ask(report.url).body.decode("gb18030" if report.portal == "yunlan" else "utf-8")
            tree = etree.HTML(text)
            cells = ["".join(map(str, cell.itertext())).strip() for cell in tree.iter("td")]
            numbers = [cell for cell in cells if re.fullmatch(r"-?[\d.]+", cell)]
            expected = [str(value) for value in report.values.values() if value is not None]
            assert numbers == expected


def test_documents_are_word_files_and_always_the_same(farm: Farm) -> None:
    reports = [report for report in farm.oracle().reports if report.carrier == "docx"]
    assert {report.portal for report in reports} == {"yunlan", "wangjiang", "linxi"}
    for report in reports:
        body = ask(report.attachments[0]).body
        assert body == ask(report.attachments[0]).body
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            assert archive.testzip() is None
            tree = etree.fromstring(archive.read("word/document.xml"))
        tables = list(tree.iter(f"{WORD}tbl"))
        assert len(tables) == 3
        assert {row_width(row) for row in tables[1].iter(f"{WORD}tr")} == {10}


def test_the_city_labels_gb18030_bytes_gb2312(farm: Farm) -> None:
    body = ask(farm.oracle().portals["yunlan"].column_url).body
    assert b"charset=gb2312" in body
    for codec in ("gb2312", "gbk", "utf-8"):
        with pytest.raises(UnicodeDecodeError):
            body.decode(codec)
    assert "镕" in body.decode("gb18030")
    assert "㙍" in body.decode("gb18030")


def test_conditional_requests_are_answered_304(farm: Farm) -> None:
    url = farm.oracle().portals["wangjiang"].column_url
    first = ask(url)
    assert ask(url, If_None_Match=first.headers["ETag"]).status == 304
    again = ask(url, If_Modified_Since=first.headers["Last-Modified"])
    assert (again.status, again.body) == (304, b"")
    assert ask(url, If_None_Match='"other"').status == 200


def test_gzip_only_where_it_is_accepted(farm: Farm) -> None:
    root = farm.bases["wangjiang"] + "/"
    assert ask(root, Accept_Encoding="gzip").body[:2] == b"\x1f\x8b"
    assert ask(root).body.startswith(b"<!DOCTYPE")


def test_pages_beyond_the_end(farm: Farm) -> None:
    city = farm.oracle().portals["yunlan"].column_url
    assert ask(f"{city}index_2.html").body.count(b"<li>") > 5
    assert len(ask(f"{city}index_3.html").body) == 312
    proxy = farm.bases["wangjiang"] + "/module/web/jpage/dataproxy.jsp?page="
    assert b"</record>" in ask(f"{proxy}3").body
    assert [len(ask(proxy + query).body) for query in ("4", "1&perpage=101")] == [54, 54]
    rows = farm.bases["linxi"] + "/gkmlpt/api/all/21022?sid=999001&page="
    assert [ask(rows + page).status for page in "0123"] == [200, 200, 200, 404]
    assert ask(rows + "0").body == ask(rows + "1").body


def test_unknown_addresses(farm: Farm) -> None:
    found = {name: ask(f"{base}/nothing/here.html") for name, base in farm.bases.items()}
    statuses = {name: answer.status for name, answer in found.items()}
    assert statuses == {
        "yunlan": 404, "wangjiang": 200, "linxi": 404, "songling": 521, "shiqiao": 404,
    }  # fmt: skip
    assert "您访问的页面不存在" in found["wangjiang"].body.decode()
    (gone,) = farm.oracle().planted["soft_404"]
    assert ask(gone.url).body == found["wangjiang"].body
    assert "__jsluid_s" in found["songling"].headers["Set-Cookie"]


def test_the_log_records_what_was_asked(farm: Farm) -> None:
    ask(f"{farm.bases['shiqiao']}/robots.txt", User_Agent="reader")
    ask(f"{farm.bases['shiqiao']}/?a=1")
    first, second = farm.log("shiqiao")
    assert (first.method, first.path, first.status) == ("GET", "/robots.txt", 200)
    assert (first.headers["user-agent"], second.path) == ("reader", "/?a=1")
    assert first.ended is not None
    assert first.arrived <= first.ended <= second.arrived
    assert first.in_flight == second.in_flight == 1
    assert farm.log("yunlan") == []


def test_knobs(farm: Farm) -> None:
    server, root = farm.server("linxi"), farm.bases["linxi"] + "/"
    server.slow("/", 0.05)
    ask(root)
    assert (server.log[0].ended or 0) - server.log[0].arrived >= 0.05
    server.fail("/", 1, 503)
    assert [ask(root).status, ask(root).status] == [503, 200]
    server.drop("/zwgk/")
    with pytest.raises(http.client.IncompleteRead):
        ask(root + "zwgk/")
    server.go_down()
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        ask(root)
    server.go_down(503)
    assert ask(root).status == 503
    server.come_up()
    assert ask(root).status == 200


def test_the_second_phase_changes_what_is_planted_and_nothing_else(farm: Farm) -> None:
    before = {report.url: report for report in farm.oracle().reports}
    bodies = {url: ask(url) for url in before}
    farm.advance()
    cases = farm.oracle().planted
    changed = {url for url in before if ask(url).body != bodies[url].body}
    assert changed == {cases[name][0].url for name in LATER - {"new_year"}}
    now = {report.url: report for report in farm.oracle().reports}
    assert set(before) - set(now) == {cases["removed"][0].url}
    assert {case.url for case in cases["new_year"]} == set(now) - set(before)
    differing = {url for url in set(now) & set(before) if now[url].values != before[url].values}
    assert differing == {cases[name][0].url for name in ("silent_edit", "announced_correction")}
    assert ask(cases["removed"][0].url).status == 404


def test_validators_change_exactly_with_the_bytes(farm: Farm) -> None:
    urls = [report.url for report in farm.oracle().reports]
    urls += [portal.column_url for portal in farm.oracle().portals.values() if portal.column_url]
    before = {url: ask(url) for url in urls}
    farm.advance()
    after = {url: ask(url) for url in urls}
    for url in urls:
        same = before[url].body == after[url].body
        for name in ("ETag", "Last-Modified"):
            assert (before[url].headers[name] == after[url].headers.get(name)) == same


def test_each_later_change_is_what_it_is_called(farm: Farm) -> None:
    texts = {report.url: ask(report.url).body for report in farm.oracle().reports}
    farm.advance()
    cases = farm.oracle().planted
    (silent,), (announced,) = cases["silent_edit"], cases["announced_correction"]
    assert list(silent.changes or {}) == ["disclosure.licensing.decisions"]
    assert "更正说明" in ask(announced.url).body.decode()
    assert "更正说明".encode() not in texts[announced.url]
    (restyled,), (reworded,) = cases["restyled"], cases["reworded"]
    strip = re.compile(rb"<!--.*?-->")
    assert strip.sub(b"", texts[restyled.url]) == strip.sub(b"", ask(restyled.url).body)
    assert "座谈会" in ask(reworded.url).body.decode()
    column = ask(farm.oracle().portals["yunlan"].column_url).body.decode("gb18030")
    assert column.index("2025年政府信息公开") < column.index("2024年政府信息公开")


def test_registry(farm: Farm, tmp_path: Path) -> None:
    farm.write_registry(tmp_path / "portals.csv")
    lines = (tmp_path / "portals.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == ",".join(REGISTRY_COLUMNS)
    assert lines[3].split(",")[3:] == [
        "990102000000", "临溪区", "county", "990100000000", "示例省云澜市临溪区",
    ]  # fmt: skip


def test_a_folder_of_reports_is_served_as_it_is(tmp_path: Path) -> None:
    record = json.dumps({"agency": "云澜市档案馆", "year": 2023, "values": {"a.b": 1}})
    for name in ("one.txt", "two.html"):
        (tmp_path / name).write_bytes(f"<p>{name}".encode())
        (tmp_path / name).with_suffix(".json").write_text(record, encoding="utf-8")
    (tmp_path / "alone.pdf").write_bytes(b"%PDF-")
    with Farm(reports=tmp_path) as farm:
        reports = {report.carrier: report for report in farm.oracle().portals["real"].reports}
        assert set(reports) == {"txt", "html"}
        assert ask(reports["html"].url).body == b"<p>two.html"
        attached = ask(reports["txt"].attachments[0])
        assert (attached.body, attached.headers["Content-Type"]) == (b"<p>one.txt", "text/plain")
        assert ask(farm.oracle().portals["real"].column_url).body.count(b"<b>") == 2
