"""One HTTP exchange through Scrapy's downloader, and what an exchange that failed means."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    StopDownload,
)
from scrapy.http import Response

from contracts.urls import host_of
from crawler.directives.ai_usage import Statement
from crawler.fetching.encodings import ACCEPT_ENCODING
from crawler.fetching.tls import is_certificate_error
from crawler.settings import CrawlSettings
from crawler.sources.requests import SourceRequests
from crawler.sources.sign_ins import SECRET_HEADERS

KEEP_FIRST: Final = "trawlnet_keep_first"
"""In a request's meta: how many bytes of the body are wanted; the rest is not waited for."""


class FetchFailed(Exception):
    """No response came. `retry`: another try may help; `whole_host`: it would have failed for any URL of the host."""

    def __init__(self, reason: str, *, retry: bool, whole_host: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry = retry
        self.whole_host = whole_host


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response as it came, content codings still on; `ended` is on the monotonic clock.

    `said_by_robots` is what its host's robots.txt says on the use of the page by AI.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    wire_body: bytes
    request_headers: tuple[tuple[str, str], ...]
    ip_address: str | None = None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    ended: float = field(default_factory=time.monotonic)
    said_by_robots: tuple[Statement, ...] = ()

    def header(self, name: str) -> str | None:
        """Return the first value of a header, by its case-insensitive name."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


def answer_of(response: Response) -> Answer:
    """Return what Scrapy's response says, uninterpreted; what signs in, or keeps us signed in, is left out."""
    request = response.request
    asked = _pairs(request.headers) if request is not None else ()
    public = tuple(pair for pair in asked if pair[0].lower() not in SECRET_HEADERS)
    hidden = {"set-cookie"} if public != asked else set()
    return Answer(
        url=response.url,
        status=response.status,
        headers=tuple(pair for pair in _pairs(response.headers) if pair[0].lower() not in hidden),
        wire_body=response.body,
        request_headers=public,
        ip_address=str(response.ip_address) if response.ip_address else None,
    )


def _pairs(headers: Any) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values
    )


def failure_of(error: BaseException, *, url: str, was_refused: Callable[[str], bool]) -> FetchFailed:
    """Return what an exception of the downloader means for the URL."""
    if isinstance(error, FetchFailed):
        return error
    if isinstance(error, CannotResolveHostError):
        refused = was_refused(host_of(url))
        return FetchFailed("AddressRefused" if refused else "HostUnknown", retry=not refused)
    if isinstance(error, DownloadConnectionRefusedError):
        return FetchFailed("ConnectionRefused", retry=True, whole_host=True)
    if isinstance(error, DownloadTimeoutError):
        return FetchFailed("Timeout", retry=True)
    if isinstance(error, DownloadCancelledError):
        return FetchFailed("TooLarge", retry=False)
    return FetchFailed("CertificateRefused" if is_certificate_error(error) else "ConnectionLost", retry=True)


def headers_for(settings: CrawlSettings, **more: str) -> dict[str, str]:
    """Return the request headers that every fetch carries, and those given."""
    named = {name.replace("_", "-"): value for name, value in more.items() if value}
    return {"User-Agent": settings.user_agent, "Accept-Encoding": ACCEPT_ENCODING, "Accept": "*/*", **named}


def stop_after_first(data: bytes, request: Request, **_: Any) -> None:
    """End a download that has brought as much as its request wants; connected to Scrapy's `bytes_received`."""
    wanted = request.meta.get(KEEP_FIRST)
    if wanted is None:
        return
    request.meta[KEEP_FIRST] = wanted - len(data)
    if wanted <= len(data):
        raise StopDownload(fail=False)


class Fetcher:
    """Single exchanges beside the crawl's own: robots.txt, and what `sources check` looks at."""

    def __init__(
        self,
        engine: Any,
        settings: CrawlSettings,
        was_refused: Callable[[str], bool],
        requests: SourceRequests | None = None,
    ) -> None:
        self._engine = engine
        self._requests = requests
        self._settings = settings
        self._was_refused = was_refused

    async def get(self, url: str, *, first_bytes: int | None = None) -> Answer:
        """Return the answer, whatever its status; redirects are not followed. Raises `FetchFailed`."""
        meta: dict[str, Any] = {"download_timeout": self._settings.timeout_s}
        if first_bytes is not None:
            meta |= {KEEP_FIRST: first_bytes, "download_maxsize": 0}
        headers = headers_for(self._settings)
        if self._requests is not None:
            source = self._requests.source_at(url)
            headers |= self._requests.headers(source, url)
            meta |= self._requests.meta(source)
        request = Request(url, headers=headers, meta=meta, dont_filter=True)
        try:
            return answer_of(await self._engine.download_async(request))
        except Exception as error:
            raise failure_of(error, url=url, was_refused=self._was_refused) from error
