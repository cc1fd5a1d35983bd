"""Why a payload gives no document."""

from __future__ import annotations


class UnreadableError(Exception):
    """No reader can make a document of these bytes."""

    def __init__(self, media_type: str, reason: str) -> None:
        super().__init__(reason)
        self.media_type = media_type


class ToolMissingError(UnreadableError):
    """The bytes could be read with a program or package that is not installed here."""
