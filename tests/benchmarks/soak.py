"""The long kill soak: `make soak`, or `python -m tests.benchmarks.soak [--crawler-kills N] [--store-kills N] …`.

Eight crawler processes and their store are killed at random moments while they crawl 50 hosts; printed is what came of
it, by the site's own log. Ends with 1 if a promise was broken.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from newsroom.crowd.running import running_crowd
from tests.benchmarks.kill_run import KillRun, Plan, Verdict
from tests.benchmarks.nursery import nursery
from tests.servers import valkey

LONGEST_RECOVERY_S: Final = 20.0
_ANSWER_AFTER_S: Final = 0.15


def soaked(plan: Plan, *, binary: Path, tell: Callable[[str], None] = lambda _: None) -> Verdict:
    """Return what came of one run on a store and a web of its own; `tell` is told how far it is."""
    with (
        valkey.running(binary) as store,
        running_crowd(after_s=_ANSWER_AFTER_S) as web,
        tempfile.TemporaryDirectory(prefix="trawlnet-soak-") as folder,
        nursery(store.url(), Path(folder)) as crawlers,
    ):
        return KillRun(plan, store, web, crawlers, tell=tell).go()


def findings(plan: Plan, verdict: Verdict) -> list[tuple[str, str, str, bool]]:
    """Return each promise as (what, measured, promised, kept)."""
    most, again, recovery_s = verdict.in_flight, verdict.fetched_again, verdict.recovery_s
    kills = f"{verdict.crawler_kills} crawlers, {verdict.store_kills} stores"
    planned = (plan.crawler_kills, plan.store_kills)
    return [
        ("kill -9", kills, "as planned", (verdict.crawler_kills, verdict.store_kills) == planned),
        ("URLs lost", f"{len(verdict.lost)} of {verdict.urls}", "0", not verdict.lost),
        ("fetched again", str(again), f"at most {most}, in flight at the kills", again <= most),
        ("longest recovery", f"{recovery_s:.1f} s", f"{LONGEST_RECOVERY_S:g} s", recovery_s <= LONGEST_RECOVERY_S),
        (
            "late acknowledgements accepted",
            f"{verdict.late_acks_accepted} of {verdict.late_acks}",
            "0",
            verdict.late_acks_accepted == 0 < verdict.late_acks,
        ),
        (
            f"gaps under {plan.delay_s:g} s",
            f"{verdict.gaps} of {verdict.fetches}, smallest {verdict.closest_s:.3f} s",
            "0",
            verdict.gaps == 0,
        ),
    ]


def main() -> int:
    """Soak, print a table, and return 1 if a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.soak", description=__doc__)
    for name, default in (("processes", 8), ("hosts", 50), ("crawler-kills", 300), ("store-kills", 12), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--redis", action="store_true", help="on the system's redis-server instead of Valkey")
    options = vars(parser.parse_args())
    binary = valkey.redis_binary() if options.pop("redis") else valkey.valkey_binary()
    plan = Plan(**options)
    console = Console()
    with console.status("starting") as status:
        verdict = soaked(plan, binary=binary, tell=status.update)
    found = findings(plan, verdict)
    table = Table(title=f"{plan.processes} crawlers, {plan.hosts} hosts, {verdict.took_s:.0f} s")
    for column in ("what", "measured", "promised", ""):
        table.add_column(column)
    for what, measured, promised, kept in found:
        table.add_row(what, measured, promised, "kept" if kept else "[red]broken[/red]")
    console.print(table)
    for lost in verdict.lost[:10]:
        console.print(lost)
    return 0 if all(kept for *_, kept in found) else 1


if __name__ == "__main__":
    sys.exit(main())
