"""OFD (GB/T 33190-2016): glyphs and ruling lines of each page, templates included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from extract.document import Document
from extract.errors import ReaderError
from extract.messages import say
from extract.pages import Page, read_pages
from extract.readers.ofd_objects import Canvas, child, numbers
from extract.readers.parts import Package, resolve
from extract.readers.sniff import OFD
from extract.rulings import Box

# A report has a dozen pages; the longest books that hold one some hundred.
MOST_PAGES = 300
_ROOT = "OFD.xml"
# § 7.5: all lengths are millimetres.
_POINTS_PER_MM = 72 / 25.4
_A4_MM = (0.0, 0.0, 210.0, 297.0)


@dataclass(frozen=True)
class _Sheet:
    """A page's part, and what holds for all pages of its document."""

    part: str
    area: tuple[float, ...]
    templates: dict[str, str]


def read_ofd(body: bytes) -> Document:
    """Read the text and rules of every page; pictures are counted only."""
    container = _Container(body)
    read = [container.page(number) for number in range(1, len(container.sheets) + 1)]
    images = sum(found for _, found in read)
    return Document(OFD, None, read_pages(page for page, _ in read), {}, images)


def text_at(body: bytes, page: int, bbox: tuple[float, float, float, float]) -> str:
    """Return the text whose glyphs' centres lie in a rectangle of a page."""
    return read_page(body, page)[0].text_in(Box(*bbox))


def read_page(body: bytes, number: int) -> tuple[Page, int]:
    """Return what a page shows, and how many there are; raises `LookupError` for none."""
    container = _Container(body)
    if not 0 < number <= len(container.sheets):
        raise LookupError(f"there is no page {number}")
    return container.page(number)[0], len(container.sheets)


class _Container:
    """The pages of all documents in a container, in order."""

    def __init__(self, body: bytes) -> None:
        self._package = Package(body)
        self._templates: dict[str, etree._Element] = {}
        roots = self._package.xml(_ROOT).iterfind("{*}DocBody/{*}DocRoot")
        self.sheets = [sheet for root in roots for sheet in self._document(root.text or "")]
        if not self.sheets:
            raise ReaderError(say("no_pages", name=_ROOT))
        if len(self.sheets) > MOST_PAGES:
            raise ReaderError(say("pages", count=len(self.sheets), most=MOST_PAGES))

    def page(self, number: int) -> tuple[Page, int]:
        """Return what a page shows, and how many pictures; the first page is number 1."""
        sheet = self.sheets[number - 1]
        root = self._package.xml(sheet.part)
        left, top, width, height = _area(child(root, "Area")) or sheet.area
        canvas = Canvas(left, top + height, _POINTS_PER_MM)
        for node in root.iterfind("{*}Template"):
            canvas.draw(self._template(sheet, node.get("TemplateID", "")))
        canvas.draw(child(root, "Content"))
        size = width * _POINTS_PER_MM, height * _POINTS_PER_MM
        page = Page(number, *size, canvas.glyphs, canvas.rules, canvas.pictures)
        return page, len(canvas.pictures)

    def _document(self, location: str) -> Iterator[_Sheet]:
        part = resolve(_ROOT, location.strip())
        document = self._package.xml(part)
        area = _area(document.find("{*}CommonData/{*}PageArea")) or _A4_MM
        templates = {
            node.get("ID", ""): resolve(part, node.get("BaseLoc", ""))
            for node in document.iterfind("{*}CommonData/{*}TemplatePage")
        }
        for node in document.iterfind("{*}Pages/{*}Page"):
            yield _Sheet(resolve(part, node.get("BaseLoc", "")), area, templates)

    def _template(self, sheet: _Sheet, name: str) -> etree._Element | None:
        part = sheet.templates.get(name, "")
        if part not in self._templates and part in self._package.names:
            self._templates[part] = self._package.xml(part)
        return child(self._templates.get(part), "Content")


def _area(node: etree._Element | None) -> tuple[float, ...] | None:
    """Return a page area's box: what is printed on, x, y, width and height in mm."""
    box = child(node, "PhysicalBox")
    sides = numbers(box.text if box is not None else None)
    return tuple(sides) if len(sides) == 4 and sides[2] > 0 and sides[3] > 0 else None
