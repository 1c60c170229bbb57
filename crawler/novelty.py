"""What a page says that its source's pages did not say before, and which address it names as its own.

Read at the moment of the fetch, cheaply and roughly: the true reading is the workers'. Digits do not count, so the days
of an empty calendar say the same.
"""

import re
import threading
from collections import OrderedDict
from html import unescape
from typing import Final

from contracts.errors import UnusableUrl
from contracts.urls import fetch_url

_HEAD: Final = 64 * 1024
_READ: Final = 512 * 1024
_LINK: Final = re.compile(rb"<link\b[^<>]{0,2000}>", re.IGNORECASE)
_REL: Final = re.compile(rb"""\brel\s*=\s*["']?\s*canonical\b""", re.IGNORECASE)
_HREF: Final = re.compile(rb"""\bhref\s*=\s*(?:"([^"]{1,2048})"|'([^']{1,2048})'|([^\s"'<>]{1,2048}))""", re.IGNORECASE)
_HIDDEN: Final = re.compile(r"<(script|style|noscript|svg|template|head)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_BLOCK: Final = re.compile(
    r"</?(?:p|div|li|ul|ol|h[1-6]|td|tr|table|br|article|section|main|nav|header|footer|a)\b[^<>]*>", re.I
)
_TAG: Final = re.compile(r"<[^<>]*>")
_NOISE: Final = re.compile(r"[\W\d_]+")
_SHORTEST: Final = 20
_MOST_BLOCKS: Final = 400
_NEW_TEXT: Final = 120
_NEW_SHARE: Final = 0.5
_SOURCES: Final = 200
_BLOCKS_OF_A_SOURCE: Final = 20_000


def canonical_of(body: bytes, url: str) -> str | None:
    """Return the address that the page's head names as its own, fit to fetch; None if it names none."""
    for link in _LINK.findall(body[:_HEAD]):
        href = _HREF.search(link) if _REL.search(link) else None
        if href is not None:
            text = next(part for part in href.groups() if part is not None).decode("utf-8", "replace")
            try:
                return fetch_url(unescape(text), url)
            except UnusableUrl:
                return None
    return None


def text_blocks(body: bytes) -> list[str]:
    """Return the page's blocks of running text in order, without digits and punctuation; short ones are left out."""
    markup = _HIDDEN.sub(" ", body[:_READ].decode("utf-8", "replace"))
    pieces = _BLOCK.sub("\n", markup).split("\n")
    bare = (_NOISE.sub(" ", unescape(_TAG.sub(" ", piece))).strip().lower() for piece in pieces)
    return [block for block in bare if len(block) >= _SHORTEST][:_MOST_BLOCKS]


class SaidBefore:
    """The text that each source's pages have shown to this process; bounded, so what is long past is forgotten."""

    def __init__(self) -> None:
        self._sources: OrderedDict[str, OrderedDict[int, None]] = OrderedDict()
        self._lock = threading.Lock()

    def is_news(self, source_id: str, body: bytes) -> bool:
        """Return whether the page says something that is new in its source: a paragraph, or half of what it says."""
        blocks = text_blocks(body)
        with self._lock:
            new = sum(len(block) for block in blocks if self._first_time(source_id, block))
        return new >= _NEW_TEXT or (new > 0 and new >= _NEW_SHARE * sum(map(len, blocks)))

    def _first_time(self, source_id: str, block: str) -> bool:
        said = self._sources.setdefault(source_id, OrderedDict())
        self._sources.move_to_end(source_id)
        if len(self._sources) > _SOURCES:
            self._sources.popitem(last=False)
        known = hash(block)
        if known in said:
            said.move_to_end(known)
            return False
        said[known] = None
        if len(said) > _BLOCKS_OF_A_SOURCE:
            said.popitem(last=False)
        return True
