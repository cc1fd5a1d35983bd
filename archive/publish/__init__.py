"""The copy of the archive that people read: `published/nianbao.db` and what Datasette needs."""

from archive.publish.publishing import publish
from archive.publish.serving import (
    BrowseMissingError,
    NotPublishedError,
    serve_command,
    tell_outdated,
)

__all__ = ["BrowseMissingError", "NotPublishedError", "publish", "serve_command", "tell_outdated"]
