"""What feeds and sitemaps say in passing, made safe: plain text, moments in UTC."""

import calendar
import re
import time
from datetime import UTC, datetime
from html import unescape
from typing import Any, Final

from contracts.errors import UnusableUrl
from contracts.urls import fetch_url

_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_SPACE: Final = re.compile(r"\s+")
_W3C: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")
MAX_TEXT: Final = 2000
MAX_TAGS: Final = 50


class NotAFeed(ValueError):
    """What was fetched is not the feed or the sitemap it should be."""


def plain_text(markup: object, *, most: int = MAX_TEXT) -> str | None:
    """Return the text without markup, entities and runs of white space, at most `most` characters; None if empty."""
    if not isinstance(markup, str):
        return None
    bare = _SPACE.sub(" ", unescape(_TAG.sub(" ", markup[: most * 8]))).strip()
    return bare[:most] or None


def usable_url(text: object, base: str) -> str | None:
    """Return the address to fetch, resolved against `base`, or None if it is none."""
    if not isinstance(text, str) or not text.strip():
        return None
    try:
        return fetch_url(text, base)
    except UnusableUrl:
        return None


def moment_of(text: object) -> datetime | None:
    """Return the moment that a W3C date or time names (a date alone: its first moment, UTC), or None."""
    if not isinstance(text, str):
        return None
    text = text.strip()
    if found := _W3C.match(text):
        year, month, day = (int(part or 1) for part in found.groups())
        return _possible(year, month, day)
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def _possible(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


def moment_of_struct(parsed: Any) -> datetime | None:
    """Return the moment that feedparser's UTC tuple names, or None."""
    if not isinstance(parsed, time.struct_time):
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None
