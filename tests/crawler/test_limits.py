"""A search ends at its limits; what it found is asked for without bound."""

from __future__ import annotations

import itertools

from crawler.limits import Budget, Limits
from tests.crawler.pages import make_entry


def test_pages_of_lists_are_counted_for_each_portal() -> None:
    budget = Budget(Limits(pages=2), clock=lambda: 0.0)
    for role in ("root", "report", "attachment", "list"):
        assert budget.refusal(make_entry(role=role)) is None
        budget.spend(make_entry(role=role))
    assert budget.refusal(make_entry(role="column")) == "more than 2 pages"
    assert budget.refusal(make_entry(role="report")) is None
    assert budget.refusal(make_entry(role="column", portal="b")) is None


def test_a_list_may_stand_too_deep() -> None:
    budget = Budget(Limits(depth=3))
    assert budget.refusal(make_entry(role="column", depth=3)) is None
    assert budget.refusal(make_entry(role="list", depth=4)) == (
        "more than 3 links from the front page"
    )


def test_a_search_takes_its_time_and_no_more() -> None:
    ticks = itertools.count(0, 40)
    budget = Budget(Limits(seconds=100), clock=lambda: next(ticks))
    budget.spend(make_entry(role="root"))
    for _ in range(2):
        assert budget.refusal(make_entry(role="hub")) is None
    assert budget.refusal(make_entry(role="hub")) == "more than 100 seconds"
