"""No page of the farm's lists is taken for another family's."""

from __future__ import annotations

import pytest

from crawler.cms import LAST, families
from crawler.page import Page
from tests.farm.farm import builders
from tests.farm.site import Place

_BASES = {name: f"http://www.{name.replace('_', '-')}.gov.cn" for name in builders()}


@pytest.mark.parametrize("name", builders())
def test_a_page_belongs_to_its_own_family_alone(name: str) -> None:
    site = builders()[name](Place(name, _BASES, 1))
    expected = site.expected
    # An article's address may be of a form that several families have.
    articles = {one.url for one in expected.reports} | set(expected.rejected)
    pages = [
        Page(_BASES[name] + path, 200, (), response.body)
        for path, response in site.routes.pages.items()
        if _BASES[name] + path not in articles
    ]
    taken = {
        (family, page.url)
        for page in pages
        for family, module in families().items()
        if family not in LAST and page.is_html and module.recognise(page)
    }
    assert {family for family, _ in taken} <= {expected.family}, taken
