"""Reports that were never published: bodies, years and numbers with the shape of the real ones."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from extract import __version__
from extract.forms import Form, load_forms
from extract.report import Finding, Locator, Place, Report, Section, Value

YEARS = range(2019, 2026)
PROVINCES = 31
# Of a hundred bodies: how many are of each kind, and how many applications they get in a year.
_KINDS = (("government", 4, 600), ("department", 36, 40), ("township", 60, 3))
_SERIES_A_KIND = 40
# Nine townships in ten print zeros only.
_IDLE_TOWNSHIPS = 0.9
_ERRORS = 0.1
_GAPS = 0.03


@dataclass(frozen=True)
class Body:
    """A body of the synthetic nation; `division` is its official-looking code."""

    number: int
    name: str
    kind: str
    division: str


def make_bodies(many: int) -> Iterator[Body]:
    """Yield bodies, spread over the provinces one after the other."""
    kinds = [kind for kind, share, _ in _KINDS for _ in range(share)]
    for number in range(1, many + 1):
        province = number % PROVINCES + 11
        division = f"{province:02d}{number // PROVINCES % 10_000:04d}000000"
        kind = kinds[number * 37 % len(kinds)]
        yield Body(number, f"样本{number}号{_TITLES[kind]}", kind, division)


_TITLES = {"government": "市人民政府", "department": "市教育局", "township": "镇人民政府"}


def make_reports(bodies: Iterator[Body]) -> Iterator[tuple[Body, Report]]:
    """Yield the reports of some bodies, year by year, with errors and gaps planted."""
    for body in bodies:
        series = _series(body.kind, body.number % _SERIES_A_KIND)
        for year in YEARS:
            if random.Random(body.number * 10_000 + year).random() >= _GAPS:
                yield body, _sign(series[year], body)


def _sign(report: Report, body: Body) -> Report:
    payload = f"{body.number} {report.year}"
    return replace(
        report,
        sha256=hashlib.sha256(payload.encode()).hexdigest(),
        agency=body.name,
        title=f"{body.name}{report.year}年政府信息公开工作年度报告",
    )


@cache
def _series(kind: str, seed: int) -> Mapping[int, Report]:
    """Return the years of one body whose numbers hold together from year to year."""
    chance = random.Random(f"{kind} {seed}")
    usual = next(often for name, _, often in _KINDS if name == kind)
    idle = kind == "township" and chance.random() < _IDLE_TOWNSHIPS
    series, carried = {}, 0
    for year in YEARS:
        received = 0 if idle else int(chance.expovariate(1 / usual))
        out = min(received // 10, 9)
        series[year] = _make(year, received, carried, out, broken=chance.random() < _ERRORS)
        carried = out
    return series


def _make(year: int, received: int, carried: int, out: int, *, broken: bool) -> Report:
    form = load_forms()[0 if year < 2021 else -1]
    done = received + carried - out
    numbers = {
        "received": received, "carried_in": carried, "granted": done // 2,
        "granted_in_part": done - done // 2, "processed_total": done, "carried_out": out + broken,
    }  # fmt: skip
    return Report(
        sha256="",
        media_type="text/html",
        encoding="utf-8",
        extractor=__version__,
        title=None,
        agency=None,
        year=year,
        period=(f"{year}-01-01", f"{year}-12-31"),
        published=f"{year + 1}-01-{20 + received % 20 // 2:02d}",
        forms={table.name: form.name for table in form.tables},
        status="flagged" if broken else "verified",
        values=dict(_values(form, numbers)),
        sections=[Section(n, f"第{n}部分", f"{year}年第{n}部分的文字。" * 40) for n in range(1, 7)],
        findings=[_BALANCE] if broken else [],
    )


def _values(form: Form, numbers: Mapping[str, int]) -> Iterator[tuple[str, Value]]:
    for number, table in enumerate(form.tables, 1):
        for place, cell in enumerate(table.indicators):
            counted = table.name == "applications" and cell.measure in {"natural_person", "total"}
            value = numbers.get(cell.item, 0) if counted else 0
            row, column = divmod(place, 7)
            at = f"/html/body/div[3]/div/table[{number}]/tr[{row + 4}]/td[{column + 2}]"
            yield cell.key, Value(value, str(value), Place(number, row, column, Locator(at=at)))


_BALANCE = Finding(
    "applications.column_balance", "error", "publisher", "the column does not add up",
    "该列不平衡", ("applications.carried_out.total",),
)  # fmt: skip
