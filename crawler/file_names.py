"""Documents by their addresses, and the names under which they were published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from urllib.parse import parse_qsl, unquote, unquote_to_bytes, urlencode, urlsplit

from crawler.page import join, strip_fragment
from extract.text import fold, squeeze

_ENDINGS = "pdf|docx?|wps|xlsx?|et|ofd|rtf|txt|zip|rar|7z"
EXTENSION = re.compile(rf"\.(?:{_ENDINGS})$", re.IGNORECASE)
# A name may be followed by what is no part of it: 年报.pdf（1.2MB）.
_NAMED = re.compile(rf"[^/\\]*?\.(?:{_ENDINGS})(?![\w.])", re.IGNORECASE)
# An address that gives a document, escapes and all, has one of these.
_HINT = re.compile(rf"\.(?:{_ENDINGS})|down|attach|[%\t\r\n]", re.IGNORECASE)
# What sends a document without an ending in its path: Hanweb's downfile.jsp, VSB's download.jsp
# and virtual_attach_file.vsb, JPaaS' /document/download, and the like of other systems.
_ENDPOINT = re.compile(
    r"/(?:\w*down(?:load|file)\w*|virtual_attach_file)(?:\.(?:jsp|do|action|aspx|ashx|php|vsb))?$",
    re.IGNORECASE,
)
# JPaaS signs the addresses of its documents for a short while, as stores of objects do:
# X-Amz-Signature=… (S3), Expires=…&OSSAccessKeyId=…&Signature=… (OSS, OBS), q-signature=… (COS).
_EXPIRING = re.compile(
    r"/document/download\?.*\bfileUrl=|[?&](?:x-\w+-|q-)?signature=", re.IGNORECASE
)
_SIGNATURE = re.compile(
    r"fileUrl|(?:x-(?:amz|oss|obs|cos)|q)-[\w-]+|\w*AccessKeyId|Signature|Expires"
    r"|security-token",
    re.IGNORECASE,
)
_PAGE = re.compile(r"(?:\.[sj]?html?|/)$", re.IGNORECASE)
_VIEWER = re.compile(r"view|pdf|read|office|ow365|wps", re.IGNORECASE)
# Words on buttons, which name nothing: 点击查看附件, PDF版下载, 【附件1】.
_BUTTON = re.compile(
    r"(?:请|点击|点此|此处|这里|查看|在线|下载|附件|全文|原文|正文|文件|文档|打开|预览|浏览|阅读"
    r"|pdf|word|wps|ofd|docx?|版|格式|[一二三四五六七八九十\d]|\W)*+",
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_PARAMETER = re.compile(
    r"(?:^|;)\s*(filename\*?)\s*=\s*(\"(?:[^\"\\]|\\.)*\"|[^;]*)", re.IGNORECASE
)


def may_lead_to_document(href: str) -> bool:
    """Tell whether a link as it stands can give a document's address: most say that they do not."""
    return href[:1] in {"?", "#"} or _HINT.search(href) is not None


def find_document(url: str) -> str | None:
    """Return the address of the document that an address gives, itself or what a viewer shows.

    A viewer names its document in the query, `viewer.html?file=…`, relative to itself.
    """
    parts = urlsplit(url)
    path = unquote(parts.path)
    if EXTENSION.search(path) or (_ENDPOINT.search(path) and parts.query):
        return url
    if shown := find_shown(url):
        return join(strip_fragment(url), shown)
    named = any(EXTENSION.search(_path_of(value)) for _, value in parse_qsl(parts.query))
    return url if named and not _PAGE.search(path) else None


def find_shown(url: str) -> str | None:
    """Return what a viewer's address says that it shows, `../a.pdf` of `viewer.html?file=…`.

    ViewerJS is told after a hash: `/ViewerJS/#../a.pdf`.
    """
    parts = urlsplit(url)
    told = [*(value for _, value in parse_qsl(parts.query)), unquote(parts.fragment)]
    named = [value for value in told if EXTENSION.search(_path_of(value))]
    is_viewer = bool(named) and _VIEWER.search(parts.netloc + unquote(parts.path))
    return strip_fragment(named[0]) if is_viewer else None


def expires(url: str) -> bool:
    """Tell whether a document's address is good only for a while after its page was asked for."""
    return bool(_EXPIRING.search(url))


def leave_unsigned(url: str) -> str:
    """Return what stays of an address that expires when it is signed anew."""
    parts = urlsplit(url)
    fields = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in fields if not _SIGNATURE.fullmatch(name)]
    return parts._replace(query=urlencode(kept), fragment="").geturl()


def name_file(url: str, told: Iterable[str | None]) -> str:
    """Choose the real name of a file: what its link says, unless that only says "download".

    `told` are the link's attributes and its text, best first. Names with an ending are preferred;
    then what the address says in the query or, where that is no mere number, in the path.
    """
    said = [fold(name) for name in told if name and not is_button(name)]
    path = unquote(urlsplit(url).path).rpartition("/")[2]
    shown = [value for key, value in parse_qsl(urlsplit(url).query) if "name" in key.lower()]
    real = [value for value in (*shown, path) if _HAN.search(value)]
    for name in (*said, *real):
        if named := _NAMED.match(name):
            return named[0].strip()
    ending = _ending(path, *(value for _, value in parse_qsl(urlsplit(url).query)))
    stem = _bare((said or real or shown or [path])[0])
    return stem if EXTENSION.search(stem) else stem + ending


def read_disposition(header: str) -> str | None:
    """Return the file name of a Content-Disposition header that stands here as Latin-1.

    `filename*` (RFC 6266, RFC 5987) is preferred; `filename` may be UTF-8 or GBK bytes as they
    are, percent-encoded, or encoded words (RFC 2047).
    """
    given = {key.lower(): value.strip().strip('"') for key, value in _PARAMETER.findall(header)}
    names = [_extended(given.get("filename*", "")), _plain(given.get("filename", ""))]
    return next((name for name in names if name), None)


def prefer_disposed(told: str, disposed: str | None) -> str:
    """Return the better of the name that a link told and the one that the server gave."""
    if not disposed or (_HAN.search(told) and EXTENSION.search(told)):
        return told
    if _HAN.search(told) and not _HAN.search(disposed):
        return told + _ending(disposed)
    return disposed


def is_button(text: str) -> bool:
    """Tell whether words on a link only say that something can be had there."""
    return bool(_BUTTON.fullmatch(squeeze(text))) and not EXTENSION.search(text)


def _path_of(value: str) -> str:
    return re.split(r"[?#]", value)[0]


def _ending(*values: str) -> str:
    found: Iterator[re.Match[str]] = filter(None, map(EXTENSION.search, values))
    match = next(found, None)
    return match[0] if match else ""


def _extended(value: str) -> str:
    """Read `UTF-8''%E5%B9%B4` after RFC 5987."""
    charset, _, rest = value.partition("'")
    return _bare(_decode(unquote_to_bytes(rest.partition("'")[2]), charset or "utf-8"))


def _plain(value: str) -> str:
    if value.startswith("=?"):
        try:
            return _bare(str(make_header(decode_header(value))))
        except (HeaderParseError, LookupError, UnicodeDecodeError):
            return ""
    raw = value.replace('\\"', '"').encode("latin-1", "replace")
    return _bare(_decode(unquote_to_bytes(raw) if b"%" in raw else raw, "utf-8"))


def _decode(raw: bytes, charset: str) -> str:
    for encoding in (charset, "utf-8"):
        try:
            return raw.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("gb18030", "replace")


def _bare(name: str) -> str:
    """A name is no path, whatever the server writes."""
    return fold(re.split(r"[/\\]", name)[-1])
