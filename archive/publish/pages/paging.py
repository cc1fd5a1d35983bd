"""A long list in pages: which one is asked for, and where the ones around it are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from datasette.utils.asgi import Request

SIZE = 50


@dataclass(frozen=True)
class Paging:
    """The page asked for, from 1, of a list for which `asked` was given beside it."""

    page: int
    asked: Mapping[str, str]

    @property
    def offset(self) -> int:
        return (self.page - 1) * SIZE

    def around(self, found: int) -> dict[str, str | None]:
        """Return the addresses of the next and the previous page, where there are any.

        `found` counts the entries from the offset on; one more than a page has is looked for.
        """
        return {
            "next": self._address(self.page + 1) if found > SIZE else None,
            "previous": self._address(self.page - 1) if self.page > 1 else None,
        }

    def _address(self, page: int) -> str:
        return "?" + urlencode({**self.asked, "page": page})


def page_asked(request: Request, asked: Mapping[str, str]) -> Paging:
    """Return the page that `?page=` names; what is no number is the first."""
    page = request.args.get("page") or "1"
    number = int(page) if page.isdecimal() and len(page) < 7 else 1
    return Paging(max(1, number), asked)
