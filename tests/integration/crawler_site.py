"""A real web of invented hosts on one loopback port, with a log of every request; and real crawler processes."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from contracts.records import Source

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Reply:
    """What the site answers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    after_s: float = 0.0


@dataclass(frozen=True)
class Asked:
    """One request that arrived."""

    at: float
    host: str
    path: str
    headers: Mapping[str, str]


Answerer = Callable[[str, str, Mapping[str, str]], Reply]


class Site:
    """Serves `answer(host, path, headers)`; `asked` is what arrived, in order. Hosts carry the port in their name."""

    def __init__(self, answer: Answerer) -> None:
        self.asked: list[Asked] = []
        self._answer = answer
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str, host: str = "alpha.test") -> str:
        """Return an address on one of the hosts."""
        return f"http://{host}:{self.port}{path}"

    def paths(self, host: str | None = None) -> list[str]:
        """Return what was asked for, without robots.txt."""
        return [a.path for a in self.asked if a.path != "/robots.txt" and host in (None, a.host)]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                host = (self.headers.get("Host") or "").split(":")[0]
                site.asked.append(Asked(time.monotonic(), host, self.path, dict(self.headers.items())))
                reply = site._answer(host, self.path, dict(self.headers.items()))
                time.sleep(reply.after_s)
                with contextlib.suppress(OSError):
                    self.send_response(reply.status)
                    for name, value in reply.headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(reply.body)))
                    self.end_headers()
                    self.wfile.write(reply.body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing: the log is `asked`."""

        return Handler


@contextlib.contextmanager
def served(answer: Answerer) -> Iterator[Site]:
    """Give a site until the block ends."""
    site = Site(answer)
    try:
        yield site
    finally:
        site.close()


def html(text: str = "An article.", **headers: str) -> Reply:
    """Return a page."""
    return Reply(f"<html><body><p>{text}</p></body></html>".encode(), headers={"Content-Type": "text/html", **headers})


def rss(urls: list[str]) -> Reply:
    """Return a feed that names the URLs."""
    items = "".join(f"<item><title>T</title><link>{url}</link></item>" for url in urls)
    body = f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'
    return Reply(body.encode(), headers={"Content-Type": "application/rss+xml"})


NOT_FOUND = Reply(b"gone", status=404, headers={"Content-Type": "text/plain"})


def a_source(site: Site, *, host: str = "alpha.test", delay_s: float = 0, **changes: object) -> Source:
    """Return a source whose one feed is at /feed, unless told otherwise."""
    values: dict[str, object] = {"feeds": (site.url("/feed", host),), **changes}
    return Source(id=host.split(".", maxsplit=1)[0], name=host, host=host, delay_s=delay_s, **values)  # type: ignore[arg-type]


class Crawler:
    """One crawler process on a store and a data folder; its log lies in the data folder."""

    def __init__(self, redis_url: str, data_dir: Path, *, parent: int | None = None, **settings: object) -> None:
        self._log = (data_dir / "crawler.log").open("ab")
        named = {f"TRAWLNET_CRAWL_{name.upper()}": str(value) for name, value in settings.items()}
        plain = {name: value for name, value in os.environ.items() if not name.startswith("TRAWLNET_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "crawler.process"],
            env={
                **plain,
                "TRAWLNET_REDIS_URL": redis_url,
                "TRAWLNET_DATA_DIR": str(data_dir),
                "TRAWLNET_CRAWL_RESOLVE": "*.test=127.0.0.1",
                "TRAWLNET_PARENT_PID": str(parent or os.getpid()),
                **named,
            },
            cwd=REPOSITORY,
            stdout=self._log,
            stderr=self._log,
        )

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.wait(timeout=10)
        self._log.close()

    def stop(self) -> float:
        """End it politely; return how many seconds it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=15)
        finally:
            self.kill()
        return time.monotonic() - began


@contextlib.contextmanager
def crawling(redis_url: str, data_dir: Path, *, processes: int = 1, **settings: object) -> Iterator[list[Crawler]]:
    """Give running crawlers, all ended afterwards."""
    crawlers = [Crawler(redis_url, data_dir, **settings) for _ in range(processes)]
    try:
        yield crawlers
    finally:
        for crawler in crawlers:
            crawler.kill()


def wait_until(true: Callable[[], bool], *, within_s: float = 60.0) -> None:
    """Return as soon as `true()` is; fails if it is not within the time."""
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, "it did not become true in time"
        time.sleep(0.05)
