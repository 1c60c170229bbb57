"""Scrapy's scheduler over the frontier: claims URLs while there is room, and lets only those pass that may be fetched.

What Scrapy sees is a short queue of requests that were claimed, judged by robots.txt and are to be sent at once; all
that must survive is in Redis.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Final

import redis
from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from twisted.internet.defer import Deferred

from contracts.errors import Misconfigured, Transient
from contracts.records import Source
from crawler.catalogue import Catalogue
from crawler.crew import Crew
from crawler.fetching import Fetcher
from crawler.frontier import Frontier, Lease
from crawler.health_keeper import LOOK_S, HealthKeeper
from crawler.robots import MOST_BYTES, RobotsService, Shared, Verdict
from crawler.source_requests import Rest

_IDLE_S: Final = 0.1
_SWEEP_S: Final = 1.0
_CATALOGUE_S: Final = 2.0
_log: Final = logging.getLogger("trawlnet.crawler")


class FrontierScheduler(BaseScheduler):
    """Feeds the engine with the requests of leased URLs until it is closed; never reports that it is done."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._ready: deque[Request] = deque()
        self._tasks: list[asyncio.Future[None]] = []
        self._admissions: set[asyncio.Task[None]] = set()

    @classmethod
    def from_crawler(cls, crawler: Any) -> "FrontierScheduler":
        """Return a scheduler for Scrapy's crawler."""
        return cls(crawler)

    def open(self, spider: Any) -> None:
        """Begin to claim, renew, sweep and watch the catalogue."""
        self._crew: Crew = spider.crew
        self._request_for: Callable[[Lease], Request] = spider.request_for
        self._robots = _robots_service(self._crew, self._crawler.engine)
        lease_s = self._crew.settings.lease_s
        watch = CatalogueWatch(self._crew.catalogue, self._crew.frontier, self._crew.requests.rest_of)
        health = HealthKeeper(self._crew.client, self._crew.catalogue, self._crew.frontier, self._crew.ledger)
        loops = (
            self._claim_for_ever(),
            _for_ever(lambda: self._crew.errand(self._crew.keeper.renew), lease_s / 3),
            _for_ever(lambda: self._crew.errand(self._crew.frontier.sweep), _SWEEP_S),
            _for_ever(lambda: self._crew.errand(watch.look), _CATALOGUE_S),
            _for_ever(lambda: self._crew.errand(health.look), LOOK_S),
        )
        self._tasks = [asyncio.ensure_future(loop) for loop in loops]

    def close(self, reason: str) -> Deferred[None] | None:
        """Stop all of it; the leases are the entry point's to release."""
        for task in (*self._tasks, *self._admissions):
            task.cancel()
        return None

    def has_pending_requests(self) -> bool:
        """Return that there may always be more: the engine is stopped from outside."""
        return True

    def enqueue_request(self, request: Request) -> bool:
        """Queue a request whose URL was claimed."""
        self._ready.append(request)
        return True

    def next_request(self) -> Request | None:
        """Return the next request to send, or None."""
        return self._ready.popleft() if self._ready else None

    # -- claiming ----------------------------------------------------------------------------------------------------

    async def _claim_for_ever(self) -> None:
        while True:
            try:
                claimed = await self._claim()
            except (redis.RedisError, Transient) as error:
                _log.warning("store_unreachable error=%s", error)
                claimed = []
            if not claimed:
                await asyncio.sleep(_IDLE_S)

    async def _claim(self) -> list[Lease]:
        crew = self._crew
        room = crew.settings.concurrency - len(crew.keeper)
        if room <= 0 or crew.draining.is_set() or not await crew.errand(crew.ledger.has_room):
            return []
        leases = await crew.errand(crew.frontier.claim, room)
        crew.keeper.hold(leases)
        for lease in leases:
            admission = asyncio.ensure_future(self._admit(lease))
            self._admissions.add(admission)
            admission.add_done_callback(self._admissions.discard)
        return leases

    async def _admit(self, lease: Lease) -> None:
        """Let the URL pass to the engine, or end its lease."""
        try:
            sent = await self._sent(lease)
        except (redis.RedisError, Transient) as error:
            _log.warning("store_unreachable url=%s error=%s", lease.address, error)
            sent = False
        except Exception:
            _log.exception("admission_failed url=%s", lease.address)
            sent = False
        if not sent:
            self._crew.keeper.drop(lease)

    async def _sent(self, lease: Lease) -> bool:
        crew, frontier = self._crew, self._crew.frontier
        if lease.source is None:
            await crew.errand(frontier.fail, lease, "SourceRemoved", retry=False)
        elif rest := crew.requests.rest_of(lease.source):
            await crew.errand(end_resting, frontier, lease, rest)
        elif refused := crew.requests.refused(lease.source, lease.address):
            await crew.errand(frontier.fail, lease, refused, retry=False)
        else:
            crew.requests.remember(lease.source, lease.address)
            return await self._judged(lease, await self._robots.verdict(lease.address))
        return False

    async def _judged(self, lease: Lease, verdict: Verdict) -> bool:
        crew, frontier = self._crew, self._crew.frontier
        if verdict.failed is not None:
            await crew.errand(crew.delivery.fail, lease, verdict.failed)
            return False
        if verdict.asked:
            await crew.errand(frontier.set_crawl_delay, lease.host, verdict.crawl_delay_s)
        if not verdict.allowed:
            await crew.errand(frontier.ack, lease, "robots_refused")
        elif verdict.asked:
            await crew.errand(frontier.release, [lease], asked=True)
        elif is_rendered(lease) and self._renderer.trouble():
            await crew.errand(frontier.fail, lease, "RenderingUnavailable", retry=True)
        elif is_rendered(lease) and self._renderer.is_full:
            await crew.errand(frontier.release, [lease], in_s=_BUSY_BROWSER_REST_S)
        elif crew.traps.passes(lease) or not await crew.errand(crew.traps.ended, lease):
            self._crawler.engine.crawl(self._request_for(lease))
            return True
        return False


class CatalogueWatch:
    """Brings changes of the catalogue to the frontier, and wakes what rested when its source rests no longer."""

    def __init__(self, catalogue: Catalogue, frontier: Frontier, rest_of: Callable[[Source], Rest | None]) -> None:
        self._catalogue = catalogue
        self._frontier = frontier
        self._rest_of = rest_of
        self._sources: list[Source] = []
        self._version = -1

    def look(self) -> None:
        """Make the frontier know the catalogue as it is now, if it changed."""
        if (version := self._catalogue.version()) != self._version:
            self._sources = self._catalogue.list()
            self._bring(self._sources)
            self._version = version
        resting = self._frontier.resting_sources()
        for source in self._sources:
            if source.id in resting and self._rest_of(source) is None:
                self._frontier.wake(source.id)

    def _bring(self, sources: list[Source]) -> None:
        for source in sources:
            try:
                self._frontier.add_source(source)
            except Misconfigured as error:
                _log.error("source_refused %s", error)
        for removed in self._frontier.standing_sources() - {source.id for source in sources}:
            self._frontier.forget_source(removed)


def end_resting(frontier: Frontier, lease: Lease, rest: Rest) -> None:
    """Give the URL of a source that rests back; a run that waits for it is told, where the end of the rest is known."""
    if lease.run is not None and rest.reason == "OutsideHours":
        frontier.defer_host(lease, rest.reason, for_s=rest.seconds)
    else:
        frontier.rest(lease, in_s=rest.seconds)


async def _for_ever(act: Callable[[], Awaitable[Any]], every_s: float) -> None:
    while True:
        try:
            await act()
        except (redis.RedisError, Transient) as error:
            _log.warning("store_unreachable error=%s", error)
        await asyncio.sleep(every_s)


def _robots_service(crew: Crew, engine: Any) -> RobotsService:
    fetcher = Fetcher(engine, crew.settings, crew.resolver.was_refused, crew.requests)
    return RobotsService(
        crew.settings,
        Shared(crew.client, crew.errand, crew.settings),
        lambda url: fetcher.get(url, first_bytes=MOST_BYTES),
        lambda _: asyncio.sleep(crew.settings.delay_s, 0.0),
    )
