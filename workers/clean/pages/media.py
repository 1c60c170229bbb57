"""Which media types we read as pages, by the first bytes and the header; all others are refused, counted by type."""

from typing import Final

from contracts.errors import UnsupportedType

_PAGES: Final = frozenset({"text/html", "application/xhtml+xml", "application/xml", "text/xml"})
_VAGUE: Final = frozenset({"", "text/plain", "application/octet-stream", "unknown/unknown"})
_STARTS: Final = {
    b"\x89png": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"gif8": "image/gif",
    b"pk\x03\x04": "application/zip",
    b"\x1f\x8b": "application/gzip",
    b"{\\rtf": "application/rtf",
    b"\xd0\xcf\x11\xe0": "application/msword",
    b"id3": "audio/mpeg",
    b"oggs": "audio/ogg",
    b"\x1a\x45\xdf\xa3": "video/webm",
    b"bzh": "application/x-bzip2",
    b"7z\xbc\xaf": "application/x-7z-compressed",
}
_RIFF: Final = {b"webp": "image/webp", b"wave": "audio/wav", b"avi ": "video/x-msvideo"}
_COUNTED_BY_FAMILY: Final = {
    "image": "png jpeg gif webp avif svg+xml tiff bmp x-icon",
    "audio": "mpeg ogg wav mp4 aac",
    "video": "mp4 webm ogg quicktime x-msvideo mp2t",
    "font": "woff woff2",
    "text": "plain css csv calendar javascript markdown",
    "application": "json ld+json javascript rtf zip gzip x-bzip2 x-7z-compressed x-tar msword vnd.ms-excel "
    "vnd.ms-powerpoint epub+zip postscript octet-stream rss+xml atom+xml feed+json x-mpegurl "
    "vnd.apple.mpegurl dash+xml x-shockwave-flash vnd.oasis.opendocument.text "
    "vnd.openxmlformats-officedocument.wordprocessingml.document "
    "vnd.openxmlformats-officedocument.spreadsheetml.sheet "
    "vnd.openxmlformats-officedocument.presentationml.presentation",
}
_COUNTED: Final = {f"{family}/{name}" for family, names in _COUNTED_BY_FAMILY.items() for name in names.split()}
_FAMILIES: Final = frozenset({"image", "audio", "video", "font", "text", "application", "message", "model"})
_FEED_STARTS: Final = {
    b"<rss": "application/rss+xml",
    b"<feed": "application/atom+xml",
    b"<urlset": "sitemap",
    b"<sitemapindex": "sitemap",
    b"<rdf:rdf": "application/rss+xml",
}
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
_SNIFFED_BYTES: Final = 1_445  # the resource header of the WHATWG MIME Sniffing Standard, section 5.2
_BINARY_BYTES: Final = bytes({*range(0x20)} - {*b"\t\n\f\r\x1b"})  # its binary data bytes, section 3
_MAX_BINARY_SHARE: Final = 0.02  # real pages hold a stray control byte; of random bytes every ninth is one
_UNICODE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def refusal(content_type: str | None, body: bytes, url: str) -> UnsupportedType | None:
    """Return why these bytes are no page, or None if they may be one."""
    stated = (content_type or "").partition(";")[0].strip().lower()
    start = body[:1_024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    known = _by_first_bytes(body)
    if known is not None:
        return _unsupported(f"The bytes are {known}, not a page.", known, url)
    if stated not in _PAGES | _VAGUE:
        return _unsupported(f"The response is {stated[:80]}, not a page.", stated, url)
    feed = next((name for mark, name in _FEED_STARTS.items() if mark in start), None)
    if feed is not None and b"<html" not in start:
        return _unsupported("The document is a feed or a sitemap, not a page.", feed, url)
    if stated in ("application/octet-stream", "text/plain") and not any(mark in start for mark in _PAGE_STARTS):
        return _unsupported(f"The response is {stated}, and does not look like a page.", stated, url)
    if _is_binary(body[:_SNIFFED_BYTES]):
        return _unsupported("The bytes are binary data, not text.", "application/octet-stream", url)
    return None


def _by_first_bytes(body: bytes) -> str | None:
    """The type that a file's first bytes give away, if it is one that no page begins with."""
    start = body[:16].lower()
    if start.startswith(b"riff"):
        return _RIFF.get(start[8:12], "application/octet-stream")
    if start[4:8] == b"ftyp":
        return "image/avif" if start[8:12] == b"avif" else "video/mp4"
    if start.startswith(b"\x00\x00\x00"):
        return "application/octet-stream"
    return next((name for mark, name in _STARTS.items() if start.startswith(mark)), None)


def _is_binary(start: bytes) -> bool:
    """True if bytes that no text has are common among the first; the zeros of UTF-16 markup are none of these."""
    if start.startswith(_UNICODE_MARKS):
        return False
    narrow = start.replace(b"\x00", b"")
    if len(narrow) < len(start) and any(mark in narrow.lower() for mark in _PAGE_STARTS):
        start = narrow
    return len(start) - len(start.translate(None, _BINARY_BYTES)) > _MAX_BINARY_SHARE * len(start)


def _unsupported(detail: str, media_type: str, url: str) -> UnsupportedType:
    return UnsupportedType(detail, url=url, media_type=_counted(media_type))


def _counted(media_type: str) -> str:
    """The name under which a type is counted: its own if it is common, else its family's; servers invent endlessly."""
    family = media_type.partition("/")[0]
    if media_type in _COUNTED or media_type == "sitemap":
        return media_type
    return f"{family}/*" if family in _FAMILIES else "*/*"
