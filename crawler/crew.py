"""What one crawler process is made of: built by its entry point, handed to the spider and the scheduler."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import redis

from crawler.archive import Archive
from crawler.backfill import BackFills
from crawler.catalogue import Catalogue
from crawler.delivery import Delivery, HandsOver
from crawler.fetching.resolver import GuardedResolver
from crawler.frontier import Frontier
from crawler.health.keeper import CountsPages
from crawler.keeper import LeaseKeeper
from crawler.recleaning import Recleaning
from crawler.reconnects import Reconnects
from crawler.revisits.plan import RevisitPlan
from crawler.settings import CrawlSettings
from crawler.sources.requests import SourceRequests
from crawler.traps.budgets import Traps

T = TypeVar("T")


class LedgerDoor(HandsOver, CountsPages, Protocol):
    """The part of the workers' ledger that a crawler uses."""

    def has_room(self) -> bool:
        """Return whether another page may be handed over now."""


@dataclass(frozen=True)
class Crew:
    """The parts of one process. Nothing here blocks the reactor: what waits for Redis does so in threads.

    `draining`: claim nothing more; `stopping`: give up what is held.
    """

    settings: CrawlSettings
    client: redis.Redis
    frontier: Frontier
    catalogue: Catalogue
    ledger: LedgerDoor
    archive: Archive
    traps: Traps
    resolver: GuardedResolver
    requests: SourceRequests
    keeper: LeaseKeeper
    reconnects: Reconnects
    revisits: RevisitPlan
    back_fills: BackFills
    recleaning: Recleaning
    draining: threading.Event
    stopping: threading.Event
    _errands: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(6, "errand"))
    _deliveries: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(32, "delivery"))

    @property
    def delivery(self) -> Delivery:
        """What brings this process's answers to their end."""
        parts = (self.settings, self.frontier, self.ledger, self.archive, self.traps, self.keeper.holds, self.stopping)
        return Delivery(*parts, self.revisits, self.back_fills, self.reconnects.count)

    async def errand(self, step: Callable[..., T], *args: Any, **named: Any) -> T:
        """Run a short call to the store in a thread."""
        return await self._in(self._errands, lambda: step(*args, **named))

    async def deliver(self, step: Callable[..., T], *args: Any) -> T:
        """Run what may have to wait for room in a thread of another pool, so that renewals never queue behind it."""
        return await self._in(self._deliveries, lambda: step(*args))

    @staticmethod
    async def _in(pool: ThreadPoolExecutor, step: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(pool, step)
