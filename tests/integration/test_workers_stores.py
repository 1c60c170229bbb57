"""Workers on a store behind a Unix socket, and on one that is full."""

import contextlib
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from contracts.article import Article
from contracts.errors import LedgerFull
from contracts.store import connect
from tests.integration.ledgers import a_ledger, a_page
from tests.integration.worker_processes import Processes, is_done, until
from tests.servers import valkey
from tests.unit.workers.clean import builders
from workers.clean import look
from workers.furniture.memories import SourceMemories
from workers.furniture.remembering import Remembering
from workers.settings import WorkerSettings

MEGABYTE = 1024**2


@pytest.fixture
def socket_url(tmp_path: Path) -> Iterator[str]:
    """Give the URL of a Valkey that listens on a Unix socket alone."""
    path = tmp_path / "s"
    options = ["--port", "0", "--unixsocket", str(path), "--maxmemory-policy", "noeviction", "--dir", str(tmp_path)]
    server = subprocess.Popen([valkey.valkey_binary(), *options], stdout=subprocess.DEVNULL)
    until(path.exists, within_s=10)
    yield f"unix://{path}?db=2"
    server.terminate()
    server.wait(timeout=10)


@pytest.fixture
def small_store() -> Iterator[valkey.Store]:
    """Give a Valkey of its own, to be filled."""
    with valkey.running(valkey.valkey_binary()) as store:
        yield store


def fill(client: redis.Redis) -> None:
    """Fill a store until it refuses writes."""
    with contextlib.suppress(redis.OutOfMemoryError):
        for number in range(100_000):
            client.set(f"junk:{number}", b"x" * 20_000)


def test_pages_flow_over_a_unix_socket(socket_url: str, tmp_path: Path) -> None:
    processes = Processes(socket_url, tmp_path)
    ledger = a_ledger(connect(socket_url))
    ledger.hand_over(a_page(body=b"text"))
    try:
        processes.start()
        until(lambda: is_done(ledger))
    finally:
        processes.kill_all()

    assert ledger.counts().outcomes["indexed"] == 1


def test_above_its_share_of_memory_the_ledger_takes_no_new_page(small_store: valkey.Store) -> None:
    client = connect(small_store.url())
    ledger = a_ledger(client)
    known = a_page()
    ledger.hand_over(known)
    assert ledger.has_room()

    client.config_set("maxmemory", client.info("memory")["used_memory"] + 100_000)
    time.sleep(0.3)

    assert not ledger.has_room()
    with pytest.raises(LedgerFull):
        ledger.hand_over(a_page())
    assert ledger.hand_over(known) is False
    assert ledger.balance().handed_over == 1


def test_workers_drain_a_store_that_is_full_even_if_they_start_when_it_is(
    small_store: valkey.Store, tmp_path: Path
) -> None:
    client = connect(small_store.url())
    ledger = a_ledger(client)
    for number in range(40):
        ledger.hand_over(a_page(body=b"text %d" % number))
    client.config_set("maxmemory", client.info("memory")["used_memory"] + MEGABYTE)
    fill(client)
    processes = Processes(small_store.url(), tmp_path)
    try:
        worker = processes.start()
        until(lambda: is_done(ledger))
        assert worker.poll() is None
    finally:
        processes.kill_all()

    assert ledger.counts().outcomes["indexed"] == 40


def test_on_a_full_store_pages_are_cleaned_and_nothing_is_learned(small_store: valkey.Store) -> None:
    client = connect(small_store.url())
    client.config_set("maxmemory", 1)
    memories = SourceMemories(client, WorkerSettings())

    result = Remembering(look, memories)(builders.a_page())

    assert isinstance(result, Article)
    assert memories.window("lamp") == (0, [])
    client.close()
