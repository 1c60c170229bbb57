"""Polite single looks beside the crawl: through guard and robots, at the crawl's pace, in a bounded number."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from contracts.errors import TooLarge, UnusableUrl
from contracts.records import Source
from contracts.urls import fetch_url, host_and_port_of
from crawler.discovery.survey import Look
from crawler.fetching.encodings import BrokenEncoding, decoded
from crawler.fetching.exchange import Answer, Fetcher, FetchFailed
from crawler.frontier.politeness import Politeness
from crawler.robots import MOST_BYTES, Own, RobotsFile, RobotsService
from crawler.robots.service import authority_of
from crawler.settings import CrawlSettings
from crawler.sources.requests import SourceRequests

_THROTTLED: Final = frozenset({429, 503})


@dataclass(slots=True)
class Budget:
    """What may still be asked: requests (those for robots.txt and redirects too), bytes, and until when."""

    requests: int
    bytes: int
    ends_at: float
    asked: int = 0

    def take(self) -> None:
        """Count one request; raises `FetchFailed` if none is left."""
        if self.left <= 0:
            raise FetchFailed("not looked at: the bound on requests, bytes or time was reached", retry=False)
        self.asked += 1

    @property
    def left(self) -> int:
        """How many requests may still be made."""
        return 0 if self.bytes <= 0 or time.monotonic() > self.ends_at else self.requests - self.asked


@dataclass
class Looker:
    """Looks at one source's addresses, one after the other; a host that says 429 or 503 is left alone from then on."""

    engine: Any
    source: Source
    settings: CrawlSettings
    budget: Budget
    was_refused: Callable[[str], bool]
    requests: SourceRequests
    _free_at: dict[str, float] = field(default_factory=dict)
    _theirs_s: dict[str, float] = field(default_factory=dict)
    _closed: dict[str, str] = field(default_factory=dict)
    _files: dict[str, RobotsFile] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._fetcher = Fetcher(self.engine, self.settings, self.was_refused, self.requests)
        self._politeness = Politeness(self.settings)
        self._robots = RobotsService(self.settings, Own(), self._ask_robots, self._turn)

    @property
    def left(self) -> int:
        """How many requests may still be made."""
        return self.budget.left

    def sitemaps_of(self, url: str) -> tuple[str, ...]:
        """Return the sitemaps that the robots.txt of the URL's host names, if it was asked for."""
        file = self._files.get(authority_of(url))
        return tuple(found for text in (file.sitemaps if file else ()) if (found := _usable(text, url)))

    async def look(self, url: str) -> Look:
        """Return what lies at the address, redirects followed; raises `FetchFailed` for whatever is no answer."""
        answer = await self.answer(url)
        if answer.status not in (200, 203):
            raise FetchFailed(f"HTTP {answer.status}", retry=False)
        return Look(url=answer.url, body=self.body_of(answer), content_type=answer.header("Content-Type"))

    def body_of(self, answer: Answer) -> bytes:
        """Return the entity; raises `FetchFailed` if it can't be had in bounds."""
        limit = self.settings.max_page_bytes
        try:
            return decoded(answer.wire_body, answer.header("Content-Encoding"), max_bytes=limit)
        except (TooLarge, BrokenEncoding) as error:
            raise FetchFailed(type(error).__name__, retry=False) from error

    async def answer(self, url: str) -> Answer:
        """Return the answer, redirects followed, each asked of robots.txt; raises `FetchFailed`."""
        for _ in range(self.settings.max_redirects + 1):
            await self._judge(url)
            answer = await self._ask(url)
            location = answer.header("Location")
            if not 300 <= answer.status < 400 or location is None:
                return answer
            target = _usable(location, url)
            if target is None:
                raise FetchFailed("BadRedirect", retry=False)
            url = target
        raise FetchFailed("TooManyRedirects", retry=False)

    async def _judge(self, url: str) -> None:
        self.requests.remember(self.source, url)
        refused = self.requests.refused(self.source, url)
        if refused:
            raise FetchFailed(refused, retry=False)
        verdict = await self._robots.verdict(url, user_agent=self.source.user_agent)
        if verdict.failed is not None:
            raise verdict.failed
        if verdict.file is not None:
            self._files[authority_of(url)] = verdict.file
        self._theirs_s[host_and_port_of(url)] = verdict.crawl_delay_s or 0.0
        if not verdict.allowed:
            raise FetchFailed("forbidden by robots.txt", retry=False)

    async def _ask_robots(self, url: str) -> Answer:
        return await self._ask(url, first_bytes=MOST_BYTES)

    async def _ask(self, url: str, *, first_bytes: int | None = None) -> Answer:
        host = host_and_port_of(url)
        if host in self._closed:
            raise FetchFailed(self._closed[host], retry=False)
        self.budget.take()
        await self._turn(url)
        try:
            answer = await self._fetcher.get(url, first_bytes=first_bytes)
        finally:
            self._free_at[host] = time.monotonic() + self._delay_s(url)
        self.budget.bytes -= len(answer.wire_body)
        if answer.status in _THROTTLED:
            self._closed[host] = f"the host asked us to slow down (HTTP {answer.status})"
        return answer

    async def _turn(self, url: str) -> float:
        await asyncio.sleep(max(0.0, self._free_at.get(host_and_port_of(url), 0.0) - time.monotonic()))
        return 0.0

    def _delay_s(self, url: str) -> float:
        ours_s = self._politeness.delay_ms(self.source, url) / 1000
        return max(ours_s, self._theirs_s.get(host_and_port_of(url), 0.0))


def _usable(text: str, base: str) -> str | None:
    try:
        return fetch_url(text, base)
    except UnusableUrl:
        return None
