"""Every process killed again and again in mid-crawl: the index equals the manifest all the same, and the sum holds."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
import redis

from cli.parts import Parts
from newsroom.manifest import Difference, check, load
from newsroom.server import Newsroom
from tests.acceptance.installation import Installation, installation, newsroom, sources_of, wait_until

T = TypeVar("T")
Victim = Callable[[Parts], int | None]
KILLS = 10
PAUSE_S = 1.5
DELAY_S = 0.5
LONGEST_STALL_S = 15.0


@pytest.fixture
def sites() -> Iterator[Newsroom]:
    with newsroom() as running:
        yield running


@pytest.fixture
def own(tmp_path: Path, sites: Newsroom) -> Iterator[Installation]:
    with installation("embedded", tmp_path, str) as made:
        made.write_sources(sources_of(sites, delay_s=DELAY_S))
        yield made


@pytest.mark.parametrize("role", ["crawler", "worker", "indexer"])
def test_a_process_killed_again_and_again_costs_nothing(own: Installation, sites: Newsroom, role: str) -> None:
    crawl = own.start("crawl", "--json")
    kills = kill_until_done(own, crawl, pid_of(role))

    assert crawl.returncode == 0, (own.folder / "crawl.out").read_text()[-3000:]
    assert kills >= KILLS
    assert_nothing_lost(own, sites)


def test_a_store_killed_again_and_again_costs_nothing(own: Installation, sites: Newsroom) -> None:
    crawl = own.start("crawl", "--json")
    kills = kill_until_done(own, crawl, pid_of_store)

    assert crawl.returncode == 0, (own.folder / "crawl.out").read_text()[-3000:]
    assert kills >= KILLS
    assert_nothing_lost(own, sites)


def kill_until_done(own: Installation, crawl: subprocess.Popen[bytes], victim: Victim) -> int:
    """Kill what `victim` names, often, with a rest between; return how often once the crawl has ended."""
    wait_until((own.data_dir / "valkey" / "valkey.pid").exists, within_s=20, what="the store should run")
    killed: list[int] = []
    watch = Stalls()
    with own.parts() as parts:
        while crawl.poll() is None:
            watch.look(parts)
            pid = None if len(killed) >= KILLS else asked(parts, victim)
            if pid is not None and pid not in killed:
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
            time.sleep(PAUSE_S)
    return len(killed)


class Stalls:
    """Fails when nothing was fetched and no page ended for too long."""

    def __init__(self) -> None:
        self.last = (-1, -1)
        self.since = time.monotonic()

    def look(self, parts: Parts) -> None:
        seen = asked(parts, progress_of)
        if seen is not None and seen != self.last:
            self.last, self.since = seen, time.monotonic()
        assert time.monotonic() - self.since < LONGEST_STALL_S, f"nothing happened for {LONGEST_STALL_S} s"


def asked(parts: Parts, question: Callable[[Parts], T]) -> T | None:
    """Return the answer, None while the store is away."""
    try:
        return question(parts)
    except (redis.RedisError, OSError):
        return None


def progress_of(parts: Parts) -> tuple[int, int]:
    fetched = sum(sum(one.results.values()) for one in parts.frontier.fetch_counts().values())
    return fetched, sum(parts.ledger.counts().outcomes.values())


def pid_of(role: str) -> Victim:
    def find(parts: Parts) -> int | None:
        return next((one.pid for one in parts.ledger.report().workers if one.role == role and alive(one.pid)), None)

    return find


def pid_of_store(parts: Parts) -> int | None:
    return int(parts.client.info("server")["process_id"])


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
