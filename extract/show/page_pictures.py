"""Pages of PDF and of image files as pictures for people, of bounded size; loads slowly."""

from __future__ import annotations

import base64
import io
import math
import warnings
from dataclasses import dataclass
from functools import lru_cache

import pypdfium2
from PIL import Image

from extract.errors import ReaderError
from extract.messages import say
from extract.readers.paper import PIXELS_PER_POINT, points_of

# An A4 page at 150 dpi has 2.2 million pixels, a long picture of a whole report ten times that.
_MOST_PIXELS = 25_000_000
# An A3 sheet at 600 dpi has 70 million pixels.
_MOST_DECODED = 80_000_000
_MOST_FRAMES = 300
_QUALITY = 80
# Who looks at a cell looks at others of the same page.
_KEPT = 2


@dataclass(frozen=True)
class Pictured:
    """A page: how large it is in points, its picture as an address, how many pages there are."""

    width: float
    height: float
    address: str
    pages: int


@lru_cache(_KEPT)
def picture_pdf(body: bytes, number: int) -> Pictured:
    """Render one page of a PDF, from 1; raises `LookupError` where there is none."""
    try:
        document = pypdfium2.PdfDocument(body)
        try:
            pages = len(document)
            if not 0 < number <= pages:
                raise LookupError(f"there is no page {number}")
            page = document[number - 1]
            width, height = page.get_size()
            scale = _bounded(PIXELS_PER_POINT, width, height)
            # Four bytes a pixel are encoded where they lie; three would be copied first.
            picture = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True).to_pil()
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        raise ReaderError(say("not_rendered", detail=error)) from error
    return Pictured(width, height, _address(picture), pages)


@lru_cache(_KEPT)
def picture_frame(body: bytes, number: int) -> Pictured:
    """Decode one frame of an image file, from 1; raises `LookupError` where there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(body))
            frames = min(getattr(image, "n_frames", 1), _MOST_FRAMES)
            if not 0 < number <= frames:
                raise LookupError(f"there is no page {number}")
            image.seek(number - 1)
            if image.width * image.height > _MOST_DECODED:
                raise ReaderError(say("pixels"))
            picture = _on_paper(image)
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise ReaderError(say("not_decoded", detail=error)) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ReaderError(say("pixels")) from error
    points = points_of(*picture.size)
    width, height = (side * points for side in picture.size)
    scale = _bounded(min(1.0, points * PIXELS_PER_POINT), *picture.size)
    size = max(round(picture.width * scale), 1), max(round(picture.height * scale), 1)
    return Pictured(width, height, _address(picture.resize(size)), frames)


def _bounded(scale: float, width: float, height: float) -> float:
    """Return a scale at which a page has no more pixels than any may have."""
    return min(scale, math.sqrt(_MOST_PIXELS / max(width * height, 1)))


def _on_paper(image: Image.Image) -> Image.Image:
    """Return a frame in colour, what is transparent being white paper."""
    if image.mode in {"1", "L", "RGB", "CMYK"}:
        return image.convert("RGB")
    coloured = image.convert("RGBA")
    paper = Image.new("RGBA", coloured.size, "white")
    paper.alpha_composite(coloured)
    return paper.convert("RGB")


def _address(picture: Image.Image) -> str:
    file = io.BytesIO()
    # Neither side of a JPEG is longer than this (ITU-T T.81).
    picture.thumbnail((65_500, 65_500))
    picture.save(file, "JPEG", quality=_QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(file.getvalue()).decode('ascii')}"
