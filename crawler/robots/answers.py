"""What the answer to a request for robots.txt means (RFC 9309 §2.3.1): a text, "unavailable" or "unreachable"."""

import codecs
import zlib
from typing import Final

from contracts.errors import TooLarge
from crawler.fetching.encodings import BrokenEncoding, decoded
from crawler.fetching.exchange import Answer, FetchFailed

MOST_BYTES: Final = 500 * 1024
UNREACHABLE: Final = "RobotsUnreachable"
_ALLOWS_ALL: Final = ""


def unreachable() -> FetchFailed:
    """Return the failure that lets the whole host rest."""
    return FetchFailed(UNREACHABLE, retry=True, whole_host=True)


def text_of(answer: Answer) -> str:
    """Return the text that an answer brings; "unavailable" (4xx, 3xx at its end) is the empty one, which allows all.

    Raises `FetchFailed` where it is "unreachable": 5xx, 429, and a body that can't be unpacked.
    """
    if answer.status == 429 or answer.status >= 500:
        raise unreachable()
    if not 200 <= answer.status < 300:
        return _ALLOWS_ALL
    return _characters(_whole_lines(_unpacked(answer)))


def _unpacked(answer: Answer) -> bytes:
    coding = (answer.header("Content-Encoding") or "").strip().lower()
    try:
        return decoded(answer.wire_body, coding, max_bytes=8 * MOST_BYTES)
    except TooLarge:
        return _beginning(answer.wire_body, coding)
    except BrokenEncoding as error:
        raise unreachable() from error


def _beginning(body: bytes, coding: str) -> bytes:
    if coding not in ("gzip", "x-gzip"):
        raise unreachable()
    return zlib.decompressobj(wbits=31).decompress(body, MOST_BYTES + 1)


def _whole_lines(body: bytes) -> bytes:
    """Return the lines that lie within the bound: one that is cut could say the opposite of what was meant."""
    if len(body) < MOST_BYTES:
        return body
    kept = body[:MOST_BYTES]
    return kept[: max(kept.rfind(b"\n"), kept.rfind(b"\r")) + 1]


def _characters(body: bytes) -> str:
    """Return the text: UTF-8 whatever is declared, but for a byte order mark; other octets as a URL spells them."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    spelled = body.decode("utf-8", "surrogateescape")
    return "".join(f"%{ord(char) - 0xDC00:02X}" if "\udc80" <= char <= "\udcff" else char for char in spelled)
