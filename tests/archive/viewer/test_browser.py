"""The viewer in Chromium: the cell is in sight, and no stranger's page runs or loads anything."""

from __future__ import annotations

import importlib.util
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FloatRect, Locator, Page, sync_playwright

from archive.publish import serve_command
from tests.archive.viewer.site import Site, make_site
from tests.archive.viewer.test_source import CLAIM, claiming
from tests.extract.generate import generate
from tests.extract.sheets import HAN_FONT
from tests.extract.show.hostile import HOSTILE, LURE

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="the Debian package chromium is not installed"
)
# Tenths of a second that a frame may take to be scrolled.
_LOOKS = 50
FORMATS = {"html_spans": 37, "docx": 38, "pdf": 45, "lines": 51}


def _scan() -> dict[str, bytes]:
    """Return a scanned page, where scans can be drawn and read here."""
    if importlib.util.find_spec("rapidocr") is None or not HAN_FONT.exists():
        return {}
    from tests.extract.scans import scan_table  # noqa: PLC0415 - needs what reads scans

    return {"scan": scan_table(3)["PNG"]}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    bodies = {layout: generate(seed, layout).body for layout, seed in FORMATS.items()}
    folder = tmp_path_factory.mktemp("browser")
    return make_site(folder, {**HOSTILE, **bodies, **_scan(), "claiming": claiming()})


@pytest.fixture(scope="module")
def origin(site: Site) -> Iterator[str]:
    """Serve the archive as `nianbao serve` does."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        serve_command(site.archive, "127.0.0.1", port),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _wait(port: int) -> None:
    for _ in range(600):
        with closing(socket.socket()) as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the server does not answer")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def either(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window with script and one without."""
    opened = browser.new_page(java_script_enabled=request.param)
    yield opened
    opened.close()


@pytest.fixture
def shown(site: Site, request: pytest.FixtureRequest) -> str:
    """The name of a document that could be made here."""
    if request.param not in site.reports:
        pytest.skip("the extra ocr or the Debian package fonts-wqy-zenhei is not installed")
    return str(request.param)


def in_sight(page: Page) -> bool:
    """Tell whether what is marked in the document comes to stand within its frame."""
    page.frames[1].wait_for_selector("#cell")
    for _ in range(_LOOKS):
        if _is_within(page.frames[1].locator("#cell"), page.locator("iframe").bounding_box()):
            return True
        page.wait_for_timeout(100)
    return False


def _is_within(marked: Locator, frame: FloatRect | None) -> bool:
    cell = marked.bounding_box()
    assert cell is not None
    assert frame is not None
    across = frame["x"] - 1 <= cell["x"] < frame["x"] + frame["width"]
    return across and frame["y"] - 1 <= cell["y"] < frame["y"] + frame["height"]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("shown", [*FORMATS, "scan"], indirect=True)
def test_the_cell_is_in_sight(
    either: Page, site: Site, origin: str, shown: str, width: int
) -> None:
    either.set_viewport_size({"width": width, "height": 844})
    cell = site.cells(shown)[-1]
    either.goto(f"{origin}{site.path(shown, cell['key'])}")
    assert in_sight(either)
    if either.frames[1].query_selector("rect") is None:
        assert either.frames[1].inner_text("#cell").strip() == cell["raw"]


@pytest.mark.parametrize("shown", [*FORMATS, "scan"], indirect=True)
def test_the_cell_stays_in_sight_in_a_frame_that_gets_its_size_late(
    browser: Browser, site: Site, origin: str, shown: str
) -> None:
    """Chromium scrolls to the mark before that, and only once; without script it is often so."""
    page = browser.new_page(java_script_enabled=False, viewport={"width": 300, "height": 150})
    clock = page.context.new_cdp_session(page)
    clock.send("Animation.enable")
    clock.send("Animation.setPlaybackRate", {"playbackRate": 0})  # the first second lasts
    address = site.path(shown, site.cells(shown)[-1]["key"])
    page.goto(f"{origin}{address}/document#cell")
    for width, height in ((1280, 844), (390, 590)):
        page.set_viewport_size({"width": width, "height": height})
        window: FloatRect = {"x": 0, "y": 0, "width": width, "height": height}
        assert _is_within(page.locator("#cell"), window)
    page.close()


def test_the_document_is_the_readers_after_a_second(page: Page, site: Site, origin: str) -> None:
    page.goto(f"{origin}{site.path('lines')}/document#cell")
    page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
    page.evaluate("scrollTo(0, 0)")
    assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize("shown", ["pdf", "html_spans"], indirect=True)
def test_the_viewer_overflows_no_phone(page: Page, site: Site, origin: str, shown: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{origin}{site.path(shown)}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("path", ["", "?lang=zh", "/document"])
def test_axe_finds_no_serious_fault(browser: Browser, site: Site, origin: str, path: str) -> None:
    with closing(browser.new_context(bypass_csp=True)) as context:
        page = context.new_page()
        page.goto(f"{origin}{site.path('claiming', 'applications.received.total')}{path}")
        found = Axe().run(page).response["violations"]
    serious = [one for one in found if one["impact"] in {"serious", "critical"}]
    assert [(one["id"], one["nodes"]) for one in serious] == []


def test_the_sentence_is_in_sight(page: Page, site: Site, origin: str) -> None:
    (finding,) = site.rows("SELECT id FROM findings WHERE rule = 'prose.disagrees'")
    page.goto(origin + site.path("claiming", f"finding-{finding['id']}"))
    assert in_sight(page)
    assert CLAIM in page.frames[1].inner_text("#cell")


@pytest.mark.parametrize(
    ("name", "framed"),
    [*((name, True) for name in HOSTILE), ("script", False), ("refresh", False), ("links", False)],
)
def test_a_hostile_page_does_nothing(
    page: Page, site: Site, origin: str, name: str, framed: bool
) -> None:
    asked: list[str] = []
    ran: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: ran.append(dialog.message))
    page.on("console", lambda message: ran.append(message.text))
    page.on("popup", lambda popup: ran.append(popup.url))
    address = f"{origin}{site.path(name)}" + ("" if framed else "/document")
    with page.expect_response(lambda response: response.url.split("?")[0].endswith("/document")):
        page.goto(address)
    page.wait_for_timeout(100)
    # Whatever asks the page itself is blocked in it, and says so.
    page.mouse.click(400, 400)
    page.wait_for_timeout(50)
    assert [url for url in asked if LURE in url or not url.startswith(f"{origin}/")] == []
    assert ran == []
    assert page.url == address
    frame = page.frames[1 if framed else 0]
    frame.wait_for_selector("#cell" if site.cells(name) else ".problem")
    assert frame.query_selector_all("a, input, button, form, iframe, object, script, img") == []


def test_other_pages_of_a_document_can_be_read_in_its_frame(
    page: Page, site: Site, origin: str
) -> None:
    page.goto(f"{origin}{site.path('pdf')}")
    frame = page.frames[1]
    frame.wait_for_selector("#cell")
    frame.click("text=next") if frame.query_selector("text=next") else frame.click("text=previous")
    frame.click("text=the marked page")
    frame.wait_for_selector("#cell")
    assert in_sight(page)
