"""Articles that their source's memory would clean otherwise by now: their pages are handed over again from the archive.

A page goes under an id made of the article and the snapshot, so that it goes once, whoever hands it over and how often.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, Protocol

import redis

from contracts.names import AGAIN, KEY_PREFIX
from contracts.records import ArchivePointer, Page, PageId
from crawler.catalogue import Catalogue
from workers.furniture.reports import Outdated, OutdatedArticles

LOOK_S: Final = 5.0
_LOCK: Final = f"{KEY_PREFIX}archive:recleaning"
_log: Final = logging.getLogger("trawlnet.crawler")


class TakesPages(Protocol):
    """The part of the ledger that we need."""

    def has_room(self) -> bool:
        """Return whether another page may be handed over now."""

    def hand_over(self, page: Page) -> bool:
        """Make sure that the ledger has the page."""


class Recleaning:
    """Hands over some pages at each look, and none while fresh ones wait; any number of processes may hold one."""

    def __init__(
        self, client: redis.Redis, ledger: TakesPages, find: Callable[[ArchivePointer], Page | None], *, per_minute: int
    ) -> None:
        self._store: Any = client
        self._catalogue = Catalogue(client)
        self._waiting = OutdatedArticles(client)
        self._ledger = ledger
        self._find = find
        self._at_once = round(per_minute * LOOK_S / 60)

    def look(self) -> int:
        """Return how many pages were handed over; none if another process has just looked."""
        if not self._at_once or not self._store.set(_LOCK, b"1", nx=True, px=int(LOOK_S * 900)):
            return 0
        return self.look_now()

    def look_now(self) -> int:
        """Return how many pages were handed over at once."""
        return sum(self._again(one) for one in self._waiting.first(self._at_once) if self._ledger.has_room())

    def _again(self, outdated: Outdated) -> bool:
        page = self._find(outdated.archive)
        if page is None:
            _log.warning("not_recleaned source=%s article=%s: not in our archive", outdated.source, outdated.article)
        is_new = page is not None and self._ledger.hand_over(self._as_now(page, _page_id(outdated)))
        self._waiting.settle(outdated)
        return is_new

    def _as_now(self, page: Page, page_id: PageId) -> Page:
        """The page under an id of its own, of no run, to be read by the selectors that its source has now."""
        source = self._catalogue.get(page.source.id)
        return replace(page, id=page_id, run=None, selectors=source.selectors if source else page.selectors)


def _page_id(outdated: Outdated) -> PageId:
    return PageId(f"{AGAIN}{outdated.number}-{outdated.article}"[:64])
