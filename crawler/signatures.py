"""Documents whose addresses are signed: each look at their page gives them other ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from crawler.file_names import expires, leave_unsigned
from crawler.model import Found


def mark_signed(found: Iterable[Found]) -> Iterator[Found]:
    """Note by what the documents of one page are known again: the rest of the address, the place.

    The names of two documents may be the same.
    """
    places: Counter[str] = Counter()
    for one in found:
        if not expires(one.url):
            yield one
            continue
        rest = leave_unsigned(one.url)
        places[rest] += 1
        yield replace(one, context={**one.context, "signed": f"{rest} {places[rest]}"})
