"""Lists that come page by page are gone through once and to their end, whatever the server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict

from hypothesis import given
from hypothesis import strategies as st

from crawler.model import Entry, Found, Listing, Row
from crawler.paging import MAX_PAGES, ask_beyond, ask_first, turn
from tests.crawler.pages import make_entry

Server = Callable[[str, int], list[str] | None]


def rows_of(names: Sequence[str]) -> tuple[Row, ...]:
    return tuple(Row(f"http://a.gov.cn/{name}", name) for name in names)


def ask(number: int) -> list[Found]:
    """Two ways to ask for a page, of which a server may understand either, both or none."""
    return [
        Found(f"http://a.gov.cn/list?way={way}&page={number}", "list", {"way": way})
        for way in ("a", "b")
    ]


def as_entry(found: Found) -> Entry:
    otherwise = {"otherwise": asdict(found.otherwise)} if found.otherwise else {}
    return make_entry(found.url, "list", context={**found.context, **otherwise})


def again(entry: Entry) -> Callable[[int], list[Found]]:
    way = entry.context["way"]
    return lambda number: [one for one in ask(number) if one.context["way"] == way]


def go_through(
    server: Server, first: tuple[Found, ...], pages: int | None
) -> tuple[list[str], list[str], str | None]:
    """Ask until nothing is left; returns the rows' names, the requests and any shortfall."""
    due, seen, asked, short = list(first), [], [], None
    while due:
        found = due.pop(0)
        asked.append(found.url)
        answer = server(found.context["way"], found.context["number"])
        if answer is None:
            due += [found.otherwise] if found.otherwise else []
            continue
        entry = as_entry(found)
        listing: Listing = turn(entry, rows_of(answer), again(entry), pages=pages)
        seen += answer
        short = listing.shortfall or short
        due += listing.pages
    return seen, asked, short


NAMES = st.integers(1, 40).map(lambda count: [f"r{number}" for number in range(count)])


WAYS = st.tuples(st.sampled_from(["a", "b", "ab"]), st.sampled_from(["empty", "last", "first"]))


@given(NAMES, st.integers(1, 9), st.booleans(), st.booleans(), WAYS)
def test_every_row_is_seen_and_the_walk_ends(
    names: list[str], size: int, shown: bool, told: bool, ways: tuple[str, str]
) -> None:
    understood, beyond = ways
    parts = [names[start : start + size] for start in range(0, len(names), size)]

    def server(way: str, number: int) -> list[str] | None:
        if way not in understood:
            return None
        if number <= len(parts):
            return parts[number - 1]
        return {"empty": [], "last": parts[-1], "first": parts[0]}[beyond]

    total = len(names) if told else None
    pages = len(parts) if told else None
    if shown:
        first = ask_beyond(make_entry(), rows_of(parts[0]), ask, size=size, total=total)
    else:
        first = ask_first(ask(1), pages=pages)
    seen, asked, short = go_through(server, first, pages)
    assert set(names) <= set(seen) | (set(parts[0]) if shown else set())
    assert len(asked) == len(set(asked))
    # Each page once, one beyond the last, and whatever way is not understood tried before.
    assert len(asked) <= 2 * (len(parts) + 1)
    assert short is None


@given(NAMES, st.integers(1, 9), st.booleans())
def test_a_server_that_turns_no_pages_is_soon_left_alone(
    names: list[str], size: int, told: bool
) -> None:
    total = len(names) if told else None
    first = ask_beyond(make_entry(), rows_of(names[:size]), ask, size=size, total=total)
    seen, asked, short = go_through(lambda *_: names[:size], first, None)
    assert set(seen) <= set(names[:size])
    assert len(asked) <= 2
    assert (short is not None) == (told and len(names) > size)


def test_a_page_may_show_several_of_the_servers_pages() -> None:
    names = [f"r{number}" for number in range(10)]
    first = ask_beyond(make_entry(), rows_of(names[:6]), ask, size=2, total=10)
    assert [one.context["number"] for one in first] == [4]


def test_a_list_without_end_is_left_at_the_limit() -> None:
    first = ask_first(ask(1))
    _, asked, short = go_through(lambda _, number: [f"r{number}"], first, None)
    assert (len(asked), short) == (MAX_PAGES, f"more than {MAX_PAGES} pages")


def test_a_list_that_is_too_long_is_said_to_be() -> None:
    first = ask_first(ask(1), pages=1000)
    _, asked, short = go_through(lambda _, number: [f"r{number}"], first, None)
    assert len(asked) == MAX_PAGES
    assert short == f"1000 pages, of which {MAX_PAGES} are asked for"


def test_a_page_that_comes_empty_amid_a_list_is_said_to_be() -> None:
    first = ask_first(ask(1), pages=4)
    _, _, short = go_through(lambda _, n: [] if n == 3 else [f"r{n}"], first, None)
    assert short == "page 3 of 4 is empty"
