"""The served demo archive in a browser: Debian's Chromium, driven by Playwright."""

import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.conftest import Demo

CHROMIUM = Path("/usr/bin/chromium")
OURS = (
    *("/", "/agencies", "/agency/{agency}", "/report/{report}", "/portal/yunlan"),
    *("/revision/{numbers}", "/revision/{prose}", "/search?q=复议", "/health"),
)
DATASETTES = (
    *("/nianbao", "/nianbao/panel?_size=1", "/nianbao/reports/{report}"),
    *("/nianbao/reports?year__gt=2019&_facet=status", "/nianbao/reports?title__exact=没有这份"),
    *("/nianbao/reports.copyable?_size=2", "/nianbao?sql=select+title+from+reports+limit+2"),
    *("/nianbao/unbalanced_tables?year=", "/nianbao/unbalanced_tables?_show_sql=1"),
    *("/-/dashboards", "/-/dashboards/applications?kind=government", "/-/dashboards/coverage"),
    *("/-/dashboards/coverage/quality", "/nianbao/nothing", "/-/versions"),
)
# Portals are crawled side by side, so that each demo numbers its reports otherwise.
NUMBERS = """
SELECT
  report, agency,
  (SELECT id FROM revisions WHERE kind = 'numbers') AS numbers,
  (SELECT id FROM revisions WHERE kind = 'prose') AS prose
FROM standing WHERE rule = 'applications.row_sum'
"""
PHONE: ViewportSize = {"width": 390, "height": 844}

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="no /usr/bin/chromium (Debian package chromium)"
)


@pytest.fixture(scope="module")
def address(demo: Demo) -> Iterator[str]:
    """Serve the demo archive and return where."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "nianbao", "serve", "--archive", str(demo.archive)]
    process = subprocess.Popen([*command, "--port", str(port)], stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/-/versions.json")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def numbers(demo: Demo) -> dict[str, int]:
    """Return the numbers of the report with a wrong sum, of its body, and of two revisions."""
    with closing(sqlite3.connect(demo.archive / "published" / "nianbao.db")) as db:
        db.row_factory = sqlite3.Row
        return dict(db.execute(NUMBERS).fetchone())


@pytest.fixture
def path(request: pytest.FixtureRequest, numbers: dict[str, int]) -> str:
    """The address of a page, with the numbers of this demo."""
    return str(request.param).format(**numbers)


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            with urlopen(url, timeout=5):  # noqa: S310 - our own server
                return
        except URLError:
            time.sleep(0.1)
    pytest.fail(f"{url} does not answer")


def _open(window: Page, path: str) -> None:
    """Go to a page; on those with charts, until they are drawn."""
    window.goto(path, wait_until="networkidle" if "dashboards" in path else "load")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A window of a laptop."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def phone(browser: Browser, address: str) -> Iterator[Page]:
    """A phone's window, dark."""
    context = browser.new_context(base_url=address, viewport=PHONE, color_scheme="dark")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def plain(browser: Browser, address: str) -> Iterator[Page]:
    """A window without script."""
    context = browser.new_context(base_url=address, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_from_home_to_a_wrong_sum_in_three_clicks(plain: Page) -> None:
    plain.goto("/")
    plain.click("ul.remarks > li.error:first-child > a")
    plain.click("ul.remarks a:text('[1]')")
    finding = plain.locator("li.remark:target")
    assert finding.is_visible()
    finding.locator("small a").first.click()
    cell = plain.locator("td:target")
    assert cell.is_visible()
    assert "has-error" in str(cell.get_attribute("class"))


def test_from_a_wrong_sum_to_its_source_in_one(plain: Page, numbers: dict[str, int]) -> None:
    report = numbers["report"]
    plain.goto(f"/report/{report}#applications.received.total")
    plain.click("td:target > a")
    assert plain.url.endswith(f"/source/{report}/applications.received.total")


def test_a_revision_is_read(plain: Page) -> None:
    plain.goto("/")
    plain.click("section[aria-labelledby=changed] li:has(.revision-numbers) a:text('望江县')")
    assert plain.locator("table.change del").first.inner_text() == "80"
    assert plain.locator("table.change ins").first.inner_text() == "82"
    assert plain.locator("p.wording del").first.inner_text() == "99"


def test_the_language_is_kept(page: Page, numbers: dict[str, int]) -> None:
    page.goto("/")
    page.click("a.switch")
    page.goto(f"/agency/{numbers['agency']}")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    page.click("a.switch")
    assert page.locator("html").get_attribute("lang") == "en"


def test_charts_are_drawn(page: Page) -> None:
    page.goto("/-/dashboards/coverage", wait_until="networkidle")
    page.wait_for_selector("#chart-timeliness svg")
    assert page.locator("#chart-timeliness svg .mark-rect path").count() >= 20


def test_a_table_is_downloaded_as_csv(page: Page, numbers: dict[str, int]) -> None:
    page.goto(f"/report/{numbers['report']}")
    with page.expect_download() as downloading:
        page.click("a:text('CSV')")
    lines = Path(downloading.value.path()).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("report,agency,")
    assert len(lines) == 201


@pytest.mark.parametrize("path", OURS + DATASETTES, indirect=True)
def test_nothing_overflows_a_phone(phone: Page, path: str) -> None:
    _open(phone, path)
    root = "document.documentElement"
    assert phone.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0


@pytest.mark.parametrize("path", OURS + DATASETTES, indirect=True)
def test_pages_can_be_used_by_everyone(page: Page, phone: Page, path: str) -> None:
    """Axe-core finds no fault, however slight, on a laptop and on a dark phone."""
    for window in (page, phone):
        _open(window, path)
        found = Axe().run(window, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_names_of_columns_are_light_on_a_dark_phone(phone: Page) -> None:
    """Datasette puts them before each cell, where axe-core does not look."""
    phone.goto("/nianbao/agencies")
    colour = phone.evaluate("getComputedStyle(document.querySelector('td'), '::before').color")
    assert min(map(int, re.findall(r"\d+", colour))) > 150


@pytest.mark.parametrize("path", OURS + DATASETTES, indirect=True)
def test_nothing_is_loaded_from_elsewhere(page: Page, address: str, path: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path, wait_until="load")
    assert asked
    assert [url for url in asked if not url.startswith((address, "blob:", "data:"))] == []


@pytest.mark.parametrize("words", ["复议", "行政复议", "政府信息公开 行政复议 诉讼"])
def test_words_of_any_length_are_found_and_lead_to_their_report(plain: Page, words: str) -> None:
    plain.goto("/search")
    plain.get_by_role("searchbox").fill(words)
    plain.get_by_role("button", name="Search").click()
    hit = plain.locator(".hits li").first
    assert set(hit.locator("mark").all_inner_texts()) == set(words.split())
    title = hit.get_by_role("link").inner_text()
    hit.get_by_role("link").click()
    assert title.split()[0] in plain.get_by_role("heading", level=1).inner_text()
