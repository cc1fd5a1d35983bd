"""ZIP: the report among the files of an archive, none of which is ever written to disk."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from extract.document import Document
from extract.errors import ReaderError, ToolMissingError, UnreadableError
from extract.messages import Text, join, make_finding, say
from extract.readers.parts import Package
from extract.readers.relocate import SEPARATOR, relocate
from extract.readers.sniff import ZIP, sniff
from extract.readers.worth import Worth, table_numbers, worth

# The largest archives with a report hold the reports of all offices of a district.
_MOST_READ = 100
_UTF8_NAMES = 0x800
_ENCRYPTED = 0x1

Reader = Callable[[bytes], Document]


@dataclass(frozen=True)
class _Reading:
    """What one member gave."""

    name: str
    document: Document
    worth: Worth


def read_zip(body: bytes, read: Reader) -> Document:
    """Read every member and return the one that gives most of a report.

    Its locators lead through the member's name. Pictures are looked at only where nothing else
    gives a table. Other members with other numbers are a finding.
    """
    package = Package(body)
    bodies, reasons = _members(package)
    readings: list[_Reading] = []
    missing: ToolMissingError | None = None
    for name, member in sorted(bodies.items(), key=lambda item: _is_picture(item[1])):
        if _is_picture(member) and any(reading.worth.tables for reading in readings):
            break
        try:
            document = read(member)
            readings.append(_Reading(name, document, worth(document)))
        except ToolMissingError as error:
            missing = missing or ToolMissingError(ZIP, _inside(name, error))
        except UnreadableError as error:
            reasons.append(_inside(name, error))
    if missing is not None and not any(reading.worth.tables for reading in readings):
        raise missing
    if not readings:
        raise ReaderError(_nothing(len(package.infos), reasons))
    return _best(readings)


def find_member(body: bytes, way: str | None) -> tuple[bytes, str | None]:
    """Return the member that a locator leads through, and the rest of the way inside it."""
    package = Package(body)
    for name, info in _named(package).items():
        if way == name:
            return package.read(info), None
        if way is not None and way.startswith(name + SEPARATOR):
            return package.read(info), way.removeprefix(name + SEPARATOR)
    raise LookupError(f"{way} leads to no member")


def _best(readings: list[_Reading]) -> Document:
    best = max(readings, key=lambda reading: reading.worth)
    numbers = table_numbers(best.document)
    others = [
        reading.name
        for reading in readings
        if reading.worth.tables and table_numbers(reading.document) != numbers
    ]
    document = relocate(best.document, best.name)
    if not others:
        return replace(document, media_type=ZIP)
    finding = make_finding(
        "document.several", "members", "unknown", chosen=best.name, others=join(others, most=5)
    )
    return replace(document, media_type=ZIP, findings=(*document.findings, finding))


def _nothing(count: int, reasons: list[Text]) -> Text:
    if not count:
        return say("archive_empty")
    if not reasons:
        return say("archive_nothing", count=count)
    return say("archive_reasons", count=count, reasons=join(reasons, most=3))


def _inside(name: str, error: ReaderError) -> Text:
    return say("inside", name=name, reason=error.text)


def _members(package: Package) -> tuple[dict[str, bytes], list[Text]]:
    """Return the members' bytes, and why some are passed over."""
    bodies: dict[str, bytes] = {}
    reasons: list[Text] = []
    for name, info in _named(package).items():
        if len(bodies) == _MOST_READ:
            reasons.append(say("archive_most", most=_MOST_READ))
            break
        try:
            bodies[name] = package.read(info)
        except ReaderError as error:
            locked = info.flag_bits & _ENCRYPTED
            reasons.append(
                say("inside", name=name, reason=say("password")) if locked else error.text
            )
    return bodies, reasons


def _named(package: Package) -> dict[str, zipfile.ZipInfo]:
    """Return the files of an archive by name; of two with one name, the first."""
    files: dict[str, zipfile.ZipInfo] = {}
    for info in package.infos:
        if not info.is_dir():
            files.setdefault(_name(info), info)
    return files


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name, which Windows writes in GBK without saying so.

    It is a name only and leads nowhere, `../` or not.
    """
    if info.flag_bits & _UTF8_NAMES:
        return info.filename
    for name in _spellings(info.filename):
        return name
    return info.filename


def _spellings(name: str) -> Iterator[str]:
    # zipfile reads names that are not marked as UTF-8 as code page 437 (APPNOTE, appendix D).
    for encoding in ("utf-8", "gb18030"):
        try:
            yield name.encode("cp437").decode(encoding)
        except UnicodeError:
            continue


def _is_picture(body: bytes) -> bool:
    return sniff(body).startswith("image/")
