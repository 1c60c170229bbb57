"""The doorway to back-fill: a run that also takes what sitemaps and listings name since a day, behind all fresh news.

What is fresh keeps its rank; what is old waits in its host's second queue, whose pace is a setting. A run takes a
bounded number of articles of each source; how many it left is remembered, and the next one goes on there.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import redis

from contracts.errors import Misconfigured, Transient
from contracts.records import PageId, Source
from contracts.urls import host_and_port_of, url_key
from crawler.discovery.pages import view_of
from crawler.discovery.rule_guess import following_of
from crawler.discovery.shapes import date_in_url
from crawler.discovery.sniffing import sniffed
from crawler.discovery.xml_records import charset_in
from crawler.fetching.exchange import Answer
from crawler.frontier import Added, FoundUrl, Frontier, Lease
from crawler.frontier.records import PREFIX
from crawler.robots.sitemap_lines import only_news
from crawler.sources.link_rules import on_own_host

_MARK: Final = "back-"
_FRESH: Final = timedelta(days=2)
_REMEMBERED: Final = 2000
_RUN_TTL_S: Final = 7 * 86400


@dataclass(frozen=True, slots=True)
class BackFill:
    """What a run takes beside fresh news: what is said to be of `since` or later, `most` articles of each source."""

    since: datetime
    most: int


def name_of(run: str) -> str:
    """Return the name that makes a run one that fills back; such a run's endpoints are always read whole."""
    return f"{_MARK}{run}"


def fills_back(run: str | None) -> bool:
    """Return whether a run of this name fills back."""
    return run is not None and run.startswith(_MARK)


class BackFills:
    """The back-fills of all runs, in Redis; safe to use from several threads."""

    def __init__(self, client: redis.Redis, frontier: Frontier) -> None:
        self._store: Any = client
        self._frontier = frontier
        self._known: OrderedDict[str, BackFill | None] = OrderedDict()
        self._lock = threading.Lock()

    # -- asking for one ----------------------------------------------------------------------------------------------

    def begin(
        self, run: str, sources: Sequence[Source], back: BackFill, sitemaps: Iterable[tuple[Source, str]] = ()
    ) -> None:
        """Make the sources' endpoints, and further sitemaps of theirs, due now for a run that fills back."""
        key = _key(run)
        if back.since > datetime.now(UTC):
            raise Misconfigured(f"Nothing is published yet since {back.since:%Y-%m-%d}: give a day that has begun.")
        self._store.hset(key, mapping={"since": back.since.isoformat(), "most": back.most})
        self._store.expire(key, _RUN_TTL_S)
        self._frontier.add_run(run, sources)
        for source, url in sitemaps:
            added = self._frontier.add_links(_asking(run, source, url), [FoundUrl(url=url, kind="sitemap")])
            if added.paused:
                raise Transient("The frontier is full: begin the back-fill when some of it has been fetched.")

    def left(self, run: str) -> dict[str, int]:
        """Return how many articles were named but not taken, since the source's number was reached, by source id."""
        return self._frontier.left_by(run)

    # -- in a crawler ------------------------------------------------------------------------------------------------

    def of(self, run: str | None) -> BackFill | None:
        """Return what the run fills back, None for any other."""
        if run is None or not fills_back(run):
            return None
        with self._lock:
            if run in self._known:
                return self._known[run]
        since, most = self._store.hmget(_key(run), "since", "most")
        back = BackFill(datetime.fromisoformat(since.decode()), int(most)) if since and most else None
        with self._lock:
            self._known[run] = back
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return back

    def wanted(self, lease: Lease, answer: Answer, body: bytes, found: Sequence[FoundUrl]) -> list[FoundUrl]:
        """Return what is to be added of what a page named; a back-fill adds further pages and drops what is too old."""
        back = self.of(lease.run)
        if back is None or lease.source is None:
            return only_news(lease, found, now=answer.at)
        kept = list(within(back.since, lease, found, now=answer.at))
        following = _following(lease, answer, body) if _goes_on(back.since, found) else None
        if following is None:
            return kept
        others = [link for link in kept if url_key(link.url) != url_key(following)]
        return [*others, FoundUrl(url=following, kind="listing", backfill=True)]

    def add(self, lease: Lease, found: Sequence[FoundUrl]) -> Added:
        """Add what a page named; of a back-fill, no more old articles than the source's number has room for."""
        back = self.of(lease.run)
        if back is None:
            return self._frontier.add_links(lease, found)
        old = [link for link in found if link.backfill and link.kind == "article"]
        further = [link for link in found if link.backfill and link.kind != "article"]
        fresh = [link for link in found if not link.backfill]
        added = self._frontier.add_links(lease, fresh) + self._frontier.add_links(
            replace(lease, standing=False), further
        )
        return added + self._frontier.add_links(lease, old, most=back.most)


def within(since: datetime, lease: Lease, found: Iterable[FoundUrl], *, now: datetime) -> Iterator[FoundUrl]:
    """Yield what is not plainly older than `since`, the old of it marked; a standing endpoint loses nothing by it."""
    for link in found:
        told = told_of(link)
        if told is not None and told < since and not lease.standing:
            continue
        yield replace(link, backfill=_is_old(link, told, lease, now))


def _is_old(link: FoundUrl, told: datetime | None, lease: Lease, now: datetime) -> bool:
    if link.kind != "article" or told is None:
        return lease.depth > 0 or link.kind != "article"
    return told < now - _FRESH


def told_of(link: FoundUrl) -> datetime | None:
    """Return the latest moment that a link may be of, by what was said of it or by its address; None: nobody knows."""
    said = link.hints.updated_at or link.hints.published_at
    return said or _latest_in(link.url)


def _latest_in(url: str) -> datetime | None:
    found = date_in_url(url)
    if found is None:
        return None
    year, month, day = found
    try:
        if day is not None:
            return datetime(year, month, day, tzinfo=UTC) + timedelta(days=1)
        return datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    except ValueError:
        return None


def _goes_on(since: datetime, found: Iterable[FoundUrl]) -> bool:
    """Whether a listing may lead to more of the time wanted: not all that it dates is older."""
    told = [at for link in found if link.kind == "article" and (at := told_of(link)) is not None]
    return not told or max(told) >= since


def _following(lease: Lease, answer: Answer, body: bytes) -> str | None:
    """The page on which a listing of the source goes on, None if it does not or is no listing."""
    if lease.source is None or lease.kind != "listing" or sniffed(body) not in ("page", "unknown"):
        return None
    following = following_of(view_of(body, url=answer.url, charset=charset_in(answer.header("Content-Type"))))
    return following if following is not None and on_own_host(lease.source, following) else None


def _asking(run: str, source: Source, url: str) -> Lease:
    """What stands for the person who names a sitemap, where a page's lease is wanted."""
    return Lease(
        token=PageId(""),
        uid="",
        url=url,
        address=url,
        host=host_and_port_of(url),
        kind="sitemap",
        source_id=source.id,
        source=source,
        run=run,
        depth=-1,
    )


def _key(run: str) -> str:
    return f"{PREFIX}run:{run}:backfill"
