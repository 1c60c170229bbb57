"""How many pages a second one crawler process fetches, beside scrapy-redis on the same pages, store and machine.

`python -m tests.benchmarks.crawl_speed [--pages N] [--rounds N]`. Both find all URLs queued in one Valkey; timed is
from the first page's arrival at the server to the last one's. Runs alternate, and the median counts.
"""

import argparse
import contextlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
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
from tests.benchmarks.nursery import REPOSITORY
from tests.integration.crawler_site import Crawler, wait_until
from tests.servers import valkey

HOSTS: Final = 50
CONCURRENCY: Final = 16
SMALL: Final = (900, 1100)
REAL: Final = (60_000, 100_000)
RUN: Final = "speed"
_STALL: Final = re.compile(r"longest_stall_ms=(\d+)")


@dataclass(frozen=True, slots=True)
class Speed:
    """One run's result; `stall_ms` is the longest time that our reactor did nothing else, None where it wasn't told."""

    pages_per_s: float
    stall_ms: int | None = None


def addresses(web: RunningCrowd, pages: int) -> list[str]:
    """Return the URLs of so many pages, spread over the hosts."""
    return [web.url(host_name(n % HOSTS), f"/a/{n}") for n in range(pages)]


def host_name(number: int) -> str:
    """Return the name of one of the hosts."""
    return f"h{number}.test"


def a_source() -> Source:
    """Return the one source to which all hosts belong: they need no rest."""
    names = tuple(host_name(n) for n in range(HOSTS))
    return Source(id="speed", name="Speed", host=names[0], hosts=names, delay_s=0)


def ours(pages: int, size: tuple[int, int], *, archive: bool) -> Speed:
    """Return how fast our crawler empties a frontier of so many pages."""
    with running_crowd(page_bytes=size) as web, fresh_store() as store, a_folder() as folder:
        settings = load(CrawlSettings, resolve=("*.test=127.0.0.1",))
        frontier = Frontier(connect(store.url()), settings)
        source = a_source()
        frontier.add_run(RUN, [], [(source, url) for url in addresses(web, pages)])
        crawler = Crawler(store.url(), folder, concurrency=CONCURRENCY, archive="" if archive else "off")
        try:
            wait_until(lambda: frontier.open_urls(RUN) == 0, within_s=300)
        finally:
            crawler.stop()
        told = _STALL.search((folder / "crawler.log").read_text())
        return Speed(pages_per_s(web, pages), int(told[1]) if told else None)


def theirs(pages: int, size: tuple[int, int], *, stores_items: bool = False) -> Speed:
    """Return how fast scrapy-redis empties a queue of so many requests."""
    with running_crowd(page_bytes=size) as web, fresh_store() as store:
        command = [sys.executable, "-m", "tests.benchmarks.scrapy_redis_crawl", store.url()]
        asked = "\n".join(addresses(web, pages))
        subprocess.run([*command, "fill", str(CONCURRENCY)], cwd=REPOSITORY, input=asked, text=True, check=True)
        how = "store" if stores_items else "crawl"
        subprocess.run([*command, how, str(CONCURRENCY)], cwd=REPOSITORY, check=True, timeout=300)
        return Speed(pages_per_s(web, pages))


def pages_per_s(web: RunningCrowd, pages: int) -> float:
    """Return the speed by the server's own log; fails unless every page was asked for once."""
    arrivals = web.pages()
    assert len({(one.host, one.path) for one in arrivals}) == len(arrivals) == pages
    return (pages - 1) / (arrivals[-1].at - arrivals[0].at)


@contextlib.contextmanager
def fresh_store() -> Iterator[valkey.Store]:
    """Give an empty Valkey that writes all down."""
    with valkey.running(valkey.valkey_binary()) as store:
        yield store


@contextlib.contextmanager
def a_folder() -> Iterator[Path]:
    """Give a data folder until the block ends."""
    with tempfile.TemporaryDirectory(prefix="trawlnet-speed-") as folder:
        yield Path(folder)


def main() -> int:
    """Measure and print a table; return 1 if we are slower than scrapy-redis."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.crawl_speed", description=__doc__)
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    began = time.monotonic()
    mine: list[Speed] = []
    other: list[Speed] = []
    storing: list[Speed] = []
    real: list[Speed] = []
    for _ in range(options.rounds):
        other.append(theirs(options.pages, SMALL))
        mine.append(ours(options.pages, SMALL, archive=False))
        storing.append(theirs(options.pages, SMALL, stores_items=True))
        real.append(ours(options.pages // 2, REAL, archive=True))
    table = Table(title=f"One crawler process, {CONCURRENCY} fetches at once, {HOSTS} hosts ({options.pages} pages)")
    for title in ("crawler", "pages", "pages/s", "runs", "longest reactor stall"):
        table.add_column(title)
    for name, pages, speeds in (
        ("Trawlnet, archive off", "1 KB", mine),
        ("scrapy-redis, pages dropped", "1 KB", other),
        ("scrapy-redis, pages stored by its pipeline", "1 KB", storing),
        ("Trawlnet, archive on", "60-100 KB", real),
    ):
        each = " ".join(f"{one.pages_per_s:.0f}" for one in speeds)
        stalls = [one.stall_ms for one in speeds if one.stall_ms is not None]
        table.add_row(name, pages, f"{median(speeds):.0f}", each, f"{max(stalls)} ms" if stalls else "")
    ratio = median(mine) / median(other)
    console = Console()
    console.print(table)
    console.print(f"ratio {ratio:.2f} (at least 1.0 is promised), {time.monotonic() - began:.0f} s")
    return 0 if ratio >= 1 else 1


def median(speeds: list[Speed]) -> float:
    """Return the median speed."""
    return statistics.median(one.pages_per_s for one in speeds)


if __name__ == "__main__":
    sys.exit(main())
