"""The bytes a row carries: a page, then its article, compressed (Zstandard).

A page is its record as JSON without the body, the length of that in four bytes before it, and the body as it came.
"""

import struct
from dataclasses import replace
from typing import Final

import zstandard

from contracts.article import Article
from contracts.errors import Malformed, TooLarge
from contracts.records import Page
from contracts.wire import decode, encode

MAX_UNPACKED_BYTES: Final = 128 * 1024**2
_LENGTH: Final = struct.Struct(">I")


def packed_page(page: Page) -> bytes:
    """Return the page as a row carries it; raises `TooLarge` if it could not be unpacked again."""
    record = encode(replace(page, body=b""))
    return _compressed(_LENGTH.pack(len(record)) + record + page.body)


def unpacked_page(cargo: bytes) -> Page:
    """Return the page that a row carries; raises `Malformed`."""
    data = _decompressed(cargo)
    if len(data) < _LENGTH.size:
        raise Malformed("a row without its page")
    end = _LENGTH.size + _LENGTH.unpack_from(data)[0]
    return replace(decode(data[_LENGTH.size : end], Page), body=data[end:])


def packed_article(article: Article) -> bytes:
    """Return the article as a row carries it; raises `TooLarge` if it could not be unpacked again."""
    return _compressed(encode(article))


def unpacked_article(cargo: bytes) -> Article:
    """Return the article that a row carries; raises `Malformed`."""
    return decode(_decompressed(cargo), Article)


def _compressed(data: bytes) -> bytes:
    if len(data) > MAX_UNPACKED_BYTES:
        raise TooLarge(f"{len(data)} bytes are more than a row may carry")
    return zstandard.ZstdCompressor(level=3).compress(data)


def _decompressed(cargo: bytes) -> bytes:
    try:
        if zstandard.frame_content_size(cargo) > MAX_UNPACKED_BYTES:
            raise Malformed("a row's bytes unpack to more than they may")
        return zstandard.ZstdDecompressor().decompress(cargo, max_output_size=MAX_UNPACKED_BYTES)
    except zstandard.ZstdError as error:
        raise Malformed(f"a row's bytes do not unpack: {error}") from error
