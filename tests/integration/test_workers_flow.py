"""Pages through real Celery workers on a real store: each ends once, whatever stands in the queues."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from tests.integration.ledgers import a_ledger, a_page, empty_store
from workers.queue import Ledger

DEADLINE_S = 60.0


@pytest.fixture
def store(valkey_url: str) -> Iterator[redis.Redis]:
    """Give a client of an empty Valkey."""
    client = empty_store(valkey_url)
    yield client
    client.close()


@pytest.fixture
def start(valkey_url: str, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Give what starts a worker process; those that still run are killed afterwards."""
    started: list[subprocess.Popen[bytes]] = []

    def start_one(**environment: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.integration.working_process", valkey_url, str(tmp_path)]
        started.append(subprocess.Popen(command, env={**os.environ, **environment}, start_new_session=True))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()
        process.wait(timeout=10)


def until(met: Callable[[], bool], *, within_s: float = DEADLINE_S) -> None:
    """Return once `met`; fail after a while."""
    deadline = time.monotonic() + within_s
    while not met():
        assert time.monotonic() < deadline, "not within the time allowed"
        time.sleep(0.05)


def is_done(ledger: Ledger) -> bool:
    """Return whether no page is in flight; the equation must hold at each look."""
    balance = ledger.balance()
    assert balance.holds, balance
    return balance.in_flight == 0


def indexed(folder: Path) -> list[str]:
    """Return the ids that the index stage wrote."""
    return (folder / "index").read_text().split()


def test_pages_flow_through_all_stages_and_each_ends_once(
    store: redis.Redis, start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    ledger = a_ledger(store)
    start()
    for number in range(120):
        ledger.hand_over(a_page(body=b"text %d" % number))
    for number in range(10):
        ledger.hand_over(a_page(body=b"reject %d" % number))

    until(lambda: is_done(ledger))

    counts = ledger.counts()
    assert counts.outcomes["indexed"] == 120
    assert counts.reasons == {"NoArticleText": 10}
    assert len(set(indexed(tmp_path))) == len(indexed(tmp_path)) == 120


def test_malformed_messages_stop_no_worker(
    store: redis.Redis, start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
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
    worker = start()
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
    store: redis.Redis, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    ledger = a_ledger(store)
    ledger.hand_over(a_page("poison", body=b"poison"))
    for number in range(20):
        ledger.hand_over(a_page(body=b"text %d" % number))
    ledger.hand_over(a_page("bug", body=b"bug"))
    start()

    until(lambda: ledger.counts().outcomes["indexed"] == 20)
    until(lambda: is_done(ledger))

    causes = {dead.page_id: (dead.cause, dead.attempts) for dead in ledger.dead_list()}
    assert causes == {"poison": ("WorkerDied", 4), "bug": ("KeyError", 2)}
    bug = ledger.dead_show("bug")
    assert bug is not None
    assert "Traceback" in bug.detail


def test_a_worker_stops_in_time_when_asked_and_what_it_held_is_done_by_the_next(
    store: redis.Redis, start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    ledger = a_ledger(store)
    first = start()
    for number in range(30):
        ledger.hand_over(a_page(body=b"slow %d" % number))
    until(lambda: ledger.report().queues[0].in_flight > 0)

    first.send_signal(signal.SIGTERM)

    assert first.wait(timeout=6) == 0
    start()
    until(lambda: is_done(ledger))
    assert len(set(indexed(tmp_path))) == 30


def test_pool_processes_end_with_their_killed_main_and_it_with_its_killed_parent(
    store: redis.Redis, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    ledger = a_ledger(store)
    parent = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)"])
    worker = start(TRAWLNET_PARENT_PID=str(parent.pid))
    until(lambda: len(ledger.report().workers) == 1)
    until(lambda: len(children_of(worker.pid)) == 2)
    pool = children_of(worker.pid)

    parent.kill()
    parent.wait(timeout=5)

    assert worker.wait(timeout=10) == 0
    until(lambda: not any(runs(pid) for pid in pool), within_s=5)
    until(lambda: ledger.report().workers == (), within_s=15)


def children_of(pid: int) -> list[int]:
    """Return the processes that this one forked."""
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def runs(pid: int) -> bool:
    """Return whether a process is there."""
    return Path(f"/proc/{pid}").exists()
