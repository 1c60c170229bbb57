"""Reads WARC files of ours back into pages: a page is its response and the metadata record beside it.

A page without both, as a crash leaves one, does not count; what is broken is skipped and logged.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from fastwarc.warc import ArchiveIterator, WarcRecordType

from contracts.errors import Malformed, TooLarge
from contracts.records import ArchivePointer, Page
from contracts.wire import decode
from crawler.archive.files import OPEN, SUFFIX
from crawler.archive.remote import Remote
from crawler.fetching.encodings import BrokenEncoding, decoded

_LARGEST_BODY: Final = 200 * 2**20
_log: Final = logging.getLogger("trawlnet.archive")


@dataclass(frozen=True, slots=True)
class _Wanted:
    since: datetime | None
    until: datetime | None
    source: str | None

    def page(self, page: Page) -> bool:
        return (
            (self.since is None or page.fetched_at >= self.since)
            and (self.until is None or page.fetched_at < self.until)
            and (self.source is None or page.source.id == self.source)
        )

    def file(self, last_written: datetime) -> bool:
        return self.since is None or last_written >= self.since


def read_archive(
    folder: Path,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    source: str | None = None,
    names: set[str] | None = None,
) -> Iterator[Page]:
    """Yield every page of the folder, oldest file first, as it was handed over: same id, same body.

    `since` leaves out earlier fetches, `until` that moment and later, `source` (an id) those of others. `names` is
    filled with the files' names. What a crash cut off is skipped.
    """
    wanted = _Wanted(since, until, source)
    found = sorted({path.name.removesuffix(OPEN) for path in folder.glob(f"*{SUFFIX}*")})
    for name in found:
        path = present(folder, name)
        if path is None:
            continue
        if names is not None:
            names.add(name)
        if wanted.file(datetime.fromtimestamp(path.stat().st_mtime, UTC)):
            with path.open("rb") as file:
                yield from filter(wanted.page, _pages_of(file, name))


def read_remote(
    remote: Remote, *, since: datetime | None, until: datetime | None, source: str | None, without: set[str]
) -> Iterator[Page]:
    """Yield the pages of the files that were moved away, but for those named in `without`."""
    wanted = _Wanted(since, until, source)
    for name in remote.names():
        if name not in without:
            with remote.open(name) as file:
                yield from filter(wanted.page, _pages_of(file, name))


def page_at(file: BinaryIO, pointer: ArchivePointer) -> Page | None:
    """Return the page whose response begins where the pointer says in the open file, or None if none does."""
    file.seek(pointer.offset)
    page = next(_pages_of(file, pointer.file), None)
    return page if page is not None and page.archive == pointer else None


def present(folder: Path, name: str) -> Path | None:
    """Return the file by the name it has at this moment: it may be closed, or moved away, while we read others."""
    names = (name, f"{name}{OPEN}", name)
    return next((path for path in (folder / each for each in names) if path.is_file()), None)


def _pages_of(file: BinaryIO, name: str) -> Iterator[Page]:
    wanted = WarcRecordType.response | WarcRecordType.metadata
    response: tuple[str, bytes, str | None, int] | None = None
    try:
        for record in ArchiveIterator(file, record_types=wanted, parse_http=True, max_header_len=2**20):
            if record.record_type == WarcRecordType.response:
                encoding = record.http_headers.get("Content-Encoding") if record.http_headers else None
                body = record.reader.read(_LARGEST_BODY)
                response = (record.record_id or "", body, encoding, record.stream_pos)
            elif response is not None and response[0] in (record.headers.get("WARC-Refers-To") or ""):
                yield from _page(record.reader.read(_LARGEST_BODY), response, name)
                response = None
    except (OSError, ValueError) as error:
        _log.warning("archive_cut file=%s error=%s", name, error)


def _page(told: bytes, response: tuple[str, bytes, str | None, int], file: str) -> Iterable[Page]:
    _, wire_body, encoding, offset = response
    try:
        page = decode(told, Page)
        body = decoded(wire_body, encoding, max_bytes=_LARGEST_BODY)
    except (Malformed, BrokenEncoding, TooLarge) as error:
        _log.warning("archive_unreadable file=%s offset=%d error=%s", file, offset, error)
        return ()
    return (replace(page, body=body, archive=ArchivePointer(file=file, offset=offset)),)
