"""Number formats of spreadsheets: what a cell shows."""

from __future__ import annotations

import pytest

from extract.readers.shown import show
from extract.text import UNKNOWN

ACCOUNTING = '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (12.0, "", "12"),
        (12.0, "General", "12"),
        (0.1 + 0.2, "General", "0.3"),
        (1e-7, "", "0.0000001"),
        (-3.0, "@", "-3"),
        (2.675, "0.00", "2.68"),
        (12345.0, "#,##0", "12,345"),
        (0.0, "#", ""),
        (7.0, "000", "007"),
        (0.255, "0.0%", "25.5%"),
        (16.0, '0"件"', "16件"),
        (16.0, "General\\件", "16件"),
        (-5.0, "0;(0)", "(5)"),
        (1.5, "0.##", "1.5"),
        (0.0, ACCOUNTING, "-"),
        (-1234.0, ACCOUNTING, "-1,234"),
        (1234567.0, "0,", "1235"),
        (45678.0, 'yyyy"年"m"月"d"日"', "2025-01-21"),
        (3.0, "# ?/?", "3"),
        (3.0, "[>9]0;0.0", "3.0"),
        (12.0, "[>9]0;0.0", "12"),
        (3.0, "[>9]0", "3"),
        (0.0, '[=0]"";0', ""),
        (5.0, '[=0]"";General', "5"),
        (-5.0, '[=0]"";0', "-5"),
        (-5.0, '[<0]"减"0;0', "减5"),
        (5.0, '[>9]"多";[<3]"少";0', "5"),
        (-5.0, '[>9]"多";0;"正"', "-5"),
        (5.0, '[>9]"多";[<3]"少"', "####"),
        (12.0, "[White]0", UNKNOWN * 2),
        (12.0, "[Red]0", "12"),
        (3.0, "0.00E+00", "3"),
        (1e300, "0.00", str(int(1e300))),
        (float("inf"), "0", "inf"),
    ],
)
def test_numbers_are_printed_by_their_format(value: float, code: str, shown: str) -> None:
    assert show(value, code) == shown


def test_dates_count_from_either_epoch() -> None:
    assert show(1.0, "yyyy-mm-dd", since_1904=True) == "1904-01-02"
