"""What is put into the templates of Datasette and its plugins, which other releases may change."""

import re
from importlib.resources import files

import pytest

from archive.publish.pages.language import LANGUAGES, texts
from archive.publish.pages.naming import additions
from tests.archive.pages.conftest import Get

PIECES = [(template, piece) for template, given in additions().items() for piece in given]
PACKAGES = ("datasette", "datasette_dashboards", "datasette_copyable")


@pytest.mark.parametrize(("template", "piece"), PIECES, ids=[piece for _, piece in PIECES])
def test_what_is_named_stands_in_the_template_that_is_installed(template: str, piece: str) -> None:
    places = [files(package) / "templates" / template for package in PACKAGES]
    (installed,) = [place for place in places if place.is_file()]
    assert piece in installed.read_text(encoding="utf-8")


def test_names_are_words_of_the_interface() -> None:
    said = " ".join(addition for given in additions().values() for addition in given.values())
    names = set(re.findall(r"{{ t\.(\w+) }}", said))
    assert names
    assert names <= texts("en").keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_in_the_language_of_the_reader(get: Get, language: str) -> None:
    page = get("/nianbao/reports", cookies={"nianbao-language": language}).text
    assert f'name="_filter_value" aria-label="{texts(language)["filter_value"]}"' in page


@pytest.mark.parametrize("path", ["/nianbao/reports/1", "/nianbao/late_reports?year="])
def test_templates_that_ours_extend_are_named_too(get: Get, path: str) -> None:
    assert (
        f'class="table-wrapper" tabindex="0" role="region" aria-label="{texts("en")["rows"]}"'
        in (get(path).text)
    )
