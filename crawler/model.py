"""What passes between a page's reader and the frontier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["root", "hub", "column", "list", "report", "attachment", "picture", "probe"]
# The priority of documents whose links expire: asked for right after their page, if need be again.
URGENT = 90
State = Literal["due", "reserve", "fetched", "done", "failed", "forbidden", "rejected"]


@dataclass(frozen=True)
class Entry:
    """One address in the frontier."""

    id: int
    portal: str
    url: str
    method: str
    body: str
    role: Role
    depth: int
    via: str | None
    context: Mapping[str, Any]
    tries: int
    capture: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    interval_days: float | None = None

    @property
    def otherwise(self) -> Found | None:
        """What is asked for where this cannot be had."""
        told = self.context.get("otherwise")
        return Found.restore(told) if told else None


@dataclass(frozen=True)
class Found:
    """An address that a page names, and what is known of it.

    `headers` are what its server wants beside the usual, `X-Requested-With` for instance; a body
    without a `Content-Type` among them is a form. `reserve` keeps it back until nothing better is
    left; `rejected` says why it is not wanted; `otherwise` is asked for where it cannot be had.
    """

    url: str
    role: Role
    context: Mapping[str, Any] = field(default_factory=dict)
    method: str = "GET"
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    priority: int = 0
    reserve: bool = False
    rejected: str | None = None
    otherwise: Found | None = None

    @classmethod
    def restore(cls, told: Mapping[str, Any]) -> Found:
        """Return what `dataclasses.asdict` told of one."""
        otherwise = told["otherwise"]
        return cls(**{**told, "otherwise": cls.restore(otherwise) if otherwise else None})


@dataclass(frozen=True)
class Attachment:
    """A document that a page carries, its real file name, and where else it may be."""

    url: str
    name: str
    otherwise: str | None = None


@dataclass(frozen=True)
class Row:
    """One line of a list: where it leads, its full title, its date.

    `rejected` says why it is not wanted even where its title is a report's.
    `body` is whose report it must be if the report does not say; `is_cut` tells that the title is
    only a beginning; rows of one list on a page have the same `group`, nothing where it is unknown.
    """

    url: str
    title: str
    published_on: str | None = None
    attachments: tuple[Attachment, ...] = ()
    rejected: str | None = None
    body: str | None = None
    is_cut: bool = False
    group: str = ""


@dataclass(frozen=True)
class Listing:
    """What a list page lists: rows, further pages of the same list, columns below it.

    With `rows_are_all` there are no other links among the rows; with `certain` the columns are
    known to lead to reports, wherever the page stands. `shortfall` says why the rest of the list
    cannot be had, where its server shows that there is more.
    """

    rows: tuple[Row, ...] = ()
    pages: tuple[Found, ...] = ()
    columns: tuple[Found, ...] = ()
    rows_are_all: bool = False
    certain: bool = False
    shortfall: str | None = None


@dataclass(frozen=True)
class Visit:
    """What reading one page gave.

    `absent` tells that nothing of what was asked for came; `file_name` is a document's real name.
    `turned` is what the page turned out to be where that is not what it was asked for as;
    `rejected` says why an accepted row is no report after all; `needs_script` what on the page no
    reader without a browser can follow; `evidence` what the page itself says for being a column,
    by weight; `off_site` why it is no government's. `title` is the page's own where the row's said
    too little.
    """

    found: tuple[Found, ...] = ()
    family: str | None = None
    accepted: int = 0
    certain: bool = False
    turned: Literal["report", "column"] | None = None
    moved_to: str | None = None
    absent: bool = False
    file_name: str | None = None
    shortfall: str | None = None
    rejected: str | None = None
    needs_script: str | None = None
    off_site: str | None = None
    evidence: Mapping[str, int] = field(default_factory=dict)
    title: str | None = None
