"""Portals that answer by only one of http and https."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from crawler.model import Entry, Found

# 27 of 3,209 portals that declare https answer by http only; some refuse one of the two.
_FAILURES = frozenset({"tls_failed", "unreachable", "timeout", "refused"})
# A port that was named is the same by the other scheme: what does not answer there never will.
_AT_ONE_PORT = frozenset({"tls_failed", "refused"})


def other_scheme(entry: Entry, outcome: str) -> Found | None:
    """Return an address by the other scheme, where that was not tried.

    That is a front page's, or one that a page of the same host names, which came by that scheme.
    """
    parts, via = urlsplit(entry.url), urlsplit(entry.via or "")
    failures = _AT_ONE_PORT if parts.port else _FAILURES
    scheme = "http" if parts.scheme == "https" else "https"
    came = (via.scheme, via.netloc) == (scheme, parts.netloc)
    if outcome not in failures or entry.context.get("switched"):
        return None
    url = urlunsplit(parts._replace(scheme=scheme))
    if entry.role == "root":
        return Found(url, "root", {"switched": True}, priority=100)
    context = {**entry.context, "switched": True}
    return Found(url, entry.role, context, entry.method, entry.body, priority=50) if came else None
