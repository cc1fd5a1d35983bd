"""Whether a sentence tells of the report's year, and of all that the tables count."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from extract.agencies import AgencyKind, kind_of
from extract.prose import Clause
from extract.rules.claims import settings
from extract.text import squeeze

_YEAR = re.compile(r"(20\d\d)年")
_SPOKEN = re.compile(r"(?P<year>20\d\d)年|(?P<other>去年|前年|上年)|今年|本年|全年|当年")
# What is only compared with: 较上年增加, 与2023年相比, 同比.
_COMPARED = re.compile(r"同比|[比较与和同](?:去年|上年|20\d\d年)度?(?:同期)?(?:相比|相较)?")
_CARRIED = re.compile(r"上年度?(?=(?:未办结)?结转)|(?<=结转)上年度?")
_WHOLE_YEAR = re.compile(r"1月1日起?[至到~—-]+(?:20\d\d年)?12月31日")
_YEAR_END = re.compile(r"(?<=年)12月31日|年末")
_LONGEST_LEAD = 60
_BODIES = ("office", "department", "township", "subdistrict")


@dataclass(frozen=True)
class Scope:
    """A report's body and year; `names` are the ways to write its name, longest first."""

    year: int
    kind: AgencyKind
    names: tuple[str, ...]

    def rewrite(self, clause: Clause) -> Clause:
        """Write the years before and after as 上年 and 下年 where carried cases are told."""
        return replace(
            clause,
            text=self._relative(clause.text),
            before=self._relative(clause.before),
            sentence=self._relative(clause.sentence),
            paragraph=self._relative(clause.paragraph),
        )

    def _relative(self, text: str) -> str:
        text = text.replace("上一年", "上年").replace("下一年", "下年")
        text = re.sub(r"(?<=结转)([至到入]?)(?:次年|来年|明年)", r"\1下年", text)
        text = re.sub(rf"(?:{self.year - 1}年|去年)(?=度?(?:未办结)?结转)", "上年", text)
        return re.sub(rf"(?<=结转)([至到入]?){self.year + 1}年", r"\1下年", text)

    def covers(self, clause: Clause) -> bool:
        """Tell whether a rewritten clause tells of the year and of the whole body."""
        if self.kind == "government" and _unit().search(clause.paragraph + clause.sentence):
            return False
        if self.kind in _BODIES and _area().search(clause.sentence):
            return False
        return self._is_of_year(clause)

    def _is_of_year(self, clause: Clause) -> bool:
        sentence = _timeless(clause.sentence)
        if _other_time().search(sentence) or set(_YEAR.findall(sentence)) - {str(self.year)}:
            return False
        spoken = [*_SPOKEN.finditer(_timeless(clause.paragraph))]
        if not spoken or _SPOKEN.search(sentence):
            return True
        return not spoken[-1]["other"] and spoken[-1]["year"] in {None, str(self.year)}

    def is_neutral(self, lead: str, part: bool) -> bool:
        """Tell whether words before a claim only say when, how, by the body itself, or in part."""
        if len(lead) > _LONGEST_LEAD:
            return False
        tokens = _tokens(self.kind, part)
        while lead:
            rest = tokens.sub("", lead, count=1)
            name = next((name for name in self.names if rest.startswith(name)), "")
            if rest and not name:
                return False
            lead = rest[len(name) :]
        return True


def scope_of(agency: str | None, year: int) -> Scope:
    """Return the scope of a body's report for a year."""
    name = squeeze(agency or "")
    kind = kind_of(name)
    stem = name.removesuffix("人民政府")
    whole = {stem} if kind == "government" else {name, stem, stem.removesuffix("办事处")}
    spelt = {text for one in whole for text in _spellings(one)}
    suffixes = {text[start:] for text in spelt for start in range(len(text) - 1)}
    return Scope(year, kind, tuple(sorted(suffixes, key=lambda text: (-len(text), text))))


def _spellings(name: str) -> set[str]:
    short = name.replace("人民政府", "政府")
    names = {name, short}
    return names | {re.sub("办公[厅室]$|办事处$", "办", one) for one in names}


def _timeless(text: str) -> str:
    """Drop what names other times only to compare with them, and the bounds of the year itself."""
    text = _WHOLE_YEAR.sub("", _YEAR_END.sub("底", text))
    return _CARRIED.sub("", _COMPARED.sub("", text)).replace("下年", "")


@cache
def _tokens(kind: AgencyKind, part: bool) -> re.Pattern[str]:
    found = [token for group in settings()["leads"].values() for token in group]
    found += settings()["bodies"][kind]
    found += settings()["parts"]["tokens"] if part else []
    return re.compile(f"(?:{'|'.join(sorted(found, key=len, reverse=True))})*+")


@cache
def _other_time() -> re.Pattern[str]:
    return re.compile(settings()["scope"]["other_time"])


@cache
def _unit() -> re.Pattern[str]:
    return re.compile(settings()["scope"]["unit"])


@cache
def _area() -> re.Pattern[str]:
    return re.compile(settings()["scope"]["area"])
