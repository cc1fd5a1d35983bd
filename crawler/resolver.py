"""Names that resolve to private addresses are refused, unless a person named the host."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.guard import is_private

SETTING = "NIANBAO_NAMED_HOSTS"


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, with a look at what it found."""

    def __init__(self, reactor: Any, cache_size: int, timeout: float) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.named: Collection[str] = ()

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        resolver = super().from_crawler(crawler, reactor)
        resolver.named = frozenset(crawler.settings.getlist(SETTING))
        return resolver

    def getHostByName(  # noqa: N802 - Twisted's name
        self, name: str, timeout: Any = ()
    ) -> Deferred[str]:
        found = super().getHostByName(name, timeout)
        return found if name in self.named else found.addCallback(refuse_private, name)


def refuse_private(address: str, name: str) -> str:
    """Pass a public address on; raise `DNSLookupError` for a private one."""
    if is_private(address):
        raise DNSLookupError(f"{name} resolves to the private address {address}")
    return address
