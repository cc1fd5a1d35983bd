"""Texts as sets of character shingles, to tell how much of one stands in another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from datasketch import MinHash
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from extract.text import squeeze

Shingles = NDArray[np.uint32]

# Shorter sections say little but that nothing happened, in the words that everyone uses.
SHORTEST = 100
_LONGEST = 20_000
_LETTERS = 5
# 16 bands of 4: of two texts that share half of their shingles two in three are met, of those that
# share 0.7 all but one in a hundred.
BANDS = 16
_ROWS = 4
_SEED = 1
# Odd numbers at random: of the products, which wrap at 64 bits, the upper halves are well mixed.
_WEIGHTS = np.array(
    [
        *(0x8307196B0AA0BE97, 0xF350B38F69F6EA57, 0x24E7A9E8BF0C4FCD),
        *(0xF2DA61F5F0C0D5A5, 0x4FDE1A4C3F1D78DD),
    ],
    dtype=np.uint64,
)
_NUMBER = re.compile(r"\d[\d.,]*")


@dataclass(frozen=True)
class Signature:
    """What near duplicates share: a digest of the whole and one of each band."""

    digest: int
    bands: tuple[int, ...]


def normalise(text: str, names: Iterable[str | None]) -> str:
    """Return a text without white space, with 0 for each number and ○ for its body's own names."""
    plain = squeeze(text[:_LONGEST])
    for name in sorted(filter(None, names), key=len, reverse=True):
        plain = plain.replace(name, "○")
    return _NUMBER.sub("0", plain)


def shingle(text: str) -> Shingles:
    """Return the distinct shingles of a normalised text, as sorted numbers."""
    letters = np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    if len(letters) < _LETTERS:
        return np.array([], dtype=np.uint32)
    runs = sliding_window_view(letters, _LETTERS) @ _WEIGHTS
    return np.unique((runs >> np.uint64(32)).astype(np.uint32))


def share(one: Shingles, other: Shingles) -> float:
    """Return how much of the first text stands in the other one, 0 to 1, to four digits."""
    common = np.intersect1d(one, other, assume_unique=True)
    return round(len(common) / len(one), 4)


def sign(text: str) -> Signature:
    """Return the signature of a normalised text; equal for equal texts on every machine."""
    found = MinHash(num_perm=BANDS * _ROWS, seed=_SEED, hashfunc=int, scheme="affine32")
    found.update_batch(shingle(text).tolist())
    rows = found.hashvalues.astype("<u4").reshape(BANDS, _ROWS)
    return Signature(_digest(text.encode()), tuple(_bands(rows)))


def _bands(rows: Shingles) -> Iterator[int]:
    for row in rows:
        yield _digest(row.tobytes())


def _digest(content: bytes) -> int:
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "big", signed=True)
