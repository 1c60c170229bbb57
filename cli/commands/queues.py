"""`trawlnet queues`: what waits, what is being worked on, what is stuck, and who works."""

import time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.live import Live
from rich.table import Table

from cli.console import emit_json, err, out, plain_cell
from cli.parts import open_parts

if TYPE_CHECKING:
    from workers.queue import QueueReport


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("queues")
    def queues(
        watch: Annotated[bool, typer.Option("--watch", help="Refresh every second until Ctrl-C.")] = False,
        json: Annotated[bool, typer.Option("--json", help="One JSON object; with --watch, one a second.")] = False,
    ) -> None:
        """Show each queue: ready, in flight, delayed, dead, the oldest message's age; and the workers."""
        with open_parts() as parts:
            ledger = parts.ledger
            if json:
                emit_json(ledger.report())
                while watch:
                    time.sleep(1)
                    emit_json(ledger.report())
            elif not watch:
                out.print(view(ledger.report()))
            else:
                with Live(view(ledger.report()), console=err, auto_refresh=False) as live:
                    while True:
                        time.sleep(1)
                        live.update(view(ledger.report()), refresh=True)


def view(report: "QueueReport") -> Table:
    """Return the report as one grid: the queues, the sum of the pages, the processes."""
    grid = Table.grid(padding=(1, 0))
    grid.add_row(_queues(report))
    grid.add_row(_balance(report))
    grid.add_row(_processes(report))
    return grid


def _queues(report: "QueueReport") -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("queue")
    for name in ("ready", "in flight", "delayed", "dead", "oldest"):
        table.add_column(name, justify="right")
    for queue in report.queues:
        oldest = duration(queue.oldest_age_s) if queue.ready else "–"
        cells = (queue.ready, queue.in_flight, queue.delayed, queue.dead)
        table.add_row(queue.name, *(str(cell) for cell in cells), oldest)
    return table


def _balance(report: "QueueReport") -> str:
    outcomes = " + ".join(f"{count:,} {name}" for name, count in report.outcomes.items() if count) or "0"
    in_flight = sum(queue.ready + queue.in_flight + queue.delayed for queue in report.queues)
    return f"{report.handed_over:,} pages handed over = {outcomes} + {in_flight:,} in flight"


def _processes(report: "QueueReport") -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("process", "host", "pid", "for", "now"):
        table.add_column(name)
    now = time.time()
    for one in report.workers:
        table.add_row(
            one.role, plain_cell(one.host), str(one.pid), duration(now - one.since.timestamp()), plain_cell(one.current)
        )
    if not report.workers:
        table.add_row("none runs: `trawlnet up` starts them", "", "", "", "")
    return table


def duration(seconds: float) -> str:
    """Return a length of time in its two largest units."""
    whole = max(0, int(seconds))
    for size, unit, small, below in ((86400, "d", 3600, "h"), (3600, "h", 60, "min"), (60, "min", 1, "s")):
        if whole >= size:
            return f"{whole // size} {unit} {whole % size // small} {below}"
    return f"{whole} s"
