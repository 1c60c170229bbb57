"""Articles as JSON lines in a file, as `trawlnet clean --batch` and `trawlnet show --json` write them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from contracts.article import Article
from contracts.errors import Malformed, UnusableUrl
from contracts.urls import fetch_url
from contracts.wire import decode

MAX_LINE_BYTES: Final = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Line:
    """What tells the kinds of line apart: an article within an answer, an error, hits, or an article itself."""

    article: Article | None = None
    error: str | None = None
    detail: str = ""
    hits: list[object] | None = None


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
                yield _article(line)
            except Malformed as error:
                bad.append((number, str(error)))


def _article(line: bytes) -> Article:
    found = decode(line, Line)
    if found.error is not None:
        raise Malformed(f"the page gave no article: {found.error} {found.detail}".rstrip())
    if found.hits is not None:
        raise Malformed("a search's answer holds no texts: `trawlnet show --json ID` gives an article whole")
    return _with_address(found.article or decode(line, Article))


def _with_address(article: Article) -> Article:
    """Return the article; raises `Malformed` if it has no address under which it could be kept."""
    try:
        for address in (article.url, article.canonical_url):
            fetch_url(address)
    except UnusableUrl as error:
        raise Malformed(f"the article has no usable address: {error}") from error
    return article
