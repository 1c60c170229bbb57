"""Which of a page's blocks are the article: those that the extractors vouch for, and what plainly stands among them."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from typing import Any, Final

from lxml.html import HtmlElement

from workers.clean.pages.blocks import Block

_ANCHOR_CHARS: Final = 20
_MAX_SCANNED: Final = 500_000_000
_MAX_GAP: Final = 20_000


def vouched_text(root: HtmlElement, url: str | None) -> str:
    """Return the text that trafilatura takes for the article; empty if it finds none."""
    import trafilatura

    try:
        document: Any = trafilatura.bare_extraction(
            deepcopy(root), url=url, include_comments=False, include_tables=True, with_metadata=False
        )
    except (ValueError, TypeError, AttributeError, RecursionError, KeyError, IndexError, AssertionError):
        return ""
    return str(document.text or "") if document is not None else ""


def aligned(blocks: Sequence[Block], voiced: str) -> list[int]:
    """The blocks whose text occurs in the vouched text at the place where their order puts it."""
    places = _Places(voiced)
    compacts = [block.compact for block in blocks]
    times = Counter(compacts)
    candidates = (
        (index, places.only_place_of(text))
        for index, text in enumerate(compacts)
        if len(text) >= _ANCHOR_CHARS and times[text] == 1
    )
    anchors = _rising({index: place for index, place in candidates if place >= 0})
    return sorted({*anchors, *_between(compacts, anchors, places.whole)})


class _Places:
    """Where texts stand in the vouched text: its lines are known at once, what is within one is searched, in bounds."""

    def __init__(self, voiced: str) -> None:
        lines = ["".join(line.split()) for line in voiced.split("\n")]
        self.whole = "".join(lines)
        self._lines: dict[str, int] = {}
        self._budget = _MAX_SCANNED
        place = 0
        for line in lines:
            self._lines[line] = -1 if line in self._lines else place
            place += len(line)

    def only_place_of(self, text: str) -> int:
        """Return where a text stands, -1 if nowhere or more than once."""
        if text in self._lines:
            return self._lines[text]
        if self._budget <= 0:
            return -1
        self._budget -= 2 * len(self.whole)
        place = self.whole.find(text)
        return place if place >= 0 and self.whole.find(text, place + 1) < 0 else -1


def _rising(anchors: dict[int, int]) -> dict[int, int]:
    """The longest part of the anchors whose places in the text rise with their number."""
    tails: list[int] = []
    items = list(anchors.items())
    parents: list[int] = [-1] * len(items)
    heads: list[int] = []
    for number, (_, place) in enumerate(items):
        at = bisect_left(tails, place)
        parents[number] = heads[at - 1] if at else -1
        if at == len(tails):
            tails.append(place)
            heads.append(number)
        else:
            tails[at], heads[at] = place, number
    kept: dict[int, int] = {}
    current = heads[-1] if heads else -1
    while current >= 0:
        kept[items[current][0]] = items[current][1]
        current = parents[current]
    return dict(sorted(kept.items()))


def _between(compacts: Sequence[str], anchors: dict[int, int], whole: str) -> list[int]:
    """The short or repeated blocks that the text has between the anchors around them."""
    found: list[int] = []
    following = sorted(anchors)
    place, passed = 0, 0
    for index, text in enumerate(compacts):
        if index in anchors:
            place, passed = anchors[index] + len(text), passed + 1
            continue
        limit = anchors[following[passed]] if passed < len(following) else len(whole)
        limit = min(limit, place + _MAX_GAP)
        at = whole.find(text, place, limit)
        if at >= 0:
            found.append(index)
            place = at + len(text)
    return found
