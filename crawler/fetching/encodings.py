"""Removes content codings, within bounds: a small body must not unpack into a large one."""

import zlib
from typing import Final

import zstandard

from contracts.errors import TooLarge

ACCEPT_ENCODING: Final = "gzip, deflate, zstd"
_MOST_CODINGS: Final = 3


class BrokenEncoding(ValueError):
    """The body is not encoded as its header says."""


def decoded(body: bytes, content_encoding: str | None, *, max_bytes: int) -> bytes:
    """Return the entity; raises `TooLarge` if it exceeds `max_bytes`, `BrokenEncoding` if it can't be unpacked."""
    codings = [name.strip().lower() for name in (content_encoding or "").split(",") if name.strip()]
    if len(codings) > _MOST_CODINGS:
        raise BrokenEncoding(f"{len(codings)} codings on top of each other")
    for name in reversed(codings):
        body = _without(name, body, max_bytes)
    return body


def _without(name: str, body: bytes, max_bytes: int) -> bytes:
    if name in ("identity", "none", "utf-8") or not body:
        return body
    if name in ("gzip", "x-gzip"):
        return _inflated(body, 31, max_bytes)
    if name == "deflate":
        return _inflated(body, 15 if body[0] & 0x0F == 8 else -15, max_bytes)
    if name == "zstd":
        return _unzstd(body, max_bytes)
    raise BrokenEncoding(f"the content coding {name[:40]!r} was not asked for")


def _inflated(body: bytes, wbits: int, max_bytes: int) -> bytes:
    unpacked, rest = b"", body
    try:
        while rest:
            unpacker = zlib.decompressobj(wbits=wbits)
            unpacked += unpacker.decompress(rest, max_bytes + 1 - len(unpacked))
            if len(unpacked) > max_bytes:
                raise TooLarge(f"unpacks to more than {max_bytes} bytes")
            rest = unpacker.unused_data if wbits == 31 and unpacker.unused_data[:2] == b"\x1f\x8b" else b""
    except zlib.error as error:
        if not unpacked:
            raise BrokenEncoding(str(error)) from error
    return unpacked


def _unzstd(body: bytes, max_bytes: int) -> bytes:
    try:
        with zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(body) as reader:
            unpacked = reader.read(max_bytes + 1)
    except zstandard.ZstdError as error:
        raise BrokenEncoding(str(error)) from error
    if len(unpacked) > max_bytes:
        raise TooLarge(f"unpacks to more than {max_bytes} bytes")
    return unpacked
