"""Which encoding a payload is really in, whatever is declared."""

from __future__ import annotations

import pytest

from extract.encoding import decode

_TEXT = "云澜市政府信息公开㙍镕"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_the_encoding_is_told_by_the_bytes(encoding: str) -> None:
    assert decode(_TEXT.encode(encoding)) == (_TEXT, encoding)


def test_a_byte_order_mark_is_no_text() -> None:
    assert decode(_TEXT.encode("utf-8-sig")) == (_TEXT, "utf-8")


def test_utf_16_with_the_big_end_first_is_told_by_its_mark() -> None:
    assert decode(b"\xfe\xff" + _TEXT.encode("utf-16-be")) == (_TEXT, "utf-16")


def test_what_is_declared_is_not_asked() -> None:
    page = f'<meta charset="utf-8">{_TEXT}'
    assert decode(page.encode("gb18030")) == (page, "gb18030")


def test_ascii_is_utf_8() -> None:
    assert decode(b"<html></html>") == ("<html></html>", "utf-8")


def test_a_cut_character_leaves_utf_8_what_it_is() -> None:
    assert decode((_TEXT * 20).encode()[:-1])[1] == "utf-8"


def test_bytes_in_no_encoding_are_marked() -> None:
    assert "\ufffd" in decode(b"\x80\xff\xfa" * 50 + "镕".encode("gbk"))[0]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told_by_its_zero_bytes(encoding: str) -> None:
    page = f"<p>{_TEXT}</p>" * 9
    assert decode(page.encode(encoding)) == (page, encoding)


def test_a_mark_of_utf_8_before_gb18030_is_passed_over() -> None:
    page = f"<p>{_TEXT}</p>"
    assert decode(b"\xef\xbb\xbf" + page.encode("gb18030")) == (page, "gb18030")


@pytest.mark.parametrize("inner", ["utf-8", "gb18030"])
@pytest.mark.parametrize("outer", ["latin-1", "cp1252"])
def test_what_was_encoded_twice_is_decoded_twice(inner: str, outer: str) -> None:
    page = "<p>云澜市政府信息公开工作年度报告</p>"
    try:
        twice = page.encode(inner).decode(outer).encode()
    except UnicodeDecodeError:
        twice = page.encode(inner).decode("latin-1").encode()
    assert decode(twice) == (page, f"utf-8 of {inner} taken for latin-1")


def test_utf_8_once_taken_for_gb18030_is_read_but_for_what_was_lost() -> None:
    page = "<p>云澜市教育局年度报告，政府信息公开</p>"
    mistaken = page.encode().decode("gb18030", "replace").encode()
    text, encoding = decode(mistaken)
    assert "教育局" in text
    assert encoding == "utf-8 of utf-8 taken for gb18030"


@pytest.mark.parametrize("text", ["Déjà vu à Zürich", "£5 – £7"])
def test_other_languages_are_left_alone(text: str) -> None:
    assert decode(text.encode()) == (text, "utf-8")
