"""What takes too long for every run: thousands of documents, each cell right or told of.

`make soak` runs this and prints what was counted. `NIANBAO_SOAK_SEED` draws other documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import get_args

import pytest

from extract.parse import parse
from tests.counting import Count
from tests.extract.bounds import check_mutants
from tests.extract.content import Blanks, random_content
from tests.extract.damage import DAMAGES
from tests.extract.generate import ALIKE, FORMATS, damaged, fair, generate, render
from tests.extract.layouts import LAYOUTS
from tests.extract.mutate import mutant
from tests.extract.readers.check import check_locators
from tests.extract.readers.write_office import needs_office, write_old_office
from tests.extract.seeds import seeds
from tests.extract.truth import numbers_printed, plant, rules_broken, score, untold, wrong_sums

pytestmark = pytest.mark.soak

_BLANKS: Sequence[Blanks] = get_args(Blanks)


@pytest.mark.parametrize("layout", FORMATS)
def test_every_number_of_sound_reports_is_read(layout: str, count: Count) -> None:
    reports = cells = missed = 0
    wrong: list[tuple[int, str]] = []
    accused: list[tuple[int, object]] = []
    for seed in seeds(250):
        made = generate(seed, layout, fair(layout, _BLANKS[seed % len(_BLANKS)]))
        report = parse(made.body)
        result = score(numbers_printed(made.content), report)
        reports, cells, missed = reports + 1, cells + result.cells, missed + len(result.missed)
        wrong += [(seed, key) for key in result.silent]
        accused += [(seed, rule) for rule in rules_broken(report)]
        if seed % 10 == 0:
            check_locators(made.body, report)
    count("sound reports", documents=reports, cells=cells, cells_read=cells - missed,
          cells_wrong=len(wrong))  # fmt: skip
    assert wrong == []
    assert accused == []
    assert missed <= 0.005 * cells


@pytest.mark.parametrize("layout", FORMATS)
def test_wrong_sums_and_nothing_else_are_errors(layout: str, count: Count) -> None:
    planted = 0
    amiss: list[tuple[int, object]] = []
    for seed in seeds(100):
        rng = Random(seed)
        content = random_content(rng, fair(layout, _BLANKS[seed % len(_BLANKS)]))
        content = plant(content, rng, rng.randint(1, 3))
        expected = set(wrong_sums(content))
        planted += len(expected)
        found = rules_broken(parse(render(content, layout, rng).body))
        amiss += [(seed, rule) for rule in found ^ expected]
    count("reports with wrong sums", documents=100, findings=planted, findings_amiss=len(amiss))
    assert amiss == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_number_of_damaged_tables_is_wrong_in_silence(layout: str, count: Count) -> None:
    silent: list[tuple[int, str, str]] = []
    damages = [damage for damage in sorted(DAMAGES) if (layout, damage) not in ALIKE]
    for seed in seeds(600):
        blanks = _BLANKS[seed % len(_BLANKS)]
        damage = damages[seed // len(_BLANKS) % len(damages)]
        made = damaged(seed, layout, blanks, damage)
        silent += [(seed, damage, key) for key in untold(made.content, parse(made.body))]
    count("damaged tables", documents=600, documents_silent=len(silent))
    assert silent == []


@pytest.mark.parametrize("part", range(20))
def test_nothing_leaves_parse_but_a_report(part: int, count: Count) -> None:
    check_mutants((mutant(seed) for seed in seeds(975, part)), count)


@needs_office
def test_nothing_leaves_parse_but_a_report_of_old_office_files(
    tmp_path: Path, count: Count
) -> None:
    made = write_old_office(tmp_path, range(3))
    sound = {kind: [body for (other, _), (body, _) in made.items() if other == kind]
             for kind, _ in made}  # fmt: skip
    check_mutants((mutant(seed, sound) for seed in seeds(300)), count)
