"""How large a picture of a page is on paper, where its file does not tell."""

from __future__ import annotations

# 150 dpi is enough: rapidocr 3.10 read 190 of 190 digit cells of a page at 150 as at 200 dpi.
PIXELS_PER_POINT = 150 / 72
_A4_WIDTH, _A4_HEIGHT = 595.0, 842.0


def points_of(width: int, height: int) -> float:
    """Return how many points a pixel measures: of A4, or as wide as A4 where the picture is longer.

    What an image file says of its resolution is not asked: cameras and editors write 72 or 96.
    """
    if height > 2 * width:
        points = _A4_WIDTH / width
    else:
        points = min(_A4_HEIGHT / max(height, width), _A4_WIDTH / min(height, width))
    return 1 / PIXELS_PER_POINT if abs(points * PIXELS_PER_POINT - 1) < 0.02 else points
