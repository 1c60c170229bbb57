"""A run: what one `crawl` or `demo` asked for, watched until every URL it found has one outcome."""

import contextlib
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Final, TypeVar

import redis

from cli.crew import Crew
from cli.parts import Parts
from contracts.article import Article
from contracts.errors import IndexUnreachable, StoreUnreachable, Transient
from contracts.names import AGAIN, OUTCOMES, Role
from contracts.records import Page, PageId, Source
from crawler.backfill import BackFill, BackFills, name_of
from crawler.frontier import DeferredHost

T = TypeVar("T")
WORKING_ROLES: Final[tuple[Role, ...]] = ("crawler", "worker", "indexer")
_LOOK_S: Final = 0.2
_HOSTS_LOOK_S: Final = 2.0
_STORE_AWAY_S: Final = 60.0
_MOST_RESTS: Final = 600


@dataclass(frozen=True)
class SourceSummary:
    """What a run did at one source: its fetches, and how its pages ended; `reasons` divides what was rejected."""

    source_id: str
    name: str
    fetched: int
    fetches: dict[str, int] = field(default_factory=dict)
    fetch_reasons: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class RunSummary:
    """How a run ended. `deferred` are hosts that asked for a longer wait than we had patience for.

    `left`: how many articles of a source a back-fill named but did not take, since its number was reached.
    """

    run: str
    seconds: float
    sources: tuple[SourceSummary, ...]
    deferred: tuple[DeferredHost, ...] = ()
    limited: bool = False
    left: dict[str, int] = field(default_factory=dict)

    @property
    def totals(self) -> dict[str, int]:
        """The outcomes of all sources together."""
        return {name: sum(source.outcomes.get(name, 0) for source in self.sources) for name in OUTCOMES}

    @property
    def exit_status(self) -> int:
        """0 done, 3 done in part: some host was deferred, a page died, or a back-fill left some."""
        return 3 if self.deferred or self.totals["dead"] or self.left else 0


@dataclass(frozen=True)
class Progress:
    """Where a run stands: URLs and pages without an end, and how many pages have ended how."""

    open_urls: int
    open_pages: int
    outcomes: dict[str, int]


class Run:
    """One run over the parts; `crew` gets the processes that nobody else provides."""

    def __init__(
        self,
        parts: Parts,
        crew: Crew | None,
        *,
        patience_s: float,
        limit: int | None = None,
        roles: tuple[Role, ...] = WORKING_ROLES,
    ) -> None:
        self.id = uuid.uuid4().hex[:16]
        self._parts = parts
        self._crew = crew
        self._patience_s = patience_s
        self._limit = limit
        self._limited = False
        self._roles = roles
        self.replayed_sources: tuple[Source, ...] = ()
        self._began = time.monotonic()

    def begin(self, sources: Sequence[Source], urls: Sequence[tuple[Source, str]] = ()) -> None:
        """Make the sources' endpoints and the URLs due now; raises `UnusableUrl` before anything was added."""
        self._riding_out(lambda: self._parts.frontier.add_run(self.id, sources, urls))

    def begin_back_fill(
        self, sources: Sequence[Source], since: datetime, sitemaps: Sequence[tuple[Source, str]]
    ) -> None:
        """Make the sources' endpoints due now, and let what they name since a moment wait behind fresh news."""
        self.id = name_of(self.id)
        back = BackFill(since, self._parts.settings.crawl.back_fill_articles)
        self._riding_out(lambda: self._back_fills.begin(self.id, sources, back, sitemaps))

    @property
    def _back_fills(self) -> BackFills:
        return BackFills(self._parts.client, self._parts.frontier)

    def _riding_out(self, ask: Callable[[], T]) -> T:
        """Return the answer of a call that may be repeated, through a restart of the store."""
        given_up_at = time.monotonic() + _STORE_AWAY_S
        while True:
            try:
                return ask()
            except (redis.ConnectionError, redis.TimeoutError) as error:
                if time.monotonic() > given_up_at:
                    raise _store_is_gone() from error
                self._parts.keep_store()
                time.sleep(_LOOK_S)

    def hand_over(self, pages: Iterable[Page], tell: Callable[[Progress], None]) -> None:
        """Hand archived pages over under this run, resting while the ledger is full; each under an id of this run.

        They are read by the selectors that their sources have now.
        """
        seen: dict[str, Source] = {}
        known = {source.id: source for source in self._parts.catalogue.list()}
        self._see_to_processes()
        for page in pages:
            seen.setdefault(page.source.id, _source_of(page))
            selectors = known[page.source.id].selectors if page.source.id in known else page.selectors
            again = replace(page, selectors=selectors, id=PageId(f"{AGAIN}{self.id}-{page.id}"[:64]), run=self.id)
            self._patiently(partial(self._parts.ledger.hand_over, again))
            self._finished(tell)
        self.replayed_sources = tuple(seen.values())

    def hand_over_articles(self, articles: Iterable[Article], tell: Callable[[Progress], None]) -> None:
        """Hand finished articles over to the index under this run, resting while the ledger is full."""
        seen: dict[str, Source] = {}
        self._see_to_processes()
        for article in articles:
            seen.setdefault(article.source.id, _source_of(article))
            page_id = PageId(f"{self.id}-{article.id}"[:64])
            self._patiently(partial(self._parts.ledger.hand_over_article, article, page_id=page_id, run=self.id))
            self._finished(tell)
        self.replayed_sources = tuple(seen.values())

    def _patiently(self, hand_over: Callable[[], object]) -> None:
        for _ in range(_MOST_RESTS):
            try:
                hand_over()
            except Transient as error:
                time.sleep(error.retry_after_s or _LOOK_S)
            else:
                return
        raise StoreUnreachable("The ledger took no page for ten minutes: `trawlnet queues` shows what is stuck.")

    def watch(self, tell: Callable[[Progress], None]) -> tuple[DeferredHost, ...]:
        """Return once every URL and page of the run has an end, or only deferred hosts are left; return those.

        What was indexed is found by a search from then on. A store that restarts meanwhile is waited for; raises
        `StoreUnreachable` if it stays away.
        """
        deferred = self._watched(tell)
        with contextlib.suppress(IndexUnreachable):
            self._parts.index.refresh()
        return deferred

    def _watched(self, tell: Callable[[Progress], None]) -> tuple[DeferredHost, ...]:
        next_look_at = 0.0
        while True:
            if time.monotonic() >= next_look_at:
                self._riding_out(self._see_to_processes)
                deferred = self._riding_out(self._only_deferred)
                next_look_at = time.monotonic() + _HOSTS_LOOK_S
                if deferred:
                    return deferred
            if self._riding_out(lambda: self._finished(tell)):
                return ()
            time.sleep(_LOOK_S)

    def _finished(self, tell: Callable[[Progress], None]) -> bool:
        open_urls = self._parts.frontier.open_urls(self.id)
        open_pages = self._parts.ledger.open_pages(self.id)
        counts = self._parts.ledger.counts(run=self.id)
        tell(Progress(open_urls, open_pages, {str(name): count for name, count in counts.outcomes.items()}))
        if self._limit is not None and counts.handed_over >= self._limit and open_urls:
            self._limited = True
            self._parts.frontier.close_run(self.id)
        return open_urls == 0 and open_pages == 0

    def _only_deferred(self) -> tuple[DeferredHost, ...]:
        """Return the deferred hosts if nothing else of the run is left to do."""
        deferred = self._parts.frontier.deferred_hosts(self.id, self._patience_s)
        waiting = sum(host.urls for host in deferred)
        if not waiting or self._parts.frontier.open_urls(self.id) > waiting or self._parts.ledger.open_pages(self.id):
            return ()
        return tuple(deferred)

    def _see_to_processes(self) -> None:
        """Have the crew take on the roles for which no process is alive."""
        if self._crew is None:
            return
        alive = {process.role for process in self._parts.ledger.report().workers}
        self._crew.start([role for role in self._roles if role not in alive])

    def summary(self, sources: Sequence[Source], deferred: tuple[DeferredHost, ...]) -> RunSummary:
        """Return how the run ended, source by source."""
        return self._riding_out(lambda: self._summary(sources, deferred))

    def _summary(self, sources: Sequence[Source], deferred: tuple[DeferredHost, ...]) -> RunSummary:
        fetches = self._parts.frontier.fetch_counts(self.id)
        rows = []
        for source in sources:
            counts = self._parts.ledger.counts(source_id=source.id, run=self.id)
            of_source = fetches.get(source.id)
            rows.append(
                SourceSummary(
                    source_id=source.id,
                    name=source.name,
                    fetched=sum(of_source.results.values()) if of_source else 0,
                    fetches=dict(of_source.results) if of_source else {},
                    fetch_reasons=dict(of_source.reasons) if of_source else {},
                    outcomes={str(name): count for name, count in counts.outcomes.items() if count},
                    reasons=dict(counts.reasons),
                )
            )
        seconds = time.monotonic() - self._began
        left = self._back_fills.left(self.id)
        return RunSummary(self.id, seconds, tuple(rows), deferred, self._limited, left)


def _store_is_gone() -> StoreUnreachable:
    return StoreUnreachable(
        "The store went away and did not come back: start it, then run the command again; nothing found is lost."
    )


def _source_of(thing: Page | Article) -> Source:
    """Return enough of a page's or an article's source to be shown."""
    return Source(id=thing.source.id, name=thing.source.name, host=thing.source.host)
