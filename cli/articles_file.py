"""Articles as JSON lines in a file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from contracts.article import Article
from contracts.errors import Malformed
from contracts.wire import decode

MAX_LINE_BYTES: Final = 64 * 2**20


def read_articles(file: Path, bad: list[tuple[int, str]]) -> Iterator[Article]:
    """Yield the file's articles in order; a line that holds none is noted in `bad` as (line, why)."""
    with file.open("rb") as lines:
        number = 0
        while line := lines.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(line) > MAX_LINE_BYTES:
                bad.append((number, f"the line is longer than {MAX_LINE_BYTES} bytes"))
                return
            if not line.strip():
                continue
            try:
                yield decode(line, Article)
            except Malformed as error:
                bad.append((number, str(error)))
