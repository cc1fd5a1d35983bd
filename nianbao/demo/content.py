"""The sample reports: what each says, as numbers and as text, in both phases of the farm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from extract.forms import load_forms
from nianbao.demo import prose, titles
from nianbao.demo.figures import APPLICANTS, Number, figures
from nianbao.demo.world import Body, Carrier, Case, Layout, load_world

Values = Mapping[str, Number | None]

_BLANK_ROWS = ("denied.state_secret", "denied.security_and_stability", "not_processed.excessive")
_BLANK_COLUMNS = ("research", "social_organisation", "legal_service")


@dataclass(frozen=True)
class Sample:
    """One report: `values` are the numbers as printed, `forms` names each table's form."""

    body: Body
    year: int
    serial: int
    title: str
    row_title: str
    published: str
    carrier: Carrier
    layout: Layout
    forms: Mapping[str, str]
    values: Values
    sections: Mapping[int, tuple[str, ...]]
    notice: str
    restyled: bool
    planted: tuple[str, ...]

    @property
    def file_name(self) -> str:
        """The name that an attached document goes by."""
        return f"{self.body.name}{self.year}年政府信息公开工作年度报告.docx"


@cache
def samples(phase: int) -> tuple[Sample, ...]:
    """Return every report that the portals carry in a phase, the newest first."""
    found = [
        write_sample(number, body, year, phase)
        for number, body in enumerate(load_world().bodies, 1)
        for year in (*body.years, *(body.later if phase > 1 else ()))
        if phase == 1 or body.case(year).later != "removed"
    ]
    return tuple(sorted(found, key=lambda sample: (sample.published, sample.serial), reverse=True))


def write_sample(number: int, body: Body, year: int, phase: int) -> Sample:
    """Return a body's report of a year as it stands in a phase; `number` makes its serial."""
    case = body.case(year)
    later = case.later if phase > 1 else ""
    forms = _forms(case, year)
    values = _values(body, case, year, forms)
    printed = _later_values(values, later)
    key = "applications.received.total"
    new = body.later if phase > 1 else ()
    return Sample(
        body=body,
        year=year,
        serial=3_300_000 + number * 100 + year - 2000,
        title=titles.page_title(body, year),
        row_title=titles.row_title(body, year),
        published=titles.published(body, case, year),
        carrier=case.carrier,
        layout=case.layout,
        forms=forms,
        values=printed,
        sections=prose.sections(body, year, printed, reworded=later == "reworded"),
        notice=prose.correction(values[key], printed[key])
        if later == "announced_correction"
        else "",
        restyled=later == "restyled",
        planted=(*case.planted, *([later] if later else []), *(["new_year"] * (year in new))),
    )


def _forms(case: Case, year: int) -> dict[str, str]:
    usual = "2019" if year < 2021 else "2021"
    return {
        "disclosure": case.disclosure or usual,
        "applications": case.applications or usual,
        "challenges": "2019" if case.disclosure == "2019" else usual,
    }


def form_keys(table: str, form: str) -> tuple[str, ...]:
    """Return the indicator keys of one table of a form, in the order of the form."""
    edition = next(edition for edition in load_forms() if edition.name == form)
    return tuple(indicator.key for indicator in edition.table(table).indicators)


def _values(body: Body, case: Case, year: int, forms: Mapping[str, str]) -> Values:
    numbers = figures(body)[year]
    keys = [key for table, form in forms.items() for key in form_keys(table, form)]
    values: dict[str, Number | None] = {key: numbers[key] for key in keys}
    if "wrong_sum" in case.planted:
        values["applications.received.total"] = numbers["applications.received.total"] + 1
    if "blank_cells" in case.planted:
        cells = [f"applications.{row}.{column}" for row in _BLANK_ROWS for column in _BLANK_COLUMNS]
        values |= dict.fromkeys(cells)
    return values


def _later_values(values: Values, later: str) -> Values:
    if later == "silent_edit":
        return _raised(values, "disclosure.licensing.decisions", by=180)
    if later == "announced_correction":
        for row in ("received", "granted", "processed_total"):
            for column in (APPLICANTS[0], "total"):
                values = _raised(values, f"applications.{row}.{column}", by=2)
    return values


def _raised(values: Values, key: str, by: int) -> Values:
    return {**values, key: (values[key] or 0) + by}
