"""What the frontier answers: is every URL in exactly one place, and why is this one where it is."""

from datetime import UTC, datetime

import redis

from crawler.frontier import Ack, Frontier
from tests.integration.frontiers import RUN, a_source, claim_one, links, settings, simulated, with_articles
from tests.integration.stores import both_stores

pytestmark = both_stores


def test_an_audit_finds_every_url_in_exactly_one_place(store: redis.Redis) -> None:
    frontier = Frontier(store, settings())
    page, failed, moved, later = with_articles(frontier, 10)
    frontier.ack(page, "page")
    frontier.fail(failed, "HTTP 404", retry=False)
    frontier.redirect(moved, "http://other.test/b")
    frontier.release([later], in_s=60)
    frontier.claim(2)

    audit = frontier.audit()

    assert audit.holds
    assert (audit.discovered, audit.done, audit.dead, audit.aliases) == (11, 2, 1, 1)
    assert (audit.in_flight, audit.scheduled, audit.waiting) == (2, 1, 5)


def test_an_audit_says_what_is_off(store: redis.Redis) -> None:
    frontier = Frontier(store, settings())
    with_articles(frontier, 10)
    lost, twice, stray = store.zrange("trawlnet:frontier:2:due:alpha.test", 0, 2)
    store.zrem("trawlnet:frontier:2:due:alpha.test", lost)
    store.zadd("trawlnet:frontier:2:back:alpha.test", {twice: 0})
    store.hdel("trawlnet:frontier:2:live", stray)

    audit = frontier.audit()

    assert (audit.holds, audit.lost, audit.twice, audit.strays) == (False, 1, 1, 1)


def test_an_audit_counts_a_large_frontier_in_steps(store: redis.Redis) -> None:
    frontier = Frontier(store, settings(host_cap=50))
    frontier.release(with_articles(frontier, 3000))
    ended = sum(fetched_in_one_step(frontier) for _ in range(50))

    audit = frontier.audit()

    assert (audit.holds, audit.discovered, audit.done, audit.in_flight) == (True, 3001, ended + 1, 0)


def fetched_in_one_step(frontier: Frontier) -> int:
    return sum(frontier.ack_many([Ack(lease, "page") for lease in frontier.claim(50)]))


def test_why_tells_when_and_where_a_url_was_found_and_that_it_waits_for_its_host(store: redis.Redis) -> None:
    frontier = simulated(store, at_s=1000)
    frontier.add_run(RUN, [a_source(delay_s=30.0)])
    feed = claim_one(frontier)
    frontier.set_clock(1_002_000)
    frontier.add_links(feed, links(1))
    frontier.ack(feed, "feed")

    why = frontier.why("http://www.alpha.test/article-0?utm_source=x")

    assert why is not None
    assert (why.state, why.kind, why.source_id, why.rule, why.runs) == ("waiting", "article", "alpha", "link", (RUN,))
    assert (why.found_in, why.seen_at) == (feed.url, at(1002))
    assert (why.host.host, why.host.delay_s, why.host.next_at) == ("alpha.test", 30, at(1032))


def test_why_tells_who_claimed_a_url_and_until_when(store: redis.Redis) -> None:
    frontier = simulated(store, at_s=1000, lease_s=6)
    frontier.add_source(a_source())
    frontier.claim(1, owner="crawler-7")

    why = frontier.why("http://alpha.test/feed")

    assert why is not None
    assert (why.state, why.rule, why.claimed_by, why.claimed_until) == ("in flight", "catalogue", "crawler-7", at(1006))


def test_why_tells_the_tries_and_the_reason_of_a_url_that_failed(store: redis.Redis) -> None:
    frontier = simulated(store, at_s=1000, max_tries=2, retry_s=10)
    frontier.add_run(RUN, [], [(a_source(), "http://alpha.test/a")])
    frontier.fail(claim_one(frontier), "HTTP 500", retry=True)

    waits = frontier.why("http://alpha.test/a")
    frontier.set_clock(1_010_000)
    frontier.fail(claim_one(frontier), "HTTP 502", retry=True)
    ended = frontier.why("http://alpha.test/a")

    assert waits is not None
    assert (waits.state, waits.tries, waits.reason, waits.due_at) == ("scheduled", 1, "HTTP 500", at(1010))
    assert ended is not None
    assert (ended.state, ended.tries, ended.reason, ended.at, ended.rule) == ("dead", 2, "HTTP 502", at(1010), "run")


def test_why_tells_that_a_host_asked_for_a_rest(store: redis.Redis) -> None:
    frontier = simulated(store, at_s=1000)
    frontier.add_source(a_source())
    frontier.defer_host(claim_one(frontier), "HTTP 429", for_s=120)

    why = frontier.why("http://alpha.test/feed")

    assert why is not None
    assert (why.host.blocked_until, why.host.reason) == (at(1120), "HTTP 429")


def test_why_knows_nothing_of_what_was_never_seen(store: redis.Redis) -> None:
    assert Frontier(store, settings()).why("http://alpha.test/never") is None


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
