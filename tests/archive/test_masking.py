"""The published copy has no contacts in its texts; the archive has them all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest
from sqlite_utils import Database

from archive.archive import Archive, open_archive
from archive.publish import publish
from archive.publish.contacts import mask_contacts
from archive.publish.masking import mask_difference
from archive.revisions import Reworded, tell_prose, whole_section
from archive.wording import compare_wordings, mark_changes
from tests.archive.filling import fill

MOMENT = datetime(2026, 11, 21, 3, 4, 5, tzinfo=UTC)
HEADING = "一、总体情况"
OLD = "全年受理申请12件。本报告由办公室编写，如有疑问请与我们联系，联系电话：81234567。"
NEW = "全年受理申请15件。本报告由办公室编写，如有疑问请与我们联系，联系电话：81234599。"
CLAIM = "受理申请15件"
MESSAGE = f"the text says “{NEW}”"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    path = tmp_path_factory.mktemp("archive")
    with open_archive(path, command="test", create=True, clock=lambda: MOMENT) as archive:
        fill(archive.db)
        with archive.db.atomic():
            _reword(archive.db)
        publish(archive)
        yield archive


def _reword(db: Database) -> None:
    """Let a report have a contact in its text, in a finding, in a verdict, and in a revision."""
    for version, text in ((1, OLD), (2, NEW)):
        row = {"version": version, "number": 1, "heading": HEADING, "text": text}
        db.table("sections").insert(row)
    old, new = whole_section(HEADING, OLD), whole_section(HEADING, NEW)
    part = Reworded(1, HEADING, mark_changes(compare_wordings(old, new)))
    row = {"id": 2, "source": 2, "report": 2, "kind": "prose", "seen_at": "2026-11-02T00:00:00Z"}
    row |= {"old_version": 1, "new_version": 2, "summary": tell_prose([part])}
    db.table("revisions").insert(row)
    changed = {"revision": 2, "number": 1, "heading": HEADING, "difference": part.difference}
    db.table("revision_sections").insert(changed)
    start = NEW.index(CLAIM)
    where = json.dumps({"section": 1, "span": [start, start + len(CLAIM)]})
    finding = {"id": 9, "version": 2, "rule": "prose.disagrees", "severity": "warning"}
    finding |= {"origin": "publisher", "message": MESSAGE, "message_zh": NEW, "keys": "[]"}
    db.table("findings").insert(finding | {"locator": where})
    verdict = {"id": 9, "report": 2, "rule": "prose.disagrees", "keys": "[]", "observed": MESSAGE}
    verdict |= {"decision": "confirmed", "by": "A", "reason": "seen", "at": "2026-11-03T00:00:00Z"}
    db.table("verdicts").insert(verdict)


@pytest.fixture
def published(archive: Archive) -> Iterator[Database]:
    with closing(Database(archive.published / "nianbao.db")) as db:
        yield db


def test_no_contact_is_left_anywhere(published: Database) -> None:
    for table in published.tables:
        for row in table.rows:
            assert "812345" not in str(row), table.name


def test_the_archive_keeps_what_the_page_said(archive: Archive) -> None:
    texts = archive.rows("SELECT text FROM sections ORDER BY version")
    assert [row["text"] for row in texts] == [OLD, NEW]


def test_places_in_the_text_stay(published: Database) -> None:
    text = next(published.query("SELECT text FROM sections WHERE version = 2"))["text"]
    where = next(published.query("SELECT locator FROM findings WHERE id = 9"))["locator"]
    start, end = json.loads(where)["span"]
    assert text[start:end] == CLAIM
    assert text == mask_contacts(NEW) != NEW


def test_a_revision_shows_every_change_but_that_of_the_number(published: Database) -> None:
    (row,) = published.query("SELECT difference FROM revision_sections WHERE revision = 2")
    assert "[-12-]{+15+}" in row["difference"]
    assert row["difference"].endswith("[-▇▇▇▇▇▇▇▇-]{+▇▇▇▇▇▇▇▇+}。")
    (row,) = published.query("SELECT summary FROM revisions WHERE id = 2")
    assert row["summary"].startswith(HEADING)
    assert "▇" in row["summary"]


def test_a_verdict_on_a_sentence_with_a_contact_still_holds(published: Database) -> None:
    (row,) = published.query("SELECT message, observed, decision FROM standing WHERE finding = 9")
    assert row["decision"] == "confirmed"
    assert row["message"] == row["observed"] == mask_contacts(MESSAGE)


@pytest.mark.parametrize(("old", "new"), [("", "电话：8123456"), ("电话：8123456", "")])
def test_a_contact_that_came_or_went_is_masked(old: str, new: str) -> None:
    assert "8123456" not in mask_difference(old, new)
    assert "▇▇▇▇▇▇▇" in mask_difference(old, new)


def test_a_difference_without_contacts_is_as_the_archive_has_it() -> None:
    old, new = "新收12件，办结10件。", "新收15件，办结13件。"
    assert mask_difference(old, new) == mark_changes(compare_wordings(old, new))
