"""Which media types we read as pages, by the header and, where that is silent or vague, by the first bytes."""

from typing import Final

from contracts.errors import UnsupportedType

_PAGES: Final = frozenset({"text/html", "application/xhtml+xml", "application/xml", "text/xml"})
_VAGUE: Final = frozenset({"", "text/plain", "application/octet-stream", "unknown/unknown"})
_BINARY_STARTS: Final = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"\x00\x00\x00",
)
_FEED_STARTS: Final = (b"<rss", b"<feed", b"<urlset", b"<sitemapindex", b"<rdf:rdf")
_PAGE_STARTS: Final = (
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<body",
    b"<div",
    b"<p",
    b"<article",
    b"<title",
    b"<meta",
)


def refusal(content_type: str | None, body: bytes, url: str) -> UnsupportedType | None:
    """Return why these bytes are no page, or None if they may be one."""
    media_type = (content_type or "").partition(";")[0].strip().lower()
    start = body[:1_024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if media_type not in _PAGES | _VAGUE:
        return UnsupportedType(f"The response is {media_type[:80]}, not a page.", url=url)
    if start.startswith(tuple(mark.lower() for mark in _BINARY_STARTS)):
        return UnsupportedType("The bytes are those of a binary file, not of a page.", url=url)
    if any(mark in start for mark in _FEED_STARTS) and b"<html" not in start:
        return UnsupportedType("The document is a feed or a sitemap, not a page.", url=url)
    if media_type in ("application/octet-stream", "text/plain") and not any(mark in start for mark in _PAGE_STARTS):
        return UnsupportedType(f"The response is {media_type}, and does not look like a page.", url=url)
    return None
