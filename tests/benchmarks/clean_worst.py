"""The worst that a page can cost: `python -m tests.benchmarks.clean_worst [--only WORDS] [--json FILE]`.

Each page of `worst_pages` is cleaned in a process of its own; printed are the processor's seconds, the growth of the
process's memory at its peak, and how the page ended. It fails if one costs more than the bounds, or ends unnamed.
"""

import argparse
import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from contracts.errors import Rejected
from tests.benchmarks.clean_adapter import _page
from tests.benchmarks.worst_pages import pages
from workers.clean import clean

BOUND_S = 15.0
BOUND_MB = 700.0
GIVEN_UP_S = 120


@dataclass(frozen=True, slots=True)
class Cost:
    """What cleaning one page took, and its end: `Article` or a rejection's name."""

    name: str
    size: int
    seconds: float
    megabytes: float
    end: str


def cost_of(name: str) -> Cost:
    """Return what the page of this name costs; a warm run of a small page comes before."""
    made = dict(pages())
    body = made[name]()
    clean(_page(b"<p>" + b"A few words, to load what is loaded once. " * 20, None, is_text=False))
    before = resource.getrusage(resource.RUSAGE_SELF)
    began = time.process_time()
    found = clean(_page(body, None, is_text=False))
    seconds = time.process_time() - began
    after = resource.getrusage(resource.RUSAGE_SELF)
    end = found.reason if isinstance(found, Rejected) else "Article"
    return Cost(name, len(body), seconds, (after.ru_maxrss - before.ru_maxrss) / 1024, end)


def costs(words: str, processes: int) -> Iterator[Cost]:
    """Yield the cost of each page whose name holds the words, as they end."""
    names = [name for name, _ in pages() if words in name]
    with ThreadPoolExecutor(processes) as pool:
        yield from pool.map(_apart, names)


def _apart(name: str) -> Cost:
    """The cost of a page in a process of its own, which is ended where the page hangs."""
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=lambda: there.send(cost_of(name)))
    process.start()
    found: Cost = here.recv() if here.poll(GIVEN_UP_S) else Cost(name, 0, float(GIVEN_UP_S), 0.0, "given up")
    process.kill()
    process.join()
    return found


def is_bad(cost: Cost) -> bool:
    """Return whether a page broke a bound."""
    return cost.seconds > BOUND_S or cost.megabytes > BOUND_MB or cost.end == "given up"


def shown(measured: list[Cost], most: int) -> Table:
    """Return the costliest pages as a table."""
    table = Table("page", "kB", "s", "MB", "ends as")
    for cost in sorted(measured, key=lambda cost: -cost.seconds)[:most]:
        colour = "red" if is_bad(cost) else ""
        row = (cost.name, f"{cost.size // 1024:,}", f"{cost.seconds:.2f}", f"{cost.megabytes:.0f}", cost.end)
        table.add_row(*row, style=colour)
    return table


def main() -> None:
    """Measure, print the costliest pages, and end with 1 if a bound is broken."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--only", default="", help="measure the pages whose name holds this")
    arguments.add_argument("--top", type=int, default=25)
    arguments.add_argument("--processes", type=int, default=2)
    arguments.add_argument("--json", type=Path)
    given = arguments.parse_args()
    measured = list(costs(given.only, given.processes))
    Console().print(shown(measured, given.top))
    worst = max(measured, key=lambda cost: cost.seconds)
    largest = max(measured, key=lambda cost: cost.megabytes)
    Console().print(
        f"{len(measured)} pages; at worst {worst.seconds:.2f} s ({worst.name}), "
        f"{largest.megabytes:.0f} MB ({largest.name})"
    )
    if given.json:
        given.json.write_text(json.dumps([asdict(cost) for cost in measured], indent=1), encoding="utf-8")
    sys.exit(1 if any(map(is_bad, measured)) else 0)


if __name__ == "__main__":
    main()
