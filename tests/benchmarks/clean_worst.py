"""The worst that a page can cost: `python -m tests.benchmarks.clean_worst [--only WORDS] [--within MINUTES]`.

Each page of `worst_pages` is cleaned in a process of its own; printed are the processor's seconds, the growth of the
process's memory at its peak, and how the page ended. It fails if one costs more than the bounds, or ends unnamed, and
if not all could be measured in the minutes given. On a terminal it tells how far it is.
"""

import argparse
import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from multiprocessing.connection import wait
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from contracts.errors import Rejected
from tests.benchmarks.clean_adapter import _page
from tests.benchmarks.worst_pages import pages
from workers.clean import clean

BOUND_S = 15.0
BOUND_MB = 700.0
GIVEN_UP_S = 120
LONGEST_WAIT_S = 1_200


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


def costs(names: Sequence[str], processes: int, *, until: float) -> Iterator[Cost]:
    """Yield the cost of each page as it ends; a page that would begin after `until` is left out."""
    with ThreadPoolExecutor(processes) as pool:
        for done in as_completed([pool.submit(_apart, name, until) for name in names]):
            if (cost := done.result()) is not None:
                yield cost


def _apart(name: str, until: float) -> Cost | None:
    """The cost of a page in a process of its own, which ends where the page hangs; None when it is too late."""
    if time.monotonic() > until:
        return None
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=lambda: there.send(_bounded_cost_of(name)))
    process.start()
    wait([here, process.sentinel], LONGEST_WAIT_S)
    found: Cost = here.recv() if here.poll() else Cost(name, 0, float(GIVEN_UP_S), 0.0, "given up")
    process.kill()
    process.join()
    return found


def _bounded_cost_of(name: str) -> Cost:
    """The cost, in a process that the system ends once it has used its time; a busy machine takes none of that."""
    resource.setrlimit(resource.RLIMIT_CPU, (GIVEN_UP_S, GIVEN_UP_S))
    return cost_of(name)


def measured_of(names: Sequence[str], processes: int, minutes: float) -> list[Cost]:
    """Return what the pages cost, as many as the minutes allow; a terminal is told how far it is."""
    console = Console(stderr=True)
    found: list[Cost] = []
    with Progress(console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("pages", total=len(names))
        for cost in costs(names, processes, until=time.monotonic() + minutes * 60):
            found.append(cost)
            progress.update(task, advance=1, description=f"{cost.seconds:.1f} s  {cost.name}")
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
    arguments.add_argument("--within", type=float, default=30.0, help="minutes after which no further page is begun")
    arguments.add_argument("--json", type=Path)
    given = arguments.parse_args()
    names = [name for name, _ in pages() if given.only in name]
    measured = measured_of(names, given.processes, given.within)
    if not measured:
        sys.exit(f"no page was measured: {len(names)} pages hold these words, and {given.within:g} minutes were given")
    Console().print(shown(measured, given.top))
    Console().print(summary(measured, len(names)), soft_wrap=True)
    if given.json:
        given.json.write_text(json.dumps([asdict(cost) for cost in measured], indent=1), encoding="utf-8")
    sys.exit(1 if any(map(is_bad, measured)) or len(measured) < len(names) else 0)


def summary(measured: list[Cost], asked: int) -> str:
    """Return the worst of the pages in a sentence, and how many there was no time for."""
    worst = max(measured, key=lambda cost: cost.seconds)
    largest = max(measured, key=lambda cost: cost.megabytes)
    left = f"; no time for {asked - len(measured)} more" if len(measured) < asked else ""
    return (
        f"{len(measured)} pages{left}; at worst {worst.seconds:.2f} s ({worst.name}), "
        f"{largest.megabytes:.0f} MB ({largest.name})"
    )


if __name__ == "__main__":
    main()
