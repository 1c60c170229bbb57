"""The pages in a real browser: without scripts, narrow and wide, in both languages, light and dark."""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from contracts.records import Source
from tests.servers import missing_servers_fail
from tests.unit.web.builders import HARBORLINE, LANTERN, SECOND, TITLE, an_article, tag, the_reference_article
from tests.unit.web.running import filled_index, index_in, own_store, parts_over
from web.app import create_app

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
REMEDY = "no Chromium is installed: install your system's package `chromium` (Debian: apt-get install chromium)"
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--remote-debugging-port=0",
)
NOBODY = 65534
REFERENCE = the_reference_article()
OTHERS = [
    an_article(
        "moon",
        title="NASA and its partners look to the Moon " + "very" * 60 + " carefully",
        text="NASA and its partners talked about the Moon and the International Space Station in Florida.",
        tags=(tag("international-space-station", en="International Space Station", zh="国际空间站"),),
    ),
    an_article(
        "arabic", title="المحطة الفضائية الدولية", text="تعاون في المحطة الفضائية.", language="ar", source=LANTERN
    ),
    *(an_article(f"plain-{n}") for n in range(22)),
]
WINDOWS = [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]


@pytest.fixture(scope="module")
def address(valkey_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of the web app, served on this machine over real parts."""
    data_dir = tmp_path_factory.mktemp("browser")
    filled_index(data_dir, [REFERENCE, *OTHERS])
    parts = parts_over(own_store(valkey_url, 15), index_in(data_dir))
    feed = f"https://{HARBORLINE.host}/feed.xml"
    parts.catalogue.put([Source(id="harborline", name="Harborline", host=HARBORLINE.host, feeds=(feed,))])
    server = uvicorn.Server(uvicorn.Config(create_app(parts), port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)
    parts.index.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Give the system's Chromium, run as a user without rights; skipped by name where there is none."""
    binary = next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)
    if binary is None and missing_servers_fail():
        pytest.fail(REMEDY)
    if binary is None:
        pytest.skip(REMEDY)
    with unprivileged_browser(binary) as endpoint, sync_playwright() as playwright:
        browser = playwright.chromium.connect_over_cdp(endpoint)
        yield browser
        browser.close()


@contextlib.contextmanager
def unprivileged_browser(binary: str) -> Iterator[str]:
    """Give the address at which a Chromium of its own takes orders; it runs as nobody if we are root."""
    home = Path(tempfile.mkdtemp(prefix="trawlnet-chromium-"))
    as_nobody: dict[str, Any] = {}
    if os.geteuid() == 0:
        os.chown(home, NOBODY, NOBODY)
        as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    process, endpoint = started(binary, home, as_nobody)
    try:
        yield endpoint
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=10)
        shutil.rmtree(home, ignore_errors=True)


def started(binary: str, home: Path, as_nobody: dict[str, Any]) -> tuple[subprocess.Popen[bytes], str]:
    """Return a Chromium and its endpoint: in its own sandbox, or without where the kernel forbids one to nobody."""
    said = ""
    for sandbox in ((), ("--no-sandbox",)):
        log = home / f"log{len(sandbox)}"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [binary, *FLAGS, *sandbox, f"--user-data-dir={home}/profile{len(sandbox)}", "about:blank"],
                env={"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                **as_nobody,
            )
        endpoint, said = endpoint_in(log, process)
        if endpoint:
            return process, endpoint
        process.kill()
        process.wait(timeout=10)
    pytest.fail(f"{binary} did not start: {said}")


def endpoint_in(log: Path, process: subprocess.Popen[bytes]) -> tuple[str, str]:
    """Return where a starting Chromium takes orders ("" if it gave up), and what it said last."""
    deadline = time.monotonic() + 45
    said = ""
    while time.monotonic() < deadline:
        ended = process.poll() is not None
        said = log.read_text(encoding="utf-8", errors="replace")
        found = re.search(r"DevTools listening on (ws://\S+)", said)
        if found:
            return found[1], said[-500:]
        if ended:
            break
        time.sleep(0.05)
    return "", said[-500:]


@dataclass
class Visit:
    """One reader's window, and what the browser complained of in it."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open one of our pages."""
        self.page.goto(f"{self.address}{path}")

    def too_wide_by(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        metrics = self.page.context.new_cdp_session(self.page).send("Page.getLayoutMetrics")
        return int(metrics["cssContentSize"]["width"]) - int(metrics["cssLayoutViewport"]["clientWidth"])


@contextlib.contextmanager
def visit(
    chromium: Browser, address: str, *, width: int = 1280, scheme: Any = "light", scripts: bool = False
) -> Iterator[Visit]:
    """Give a window without scripts in which nothing was read yet."""
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts, locale="en-GB"
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    seen = Visit(page=page, address=address)
    page.on("console", lambda message: seen.complaints.append(message.text))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("request", lambda request: seen.requests.append(request.url))
    try:
        yield seen
    finally:
        context.close()


def test_a_reader_without_scripts_goes_from_search_to_article_to_tag_to_related(
    chromium: Browser, address: str
) -> None:
    with visit(chromium, address) as reader:
        reader.go("/")
        reader.page.get_by_role("searchbox").fill("space station")
        reader.page.get_by_role("searchbox").press("Enter")
        reader.page.get_by_role("link", name=TITLE).click()
        assert reader.page.get_by_role("heading", level=1).inner_text() == TITLE

        reader.page.get_by_role("link", name="International Space Station").click()
        assert reader.page.get_by_role("searchbox").input_value() == 'tag:"International Space Station"'
        assert reader.page.get_by_role("article").count() == 2

        reader.page.get_by_role("link", name=TITLE).click()
        related = reader.page.get_by_role("heading", name="Related articles").locator("..").get_by_role("link").first
        name = related.inner_text()
        related.click()
        assert reader.page.get_by_role("heading", level=1).inner_text() == name
        assert reader.complaints == []


def test_evidence_is_one_click_from_its_key_point_and_lights_up(chromium: Browser, address: str) -> None:
    with visit(chromium, address) as reader:
        reader.go(f"/articles/{REFERENCE.id}?ui=en")
        plain = reader.page.locator("span.borne", has_text=SECOND).evaluate("e => getComputedStyle(e).backgroundColor")
        reader.page.locator("p.telling a").first.click()
        lit = reader.page.locator("span.borne:target")
        assert lit.inner_text() == SECOND
        assert lit.evaluate("e => getComputedStyle(e).backgroundColor") != plain


def test_the_keyboard_reaches_the_content_first_and_every_link_shows_its_focus(chromium: Browser, address: str) -> None:
    with visit(chromium, address) as reader:
        reader.go("/")
        reader.page.keyboard.press("Tab")
        assert reader.page.locator(":focus").inner_text() == "Skip to the content"
        reader.page.keyboard.press("Tab")
        assert reader.page.locator(":focus").evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_the_other_language_is_one_link_away_and_stays(chromium: Browser, address: str) -> None:
    with visit(chromium, address) as reader:
        reader.go(f"/articles/{REFERENCE.id}")
        reader.page.get_by_role("link", name="中文").click()
        assert reader.page.locator("p.telling").first.inner_text().startswith("七年多来首次")
        reader.page.get_by_role("link", name="国际空间站").click()
        assert "ui=zh" in reader.page.url
        assert reader.page.get_by_role("button").inner_text() == "搜索"


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_page_scrolls_sideways_complains_or_asks_anyone_else(
    chromium: Browser, address: str, width: int, scheme: str, language: str
) -> None:
    paths = ["/", "/?q=moon", "/?q=nothing+at+all", f"/articles/{REFERENCE.id}", f"/articles/{OTHERS[0].id}"]
    paths += [f"/articles/{OTHERS[1].id}", "/sources", "/queues", "/dead", "/docs"]

    with visit(chromium, address, width=width, scheme=scheme, scripts=True) as reader:
        wide = {}
        for path in paths:
            reader.go(f"{path}{'&' if '?' in path else '?'}ui={language}")
            wide[path] = reader.too_wide_by()

        assert {path: by for path, by in wide.items() if by > 0} == {}
        assert reader.complaints == []
        assert [url for url in reader.requests if not url.startswith(address)] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_background(chromium: Browser, address: str, scheme: str) -> None:
    with visit(chromium, address, scheme=scheme) as reader:
        reader.go(f"/articles/{REFERENCE.id}")
        colours = {
            selector: reader.page.locator(selector).first.evaluate("e => getComputedStyle(e).color")
            for selector in ("h1", ".who span:last-child", ".text p", ".rail a", ".digest .method", ".basis")
        }
        ground = reader.page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")

    assert {name: colour for name, colour in colours.items() if contrast(colour, ground) < 4.5} == {}


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 reckons it, 1 to 21."""
    lights = sorted((luminance(one), luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of `rgb(r, g, b)`."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
