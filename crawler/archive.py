"""The archive's doorway: every page fetched, kept as WARC, so that it can be read again without a new fetch.

One process writes a file and none appends to it after. A page is its request, its response and a metadata record that
holds what a replay needs besides; a page without all three, as a crash leaves one, does not count.
"""

import logging
import os
import secrets
import socket
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from fastwarc.warc import ArchiveIterator, WarcRecordType

from contracts.errors import Malformed, TooLarge
from contracts.records import ArchivePointer, Page
from contracts.wire import decode, encode
from crawler import warc
from crawler.encodings import BrokenEncoding, decoded

__all__ = ["ArchiveWriter", "Exchange", "archive_dir", "read_archive"]

_HOP_BY_HOP: Final = frozenset({"transfer-encoding", "connection", "keep-alive", "content-length"})
_LARGEST_BODY: Final = 200 * 2**20
_log: Final = logging.getLogger("trawlnet.archive")


def archive_dir(data_dir: Path) -> Path:
    """Return the folder of the archive within the data folder."""
    return data_dir / "archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One HTTP exchange as it went over the wire, but for the transfer coding: `wire_body` has its content codings."""

    request_headers: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    wire_body: bytes
    ip_address: str | None = None


class ArchiveWriter:
    """Writes one file after the other, each closed at about `max_file_bytes`; safe to share between threads."""

    def __init__(self, folder: Path, *, max_file_bytes: int, software: str = "Trawlnet") -> None:
        self._folder = folder
        self._max_file_bytes = max_file_bytes
        self._software = software
        self._lock = threading.Lock()
        self._file: BinaryIO | None = None
        self._name = ""

    def write(self, page: Page, exchange: Exchange) -> Page:
        """Return the page with the place where it is kept; it is in the operating system's hands by then."""
        parts = _records(page, exchange)
        with self._lock:
            file = self._ready_file()
            start = file.tell()
            file.write(b"".join(parts))
            file.flush()
            pointer = ArchivePointer(file=self._name, offset=start + len(parts[0]))
            if file.tell() >= self._max_file_bytes:
                self._close()
        return replace(page, archive=pointer)

    def close(self) -> None:
        """Close the file that is being written, if there is one."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _ready_file(self) -> BinaryIO:
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            now = datetime.now(UTC)
            host = "".join(char if char.isalnum() else "-" for char in socket.gethostname())[:40]
            self._name = f"trawlnet-{now:%Y%m%d%H%M%S}-{host}-{os.getpid()}-{secrets.token_hex(3)}.warc.gz"
            self._file = (self._folder / self._name).open("xb")
            self._file.write(_warcinfo(self._name, self._software, now))
        return self._file


def _warcinfo(name: str, software: str, now: datetime) -> bytes:
    block = f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode()
    return warc.record("warcinfo", block, at=now, content_type="application/warc-fields", WARC_Filename=name)


def _records(page: Page, exchange: Exchange) -> list[bytes]:
    response_id = warc.new_id()
    shared = {"at": page.fetched_at, "WARC_Target_URI": page.final_url}
    path = "/" + page.final_url.split("/", 3)[3] if page.final_url.count("/") >= 3 else "/"
    request = warc.http_block(f"GET {path} HTTP/1.1", exchange.request_headers, b"")
    kept = [(name, value) for name, value in exchange.headers if name.lower() not in _HOP_BY_HOP]
    kept.append(("Content-Length", str(len(exchange.wire_body))))
    response = warc.http_block(f"HTTP/1.1 {page.status} {_phrase(page.status)}", kept, exchange.wire_body)
    address = {"WARC_IP_Address": exchange.ip_address} if exchange.ip_address else {}
    told = encode(replace(page, body=b"", archive=None))
    http = "application/http; msgtype="
    return [
        _record("request", request, f"{http}request", shared, WARC_Concurrent_To=response_id),
        _record(
            "response",
            response,
            f"{http}response",
            shared,
            record_id=response_id,
            WARC_Payload_Digest=warc.digest(exchange.wire_body),
            **address,
        ),
        _record("metadata", told, "application/json", shared, WARC_Refers_To=response_id),
    ]


def _record(kind: str, block: bytes, content_type: str, shared: dict[str, Any], **fields: str) -> bytes:
    named: dict[str, Any] = {**shared, **fields}
    return warc.record(kind, block, content_type=content_type, **named)


def _phrase(status: int) -> str:
    return "OK" if status == 200 else "Other"


def read_archive(folder: Path, *, since: datetime | None = None, source: str | None = None) -> Iterator[Page]:
    """Yield every page of the archive, oldest file first, as it was handed over: same id, same body.

    `since` leaves out earlier fetches, `source` (an id) those of others. What a crash cut off is skipped.
    """
    for path in sorted(folder.glob("*.warc.gz")):
        for page in _pages_of(path):
            if (since is None or page.fetched_at >= since) and (source is None or page.source.id == source):
                yield page


def _pages_of(path: Path) -> Iterator[Page]:
    wanted = WarcRecordType.response | WarcRecordType.metadata
    response: tuple[str, bytes, str | None, int] | None = None
    try:
        with path.open("rb") as file:
            for record in ArchiveIterator(file, record_types=wanted, parse_http=True, max_header_len=2**20):
                if record.record_type == WarcRecordType.response:
                    encoding = record.http_headers.get("Content-Encoding") if record.http_headers else None
                    body = record.reader.read(_LARGEST_BODY)
                    response = (record.record_id or "", body, encoding, record.stream_pos)
                elif response is not None and response[0] in (record.headers.get("WARC-Refers-To") or ""):
                    yield from _page(record.reader.read(_LARGEST_BODY), response, path.name)
                    response = None
    except (OSError, ValueError) as error:
        _log.warning("archive_cut file=%s error=%s", path.name, error)


def _page(told: bytes, response: tuple[str, bytes, str | None, int], file: str) -> Iterable[Page]:
    _, wire_body, encoding, offset = response
    try:
        page = decode(told, Page)
        body = decoded(wire_body, encoding, max_bytes=_LARGEST_BODY)
    except (Malformed, BrokenEncoding, TooLarge) as error:
        _log.warning("archive_unreadable file=%s offset=%d error=%s", file, offset, error)
        return ()
    return (replace(page, body=body, archive=ArchivePointer(file=file, offset=offset)),)
