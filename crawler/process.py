"""The crawler's entry point: `python -m crawler.process` fetches what the frontier holds until it is told to stop."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
from typing import Any, Final

import redis

from contracts.errors import Misconfigured, TrawlnetError
from contracts.parents import when_named_parent_is_gone
from contracts.settings import StoreSettings, load
from contracts.store import check_store, connect
from crawler.archive import Archive, archive_place, open_archive
from crawler.backfill import BackFills
from crawler.catalogue import Catalogue
from crawler.check import CheckReport, check_source
from crawler.frontier import Frontier
from crawler.keeper import LeaseKeeper
from crawler.recleaning import Recleaning
from crawler.reconnects import Reconnects
from crawler.revisits.plan import RevisitPlan
from crawler.settings import CrawlSettings
from crawler.sources.requests import SourceRequests
from crawler.sources.sign_ins import SignIns
from crawler.stalls import StallMeter
from crawler.traps.budgets import Traps
from workers.queue import Ledger, WorkerSettings, heartbeat

__all__ = ["CheckReport", "CrawlSettings", "check_source", "main", "run"]

_DRAIN_S: Final = 3.0
_STOP_S: Final = 4.5
_log: Final = logging.getLogger("trawlnet.crawler")


def main() -> int:
    """Run one crawler process; return its exit status: 0 stopped as told, 1 a person must act."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for noisy in ("scrapy", "twisted", "asyncio", "filelock", "py.warnings"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    try:
        store = load(StoreSettings)
        if store.redis_url is None:
            raise Misconfigured("Set TRAWLNET_REDIS_URL, or let `trawlnet up` start this process.")
        run(store, load(CrawlSettings), load(WorkerSettings), url=store.redis_url)
    except TrawlnetError as error:
        _log.error("%s", error)
        return 1
    return 0


def run(store: StoreSettings, settings: CrawlSettings, worker: WorkerSettings, *, url: str) -> None:
    """Crawl until SIGTERM, SIGINT or the end of the parent process named in TRAWLNET_PARENT_PID."""
    from scrapy.utils.reactor import install_reactor

    client = connect(url)
    reconnects = Reconnects(client)
    check_store(client, url=url)
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    place = archive_place(store.data_dir, settings.archive)
    most_bytes, most_s = settings.archive_file_bytes, settings.archive_file_s
    archive = open_archive(place, max_file_bytes=most_bytes, max_file_s=most_s, client=client)
    with heartbeat(client, "crawler"):
        ledger = Ledger(client, worker)
        recleaning = Recleaning(client, ledger, place.page, per_minute=settings.reclean_per_minute)
        _Process(client, settings, ledger, archive, reconnects, recleaning).run()
    archive.close()


class _Process:
    """The reactor with its one spider, from start to stop."""

    def __init__(
        self,
        client: redis.Redis,
        settings: CrawlSettings,
        ledger: Ledger,
        archive: Archive,
        reconnects: Reconnects,
        recleaning: Recleaning,
    ) -> None:
        from twisted.internet import reactor

        from crawler.crew import Crew
        from crawler.fetching.resolver import install

        self._reactor: Any = reactor
        self._settings = settings
        frontier = Frontier(client, settings)
        resolver = install(settings, reactor)
        self._crew = Crew(
            settings=settings,
            client=client,
            frontier=frontier,
            catalogue=Catalogue(client),
            ledger=ledger,
            archive=archive,
            traps=Traps(client, frontier, max_listings=settings.max_listings),
            resolver=resolver,
            requests=SourceRequests(settings, SignIns(settings.secrets_file), allow_proxy=resolver.allow_proxy),
            keeper=LeaseKeeper(frontier, lease_s=settings.lease_s),
            reconnects=reconnects,
            revisits=RevisitPlan(client, settings),
            back_fills=BackFills(client, frontier),
            recleaning=recleaning,
            draining=threading.Event(),
            stopping=threading.Event(),
        )
        self._stalls = StallMeter()
        self._stop_task: asyncio.Task[None] | None = None

    def run(self) -> None:
        self._reactor.callWhenRunning(self._start)
        self._reactor.run(installSignalHandlers=False)

    def _start(self) -> None:
        from scrapy.crawler import AsyncCrawlerRunner

        from crawler.spider import FrontierSpider, scrapy_settings

        loop = asyncio.get_event_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop_soon)
        self._runner = AsyncCrawlerRunner(scrapy_settings(self._settings))
        self._crawl = self._runner.crawl(FrontierSpider, crew=self._crew)
        self._crawl.add_done_callback(self._ended)
        self._measuring = asyncio.ensure_future(self._stalls.watch())
        when_named_parent_is_gone(lambda: self._parent_gone(loop))
        _log.info("crawler_started pid=%d concurrency=%d", os.getpid(), self._settings.concurrency)

    def _ended(self, crawl: asyncio.Task[None]) -> None:
        if not crawl.cancelled() and crawl.exception() is not None:
            _log.error("crawler_failed", exc_info=crawl.exception())
        self._stop_soon()

    def _parent_gone(self, loop: asyncio.AbstractEventLoop) -> None:
        _log.info("parent_gone")
        loop.call_soon_threadsafe(self._stop_soon)

    def _stop_soon(self) -> None:
        if self._stop_task is None:
            self._stop_task = asyncio.ensure_future(self._stop())

    async def _stop(self) -> None:
        """Claim nothing more, let what is being delivered end, give back the rest."""
        killer = threading.Timer(_STOP_S, os._exit, (0,))
        killer.daemon = True
        killer.start()
        deadline = asyncio.get_running_loop().time() + _DRAIN_S
        self._crew.draining.set()
        while len(self._crew.keeper) and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.05)
        self._crew.stopping.set()
        with contextlib.suppress(redis.RedisError):
            released = await self._crew.errand(self._crew.keeper.release_all)
            longest_ms = int(self._stalls.longest_s * 1000)
            _log.info("crawler_stopped released=%d longest_stall_ms=%d", released, longest_ms)
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._runner.stop(), timeout=1.0)
        self._measuring.cancel()
        self._reactor.callLater(0, self._reactor.stop)


if __name__ == "__main__":
    sys.exit(main())
