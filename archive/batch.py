"""What a run writes, gathered so that the disk is waited for once a second and not at each row."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Self

from archive.archive import Archive
from archive.warc import WarcWriter

SECONDS = 1.0


class Batch:
    """Holds rows back until the records that they point at outlast a power failure.

    A crash of the program alone loses nothing: the records stand in the file, and `recover` makes
    their rows anew. `clock` gives seconds.
    """

    def __init__(
        self, archive: Archive, writer: WarcWriter, *, clock: Callable[[], float] = monotonic
    ) -> None:
        self._archive = archive
        self._writer = writer
        self._clock = clock
        self._since = 0.0

    def __enter__(self) -> Self:
        self._begin()
        return self

    def __exit__(self, *_: object) -> None:
        self._commit()

    def tick(self) -> None:
        """Commit what was gathered if it has waited long enough; call it between transactions."""
        if self._clock() - self._since >= SECONDS:
            self._commit()
            self._begin()

    def _begin(self) -> None:
        self._archive.begin()
        self._since = self._clock()

    def _commit(self) -> None:
        self._writer.sync()
        self._archive.commit()
