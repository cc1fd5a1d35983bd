"""Scans: recognised right or flagged, blank only where there is no ink, and traced to the cell."""

from __future__ import annotations

import io
import struct
import sys
import zlib

import pytest

import extract.readers
from extract.locate import read_at
from extract.parse import parse
from extract.report import Report

pytest.importorskip("rapidocr", reason="the extra ocr is not installed")

import numpy as np
from PIL import Image, ImageDraw

from extract.errors import ReaderError
from extract.readers.image_rules import find_rules, slope_of, straighten
from extract.readers.ink import read_ink
from extract.readers.numerals import looks_like_number
from extract.readers.page_images import PIXELS_PER_POINT, Grey, pictures_of
from extract.readers.recognise import engines
from extract.rulings import find_grids
from tests.counting import Count
from tests.extract.bounds import check_mutants
from tests.extract.mutate import mutant
from tests.extract.scans import Scan, scan_report, scan_table
from tests.extract.seeds import seeds
from tests.extract.sheets import HAN_FONT
from tests.extract.truth import score

_SCANS = 40
needs_font = pytest.mark.skipif(
    not HAN_FONT.exists(), reason="the Debian package fonts-wqy-zenhei is not installed"
)


@pytest.fixture(scope="module")
def scan() -> Scan:
    return scan_report(0, degraded=True)


@pytest.fixture(scope="module")
def report(scan: Scan) -> Report:
    return parse(scan.body)


@needs_font
def test_degraded_scan_is_verified_with_every_cell_right(scan: Scan, report: Report) -> None:
    assert score(scan.truth, report).missed == ()
    assert report.status == "verified"
    assert report.agency == "清泉县民政局"
    assert set(report.engines) == set(engines())


@needs_font
def test_cells_of_a_scan_lead_back_to_the_picture(scan: Scan, report: Report) -> None:
    values = [value for value in report.values.values() if value.where]
    assert all(value.where.locator.confidence for value in values if value.raw and value.where)
    for value in values[::20]:
        assert value.where is not None
        assert read_at(scan.body, value.where.locator) == value.raw


def _ruled(turn: float) -> Grey:
    """Draw a grid of four columns and six rows with strokes of print in it, turned."""
    image = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(image)
    for x in range(100, 1101, 250):
        draw.line((x, 200, x, 500), fill=30, width=2)
    for y in range(200, 501, 50):
        draw.line((100, y, 1100, y), fill=30, width=2)
    draw.rectangle((190, 262, 193, 284), fill=0)
    draw.text((450, 262), "1011", fill=0, font_size=22)
    return np.asarray(image.rotate(turn, Image.Resampling.BICUBIC, fillcolor=255), np.uint8)


@pytest.mark.parametrize("turn", [-2.0, -0.7, 0.0, 0.3, 1.9])
def test_grid_is_found_on_a_page_that_lies_askew(turn: float) -> None:
    grey = _ruled(turn)
    slope = slope_of(grey)
    assert slope == pytest.approx(-turn, abs=0.05)
    (grid,) = find_grids(find_rules(straighten(grey, slope)))
    assert (len(grid.xs), len(grid.ys), len(grid.regions)) == (5, 7, 24)
    assert grid.box.y1 * PIXELS_PER_POINT == pytest.approx(1754 - 200, abs=3)


def _cell(shade: int | None) -> Grey:
    noise = np.random.default_rng(7).normal(250, 6, (60, 120))
    area = np.clip(noise, 0, 255).astype(np.uint8)
    if shade is not None:
        area[22:38, 58:62] = shade
    return area


@pytest.mark.parametrize(
    ("shade", "lines", "faint"), [(None, 0, False), (20, 1, False), (222, 0, True)]
)
def test_cell_is_blank_only_without_ink(shade: int | None, lines: int, faint: bool) -> None:
    ink = read_ink(_cell(shade), (0, 0, 120, 60), 21)
    assert (len(ink.strips), ink.faint) == (lines, faint)


@pytest.mark.parametrize(
    ("text", "number"), [("1234", True), ("。", True), ("O", True), ("予以公开", False)]
)
def test_short_and_numeric_readings_are_read_twice(text: str, number: bool) -> None:
    assert looks_like_number(text) is number


def test_without_the_extra_a_scan_is_incomplete_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "extract.readers.scan", None)
    monkeypatch.delattr(extract.readers, "scan", raising=False)
    report = parse(_png(Image.new("L", (600, 800), 255)))
    assert report.status == "incomplete"
    assert "pip install 'nianbao[ocr]'" in report.findings[0].message


def _png(image: Image.Image) -> bytes:
    body = io.BytesIO()
    image.save(body, "PNG")
    return body.getvalue()


def _bomb() -> bytes:
    """Return a PNG that says it has ten thousand million pixels."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\r" + head + struct.pack(">I", zlib.crc32(head))


def _bad_pictures() -> list[bytes]:
    whole = _png(Image.effect_noise((200, 200), 50))
    cuts = [whole[:100], whole[: len(whole) // 2]]
    return [*cuts, b"\xff\xd8\xff", b"GIF89a", b"II*\x00", _bomb()]


@pytest.mark.parametrize("body", _bad_pictures())
def test_damaged_picture_is_unreadable(body: bytes) -> None:
    assert parse(body).status == "unreadable"


def test_blank_picture_is_no_report() -> None:
    assert parse(_png(Image.new("L", (300, 400), 255))).status == "not_a_report"


def test_pages_of_one_picture_file_are_told_apart() -> None:
    body = io.BytesIO()
    pages = [Image.new("L", (620, 876), shade) for shade in (255, 240)]
    pages[0].save(body, "TIFF", save_all=True, append_images=pages[1:])
    found = list(pictures_of(body.getvalue(), "image/tiff"))
    assert [(page.number, page.grey.shape[1]) for page in found] == [(1, 1240), (2, 1240)]
    with pytest.raises(ReaderError):
        list(pictures_of(b"no picture", "image/png"))


@needs_font
@pytest.mark.soak
@pytest.mark.parametrize(("degraded", "least"), [(False, 0.9), (True, 0.7)])
def test_scans_are_right_or_flagged(degraded: bool, least: float, count: Count) -> None:
    cells = missed = proven = 0
    silent: list[tuple[int, str]] = []
    for seed in seeds(_SCANS):
        scan = scan_report(seed, degraded=degraded)
        report = parse(scan.body)
        result = score(scan.truth, report)
        cells, missed = cells + result.cells, missed + len(result.missed)
        silent += [(seed, key) for key in result.silent]
        proven += report.status == "verified" and not result.missed
    count(f"{'degraded' if degraded else 'clean'} scans", documents=_SCANS,
          documents_verified=proven, cells=cells, cells_read=cells - missed,
          cells_wrong=len(silent))  # fmt: skip
    assert silent == []
    assert proven >= least * _SCANS


@needs_font
@pytest.mark.soak
def test_nothing_leaves_parse_but_a_report_of_pictures(count: Count) -> None:
    sound = {kind: [body] for kind, body in scan_table(0).items()}
    check_mutants((mutant(seed, sound) for seed in seeds(200)), count)
