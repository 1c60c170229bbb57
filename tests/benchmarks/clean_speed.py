"""What cleaning costs, in times of what trafilatura costs for the same pages: `python -m tests.benchmarks.clean_speed`.

Trafilatura extracts text and metadata by its defaults, as `../shared/data/score.py` calls it. Each page is given to
all of them in turn, some rounds, each in a process of its own: no way profits from what another has just remembered of
the same page. The least processor time of each counts, so that what else the machine does takes no part. Two ratios are
printed: of the sums over all pages, and the median of the pages' own.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.clean_adapter import extract, extract_fast
from tests.benchmarks.clean_measure import ABSENT, DATA, SETS, cases_of, is_present, measure_of, warn

BOUNDS: Final = {"full": 4.0, "fast": 0.8}
_BASE: Final = "trafilatura"
Extractor = Callable[[bytes, str | None], Any]
Times = dict[str, dict[str, float]]


def extractors(data: Path = DATA) -> dict[str, Extractor]:
    """Return what is timed."""
    return {_BASE: measure_of(data).trafilatura_default, "full": extract, "fast": extract_fast}


def times_of(cases: Sequence[dict[str, Any]], rounds: int, data: Path = DATA) -> Times:
    """Return each extractor's least processor time in seconds for each page; all are warm before."""
    times: Times = {name: {} for name in extractors(data)}
    with ExitStack() as stack:
        apart = {name: stack.enter_context(ProcessPoolExecutor(1, get_context("fork"))) for name in times}
        for case in cases[:: max(1, len(cases) // 12)]:
            for name, process in apart.items():
                process.submit(_seconds, name, case["raw"], case["url"], data).result()
        for _ in range(rounds):
            for case in cases:
                for name, process in apart.items():
                    took = process.submit(_seconds, name, case["raw"], case["url"], data).result()
                    times[name][case["id"]] = min(took, times[name].get(case["id"], took))
    return times


def _seconds(name: str, raw: bytes, url: str | None, data: Path) -> float:
    """The processor time that an extractor takes for a page in this process."""
    run = extractors(data)[name]
    began = time.process_time()
    run(raw, url)
    return time.process_time() - began


def ratios(times: Times, mode: str, pages: Sequence[str]) -> tuple[float, float]:
    """Return a mode's time in times of trafilatura's: of the sums, and the median of the pages' ratios."""
    own, base = times[mode], times[_BASE]
    whole = sum(own[page] for page in pages) / sum(base[page] for page in pages)
    return whole, statistics.median(own[page] / base[page] for page in pages)


def report(times: Times, data: Path = DATA, *, slowest: int = 5) -> str:
    """Return the ratios by set and over all, and the slowest pages of each mode."""
    by_set = {name: [page for page in times[_BASE] if cases_of(data)[page]["source"] == name] for name in SETS}
    groups = {**{name: pages for name, pages in by_set.items() if pages}, "all": list(times[_BASE])}
    lines = [
        [mode, name, len(pages), *ratios(times, mode, pages), 1_000 * statistics.fmean(times[mode][p] for p in pages)]
        for mode in BOUNDS
        for name, pages in groups.items()
    ]
    table: str = measure_of(data).table(["mode", "set", "pages", "ratio of sums", "median ratio", "ms a page"], lines)
    slow = [
        f"{mode}: " + ", ".join(f"{page} {times[mode][page]:.2f} s" for page in _slowest(times[mode], slowest))
        for mode in times
    ]
    return "\n".join((table, "", "Slowest pages, in processor time:", *slow))


def _slowest(times: dict[str, float], most: int) -> list[str]:
    return sorted(times, key=lambda page: times[page], reverse=True)[:most]


def main() -> None:
    """Print the ratios; the status is 1 where a mode is over its bound."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--set", choices=SETS)
    asked = parser.parse_args()
    if not is_present():
        warn(f"Nothing to measure on: {ABSENT}.")
        raise SystemExit(1)
    cases = [case for case in cases_of().values() if asked.set in (None, case["source"])]
    times = times_of(cases, asked.rounds)
    sys.stdout.write(report(times) + "\n")
    pages = list(times[_BASE])
    over = [mode for mode, bound in BOUNDS.items() if ratios(times, mode, pages)[0] > bound]
    for mode in over:
        warn(f"{mode} takes more than {BOUNDS[mode]:g} times what trafilatura takes.")
    raise SystemExit(1 if over else 0)


if __name__ == "__main__":
    main()
