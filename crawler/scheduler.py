"""Scrapy's scheduler over the frontier: claims URLs a little ahead of need and takes each through its visit.

A visit asks robots.txt, waits for one of the `concurrency` places, fetches, gives the place on, and has the answer
delivered; there are at most half as many visits again as places. Scrapy's own queue stays empty: all that must survive
is in Redis.
"""

import asyncio
import logging
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
from crawler.fetching.exchange import Answer, Fetcher, FetchFailed, answer_of, failure_of
from crawler.frontier import Frontier, Lease
from crawler.health.keeper import LOOK_S, HealthKeeper
from crawler.recleaning import LOOK_S as RECLEANING_LOOK_S
from crawler.rendering import is_rendered, renderer_for
from crawler.robots import MOST_BYTES, RobotsService, Shared, Verdict
from crawler.robots.sitemap_lines import SitemapLines
from crawler.sources.requests import Rest

_IDLE_S: Final = 0.05
_BUSY_BROWSER_REST_S: Final = 2.0
_SWEEP_S: Final = 1.0
_CATALOGUE_S: Final = 2.0
_log: Final = logging.getLogger("trawlnet.crawler")


class FrontierScheduler(BaseScheduler):
    """Visits leased URLs until it is closed; never reports that it is done."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._tasks: list[asyncio.Future[None]] = []
        self._visits: set[asyncio.Task[None]] = set()
        self._ended = asyncio.Event()

    @classmethod
    def from_crawler(cls, crawler: Any) -> "FrontierScheduler":
        """Return a scheduler for Scrapy's crawler."""
        return cls(crawler)

    def open(self, spider: Any) -> None:
        """Begin to claim, renew, sweep and watch the catalogue."""
        self._crew: Crew = spider.crew
        self._request_for: Callable[[Lease], Request] = spider.request_for
        self._robots = _robots_service(self._crew, self._crawler.engine)
        self._sitemaps = SitemapLines()
        self._renderer = renderer_for(self._crawler, self._crew, self._robots)
        self._places = asyncio.Semaphore(self._crew.settings.concurrency)
        lease_s = self._crew.settings.lease_s
        watch = CatalogueWatch(self._crew.catalogue, self._crew.frontier, self._crew.requests.rest_of)
        health = HealthKeeper(self._crew.client, self._crew.catalogue, self._crew.frontier, self._crew.ledger)
        loops = (
            self._claim_for_ever(),
            _for_ever(lambda: self._crew.errand(self._crew.keeper.renew), lease_s / 3),
            _for_ever(lambda: self._crew.errand(self._crew.frontier.sweep), _SWEEP_S),
            _for_ever(lambda: self._crew.errand(watch.look), _CATALOGUE_S),
            _for_ever(lambda: self._crew.errand(health.look), LOOK_S),
            _for_ever(lambda: self._crew.deliver(self._crew.recleaning.look), RECLEANING_LOOK_S),
        )
        self._tasks = [asyncio.ensure_future(loop) for loop in loops]

    def close(self, reason: str) -> Deferred[None] | None:
        """Stop all of it; the leases are the entry point's to release."""
        for task in (*self._tasks, *self._visits):
            task.cancel()
        return Deferred.fromFuture(asyncio.ensure_future(self._renderer.close()))

    def has_pending_requests(self) -> bool:
        """Return that there may always be more: the engine is stopped from outside."""
        return True

    def enqueue_request(self, request: Request) -> bool:
        """Refuse: nothing is fetched but what the frontier leases."""
        return False

    def next_request(self) -> Request | None:
        """Return None: visits go to the downloader themselves."""
        return None

    # -- claiming ----------------------------------------------------------------------------------------------------

    async def _claim_for_ever(self) -> None:
        while True:
            try:
                claimed = await self._claim()
            except (redis.RedisError, Transient) as error:
                _log.warning("store_unreachable error=%s", error)
                claimed = 0
            except Exception:
                _log.exception("claim_failed")
                claimed = 0
            if not claimed:
                await self._until_a_visit_ends()

    async def _until_a_visit_ends(self) -> None:
        """Return when there may be room or work again; an ended visit gives either, time gives work."""
        self._ended.clear()
        try:
            await asyncio.wait_for(self._ended.wait(), _IDLE_S)
        except TimeoutError:
            return

    async def _claim(self) -> int:
        """Return how many leases were taken: as many as fill the places, and half as many to wait or be delivered."""
        crew = self._crew
        most = crew.settings.concurrency
        room = most + most // 2 - len(self._visits)
        if room < max(1, most // 4) or crew.draining.is_set():
            return 0
        leases = await crew.errand(lambda: crew.keeper.claim(room) if crew.ledger.has_room() else [])
        for lease in leases:
            visit = asyncio.ensure_future(self._visit(lease))
            self._visits.add(visit)
            visit.add_done_callback(self._visit_ended)
        return len(leases)

    def _visit_ended(self, visit: asyncio.Task[None]) -> None:
        self._visits.discard(visit)
        self._ended.set()

    # -- one visit ---------------------------------------------------------------------------------------------------

    async def _visit(self, lease: Lease) -> None:
        """Take the URL to the end of its lease."""
        try:
            if await self._admitted(lease):
                async with self._places:
                    got = await self._fetched(lease)
                await self._delivered(lease, got)
        except (redis.RedisError, Transient) as error:
            _log.warning("store_unreachable url=%s error=%s", lease.address, error)
        except Exception:
            _log.exception("visit_failed url=%s", lease.address)
        finally:
            self._crew.keeper.drop(lease)

    async def _fetched(self, lease: Lease) -> Answer | FetchFailed | None:
        """Return what came of the one exchange; None if there was to be none."""
        crew = self._crew
        if crew.draining.is_set():
            await crew.errand(crew.frontier.release, [lease])
            return None
        if not crew.keeper.may_send(lease):
            return None
        got = await self._exchange(self._request_for(lease))
        return await self._renderer.rendered(lease, got) if isinstance(got, Answer) else got

    async def _delivered(self, lease: Lease, got: Answer | FetchFailed | None) -> None:
        crew = self._crew
        if isinstance(got, Answer):
            await crew.deliver(crew.delivery.deliver, lease, self._robots.noted(got))
        elif got is not None:
            await crew.deliver(crew.delivery.fail, lease, got)

    async def _exchange(self, request: Request) -> Answer | FetchFailed:
        try:
            return answer_of(await self._crawler.engine.download_async(request))
        except Exception as error:
            return failure_of(error, url=request.url, was_refused=self._crew.resolver.was_refused)

    async def _admitted(self, lease: Lease) -> bool:
        """Return whether the URL may be fetched; if not, its lease was ended."""
        crew, frontier = self._crew, self._crew.frontier
        if lease.source is None:
            await crew.errand(frontier.fail, lease, "SourceRemoved", retry=False)
        elif rest := crew.requests.rest_of(lease.source):
            await crew.errand(end_resting, frontier, lease, rest)
        elif refused := crew.requests.refused(lease.source, lease.address):
            await crew.errand(frontier.fail, lease, refused, retry=False)
        elif is_rendered(lease) and self._renderer.trouble():
            await crew.errand(frontier.fail, lease, "RenderingUnavailable", retry=True)
        elif is_rendered(lease) and self._renderer.is_full:
            await crew.errand(frontier.release, [lease], in_s=_BUSY_BROWSER_REST_S)
        elif crew.traps.passes(lease) or not await crew.errand(crew.traps.ended, lease):
            crew.requests.remember(lease.source, lease.address)
            return await self._judged(lease, await self._verdict(lease, lease.source))
        return False

    async def _verdict(self, lease: Lease, source: Source) -> Verdict:
        verdict = await self._robots.verdict(lease.address, user_agent=source.user_agent)
        if verdict.file is not None and (sitemaps := self._sitemaps.new_for(lease, verdict.file)):
            await self._crew.errand(self._crew.frontier.add_links, lease, sitemaps)
            self._sitemaps.handed_on(lease, verdict.file)
        return verdict

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
        else:
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
        lambda url: crew.errand(crew.frontier.take_turn, url),
    )
