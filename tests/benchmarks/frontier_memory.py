"""What a URL costs in the frontier: `python -m tests.benchmarks.frontier_memory [--urls N]`, on Valkey and on Redis.

Bytes are the growth of the server's `used_memory`, hosts, queues and all else included; hosts are 1 for each 200 URLs.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts.store import connect
from crawler.frontier import Frontier
from tests.benchmarks.frontier_load import done, filled, settings
from tests.servers import Unavailable, valkey

URLS_OF_A_HOST = 200


@dataclass(frozen=True, slots=True)
class Cost:
    """Bytes for each URL that is due, and for each that is done."""

    due: float
    done: float


def cost_of(client: Any, urls: int) -> Cost:
    """Return what URLs cost on an empty server, where each is first due and then done."""
    frontier = Frontier(client, settings())
    filled(frontier, 0, 1)
    client.flushall()
    empty = used(client)
    filled(frontier, urls, max(1, urls // URLS_OF_A_HOST))
    due = used(client) - empty
    for leases in claims(frontier):
        done(frontier, leases)
    return Cost(due=due / urls, done=(used(client) - empty) / urls)


def claims(frontier: Frontier) -> Iterator[list[Any]]:
    """Yield claims until nothing is due."""
    while leases := [lease for lease in frontier.claim(400) if lease.kind == "article"]:
        yield leases


def used(client: Any) -> int:
    """Return the server's `used_memory`, less what its log has not written yet."""
    time.sleep(0.2)
    memory = client.info("memory")
    return int(memory["used_memory"]) - int(memory.get("mem_aof_buffer", 0)) - int(memory.get("mem_clients_normal", 0))


def main() -> None:
    """Print the cost on both servers, from ten thousand URLs to as many as asked for."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--urls", type=int, default=1_000_000)
    most = arguments.parse_args().urls
    for binary in (valkey.valkey_binary, valkey.redis_binary):
        try:
            print_costs(binary(), [n for n in (10_000, 100_000, 1_000_000, 10_000_000) if n <= most])
        except Unavailable as error:
            sys.stdout.write(f"{error}\n")


def print_costs(binary: Path, sizes: list[int]) -> None:
    """Print a line for each number of URLs."""
    for urls in sizes:
        with valkey.running(binary) as store:
            client: Any = connect(store.url(), timeout_s=60)
            client.config_set("maxmemory", 0)
            client.config_set("appendonly", "no")
            began = time.monotonic()
            cost = cost_of(client, urls)
            name = f"{binary.name} {client.info('server')['redis_version']}"
            took = time.monotonic() - began
            told = f"due {cost.due:6.1f} B each, done {cost.done:5.1f} B each"
            sys.stdout.write(f"{name}: {urls:>9} URLs: {told} ({took:.0f} s)\n")


if __name__ == "__main__":
    main()
