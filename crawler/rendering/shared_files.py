"""Scripts and style sheets that pages share: asked for once in ten minutes, not once a page."""

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from crawler.fetching.exchange import Answer

_KINDS: Final = frozenset({"script", "stylesheet"})
_KEPT_S: Final = 600.0
_MOST_BYTES: Final = 32 * 2**20
_NOT_KEPT: Final = re.compile(r"no-store|no-cache|private|max-age=0", re.IGNORECASE)


class SharedFiles:
    """The files of one process's pages, the least used ones forgotten; a source sees only what was asked for it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str], tuple[float, Answer]] = OrderedDict()
        self._bytes = 0

    def get(self, source_id: str, url: str) -> Answer | None:
        """Return the answer that is still good for an address, or None."""
        kept = self._kept.get((source_id, url))
        if kept is None or self._clock() - kept[0] > _KEPT_S:
            return None
        self._kept.move_to_end((source_id, url))
        return kept[1]

    def put(self, source_id: str, url: str, kind: str, answer: Answer) -> None:
        """Keep an answer, if it is of a kind that pages share and its server does not object."""
        if kind not in _KINDS or answer.status != 200 or _NOT_KEPT.search(answer.header("Cache-Control") or ""):
            return
        former = self._kept.pop((source_id, url), None)
        self._kept[source_id, url] = (self._clock(), answer)
        self._bytes += len(answer.wire_body) - (len(former[1].wire_body) if former else 0)
        while self._bytes > _MOST_BYTES:
            _, (_, forgotten) = self._kept.popitem(last=False)
            self._bytes -= len(forgotten.wire_body)
