"""Where lines of print stand on a page, outside of its tables: rapidocr's detection."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from rapidocr import RapidOCR

from extract.readers.ink import Strip
from extract.readers.page_images import Grey

_LEAST_HEIGHT = 8
# Long pictures are cut, since the detector scales what it is given to 2000 pixels.
_WINDOW = 1800
_THREADS = 2


def find_lines(page: Grey) -> list[Strip]:
    """Return the lines of print of a straight page, in no order."""
    strips: list[Strip] = []
    for top in range(0, page.shape[0], _WINDOW):
        window = page[top : top + _WINDOW]
        if min(window.shape) > _LEAST_HEIGHT and window.min() < 160:
            strips.extend(_strip(page, box, top) for box in _boxes(window))
    return [strip for strip in strips if strip.height >= _LEAST_HEIGHT and strip.width > 0]


def _boxes(window: Grey) -> np.ndarray:
    found = _engine()(
        cv2.cvtColor(window, cv2.COLOR_GRAY2BGR), use_det=True, use_cls=False, use_rec=False
    )
    boxes = getattr(found, "boxes", None)
    return np.zeros((0, 4, 2)) if boxes is None else np.asarray(boxes)


def _strip(page: Grey, box: np.ndarray, top: int) -> Strip:
    height, width = page.shape
    left, right = np.clip((box[:, 0].min(), box[:, 0].max()), 0, width)
    high, low = np.clip((box[:, 1].min() + top, box[:, 1].max() + top), 0, height)
    place = (int(left), int(high), int(right), int(low))
    return Strip(place, page[place[1] : place[3], place[0] : place[2]])


@cache
def _engine() -> RapidOCR:
    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
        }
    )
