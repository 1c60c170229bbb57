"""What a person sees: tables and progress on a terminal, plain lines in a pipe, JSON for programs."""

import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

_PIPE_COLUMNS: Final = 240
_PIPED: Final = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _PIPE_COLUMNS

out = Console(highlight=False, soft_wrap=True, width=_PIPED)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def emit_json(value: Any) -> None:
    """Write one value as one line of JSON to standard output."""
    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")
    sys.stdout.buffer.flush()


def say(text: str = "") -> None:
    """Write a line for the person to standard output, without any markup read from it."""
    out.print(text, markup=False)


def warn(text: str) -> None:
    """Write a line to standard error."""
    err.print(text, markup=False)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None) -> None:
    """Print rows under their column names; numbers stand to the right, a `Text` keeps its colour."""
    rows = [tuple(row) for row in rows]
    grid = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for index, name in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], int | float) for row in rows)
        grid.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(cell if isinstance(cell, Text) else plain_cell(cell) for cell in row))
    out.print(grid)


def counted(number: int, one: str, more: str) -> str:
    """Return a number with its word: 1 page, 2 pages."""
    return f"{number} {one if number == 1 else more}"


def plain_cell(value: object) -> str:
    """Return a cell's text with rich's markup switched off."""
    from rich.markup import escape

    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.1f}"
    return escape(str(value))
