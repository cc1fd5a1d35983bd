"""TLS as it was before 2020, for hosts that were named and that failed with today's."""

from __future__ import annotations

from typing import Any

from OpenSSL import SSL
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.crawler import Crawler
from twisted.internet.ssl import TLSVersion, optionsForClientTLS

# OpenSSL 3 refuses TLS 1.0 and 1.1 above security level 0, whatever else is allowed.
_CIPHERS = b"DEFAULT:@SECLEVEL=0"


class ContextFactory(_ScrapyClientContextFactory):
    """Scrapy's factory; certificates are verified in any case."""

    crawler: Crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **options: Any) -> ContextFactory:
        """Build the factory and let it see the spider, which knows the hosts."""
        factory = super().from_crawler(crawler, *args, **options)
        factory.crawler = crawler
        return factory

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 - Twisted's name
        """Return how to shake hands with a host."""
        host = hostname.decode("ascii", "replace")
        spider: Any = self.crawler.spider
        return _old(host) if host in spider.old_tls else super().creatorForNetloc(hostname, port)


def _old(host: str) -> Any:
    """Allow TLS 1.0 and 1.1, weak ciphers, and servers without RFC 5746 renegotiation."""
    lowest = {"insecurelyLowerMinimumTo": TLSVersion.TLSv1_0}
    creator = optionsForClientTLS(host, extraCertificateOptions=lowest)
    context = creator._createConnection.__self__.getContext()
    context.set_cipher_list(_CIPHERS)
    context.set_options(SSL.OP_LEGACY_SERVER_CONNECT)
    return creator
