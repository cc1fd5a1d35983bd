"""Ink of PDF: whether text, or what lies below it, is painted white (ISO 32000-1, 8.6)."""

from __future__ import annotations

from pdfminer.layout import LTChar, LTCurve

# Of 0 for no light, or no ink in CMYK, to 1.
_NEARLY = 0.06
_SPACES = frozenset({"DeviceGray", "CalGray", "DeviceRGB", "CalRGB", "DeviceCMYK", "ICCBased"})


def is_white(char: LTChar) -> bool:
    """Tell whether a character is filled with white; of spot colours that is not known."""
    state = char.graphicstate
    space = state.ncs.name if state.ncs is not None else "DeviceGray"
    return space in _SPACES and _is_white(state.ncolor)


def is_ground(shape: LTCurve) -> bool:
    """Tell whether white text can be seen on a shape."""
    return shape.fill and not _is_white(shape.non_stroking_color)


def is_whiteout(shape: LTCurve) -> bool:
    """Tell whether a shape takes away what was drawn before it, as those who correct a page do."""
    return shape.fill and _is_white(shape.non_stroking_color)


def _is_white(colour: object) -> bool:
    parts = colour if isinstance(colour, (tuple, list)) else (colour,)
    numbers = [part for part in parts if isinstance(part, (int, float))]
    if len(numbers) != len(parts) or len(parts) not in {1, 3, 4}:
        return False
    light = (1 - part for part in numbers) if len(parts) == 4 else numbers
    return min(light) >= 1 - _NEARLY
