"""One page in the browser: a context of its own, opened by scrapy-playwright's handler, read when its scripts rest."""

import asyncio
import contextlib
import secrets
from typing import Any, Final

from contracts.records import Source
from crawler.fetching.exchange import FetchFailed
from crawler.rendering.requests import PageRequests
from crawler.settings import CrawlSettings

_QUIET_S: Final = 0.5
_SHARE_OF_WAITING: Final = 0.6
_WITHOUT_SOCKETS: Final = """
for (const name of ["WebSocket", "WebSocketStream", "WebTransport", "EventSource", "RTCPeerConnection",
                    "webkitRTCPeerConnection", "SharedWorker"]) {
  try { delete globalThis[name]; } catch {}
}
"""
"""So that scripts see at once what the network would refuse them anyway."""
_SERIALISED: Final = """
(() => {
  const type = document.doctype ? "<!DOCTYPE " + document.doctype.name + ">" : "";
  const text = type + (document.documentElement ? document.documentElement.outerHTML : "<html></html>");
  return text.length > MOST ? "" : text;
})()
"""


class RenderedPage:
    """A page whose address and answer are known, from its opening to its end."""

    def __init__(self, url: str, source: Source, settings: CrawlSettings, requests: PageRequests) -> None:
        self._url = url
        self._source = source
        self._settings = settings
        self._requests = requests
        self._context: Any = None

    async def read_with(self, handler: Any) -> bytes:
        """Return the page as its scripts leave it, in UTF-8; raises `FetchFailed` if it is too large."""
        try:
            await handler.download_request(self._request())
        except _Read as read:
            return read.page
        raise RuntimeError("the browser gave an answer before its page was read")

    def _request(self) -> Any:
        from scrapy import Request
        from scrapy_playwright.page import PageMethod

        meta = {
            "playwright": True,
            "playwright_context": secrets.token_hex(8),
            "playwright_context_kwargs": self._fresh_context(),
            "playwright_include_page": True,
            "playwright_page_init_callback": self._prepare,
            "playwright_page_goto_kwargs": {"wait_until": "commit", "timeout": self._settings.rendering_s * 1000},
            "playwright_page_methods": [PageMethod(self._read)],
        }
        return Request(self._url, meta=meta, dont_filter=True)

    def _fresh_context(self) -> dict[str, Any]:
        return {
            "accept_downloads": False,
            "service_workers": "block",
            "permissions": [],
            "user_agent": self._source.user_agent or self._settings.user_agent,
            "viewport": {"width": 1280, "height": 2000},
            "timezone_id": "UTC",
            "reduced_motion": "reduce",
        }

    async def _prepare(self, page: Any, request: Any) -> None:
        """Make the page's requests ours; the handler's own way, to let the browser ask, is then never reached."""
        self._context = page.context
        self._context.on("page", lambda other: asyncio.ensure_future(_shut(other)))
        await self._context.add_init_script(_WITHOUT_SOCKETS)
        await self._context.route("**/*", lambda route: route.abort("blockedbyclient"))
        await page.route("**/*", self._requests.handle)

    async def _read(self, page: Any) -> None:
        """Wait until the page's scripts rest, end what they still wait for, and read the page."""
        world = World(await page.context.new_cdp_session(page))
        waiting_s = self._settings.rendering_s * _SHARE_OF_WAITING
        await self._requests.until_quiet(world.is_loaded, quiet_s=_QUIET_S, at_most_s=waiting_s)
        await self._requests.close()
        await world.stop_scripts()
        most = self._settings.max_page_bytes
        text = str(await world.value_of(_SERIALISED.replace("MOST", str(most))) or "")
        body = text.encode("utf-8", "replace")
        if not body or len(body) > most:
            raise FetchFailed("TooLarge", retry=False)
        raise _Read(body)

    async def close(self) -> None:
        """End the page, and all that it opened."""
        await self._requests.close()
        if self._context is not None:
            await self._context.close()


class World:
    """A world of JavaScript beside the page's own: it sees the same document, and no script of the page lies to it."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._number: int | None = None

    async def _own_number(self) -> int:
        if self._number is None:
            tree = await self._session.send("Page.getFrameTree")
            made = await self._session.send("Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"]})
            self._number = int(made["executionContextId"])
        return self._number

    async def value_of(self, expression: str) -> Any:
        """Return an expression's value; waits for as long as the page's scripts let nobody else have a turn."""
        asked = {"expression": expression, "contextId": await self._own_number(), "returnByValue": True}
        said = await self._session.send("Runtime.evaluate", asked)
        return said["result"].get("value")

    async def stop_scripts(self) -> None:
        """Give the page's own scripts no further turn; one that never ends its turn keeps this waiting."""
        await self._session.send("Emulation.setScriptExecutionDisabled", {"value": True})

    async def is_loaded(self) -> bool:
        """Return whether the document and what it includes was loaded or given up."""
        return bool(await self.value_of("document.readyState === 'complete'"))


class _Read(Exception):
    """The page was read. The handler would now wait for the page's load event, which a page can withhold for ever."""

    def __init__(self, page: bytes) -> None:
        super().__init__("the page was read")
        self.page = page


async def _shut(other: Any) -> None:
    with contextlib.suppress(Exception):
        await other.close()
