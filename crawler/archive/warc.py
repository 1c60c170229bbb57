"""WARC 1.1 records (ISO 28500:2017), each a gzip member of its own, with block and payload digests."""

import base64
import gzip
import hashlib
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

_CRLF: Final = b"\r\n"
NOT_MODIFIED: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
SAME_PAYLOAD: Final = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
Headers = Iterable[tuple[str, str]]


def new_id() -> str:
    """Return a fresh record id."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def record(
    kind: str,
    block: bytes,
    *,
    at: datetime,
    content_type: str,
    fields: Mapping[str, str],
    record_id: str | None = None,
    level: int = 4,
) -> bytes:
    """Return one record, compressed at `level`; `fields` are its other named fields."""
    named = {
        "WARC-Type": kind,
        "WARC-Record-ID": record_id or new_id(),
        "WARC-Date": date(at),
        "WARC-Block-Digest": digest(block),
        **fields,
        "Content-Type": content_type,
        "Content-Length": str(len(block)),
    }
    head = b"WARC/1.1\r\n" + b"".join(f"{name}: {_one_line(value)}\r\n".encode() for name, value in named.items())
    return gzip.compress(head + _CRLF + block + _CRLF + _CRLF, compresslevel=level, mtime=0)


def date(at: datetime) -> str:
    """Return a moment as a record states it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def digest(data: bytes) -> str:
    """Return the labelled digest of a block or payload."""
    return f"sha1:{base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()}"


def http_block(first_line: str, headers: Headers, body: bytes) -> bytes:
    """Return an HTTP message as it stands in a record."""
    lines = (f"{_one_line(name)}: {_one_line(value)}" for name, value in headers)
    head = "\r\n".join((_one_line(first_line), *lines))
    return head.encode("latin-1", "replace") + _CRLF + _CRLF + body


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")
