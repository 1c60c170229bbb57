"""`trawlnet clean`: a saved page as its article; with --batch pages in, articles out, a line each, same order."""

import base64
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from cli.article_view import print_article
from cli.console import counted, err, warn
from contracts import wire
from contracts.article import Article
from contracts.errors import Misconfigured

if TYPE_CHECKING:
    from workers.clean.lines.pool import BatchPool

_LONGEST_PAGE_S = 60.0
_MOST_BYTES = 10 * 1024 * 1024


class Told(Protocol):
    """What is told of each line that is done."""

    def __call__(self, *, done: int, failed: int) -> None:
        """Show how many lines are done, and how many of them gave no article."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("clean")(clean)


def clean(
    file: Annotated[
        Path | None, typer.Argument(help="A saved page, to be shown as its article; - for standard input.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="The address that FILE was fetched from: dates and names stand in it.")
    ] = None,
    batch: Annotated[bool, typer.Option("--batch", help="Read pages as JSON lines from standard input.")] = False,
    fast: Annotated[bool, typer.Option("--fast", help="Find the text by our own rules alone: sooner done.")] = False,
    processes: Annotated[
        int | None, typer.Option(min=1, max=256, help="Processes at work; else one for each core.")
    ] = None,
    page_seconds: Annotated[
        float, typer.Option(min=0.1, help="A page that takes longer gives an error line.")
    ] = _LONGEST_PAGE_S,
    json: Annotated[bool, typer.Option("--json", help="Print FILE's article as JSON; with --batch always so.")] = False,
) -> int:
    """Turn a saved page into its article; with --batch, JSON lines (url, html or html_base64) to lines, same order."""
    from workers.clean.lines.pool import BatchPool

    if batch == (file is not None):
        raise Misconfigured(
            "clean takes a saved page, trawlnet clean page.html, or lines, trawlnet clean --batch < pages.jsonl"
        )
    pool = BatchPool(processes=1 if file else processes or os.cpu_count() or 1, page_s=page_seconds, fast=fast)
    if file is not None:
        return _clean_one(pool, file, url, as_json=json)
    if url is not None:
        raise Misconfigured("--url is for a saved page; with --batch each line names its own url")
    return _clean_all(pool)


def _clean_all(pool: "BatchPool") -> int:
    """Answer each line of standard input; 3 if one gave no article."""
    failed = 0
    with closing(pool.answers(sys.stdin.fileno())) as answers, _progress() as tell:
        for done, answer in enumerate(answers, start=1):
            sys.stdout.buffer.write(answer.line + b"\n")
            sys.stdout.buffer.flush()
            failed += answer.is_error
            tell(done=done, failed=failed)
    return 3 if failed else 0


def _clean_one(pool: "BatchPool", file: Path, url: str | None, *, as_json: bool) -> int:
    """Show the article of one saved page; 1 and the reason if it gave none."""
    with tempfile.TemporaryFile() as lines:
        lines.write(wire.encode({"url": url, "html_base64": base64.b64encode(_saved(file)).decode("ascii")}))
        lines.seek(0)
        with closing(pool.answers(lines.fileno())) as answers:
            answer = next(answers)
    if answer.is_error:
        told = wire.decode(answer.line, dict[str, str | None])
        warn(f"trawlnet: {file} gives no article: {told['error']}: {told['detail']}")
        return 1
    if as_json:
        sys.stdout.buffer.write(answer.line + b"\n")
    else:
        print_article(wire.decode(answer.line, Article))
    return 0


def _saved(file: Path) -> bytes:
    """The bytes of a saved page; of one that is larger than any page may be, enough to see that."""
    with sys.stdin.buffer if str(file) == "-" else file.open("rb") as stream:
        return stream.read(_MOST_BYTES)


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
