"""Why a payload gives no document."""

from __future__ import annotations

from extract.messages import Text


class ReaderError(Exception):
    """A reader makes nothing of its bytes, or of a part of them; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class UnreadableError(ReaderError):
    """No reader can make a document of these bytes."""

    def __init__(self, media_type: str, text: Text) -> None:
        super().__init__(text)
        self.media_type = media_type


class ToolMissingError(UnreadableError):
    """The bytes could be read with a program or package that is not installed here."""
