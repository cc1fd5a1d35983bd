"""Sound documents of every format to damaged ones: bits flipped, parts cut, spliced, repeated."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from random import Random
from unittest import mock

from reportlab import rl_config

from tests.extract.generate import FORMATS, generate
from tests.extract.readers.containers import package

SAMPLES = 10
_MARKS = (b"<", b">", b'"', b"|", b"\t", b"\n", "（".encode(), b"9" * 300, b"0", b"&#", b"\x00",
          b"/Kids", b"endobj", b"<<", b"]")  # fmt: skip


@cache
def samples(name: str) -> Sequence[bytes]:
    """Return some reports of a format; content streams of PDF are plain, to be damaged too."""
    with mock.patch.object(rl_config, "pageCompression", 0):
        return [generate(seed, name).body for seed in range(SAMPLES)]


def mutant(seed: int, sound: Mapping[str, Sequence[bytes]] | None = None) -> bytes:
    """Return a report with one or two mutations: one of `sound`, or of any format that is quick."""
    rng = Random(seed)
    chosen = _choose(rng, sound)
    if chosen.startswith(b"PK") and rng.random() < 0.5:
        return _mutate_member(chosen, rng)
    body = bytearray(chosen)
    for _ in range(rng.randint(1, 2)):
        body = _mutate(body, rng)
    return bytes(body)


def _mutate(body: bytearray, rng: Random) -> bytearray:
    return rng.choice(_MUTATIONS)(body or bytearray(b"0"), rng)


def _choose(rng: Random, sound: Mapping[str, Sequence[bytes]] | None) -> bytes:
    name = rng.choice(sorted(sound or FORMATS))
    return rng.choice(sound[name] if sound else samples(name))


def _flip(body: bytearray, rng: Random) -> bytearray:
    for _ in range(rng.randint(1, 40)):
        body[rng.randrange(len(body))] ^= 1 << rng.randrange(8)
    return body


def _cut(body: bytearray, rng: Random) -> bytearray:
    start = rng.randrange(len(body))
    return body[:start] if rng.random() < 0.5 else body[start:]


def _drop(body: bytearray, rng: Random) -> bytearray:
    start = rng.randrange(len(body))
    del body[start : start + rng.randint(1, 400)]
    return body


def _splice(body: bytearray, rng: Random) -> bytearray:
    other = _choose(rng, None)
    return body[: rng.randrange(len(body))] + other[rng.randrange(len(other)) :]


def _repeat(body: bytearray, rng: Random) -> bytearray:
    start = rng.randrange(len(body))
    part = body[start : start + rng.randint(1, 3000)]
    return body[:start] + part * rng.randint(2, 5) + body[start:]


def _mark(body: bytearray, rng: Random) -> bytearray:
    for _ in range(rng.randint(1, 30)):
        start = rng.randrange(len(body))
        body[start : start + 1] = rng.choice(_MARKS)
    return body


_MUTATIONS: tuple[Callable[[bytearray, Random], bytearray], ...] = (
    _flip,
    _cut,
    _drop,
    _splice,
    _repeat,
    _mark,
)


def _mutate_member(body: bytes, rng: Random) -> bytes:
    """Mutate one member of a ZIP container, and pack it again."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(sorted(members))
    members[name] = bytes(_mutate(bytearray(members[name]), rng))
    return package(members)
