"""The text of the six sections, put together from `phrases.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from nianbao.demo.figures import Number, draw
from nianbao.demo.world import Body, read_toml


@cache
def phrases() -> dict[str, Any]:
    """Return the sentences by section and kind of body."""
    return read_toml("phrases.toml")


def headings() -> dict[int, str]:
    """Return the six headings by number."""
    return {int(number): text for number, text in phrases()["headings"].items()}


def sections(
    body: Body, year: int, values: Mapping[str, Number | None], *, reworded: bool = False
) -> dict[int, tuple[str, ...]]:
    """Return the paragraphs of each section; numbers in them are those of the tables."""
    words = _words(body, year, values)

    def say(part: str, kind: str = "any") -> str:
        choices = phrases()[part][kind]
        return str(choices[draw(0, len(choices) - 1, body.name, year, part)]).format(**words)

    some = "some" if values["applications.received.total"] else "none"
    return {
        1: (
            say("opening"),
            say("publicity", body.kind),
            say("requests", some),
            say("management"),
            say("platform"),
            say("supervision"),
        ),
        2: (),
        3: (),
        4: (say("challenged", "some" if words["reviews"] or words["suits"] else "none"),),
        5: (say("problems"), say("improvements", "reworded" if reworded else "any")),
        6: (say("further"),),
    }


def correction(old: Number | None, new: Number | None) -> str:
    """Return the notice of an announced correction."""
    return str(phrases()["correction"]["notice"]).format(old=old, new=new)


def _words(body: Body, year: int, values: Mapping[str, Number | None]) -> dict[str, object]:
    start = draw(0, len(body.themes) - 1, body.name, year, "theme")
    themes = [body.themes[(start + step) % len(body.themes)] for step in range(3)]
    direct = values["challenges.litigation_direct.total"] or 0
    after = values["challenges.litigation_after_review.total"] or 0
    words: dict[str, object] = {
        "agency": body.name,
        "we": body.we,
        "year": year,
        "first": themes[0],
        "second": themes[1],
        "third": themes[2],
        "posts": draw(body.scale * 6 + 90, body.scale * 9 + 160, body.name, year, "posts"),
        "trainings": draw(1, 5, body.name, year, "trainings"),
        "reviews": values["challenges.review.total"],
        "suits": direct + after,
    }
    for row in ("received", "carried_in", "carried_out"):
        words[row] = values[f"applications.{row}.total"]
    words["processed"] = values["applications.processed_total.total"]
    return {**words, "documents": _documents(values)}


def _documents(values: Mapping[str, Number | None]) -> str:
    key = "disclosure.normative_documents."
    kind = "issued" if f"{key}issued" in values else "made"
    return str(phrases()["documents"][kind]).format(
        normative=values[f"{key}{kind}"], in_force=values.get(f"{key}in_force")
    )
