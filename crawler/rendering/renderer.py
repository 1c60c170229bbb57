"""Turns the answer of a fetch into what the page's scripts make of it, within bounds of time, size and requests."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from contracts.errors import Misconfigured, TooLarge
from contracts.records import Source
from crawler.fetching.encodings import BrokenEncoding, decoded
from crawler.fetching.exchange import Answer, FetchFailed
from crawler.frontier import Lease
from crawler.rendering.browser import UnprivilegedBrowser, trouble_with
from crawler.rendering.page import RenderedPage
from crawler.rendering.requests import Bounds, PageRequests
from crawler.rendering.shared_files import SharedFiles
from crawler.settings import CrawlSettings

_HTML: Final = ("text/html", "application/xhtml+xml")
_CLOSING_S: Final = 3.0
_LOOK_AGAIN_S: Final = 300.0
_ABOUT_THE_BODY: Final = frozenset(
    {"content-type", "content-encoding", "content-length", "transfer-encoding", "etag", "last-modified", "content-md5"}
    | {"digest", "content-digest", "repr-digest"}
)
_MARK: Final = "X-Trawlnet-Rendered-By"
_log: Final = logging.getLogger("trawlnet.rendering")


@dataclass(frozen=True, slots=True)
class Reach:
    """How the requests of a source's page are made: `ask` fetches one, `allows` judges it.

    `forbids` says whether an answer with this body asks not to be indexed, so that nothing is owed to its scripts.
    `keep` archives what a page was made of, its own answer and those to its requests, unless a body forbids it.
    """

    ask: Callable[[Source, str, Mapping[str, str]], Awaitable[Answer]]
    allows: Callable[[Source, str], Awaitable[bool]]
    forbids: Callable[[Answer, bytes], bool]
    keep: Callable[[list[Answer], list[bytes]], Awaitable[None]]


def is_rendered(lease: Lease) -> bool:
    """Return whether the lease's page is one that its source wants rendered."""
    return lease.source is not None and lease.source.rendering and lease.kind in ("article", "listing")


class Renderer:
    """One per crawler process; starts its browser when the first page needs it."""

    def __init__(self, crawler: Any, settings: CrawlSettings, reach: Reach) -> None:
        self._crawler = crawler
        self._settings = settings
        self._reach = reach
        self._places = asyncio.Semaphore(settings.rendering_pages)
        self._shared = SharedFiles()
        self._waiting = 0
        self._handler: Any = None
        self._browser: UnprivilegedBrowser | None = None
        self._trouble: str | None = None
        self._looked_at = -_LOOK_AGAIN_S

    @property
    def is_full(self) -> bool:
        """Whether so many pages wait for the browser that another should come later."""
        return self._waiting >= 3 * self._settings.rendering_pages

    def trouble(self) -> str | None:
        """Return why no page can be rendered, None if it can; looked at every five minutes, and logged then."""
        if time.monotonic() - self._looked_at > _LOOK_AGAIN_S:
            self._note(trouble_with(self._settings))
        return self._trouble

    def _note(self, trouble: str | None) -> None:
        self._looked_at = time.monotonic()
        self._trouble = trouble
        if trouble is not None:
            _log.error("rendering_unavailable %s", trouble)

    async def rendered(self, lease: Lease, answer: Answer) -> Answer | FetchFailed:
        """Return the answer with the page as its scripts leave it; what is not to be rendered comes back as it is."""
        if not is_rendered(lease) or lease.source is None or not _is_html(answer):
            return answer
        self._waiting += 1
        try:
            async with self._places:
                return await self._in_bounds(lease.source, answer)
        except FetchFailed as failed:
            return failed
        finally:
            self._waiting -= 1

    async def _in_bounds(self, source: Source, answer: Answer) -> Answer:
        parts, served = [answer], _unpacked(answer, self._settings.max_page_bytes)
        if self._reach.forbids(answer, served):
            return answer
        page = RenderedPage(answer.url, source, self._settings, self._requests_of(source, served, parts))
        try:
            handler = await self._ready_handler()
            async with asyncio.timeout(self._settings.rendering_s):
                body = await page.read_with(handler)
        except TimeoutError as error:
            _log.info("rendering_timed_out url=%s after_s=%s", answer.url, self._settings.rendering_s)
            raise FetchFailed("RenderingTimedOut", retry=True) from error
        except Misconfigured as error:
            self._note(str(error))
            raise FetchFailed("RenderingUnavailable", retry=True) from error
        except FetchFailed:
            raise
        except Exception as error:
            _log.warning("rendering_failed url=%s error=%s", answer.url, str(error).split("\n", 1)[0][:300])
            raise FetchFailed("RenderingFailed", retry=True) from error
        finally:
            await self._closed(page)
        await self._reach.keep(parts, [served, body])
        return _answer_with(answer, body)

    def _requests_of(self, source: Source, served: bytes, parts: list[Answer]) -> PageRequests:
        """The page's requests; the answers that they bring are added to `parts`, whose first is the page's own."""
        settings, reach, shared = self._settings, self._reach, self._shared

        async def ask(url: str, kind: str, headers: Mapping[str, str]) -> Answer:
            known = shared.get(source.id, url)
            if known is not None:
                return known
            part = await reach.ask(source, url, headers)
            shared.put(source.id, url, kind, part)
            parts.append(part)
            return part

        return PageRequests(
            parts[0],
            served,
            ask=ask,
            allows=lambda url: reach.allows(source, url),
            bounds=Bounds(
                requests=settings.rendering_requests,
                answer_bytes=settings.max_page_bytes,
                page_bytes=3 * settings.max_page_bytes,
                redirects=settings.max_redirects,
            ),
        )

    async def _ready_handler(self) -> Any:
        if self._handler is None or self._browser is None:
            from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

            logging.getLogger("scrapy-playwright").setLevel(logging.CRITICAL)
            self._browser = UnprivilegedBrowser(self._settings)
            await self._browser.start()
            self._handler = ScrapyPlaywrightDownloadHandler(self._crawler)
            self._handler.browser_provider = self._browser
        await self._browser.launch_browser()  # Beforehand, so that it takes no page's time.
        return self._handler

    async def _closed(self, page: RenderedPage) -> None:
        """End the page; a browser that does not let go of it in time is ended as a whole."""
        try:
            async with asyncio.timeout(_CLOSING_S):
                await page.close()
        except Exception as error:
            _log.warning("browser_hangs error=%s", str(error).split("\n", 1)[0][:200])
            if self._browser is not None:
                self._browser.kill()

    async def close(self) -> None:
        """End the browser."""
        if self._handler is None or self._browser is None:
            return
        with contextlib.suppress(Exception):
            async with asyncio.timeout(_CLOSING_S):
                await self._handler.close()
        self._browser.kill()


def _is_html(answer: Answer) -> bool:
    media_type = (answer.header("Content-Type") or "").partition(";")[0].strip().lower()
    return answer.status in (200, 203) and media_type in _HTML


def _unpacked(answer: Answer, max_bytes: int) -> bytes:
    try:
        return decoded(answer.wire_body, answer.header("Content-Encoding"), max_bytes=max_bytes)
    except TooLarge as error:
        raise FetchFailed("TooLarge", retry=False) from error
    except BrokenEncoding as error:
        raise FetchFailed("BrokenEncoding", retry=False) from error


def _answer_with(answer: Answer, body: bytes) -> Answer:
    """The answer as if the server had sent the rendered page; a header says that it did not.

    It ended just now: the host's rest begins with the last of the page's requests.
    """
    kept = tuple(pair for pair in answer.headers if pair[0].lower() not in _ABOUT_THE_BODY)
    told = (("Content-Type", "text/html; charset=utf-8"), (_MARK, "Chromium"))
    return replace(answer, headers=(*kept, *told), wire_body=body, ended=time.monotonic())
