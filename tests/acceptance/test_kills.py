"""Every process killed again and again in mid-crawl: the index equals the manifest all the same, and the sum holds."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from cli.parts import Parts
from newsroom.manifest import Difference, check, load
from newsroom.server import Gate, Newsroom
from tests.acceptance.installation import KINDS, Installation, installation, newsroom, sources_of, wait_until

Question = Callable[[Parts], int]
KILLS = 10
PAUSE_S = 0.2
WAITS = {
    "TRAWLNET_CRAWL_LEASE_S": "3",
    "TRAWLNET_CRAWL_TIMEOUT_S": "300",
    "TRAWLNET_WORKER_LEASE_S": "5",
    "TRAWLNET_WORKER_MAX_ATTEMPTS": "20",
}
"""What a killed process held is soon another's; sites may be shut for long, and each kill may strike the same page."""
ANSWERS = 4
LONGEST_STALL_S = 120.0


@pytest.fixture
def sites() -> Iterator[Newsroom]:
    with newsroom() as running:
        yield running


@pytest.fixture(params=KINDS)
def own(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    with installation(request.param, tmp_path, lambda: request.getfixturevalue("elasticsearch_url")) as made:
        made.environment |= WAITS
        yield made


def fetches(parts: Parts) -> int:
    return sum(sum(one.results.values()) for one in parts.frontier.fetch_counts().values())


def endings(parts: Parts) -> int:
    return sum(parts.ledger.counts().outcomes.values())


def under_way(parts: Parts) -> int:
    return parts.ledger.balance().in_flight


def pid_of(role: str) -> Question:
    def find(parts: Parts) -> int:
        return next((one.pid for one in parts.ledger.report().workers if one.role == role and alive(one.pid)), 0)

    return find


def pid_of_store(parts: Parts) -> int:
    return int(parts.client.info("server")["process_id"])


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("victim", "work"),
    [
        pytest.param(pid_of("crawler"), fetches, id="crawler"),
        pytest.param(pid_of("worker"), endings, id="worker"),
        pytest.param(pid_of("indexer"), endings, id="indexer"),
        pytest.param(pid_of_store, endings, id="store"),
    ],
)
def test_a_process_killed_again_and_again_costs_nothing(
    own: Installation, sites: Newsroom, victim: Question, work: Question
) -> None:
    own.write_sources(sources_of(sites, delay_s=0.1))
    crawl = own.start("crawl", "--json")

    kills = kill_until_done(own, crawl, sites.gate, victim, work)

    assert crawl.returncode == 0, (own.folder / "crawl.out").read_text()[-3000:]
    assert kills == KILLS
    assert_nothing_lost(own, sites)


def kill_until_done(
    own: Installation, crawl: subprocess.Popen[bytes], gate: Gate, victim: Question, work: Question
) -> int:
    """Kill what `victim` names each time that `work` has gone on; return how often, once the crawl has ended.

    Until the last kill the sites answer only when nothing is under way, so that there is always work left. Fails when
    no work is done for too long: a stall.
    """
    gate.shut()
    wait_for_store(own)
    kills, done, since = 0, 0, time.monotonic()
    with own.parts() as parts:
        while crawl.poll() is None:
            now_done, pid = asked(parts, work), asked(parts, victim)
            if now_done > done:
                done, since = now_done, time.monotonic()
                if kills < KILLS and pid:
                    os.kill(pid, signal.SIGKILL)
                    kills += 1
                    start_outside_store_again(own)
            if kills == KILLS:
                gate.open()
            elif gate.left == 0 and asked(parts, under_way) == 0:
                gate.let(ANSWERS)
            assert time.monotonic() - since < LONGEST_STALL_S, f"nothing happened for {LONGEST_STALL_S} s"
            time.sleep(PAUSE_S)
    return kills


def wait_for_store(own: Installation) -> None:
    if own.store is None:
        wait_until((own.data_dir / "valkey" / "valkey.pid").exists, within_s=20, what="the store should run")


def start_outside_store_again(own: Installation) -> None:
    """A command sees to the embedded store itself; a server of one's own is started again by whoever runs it."""
    if own.store is not None and own.store.process is not None:
        time.sleep(PAUSE_S)
        if own.store.process.poll() is not None:
            own.store.start()


def asked(parts: Parts, question: Question) -> int:
    """Return the answer, 0 while the store is away."""
    try:
        return question(parts)
    except (redis.RedisError, OSError):
        return 0


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def assert_nothing_lost(own: Installation, sites: Newsroom) -> None:
    with own.parts() as parts:
        balance = parts.ledger.balance()
        assert balance.holds
        assert balance.in_flight == 0
        assert index_differences(parts, sites.port) == []


def index_differences(parts: Parts, port: int) -> list[Difference]:
    """Return where the articles differ from the manifest; a page fetched twice may count an outcome more."""
    return check(load(), port=port, articles=parts.index.scan(None))
