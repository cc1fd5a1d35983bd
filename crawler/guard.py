"""Where the crawler may go: the portal's own domain, governments', and hosts named by a person."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

import tldextract

from crawler.page import host_of

GOVERNMENT = "gov.cn"


@dataclass(frozen=True)
class Guard:
    """Decides about addresses; `named` are hosts that a person named, each for itself alone."""

    named: frozenset[str] = field(default_factory=frozenset)

    def refusal(self, url: str, root: str) -> str | None:
        """Return why an address may not be asked for on behalf of a portal, None if it may."""
        parts = urlsplit(url)
        host = host_of(url)
        if parts.scheme not in {"http", "https"} or not host:
            return f"{parts.scheme or 'no'} is not a scheme of the web"
        if host in self.named:
            return None
        if is_private(host) or is_address(host):
            kind = "private" if is_private(host) else "bare"
            return f"{host} is a {kind} address that nobody named"
        if host == GOVERNMENT or host.endswith(f".{GOVERNMENT}"):
            return None
        domain = registered_domain(host)
        if domain and domain == registered_domain(host_of(root)):
            return None
        return f"{host} is neither of the portal's domain nor of {GOVERNMENT}"


def is_address(host: str) -> bool:
    """Tell whether a host is a number rather than a name."""
    return _address(host) is not None


def is_private(host: str) -> bool:
    """Tell whether a host is an address that does not belong to the public network."""
    address = _address(host)
    if address is None:
        return host == "localhost" or host.endswith(".localhost")
    return not address.is_global or address.is_multicast


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine."""
    address = _address(host)
    return address.is_loopback if address else host == "localhost"


def site_of(url: str) -> str:
    """Return what is asked one at a time and is stopped as one: a host by its name.

    A bare address, or this machine, is no name that a site has: each of its ports is another's.
    """
    host = host_of(url)
    return urlsplit(url).netloc.lower() if is_address(host) or is_loopback(host) else host


def registered_domain(host: str) -> str:
    """Return the domain that was registered, by the bundled public suffix list."""
    return _extract()(host).top_domain_under_public_suffix


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return _shorthand(host)


def _shorthand(host: str) -> ipaddress.IPv4Address | None:
    """Read `127.1`, `0x7f000001` and `2130706433`, which a resolver takes for addresses."""
    pieces = host.split(".")
    try:
        numbers = [int(piece, 0) if piece != "00" else 0 for piece in pieces]
    except ValueError:
        return None
    if len(numbers) > 4 or any(number < 0 for number in numbers):
        return None
    value = numbers[-1] + sum(n << (24 - 8 * i) for i, n in enumerate(numbers[:-1]))
    return ipaddress.IPv4Address(value & 0xFFFFFFFF)


@cache
def _extract() -> tldextract.TLDExtract:
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
