"""Archives become one: nothing lost, nothing doubled, in whatever order they come together."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from archive.archive import open_archive
from archive.merging.joins import joins
from archive.verify import verify
from tests.archive import stock
from tests.archive.stock import Look, Visit, build, copy, dump, join


@pytest.fixture(autouse=True)
def parse_here(monkeypatch: pytest.MonkeyPatch) -> None:
    stock.parse_here(monkeypatch)


_LOOKS = st.lists(
    st.builds(Look, st.integers(0, 2), st.one_of(st.none(), st.integers(0, 5))),
    min_size=1, max_size=4,
)  # fmt: skip
_VISITS = st.lists(
    st.builds(
        Visit, st.integers(0, 9), st.integers(0, 1), _LOOKS,
        st.one_of(st.none(), st.tuples(st.integers(0, 9), st.integers(0, 2))),
    ),
    min_size=1, max_size=3, unique_by=lambda one: one.day,
)  # fmt: skip


_LAW = settings(
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@settings(_LAW, max_examples=2)
@given(base=_VISITS, plans=st.tuples(_VISITS, _VISITS, _VISITS))
def test_the_order_of_merging_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, base: list[Visit], plans: tuple[list[Visit], ...]
) -> None:
    """Two archives go on from copies of one, and a third has nothing of it."""
    home = tmp_path_factory.mktemp("law")
    first = build(home / "base", base)
    later = [[_after(visit, base) for visit in plan] for plan in plans[:2]]
    a = build(copy(first, home / "a"), later[0], machine=1)
    b = build(copy(first, home / "b"), later[1], machine=2)
    c = build(home / "c", plans[2], machine=3)
    join(home / "abc", a, b, c)
    join(home / "cba", c, b, a)
    join(home / "ab", a, b)
    join(home / "bc", b, c)
    join(home / "ab-c", home / "ab", c, a, first)
    join(home / "a-bc", a, home / "bc", home / "ab")
    told = dump(home / "abc")
    for name in ("cba", "ab-c", "a-bc"):
        assert dump(home / name) == told, name
    again = join(home / "abc", home / "cba", a, b, c)
    assert [taken.new for one in again for taken in one.rows.values() if taken.new] == []
    assert dump(home / "abc") == told
    with open_archive(home / "a-bc") as archive:
        assert verify(archive).faults == ()


@pytest.mark.soak
@settings(_LAW, max_examples=100)
@given(base=_VISITS, plans=st.tuples(_VISITS, _VISITS, _VISITS))
def test_the_order_makes_no_difference_to_many_archives(
    tmp_path_factory: pytest.TempPathFactory, base: list[Visit], plans: tuple[list[Visit], ...]
) -> None:
    test_the_order_of_merging_makes_no_difference.hypothesis.inner_test(  # type: ignore[attr-defined]
        tmp_path_factory, base, plans
    )


def _after(visit: Visit, base: list[Visit]) -> Visit:
    last = max(one.day for one in base)
    return Visit(visit.day + last + 1, visit.portal, visit.looks, visit.decision)


def test_every_table_and_column_has_its_join(tmp_path: Path) -> None:
    with open_archive(tmp_path, command="merge", create=True) as archive:
        names = {name for name in archive.db.table_names() if not name.startswith(("_", "sqlite"))}
        assert joins().keys() == names
        for name, one in joins().items():
            if not one.left:
                assert one.columns == {*archive.db.table(name).columns_dict}, name
