"""DOC, WPS, RTF and OpenDocument, converted to DOCX or XLSX by LibreOffice, which has to be there.

LibreOffice runs in a private folder with a private profile, limits of time and memory, and all its
ways to the network closed.
"""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import subprocess
import tempfile
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from extract.document import Document
from extract.errors import ReaderError, ToolMissingError
from extract.messages import Text, say
from extract.pace import take_time
from extract.readers.docx import read_docx
from extract.readers.parts import MOST_BYTES
from extract.readers.relocate import relocate
from extract.readers.sniff import DOC, DOCX, ODS, ODT, RTF, XLSX, sniff
from extract.readers.xlsx import read_xlsx

MEMBER = "converted"
PROGRAM = "soffice"
_PACKAGES = {"docx": "libreoffice-writer-nogui", "xlsx": "libreoffice-calc-nogui"}
# What each kind is called for LibreOffice, and what it becomes.
_FORMS = {DOC: ("doc", "docx"), RTF: ("rtf", "docx"), ODT: ("odt", "docx"), ODS: ("ods", "xlsx")}
_BEGINNINGS = (b"\xd0\xcf\x11\xe0", b"{\\rtf", b"PK\x03\x04")
# Starting takes one to two seconds, a report a tenth of one.
_SECONDS = 60
_SECONDS_A_FILE = 5
_MEMORY_BYTES = 3_000_000_000
_KEPT_BYTES = 64_000_000

# Settings of LibreOffice: no macros, no links followed, no network but through a proxy that is not.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{items}
</oor:items>
"""
_ITEM = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
    "<value>{value}</value></prop></item>"
)
_SETTINGS = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "1"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetFTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetFTPProxyPort", "9"),
)


class _Conversions:
    """Results by SHA-256 of what was converted: reading a cell again does not convert again."""

    def __init__(self) -> None:
        self._results: OrderedDict[str, bytes] = OrderedDict()

    def get(self, body: bytes) -> bytes | None:
        return self._results.get(hashlib.sha256(body).hexdigest())

    def put(self, body: bytes, result: bytes) -> None:
        self._results[hashlib.sha256(body).hexdigest()] = result
        while len(self._results) > 1 and sum(map(len, self._results.values())) > _KEPT_BYTES:
            self._results.popitem(last=False)


_KNOWN = _Conversions()


def read_office(body: bytes) -> Document:
    """Read a document by converting it; its locators lie in the member `converted`."""
    media_type = sniff(body)
    converted = convert(body)
    try:
        document = read_docx(converted) if sniff(converted) == DOCX else read_xlsx(converted)
    except ReaderError as error:
        raise ReaderError(say("office_result", reason=error.text)) from error
    return relocate(replace(document, media_type=media_type), MEMBER)


def convert(body: bytes) -> bytes:
    """Return a document as DOCX or XLSX."""
    result = convert_many([body])[0]
    if isinstance(result, ReaderError):
        raise result
    return result


def is_old_office(body: bytes) -> bool:
    """Tell whether a document has to be converted before it can be read."""
    return body.startswith(_BEGINNINGS) and sniff(body) in _FORMS


def keep(body: bytes, converted: bytes) -> None:
    """Take over a conversion that was made in another process."""
    _KNOWN.put(body, converted)


def convert_many(bodies: Sequence[bytes]) -> list[bytes | ReaderError]:
    """Convert documents in one call of LibreOffice for each target; one bad file stops no other.

    Raises `ToolMissingError` where LibreOffice is not installed.
    """
    results: dict[bytes, bytes | ReaderError] = {}
    new: dict[str, dict[bytes, str]] = {}
    for body in bodies:
        known = _KNOWN.get(body)
        if known is None:
            extension, target = _FORMS[sniff(body)]
            new.setdefault(target, {})[body] = extension
        else:
            results[body] = known
    if new:
        take_time()
    for target, batch in new.items():
        results.update(_convert_all(batch, target))
    return [results[body] for body in bodies]


def _convert_all(batch: Mapping[bytes, str], target: str) -> dict[bytes, bytes | ReaderError]:
    """Convert files together; what came to nothing, which may be another one's fault, alone."""
    results = _convert_batch(batch, target)
    for body, result in list(results.items()):
        if isinstance(result, ReaderError) and len(batch) > 1:
            results.update(_convert_batch({body: batch[body]}, target))
    for body, result in results.items():
        if isinstance(result, bytes):
            _KNOWN.put(body, result)
    return results


def _convert_batch(batch: Mapping[bytes, str], target: str) -> dict[bytes, bytes | ReaderError]:
    program = shutil.which(PROGRAM)
    if program is None:
        missing = say("office_missing", package=_PACKAGES[target])
        raise ToolMissingError(sniff(next(iter(batch))), missing)
    seconds = _SECONDS + _SECONDS_A_FILE * len(batch)
    with tempfile.TemporaryDirectory(prefix="nianbao-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for index, (body, extension) in enumerate(batch.items()):
            (folder / f"{index}.{extension}").write_bytes(body)
        files = [f"{index}.{extension}" for index, extension in enumerate(batch.values())]
        reason = _run(program, folder, files, target, seconds)
        made = (_result(folder / "out" / f"{index}.{target}") for index in range(len(batch)))
        return {
            body: ReaderError(reason) if result is None else result
            for body, result in zip(batch, made, strict=True)
        }


def _result(path: Path) -> bytes | None:
    if not path.is_file() or not 0 < path.stat().st_size <= MOST_BYTES:
        return None
    content = path.read_bytes()
    return content if sniff(content) in {DOCX, XLSX} else None


def _run(program: str, folder: Path, files: Sequence[str], target: str, seconds: int) -> Text:
    """Run LibreOffice over files of a folder; returns what is to be said of those it left."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    items = "\n".join(_ITEM.format(path=path, name=n, value=v) for path, n, v in _SETTINGS)
    text = _PROFILE.format(items=items)
    (profile / "user" / "registrymodifications.xcu").write_text(text, encoding="utf-8")
    # The limits are set by the shell, those of the children included; `timeout` ends all of them
    # even where this process has been killed meanwhile.
    limits = f"ulimit -v {_memory() // 1024}; ulimit -t {seconds}; ulimit -c 0"
    command = ["/bin/sh", "-c", f'{limits}; exec timeout --kill-after=5 "$@"', "sh", str(seconds)]
    call = [program, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
    aim = ["--convert-to", target, "--outdir", str(folder / "out")]
    done = subprocess.run(  # noqa: S603 - no shell reads the names, which are ours
        [*command, *call, *aim, *files],
        cwd=folder,
        env={"HOME": str(folder), "LANG": "C.UTF-8", "PATH": os.environ.get("PATH", os.defpath)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode in {124, 137}:
        return say("office_late", seconds=seconds)
    return say("office_failed")


def _memory() -> int:
    """Return the limit of address space, in bytes, never above the one of this process."""
    own = resource.getrlimit(resource.RLIMIT_AS)[0]
    return _MEMORY_BYTES if own == resource.RLIM_INFINITY else min(own, _MEMORY_BYTES)
