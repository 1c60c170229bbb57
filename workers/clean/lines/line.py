"""Lines of pages in, lines of articles out: `trawlnet clean --batch`, a line at a time, in constant memory."""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import msgspec

from contracts import wire
from contracts.article import Article
from contracts.errors import Malformed, Rejected, TooLarge, TrawlnetError
from contracts.records import Page, PageId, SourceRef
from contracts.urls import fetch_url, host_of
from workers.clean.body import Chooser, choose
from workers.clean.cleaner import MAX_PAGE_BYTES, clean

MAX_LINE_BYTES: Final = MAX_PAGE_BYTES * 2
_NO_HOST: Final = "unknown.invalid"


class PageLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of input; `html` is text, `html_base64` the bytes as fetched."""

    url: str | None = None
    html: str | None = None
    html_base64: str | None = None
    content_type: str | None = None
    fetched_at: datetime | None = None


class ErrorLine(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the output for a line that gave no article: the error's class name, its words, the page's URL."""

    error: str
    detail: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of output, and whether it is an `ErrorLine`."""

    line: bytes
    is_error: bool


def clean_lines(lines: Iterable[bytes], *, now: datetime | None = None, chooser: Chooser = choose) -> Iterator[bytes]:
    """Yield one line of JSON, without its line feed, for each line that is not blank, in the same order.

    `now` stands for a missing `fetched_at`; None: the moment at which the line is read. A bad line yields an
    `ErrorLine`, and the rest goes on.
    """
    for line in lines:
        if line.strip():
            yield answer_to(line, now or datetime.now(UTC), chooser).line


def clean_line(line: bytes, now: datetime) -> bytes:
    """Return the article's or the error's JSON for one line."""
    return answer_to(line, now).line


def answer_to(line: bytes, now: datetime, chooser: Chooser = choose) -> Answer:
    """Return what one line of input gives."""
    url: str | None = None
    try:
        if len(line) > MAX_LINE_BYTES:
            raise TooLarge(f"The line has {len(line)} bytes, more than {MAX_LINE_BYTES}.")
        record = wire.decode(line, PageLine)
        url = record.url
        result = _cleaned(record, now, chooser)
    except TrawlnetError as error:
        return answer_for(error, url)
    return answer_for(result, url) if isinstance(result, Rejected) else Answer(wire.encode(result), is_error=False)


def answer_for(error: TrawlnetError, url: str | None) -> Answer:
    """Return the error line of a page that gave no article."""
    told = wire.encode(ErrorLine(error=type(error).__name__, detail=str(error), url=url))
    return Answer(told, is_error=True)


def url_of(line: bytes) -> str | None:
    """Return the address that a line names, None where it names none or is no such line."""
    try:
        return wire.decode(line, PageLine).url
    except TrawlnetError:
        return None


def _cleaned(record: PageLine, now: datetime, chooser: Chooser) -> Article | Rejected:
    page = _page(record, now)
    result = clean(page, chooser=chooser)
    if record.url is None and isinstance(result, Article):
        return _without_address(result)
    return result


def _page(record: PageLine, now: datetime) -> Page:
    body, content_type = _body(record)
    url = (
        fetch_url(record.url) if record.url is not None else f"https://{_NO_HOST}/1/{hashlib.sha256(body).hexdigest()}"
    )
    host = host_of(url)
    return Page(
        id=PageId(hashlib.sha256(url.encode()).hexdigest()[:32]),
        source=SourceRef(id=host, name=host, host=host),
        url=url,
        final_url=url,
        status=200,
        headers=(("content-type", content_type),),
        fetched_at=_aware(record.fetched_at or now),
        body=body,
    )


def _body(record: PageLine) -> tuple[bytes, str]:
    """The page's bytes and their media type; text that came as JSON is UTF-8 whatever the page declares."""
    if (record.html is None) == (record.html_base64 is None):
        raise Malformed("A line needs either html (text) or html_base64 (bytes as fetched).", url=record.url)
    if record.html is not None:
        media_type = (record.content_type or "text/html").partition(";")[0].strip()
        return record.html.encode("utf-8", "replace"), f"{media_type}; charset=utf-8"
    try:
        return base64.b64decode(record.html_base64 or "", validate=True), record.content_type or "text/html"
    except (binascii.Error, ValueError) as error:
        raise Malformed(f"html_base64 is not base64: {error}", url=record.url) from error


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _without_address(article: Article) -> Article:
    """The article of a page without an address: its id is its text's hash, and it names no host."""
    nowhere = SourceRef(id="", name="", host="")
    return replace(article, id=article.text_digest, url="", canonical_url="", source=nowhere, addresses=())
