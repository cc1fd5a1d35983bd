"""One WACZ file that proves what pages said: records, rows read from them, how to check both."""

from archive.evidence.scope import (
    Scope,
    scope_of_query,
    scope_of_report,
    scope_of_revision,
)
from archive.evidence.writing import Written, write_evidence

__all__ = [
    "Scope",
    "Written",
    "scope_of_query",
    "scope_of_report",
    "scope_of_revision",
    "write_evidence",
]
