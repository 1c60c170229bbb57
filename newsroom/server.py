"""Serving the sample web: every publication on one port of this machine, told apart by the Host header.

`python -m newsroom.server --port 8090` serves until it is stopped, and writes a line of JSON for each request.
"""

import argparse
import json
import re
import select
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, TextIO
from urllib.parse import urlsplit

import yaml

from contracts.records import LinkRules, Source
from contracts.wire import plain
from newsroom.sites.pages import Web
from newsroom.sites.site import Site, sites
from newsroom.sites.web import Resource, calendar_page, resources
from newsroom.texts import Edit

__all__ = ["Edit", "Newsroom", "resolver_map", "serve", "sources", "sources_yaml"]

DEFAULT_DELAY_S: Final = 0.02
_TRACKER: Final = re.compile(r"^utm_\w+=")
_CALENDAR: Final = re.compile(r"^(?P<year>\d{4})/(?P<month>0[1-9]|1[0-2])/$")


def sources(port: int, *, delay_s: float = DEFAULT_DELAY_S) -> list[Source]:
    """Return the sample publications as a crawler's sources, sorted by id."""
    return [_source(site, Web(port=str(port), edition=1), delay_s) for site in sites()]


def sources_yaml(port: int, *, delay_s: float = DEFAULT_DELAY_S) -> str:
    """Return the same as the text of a `sources.yaml`."""
    listed = [plain(source) for source in sources(port, delay_s=delay_s)]
    return yaml.safe_dump({"sources": listed}, allow_unicode=True, sort_keys=False)


def resolver_map(port: int, address: str = "127.0.0.1") -> str:
    """Return the crawler's resolver setting under which every publication's host name leads to `address`."""
    return f"*.localhost={address}"


def _source(site: Site, web: Web, delay_s: float) -> Source:
    origin = web.origin(site.id)
    sitemaps = {"plain": (f"{origin}/sitemap.xml",), "index": (f"{origin}/sitemap_index.xml",), "none": ()}
    return Source(
        id=site.id,
        name=site.name,
        host=site.host,
        country=site.country,
        language=site.language,
        feeds=(origin + site.feed_path,) if site.feed != "none" else (),
        sitemaps=sitemaps[site.sitemap],
        start_pages=(origin + site.listing_path,) if site.listings else (),
        links=LinkRules(allow=site.links.allow, deny=site.links.deny, follow=site.links.follow),
        delay_s=delay_s,
    )


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A running server; `stop` ends it and waits until its port is free."""

    server: ThreadingHTTPServer
    thread: threading.Thread
    log: "RequestLog"
    gate: "Gate"

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server.server_address[1])

    @property
    def urls(self) -> dict[str, str]:
        """The front page of each publication by its id."""
        return {site.id: f"http://{site.host}:{self.port}/" for site in sites()}

    @property
    def requests(self) -> tuple[dict[str, Any], ...]:
        """The requests so far, oldest first: at, method, host, path, user_agent, status."""
        return tuple(self.log.entries)

    def stop(self) -> None:
        """End the server; safe to call twice."""
        self.gate.open()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(timeout=10)
        self.log.close()


class Gate:
    """Holds answers back while it is shut, so that a test has work left for as long as it needs some."""

    LONGEST_S: Final = 60.0

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._left: int | None = None
        self._waiting: deque[object] = deque()

    def shut(self) -> None:
        """Answer nothing until told to."""
        self._set(0)

    def let(self, answers: int) -> None:
        """Give this many answers more."""
        self._set((self._left or 0) + answers)

    def open(self) -> None:
        """Answer everything, as at first."""
        self._set(None)

    @property
    def left(self) -> int | None:
        """How many answers will be given without another word; None: any number."""
        return self._left

    @property
    def waiting(self) -> int:
        """How many requests wait for an answer."""
        return len(self._waiting)

    def _set(self, left: int | None) -> None:
        with self._changed:
            self._left = left
            self._changed.notify_all()

    def pass_through(self, is_gone: Callable[[], bool] = lambda: False) -> None:
        """Return when an answer may be given: to who asked first, and uncounted to one who `is_gone` meanwhile."""
        turn = object()
        with self._changed:
            self._waiting.append(turn)
            self._changed.wait_for(lambda: self._left != 0 and self._waiting[0] is turn, timeout=self.LONGEST_S)
            self._waiting.remove(turn)
            if self._left and not is_gone():
                self._left -= 1
            self._changed.notify_all()


class RequestLog:
    """What was asked, kept in memory up to a bound and, if a file is named, as a line of JSON each."""

    MAX_ENTRIES: Final = 50_000

    def __init__(self, path: Path | None) -> None:
        self.entries: list[dict[str, Any]] = []
        self._lock = threading.Lock()
        self._file: TextIO | None = path.open("a", encoding="utf-8") if path else None

    def write(self, entry: dict[str, Any]) -> None:
        """Keep one request."""
        with self._lock:
            if len(self.entries) < self.MAX_ENTRIES:
                self.entries.append(entry)
            if self._file is not None and not self._file.closed:
                self._file.write(json.dumps(entry, ensure_ascii=False) + "\n")
                self._file.flush()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._file is not None:
                self._file.close()


def serve(
    port: int = 0,
    *,
    edition: int = 1,
    request_log: Path | str | None = None,
    bind: str = "127.0.0.1",
    changes: Mapping[str, Iterable[Edit]] | None = None,
) -> Newsroom:
    """Return the running server; port 0 takes a free one. Raises `OSError` if the port is taken.

    `changes` by article (event/publication) make the sites differ from the manifest, to see that a check notices.
    """
    log = RequestLog(Path(request_log) if request_log else None)
    server = _Server((bind, port), _Handler)
    edits = tuple((name, tuple(made)) for name, made in (changes or {}).items())
    web = Web(port=str(server.server_address[1]), edition=edition, changes=edits)
    server.answers = _Answers(web, resources(web))
    server.log = log
    server.gate = Gate()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    return Newsroom(server, thread, log, server.gate)


class _Answers:
    """What to answer at an address, with what has been answered before where that matters."""

    def __init__(self, web: Web, built: Mapping[tuple[str, str], Resource]) -> None:
        self._web = web
        self._built = built
        self._failed: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def at(self, host: str, target: str, *, counts: bool) -> Resource:
        """Return the answer; an address that fails once fails on the first call that `counts`."""
        site = next((site for site in sites() if site.host == host), None)
        if site is None:
            return self._directory()
        address = (host, _untracked(target))
        found = self._built.get(address) or self._built.get((host, urlsplit(target).path)) or self._month(site, target)
        if found is None:
            return _text("This page does not exist.", status=404)
        return self._failing_once(address, found) if counts else found

    def _failing_once(self, address: tuple[str, str], found: Resource) -> Resource:
        behaviour = found.behaviour
        if behaviour.fail_once is None:
            return found
        with self._lock:
            if address in self._failed:
                return found
            self._failed.add(address)
        failure = _text("Please try again.", status=behaviour.fail_once)
        if behaviour.retry_after_s is None:
            return failure
        return replace(failure, headers=(*failure.headers, ("Retry-After", str(behaviour.retry_after_s))))

    def _month(self, site: Site, target: str) -> Resource | None:
        if site.calendar is None or not target.startswith(site.calendar.prefix):
            return None
        found = _CALENDAR.match(target.removeprefix(site.calendar.prefix))
        return calendar_page(site, self._web, int(found["year"]), int(found["month"])) if found else None

    def _directory(self) -> Resource:
        items = "".join(
            f'<li><a href="{self._web.origin(site.id)}/">{escape(site.name)}</a> ({site.language})</li>'
            for site in sites()
        )
        return _text(
            f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>The newsroom</title><h1>The newsroom</h1>'
            f"<p>Invented publications, for demo and tests.</p><ul>{items}</ul></html>"
        )


def _untracked(target: str) -> str:
    path, _, query = target.partition("?")
    kept = [pair for pair in query.split("&") if pair and not _TRACKER.match(pair)]
    return f"{path}?{'&'.join(kept)}" if kept else path


def _text(html: str, *, status: int = 200) -> Resource:
    return Resource(body=html.encode(), status=status, headers=(("Content-Type", "text/html; charset=utf-8"),))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    answers: _Answers
    log: RequestLog
    gate: Gate

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report what went wrong, unless a client merely went away: crawlers are killed in mid-request."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "newsroom"
    sys_version = ""
    timeout = 60
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer with headers and body."""
        self._answer(counts=True)

    def do_HEAD(self) -> None:
        """Answer with headers alone; a failure that happens once is not used up."""
        self._answer(counts=False)

    def log_message(self, format: str, *args: Any) -> None:
        """Write nothing to the terminal; `_answer` keeps the request."""

    def _is_gone(self) -> bool:
        """Whether who asks has hung up, as a killed crawler does."""
        try:
            has_news = bool(select.select([self.connection], [], [], 0)[0])
            return has_news and self.connection.recv(1, socket.MSG_PEEK) == b""
        except (OSError, ValueError):
            return True

    def _answer(self, *, counts: bool) -> None:
        server = self.server
        assert isinstance(server, _Server)
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0].lower()
        target = self.path if self.path.startswith("/") else urlsplit(self.path).path or "/"
        resource = server.answers.at(host, target, counts=counts)
        unchanged = resource.status == 200 and self._holds(resource)
        status = 304 if unchanged else resource.status
        server.log.write(self._entry(host, target, status))
        time.sleep(resource.behaviour.delay_s)
        server.gate.pass_through(self._is_gone)
        self._send(resource, status, with_body=counts and not unchanged)

    def _entry(self, host: str, target: str, status: int) -> dict[str, Any]:
        return {
            "at": datetime.now(UTC).isoformat(),
            "method": self.command,
            "host": host,
            "path": target,
            "user_agent": self.headers.get("User-Agent", ""),
            "status": status,
        }

    def _holds(self, resource: Resource) -> bool:
        """Return whether the client holds this answer: If-None-Match decides before the date (RFC 9110 §13.2.2)."""
        known = self.headers.get("If-None-Match")
        if known is not None:
            return resource.etag in known
        since = self.headers.get("If-Modified-Since")
        try:
            return since is not None and resource.modified_at <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False

    def _send(self, resource: Resource, status: int, *, with_body: bool) -> None:
        self.send_response(status)
        for name, value in resource.headers:
            self.send_header(name, value)
        if resource.status == 200:
            self.send_header("ETag", resource.etag)
            self.send_header("Last-Modified", format_datetime(resource.modified_at, usegmt=True))
        if status != 304:
            self.send_header("Content-Length", str(len(resource.body)))
        self.end_headers()
        if with_body:
            self.wfile.write(resource.body)


def main(arguments: list[str] | None = None, *, wait: Callable[[Newsroom], None] | None = None) -> None:
    """Serve until interrupted; the command line's entry point."""
    parser = argparse.ArgumentParser(prog="python -m newsroom.server", description="Serve the sample web.")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--bind", default="127.0.0.1")
    parser.add_argument("--edition", type=int, default=1, choices=(1, 2))
    parser.add_argument("--log", type=Path, default=None)
    options = parser.parse_args(arguments)
    running = serve(options.port, edition=options.edition, request_log=options.log, bind=options.bind)
    try:
        (wait or _until_interrupted)(running)
    except KeyboardInterrupt:
        pass
    finally:
        running.stop()


def _until_interrupted(running: Newsroom) -> None:
    running.thread.join()


if __name__ == "__main__":
    main()
