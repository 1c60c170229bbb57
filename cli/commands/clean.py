"""`trawlnet clean --batch`: pages in, articles out, a line each, same order; a program's filter, not a crawl."""

import sys
from typing import Annotated

import typer

from contracts.errors import Misconfigured


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("clean")
    def clean(
        batch: Annotated[bool, typer.Option("--batch", help="Read pages as JSON lines from standard input.")] = False,
        json: Annotated[bool, typer.Option("--json", help="Always on: the output is JSON lines.")] = False,
    ) -> None:
        """Turn pages into articles: JSON lines in (url, html or html_base64), JSON lines out, same order."""
        if not batch:
            raise Misconfigured("clean works on lines only: trawlnet clean --batch < pages.jsonl > articles.jsonl")
        from workers.clean.batch import bounded_lines, clean_lines

        for line in clean_lines(bounded_lines(sys.stdin.buffer)):
            sys.stdout.buffer.write(line.rstrip(b"\n") + b"\n")
            sys.stdout.buffer.flush()
