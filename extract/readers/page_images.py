"""Pages as grey pictures of one scale: PDF pages rendered, frames of image files decoded."""

from __future__ import annotations

import io
import warnings
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageSequence

from extract.errors import ReaderError
from extract.messages import say
from extract.readers.paper import PIXELS_PER_POINT, points_of

__all__ = ["PIXELS_PER_POINT", "Grey", "Picture", "pictures_of"]

Grey = NDArray[np.uint8]

# An A3 sheet at 600 dpi has 70 million pixels; one at 150 dpi, ten times as long, 43 million.
_MOST_PIXELS = 80_000_000
_MOST_SCALED = 45_000_000
MOST_PAGES = 40


@dataclass(frozen=True)
class Picture:
    """One page, `number` from 1, as a grey picture of `PIXELS_PER_POINT`."""

    number: int
    grey: Grey


def pictures_of(
    body: bytes, media_type: str, only: Collection[int] | None = None
) -> Iterator[Picture]:
    """Yield the pages of a PDF or of an image file, or those of some numbers."""
    pages = _pdf_pages if media_type == "application/pdf" else _frames
    yield from pages(body, only)


def _pdf_pages(body: bytes, only: Collection[int] | None) -> Iterator[Picture]:
    try:
        document = pypdfium2.PdfDocument(body)
        try:
            numbers = range(1, len(document) + 1) if only is None else sorted(only)
            if len(numbers) > MOST_PAGES:
                raise ReaderError(say("scanned_pages", count=len(numbers)))
            for number in numbers:
                yield Picture(number, _render(document[number - 1]))
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        raise ReaderError(say("not_rendered", detail=error)) from error


def _render(page: pypdfium2.PdfPage) -> Grey:
    _check_size(page.get_width() * PIXELS_PER_POINT, page.get_height(), _MOST_SCALED)
    bitmap = page.render(scale=PIXELS_PER_POINT, grayscale=True)
    return np.array(bitmap.to_numpy(), dtype=np.uint8).squeeze()


def _frames(body: bytes, only: Collection[int] | None) -> Iterator[Picture]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(body))
        frames = ImageSequence.Iterator(image)
        for number, frame in enumerate(frames, start=1):
            if number > MOST_PAGES:
                raise ReaderError(say("frames", most=MOST_PAGES))
            if only is None or number in only:
                _check_size(*frame.size, _MOST_PIXELS)
                yield Picture(number, _scaled(_grey(frame)))
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise ReaderError(say("not_decoded", detail=error)) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ReaderError(say("pixels")) from error


def _check_size(width: float, height: float, most: int) -> None:
    if width * height > most:
        raise ReaderError(say("picture_size", width=width, height=height))


def _grey(frame: Image.Image) -> Grey:
    """Return a frame in grey, what is transparent being white paper."""
    if frame.mode in {"1", "L"}:
        return np.array(frame.convert("L"), dtype=np.uint8)
    coloured = frame.convert("RGBA")
    paper = Image.new("RGBA", coloured.size, "white")
    paper.alpha_composite(coloured)
    return np.array(paper.convert("L"), dtype=np.uint8)


def _scaled(grey: Grey) -> Grey:
    """Bring a picture to the scale of a page."""
    height, width = grey.shape
    points = points_of(width, height)
    if points == 1 / PIXELS_PER_POINT:
        return grey
    factor = points * PIXELS_PER_POINT
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    _check_size(width * factor, height * factor, _MOST_SCALED)
    return np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=way), np.uint8)
