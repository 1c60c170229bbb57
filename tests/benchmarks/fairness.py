"""Does one host with a great many URLs delay the others? `python -m tests.benchmarks.fairness [--big N] [--delay-s S]`.

One host has 100,000 URLs, 199 hosts have 50 each, all due at once, all at the same rest between fetches. Politeness
alone lets a small host, with its robots.txt, take its number of URLs times the rest; printed is how long all took.
"""

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from contracts.records import Source
from contracts.settings import load
from contracts.store import connect
from crawler.frontier import CrawlSettings, Frontier
from newsroom.crowd.running import RunningCrowd, running_crowd
from newsroom.crowd.server import Arrival
from tests.benchmarks.nursery import nursery
from tests.integration.crawler_site import wait_until
from tests.servers import valkey

BIG: Final = "big.test"
LONGEST: Final = 1.1
_BATCH: Final = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """What is due: `big` URLs of one host, and of `hosts` others `each`; `delay_s` is the rest of all."""

    big: int = 100_000
    hosts: int = 199
    each: int = 50
    delay_s: float = 2.0
    processes: int = 2
    concurrency: int = 32

    @property
    def shortest_s(self) -> float:
        """How long politeness alone makes a small host take, from its robots.txt to its last page."""
        return self.each * self.delay_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How long all small hosts took, from their first request to their last, and how many pages the big one gave."""

    small_s: float
    big_pages: int


def held(contest: Contest) -> Outcome:
    """Return the outcome of one contest; fails if a small host does not get all its pages."""
    folder = tempfile.TemporaryDirectory(prefix="trawlnet-fair-")
    with (
        folder as data,
        valkey.running(valkey.valkey_binary()) as store,
        running_crowd() as web,
        nursery(store.url(), Path(data)) as crawlers,
    ):
        settings = load(CrawlSettings, resolve=("*.test=127.0.0.1",), max_waiting_of_host=contest.big + 1000)
        _fill(Frontier(connect(store.url()), settings), web, contest)
        for _ in range(contest.processes):
            crawlers.start(concurrency=contest.concurrency, archive="off")
        wanted = contest.hosts * contest.each
        wait_until(lambda: _small_pages(web) == wanted, within_s=60 + 3 * contest.shortest_s)
        return _outcome(web.arrivals())


def _fill(frontier: Frontier, web: RunningCrowd, contest: Contest) -> None:
    names = tuple(f"s{n}.test" for n in range(contest.hosts))
    source = Source(id="fair", name="Fair", host=BIG, hosts=names, delay_s=contest.delay_s)
    urls = [web.url(BIG, f"/a/{n}") for n in range(contest.big)]
    urls += [web.url(name, f"/a/{n}") for n in range(contest.each) for name in names]
    for first in range(0, len(urls), _BATCH):
        frontier.add_run("fair", [], [(source, url) for url in urls[first : first + _BATCH]])


def _small_pages(web: RunningCrowd) -> int:
    time.sleep(0.5)
    return sum(one.host != BIG for one in web.pages())


def _outcome(arrivals: list[Arrival]) -> Outcome:
    small = [one.at for one in arrivals if one.host != BIG]
    big = sum(one.host == BIG and one.path != "/robots.txt" for one in arrivals)
    return Outcome(small_s=max(small) - min(small), big_pages=big)


def main() -> int:
    """Hold the contest, print what came of it, and return 1 if the small hosts were delayed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.fairness", description=__doc__)
    parser.add_argument("--big", type=int, default=100_000)
    parser.add_argument("--delay-s", type=float, default=2.0)
    options = parser.parse_args()
    contest = Contest(big=options.big, delay_s=options.delay_s)
    outcome = held(contest)
    ratio = outcome.small_s / contest.shortest_s
    table = Table(
        title=f"One host with {contest.big} URLs, {contest.hosts} with {contest.each}, {contest.delay_s:g} s rest"
    )
    for column in ("by politeness alone", "it took", "ratio", "promised", "pages of the big host"):
        table.add_column(column)
    row = (f"{contest.shortest_s:.1f} s", f"{outcome.small_s:.1f} s", f"{ratio:.3f}", f"{LONGEST}")
    table.add_row(*row, str(outcome.big_pages))
    Console().print(table)
    return 0 if ratio <= LONGEST else 1


if __name__ == "__main__":
    sys.exit(main())
