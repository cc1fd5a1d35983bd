"""Hostile and damaged pages and texts."""

from __future__ import annotations

from random import Random

from tests.extract.bad.bad import UNREADABLE, Bad, Maker
from tests.extract.content import random_content
from tests.extract.generate import render


def report(layout: str = "html_spans", seed: int = 7) -> bytes:
    """Return a sound report to be damaged, as UTF-8 where its layout is text."""
    rng = Random(seed)
    body = render(random_content(rng), layout, rng).body
    return body if body.startswith(b"PK") else _text(body).encode()


def _text(body: bytes) -> str:
    for encoding in (
        "utf-8-sig",
        "utf-16" if body[:2] in {b"\xff\xfe", b"\xfe\xff"} else "gb18030",
    ):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("a generated report is in none of the encodings")


def _cut_in_table_3() -> bytes:
    body = report()
    return body[: body.index("不予处理".encode())]


def _wide_spans() -> bytes:
    return report().replace(b'colspan="3"', b'colspan="1000000000"')


def _tall_spans() -> bytes:
    return report().replace(b'rowspan="8"', b'rowspan="1000000000"')


def _nested(tag: str) -> Maker:
    return lambda: (f"<{tag}>" * 100_000 + "云澜市").encode() + report()


def _long_table() -> bytes:
    rows = "<tr><td>规章</td><td>1</td><td>2</td></tr>" * 100_000
    return f"<html><body><table>{rows}</table></body></html>".encode()


def _long_statutory_table() -> bytes:
    row = "<tr><td>行政许可</td><td colspan=3>1</td></tr>".encode()
    body = report("html_spans")
    at = body.index("第二十条第".encode())
    start = body.rindex(b"<tr>", 0, at)
    return body[:start] + row * 5_000 + body[start:]


def _long_text_table() -> bytes:
    return ("规章\t1\t2\t3\n" * 20_000).encode()


def _many_lines() -> bytes:
    return ("行政许可\n\n5\n\n" * 20_000).encode()


def _many_tables() -> bytes:
    return b"<html><body>" + b"<table><tr><td>1</td></tr></table>" * 20_000 + report()


def _many_rowspans() -> bytes:
    row = "<tr>" + '<td rowspan="65534">总计</td>' * 100 + "</tr>"
    return f"<html><body><table>{row * 1100}</table></body></html>".encode()


def _long_cell() -> bytes:
    return report().replace(b"<td>0</td>", b"<td>" + b"9" * 5_000_000 + b"</td>", 1)


def _many_digits() -> bytes:
    return report().replace(b"<td>0</td>", b"<td>" + b"9" * 6_000 + b"</td>", 1)


def _long_label() -> bytes:
    return report().replace("行政许可".encode(), "(一)".encode() * 200_000 + b"(" * 200_000, 1)


def _long_title() -> bytes:
    return ("云澜市2024年" + "政府信息公开" * 100_000 + "\n").encode() + report("tabs_bare")


def _one_long_line() -> bytes:
    return ("一、主动公开" * 300_000).encode()


def _bars() -> bytes:
    return ("|" * 2_000_000 + "\n规章|1\n").encode()


def _rows_in_breaks() -> bytes:
    return f"<html><body><p>{'规章|1|2|3<br>' * 20_000}</p></body></html>".encode()


def _wide_gap() -> bytes:
    return b"<html><body><p>|" + b" " * 2_000_000 + b"|</p>" + report()


def _strokes() -> bytes:
    deep = '<s style="text-decoration:line-through">7' * 500
    return report().replace(b"<td>0</td>", f"<td>{deep}{'<s>7</s>' * 20_000}</td>".encode(), 1)


def _pictures() -> bytes:
    return report().replace(b"<td>0</td>", b"<td>" + b"<img src=1.png>" * 20_000 + b"</td>", 1)


def _nul_bytes() -> bytes:
    return report().replace(b"<td>", b"<td>\x00")


def _control_characters() -> bytes:
    # To browsers such a declaration says nothing: one more cell is shown.
    return report().replace(b"<td>", b'<td style="display:none\x0e">9</td><td>', 1)


PAGES = (
    Bad("empty", lambda: b"", *UNREADABLE),
    Bad("white space", lambda: b" \r\n\t\n" * 100, *UNREADABLE),
    Bad("byte order mark alone", lambda: b"\xef\xbb\xbf", "not_a_report"),
    Bad("NUL bytes alone", lambda: b"\x00" * 1000, "not_a_report"),
    Bad("random bytes", lambda: Random(1).randbytes(50_000), "not_a_report"),
    Bad("HTML cut in table 3", _cut_in_table_3, "incomplete", "table.missing"),
    Bad("colspan of 10^9", _wide_spans, "incomplete", "table.missing"),
    Bad("rowspan of 10^9", _tall_spans, "flagged"),
    Bad("100,000 nested div", _nested("div"), *UNREADABLE),
    Bad("100,000 nested span", _nested("span"), *UNREADABLE),
    Bad("100,000 nested table", _nested("table"), *UNREADABLE),
    Bad("table of 100,000 rows", _long_table, "not_a_report"),
    Bad("table 2 of 5,000 rows more", _long_statutory_table, "flagged"),
    Bad("text table of 20,000 rows", _long_text_table, "not_a_report"),
    Bad("40,000 cells one a line", _many_lines, "not_a_report"),
    Bad("20,000 tables", _many_tables, "verified"),
    Bad("110,000 cells that span all rows", _many_rowspans, *UNREADABLE),
    Bad("cell of 5 MB", _long_cell, "flagged", "cell.unreadable"),
    Bad("number of 6,000 digits", _many_digits, "flagged", "cell.unreadable"),
    Bad("label of 1 MB", _long_label, "flagged"),
    Bad("title of 2 MB", _long_title, "verified"),
    Bad("line of 5 MB", _one_long_line, "not_a_report"),
    Bad("2,000,000 bars", _bars, "not_a_report"),
    Bad("20,000 rows in one paragraph", _rows_in_breaks, "not_a_report"),
    Bad("2,000,000 spaces between bars", _wide_gap, "verified"),
    Bad("20,500 elements struck out in a cell", _strokes, "flagged", "cell.struck"),
    Bad("20,000 pictures in a cell", _pictures, "flagged", "cell.unreadable"),
    Bad("NUL bytes in every cell", _nul_bytes, "verified"),
    Bad("control characters in a style", _control_characters, "flagged"),
    Bad("HTML under a PDF's name", report, "verified"),
    Bad("UTF-16", lambda: _text(report()).encode("utf-16"), "verified"),
    Bad(
        "UTF-16, big end first",
        lambda: b"\xfe\xff" + _text(report()).encode("utf-16-be"),
        "verified",
    ),
    Bad(
        "GB18030 with four-byte characters",
        lambda: _text(report()).replace("认真", "㙍镕认真").encode("gb18030"),
        "verified",
    ),
    Bad("UTF-8 cut within a character", lambda: report("tabs_bare").rstrip()[:-1], "verified"),
    Bad(
        "UTF-8 with GBK pasted in",
        lambda: report().replace("认真".encode(), "认真".encode("gbk")),
        "verified",
    ),
)
