"""What becomes of each request of a rendered page: refused, or fetched by us, judged and bounded, and handed over."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from contracts.errors import TooLarge, UnusableUrl
from contracts.urls import fetch_url
from crawler.fetching.encodings import BrokenEncoding, decoded
from crawler.fetching.exchange import Answer, FetchFailed

_FETCHED_KINDS: Final = frozenset({"document", "script", "stylesheet", "xhr", "fetch"})
_METHODS: Final = frozenset({"GET", "HEAD"})
_AT_ONCE: Final = 4
_PROMPT_S: Final = 0.2
_NOT_PASSED_ON: Final = frozenset(
    {"user-agent", "accept-encoding", "host", "connection", "cookie", "authorization", "proxy-authorization"}
    | {"content-length", "transfer-encoding", "te", "upgrade", "range", "if-none-match", "if-modified-since"}
)
_NOT_HANDED_BACK: Final = frozenset(
    {"content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive", "set-cookie", "refresh"}
    | {"link", "alt-svc", "report-to", "nel", "reporting-endpoints", "strict-transport-security", "accept-ch"}
)
_log: Final = logging.getLogger("trawlnet.rendering")

Ask = Callable[[str, str, Mapping[str, str]], Awaitable[Answer]]
"""Fetches an address for a kind of use, with further headers, without following redirects; raises `FetchFailed`."""
Allows = Callable[[str], Awaitable[bool]]
"""Returns whether robots.txt and the address guard allow an address."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one page may ask for: requests, bytes of one answer and of all, redirects of one request."""

    requests: int
    answer_bytes: int
    page_bytes: int
    redirects: int


class PageRequests:
    """Answers the requests of one page, whose own answer is known; `close` refuses all that come after."""

    def __init__(self, page: Answer, body: bytes, *, ask: Ask, allows: Allows, bounds: Bounds) -> None:
        self._page = page
        self._body = body
        self._ask = ask
        self._allows = allows
        self._bounds = bounds
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._under_way: set[asyncio.Task[Any]] = set()
        self._page_given = False
        self._closed = False
        self._asked = 0
        self._bytes = 0
        self._handled_in_all = 0
        self._patience = 3 * bounds.requests + 100
        self._quiet_since = time.monotonic()

    async def handle(self, route: Any) -> None:
        """Answer or refuse one request; raises nothing."""
        task = asyncio.current_task()
        if task is not None:
            self._under_way.add(task)
        self._handled_in_all += 1
        try:
            await self._handled(route)
        except Exception as error:  # The page is gone, or its script plays tricks: nothing is owed to it.
            _log.debug("request_of_page_failed page=%s error=%s", self._page.url, error)
            with contextlib.suppress(Exception):
                await route.abort("failed")
        finally:
            if task is not None:
                self._under_way.discard(task)
            self._quiet_since = time.monotonic()

    async def _handled(self, route: Any) -> None:
        request = route.request
        if request.is_navigation_request():
            await self._navigated(route, request)
        elif self._closed or request.resource_type not in _FETCHED_KINDS or request.method not in _METHODS:
            await route.abort("blockedbyclient")
        else:
            await self._fetched(route, request)

    async def _navigated(self, route: Any, request: Any) -> None:
        """Give the page its document, once; frames and what scripts navigate to stay empty, and the page stays."""
        if self._page_given or request.frame.parent_frame is not None or request.method != "GET":
            await route.fulfill(status=204)
            return
        self._page_given = True
        await route.fulfill(status=200, headers=_handed_back(self._page.headers), body=self._body)

    async def _fetched(self, route: Any, request: Any) -> None:
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _NOT_PASSED_ON}
        async with self._places:
            found = await self._answer(request.url, request.resource_type, headers)
        if found is None or self._closed:
            await route.abort("blockedbyclient")
            return
        answer, body = found
        await route.fulfill(status=answer.status, headers=_handed_back(answer.headers), body=body)

    async def _answer(self, url: str, kind: str, headers: Mapping[str, str]) -> tuple[Answer, bytes] | None:
        """The answer and what it unpacks to, redirects followed; None if it is refused or does not come."""
        for _ in range(self._bounds.redirects + 1):
            answer = await self._one_answer(url, kind, headers)
            if answer is None or not 300 <= answer.status < 400 or not answer.header("Location"):
                return self._unpacked(answer) if answer is not None else None
            try:
                url = fetch_url(answer.header("Location") or "", url)
            except UnusableUrl:
                return None
        return None

    async def _one_answer(self, url: str, kind: str, headers: Mapping[str, str]) -> Answer | None:
        try:
            address = fetch_url(url)
        except UnusableUrl:
            return None
        if self._closed or self._asked >= self._bounds.requests or self._bytes >= self._bounds.page_bytes:
            return None
        self._asked += 1
        if not await self._allows(address) or self._closed:
            return None
        try:
            answer = await self._ask(address, kind, headers)
        except FetchFailed as failed:
            _log.debug("request_of_page_failed page=%s url=%s reason=%s", self._page.url, address, failed.reason)
            return None
        self._bytes += len(answer.wire_body)
        return answer

    def _unpacked(self, answer: Answer) -> tuple[Answer, bytes] | None:
        try:
            most = self._bounds.answer_bytes
            body = decoded(answer.wire_body, answer.header("Content-Encoding"), max_bytes=most)
        except (TooLarge, BrokenEncoding):
            return None
        return (answer, body) if len(body) <= most else None

    async def until_quiet(self, is_loaded: Callable[[], Awaitable[bool]], *, quiet_s: float, at_most_s: float) -> None:
        """Return when the page, loaded, asked for nothing and was not busy for `quiet_s`, or when its time is over.

        One that goes on asking far beyond its bound has no time left.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(at_most_s):
                while self._handled_in_all <= self._patience and not await self._is_quiet(is_loaded, quiet_s):
                    await asyncio.sleep(0.1)

    async def _is_quiet(self, is_loaded: Callable[[], Awaitable[bool]], quiet_s: float) -> bool:
        began = time.monotonic()
        loaded = await is_loaded()
        if not loaded or time.monotonic() - began > _PROMPT_S:  # Its scripts kept it from answering.
            self._quiet_since = time.monotonic()
        return not self._under_way and time.monotonic() - self._quiet_since >= quiet_s

    async def close(self) -> None:
        """Refuse whatever is asked from now on, and what is still out."""
        self._closed = True
        pending = [task for task in self._under_way if task is not asyncio.current_task()]
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


def _handed_back(headers: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The headers that the browser is to see: none that opens ways to the network or speaks of the wire."""
    kept: dict[str, str] = {}
    for name, value in headers:
        if name.lower() not in _NOT_HANDED_BACK:
            kept[name] = f"{kept[name]}, {value}" if name in kept else value
    return kept
