"""What the frontier promises of each transition, on a real Valkey and on the oldest Redis we support."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import redis

from contracts.errors import Misconfigured, UnusableUrl
from contracts.records import PageHints
from contracts.settings import load
from crawler.frontier import CrawlSettings, FoundUrl, Frontier, Lease
from tests.integration.frontiers import RUN, a_source, claim_one, links, settings, simulated, with_articles
from tests.integration.stores import both_stores
from tests.integration.worker_processes import until

pytestmark = both_stores


@pytest.fixture
def frontier(store: redis.Redis) -> Frontier:
    return Frontier(store, settings())


def test_a_url_is_known_by_its_key_and_added_once(frontier: Frontier) -> None:
    frontier.add_run(RUN, [a_source()])
    feed = claim_one(frontier)

    first = frontier.add_links(feed, [FoundUrl(url="http://alpha.test/a?x=1&y=2")])
    again = frontier.add_links(feed, [FoundUrl(url="http://www.alpha.test/a?y=2&x=1&utm_source=feed")])

    assert (first.new, again.new, again.known) == (1, 0, 1)


def test_a_claim_carries_what_was_found_with_the_url(frontier: Frontier) -> None:
    frontier.add_run(RUN, [a_source()])
    feed = claim_one(frontier)
    hints = PageHints(found_in=feed.url, title="Täg – 新闻", published_at=datetime(2026, 1, 2, tzinfo=UTC), tags=("a",))
    frontier.add_links(feed, [FoundUrl(url="http://alpha.test/a", hints=hints)])

    lease = claim_one(frontier)

    assert (lease.hints, lease.run, lease.kind, lease.source, lease.depth) == (hints, RUN, "article", a_source(), 1)


def test_an_article_that_was_acknowledged_is_done_and_counted_once(frontier: Frontier) -> None:
    (lease,) = with_articles(frontier, 1)

    assert frontier.ack(lease, "page") is True
    assert frontier.ack(lease, "page") is False

    state = frontier.state_of(lease.url)
    assert state is not None
    assert (state.state, state.result, frontier.open_urls(RUN)) == ("done", "page", 0)
    assert frontier.fetch_counts(RUN)["alpha"].results == {"feed": 1, "page": 1}
    assert frontier.fetch_counts()["alpha"].results == {"feed": 1, "page": 1}


def test_an_expired_lease_returns_the_url_and_its_old_token_is_worthless(store: redis.Redis) -> None:
    frontier = Frontier(store, settings(lease_s=2))
    (old,) = with_articles(frontier, 1)

    until(lambda: frontier.sweep() == 1)
    new = claim_one(frontier)

    assert (new.url, new.token != old.token) == (old.url, True)
    assert frontier.ack(old, "page") is False
    assert frontier.fail(old, "HTTP 404", retry=False) is False
    assert frontier.redirect(old, "http://alpha.test/b") is False
    assert frontier.renew([old.token, new.token]) == {old.token}
    assert frontier.ack(new, "page") is True


def test_a_renewed_lease_is_not_swept(store: redis.Redis) -> None:
    frontier = simulated(store, at_s=10_000, lease_s=2)
    (lease,) = with_articles(frontier, 1)
    for at_s in (10_001, 10_002, 10_003, 10_004):
        frontier.set_clock(at_s * 1000)
        frontier.renew([lease.token])

    assert frontier.sweep() == 0
    assert frontier.ack(lease, "page") is True


def test_a_released_url_is_claimed_again_at_once(frontier: Frontier) -> None:
    leases = with_articles(frontier, 3)

    assert frontier.release(leases) == 3
    assert {lease.url for lease in frontier.claim(3)} == {lease.url for lease in leases}


def test_a_host_with_a_delay_is_asked_one_at_a_time_and_after_its_rest(store: redis.Redis) -> None:
    frontier = simulated(store, at_s=10_000)
    assert with_articles(frontier, 5, a_source(delay_s=60)) == []
    frontier.set_clock(10_060_000)
    (first,) = frontier.claim(5)
    frontier.ack(first, "page")
    frontier.set_clock(10_119_999)
    assert frontier.claim(5) == []
    frontier.set_clock(10_120_000)
    assert len(frontier.claim(5)) == 1


def test_the_larger_of_our_delay_and_the_sites_own_holds(store: redis.Redis) -> None:
    frontier = simulated(store, at_s=10_000)
    frontier.set_crawl_delay("alpha.test", 60)

    assert with_articles(frontier, 5, a_source(delay_s=5)) == []
    frontier.set_clock(10_059_999)
    assert frontier.claim(5) == []
    frontier.set_clock(10_060_000)
    assert len(frontier.claim(5)) == 1


def test_many_claimants_never_get_the_same_url_nor_one_host_twice(frontier: Frontier) -> None:
    hosts = tuple(f"h{n}.test" for n in range(20))
    frontier.add_run(RUN, [a_source(hosts=hosts, delay_s=5.0)])
    feed = claim_one(frontier)
    frontier.add_links(feed, [link for host in hosts for link in links(5, host)])
    claimed: list[Lease] = []
    threads = [threading.Thread(target=lambda: claimed.extend(frontier.claim(7))) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(lease.host for lease in claimed) == sorted(hosts)


def test_a_failure_is_tried_again_after_a_back_off_and_then_given_up_with_its_cause(store: redis.Redis) -> None:
    frontier = simulated(store, at_s=10_000, max_tries=2, retry_s=60)
    (lease,) = with_articles(frontier, 1)

    frontier.fail(lease, "HTTP 500", retry=True)
    assert frontier.claim(1) == []
    frontier.set_clock(10_100_000)
    frontier.fail(claim_one(frontier), "HTTP 500", retry=True)

    state = frontier.state_of(lease.url)
    assert state is not None
    assert (state.result, state.reason, frontier.open_urls(RUN)) == ("failed", "HTTP 500", 0)
    assert frontier.fetch_counts(RUN)["alpha"].reasons == {"HTTP 500": 1}


def test_a_host_that_asks_for_a_rest_gets_exactly_that_and_the_run_lists_it(frontier: Frontier) -> None:
    lease = with_articles(frontier, 5)[0]

    frontier.defer_host(lease, "HTTP 429", for_s=120)

    (deferred,) = frontier.deferred_hosts(RUN, patience_s=60)
    assert (deferred.host, deferred.urls, deferred.reason) == ("alpha.test", 2, "HTTP 429")
    assert abs((deferred.until - datetime.now(UTC)) - timedelta(seconds=120)) < timedelta(seconds=10)
    assert frontier.deferred_hosts(RUN, patience_s=180) == []
    assert frontier.claim(5) == []


def test_a_redirected_url_waits_for_the_turn_of_its_new_host_and_remembers_its_way(frontier: Frontier) -> None:
    (lease,) = with_articles(frontier, 1)

    frontier.redirect(lease, "http://other.test/b")
    moved = claim_one(frontier)

    assert (moved.url, moved.address, moved.host) == (lease.url, "http://other.test/b", "other.test")
    assert moved.hops == (lease.url,)
    assert frontier.ack(moved, "page") is True
    alias = frontier.state_of("http://other.test/b")
    assert alias is not None
    assert (alias.state, frontier.open_urls(RUN)) == ("alias", 0)


def test_a_redirect_to_a_known_url_ends_there(frontier: Frontier) -> None:
    one, two = with_articles(frontier, 2)

    frontier.redirect(one, two.url)

    state = frontier.state_of(one.url)
    assert state is not None
    assert (state.state, state.result, frontier.open_urls(RUN)) == ("done", "redirect", 1)


def test_a_standing_feed_comes_back_and_sooner_when_it_changed(store: redis.Redis) -> None:
    frontier = Frontier(store, settings(revisit_first_s=100, revisit_min_s=10))
    frontier.add_source(a_source())
    feed = claim_one(frontier)

    frontier.ack(feed, "feed", changed=True)

    state = frontier.state_of(feed.url)
    assert state is not None and state.due_at is not None
    assert 80 < (state.due_at - datetime.now(UTC)).total_seconds() < 101
    frontier.add_run(RUN, [a_source()])
    frontier.ack(claim_one(frontier), "feed", changed=True)
    again = frontier.state_of(feed.url)
    assert again is not None and again.due_at is not None
    assert 30 < (again.due_at - datetime.now(UTC)).total_seconds() < 51


def test_a_run_makes_known_endpoints_due_and_is_open_until_they_end(frontier: Frontier) -> None:
    frontier.add_source(a_source())
    frontier.ack(claim_one(frontier), "feed")
    assert frontier.claim(1) == []

    frontier.add_run(RUN, [a_source()])

    assert frontier.open_urls(RUN) == 1
    frontier.ack(claim_one(frontier), "feed")
    assert frontier.open_urls(RUN) == 0


def test_a_run_that_asks_for_an_endpoint_in_flight_gets_a_visit_of_its_own(frontier: Frontier) -> None:
    frontier.add_source(a_source())
    feed = claim_one(frontier)
    frontier.add_run(RUN, [a_source()])

    frontier.ack(feed, "feed")

    assert (claim_one(frontier).run, frontier.open_urls(RUN)) == (RUN, 1)


def test_two_listings_that_link_each_other_are_visited_once_a_run(frontier: Frontier) -> None:
    one, two = "http://alpha.test/list/a", "http://alpha.test/list/b"
    frontier.add_run(RUN, [a_source(feeds=(), start_pages=(one,))])
    first = claim_one(frontier)
    frontier.add_links(first, [FoundUrl(url=two, kind="listing")])
    frontier.ack(first, "listing")
    second = claim_one(frontier)
    frontier.add_links(second, [FoundUrl(url=one, kind="listing")])
    frontier.ack(second, "listing")

    assert frontier.claim(1) == []
    assert frontier.open_urls(RUN) == 0


def test_an_article_that_its_source_says_was_edited_is_fetched_again_by_the_next_run(frontier: Frontier) -> None:
    first, edited = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    frontier.add_run(RUN, [a_source()])
    feed = claim_one(frontier)
    url = "http://alpha.test/a"
    frontier.add_links(feed, [FoundUrl(url=url, hints=PageHints(updated_at=first))])
    frontier.ack(claim_one(frontier), "page")
    in_the_run = frontier.add_links(feed, [FoundUrl(url=url, hints=PageHints(updated_at=edited))])
    frontier.ack(feed, "feed")
    frontier.add_run("run-2", [a_source()])
    feed = claim_one(frontier)

    known = frontier.add_links(feed, [FoundUrl(url=url, hints=PageHints(updated_at=first))])
    again = frontier.add_links(feed, [FoundUrl(url=url, hints=PageHints(updated_at=edited))])

    assert (in_the_run.new, known.new, again.new) == (0, 0, 1)


def test_an_article_without_a_told_edit_is_fetched_again_if_one_is_told_later_than_its_fetch(
    frontier: Frontier,
) -> None:
    (lease,) = with_articles(frontier, 1)
    frontier.ack(lease, "page")
    frontier.add_run("run-2", [a_source()])
    feed = claim_one(frontier)
    past, coming = datetime.now(UTC) - timedelta(days=1), datetime.now(UTC) + timedelta(minutes=1)
    far = datetime.now(UTC) + timedelta(days=1)

    added = [
        frontier.add_links(feed, [FoundUrl(url=lease.url, hints=PageHints(updated_at=moment))]).new
        for moment in (past, far, coming)
    ]

    assert added == [0, 0, 1]


def test_a_removed_sources_endpoints_end_for_good(frontier: Frontier) -> None:
    frontier.add_source(a_source())
    frontier.forget_source("alpha")

    lease = claim_one(frontier)
    frontier.fail(lease, "SourceRemoved", retry=False)

    state = frontier.state_of(lease.url)
    assert state is not None
    assert (lease.source, state.state, frontier.standing_sources()) == (None, "done", set())


def test_a_closed_run_waits_for_nothing_and_its_urls_stay_due(frontier: Frontier) -> None:
    with_articles(frontier, 10)

    frontier.close_run(RUN)

    assert frontier.open_urls(RUN) == 0
    assert frontier.size().waiting == 6


def test_no_delay_is_refused_for_hosts_that_are_not_our_own(store: redis.Redis) -> None:
    frontier = Frontier(store, load(CrawlSettings))

    with pytest.raises(Misconfigured, match="delay_s 0 is only for hosts"):
        frontier.add_run(RUN, [a_source()])


def test_an_unusable_url_is_refused_before_anything_is_added(frontier: Frontier) -> None:
    with pytest.raises(UnusableUrl):
        frontier.add_run(RUN, [a_source()], [(a_source(), "ftp://alpha.test/x")])

    assert frontier.open_urls(RUN) == 0


def test_the_size_tells_what_waits_and_what_is_in_flight(frontier: Frontier) -> None:
    with_articles(frontier, 6)

    size = frontier.size()

    assert (size.waiting, size.in_flight, size.hosts) == (2, 4, 1)


def test_a_full_server_refuses_new_urls_but_still_ends_those_in_flight(frontier: Frontier, store: redis.Redis) -> None:
    (lease,) = with_articles(frontier, 1)
    limit = store.config_get("maxmemory")["maxmemory"]
    store.config_set("maxmemory", "1mb")
    try:
        with pytest.raises(redis.OutOfMemoryError):
            frontier.add_links(lease, links(3))
        assert frontier.renew([lease.token]) == set()
        assert frontier.ack(lease, "page") is True
    finally:
        store.config_set("maxmemory", limit)


def test_who_acknowledges_may_decide_when_an_endpoint_is_next_visited_and_what_is_remembered_of_its_pace(
    store: redis.Redis,
) -> None:
    frontier = Frontier(store, settings(), clock="simulated")
    frontier.set_clock(1_000_000)
    frontier.add_source(a_source())

    frontier.ack(claim_one(frontier), "feed", next_in_s=77.5, pace="12/3.4")

    frontier.set_clock(1_077_499)
    assert frontier.claim(1) == []
    frontier.set_clock(1_077_500)
    assert claim_one(frontier).pace == "12/3.4"


def test_back_fill_waits_for_fresh_urls_and_has_a_budget_of_its_own(store: redis.Redis) -> None:
    frontier = Frontier(store, settings(back_fill_per_hour=360), clock="simulated")
    frontier.set_clock(0)
    frontier.add_run(RUN, [a_source(delay_s=1.0)])
    feed = claim_one(frontier)
    old = [FoundUrl(url=f"http://alpha.test/old-{n}", backfill=True) for n in range(2)]
    frontier.add_links(feed, [*old, *links(2)])
    frontier.ack(feed, "feed")

    claimed = []
    for second in range(1, 30):
        frontier.set_clock(second * 1000)
        for lease in frontier.claim(5):
            claimed.append((second, lease.backfill))
            frontier.ack(lease, "page")

    assert claimed == [(1, False), (2, False), (3, True), (13, True)]
