"""How a run is shown: a progress line while it goes on, a table by source when it has ended."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Final

from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

from cli.console import counted, err, say, table
from cli.run import Progress as RunProgress
from cli.run import RunSummary, SourceSummary

_SHOWN: Final = ("indexed", "unchanged", "superseded", "duplicate", "rejected", "dead")
_COLUMNS: Final = (
    "source",
    "fetched",
    "indexed",
    "unchanged",
    "superseded",
    "duplicates",
    "rejected",
    "dead",
    "why not",
)
_ALWAYS: Final = ("source", "indexed", "duplicates", "rejected", "why not")


@contextlib.contextmanager
def progress_line(*, quiet: bool, title: str) -> Iterator[Callable[[RunProgress], None]]:
    """Give a function that shows where a run stands, on a terminal; in a pipe it shows nothing."""
    if quiet or not err.is_terminal:
        yield lambda _progress: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("[bold]{task.description}"),
        BarColumn(bar_width=28),
        TaskProgressColumn(),
        TextColumn("{task.fields[detail]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(title, total=None, detail="")
        yield lambda progress: _move(bar, task, progress)


def _move(bar: Progress, task: TaskID, progress: RunProgress) -> None:
    ended = sum(progress.outcomes.values())
    total = ended + progress.open_urls + progress.open_pages
    indexed = progress.outcomes.get("indexed", 0)
    detail = f"{indexed} indexed, {progress.open_pages} in work, {progress.open_urls} to fetch"
    bar.update(task, total=max(total, 1), completed=ended, detail=detail)


def show_summary(summary: RunSummary) -> None:
    """Print what the run did, source by source, then in total."""
    rows = [_row(source) for source in summary.sources if source.fetched or source.outcomes]
    kept = [at for at, name in enumerate(_COLUMNS) if name in _ALWAYS or any(row[at] for row in rows)]
    if rows:
        table([_COLUMNS[at] for at in kept], ([row[at] for at in kept] for row in rows))
        say()
    told = ", ".join(f"{count} {name}" for name, count in summary.totals.items() if count) or "nothing new"
    fetched = sum(source.fetched for source in summary.sources)
    pages = sum(summary.totals.values())
    done = counted(fetched, "fetch", "fetches") if fetched else f"{counted(pages, 'page', 'pages')}, no fetch,"
    say(f"{done} in {summary.seconds:.1f} s: {told}.")
    if summary.limited:
        say("The limit was reached: what was found beyond it waits for the next crawl.")
    for source_id, number in sorted(summary.left.items()):
        say(f"Left for the next back-fill of {source_id}: {number} articles, the oldest or last named.")
    for host in summary.deferred:
        say(f"Deferred: {host.host} asked to be left alone until {host.until:%H:%M:%S} UTC ({host.urls} URLs wait).")
    if summary.totals["dead"]:
        say("Some pages died: `trawlnet dead list` says why; `trawlnet dead retry ID` tries again.")


def _row(source: SourceSummary) -> tuple[object, ...]:
    why = [f"{count} {reason}" for reason, count in sorted(source.reasons.items())]
    why += [f"{count} {reason}" for reason, count in sorted(source.fetch_reasons.items())]
    refused = source.fetches.get("robots_refused", 0)
    if refused:
        why.append(f"{refused} forbidden by robots.txt")
    outcomes = source.outcomes
    shown = (outcomes.get(name, 0) for name in _SHOWN)
    return (source.name, source.fetched, *shown, ", ".join(why))
