"""What a page says that its source's pages did not say before, and which address it names as its own.

Read at the moment of the fetch, cheaply and roughly: the true reading is the workers'. Digits do not count, so the days
of an empty calendar say the same.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Iterator
from html import unescape
from typing import Final

from contracts.errors import UnusableUrl
from contracts.urls import fetch_url

_HEAD: Final = 64 * 1024
_READ: Final = 256 * 1024
_LINK: Final = re.compile(rb"<link\b[^<>]{0,2000}>", re.IGNORECASE)
_REL: Final = re.compile(rb"""\brel\s*=\s*["']?\s*canonical\b""", re.IGNORECASE)
_HREF: Final = re.compile(rb"""\bhref\s*=\s*(?:"([^"]{1,2048})"|'([^']{1,2048})'|([^\s"'<>]{1,2048}))""", re.IGNORECASE)
_TAG: Final = re.compile(r"<(/?[A-Za-z!][^<>]{0,4000})>")
_NAME: Final = re.compile(r"/?[a-z0-9]*", re.IGNORECASE)
_HIDDEN: Final = frozenset({"script", "style", "noscript", "svg", "template", "head"})
_WITHIN_A_BLOCK: Final = frozenset(
    {"b", "i", "em", "strong", "span", "sup", "sub", "mark", "abbr", "time", "small", "font"}
)
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
    """Return the page's blocks of running text in order, without digits and punctuation; short ones are left out.

    One pass, in time that grows with the page alone, whatever it holds.
    """
    bare = (
        _NOISE.sub(" ", unescape(piece)).strip().lower() for piece in _pieces(body[:_READ].decode("utf-8", "replace"))
    )
    return [block for block in bare if len(block) >= _SHORTEST][:_MOST_BLOCKS]


def _pieces(markup: str) -> Iterator[str]:
    """Yield the text between block tags, without that of scripts and the like."""
    hidden, piece = "", ""
    for number, part in enumerate(_TAG.split(markup)):
        name = _NAME.match(part)[0].lower() if number % 2 else ""  # type: ignore[index]
        if hidden:
            hidden = "" if name == f"/{hidden}" else hidden
        elif number % 2 == 0:
            piece += part
        elif name.removeprefix("/") not in _WITHIN_A_BLOCK:
            yield piece
            hidden, piece = name if name in _HIDDEN else "", ""
    yield piece


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
