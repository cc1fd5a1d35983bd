"""Why a request got no answer, from the exceptions of Scrapy and Twisted."""

from __future__ import annotations

from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
)
from twisted.internet.error import SSLError

from crawler.outcomes import Outcome, Verdict

_KINDS: tuple[tuple[type[Exception], Outcome], ...] = (
    (DownloadTimeoutError, "timeout"),
    (DownloadCancelledError, "too_large"),
    (DownloadConnectionRefusedError, "unreachable"),
)


def judge_failure(error: BaseException) -> Verdict:
    """Tell what came of a request that got no answer; what is not known is `unreachable`."""
    detail = (str(error) or type(error).__name__)[:500]
    if _is_tls(error):
        return Verdict("tls_failed", detail)
    kinds = (outcome for kind, outcome in _KINDS if isinstance(error, kind))
    return Verdict(next(kinds, "unreachable"), detail)


def _is_tls(error: BaseException | None) -> bool:
    seen = 0
    while error is not None and seen < 5:
        if isinstance(error, SSLError) or "OpenSSL" in f"{type(error).__module__} {error}":
            return True
        error, seen = error.__cause__ or error.__context__, seen + 1
    return False
