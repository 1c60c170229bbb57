"""What bytes are, told by themselves: neither the address nor the Content-Type is believed."""

import re
import zlib
from typing import Final, Literal

from crawler.discovery.texts import NotAFeed
from crawler.discovery.xml_records import decoded_xml, first_tag

Form = Literal["feed", "JSON feed", "sitemap", "sitemap index", "text sitemap", "page", "unknown"]
_FORMS: Final[dict[str, Form]] = {
    "rss": "feed",
    "rdf": "feed",
    "feed": "feed",
    "channel": "feed",
    "item": "feed",
    "entry": "feed",
    "urlset": "sitemap",
    "url": "sitemap",
    "sitemapindex": "sitemap index",
    "sitemap": "sitemap index",
}
_SNIFFED: Final = 8192
_GZIP: Final = b"\x1f\x8b"
_ADDRESS: Final = re.compile(r"\s*https?://\S+\s*$")
_MARKUP: Final = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|title|div|p|a)(?=[\s>])", re.IGNORECASE)


def sniffed(body: bytes) -> Form:
    """Return what the bytes, unpacked already, are."""
    text = decoded_xml(body[:_SNIFFED]).lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        return "JSON feed"
    if text.startswith("<") and (form := _FORMS.get(first_tag(text))):
        return form
    if _MARKUP.search(text):
        return "page"
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    return "text sitemap" if any(_ADDRESS.match(line) for line in lines[:-1] or lines) else "unknown"


def unpacked(body: bytes, max_bytes: int) -> bytes:
    """Return the bytes without gzip, which their first two tell; what is cut off or broken, as far as it goes.

    Raises `NotAFeed` if nothing can be unpacked, or more than `max_bytes`.
    """
    parts: list[bytes] = []
    room = max_bytes
    while body.startswith(_GZIP):
        unpacker = zlib.decompressobj(wbits=31)
        for start in range(0, len(body), 65_536):
            try:
                parts.append(unpacker.decompress(body[start : start + 65_536], room + 1))
            except zlib.error as error:
                if not any(parts):
                    raise NotAFeed(f"broken gzip: {error}") from error
                return b"".join(parts)
            room -= len(parts[-1])
            if room < 0 or unpacker.unconsumed_tail:
                raise NotAFeed(f"unpacks to more than {max_bytes} bytes")
            if unpacker.eof:
                break
        body = unpacker.unused_data + body[start + 65_536 :] if unpacker.eof else b""
    return b"".join(parts) if parts else body
