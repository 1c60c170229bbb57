"""What feeds and sitemaps say in passing, made safe: plain text, usable addresses."""

import re
from html import unescape
from typing import Final

from contracts.errors import UnusableUrl
from contracts.urls import fetch_url

_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_SPACE: Final = re.compile(r"\s+")
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
