"""Repeated text: how much is found, whose it is, and that the order of arrival is nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.archive import Archive, open_archive
from archive.predecessors import find_predecessors
from archive.reuse import find_reuse
from archive.shingles import normalise, share, shingle, sign

SEEN = "2026-11-01T00:00:00Z"
Text = tuple[str, int, str]


def words(seed: int, many: int = 300) -> str:
    """Return a text that no other seed gives."""
    chance = Random(seed)
    return "".join(chr(0x4E00 + chance.randrange(3000)) for _ in range(many))


def enter(archive: Archive, agency: str, year: int, *texts: str) -> int:
    """Put a report with these sections into the archive; returns its version."""
    payload = hashlib.sha256(f"{agency}{year}{texts}".encode()).hexdigest()
    url, insert = f"http://www.example.gov.cn/{payload}", archive.db.table
    known = archive.rows("SELECT id FROM agencies WHERE name = ?", agency)
    body = known[0]["id"] if known else insert("agencies").insert({"name": agency}).last_pk
    seen = {"url": url, "fetched_at": SEEN, "outcome": "ok", "payload_sha256": payload}
    capture = insert("captures").insert(seen).last_pk
    source = insert("sources").insert({"url": url, "role": "page", "first_seen": SEEN}).last_pk
    told = {"source": source, "capture": capture, "payload_sha256": payload, "extractor": "1"}
    version = insert("versions").insert({**told, "status": "verified"}).last_pk
    insert("sections").insert_all(
        {"version": version, "number": n, "heading": "", "text": t} for n, t in enumerate(texts, 1)
    )
    report = {"agency": body, "year": year, "first_seen": SEEN, "status": "verified"}
    insert("reports").insert({**report, "version": version})
    assert isinstance(version, int)
    return version


def reuse(archive: Archive) -> list[tuple[Any, ...]]:
    """Bring the archive up to date; return the rows by the names of bodies."""
    find_predecessors(archive)
    find_reuse(archive)
    rows = archive.rows(
        "SELECT body.name, now.year, section_reuse.number, section_reuse.kind, other.name AS other,"
        " before.year AS other_year, other_number, share FROM section_reuse"
        " JOIN reports AS now ON now.version = section_reuse.version"
        " JOIN reports AS before ON before.version = section_reuse.other_version"
        " JOIN agencies AS body ON body.id = now.agency"
        " JOIN agencies AS other ON other.id = before.agency"
    )
    return sorted(tuple(row.values()) for row in rows)


def opened(path: Path) -> Any:
    return open_archive(path, command="test", create=True)


def test_a_section_of_last_year_is_measured_however_little_it_is(tmp_path: Path) -> None:
    half = words(1, 150)
    with opened(tmp_path) as archive:
        enter(archive, "甲局", 2023, half + words(2, 150), words(3))
        enter(archive, "甲局", 2024, half + words(4, 150), words(5))
        (first, second) = reuse(archive)
    assert first[:7] == ("甲局", 2024, 1, "last_year", "甲局", 2023, 1)
    assert first[7] == pytest.approx(146 / 296, abs=0.001)
    assert second[7] == 0


def test_text_goes_on_through_a_renaming(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        enter(archive, "甲局", 2023, words(1))
        enter(archive, "乙局", 2024, words(1))
        link = {"agency": 1, "successor": 2, "kind": "renamed", "from_year": 2023, "to_year": 2024}
        archive.db.table("agency_links").insert(link)
        assert reuse(archive) == [("乙局", 2024, 1, "last_year", "甲局", 2023, 1, 1)]


def test_numbers_and_own_names_do_not_hide_a_copy(tmp_path: Path) -> None:
    text = words(1, 120) + "{name}共收到申请{count}件，" + words(2, 120)
    with opened(tmp_path) as archive:
        enter(archive, "云澜市教育局", 2024, text.format(name="云澜市教育局", count="1,203"))
        enter(archive, "望江县民政局", 2021, text.format(name="望江县民政局", count="8"))
        rows = reuse(archive)
    assert [(row[0], row[3], row[4], row[7]) for row in rows] == [
        ("云澜市教育局", "other_agency", "望江县民政局", 1),
        ("望江县民政局", "other_agency", "云澜市教育局", 1),
    ]


def test_a_short_section_and_other_texts_are_no_copies(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        enter(archive, "甲局", 2024, "无其他需要报告的事项。", words(1))
        enter(archive, "乙局", 2024, "无其他需要报告的事项。", words(2))
        assert reuse(archive) == []


def test_a_sentence_that_the_law_prescribes_makes_no_copy(tmp_path: Path) -> None:
    opening = words(0, 90)
    with opened(tmp_path) as archive:
        for number in range(20):
            enter(archive, f"第{number}局", 2024, opening + words(number + 1, 250))
        assert reuse(archive) == []


def test_five_at_most_are_kept_where_everyone_has_the_same(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        for number in range(40):
            enter(archive, f"第{number}局", 2024, words(1))
        rows = reuse(archive)
    counts = [sum(row[0] == f"第{number}局" for row in rows) for number in range(40)]
    assert counts == [5] * 40


def test_what_counts_no_more_is_forgotten(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        enter(archive, "甲局", 2024, words(1))
        other = enter(archive, "乙局", 2024, words(1))
        assert len(reuse(archive)) == 2
        archive.db.conn.execute("UPDATE reports SET version = NULL WHERE version = ?", (other,))
        assert reuse(archive) == []


def test_a_reading_that_a_merge_replaced_is_compared_anew(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        enter(archive, "甲局", 2024, words(1))
        other = enter(archive, "乙局", 2024, words(1))
        assert len(reuse(archive)) == 2
        archive.db.conn.execute("DELETE FROM section_reuse WHERE version = ?", (other,))
        archive.db.conn.execute("DELETE FROM section_bands WHERE version = ?", (other,))
        archive.db.table("sections").update((other, 1), {"text": words(2)})
        assert reuse(archive) == []


def test_what_is_there_is_not_compared_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path) as archive:
        enter(archive, "甲局", 2023, words(1))
        enter(archive, "甲局", 2024, words(1))
        rows = reuse(archive)
        monkeypatch.setattr("archive.reuse.sign", pytest.fail)
        monkeypatch.setattr("archive.reuse.share", pytest.fail)
        assert reuse(archive) == rows != []


def _texts(seed: int) -> list[Text]:
    """Return reports with copies, near copies and texts of their own, more than stand in a row."""
    chance = Random(seed)
    stock = [words(n, 200) for n in range(3)]
    found = []
    for number in range(14):
        text = chance.choice(stock)
        for _ in range(chance.randrange(5)):
            place = chance.randrange(len(text))
            text = text[:place] + words(chance.randrange(99), 3) + text[place + 3 :]
        found += [(f"第{number}局", year, text) for year in (2023, 2024)]
    return found


def _after(path: Path, parts: Sequence[Sequence[Text]], gone: Sequence[Text]) -> list[Any]:
    """Return the rows after texts came in parts, of which some were replaced in between."""
    rows: list[Any] = []
    with opened(path) as archive:
        for part in parts:
            for agency, year, text in part:
                enter(archive, agency, year, text)
            rows = reuse(archive)
        for agency, year, _ in gone:
            archive.db.conn.execute(
                "UPDATE reports SET version = NULL WHERE year = ?1"
                " AND agency = (SELECT id FROM agencies WHERE name = ?2)",
                (year, agency),
            )
        return reuse(archive) if gone else rows


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 999), cut=st.integers(1, 27), gone=st.integers(0, 5))
def test_the_order_of_arrival_is_nothing(
    seed: int, cut: int, gone: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    texts = _texts(seed)
    shuffled = Random(seed).sample(texts, len(texts))
    places = [tmp_path_factory.mktemp("order") for _ in range(3)]
    kept = [text for text in texts if text not in shuffled[:gone]]
    whole = _after(places[0], [kept], [])
    assert _after(places[1], [shuffled], shuffled[:gone]) == whole
    assert _after(places[2], [shuffled[:cut], shuffled[cut:]], shuffled[:gone]) == whole


def test_signatures_are_the_same_on_every_machine() -> None:
    found = sign(normalise("云澜市教育局2024年收到申请12件。" * 9, ["云澜市教育局"]))
    assert found.digest == 243668578578735218
    assert (found.bands[0], len(found.bands)) == (8819421069255535818, 16)


def test_shares_are_of_the_text_that_repeats() -> None:
    short, long = words(1, 100), words(1, 100) + words(2, 300)
    assert share(shingle(short), shingle(long)) == 1
    assert share(shingle(long), shingle(short)) == pytest.approx(96 / 396, abs=0.001)
