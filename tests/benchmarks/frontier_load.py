"""A frontier full of URLs as news sites have them, for the benchmarks of its memory and its speed."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from contracts.records import PageHints, Source
from contracts.settings import load
from crawler.frontier import Ack, CrawlSettings, FoundUrl, Frontier, Lease

_FIRST = datetime(2026, 1, 1, tzinfo=UTC)
_WORDS = (
    "ministers",
    "agree",
    "on",
    "new",
    "rules",
    "for",
    "the",
    "harbour",
    "after",
    "a",
    "long",
    "night",
    "of",
    "talks",
)


def settings(**changes: object) -> CrawlSettings:
    """Return the settings of a crawler whose hosts are its own, so that nothing has to rest."""
    return load(CrawlSettings, **{"resolve": ("*.test=127.0.0.1",), "max_waiting_of_host": 10_000_000, **changes})


def source_of(hosts: int) -> Source:
    """Return a source of so many hosts, one feed each at most a hundred."""
    named = tuple(host_name(n) for n in range(hosts))
    feeds = tuple(f"https://{host}/feeds/latest.xml" for host in named[:100])
    return Source(id="daily", name="Daily", host=named[0], hosts=named[1:], feeds=feeds, delay_s=0)


def host_name(n: int) -> str:
    """Return the name of the n-th host."""
    return f"www.paper-{n:06d}.test"


def article(n: int, host: str) -> FoundUrl:
    """Return the n-th article: an address of some ninety characters, with title and date as feeds give them."""
    slug = "-".join(_WORDS[(n + step) % len(_WORDS)] for step in range(8))
    at = _FIRST + timedelta(seconds=n)
    hints = PageHints(
        found_in="https://www.paper-000000.test/feeds/latest.xml",
        title=f"{slug.replace('-', ' ').capitalize()}, says report no. {n}",
        published_at=at,
        updated_at=at,
        language="en",
    )
    return FoundUrl(url=f"https://{host}/{at:%Y/%m/%d}/world/{slug}-{n}.html", hints=hints)


def filled(frontier: Frontier, urls: int, hosts: int) -> Lease:
    """Bring so many articles of so many hosts into the frontier; return the lease of the feed that named them."""
    frontier.add_source(source_of(min(hosts, 1000)))
    (feed,) = frontier.claim(1)
    add(frontier, feed, (article(n, host_name(n % hosts)) for n in range(urls)))
    return feed


def add(frontier: Frontier, feed: Lease, found: Iterator[FoundUrl]) -> None:
    """Add all that was found, as many at a time as one page may name."""
    while batch := list(islice(found, 50_000)):
        frontier.add_links(feed, batch)


def done(frontier: Frontier, leases: Iterable[Lease]) -> int:
    """Acknowledge the leases as pages; return how many were ours."""
    return sum(frontier.ack_many([Ack(lease, "page", ago_s=60.0) for lease in leases]))
