"""Claims a second: `python -m tests.benchmarks.frontier_claims`, on Valkey and on Redis, by 1 to 4 client processes.

Each claim is acknowledged; both go in batches, as the crawler's do under load. Hosts need no rest, so that speed alone
is measured. Then the cost of one claim, by the server's own count of its processor time, with ten thousand to a million
URLs waiting.
"""

import argparse
import multiprocessing
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts.store import connect
from crawler.frontier import Frontier
from tests.benchmarks.frontier_load import add, article, done, filled, host_name, settings
from tests.servers import Unavailable, valkey

CLIENTS = (1, 2, 4)


@dataclass(frozen=True, slots=True)
class Speed:
    """Claims a second, each with its acknowledgement, and the server's processor time for one of each in µs."""

    per_s: float
    server_us: float


def claimed(url: str, batch: int, most: int, answers: "multiprocessing.Queue[int]") -> None:
    """Claim and acknowledge `most` URLs, or until there are no more; tell how many they were."""
    frontier, ended = Frontier(connect(url, timeout_s=60), settings()), 0
    while ended < most and (leases := frontier.claim(batch)):
        ended += done(frontier, leases)
    answers.put(ended)


def speed_of(url: str, *, clients: int, batch: int, claims: int) -> Speed:
    """Return how fast so many clients together claim and acknowledge so many URLs."""
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[int] = context.Queue()
    client: Any = connect(url, timeout_s=60)
    share = claims // clients
    workers = [context.Process(target=claimed, args=(url, batch, share, answers)) for _ in range(clients)]
    before, calls = server_cpu_us(client), script_calls(client)
    for worker in workers:
        worker.start()
    while script_calls(client) == calls:
        time.sleep(0.001)
    began = time.monotonic()
    total = sum(answers.get(timeout=600) for _ in workers)
    took = time.monotonic() - began
    for worker in workers:
        worker.join()
    return Speed(per_s=total / took, server_us=(server_cpu_us(client) - before) / max(1, total))


def server_cpu_us(client: Any) -> float:
    """Return the processor time that the server has used, in µs: what else the machine does is not in it."""
    cpu = client.info("cpu")
    return float(cpu["used_cpu_user"] + cpu["used_cpu_sys"]) * 1e6


def script_calls(client: Any) -> int:
    """Return how many scripts the server has run."""
    return int(client.info("commandstats").get("cmdstat_evalsha", {}).get("calls", 0))


def measured(binary: Path, *, hosts: int, claims: int, batch: int, sizes: tuple[int, ...]) -> None:
    """Print a line for each number of clients, and one for each number of URLs."""
    with valkey.running(binary) as store:
        client: Any = connect(store.url(), timeout_s=60)
        client.config_set("maxmemory", 0)
        name = f"{binary.name} {client.info('server')['redis_version']}"
        frontier = Frontier(client, settings())
        feed = filled(frontier, hosts, hosts)
        known = hosts
        for clients in CLIENTS:
            speed = speed_of(store.url(), clients=clients, batch=batch, claims=claims)
            say(
                f"{name}: {hosts} hosts, {clients} clients, batches of {batch}: {speed.per_s:7.0f} claims+acks/s, "
                f"{speed.server_us:.0f} µs of the server's processor each"
            )
            add(frontier, feed, (article(n, host_name(n % hosts)) for n in range(known, known + claims)))
            known += claims
        for urls in sizes:
            waiting = frontier.size().waiting
            if waiting < urls:
                add(frontier, feed, (article(n, host_name(n % hosts)) for n in range(known, known + urls - waiting)))
                known += urls - waiting
            speed = speed_of(store.url(), clients=1, batch=batch, claims=min(5_000, claims))
            cost = f"{speed.server_us:5.1f} µs of the server's processor for a claim and its ack"
            say(f"{name}: {urls:>9} URLs waiting: {cost}")


def say(line: str) -> None:
    """Write a line."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Measure on both servers."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--hosts", type=int, default=100_000)
    arguments.add_argument("--claims", type=int, default=40_000)
    arguments.add_argument("--batch", type=int, default=50)
    arguments.add_argument("--urls", type=int, default=1_000_000)
    asked = arguments.parse_args()
    sizes = tuple(n for n in (10_000, 100_000, 1_000_000) if n <= asked.urls)
    for binary in (valkey.valkey_binary, valkey.redis_binary):
        try:
            measured(binary(), hosts=asked.hosts, claims=asked.claims, batch=asked.batch, sizes=sizes)
        except Unavailable as error:
            say(str(error))


if __name__ == "__main__":
    main()
