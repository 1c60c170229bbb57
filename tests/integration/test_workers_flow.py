"""Pages through real Celery workers on a real store: each ends once, whatever stands in the queues."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.integration.ledgers import a_ledger, a_page
from tests.integration.worker_processes import Processes, children_of, is_done, runs, until


@pytest.fixture
def processes(valkey_url: str, tmp_path: Path) -> Iterator[Processes]:
    """Give what starts worker processes; those that still run are killed afterwards."""
    started = Processes(valkey_url, tmp_path)
    yield started
    started.kill_all()


def test_pages_flow_through_all_stages_and_each_ends_once(store: redis.Redis, processes: Processes) -> None:
    ledger = a_ledger(store)
    processes.start()
    for number in range(120):
        ledger.hand_over(a_page(body=b"text %d" % number))
    for number in range(10):
        ledger.hand_over(a_page(body=b"reject %d" % number))

    until(lambda: is_done(ledger))

    counts = ledger.counts()
    assert counts.outcomes["indexed"] == 120
    assert counts.reasons == {"NoArticleText": 10}
    assert len(processes.indexed()) == 120


def test_malformed_messages_stop_no_worker(store: redis.Redis, processes: Processes) -> None:
    ledger = a_ledger(store)
    ledger.hand_over(a_page(body=b"first"))
    good = bytes(store.lindex("trawlnet:celery:clean", 0) or b"")  # type: ignore[arg-type]
    malformed = [
        b"not json",
        b"\xff\xfe",
        b'"x"',
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"__type__": "datetime", "__value__": 7}',
        b'{"properties": {"delivery_tag": "t"}}',
        good.replace(b'"body":"', b'"body":"IngiIQ'),
        good.replace(b"trawlnet.clean", b"os.system"),
        good.replace(b"application/json", b"application/x-python-serialize"),
        good.replace(b'"eta":null', b'"eta":"yesterday"'),
    ]
    worker = processes.start()
    until(lambda: is_done(ledger))

    store.lpush("trawlnet:celery:clean", *malformed)
    store.lpush("trawlnet:celery:index", *malformed)
    for number in range(20):
        ledger.hand_over(a_page(body=b"text %d" % number))

    until(lambda: is_done(ledger))
    until(lambda: store.llen("trawlnet:celery:clean") == 0)
    assert worker.poll() is None
    assert ledger.counts().outcomes["indexed"] == 21


def test_a_page_that_kills_its_process_is_dead_in_the_end_and_holds_up_no_other(
    store: redis.Redis, processes: Processes
) -> None:
    ledger = a_ledger(store)
    ledger.hand_over(a_page("poison", body=b"poison"))
    for number in range(20):
        ledger.hand_over(a_page(body=b"text %d" % number))
    ledger.hand_over(a_page("bug", body=b"bug"))
    processes.start()

    until(lambda: ledger.counts().outcomes["indexed"] == 20)
    until(lambda: is_done(ledger))

    causes = {dead.page_id: (dead.cause, dead.attempts) for dead in ledger.dead_list()}
    assert causes == {"poison": ("WorkerDied", 4), "bug": ("KeyError", 2)}
    bug = ledger.dead_show("bug")
    assert bug is not None
    assert "Traceback" in bug.detail


def test_a_page_that_takes_too_long_is_given_up_and_dead_in_the_end(store: redis.Redis, processes: Processes) -> None:
    ledger = a_ledger(store)
    ledger.hand_over(a_page("endless", body=b"endless"))
    ledger.hand_over(a_page("stubborn", body=b"stubborn"))
    processes.start(
        TRAWLNET_WORKER_SOFT_LIMIT_S="0.5", TRAWLNET_WORKER_HARD_LIMIT_S="1.5", TRAWLNET_WORKER_MAX_ATTEMPTS="2"
    )

    until(lambda: len(ledger.dead_list()) == 2)

    assert {dead.page_id: dead.cause for dead in ledger.dead_list()} == {
        "endless": "SoftTimeLimitExceeded",
        "stubborn": "WorkerDied",
    }
    assert ledger.dead_retry("all") == 2
    assert ledger.balance().holds


def test_the_report_shows_what_each_worker_does(store: redis.Redis, processes: Processes) -> None:
    ledger = a_ledger(store)
    worker = processes.start()
    page = a_page(body=b"endless")
    ledger.hand_over(page)

    until(lambda: [process.current for process in ledger.report().workers] == [f"clean {page.url}"])

    [shown] = ledger.report().workers
    assert (shown.role, shown.pid) == ("worker", worker.pid)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=6) == 0
    assert ledger.report().workers == ()


def test_a_worker_stops_in_time_when_asked_and_what_it_held_is_done_by_the_next(
    store: redis.Redis, processes: Processes
) -> None:
    ledger = a_ledger(store)
    first = processes.start()
    for number in range(30):
        ledger.hand_over(a_page(body=b"slow %d" % number))
    until(lambda: ledger.report().queues[0].in_flight > 0)

    first.send_signal(signal.SIGTERM)

    assert first.wait(timeout=6) == 0
    processes.start()
    until(lambda: is_done(ledger))
    assert len(processes.indexed()) == 30


def test_pool_processes_end_with_their_killed_main_and_it_with_its_killed_parent(
    store: redis.Redis, processes: Processes
) -> None:
    ledger = a_ledger(store)
    parent = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)"])
    worker = processes.start(TRAWLNET_PARENT_PID=str(parent.pid))
    until(lambda: len(ledger.report().workers) == 1)
    until(lambda: len(children_of(worker.pid)) == 2)
    pool = children_of(worker.pid)

    parent.kill()
    parent.wait(timeout=5)

    assert worker.wait(timeout=10) == 0
    until(lambda: not any(runs(pid) for pid in pool), within_s=5)
    until(lambda: ledger.report().workers == (), within_s=15)
