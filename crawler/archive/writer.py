"""Writes the archive: one file after the other, each by one process, closed at its size or age.

A page is its request, its response and a metadata record that holds what a replay needs besides. Feeds, sitemaps and
listings are request and response, or a revisit record where they had not changed. All of it is in the operating
system's hands before the URL is acknowledged, so the end of a process costs nothing; the disk holds it within five
seconds, so a power cut costs that much of the archive.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Protocol

import redis

from contracts.records import ArchivePointer, Page
from contracts.urls import host_and_port_of
from contracts.wire import encode
from crawler.archive import warc
from crawler.archive.files import SUFFIX, OpenFile, alone_with, fresh_name, mend
from crawler.archive.known import Kept, KnownRecords, RememberedRecords, SharedRecords
from crawler.archive.place import ArchivePlace
from crawler.archive.remote import Remote

_HOP_BY_HOP: Final = frozenset({"transfer-encoding", "connection", "keep-alive", "content-length"})
_SECRET: Final = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
_REQUEST: Final = "application/http; msgtype=request"
_RESPONSE: Final = "application/http; msgtype=response"
_TEND_S: Final = 5.0
_SEND_AGAIN_S: Final = 30.0
_log: Final = logging.getLogger("trawlnet.archive")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One HTTP exchange as it went over the wire, but for the transfer coding: `wire_body` has its content codings.

    Headers that let somebody in (cookies, sign-ins) are not kept.
    """

    request_headers: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    wire_body: bytes
    ip_address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A fetch that is no page: `uid` is the id of its URL, `url` answered with `status` at the moment `at`."""

    uid: str
    url: str
    status: int
    at: datetime


class Archive(Protocol):
    """What the crawler keeps its fetches in."""

    def write(self, page: Page, exchange: Exchange) -> Page:
        """Return the page with the place where it is kept, if it is."""

    def note(self, visit: Visit, exchange: Exchange) -> None:
        """Keep a fetch that is no page."""

    def close(self) -> None:
        """End it."""


class NoArchive:
    """Keeps nothing."""

    def write(self, page: Page, exchange: Exchange) -> Page:
        """Return the page as it is."""
        return page

    def note(self, visit: Visit, exchange: Exchange) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class ArchiveWriter:
    """Writes the files of this process; safe to share between threads."""

    def __init__(
        self,
        folder: Path,
        *,
        max_file_bytes: int,
        max_file_s: float = 3600.0,
        software: str = "Trawlnet",
        known: KnownRecords | None = None,
    ) -> None:
        self._folder = folder
        self._max_file_bytes = max_file_bytes
        self._max_file_s = max_file_s
        self._software = software
        self._known = known or RememberedRecords()
        self._lock = threading.Lock()
        self._file: OpenFile | None = None
        self._begun = 0.0
        self._unsynced = False

    def write(self, page: Page, exchange: Exchange) -> Page:
        """Return the page with the place where it is kept; raises `OSError` and leaves nothing of it if it can't be."""
        visit = Visit(uid="", url=page.final_url, status=page.status, at=page.fetched_at)
        response_id = warc.new_id()
        parts = [*_exchange_records(visit, exchange, response_id), _metadata_record(page, response_id)]
        name, start = self._append(parts)
        return replace(page, archive=ArchivePointer(file=name, offset=start + len(parts[0])))

    def note(self, visit: Visit, exchange: Exchange) -> None:
        """Keep the exchange: whole, or as a revisit if it was not modified, or is the same again."""
        known = self._known.get(visit.uid)
        payload = warc.digest(exchange.wire_body)
        if visit.status == HTTPStatus.NOT_MODIFIED:
            self._append(_revisit_records(visit, exchange, warc.NOT_MODIFIED, known))
        elif known is not None and known.digest == payload:
            self._append(_revisit_records(visit, exchange, warc.SAME_PAYLOAD, known))
        else:
            response_id = warc.new_id()
            self._append(_exchange_records(visit, exchange, response_id))
            with contextlib.suppress(redis.RedisError):
                self._known.put(visit.uid, Kept(record_id=response_id, url=visit.url, at=visit.at, digest=payload))

    def tend(self) -> None:
        """Bring what was written to the disk, and close a file that has become old."""
        with self._lock:
            if self._file is not None and time.monotonic() - self._begun > self._max_file_s:
                self._close()
            if self._file is not None and self._unsynced:
                self._unsynced = False
                self._file.sync()

    def close(self) -> None:
        """Close the file that is being written, if there is one."""
        with self._lock:
            self._close()

    def _append(self, records: Sequence[bytes]) -> tuple[str, int]:
        data = b"".join(records)
        with self._lock:
            file = self._ready_file()
            start = file.append(data)
            self._unsynced = True
            if file.size >= self._max_file_bytes:
                self._close()
        return file.name, start

    def _close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def _ready_file(self) -> OpenFile:
        if self._file is None:
            now = datetime.now(UTC)
            name = fresh_name(now)
            self._file = OpenFile(self._folder, name, _warcinfo(name, self._software, now))
            self._begun = time.monotonic()
        return self._file


class TendedArchive:
    """An archive that looks after itself in a thread: mends what others left, syncs, and sends closed files away."""

    def __init__(self, writer: ArchiveWriter, folder: Path, remote: Remote | None) -> None:
        self.write = writer.write
        self.note = writer.note
        self._writer = writer
        self._folder = folder
        self._remote = remote
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._tend, name="archive", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Close the last file; what could not be sent away yet is sent by the next crawler on this folder."""
        self._writer.close()
        self._ended.set()
        self._thread.join(timeout=_TEND_S)

    def _tend(self) -> None:
        next_sending = 0.0
        _safely(lambda: mend(self._folder))
        self._send_all()
        while not self._ended.wait(_TEND_S):
            _safely(self._writer.tend)
            if self._remote is not None and time.monotonic() >= next_sending:
                next_sending = time.monotonic() if self._send_all() else time.monotonic() + _SEND_AGAIN_S
        self._send_all()

    def _send_all(self) -> bool:
        return self._remote is None or _safely(lambda: send_closed(self._folder, self._remote))


def send_closed(folder: Path, remote: Remote | None) -> None:
    """Move every closed file of the folder to the remote place; a file goes only when it has arrived whole there."""
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        with alone_with(path) as file:
            if file is not None and remote is not None and remote.send(path):
                path.unlink()


def _safely(act: Any) -> bool:
    """Return whether it could be done; what the disk or a remote store raises is logged."""
    try:
        act()
    except Exception as error:
        _log.warning("archive_untended error=%s", error)
        return False
    return True


def open_archive(
    place: ArchivePlace, *, max_file_bytes: int, max_file_s: float, client: redis.Redis | None = None
) -> Archive:
    """Return what a crawler writes its fetches to, as the place says."""
    if not place.kept:
        return NoArchive()
    known = SharedRecords(client) if client is not None else None
    writer = ArchiveWriter(place.folder, max_file_bytes=max_file_bytes, max_file_s=max_file_s, known=known)
    return TendedArchive(writer, place.folder, place.remote)


def _warcinfo(name: str, software: str, now: datetime) -> bytes:
    block = f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode()
    named = {"WARC-Filename": name}
    return warc.record("warcinfo", block, at=now, content_type="application/warc-fields", fields=named)


def _exchange_records(visit: Visit, exchange: Exchange, response_id: str) -> list[bytes]:
    packed = any(name.lower() == "content-encoding" for name, _ in exchange.headers)
    named = {"WARC-Target-URI": visit.url, "WARC-Payload-Digest": warc.digest(exchange.wire_body)}
    response = warc.record(
        "response",
        _response_block(visit, exchange),
        at=visit.at,
        content_type=_RESPONSE,
        fields=named | _address(exchange),
        record_id=response_id,
        level=1 if packed else 4,
    )
    return [_request_record(visit, exchange, response_id), response]


def _metadata_record(page: Page, response_id: str) -> bytes:
    told = encode(replace(page, body=b"", archive=None))
    named = {"WARC-Target-URI": page.final_url, "WARC-Refers-To": response_id}
    return warc.record("metadata", told, at=page.fetched_at, content_type="application/json", fields=named)


def _revisit_records(visit: Visit, exchange: Exchange, profile: str, known: Kept | None) -> list[bytes]:
    revisit_id = warc.new_id()
    named = {"WARC-Target-URI": visit.url, "WARC-Profile": profile, **_address(exchange)}
    if known is not None:
        named["WARC-Refers-To"] = known.record_id
        named["WARC-Refers-To-Target-URI"] = known.url
        named["WARC-Refers-To-Date"] = warc.date(known.at)
        if profile == warc.SAME_PAYLOAD:
            named["WARC-Payload-Digest"] = known.digest
    block = _response_block(visit, replace(exchange, wire_body=b""))
    revisit = warc.record("revisit", block, at=visit.at, content_type=_RESPONSE, fields=named, record_id=revisit_id)
    return [_request_record(visit, exchange, revisit_id), revisit]


def _request_record(visit: Visit, exchange: Exchange, response_id: str) -> bytes:
    path = "/" + visit.url.split("/", 3)[3] if visit.url.count("/") >= 3 else "/"
    host = () if any(name.lower() == "host" for name, _ in exchange.request_headers) else _host(visit.url)
    block = warc.http_block(f"GET {path} HTTP/1.1", (*host, *_told(exchange.request_headers)), b"")
    named = {"WARC-Target-URI": visit.url, "WARC-Concurrent-To": response_id}
    return warc.record("request", block, at=visit.at, content_type=_REQUEST, fields=named)


def _response_block(visit: Visit, exchange: Exchange) -> bytes:
    kept = [(name, value) for name, value in _told(exchange.headers) if name.lower() not in _HOP_BY_HOP]
    if visit.status != HTTPStatus.NOT_MODIFIED:
        kept.append(("Content-Length", str(len(exchange.wire_body))))
    return warc.http_block(f"HTTP/1.1 {visit.status} {_phrase(visit.status)}", kept, exchange.wire_body)


def _told(headers: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() not in _SECRET]


def _host(url: str) -> tuple[tuple[str, str], ...]:
    return (("Host", host_and_port_of(url)),)


def _address(exchange: Exchange) -> dict[str, str]:
    return {"WARC-IP-Address": exchange.ip_address} if exchange.ip_address else {}


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Other"
