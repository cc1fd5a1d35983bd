"""What tests count, added up over all of them and printed when they are done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pytest

Count = Callable[..., None]
_COUNTED = "counted"


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Count:
    """Count under a heading: `count("scans", cells=198, cells_read=197)`.

    A name that begins with another one's, as here, is printed with its share of that.
    """

    def add(heading: str, **numbers: int) -> None:
        record_property(_COUNTED, {"heading": heading, "numbers": numbers})

    return add


def tell_counts(reports: Iterable[pytest.TestReport]) -> Iterator[str]:
    """Yield a line a heading with what all tests counted there."""
    sums: dict[str, Counter[str]] = {}
    for report in reports:
        properties: Iterable[tuple[str, Any]] = report.user_properties
        for name, counted in properties if report.when == "call" else ():
            if name == _COUNTED:
                sums.setdefault(counted["heading"], Counter()).update(counted["numbers"])
    for heading, numbers in sorted(sums.items()):
        yield f"{heading}: {', '.join(_tell(name, numbers) for name in numbers)}"


def _tell(name: str, numbers: Mapping[str, int]) -> str:
    whole, _, part = name.partition("_")
    if not part:
        return f"{numbers[name]:,} {name}"
    share = numbers[name] / numbers[whole] if numbers[whole] else 0
    return f"{numbers[name]:,} {part} ({share:.3%})"
