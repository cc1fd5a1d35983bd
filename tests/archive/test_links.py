"""Links between bodies: what is taken, what is refused and in which words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.archive import Archive, open_archive
from archive.links import Link, LinkError, add_links, list_links, read_links, remove_link
from archive.rebuild import rebuild

NAMES = ("云澜市规划局", "云澜市国土资源局", "云澜市自然资源和规划局", "云澜市林业局")
RENAMED = Link("云澜市规划局", "云澜市自然资源和规划局", "renamed", 2018, 2019)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Four bodies; the first one's only report is for 2018."""
    with open_archive(tmp_path / "archive", command="test", create=True) as archive:
        for number, name in enumerate(NAMES, 1):
            archive.db.table("agencies").insert({"id": number, "name": name})
        report = {"agency": 1, "year": 2018, "first_seen": "2026-11-01", "status": "verified"}
        archive.db.table("reports").insert(report)
        yield archive


def pairs(archive: Archive) -> list[tuple[str, str]]:
    return [(row["former"], row["later"]) for row in list_links(archive)]


def test_a_link_is_entered_once(archive: Archive) -> None:
    assert add_links(archive, [RENAMED]) == 1
    assert add_links(archive, [replace(RENAMED, former="1", note="三定方案")]) == 0
    (row,) = list_links(archive)
    assert (row["former"], row["later"], row["note"]) == (NAMES[0], NAMES[2], "三定方案")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"former": "云澜市规化局"}, "knows no body '云澜市规化局'; near it: 云澜市规划局"),
        ({"former": "99"}, "knows no body '99'"),
        ({"to_year": 2018}, "must lie before the first one"),
        ({"kind": "married"}, "'married' is none of renamed, merged, split"),
        ({"successor": "云澜市规划局"}, "a body would go on as itself: 云澜市规划局 → 云澜市规"),
        ({"from_year": 2016, "to_year": 2017}, "has a report for 2018, which the link"),
        ({"former": "2", "successor": "1"}, "云澜市规划局 has a report for 2018, which the link"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(
    archive: Archive, change: dict[str, str], sentence: str
) -> None:
    with pytest.raises(LinkError, match=sentence):
        add_links(archive, [replace(RENAMED, **change)])  # type: ignore[arg-type]
    assert pairs(archive) == []


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        (Link("3", "1", "merged", 2020, 2021), "a body would go on as itself"),
        (Link("1", "4", "merged", 2018, 2019), "goes on as several bodies: those links are of"),
        (Link("2", "3", "merged", 2018, 2019), "comes of several bodies in one year: those links"),
    ],
)
def test_links_must_fit_each_other(archive: Archive, other: Link, sentence: str) -> None:
    with pytest.raises(LinkError, match=sentence):
        add_links(archive, [RENAMED, other])
    assert pairs(archive) == []


def test_a_body_may_split_and_later_be_renamed(archive: Archive) -> None:
    links = [
        Link("1", "4", "split", 2018, 2019),
        Link("1", "2", "split", 2018, 2019),
        Link("1", "3", "renamed", 2023, 2024),
    ]
    assert add_links(archive, links) == 3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("former,successor,kind\n", "links.csv has no column to_year"),
        ("former,successor,kind,to_year\n1,3,renamed,last\n", "line 2: 'last' and '' are no years"),
        ("former,successor,kind,to_year\n1,3,renamed,2019\n9,3,merged,2030\n", "line 3: the arch"),
    ],
)
def test_a_file_is_taken_whole_or_not_at_all(
    archive: Archive, tmp_path: Path, text: str, sentence: str
) -> None:
    (tmp_path / "links.csv").write_text(text, encoding="utf-8")
    with pytest.raises(LinkError, match=sentence):
        add_links(archive, read_links(tmp_path / "links.csv"))
    assert pairs(archive) == []


def test_a_file_may_begin_with_a_byte_order_mark(archive: Archive, tmp_path: Path) -> None:
    text = "former,successor,kind,to_year,note\n云澜市规划局,3,renamed,2019,机构改革\n"
    (tmp_path / "links.csv").write_text(text, encoding="utf-8-sig")
    assert add_links(archive, read_links(tmp_path / "links.csv")) == 1
    assert pairs(archive) == [(NAMES[0], NAMES[2])]


def test_a_link_can_be_taken_back(archive: Archive) -> None:
    add_links(archive, [RENAMED])
    remove_link(archive, list_links(archive)[0]["id"])
    assert pairs(archive) == []
    with pytest.raises(LinkError, match="there is no link 1;"):
        remove_link(archive, 1)


def test_links_outlast_the_database(tmp_path: Path) -> None:
    with open_archive(tmp_path, command="test", create=True) as archive:
        for number, name in enumerate(NAMES, 1):
            archive.db.table("agencies").insert({"id": number, "name": name})
        add_links(archive, [RENAMED])
    rebuild(tmp_path)
    with open_archive(tmp_path) as again:
        assert pairs(again) == [(NAMES[0], NAMES[2])]
