"""Telephone numbers, mailboxes and names of contacts in a text, and the text without them."""

from __future__ import annotations

import re
from collections.abc import Iterator

MASK = "▇"

# One character each, so that a place in the text stays the same place.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NARROW |= dict.fromkeys(map(ord, "‐‑‒–—―−─"), ord("-"))
_NARROW |= dict.fromkeys(map(ord, "　\xa0\u2002\u2003\u2009"), ord(" "))


def _spaced(*words: str) -> str:
    """Return a pattern for words that may be spread over a line: 电  话."""
    return "|".join(r"\s{0,4}".join(word) for word in words)


# A number that counts something is no telephone number, whatever stands before it.
_COUNTS = (
    r"(?!\s{0,4}(?:[%‰万亿余多元件条次通人个份户项篇期部家起宗例页字吨亩年月日号]"
    r"|公里|千米|平方|册|批|笔|[.,]\d))"
)
# Codes that look like telephone numbers stand after their names.
_CODE_NAMES = ("索引号", "编号", "编码", "代码", "标识码", "账号", "帐号", "文号", "证号", "备案号")
_CODE = re.compile(rf"(?:{_spaced(*_CODE_NAMES, '备案', '序号', '网安备')})\s{{0,4}}:?\s{{0,4}}$")
_CODE_REACH = 24

_ABROAD = r"(?:\((?:\+|00)?86\)|(?:\+|00)86)"
_AREA = r"[1-9]\d{1,2}"
_LOCAL = r"[2-9]\d{2,3}[ -]?\d{4}(?!\d)"
_EXTENSION = r"(?:\s?(?:转|分机|-)\s?\d{1,5}(?!\d))?"
_MORE = rf"(?:\s?[、/]\s?{_LOCAL}{_COUNTS}{_EXTENSION}){{0,9}}"
_BEGIN, _END = r"(?<![A-Za-z\d_.+/-])", r"(?![A-Za-z\d_/])"
_PERSON = r"[一-龥](?:[一-龥·]{1,3}| {1,2}[一-龥])"
_ROLES = ("联系人", "经办人", "填报人", "填表人", "审核人", "联络员", "联络人", "单位负责人")

_MAILBOX = (
    r"(?<![A-Za-z\d._%+-])[A-Za-z\d._%+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?"
    r"[A-Za-z\d-]{1,63}(?:\.[A-Za-z\d-]{1,63}){1,8}"
)
# 0411-8123 4567, (0411)8123456, +86 411 81234567: no number that counts begins with a zero.
_LANDLINE = (
    rf"{_BEGIN}(?:{_ABROAD}[ -]?(?:\(0?{_AREA}\)|0?{_AREA})|\(0{_AREA}\)|0{_AREA})"
    rf"(?: ?--?\s?| {{0,2}}){_LOCAL}{_EXTENSION}{_MORE}{_END}"
)
_MOBILE = rf"{_BEGIN}(?:(?:{_ABROAD}|86)[ -]?)?1[3-9]\d[ -]?\d{{4}}[ -]?\d{{4}}{_END}{_COUNTS}"
_SERVICE = rf"{_BEGIN}[48]00-\d{{3,4}}-?\d{{3,4}}{_END}"
# What is labelled as a telephone may lack its area code.
_LABELLED = (
    rf"(?:{_spaced('电话', '手机', '传真', '座机', '热线')}|联系方式|致电|拨打|(?i:tel|phone|fax))"
    rf"(?:号码|号)?(?:\([^()\n]{{1,8}}\))?[为是]?\s?:?\s?[(]?(?P<local>{_LOCAL}{_EXTENSION}{_MORE}"
    rf"|[48]00\d{{7}}(?!\d)){_END}{_COUNTS}"
)
_QQ = rf"(?i:QQ)(?:群|号|号码|群号)?\s?:?\s?(?P<qq>[1-9]\d{{4,11}}(?!\d)){_COUNTS}"
_WECHAT = r"微信(?:号|号码)?\s?:\s?(?P<wechat>[A-Za-z][\w-]{5,19})"
_NAME = (
    rf"(?:{_spaced(*_ROLES)})(?:姓名)?\s?:\s?(?P<person>{_PERSON}?(?:[、,]{_PERSON}?){{0,9}})"
    rf"(?=$|[^一-龥]|{_spaced('联系', '电话', '手机', '传真', '邮箱', '职务')})"
)
_CONTACT = re.compile(
    f"{_MAILBOX}|{_LANDLINE}|{_MOBILE}|{_SERVICE}|{_LABELLED}|{_QQ}|{_WECHAT}|{_NAME}"
)
_PARTS = ("local", "qq", "wechat", "person")
# Most texts hold nothing like a contact, and this tells so at a fifth of the cost; \d and \W are
# those of Unicode, so that wide characters need not be made narrow for it.
_PERHAPS = re.compile(
    r"\d(?:\W{0,3}\d){5}|[@＠]|at[\])）］]|微信|[QqＱｑ]{2}|[人员](?:姓名)?\s?[:：]"
)


def mask_contacts(text: str) -> str:
    """Return the text with one `▇` for each character of a contact; its length stays.

    Masked are telephone, fax and mobile numbers in the forms that are in use in China, mailboxes,
    QQ and WeChat numbers, and names that are labelled as those of contacts. Hotlines of five
    digits (12345), addresses and what counts something are left.
    """
    if not _PERHAPS.search(text):
        return text
    narrow = text.translate(_NARROW)
    shown, at = [], 0
    for start, end in _spans(narrow):
        shown += [text[at:start], MASK * (end - start)]
        at = end
    return "".join((*shown, text[at:]))


def _spans(narrow: str) -> Iterator[tuple[int, int]]:
    for found in _CONTACT.finditer(narrow):
        part = next((name for name in _PARTS if found[name] is not None), 0)
        if part or not _CODE.search(narrow[max(0, found.start() - _CODE_REACH) : found.start()]):
            yield found.span(part)
