"""Pages that scripts write: read with a real Chromium, whose every request is ours, and which outlives nobody."""

import asyncio
import functools
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis

from contracts.article import Article
from contracts.errors import Misconfigured
from contracts.records import Page, Source
from contracts.settings import load
from crawler.archive import archive_dir, read_archive
from crawler.frontier import CrawlSettings, Frontier
from crawler.rendering.browser import UnprivilegedBrowser, trouble_with
from tests.integration.crawler_site import Crawler, Reply, Site, a_source, crawling, html, rss, served, wait_until
from tests.servers import missing_servers_fail
from tests.unit.workers.clean.builders import PARAGRAPHS
from tests.unit.workers.clean.pdf.pdfs import Sheet, lines_of, pdf
from workers.clean import clean

RUN = "run-1"
JSON = {"Content-Type": "application/json"}
HEAD = '<title>New ferry leaves the harbour</title><meta property="og:type" content="article">'
A_PAPER = pdf([Sheet(lines_of([[text] for text in PARAGRAPHS]))], info={"Title": "New ferry leaves the harbour"})
SCRIPT = {"Content-Type": "text/javascript"}


@pytest.fixture(scope="module")
def browser() -> dict[str, object]:
    """Give the settings with which a browser starts here: in its own sandbox wherever the kernel allows one."""
    trouble = trouble_with(load(CrawlSettings))
    if trouble is not None and missing_servers_fail():
        pytest.fail(trouble)
    if trouble is not None:
        pytest.skip(trouble)
    try:
        asyncio.run(_started_once())
    except Misconfigured as error:
        assert "sandbox" in str(error)
        return {"browser_sandbox": "false"}
    return {}


async def _started_once() -> None:
    browser = UnprivilegedBrowser(load(CrawlSettings))
    try:
        await (await browser.launch_browser()).close()
    finally:
        await browser.close()


class Doorbell:
    """A port of this machine that nobody may ring at, by TCP or UDP; `rung` counts who did."""

    def __init__(self) -> None:
        self._tcp, self._udp = socket.create_server(("127.0.0.1", 0)), socket.socket(type=socket.SOCK_DGRAM)
        self.port: int = self._tcp.getsockname()[1]
        self._udp.bind(("127.0.0.1", self.port))
        self.rung = 0
        for listen in (self._tcp.accept, lambda: self._udp.recv(2000)):
            threading.Thread(target=self._count, args=(listen,), daemon=True).start()

    def _count(self, listen: object) -> None:
        while True:
            try:
                listen()  # type: ignore[operator]
            except OSError:
                return
            self.rung += 1

    def close(self) -> None:
        self._tcp.close()
        self._udp.close()


@pytest.fixture
def doorbell() -> Iterator[Doorbell]:
    bell = Doorbell()
    yield bell
    bell.close()


def crawled(store: redis.Redis, url: str, folder: Path, *sources: Source, **settings: object) -> Frontier:
    """Crawl a run of the sources to its end in a real process; return the frontier."""
    frontier = Frontier(store, load(CrawlSettings, resolve=("*.test=127.0.0.1",)))
    frontier.add_run(RUN, sources, ())
    with crawling(url, folder, **{"retry_s": 0.2, "max_tries": 1, "rendering_s": 90, **settings}):
        wait_until(lambda: frontier.open_urls(RUN) == 0, within_s=150)
    return frontier


def pages_by_path(folder: Path) -> dict[str, Page]:
    """Return the archived pages by the path of their address."""
    return {"/" + page.final_url.split("/", 3)[3]: page for page in read_archive(archive_dir(folder))}


def shell(script: str) -> Reply:
    """Return a page without text that runs a script."""
    return Reply(
        f"<html><head>{HEAD}</head><body><div id='app'></div><script>{script}</script></body></html>".encode(),
        headers={"Content-Type": "text/html", "ETag": '"shell"'},
    )


STORY = {"title": "New ferry leaves the harbour", "text": list(PARAGRAPHS)}
APPLICATION = """
fetch("/api/story.json", {headers: {"X-Wanted": "story"}}).then(answer => answer.json()).then(story => {
  const article = document.createElement("article");
  article.innerHTML = "<h1>" + story.title + "</h1>" + story.text.map(text => "<p>" + text + "</p>").join("");
  document.getElementById("app").append(article);
});
"""


def a_scripted_site(replies: dict[str, Reply], paths: list[str]) -> Iterator[Site]:
    """Serve the replies and a feed that names the paths."""
    with served(lambda host, path, headers: replies.get(path, Reply(b"", status=404))) as site:
        replies["/feed"] = rss([site.url(path) for path in paths])
        replies["/feed-of-beta"] = rss([site.url(path, "beta.test") for path in paths])
        yield site


@pytest.fixture
def story_site() -> Iterator[Site]:
    replies = {
        "/story": Reply(
            f"<html><head>{HEAD}<script src='/app.js' defer></script></head><body><div id='app'></div>".encode(),
            headers={"Content-Type": "text/html"},
        ),
        "/app.js": Reply(APPLICATION.encode(), headers=SCRIPT),
        "/api/story.json": Reply(json.dumps(STORY).encode(), headers=JSON),
    }
    yield from a_scripted_site(replies, ["/story"])


def test_an_article_that_a_script_writes_is_read_with_rendering_and_only_then(
    store: redis.Redis, valkey_url: str, tmp_path: Path, browser: dict[str, object], story_site: Site
) -> None:
    plain = a_source(story_site, host="beta.test", feeds=(story_site.url("/feed-of-beta", "beta.test"),))

    crawled(store, valkey_url, tmp_path, plain, a_source(story_site, rendering=True), **browser)

    pages = {page.source.host: page for page in read_archive(archive_dir(tmp_path))}
    without, page = pages["beta.test"], pages["alpha.test"]
    article = clean(page)
    assert story_site.paths("beta.test") == ["/feed-of-beta", "/story"]
    assert sorted(story_site.paths("alpha.test")) == ["/api/story.json", "/app.js", "/feed", "/story"]
    assert not isinstance(clean(without), Article)
    assert isinstance(article, Article)
    assert article.text == "\n\n".join(PARAGRAPHS)
    assert (page.status, page.header("Content-Type"), page.header("X-Trawlnet-Rendered-By")) == (
        200,
        "text/html; charset=utf-8",
        "Chromium",
    )
    by_script = next(asked for asked in story_site.asked if asked.path == "/api/story.json")
    assert (by_script.headers["X-Wanted"], by_script.headers["User-Agent"][:8]) == ("story", "Trawlnet")


def attempts(bell: Doorbell) -> str:
    """Return a script that tries every way out that a page has."""
    tried = {
        "fetch": 'await fetch("http://127.0.0.1:PORT/fetch", {mode: "no-cors"})',
        "metadata": 'await fetch("http://169.254.169.254/latest/meta-data/", {mode: "no-cors"})',
        "post": 'await fetch("/posted", {method: "POST", body: "x"})',
        "redirected": 'await fetch("/to-the-bell")',
        "beacon": 'navigator.sendBeacon("http://127.0.0.1:PORT/beacon", "x")',
        "socket": 'new WebSocket("ws://127.0.0.1:PORT/socket")',
        "events": 'new EventSource("http://127.0.0.1:PORT/events")',
        "image": 'new Image().src = "http://127.0.0.1:PORT/image.png"',
        "frame": 'document.body.append(Object.assign(document.createElement("iframe"), {src: "http://127.0.0.1:PORT/f"}))',
        "hints": 'for (const rel of ["preconnect", "prefetch", "dns-prefetch", "preload", "prerender"]) '
        'document.head.append(Object.assign(document.createElement("link"), '
        '{rel, as: "script", href: "http://127.0.0.1:PORT/hint"}))',
        "worker": "new Worker(URL.createObjectURL(new Blob([\"fetch('http://127.0.0.1:PORT/worker'); "
        "new WebSocket('ws://127.0.0.1:PORT/ws')\"])))",
        "shared": "new SharedWorker(URL.createObjectURL(new Blob([\"fetch('http://127.0.0.1:PORT/shared')\"])))",
        "service": 'await navigator.serviceWorker.register("/sw.js")',
        "window": 'window.open("http://127.0.0.1:PORT/window")',
        "download": 'Object.assign(document.createElement("a"), {href: "/file.bin", download: "x.bin"}).click()',
        "call": 'const c = new RTCPeerConnection({iceServers: [{urls: "stun:127.0.0.1:PORT"}]}); '
        'c.createDataChannel("x"); await c.setLocalDescription(await c.createOffer())',
        "forbidden": 'await fetch("/private/data.json")',
        "dialog": 'alert("hello"); confirm("really?"); prompt("name?")',
        "navigation": 'setTimeout(() => location.href = "http://127.0.0.1:PORT/away", 700)',
    }
    calls = "".join(f"(async () => {{ {code} }})().catch(() => 0);\n" for code in tried.values())
    return calls.replace("PORT", str(bell.port)) + APPLICATION


def test_whatever_a_page_tries_nobody_else_is_reached_and_its_text_is_read_all_the_same(
    store: redis.Redis, valkey_url: str, tmp_path: Path, browser: dict[str, object], doorbell: Doorbell
) -> None:
    replies = {
        "/hostile": shell(attempts(doorbell)),
        "/api/story.json": Reply(json.dumps(STORY).encode(), headers=JSON),
        "/to-the-bell": Reply(b"", status=302, headers={"Location": f"http://127.0.0.1:{doorbell.port}/redirected"}),
        "/sw.js": Reply(b"self.addEventListener('fetch', () => 0)", headers=SCRIPT),
        "/file.bin": Reply(b"x" * 1000, headers={"Content-Disposition": "attachment"}),
        "/robots.txt": Reply(b"User-agent: *\nDisallow: /private/\n"),
    }
    for site in a_scripted_site(replies, ["/hostile"]):
        frontier = crawled(store, valkey_url, tmp_path, a_source(site, rendering=True), **browser)
        asked = set(site.paths())

    article = clean(pages_by_path(tmp_path)["/hostile"])
    assert doorbell.rung == 0
    assert asked == {"/feed", "/hostile", "/api/story.json", "/to-the-bell"}
    assert isinstance(article, Article)
    assert article.text == "\n\n".join(PARAGRAPHS)
    assert dict(frontier.fetch_counts(RUN)["alpha"].results) == {"feed": 1, "page": 1}


def test_pages_without_measure_end_within_their_bounds_and_spoil_nothing_for_the_next(
    store: redis.Redis, valkey_url: str, tmp_path: Path, browser: dict[str, object]
) -> None:
    replies = {
        "/grows": shell('const t = "x".repeat(1e6); for (let n = 0; n < 3; n++) document.body.append(t);'),
        "/polls": shell('setInterval(() => fetch("/api/story.json?" + Math.random()), 20);' + APPLICATION),
        "/bomb": shell('fetch("/huge.json").catch(() => 0);' + APPLICATION),
        "/huge.json": Reply(b" " * 3_000_000, headers=JSON),
        "/api/story.json": Reply(json.dumps(STORY).encode(), headers=JSON),
        "/last": shell(APPLICATION),
        "/paper.pdf": Reply(A_PAPER, headers={"Content-Type": "application/pdf"}),
    }
    for site in a_scripted_site(replies, ["/grows", "/bomb", "/last", "/paper.pdf", "/polls"]):
        bounds = {"rendering_requests": 30, "max_page_bytes": 2_000_000, **browser}
        frontier = crawled(store, valkey_url, tmp_path, a_source(site, rendering=True), **bounds)
        polled = sum("?" in path for path in site.paths())

    pages = pages_by_path(tmp_path)
    assert dict(frontier.fetch_counts(RUN)["alpha"].reasons) == {"TooLarge": 1}
    assert sorted(pages) == ["/bomb", "/last", "/paper.pdf", "/polls"]
    assert [path for path in pages if not isinstance(clean(pages[path]), Article)] == []
    assert polled <= 30


def test_a_script_without_end_costs_its_page_and_the_time_of_one(
    store: redis.Redis, valkey_url: str, tmp_path: Path, browser: dict[str, object]
) -> None:
    for site in a_scripted_site({"/loop": shell("while (true) {}")}, ["/loop"]):
        frontier = crawled(store, valkey_url, tmp_path, a_source(site, rendering=True), rendering_s=3, **browser)

    assert dict(frontier.fetch_counts(RUN)["alpha"].reasons) == {"RenderingTimedOut": 1}
    assert pages_by_path(tmp_path) == {}


def test_without_a_browser_a_rendering_source_fails_in_one_sentence_and_others_go_on(
    store: redis.Redis, valkey_url: str, tmp_path: Path
) -> None:
    with served(lambda host, path, headers: replies.get(path, Reply(b"", status=404))) as site:
        replies = {"/a": html(), "/feed": rss([])}
        replies["/feed"] = rss([site.url("/a", "alpha.test"), site.url("/a", "beta.test")])
        sources = (a_source(site, rendering=True), a_source(site, host="beta.test"))
        frontier = crawled(store, valkey_url, tmp_path, *sources, browser="/nowhere/chromium")
        asked = [(asked.host, asked.path) for asked in site.asked if asked.path == "/a"]

    log = (tmp_path / "crawler.log").read_text()
    assert dict(frontier.fetch_counts(RUN)["alpha"].reasons) == {"RenderingUnavailable": 1}
    assert dict(frontier.fetch_counts(RUN)["beta"].results) == {"feed": 1, "page": 1}
    assert asked == [("beta.test", "/a")]
    assert log.count("install Chromium (Debian: apt-get install chromium)") == 1


def test_root_never_runs_the_browser_as_root() -> None:
    trouble = trouble_with(load(CrawlSettings, browser="/bin/true", browser_user="root"))

    assert ("must not run as root" in (trouble or "")) == (os.geteuid() == 0)


def test_the_browser_is_boxed_and_ends_with_its_crawler_whatever_that_dies_of(
    store: redis.Redis, valkey_url: str, tmp_path: Path, browser: dict[str, object]
) -> None:
    replies = {"/loop": shell("while (true) {}")}
    for site in a_scripted_site(replies, ["/loop"]):
        frontier = Frontier(store, load(CrawlSettings, resolve=("*.test=127.0.0.1",)))
        frontier.add_run(RUN, (a_source(site, rendering=True),), ())
        crawler = Crawler(valkey_url, tmp_path, rendering_s=60, **browser)
        killed = crawler.process.pid
        wait_until(functools.partial(shows_a_page, killed, sandboxed="browser_sandbox" not in browser), within_s=60)
        boxes = [box for pid in browsers_of(killed) if (box := box_of(pid)) is not None]
        os.kill(killed, signal.SIGKILL)
        began = time.monotonic()
        wait_until(functools.partial(has_no_browser, killed), within_s=20)
        crawler.kill()

    assert 0 not in {box.owner for box in boxes}
    assert {box.network == str(Path("/proc/self/ns/net").readlink()) for box in boxes if box.network} <= {
        os.geteuid() != 0
    }
    assert time.monotonic() - began < 20


def shows_a_page(crawler: int, *, sandboxed: bool) -> bool:
    """Return whether a crawler's browser has a process for its page, in Chromium's sandbox or not."""
    boxes = [box_of(pid) for pid in browsers_of(crawler)]
    return any(box is not None and box.shows_a_page and box.is_filtered == sandboxed for box in boxes)


def has_no_browser(crawler: int) -> bool:
    """Return whether nothing is left of a crawler's browser."""
    return browsers_of(crawler) == []


def browsers_of(crawler: int) -> list[int]:
    """Return the processes of a crawler's browser."""
    mark = f"trawlnet-browser-{crawler}-".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if mark in command and b"launch.py" not in command:
            found.append(int(entry.name))
    return found


@dataclass(frozen=True)
class Box:
    """What holds a process of the browser."""

    owner: int
    shows_a_page: bool
    is_filtered: bool
    network: str


def box_of(pid: int) -> Box | None:
    """Return what holds a process, None if it is gone."""
    entry = Path(f"/proc/{pid}")
    try:
        return Box(
            owner=entry.stat().st_uid,
            shows_a_page=b"--type=renderer" in (entry / "cmdline").read_bytes(),
            is_filtered="Seccomp:\t2" in (entry / "status").read_text(),
            network=network_of(entry),
        )
    except OSError:
        return None


def network_of(process: Path) -> str:
    """Return the network namespace of a process, "" if we may not know."""
    try:
        return str((process / "ns" / "net").readlink())
    except PermissionError:
        return ""
