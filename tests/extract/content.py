"""What a generated report says: its identity and, key by key, the number and how it is printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from extract.forms import Indicator, TableForm, load_forms
from extract.report import Number
from extract.rules.facts import APPLICANTS

TABLES = ("disclosure", "applications", "challenges")
BLANKS = ("", "", "", "/", "-", "—", "--", "无")
AGENCIES = ("云澜市教育局", "云澜市人民政府办公室", "望江县人民政府", "临溪区财政局")
FORMS = {form.name: form for form in load_forms()}

Blanks = Literal["none", "scattered", "totals_only", "organisations"]


@dataclass(frozen=True)
class Printed:
    """A cell: the text printed and the number that it means, None where blank."""

    text: str
    value: Number | None


@dataclass(frozen=True)
class Content:
    """One report's truth; `forms` says which edition each of its tables follows."""

    agency: str
    year: int
    forms: Mapping[str, str]
    cells: Mapping[str, Printed]

    @property
    def title(self) -> str:
        return f"{self.agency}{self.year}年政府信息公开工作年度报告"

    def table(self, name: str) -> TableForm:
        return FORMS[self.forms[name]].table(name)

    def with_number(self, key: str, number: int) -> Content:
        """Return the same report with another number in one cell."""
        return replace(self, cells={**self.cells, key: Printed(str(number), number)})


def random_content(rng: Random, blanks: Blanks = "none", *, plain: bool = False) -> Content:
    """Return a report whose numbers balance; `plain` prints them as bare digits only."""
    forms = {name: rng.choice(list(FORMS)) for name in TABLES}
    forms["challenges"] = forms["applications"]
    numbers: dict[str, Number] = {
        **_disclosure(rng, forms["disclosure"]),
        **_applications(rng, forms["applications"]),
        **_challenges(rng),
    }
    kinds = {cell.key: cell for name in TABLES for cell in _table(forms, name).indicators}
    cells = {key: _print(rng, kinds[key], numbers[key], plain=plain) for key in kinds}
    for key in _blanked(rng, list(kinds), blanks):
        cells[key] = Printed("" if plain else rng.choice(BLANKS), None)
    first = max(int(forms[name]) for name in TABLES)
    return Content(rng.choice(AGENCIES), rng.randint(first, 2025), forms, cells)


def _table(forms: Mapping[str, str], name: str) -> TableForm:
    return FORMS[forms[name]].table(name)


def _count(rng: Random) -> int:
    """Draw a count as reports have them: mostly nothing, sometimes thousands."""
    kind = rng.random()
    if kind < 0.6:
        return 0
    return rng.randint(1, 12) if kind < 0.9 else rng.randint(13, 24000)


def _disclosure(rng: Random, form: str) -> dict[str, Number]:
    numbers: dict[str, Number] = {}
    for cell in FORMS[form].table("disclosure").indicators:
        count = _count(rng)
        if cell.kind == "signed":
            numbers[cell.key] = rng.choice((count, -count))
        elif cell.kind == "decimal":
            numbers[cell.key] = rng.choice((0, count, round(count + 0.0625, 4), 96171.6))
        else:
            numbers[cell.key] = count
    return numbers


def _applications(rng: Random, form: str) -> dict[str, int]:
    rows = FORMS[form].table("applications").rows
    outcomes = [row.key for row in rows if row.groups and row.key != "processed_total"]
    columns = [_column(rng, outcomes) for _ in APPLICANTS]
    numbers: dict[str, int] = {}
    for row in rows:
        for name, column in zip(APPLICANTS, columns, strict=True):
            numbers[f"applications.{row.key}.{name}"] = column[row.key]
        numbers[f"applications.{row.key}.total"] = sum(column[row.key] for column in columns)
    return numbers


def _column(rng: Random, outcomes: list[str]) -> dict[str, int]:
    quiet = rng.random() < 0.4
    column = {outcome: 0 if quiet else _count(rng) for outcome in outcomes}
    processed = sum(column.values())
    carried_out = 0 if quiet else _count(rng)
    carried_in = rng.randint(0, min(processed + carried_out, 40))
    received = processed + carried_out - carried_in
    return column | {
        "processed_total": processed,
        "carried_out": carried_out,
        "carried_in": carried_in,
        "received": received,
    }


def _challenges(rng: Random) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for block in ("review", "litigation_direct", "litigation_after_review"):
        counts = {name: _count(rng) for name in ("upheld", "corrected", "other", "pending")}
        counts["total"] = sum(counts.values())
        numbers |= {f"challenges.{block}.{name}": count for name, count in counts.items()}
    return numbers


def _print(rng: Random, cell: Indicator, number: Number, *, plain: bool) -> Printed:
    text = _digits(number)
    if cell.unit_stated:
        return _money(rng, number)
    if plain:
        return Printed(text, number)
    if cell.kind == "signed" and number < 0:
        text = rng.choice((text, f"减{-number}", text.replace("-", "−")))
    elif rng.random() < 0.05:
        wide = {digit: digit + 0xFEE0 for digit in range(ord("0"), ord("9") + 1)}
        text = rng.choice((text.translate(wide), f"{number:,}", f" {text} "))
    return Printed(text, number)


def _money(rng: Random, number: Number) -> Printed:
    unit, share = rng.choice((("元", 10000), ("万元", 1)))
    text = _digits(number)
    value = round(number / share, 8)
    return Printed(f"{text}{unit}", int(value) if value == int(value) else value)


def _digits(number: Number) -> str:
    return str(int(number)) if number == int(number) else f"{number}"


def _blanked(rng: Random, keys: list[str], blanks: Blanks) -> list[str]:
    """Choose cells to leave blank, never one of those that the balance of 总计 needs.

    Nor is table 4's last one: blank, it is what is left where a cell before it was lost.
    """
    needed = {
        f"applications.{row}.total"
        for row in ("received", "carried_in", "processed_total", "carried_out")
    }
    needed.add("challenges.litigation_after_review.total")
    free = [key for key in keys if key not in needed]
    inner = [key for key in free if key.startswith("applications.") and not key.endswith("total")]
    if blanks == "scattered":
        return rng.sample(free, rng.randint(1, 12))
    if blanks == "totals_only":
        return inner
    if blanks == "organisations":
        return [key for key in inner if not key.endswith("natural_person")]
    return []
