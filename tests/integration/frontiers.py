"""Frontiers for the tests of single transitions: one source, hosts of our own, and a clock that the test moves."""

from dataclasses import replace

import redis

from contracts.records import Source
from contracts.settings import load
from crawler.frontier import CrawlSettings, FoundUrl, Frontier, Lease

RUN = "run-1"


def settings(**changes: object) -> CrawlSettings:
    """Return settings under which the hosts of `*.test` are our own."""
    return load(CrawlSettings, **{"resolve": ("*.test=127.0.0.1",), **changes})


def a_source(**changes: object) -> Source:
    """Return a source with one feed whose hosts need no rest."""
    source = Source(id="alpha", name="Alpha", host="alpha.test", feeds=("http://alpha.test/feed",), delay_s=0)
    return replace(source, **changes)  # type: ignore[arg-type]


def links(number: int, host: str = "alpha.test") -> list[FoundUrl]:
    """Return so many articles of a host."""
    return [FoundUrl(url=f"http://{host}/article-{n}") for n in range(number)]


def claim_one(frontier: Frontier) -> Lease:
    """Return the lease of the one URL that is due."""
    (lease,) = frontier.claim(1)
    return lease


def with_articles(frontier: Frontier, number: int, source: Source | None = None) -> list[Lease]:
    """Bring a run to the moment where its feed was read and its articles are known; return claims of them."""
    frontier.add_run(RUN, [source or a_source()])
    feed = claim_one(frontier)
    frontier.add_links(feed, links(number))
    frontier.ack(feed, "feed", ago_s=3600)
    return frontier.claim(number)


def simulated(store: redis.Redis, *, at_s: float = 0, **changes: object) -> Frontier:
    """Return a frontier whose clock stands at `at_s`."""
    frontier = Frontier(store, settings(**changes), clock="simulated")
    frontier.set_clock(int(at_s * 1000))
    return frontier
