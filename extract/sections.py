"""The six statutory sections, found by what their headings say, not by their numerals."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from importlib.resources import files

from extract.document import Document, Paragraph
from extract.report import Passage, Section
from extract.streams import cells_in_lines

_NUMERAL = re.compile(r"^[#*\s]*[l|]?[一二三四五六七八九十]{1,2}\s*[、.．,，]\s*")
# Other ways to number the six headings: （一）, 第一部分, 1., 01, 壹、, Ⅰ.
_OTHER_NUMERALS = tuple(
    re.compile(rf"^[#*\s]*{numeral}\s*")
    for numeral in (
        r"[(（][一二三四五六][)）]",
        r"第[一二三四五六](?:部分|章)[:：]?",
        r"0?[1-6]\s*[、.．]?",
        r"[壹贰叁肆伍陆]\s*[、.．]",
        r"[Ⅰ-Ⅵ]\s*[、.．]?",
    )
)
_NO_NUMERAL = re.compile(r"^[#*\s]*")
_LONGEST_HEADING = 40
_MOST_HEADINGS = 4
# The note in the corner of table 3, where its cells are written one a line.
_CORNER = re.compile(r"[(（]\s*本列数据的?勾稽关系")

# Number of the section, heading as printed, what follows it in its line.
_Heading = tuple[int, str, str]
_Mark = tuple[int, _Heading]
_ReadHeading = Callable[[str], _Heading | None]


def read_sections(document: Document) -> list[Section]:
    """Return the sections in print order, each with its running text, tables left out.

    Headings that are numbered otherwise than 一、 count where most are there and alike; those that
    are not numbered, as Word and browsers may do it by themselves, where none has a numeral. Where
    the paragraphs' XPaths are known, what stands outside the element that holds all headings (a
    page's foot, links) is no part of the last section.
    """
    return [
        Section(number, heading, "\n".join(line.text for line in lines))
        for (number, heading, _), lines in _parts(document)
    ]


def find_sentence(document: Document, passage: Passage) -> tuple[Paragraph, str]:
    """Return what a passage says, and the paragraph that it stands in.

    Raises `LookupError` where the document has no such passage.
    """
    start, end = passage.span
    for (number, _, _), lines in _parts(document):
        for line in lines if number == passage.section else ():
            if start < len(line.text):
                return line, line.text[start:end]
            start, end = start - len(line.text) - 1, end - len(line.text) - 1
    raise LookupError(f"{passage.to_json()} names no passage")


def _parts(document: Document) -> Iterator[tuple[_Heading, list[Paragraph]]]:
    """Yield each section's heading and its lines, the first of them what follows the heading."""
    texts = list(_texts(document))
    marks = _marks(texts)
    first = {number: index for index, (number, _, _) in reversed(marks)}
    marks = [(index, found) for index, found in marks if first[found[0]] == index]
    home = _home([texts[index] for index, _ in marks])
    ends = [*(index for index, _ in marks[1:]), len(texts)]
    for (index, found), end in zip(marks, ends, strict=False):
        rest = replace(texts[index], text=found[2])
        lines = [rest, *(line for line in texts[index + 1 : end] if _is_inside(line, home))]
        yield found, [line for line in lines if line.text]


def _marks(texts: Sequence[Paragraph]) -> list[_Mark]:
    """Return the headings and where they stand, of the way of numbering that most are there in."""
    usual = _marked(texts, _heading)
    if _count(usual) > len(_patterns()) - _MOST_HEADINGS:
        return usual
    numerals = [*_OTHER_NUMERALS, *([] if usual else [_NO_NUMERAL])]
    others = (_marked(texts, partial(_other_heading, numeral)) for numeral in numerals)
    best = max(others, key=_count)
    return best if _count(best) >= _MOST_HEADINGS else usual


def _marked(texts: Sequence[Paragraph], read: _ReadHeading) -> list[_Mark]:
    return [(index, found) for index, text in enumerate(texts) if (found := read(text.text))]


def _count(marks: Sequence[_Mark]) -> int:
    return len({number for _, (number, _, _) in marks})


def is_heading(text: str) -> bool:
    """Tell whether a text is the heading of one of the six sections, or begins with it."""
    return _heading(text) is not None


def heading_number(text: str) -> int | None:
    """Return the number of the section that a text heads, None where it heads none."""
    found = _heading(text)
    return found[0] if found else None


def _texts(document: Document) -> Iterator[Paragraph]:
    """Yield running text, and rows of tables whose only text is a heading."""
    cells = cells_in_lines(document)
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if id(block) not in cells and not _CORNER.match(block.text):
                yield block
        else:
            for row in block.rows:
                filled = [cell for cell in row if cell.text]
                if len(filled) == 1 and _heading(filled[0].text):
                    yield Paragraph(filled[0].text, filled[0].locator)


def _heading(text: str) -> _Heading | None:
    """Return section number, heading and what follows it in the line; None for any other text."""
    numeral = _NUMERAL.match(text)
    if not numeral:
        return None
    for number, pattern in _patterns():
        match = pattern.match(text, numeral.end())
        if not match:
            continue
        rest = text[match.end() :].strip()
        if rest and rest[0] not in "：:。（(" and len(rest) > _LONGEST_HEADING - match.end():
            continue
        short = len(text) <= _LONGEST_HEADING and "。" not in text
        heading = text if short else text[: match.end()]
        return number, heading.lstrip("#* "), "" if short else rest.lstrip("：:。 ")
    return None


def _other_heading(numeral: re.Pattern[str], text: str) -> _Heading | None:
    """Return section number and heading of a line that is nothing else, numbered in some way."""
    printed = numeral.match(text)
    if not printed:
        return None
    plain = text[printed.end() :].rstrip("：: ")
    numbers = (number for number, pattern in _patterns() if pattern.fullmatch(plain))
    number = next(numbers, None)
    return None if number is None else (number, text, "")


@cache
def _patterns() -> tuple[tuple[int, re.Pattern[str]], ...]:
    text = files("extract.forms").joinpath("sections.toml").read_text(encoding="utf-8")
    return tuple(
        (section["number"], re.compile(section["pattern"]))
        for section in tomllib.loads(text)["sections"]
    )


def _home(headings: Sequence[Paragraph]) -> str | None:
    """Return the XPath of the element that holds all headings."""
    paths = [line.locator.at.split("/") for line in headings if line.locator and line.locator.at]
    if len(paths) < 2:
        return None
    common = []
    for steps in zip(*paths, strict=False):
        if len(set(steps)) > 1:
            break
        common.append(steps[0])
    return "/".join(common) + "/"


def _is_inside(line: Paragraph, home: str | None) -> bool:
    at = line.locator.at if line.locator else None
    return home is None or at is None or at.startswith(home)
