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
