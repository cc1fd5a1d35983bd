"""Front pages that answer by only one of http and https."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from crawler.model import Entry, Found

# 27 of 3,209 portals that declare https answer by http only; some refuse one of the two.
_FAILURES = frozenset({"tls_failed", "unreachable", "timeout", "refused"})
# A port that was named is the same by the other scheme: what does not answer there never will.
_AT_ONE_PORT = frozenset({"tls_failed", "refused"})


def other_scheme(entry: Entry, outcome: str) -> Found | None:
    """Return a front page's address by the other scheme, where that was not tried."""
    parts = urlsplit(entry.url)
    failures = _AT_ONE_PORT if parts.port else _FAILURES
    if entry.role != "root" or entry.context.get("switched") or outcome not in failures:
        return None
    url = urlunsplit(parts._replace(scheme="http" if parts.scheme == "https" else "https"))
    return Found(url, "root", {"switched": True}, priority=100)
