"""What the frontier keeps within bounds: its memory, what waits, what one server is asked, what counts as gone."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import redis

from contracts.records import PageHints
from crawler.frontier import Ack, Added, CrawlSettings, FoundUrl, Frontier, Lease
from tests.benchmarks.frontier_memory import cost_of
from tests.integration.frontiers import RUN, a_source, claim_one, links, settings, simulated, with_articles
from tests.integration.stores import both_stores

pytestmark = both_stores


def test_a_url_takes_under_five_hundred_bytes_while_it_is_due_and_under_a_hundred_once_it_is_done(
    store: redis.Redis,
) -> None:
    cost = cost_of(store, 20_000)

    assert cost.due <= 500
    assert cost.done <= 100


def test_what_is_found_beyond_the_bound_waits_until_there_is_room_and_then_is_found_again(store: redis.Redis) -> None:
    frontier = simulated(store, max_waiting_urls=100)
    frontier.add_run(RUN, [a_source()])
    feed = claim_one(frontier)

    first = frontier.add_links(feed, links(150))
    frontier.wait_for_room(feed)
    fetched = fetch_all(frontier)
    frontier.set_clock(30_000)
    again = frontier.add_links(claim_one(frontier), links(150))

    assert (first.new, first.paused, fetched) == (99, 51, 99)
    assert (again.new, again.known, again.paused) == (51, 99, 0)


def test_one_host_may_not_fill_the_frontier(store: redis.Redis) -> None:
    frontier = simulated(store, max_waiting_of_host=10)
    frontier.add_run(RUN, [a_source()])
    feed = claim_one(frontier)

    full = frontier.add_links(feed, links(15))
    other = frontier.add_links(feed, links(5, "other.test"))

    assert (full.new, full.paused, other.new, other.paused) == (10, 5, 5, 0)


def test_a_run_takes_its_number_of_a_source_however_many_find_more_at_once(store: redis.Redis) -> None:
    finders = [Frontier(store, settings(), clock="simulated") for _ in range(4)]
    finders[0].set_clock(0)
    finders[0].add_run(RUN, [a_source()])
    feed = claim_one(finders[0])
    pages = [links(20, f"part-{n}.alpha.test") for n in range(8)]

    with ThreadPoolExecutor(4) as pool:
        added = sum(pool.map(lambda f, page: f.add_links(feed, page, most=50), finders * 2, pages), Added())
    again = sum((finders[0].add_links(feed, page[:1], most=50) for page in pages), Added())

    assert (added.new, added.left) == (50, 110)
    assert again.new == 0
    assert finders[0].left_by(RUN) == {"alpha": 110 + again.left}


def test_hosts_at_one_address_share_its_cap_and_take_turns(store: redis.Redis) -> None:
    frontier = Frontier(store, foreign(address_cap=2))
    leases = of_six_hosts_at_one_address(frontier)
    rest = frontier.claim(10)
    acknowledged(frontier, leases[:1])

    next_one = frontier.claim(10)
    acknowledged(frontier, [leases[1], *next_one])
    last = frontier.claim(10)

    assert (len(leases), rest, len(next_one), len(last)) == (2, [], 1, 2)
    assert len({lease.host for lease in (*leases, *next_one, *last)}) == 5


def test_the_turn_at_an_address_comes_back_from_a_crawler_that_died(store: redis.Redis) -> None:
    frontier = Frontier(store, foreign(address_cap=2), clock="simulated")
    frontier.set_clock(1000)
    leases = of_six_hosts_at_one_address(frontier)
    frontier.set_clock(1_000_000)
    frontier.sweep()

    assert len(frontier.claim(10)) == len(leases) == 2


def test_a_claim_asked_again_after_its_answer_was_lost_gives_the_same_leases(store: redis.Redis) -> None:
    frontier = Frontier(store, settings())
    frontier.add_run(RUN, [a_source()])
    feed = claim_one(frontier)
    frontier.add_links(feed, links(3))
    tokens = ["0" * 31 + str(n) for n in range(2)]

    first = frontier.claim_with(tokens)
    again = frontier.claim_with(tokens)

    assert ([lease.url for lease in first], len(first)) == ([lease.url for lease in again], 2)
    assert frontier.size().in_flight == 3


def test_acknowledgements_in_one_step_end_each_visit_that_is_still_held(store: redis.Redis) -> None:
    frontier = Frontier(store, settings())
    one, two, three = with_articles(frontier, 6)[:3]
    frontier.ack(two, "page")

    ended = frontier.ack_many([Ack(one, "page"), Ack(two, "page"), Ack(three, "robots_refused")])

    assert ended == [True, False, True]
    assert frontier.fetch_counts(RUN)["alpha"].results == {"feed": 1, "page": 2, "robots_refused": 1}


def test_a_missing_article_is_asked_for_again_hours_later_before_it_counts_as_gone(store: redis.Redis) -> None:
    frontier = simulated(store, at_s=1000, gone_asks=3, gone_rest_s=3600)
    lease = fetched_once_and_due_again(frontier)

    confirmations = []
    for hour in range(3):
        frontier.set_clock(10_000_000 + hour * 3_600_000)
        (lease,) = frontier.claim(5)
        confirmations.append(lease.confirms_gone)
        assert frontier.fail(lease, "HTTP 410", retry=False)

    assert confirmations == [False, False, True]
    assert state(frontier, lease.url) == ("done", "HTTP 410")


def test_an_article_that_is_back_is_not_gone(store: redis.Redis) -> None:
    frontier = simulated(store, at_s=1000, gone_asks=2, gone_rest_s=3600)
    lease = fetched_once_and_due_again(frontier)
    frontier.fail(claim_one(frontier), "HTTP 404", retry=False)
    frontier.set_clock(20_000_000)

    frontier.ack(claim_one(frontier), "page")

    assert state(frontier, lease.url) == ("done", "")


def test_an_article_is_read_again_on_the_day_it_is_withdrawn_and_no_run_waits_for_that(store: redis.Redis) -> None:
    frontier = simulated(store, at_s=1000)
    (lease,) = with_articles(frontier, 1)
    frontier.ack(lease, "page", next_in_s=3600)

    frontier.add_run("later", [a_source()])
    frontier.set_clock(2_000_000)
    feed = claim_one(frontier)
    frontier.add_links(feed, links(1))
    frontier.ack(feed, "feed")
    left = frontier.open_urls("later")
    early = frontier.claim(5)
    frontier.set_clock(1000_000 + 3600_000)

    assert (left, early) == (0, [])
    assert [one.url for one in frontier.claim(5)] == [lease.url]
    assert frontier.audit().holds


def test_an_article_that_is_to_be_withdrawn_is_read_at_once_when_it_was_edited(store: redis.Redis) -> None:
    frontier = simulated(store, at_s=1000)
    (lease,) = with_articles(frontier, 1)
    frontier.ack(lease, "page", next_in_s=3600)
    frontier.set_clock(2_000_000)
    frontier.add_run("later", [a_source()])
    feed = claim_one(frontier)

    for _ in range(2):
        frontier.add_links(feed, [edited(links(1)[0], at_s=1500)])
    again = claim_one(frontier)

    assert (again.url, frontier.open_urls("later")) == (lease.url, 2)


def test_a_run_does_not_wait_until_a_missing_article_is_asked_for_again(store: redis.Redis) -> None:
    frontier = simulated(store, at_s=1000, gone_asks=3, gone_rest_s=3600)
    fetched_once_and_due_again(frontier)
    frontier.fail(claim_one(frontier), "HTTP 404", retry=False)

    frontier.add_run("later", [a_source()])
    frontier.set_clock(11_000_000)
    feed = claim_one(frontier)
    frontier.add_links(feed, links(1))
    frontier.ack(feed, "feed")

    assert frontier.open_urls("later") == 0


def test_an_article_that_never_was_is_given_up_at_once(store: redis.Redis) -> None:
    frontier = Frontier(store, settings())
    (lease,) = with_articles(frontier, 1)

    frontier.fail(lease, "HTTP 404", retry=False)

    assert state(frontier, lease.url) == ("done", "HTTP 404")


def test_a_host_that_refuses_rests_twice_as_long_each_time_and_is_forgiven_a_step_a_success(store: redis.Redis) -> None:
    frontier = simulated(store, throttle_s=10)
    frontier.add_run(RUN, [a_source(delay_s=1.0)])
    feed = claim_one(frontier)
    frontier.add_links(feed, links(10))
    frontier.ack(feed, "feed")
    frontier.set_clock(1000)

    rests = [rest_after(frontier, answer) for answer in ("no", "no", "no", "yes", "no", "yes", "yes", "no")]

    assert rests == [10, 20, 40, 1, 40, 1, 1, 20]


def test_refusals_of_one_moment_are_one_strike(store: redis.Redis) -> None:
    frontier = simulated(store, throttle_s=10)
    leases = with_articles(frontier, 4)

    for lease in leases:
        frontier.defer_host(lease, "HTTP 503")

    why = frontier.why(leases[0].url)
    assert why is not None
    assert (why.host.strikes, why.host.blocked_until and why.host.blocked_until.timestamp()) == (1, 10)


def test_a_rest_that_the_host_asked_for_counts_from_its_answer(store: redis.Redis) -> None:
    frontier = simulated(store, at_s=1000)
    lease = with_articles(frontier, 1)[0]

    frontier.defer_host(lease, "HTTP 429", for_s=120, ago_s=20)

    frontier.set_clock(1_099_999)
    assert frontier.claim(1) == []
    frontier.set_clock(1_100_000)
    assert len(frontier.claim(1)) == 1


def test_what_is_older_than_the_clock_of_computers_is_known_and_told_like_all_else(store: redis.Redis) -> None:
    frontier = Frontier(store, settings())
    frontier.add_run(RUN, [a_source()])
    hints = PageHints(title="Old", published_at=datetime(1955, 3, 1, tzinfo=UTC))
    frontier.add_links(claim_one(frontier), [FoundUrl(url="http://alpha.test/old", hints=hints)])

    assert claim_one(frontier).hints == hints


def test_leases_of_any_number_are_given_back(store: redis.Redis) -> None:
    frontier = Frontier(store, settings(host_cap=64))
    frontier.add_run(RUN, [a_source(hosts=tuple(f"h{n}.test" for n in range(20)))])
    feed = claim_one(frontier)
    frontier.add_links(feed, [link for n in range(20) for link in links(60, f"h{n}.test")])

    assert frontier.release(frontier.claim(1000)) == 1000


def rest_after(frontier: Frontier, answer: str) -> float:
    """Claim the host's next URL as soon as it may be asked, answer so, and return how long the host rests then."""
    lease = claim_one(frontier)
    _ = frontier.defer_host(lease, "HTTP 429") if answer == "no" else frontier.ack(lease, "page")
    why = frontier.why(lease.url)
    assert why is not None
    until = max(at.timestamp() for at in (why.host.next_at, why.host.blocked_until) if at is not None)
    now = why.at.timestamp() if why.at else 0.0
    frontier.set_clock(int(until * 1000))
    return until - now


def acknowledged(frontier: Frontier, leases: list[Lease]) -> int:
    return sum(frontier.ack_many([Ack(lease, "page", ago_s=3600) for lease in leases]))


def fetch_all(frontier: Frontier) -> int:
    """Fetch all that is due; return how much that was."""
    return sum(acknowledged(frontier, leases) for leases in iter(lambda: frontier.claim(50), []))


def foreign(**changes: object) -> CrawlSettings:
    """Return settings under which no host is our own."""
    return settings(resolve=(), delay_s=0.1, **changes)


def of_six_hosts_at_one_address(frontier: Frontier) -> list[Lease]:
    """Return what may be claimed of six hosts with an article each, five of them known to be at one address."""
    frontier.add_run(RUN, [replace(a_source(delay_s=None), hosts=tuple(f"h{n}.test" for n in range(5)))])
    feed = claim_one(frontier)
    frontier.add_links(feed, [link for n in range(5) for link in links(1, f"h{n}.test")])
    for n in range(5):
        frontier.note_address(f"h{n}.test", "192.0.2.7")
    return frontier.claim(10)


def fetched_once_and_due_again(frontier: Frontier) -> Lease:
    """Bring a standing source to the moment where one article was fetched, and its feed then tells of an edit."""
    frontier.add_source(a_source())
    feed = claim_one(frontier)
    frontier.add_links(feed, links(1))
    lease = claim_one(frontier)
    frontier.ack(lease, "page")
    frontier.set_clock(10_000_000)
    frontier.add_links(feed, [edited(lease, at_s=10_000)])
    frontier.ack(feed, "feed", next_in_s=10**8)
    return lease


def edited(what: Lease | FoundUrl, *, at_s: float) -> FoundUrl:
    return FoundUrl(url=what.url, hints=PageHints(updated_at=datetime.fromtimestamp(at_s, UTC)))


def state(frontier: Frontier, url: str) -> tuple[str, str]:
    """Return where a URL is, and the reason of its last visit's end."""
    told = frontier.state_of(url)
    assert told is not None
    return told.state, told.reason
