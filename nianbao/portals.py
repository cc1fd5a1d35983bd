"""Portals as a person names them on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit

import click

from archive.archive import Archive
from crawler.guard import is_loopback
from crawler.page import host_of
from crawler.registry import PortalSeed, list_portals

# What is told to servers on this machine, where nobody but the operator reads it.
NOBODY = "local"


def seed_from_url(url: str) -> PortalSeed:
    """Return the portal whose front page is at an address; its id is the host with its port."""
    address = url if "://" in url else f"http://{url}"
    parts = check_web_address(address)
    return PortalSeed(parts.netloc.lower(), address if parts.path else f"{address}/")


def check_contact(archive: Archive, seeds: Sequence[PortalSeed] | None, contact: str | None) -> str:
    """Return the contact to send; raises where servers of others are asked without one."""
    known = list_portals(archive) if seeds is None else seeds
    if not known:
        raise click.UsageError(
            "the archive knows no portal: name one, as in `nianbao crawl http://www.example.gov.cn/`"
        )
    return require_contact([seed.root for seed in known], contact)


def check_web_address(url: str) -> SplitResult:
    """Return the parts of an address; raises where it is none of the web."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise click.BadParameter(
            f"{url} is no web address: give one like http://www.example.gov.cn/"
        )
    return parts


def require_contact(urls: Sequence[str], contact: str | None) -> str:
    """Return the contact to send to addresses; raises where others are asked without one."""
    if contact:
        return contact
    abroad = [url for url in urls if not is_loopback(host_of(url))]
    if abroad:
        raise click.UsageError(
            f"{abroad[0]} is not this machine: say who asks with --contact or NIANBAO_CONTACT,"
            " an e-mail or web address"
        )
    return NOBODY
