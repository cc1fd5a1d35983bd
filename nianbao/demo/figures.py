"""The numbers of the sample reports: drawn from a body's name and year, and balancing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache

from nianbao.demo.world import Body

Number = int | float
Figures = Mapping[str, Number]

APPLICANTS = ("natural_person", "company", "research", "social_organisation", "legal_service",
              "other")  # fmt: skip
VERDICTS = ("upheld", "corrected", "other", "pending")
CHALLENGES = ("review", "litigation_direct", "litigation_after_review")
FIRST_YEAR, LAST_YEAR = 2019, 2025

# Outcomes of an application with their weight; those under `other` are one row in the 2019 form.
OUTCOMES = {
    "granted": 46,
    "granted_in_part": 12,
    "denied.state_secret": 0,
    "denied.prohibited_by_law": 1,
    "denied.security_and_stability": 0,
    "denied.third_party_rights": 2,
    "denied.internal_affairs": 2,
    "denied.process_information": 2,
    "denied.enforcement_files": 2,
    "denied.administrative_queries": 2,
    "not_provided.not_held": 16,
    "not_provided.must_be_created": 4,
    "not_provided.still_unclear": 2,
    "not_processed.petition": 3,
    "not_processed.repeated": 2,
    "not_processed.published_material": 1,
    "not_processed.excessive": 0,
    "not_processed.reconfirmation": 0,
    "other.not_corrected_in_time": 1,
    "other.fee_not_paid": 0,
    "other.other": 2,
}
_LOTS = [outcome for outcome, weight in OUTCOMES.items() for _ in range(weight)]


def draw(low: int, high: int, *parts: object) -> int:
    """Return a whole number from `low` to `high`, always the same for the same parts."""
    digest = hashlib.sha256("/".join(map(str, parts)).encode()).digest()
    return low + int.from_bytes(digest[:6], "big") % (high - low + 1)


@cache
def figures(body: Body) -> Mapping[int, Figures]:
    """Return a body's numbers by year, with the keys of both forms."""
    years: dict[int, Figures] = {}
    before: Figures = {}
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        before = {
            **_applications(body, year, before),
            **_disclosure(body, year, before),
            **_challenges(body, year),
        }
        years[year] = before
    return years


def _applications(body: Body, year: int, before: Figures) -> dict[str, Number]:
    numbers: dict[str, int] = {}
    rows = ("received", "carried_in", *OUTCOMES, "other.all", "processed_total", "carried_out")
    for applicant in APPLICANTS:
        carried_in = int(before.get(f"applications.carried_out.{applicant}", 0))
        column = _column(body, year, applicant, carried_in)
        numbers |= {f"applications.{row}.{applicant}": column.get(row, 0) for row in rows}
    for row in rows:
        total = sum(numbers[f"applications.{row}.{applicant}"] for applicant in APPLICANTS)
        numbers[f"applications.{row}.total"] = total
    return {**numbers}


def _column(body: Body, year: int, applicant: str, carried_in: int) -> dict[str, int]:
    received = _received(body, year, applicant)
    carried_out = draw(0, received // 8, body.name, year, applicant, "carried_out")
    processed = received + carried_in - carried_out
    column = dict.fromkeys(OUTCOMES, 0)
    for number in range(processed):
        lot = draw(0, len(_LOTS) - 1, body.name, year, applicant, number)
        column[_LOTS[lot]] += 1
    column["other.all"] = sum(n for row, n in column.items() if row.startswith("other."))
    return {
        **column,
        "received": received,
        "carried_in": carried_in,
        "processed_total": processed,
        "carried_out": carried_out,
    }


def _received(body: Body, year: int, applicant: str) -> int:
    high = {
        "natural_person": body.scale,
        "company": body.scale // 4,
        "research": body.scale // 60,
        "social_organisation": body.scale // 60,
        "legal_service": body.scale // 30,
        "other": body.scale // 40,
    }[applicant]
    return draw(max(high * 7 // 10, int(applicant == "natural_person")), high, body.name, year,
                applicant, "received")  # fmt: skip


def _disclosure(body: Body, year: int, before: Figures) -> dict[str, Number]:
    township = body.kind == "township"
    size = 3 if township else body.scale * 14
    numbers: dict[str, Number] = {}
    for row, most, start in (
        ("rules", 2 if body.makes_rules else 0, 31 if body.makes_rules else 0),
        ("normative_documents", 0 if township else min(9, 2 + body.scale // 12), body.scale // 3),
    ):
        numbers |= _documents(body, year, row, before, most=most, start=start if most else 0)
    for row, share in (("licensing", 9), ("penalties", 3), ("coercion", 1)):
        numbers[f"disclosure.{row}.decisions"] = (
            size * share * draw(80, 120, body.name, row, year) // 90
        )
    numbers["disclosure.fees.amount"] = _amount(0 if township else size * 31, body, year, "fees")
    return {**numbers, **_items(body, year, before)}


def _documents(
    body: Body, year: int, row: str, before: Figures, *, most: int, start: int
) -> dict[str, Number]:
    key = f"disclosure.{row}"
    issued = draw(0, most, body.name, year, row)
    in_force = before.get(f"{key}.in_force", start)
    repealed = draw(0, min(most, int(in_force)), body.name, year, row, "repealed")
    return {
        f"{key}.issued": issued,
        f"{key}.repealed": repealed,
        f"{key}.in_force": in_force + issued - repealed,
        f"{key}.made": issued,
        f"{key}.published": issued,
        f"{key}.public_total": in_force + issued,
    }


def _items(body: Body, year: int, before: Figures) -> dict[str, Number]:
    numbers: dict[str, Number] = {}
    for row, most in (
        ("licensing", 240), ("other_services", 420), ("penalties", 900), ("coercion", 80),
        ("fees", 24),
    ):  # fmt: skip
        key = f"disclosure.{row}"
        start = draw(most // 2, most, body.name, row) // (12 if body.kind == "township" else 1)
        last = before.get(f"{key}.items_last_year", start)
        numbers[f"{key}.items_last_year"] = last + before.get(f"{key}.items_change", 0)
        numbers[f"{key}.items_change"] = draw(-3, 5, body.name, year, row, "change")
    numbers["disclosure.other_services.decisions"] = body.scale * draw(9, 13, body.name, year)
    numbers["disclosure.procurement.items"] = draw(2, 4 + body.scale // 3, body.name, year, "items")
    numbers["disclosure.procurement.amount"] = _amount(body.scale * 50, body, year, "procurement")
    return numbers


def _amount(size: int, body: Body, year: int, what: str) -> Number:
    """Money in 万元 with at most two decimals, whole where the decimals are nil."""
    cents = draw(size * 80, size * 120, body.name, year, what)
    return cents // 100 if cents % 100 == 0 else cents / 100


def _challenges(body: Body, year: int) -> dict[str, Number]:
    most = body.scale // 40
    numbers: dict[str, Number] = {}
    for block in CHALLENGES:
        cells = {v: draw(0, most, body.name, year, block, v) for v in VERDICTS}
        numbers |= {f"challenges.{block}.{verdict}": n for verdict, n in cells.items()}
        numbers[f"challenges.{block}.total"] = sum(cells.values())
    return numbers
