"""The ledger on real stores: a row moves by whoever holds its lease, and each page ends once."""

import time

import pytest
import redis

from contracts.errors import LedgerFull
from contracts.identity import document_id
from tests.integration.ledgers import a_ledger, a_page
from tests.integration.stores import both_stores
from tests.integration.worker_processes import until
from workers.ledger.cargo import unpacked_page
from workers.ledger.transitions import Ending
from workers.queue import ALL

pytestmark = both_stores


def test_a_page_handed_over_twice_is_one_row(store: redis.Redis) -> None:
    ledger, page = a_ledger(store), a_page(run="r1")

    assert ledger.hand_over(page) is True
    assert ledger.hand_over(page) is False

    assert ledger.balance().handed_over == 1
    assert ledger.balance().in_flight == 1
    assert ledger.open_pages("r1") == 1


def test_a_claimed_page_comes_back_as_it_was_handed_over(store: redis.Redis) -> None:
    ledger, page = a_ledger(store), a_page(body=bytes(range(256)) * 9, run="r1")
    ledger.hand_over(page)

    [row] = ledger.transitions().claim("clean")

    assert unpacked_page(row.cargo) == page
    assert (row.attempts, row.source_id, row.run, row.url) == (1, "daily", "r1", page.url)


def test_the_oldest_row_is_claimed_first(store: redis.Redis) -> None:
    ledger = a_ledger(store)
    ledger.hand_over(a_page("z-first"))
    time.sleep(0.005)
    ledger.hand_over(a_page("a-second"))

    claimed = [ledger.transitions().claim("clean")[0].id for _ in range(2)]

    assert claimed == ["z-first", "a-second"]
    assert ledger.transitions().claim("clean") == []


def test_a_stale_token_moves_nothing(store: redis.Redis) -> None:
    ledger = a_ledger(store, lease_s=0.5)
    ledger.hand_over(a_page("p"))
    rows = ledger.transitions("first")
    [stale] = rows.claim("clean")
    until(lambda: rows.sweep() == (1, 0, 0))
    [fresh] = ledger.transitions("second").claim("clean")

    assert rows.advance(stale, "enrich", b"old") is False
    assert rows.finish(stale, Ending(outcome="indexed")) is False
    assert rows.retry_later(stale, cause="x") == "stale"
    assert rows.renew("clean", [stale]) == 0
    assert rows.renew("clean", [fresh]) == 1
    assert fresh.attempts == 2
    assert ledger.balance().in_flight == 1


def test_an_outcome_is_counted_once_however_often_it_is_told(store: redis.Redis) -> None:
    ledger = a_ledger(store)
    ledger.hand_over(a_page("p", run="r1"))
    rows = ledger.transitions()
    [row] = rows.claim("clean")

    told = [rows.finish(row, Ending(outcome="rejected", reason="NoArticleText")) for _ in range(3)]

    assert told == [True, False, False]
    asked = ({}, {"source_id": "daily"}, {"run": "r1"}, {"source_id": "daily", "run": "r1"})
    for counts in (ledger.counts(**one) for one in asked):
        assert counts.outcomes["rejected"] == 1
        assert counts.reasons == {"NoArticleText": 1}
        assert counts.handed_over == 1
    assert ledger.counts(source_id="daily", run="another").handed_over == 0
    assert ledger.open_pages("r1") == 0
    assert ledger.balance().holds
    assert len(ledger.outcomes()) == 1
    assert ledger.hand_over(a_page("p", run="r1")) is False


def test_an_ended_row_leaves_its_bytes_and_keeps_what_an_audit_needs(store: redis.Redis) -> None:
    ledger = a_ledger(store)
    page = a_page("p", body=b"x" * 100_000)
    ledger.hand_over(page)
    rows = ledger.transitions()
    [row] = rows.claim("clean")
    rows.advance(row, "enrich", b"article")
    [row] = rows.claim("enrich")
    rows.finish(row, Ending(outcome="indexed", article_id="a", text_digest="d"))

    assert ledger.report().held_bytes == 0
    assert store.exists("trawlnet:ledger:bytes:p") == 0
    assert 0 < store.ttl("trawlnet:ledger:row:p") <= 7 * 24 * 3600
    assert (store.memory_usage("trawlnet:ledger:row:p") or 0) < 400
    [told] = ledger.outcomes()
    assert (told.page_id, told.outcome, told.article_id, told.text_digest) == ("p", "indexed", "a", "d")
    assert ledger.outcomes(told.id) == []


def test_a_row_whose_worker_died_is_next_tried_alone(store: redis.Redis) -> None:
    ledger = a_ledger(store, lease_s=0.5)
    rows = ledger.transitions()
    for number in range(4):
        ledger.hand_over(a_page(f"p{number}"))
        [row] = rows.claim("clean")
        rows.advance(row, "index", b"article")
    assert len(rows.claim("index", limit=500)) == 4
    until(lambda: rows.sweep() == (4, 0, 0))

    assert [len(rows.claim("index", limit=500)) for _ in range(5)] == [1, 1, 1, 1, 0]


def test_a_batch_stays_below_its_bytes(store: redis.Redis) -> None:
    ledger = a_ledger(store, max_batch_bytes=2048)
    rows = ledger.transitions()
    for _ in range(5):
        ledger.hand_over(a_page())
        [row] = rows.claim("clean")
        rows.advance(row, "index", b"x" * 1000)

    assert [len(rows.claim("index", limit=500)) for _ in range(3)] == [2, 2, 1]


def test_a_page_that_kills_each_worker_is_dead_after_bounded_attempts_and_can_be_retried(store: redis.Redis) -> None:
    ledger = a_ledger(store, lease_s=0.5, max_attempts=2)
    page = a_page("poison", run="r1")
    ledger.hand_over(page)
    rows = ledger.transitions()
    for _ in range(2):
        assert len(rows.claim("clean")) == 1
        until(lambda: any(rows.sweep()))

    [dead] = ledger.dead_list()
    assert (dead.page_id, dead.cause, dead.stage, dead.attempts) == ("poison", "WorkerDied", "clean", 2)
    assert ledger.counts().outcomes["dead"] == 1
    assert ledger.open_pages("r1") == 0
    assert ledger.balance().holds

    assert ledger.dead_retry("poison") == 1
    assert ledger.dead_retry("poison") == 0
    assert ledger.counts().outcomes["dead"] == 0
    assert ledger.balance().holds
    [row] = rows.claim("clean")
    assert unpacked_page(row.cargo) == page


def test_a_bug_is_kept_with_its_traceback_until_it_is_discarded(store: redis.Redis) -> None:
    ledger = a_ledger(store, max_bug_attempts=1)
    for number in range(3):
        ledger.hand_over(a_page(f"p{number}"))
    rows = ledger.transitions()
    for _ in range(3):
        [row] = rows.claim("clean")
        assert rows.bug(row, cause="KeyError", detail="Traceback: boom") == "dead"

    shown = ledger.dead_show("p1")
    assert shown is not None
    assert shown.detail == "Traceback: boom"
    assert ledger.dead_discard(ALL) == 3
    assert ledger.dead_list() == []
    assert ledger.counts().outcomes["dead"] == 3
    assert ledger.balance().holds


def test_a_failed_attempt_waits_and_a_row_given_back_does_not_spend_one(store: redis.Redis) -> None:
    ledger = a_ledger(store)
    ledger.hand_over(a_page("p"))
    rows = ledger.transitions()
    [row] = rows.claim("clean")
    assert rows.give_back(row, cause="IndexUnreachable") == "delayed"
    rows.sweep()
    [row] = rows.claim("clean")
    assert row.attempts == 1

    assert rows.retry_later(row, cause="IndexUnreachable") == "delayed"
    until(lambda: rows.sweep() == (0, 1, 0))
    [row] = rows.claim("clean")
    assert row.attempts == 2

    assert rows.retry_later(row, cause="IndexUnreachable", after_s=3600) == "delayed"
    assert rows.sweep() == (0, 0, 0)
    assert rows.claim("clean") == []
    assert ledger.balance().holds


def test_the_ledger_refuses_pages_above_its_bytes_and_knows_those_it_has(store: redis.Redis) -> None:
    import os

    ledger = a_ledger(store, max_bytes=20_000)
    first = a_page("first", body=os.urandom(15_000))
    ledger.hand_over(first)

    with pytest.raises(LedgerFull):
        ledger.hand_over(a_page("second", body=os.urandom(15_000)))
    assert ledger.hand_over(first) is False
    assert ledger.balance().handed_over == 1


def test_a_dead_page_takes_no_room_from_others_and_keeps_its_bytes_for_a_retry(store: redis.Redis) -> None:
    import os

    ledger = a_ledger(store, max_bytes=20_000, max_bug_attempts=1)
    rows, bad = ledger.transitions(), a_page("bad", body=os.urandom(15_000))
    ledger.hand_over(bad)
    [row] = rows.claim("clean")
    rows.bug(row, cause="KeyError", detail="boom")
    assert ledger.report().held_bytes == 0

    ledger.hand_over(a_page("next", body=os.urandom(15_000)))
    [row] = rows.claim("clean")
    rows.finish(row, Ending(outcome="unchanged"))
    ledger.dead_retry("bad")
    assert ledger.report().held_bytes > 15_000
    [row] = rows.claim("clean")
    assert unpacked_page(row.cargo) == bad

    rows.bug(row, cause="KeyError", detail="boom")
    ledger.dead_discard("bad")
    assert ledger.report().held_bytes == 0
    assert store.exists("trawlnet:ledger:bytes:bad") == 0


def test_celery_holds_one_message_for_each_ready_row_whatever_happens_to_its_queue(store: redis.Redis) -> None:
    ledger = a_ledger(store)
    for _ in range(5):
        ledger.hand_over(a_page())
    assert store.llen("trawlnet:celery:clean") == 5

    store.delete("trawlnet:celery:clean")
    ledger.transitions().sweep()
    assert store.llen("trawlnet:celery:clean") == 5

    store.lpush("trawlnet:celery:clean", *[b"{broken"] * 10)
    ledger.transitions().sweep()
    assert store.llen("trawlnet:celery:clean") == 5


def test_a_trace_is_found_by_page_article_and_any_address(store: redis.Redis) -> None:
    ledger = a_ledger(store)
    page = a_page("p", path="/news/moon?utm_source=feed")
    ledger.hand_over(page)
    rows = ledger.transitions("host:1")
    [row] = rows.claim("clean")
    rows.advance(row, "enrich", b"article", ms=12.5, article_id="article-1")
    [row] = rows.claim("enrich")
    rows.finish(row, Ending(outcome="unchanged"))

    known_as = ["p", "article-1", page.url, "http://www.daily.example/news/moon", document_id(page.url)]
    traces = [ledger.trace(name) for name in known_as]

    assert traces[0] is not None
    assert all(trace == traces[0] for trace in traces)
    assert [(step.stage, step.outcome) for step in traces[0].steps] == [
        ("handed_over", ""),
        ("clean", "advanced"),
        ("enrich", "unchanged"),
    ]
    assert traces[0].steps[1].duration_ms == 12.5
    assert traces[0].steps[1].worker == "host:1"
    assert ledger.trace("https://nobody.example/") is None
    assert ledger.forget_traces([page.url]) == 1
    assert ledger.trace(page.url) is None


def test_the_report_tells_each_queue_and_how_long_its_oldest_page_waits(store: redis.Redis) -> None:
    ledger = a_ledger(store)
    ledger.hand_over(a_page())
    ledger.hand_over(a_page())
    ledger.transitions().claim("clean")
    time.sleep(0.1)

    report = ledger.report()

    clean = report.queues[0]
    assert (clean.name, clean.ready, clean.in_flight, clean.delayed, clean.dead) == ("clean", 1, 1, 0, 0)
    assert 0.1 <= clean.oldest_age_s < 30
    assert report.handed_over == 2
