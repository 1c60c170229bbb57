"""Nothing is lost or doubled under kill -9: of workers, of their pool processes, of the store."""

import os
import random
import signal
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from contracts.records import Page
from contracts.store import connect
from tests.integration.ledgers import a_ledger, a_page, empty_store
from tests.integration.worker_processes import Processes, children_of, is_done, until
from tests.servers import valkey
from workers.queue import Ledger

STORE_KILLS = 3
ALLOWED_S = 90.0


@pytest.fixture
def processes(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Processes]:
    """Give what starts worker processes on the store that the test is given."""
    started = Processes("", tmp_path)
    yield started
    started.kill_all()


@pytest.fixture
def own_store() -> Iterator[valkey.Store]:
    """Give a Valkey that the test may kill."""
    with valkey.running(valkey.valkey_binary()) as store:
        yield store


def slow_pages(count: int) -> list[Page]:
    """Return pages that each take a while to clean, so that a kill finds some half done."""
    return [a_page(body=b"slow %d" % number, run="r1") for number in range(count)]


def all_ended_once(ledger: Ledger, processes: Processes, pages: list[Page]) -> bool:
    """Return whether each page is indexed, counted once, and none is dead."""
    counts = ledger.counts()
    ended = (counts.handed_over, counts.outcomes["indexed"], counts.outcomes["dead"])
    return ended == (len(pages), len(pages), 0) and len(processes.indexed()) == len(pages)


def is_at_work(ledger: Ledger, pid: int) -> bool:
    """Return whether a worker holds a page now."""
    return any(process.pid == pid and process.current for process in ledger.report().workers)


@pytest.mark.parametrize(("server", "kills"), [("valkey_url", 12), ("redis_server_url", 4)])
def test_no_page_is_lost_or_doubled_when_workers_are_killed(
    server: str, kills: int, request: pytest.FixtureRequest, processes: Processes
) -> None:
    chance = random.Random(20260301)
    processes.url = request.getfixturevalue(server)
    ledger, pages = a_ledger(empty_store(processes.url)), slow_pages(kills * 20)
    workers = [processes.start(), processes.start()]

    for number in range(kills):
        for page in pages[number * 20 : number * 20 + 20]:
            ledger.hand_over(page)
        victim = workers[number % 2]
        until(partial(is_at_work, ledger, victim.pid))
        os.kill(chance.choice([victim.pid, *children_of(victim.pid)]), signal.SIGKILL)
        time.sleep(0.1)
        workers[number % 2] = victim if victim.poll() is None else processes.start()
        assert ledger.balance().holds

    until(lambda: is_done(ledger), within_s=ALLOWED_S)
    assert all_ended_once(ledger, processes, pages)
    assert ledger.open_pages("r1") == 0
    assert leases_that_ran_out(ledger, pages) >= kills // 2, "the kills struck no page at work"


def leases_that_ran_out(ledger: Ledger, pages: list[Page]) -> int:
    """Return how often a page came back from a worker that was killed."""
    traces = [trace for page in pages if (trace := ledger.trace(page.id)) is not None]
    return sum(step.outcome == "lease ran out" for trace in traces for step in trace.steps)


def test_no_page_is_lost_or_doubled_when_the_store_is_killed(own_store: valkey.Store, processes: Processes) -> None:
    processes.url = own_store.url()
    ledger, pages = a_ledger(connect(own_store.url())), slow_pages(60)
    workers = [processes.start(), processes.start()]

    for _ in range(STORE_KILLS):
        for page in pages:
            ledger.hand_over(page)
        until(lambda: any(queue.in_flight for queue in ledger.report().queues))
        own_store.kill()
        time.sleep(0.5)
        own_store.start()
        assert ledger.balance().holds

    for page in pages:
        ledger.hand_over(page)
    until(lambda: is_done(ledger), within_s=ALLOWED_S)
    assert all_ended_once(ledger, processes, pages)
    assert [worker.poll() for worker in workers] == [None, None]


def test_a_worker_waits_for_a_store_that_is_not_there_yet(own_store: valkey.Store, processes: Processes) -> None:
    processes.url = own_store.url()
    own_store.kill()
    worker = processes.start()
    time.sleep(1.5)
    own_store.start()
    ledger = a_ledger(connect(own_store.url()))
    ledger.hand_over(a_page(body=b"text"))

    until(lambda: is_done(ledger))
    assert worker.poll() is None
