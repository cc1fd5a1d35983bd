"""Pictures of lines to text: the recognition model that the wheel of rapidocr carries."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from itertools import groupby

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from extract.readers.page_images import Grey

_MODEL = "models/PP-OCRv6_rec_small.onnx"
_HEIGHT = 48
# Pictures are filled up to a multiple of this width, so that what is read never depends on what
# else is in the batch. Five pages took 5 seconds at 80 and 29 at 160 on a busy machine; of 850
# numbers one more was left in doubt.
_STEP = 80
_BATCH = 8
_MOST_WIDTH = 3200
_THREADS = 2
ENGINES = ("rapidocr", "onnxruntime", "pypdfium2")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a picture says, and the least probability among its characters."""

    text: str
    confidence: float


@dataclass(frozen=True)
class _Model:
    session: onnxruntime.InferenceSession
    alphabet: Sequence[str]


def engines() -> dict[str, str]:
    """Return the versions of what takes part in recognition."""
    return {name: importlib.metadata.version(name) for name in ENGINES}


def recognise(pictures: Sequence[Grey]) -> list[Reading]:
    """Return what each picture of one line says, in order."""
    prepared = [_prepare(picture) for picture in pictures]
    found: dict[int, Reading] = {}
    order = sorted(range(len(prepared)), key=lambda index: prepared[index].shape[1])
    for _, group in groupby(order, key=lambda index: prepared[index].shape[1]):
        for batch in _batches(list(group)):
            stack = np.stack([prepared[index] for index in batch])
            found.update(zip(batch, _read(stack), strict=True))
    return [found[index] for index in range(len(pictures))]


def _batches(indices: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(indices), _BATCH):
        yield indices[start : start + _BATCH]


def _prepare(picture: Grey) -> NDArray[np.float32]:
    """Scale a picture to the model's height and lay it on the next multiple of the step."""
    height, width = picture.shape
    wide = min(max(round(width * _HEIGHT / height), 8), _MOST_WIDTH)
    way = cv2.INTER_AREA if height > _HEIGHT else cv2.INTER_CUBIC
    scaled = cv2.resize(picture, (wide, _HEIGHT), interpolation=way)
    canvas = np.zeros((_HEIGHT, -(-wide // _STEP) * _STEP), np.float32)
    canvas[:, :wide] = np.asarray(scaled, np.float32) / 127.5 - 1.0
    return canvas


def _read(stack: NDArray[np.float32]) -> Iterable[Reading]:
    model = _model()
    name = model.session.get_inputs()[0].name
    colours = np.repeat(stack[:, np.newaxis], 3, axis=1)
    (scores,) = model.session.run(None, {name: colours})
    for probabilities in scores:
        yield _decode(probabilities, model.alphabet)


def _decode(probabilities: NDArray[np.float32], alphabet: Sequence[str]) -> Reading:
    """Join the best characters of each step; one that repeats without a blank between is one."""
    best = probabilities.argmax(axis=1)
    top = probabilities.max(axis=1)
    text: list[str] = []
    sure: list[float] = []
    before = 0
    for index, score in zip(best.tolist(), top.tolist(), strict=True):
        if index and index != before:
            text.append(alphabet[index])
            sure.append(score)
        before = index
    return Reading("".join(text).strip(), min(sure, default=0.0))


@cache
def _model() -> _Model:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _THREADS
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    with as_file(files("rapidocr").joinpath(_MODEL)) as path:
        session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
    keys = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return _Model(session, ["", *keys, " "])
