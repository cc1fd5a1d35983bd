"""What a crawl of the portal farm left in its archive, portal by portal, beside its oracle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.archive import Archive
from tests.farm.site import Expected

_PAGES = """SELECT url, published_on FROM sources WHERE portal = ? AND role = 'page'"""
_FILES = """SELECT url, file_name FROM sources WHERE portal = ? AND role = 'attachment'"""
_REJECTED = """SELECT url, outcome FROM frontier WHERE portal = ? AND state = 'rejected'"""
_ENDED = """SELECT url, outcome FROM frontier WHERE portal = ?
AND outcome NOT IN ('ok', 'not_modified', 'moved') AND state != 'rejected'
AND role IN ('report', 'attachment', 'list', 'column') AND state != 'reserve'"""
_HAD_TWICE = """SELECT url FROM captures WHERE portal = ? AND method = 'GET' AND outcome = 'ok'
AND status = 200 GROUP BY url HAVING count(*) > 1"""


@dataclass(frozen=True)
class Harvest:
    """Addresses by what they are: pages with their dates, files with their names, the rows that
    are no reports and the addresses that did not end well with their reasons.
    """

    pages: Mapping[str, str | None]
    files: Mapping[str, str | None]
    rejected: Mapping[str, str]
    outcomes: Mapping[str, str]


def read_harvest(archive: Archive, portal: str) -> Harvest:
    """Return what an archive has of a portal."""

    def read(sql: str, value: str) -> dict[str, str]:
        return {row["url"]: row[value] for row in archive.rows(sql, portal)}

    return Harvest(
        read(_PAGES, "published_on"),
        read(_FILES, "file_name"),
        read(_REJECTED, "outcome"),
        read(_ENDED, "outcome"),
    )


def expect_harvest(expected: Expected) -> Harvest:
    """Return what an archive must have of a portal."""
    return Harvest(
        {one.url: one.published_on for one in expected.reports if one.url not in one.attachments},
        {url: name for one in expected.reports for url, name in one.attachments.items()},
        expected.rejected,
        expected.outcomes,
    )


def had_twice(archive: Archive, portal: str) -> list[str]:
    """Return the addresses that a portal answered well more than once."""
    return [row["url"] for row in archive.rows(_HAD_TWICE, portal)]
