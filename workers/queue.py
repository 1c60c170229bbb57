"""The doorway to the workers' ledger: hand pages over, watch how they end, and look after those that are dead."""

import os
import socket
import threading
import time
from collections.abc import Iterable
from typing import Any, Final

import redis

from contracts.article import Article
from contracts.errors import LedgerFull, StoreUnreachable
from contracts.identity import document_id
from contracts.names import Stage
from contracts.records import Page, PageId
from workers.heartbeats import Heartbeat, heartbeat, live_processes
from workers.ledger.cargo import packed_article, packed_page
from workers.ledger.dead_letters import ALL, DeadLetters
from workers.ledger.records import (
    Balance,
    Counts,
    DeadPage,
    PageOutcome,
    ProcessState,
    QueueReport,
    QueueState,
    Step,
    Trace,
)
from workers.ledger.reports import PREFIX, Reports
from workers.ledger.scripts import Scripts
from workers.ledger.transitions import Transitions
from workers.settings import WorkerSettings

__all__ = [
    "ALL",
    "Balance",
    "Counts",
    "DeadPage",
    "Heartbeat",
    "Ledger",
    "PageOutcome",
    "ProcessState",
    "QueueReport",
    "QueueState",
    "Step",
    "Trace",
    "WorkerSettings",
    "heartbeat",
    "live_processes",
]

_LOOK_AGAIN_S: Final = 0.2


class Ledger:
    """The queue of record over one Redis or Valkey; every method may raise `StoreUnreachable`'s cause, a redis error.

    Safe to share between threads.
    """

    def __init__(self, client: redis.Redis, settings: WorkerSettings) -> None:
        self._client: Any = client
        self._settings = settings
        self._scripts = Scripts(client)
        self._reports = Reports(client, self._scripts)
        self._dead = DeadLetters(client, self._scripts)
        self._memory = _Memory(client, settings.memory_share)

    # --- handing over
    def hand_over(self, page: Page) -> bool:
        """Make sure that the page is in the ledger; return whether it is new there. A repeated call changes nothing.

        Raises `LedgerFull`, and keeps nothing, if too many bytes are in flight; `TooLarge` if the page alone is;
        `StoreUnreachable` if the store does not answer: the page may then be there or not, and the call be repeated.
        """
        archive = f"{page.archive.file}@{page.archive.offset}" if page.archive else ""
        known_as = dict.fromkeys(document_id(url) for url in page.addresses)
        return self._put(page.id, page.source.id, page.run, page.url, archive, packed_page(page), "clean", known_as)

    def hand_over_article(self, article: Article, *, page_id: PageId, run: str | None = None) -> bool:
        """Make sure that a finished article goes to the index; as `hand_over`, from the index stage on."""
        known_as = dict.fromkeys(document_id(url) for url in (article.url, *article.addresses))
        return self._put(page_id, article.source.id, run, article.url, "", packed_article(article), "index", known_as)

    def _put(
        self,
        page_id: PageId,
        source_id: str,
        run: str | None,
        url: str,
        archive: str,
        cargo: bytes,
        stage: Stage,
        known_as: Iterable[str],
    ) -> bool:
        full = int(self._memory.is_full())
        arguments = (page_id, source_id, run or "", url, archive, cargo, self._settings.max_bytes, full, stage)
        try:
            answer: bytes = self._scripts.run("hand_over", *arguments, *known_as)
        except (redis.ConnectionError, redis.TimeoutError) as error:
            raise StoreUnreachable(f"The ledger's store does not answer: {error}") from error
        if answer == b"full":
            raise LedgerFull("The ledger holds as many bytes as it may: wait until pages are done.", retry_after_s=1.0)
        return answer == b"new"

    def has_room(self) -> bool:
        """Return whether another page may be handed over now."""
        held = int(self._client.get(f"{PREFIX}held") or 0)
        return held < self._settings.max_bytes and not self._memory.is_full()

    def open_pages(self, run: str) -> int:
        """Return how many pages of a run have no outcome yet."""
        return int(self._client.scard(f"{PREFIX}open:{run}"))

    # --- watching
    def report(self) -> QueueReport:
        """Return every queue, the totals and the live processes."""
        return self._reports.report()

    def counts(self, *, source_id: str | None = None, run: str | None = None) -> Counts:
        """Return how the pages of a source, of a run, or all ended."""
        return self._reports.counts(source_id=source_id, run=run)

    def balance(self) -> Balance:
        """Return the equation handed over = sum of outcomes + in flight, read in one step."""
        return self._reports.balance()

    def trace(self, page: str) -> Trace | None:
        """Return the way of a page, by its page id, its article's id or any of its URLs; kept for 7 days."""
        return self._reports.trace(page)

    def outcomes(self, since: str = "0", *, count: int = 100) -> list[PageOutcome]:
        """Return the outcomes after the one with the id `since`, oldest first; the last 100,000 are kept."""
        return self._reports.outcomes(since, count=count)

    def forget_traces(self, urls: Iterable[str]) -> int:
        """Return how many ended pages that led to these URLs were wiped from the traces."""
        return self._reports.forget_traces(urls)

    # --- the dead
    def dead_list(self, *, limit: int = 100) -> list[DeadPage]:
        """Return up to `limit` dead pages, the latest first."""
        return self._dead.list(limit=limit)

    def dead_show(self, page_id: str) -> DeadPage | None:
        """Return one dead page with its cause, or None."""
        return self._dead.show(page_id)

    def dead_retry(self, page_id: str) -> int:
        """Return how many dead pages were put back into their queue: one, or `ALL`."""
        return self._dead.retry(page_id)

    def dead_discard(self, page_id: str) -> int:
        """Return how many dead pages were given up for good: one, or `ALL`."""
        return self._dead.discard(page_id)

    # --- working (for this room's processes and its tests)
    def transitions(self, worker: str | None = None) -> Transitions:
        """Return what moves rows, in this process's name or another's."""
        return Transitions(self._client, self._settings, worker=worker or f"{socket.gethostname()}:{os.getpid()}")


class _Memory:
    """Whether the store is fuller than it should be, asked at most every moment."""

    def __init__(self, client: redis.Redis, share: float) -> None:
        self._client: Any = client
        self._share = share
        self._lock = threading.Lock()
        self._asked_at = -_LOOK_AGAIN_S
        self._full = False

    def is_full(self) -> bool:
        with self._lock:
            now = time.monotonic()
            if now - self._asked_at >= _LOOK_AGAIN_S:
                self._full = self._ask()
                self._asked_at = now
            return self._full

    def _ask(self) -> bool:
        memory = self._client.info("memory")
        most = int(memory.get("maxmemory", 0))
        return most > 0 and int(memory["used_memory"]) > most * self._share
