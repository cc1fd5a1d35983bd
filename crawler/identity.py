"""Whose site a page says that it is: the site's code, which three marks carry."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.archive import Archive
from crawler.guard import GOVERNMENT
from crawler.page import Page, host_of

# 政府网站标识码 (国办发〔2017〕47号): ten digits, the first six a division's code, or bm and eight.
_CODE = r"(bm\d{8}|\d{10})(?!\d)"
_BUTTON = re.compile(rf"""\bsite_?code\s*=\s*["']?{_CODE}""", re.IGNORECASE)
_MARKS = re.compile(r"ICP\s*备|公网安备|jiucuo|bszs\.conac|SiteIDCode|政府网站找错", re.IGNORECASE)
_FOOTER = re.compile(rf"网站标识码\s*[:：]?\s*{_CODE}", re.IGNORECASE)


@dataclass(frozen=True)
class SiteMarks:
    """The code by each mark that a page has: `SiteIDCode`, the 找错 button, the foot's text."""

    metadata: str | None = None
    button: str | None = None
    footer: str | None = None

    def told(self) -> dict[str, str]:
        """Return the marks that are there, by name."""
        named = {"SiteIDCode": self.metadata, "找错": self.button, "foot": self.footer}
        return {name: code for name, code in named.items() if code}

    @property
    def code(self) -> str | None:
        """Return the code that two of the three agree on: each is at times copied from afar."""
        codes = list(self.told().values())
        return next((code for code in codes if codes.count(code) > 1), None)

    @property
    def conflict(self) -> str | None:
        """Say which mark disagrees with which."""
        told = self.told()
        if len(set(told.values())) < 2:
            return None
        return ", ".join(f"{name} says {code}" for name, code in told.items())


def read_marks(page: Page) -> SiteMarks:
    """Return the marks of a page's site."""
    metadata = re.fullmatch(_CODE, page.meta("SiteIDCode"), re.IGNORECASE)
    button, footer = _BUTTON.search(page.bare), _FOOTER.search(page.visible)
    return SiteMarks(*(found[1].lower() if found else None for found in (metadata, button, footer)))


def is_governments(page: Page) -> bool:
    """Tell whether a page may be a government's: by its domain, or by any mark that it shows.

    Domains that governments gave up are taken over by others, and old indexes still lead there.
    """
    host = host_of(page.url)
    shown = f"{page.visible} {page.bare}"
    return host.endswith(f".{GOVERNMENT}") or bool(read_marks(page).told() or _MARKS.search(shown))


def note_site(archive: Archive, portal: str, page: Page) -> None:
    """Keep what a front page says of its site's code, inside the caller's transaction."""
    marks = read_marks(page)
    archive.db.conn.execute(
        "UPDATE portals SET site_code = ?, site_conflict = ? WHERE id = ?",
        (marks.code, marks.conflict, portal),
    )
