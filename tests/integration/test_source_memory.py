"""The memory by source on real stores: bounded, the same in any order and however often a page comes, never torn."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random

import redis

from contracts.store import connect
from tests.integration.ledgers import a_ledger, a_page
from tests.integration.stores import both_stores
from tests.unit.workers.furniture.sightings import OLD_PROMOTION, PROMOTION, a_sighting, sightings
from workers.clean import EMPTY
from workers.furniture.memories import SourceMemories
from workers.furniture.reports import OutdatedArticles, forget_articles
from workers.furniture.sightings import Sighting
from workers.settings import WorkerSettings

pytestmark = both_stores


def memories(store: redis.Redis, **settings: int) -> SourceMemories:
    """Return what is known of the sources."""
    return SourceMemories(store, WorkerSettings(**settings))  # type: ignore[arg-type]


def observe_all(known: SourceMemories, seen: list[Sighting], source: str = "lantern") -> None:
    """Have the memory see the articles, in this order."""
    for one in seen:
        known.observe(source, one)


def test_nothing_is_known_of_a_source_that_was_not_seen(store: redis.Redis) -> None:
    assert memories(store).current("lantern") is EMPTY


def test_what_recurs_becomes_a_numbered_snapshot_that_every_worker_reads(store: redis.Redis) -> None:
    observe_all(memories(store), sightings(24, {PROMOTION: range(24)}))

    known = memories(store).current("lantern")

    assert known.furniture == {PROMOTION}
    assert known.number > 0
    assert memories(store).current("another") is EMPTY


def test_a_page_that_comes_again_counts_once(store: redis.Redis) -> None:
    known, seen = memories(store), sightings(11, {PROMOTION: range(11)})

    observe_all(known, seen * 20)
    known.learn("lantern")

    assert known.window("lantern") == (0, seen)


def test_an_edited_article_takes_the_place_of_its_earlier_fetch_whichever_comes_first(store: redis.Redis) -> None:
    known, first = memories(store), a_sighting(1, OLD_PROMOTION)
    edited = replace(first, fetched_ms=first.fetched_ms + 1, blocks=(PROMOTION,))

    observe_all(known, [first, edited, first], "a")
    observe_all(known, [edited, first], "b")

    assert known.window("a")[1] == known.window("b")[1] == [edited]


def test_the_window_is_the_newest_articles_in_whatever_order_they_came(store: redis.Redis) -> None:
    known, seen = memories(store, memory_articles=24), sightings(60, {PROMOTION: range(60)})

    observe_all(known, Random(5).sample(seen, len(seen)) + seen[:20])

    assert known.window("lantern")[1] == seen[-24:]


def test_only_the_sources_seen_last_are_remembered_and_nothing_is_left_of_others(store: redis.Redis) -> None:
    known = memories(store, memory_sources=3)
    for number in range(5):
        observe_all(known, sightings(24, {PROMOTION: range(24)}), f"source-{number}")
    named = {part for key in store.scan_iter("trawlnet:furniture:*") for part in str(key, "ascii").split(":")}
    remembered = {part for part in named if part.startswith("source-")}

    assert len(remembered) == 3
    assert {one.source for one in OutdatedArticles(store).first(1000)} == remembered


def test_a_snapshot_never_changes_and_the_latest_are_kept(store: redis.Redis) -> None:
    known = memories(store)
    observe_all(known, sightings(24, {PROMOTION: range(24)}))
    first = known.current("lantern")
    for turn in range(1, 10):
        later = [replace(one, fetched_ms=one.fetched_ms + turn * 10**8) for one in sightings(24, {})]
        blocks = (PROMOTION,) if turn % 2 == 0 else ()
        observe_all(known, [replace(one, blocks=(*one.blocks, *blocks)) for one in later])
        known.learn("lantern")
        if turn == 1:
            assert memories(store).numbered("lantern", first.number) == first

    assert known.current("lantern").number > first.number
    assert len(store.keys("trawlnet:furniture:snapshot:*")) <= 8
    assert memories(store).numbered("lantern", first.number) in (first, EMPTY)


def test_an_article_that_is_forgotten_teaches_its_source_nothing(store: redis.Redis) -> None:
    known, seen = memories(store), sightings(24, {PROMOTION: range(24)})
    observe_all(known, seen)

    assert forget_articles(store, "lantern", [one.article for one in seen[:20]] + ["unknown"]) == 20

    assert known.window("lantern")[1] == seen[20:]
    assert {one.article for one in OutdatedArticles(store).first(100)}.isdisjoint(one.article for one in seen[:20])


def test_a_source_that_was_pushed_out_begins_anew_with_a_number_that_was_never_given(store: redis.Redis) -> None:
    known = memories(store, memory_sources=1)
    observe_all(known, sightings(24, {PROMOTION: range(24)}))
    before = known.current("lantern").number
    store.zadd("trawlnet:furniture:sources", {"lantern": 0})
    observe_all(known, sightings(1, {}), "another")

    assert known.current("lantern") is EMPTY
    observe_all(known, sightings(24, {OLD_PROMOTION: range(24)}))

    assert known.current("lantern").number > before
    assert known.current("lantern").furniture == {OLD_PROMOTION}


def test_articles_that_a_new_snapshot_changes_are_outdated_once_and_fresh_pages_go_before_them(
    store: redis.Redis,
) -> None:
    known = memories(store)
    observe_all(known, sightings(24, {PROMOTION: range(4, 24)}))
    waiting = OutdatedArticles(store)
    found = waiting.first(100)

    assert sorted(one.archive.offset for one in found) == sorted(range(4, 16))
    a_ledger(store).hand_over(a_page())
    assert waiting.first(100) == []
    rows = a_ledger(store).transitions()
    [row] = rows.claim("clean")
    assert waiting.first(3) == found[:3]
    rows.advance(row, "enrich", row.cargo)
    assert waiting.first(100) == []
    rows.claim("enrich")
    for one in found:
        waiting.settle(one)
    assert waiting.first(100) == []


def test_an_article_that_a_later_snapshot_changes_anew_waits_on(store: redis.Redis) -> None:
    known = memories(store)
    observe_all(known, sightings(24, {PROMOTION: range(24)}))
    waiting = OutdatedArticles(store)
    [first] = waiting.first(1)

    waiting.settle(replace(first, number=first.number - 1))

    assert waiting.first(1) == [first]


def test_workers_that_see_one_source_at_once_agree(store: redis.Redis, store_url: str) -> None:
    seen = sightings(120, {PROMOTION: range(0, 120, 2)})
    orders = [Random(seed).sample(seen, len(seen)) for seed in range(4)]
    clients = [connect(store_url) for _ in orders]
    with ThreadPoolExecutor(len(orders)) as pool:
        list(pool.map(lambda pair: observe_all(memories(pair[0]), pair[1]), zip(clients, orders, strict=True)))
    known = memories(store)

    known.learn("lantern")

    assert known.window("lantern")[1] == seen
    assert known.current("lantern").furniture == {PROMOTION}
    for client in clients:
        client.close()


def test_of_two_lessons_from_one_snapshot_the_first_holds(store: redis.Redis) -> None:
    one, other = memories(store), memories(store)
    observe_all(one, sightings(23, {PROMOTION: range(23)}))
    number = one.learn("lantern")

    assert other.learn("lantern") == number
    assert len(store.keys("trawlnet:furniture:snapshot:*")) == 1


KILLED = """
import sys
from contracts.store import connect
from tests.integration.test_source_memory import memories, observe_all
from tests.unit.workers.furniture.sightings import PROMOTION, sightings
from workers.furniture.reports import forget_articles
known = memories(connect(sys.argv[1]))
print("ready", flush=True)
while True:
    seen = sightings(120, {PROMOTION: range(120)})
    observe_all(known, seen)
    forget_articles(connect(sys.argv[1]), "lantern", [one.article for one in seen])
"""


def test_a_worker_that_is_killed_leaves_a_memory_that_goes_on(store: redis.Redis, store_url: str) -> None:
    worker = subprocess.Popen([sys.executable, "-c", KILLED, store_url], stdout=subprocess.PIPE)
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"ready\n"
    os.kill(worker.pid, signal.SIGKILL)
    worker.communicate(timeout=10)
    known, seen = memories(store), sightings(120, {PROMOTION: range(120)})

    observe_all(known, seen)
    known.learn("lantern")

    assert known.window("lantern")[1] == seen
    assert known.current("lantern").furniture == {PROMOTION}
