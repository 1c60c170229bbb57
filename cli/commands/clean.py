"""`trawlnet clean --batch`: pages in, articles out, a line each, same order; a program's filter, not a crawl."""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Annotated, Protocol

import typer

from cli.console import counted, err, warn
from contracts.errors import Misconfigured

_LONGEST_PAGE_S = 60.0


class Told(Protocol):
    """What is told of each line that is done."""

    def __call__(self, *, done: int, failed: int) -> None:
        """Show how many lines are done, and how many of them gave no article."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("clean")(clean)


def clean(
    batch: Annotated[bool, typer.Option("--batch", help="Read pages as JSON lines from standard input.")] = False,
    fast: Annotated[bool, typer.Option("--fast", help="Find the text by our own rules alone: sooner done.")] = False,
    processes: Annotated[
        int | None, typer.Option(min=1, max=256, help="Processes at work; else one for each core.")
    ] = None,
    page_seconds: Annotated[
        float, typer.Option(min=0.1, help="A page that takes longer gives an error line.")
    ] = _LONGEST_PAGE_S,
    json: Annotated[bool, typer.Option("--json", help="Always on: the output is JSON lines.")] = False,
) -> int:
    """Turn pages into articles: JSON lines in (url, html or html_base64), JSON lines out, same order."""
    if not batch:
        raise Misconfigured("clean works on lines only: trawlnet clean --batch < pages.jsonl > articles.jsonl")
    from workers.clean.lines.pool import BatchPool

    failed = 0
    pool = BatchPool(processes=processes or os.cpu_count() or 1, page_s=page_seconds, fast=fast)
    with closing(pool.answers(sys.stdin.fileno())) as answers, _progress() as tell:
        for done, answer in enumerate(answers, start=1):
            sys.stdout.buffer.write(answer.line + b"\n")
            sys.stdout.buffer.flush()
            failed += answer.is_error
            tell(done=done, failed=failed)
    return 3 if failed else 0


@contextmanager
def _progress() -> Iterator[Told]:
    """What tells a person how far we are: on a terminal alone, and only where the articles go elsewhere."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield _silent
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("cleaning", total=_input_bytes())

        def tell(*, done: int, failed: int) -> None:
            bar.update(task, completed=_bytes_read(), description=f"{counted(done, 'page', 'pages')}, {failed} failed")

        yield tell
        summary = bar.tasks[0].description
    warn(summary)


def _silent(*, done: int, failed: int) -> None:
    """Say nothing: who reads the lines sees them."""


def _input_bytes() -> int | None:
    """How long the input is, where it is a file."""
    told = os.fstat(sys.stdin.fileno())
    return told.st_size if stat.S_ISREG(told.st_mode) else None


def _bytes_read() -> int:
    return os.lseek(sys.stdin.fileno(), 0, os.SEEK_CUR) if _input_bytes() is not None else 0
