"""The parts of a ZIP container, read within bounds, and XML without entities or network."""

from __future__ import annotations

import io
import lzma
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from extract.errors import ReaderError
from extract.messages import say

# A report's text is some 100 KB; what unpacks to more than this is not a report.
MOST_BYTES = 50_000_000
MOST_MEMBERS = 5_000
# What packs better than this, and is not small, is made to fill memory; sheets pack 50 to 1.
_MOST_RATIO = 200
_SMALL_BYTES = 5_000_000
# An element takes some 200 bytes of memory, a hundred times its shortest tag.
_MOST_TAGS = 2_000_000
_BROKEN = (
    KeyError,
    NotImplementedError,  # a method of compression that zipfile does not know
    OSError,
    EOFError,
    RuntimeError,  # encrypted
    ValueError,
    lzma.LZMAError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Relation:
    """A link between parts of an OOXML package: the last word of its type, the part's name."""

    kind: str
    target: str


class Package:
    """A ZIP container; all its parts together may unpack to `MOST_BYTES`."""

    def __init__(self, body: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(body))
        except _BROKEN as error:
            raise ReaderError(say("container_damaged", detail=error)) from error
        self.infos = self._archive.infolist()
        if len(self.infos) > MOST_MEMBERS:
            raise ReaderError(say("container_members", count=len(self.infos)))
        self._left = MOST_BYTES

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(info.filename for info in self.infos)

    def read(self, member: str | zipfile.ZipInfo, most: int = MOST_BYTES) -> bytes:
        """Return the bytes of a part, whatever size it declares."""
        name = member if isinstance(member, str) else member.filename
        try:
            info = self._archive.getinfo(name) if isinstance(member, str) else member
            with self._archive.open(info) as file:
                content = file.read(min(most, self._left) + 1)
        except _BROKEN as error:
            raise ReaderError(say("inside", name=name, reason=error)) from error
        self._left -= len(content)
        if self._left < 0 or len(content) > most:
            raise ReaderError(say("part_unpacks", name=name, most=MOST_BYTES))
        if len(content) > max(_SMALL_BYTES, _MOST_RATIO * info.compress_size):
            raise ReaderError(say("part_ratio", name=name, most=_MOST_RATIO))
        return content

    def xml(self, name: str) -> etree._Element:
        """Return the root of a part that is XML."""
        try:
            return parse_xml(self.read(name))
        except ReaderError as error:
            if name in error.text.en:
                raise
            raise ReaderError(say("inside", name=name, reason=error.text)) from error

    def types(self) -> bytes:
        """Return the list of content types of an OOXML package (ECMA-376 part 2)."""
        return self.read("[Content_Types].xml")

    def relations(self, part: str) -> Mapping[str, Relation]:
        """Return what an OOXML part refers to, by id; the part "" is the package itself."""
        folder, name = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if listed not in self.names:
            return {}
        return {
            node.get("Id", ""): Relation(
                node.get("Type", "").rpartition("/")[2], resolve(part, node.get("Target", ""))
            )
            for node in self.xml(listed).iter("{*}Relationship")
        }

    def main_part(self, usual: str) -> str:
        """Return the name of the main part of an OOXML package."""
        links = self.relations("").values()
        return next((link.target for link in links if link.kind == "officeDocument"), usual)


def resolve(part: str, target: str) -> str:
    """Return the name of the part that another one refers to."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")


def parse_xml(content: bytes) -> etree._Element:
    """Parse XML; entities stay unresolved, nothing is fetched, deep nesting is refused."""
    if content.count(b"<") > _MOST_TAGS:
        raise ReaderError(say("tags", most=_MOST_TAGS))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ReaderError(say("xml_damaged", detail=error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ReaderError(say("xml_entities"))
    return root
