"""What the app is built from, passed in by the entry point; tests pass in the same, made of real servers."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

import redis

from crawler.catalogue import Catalogue
from crawler.frontier import Frontier
from search.index import Index
from web.settings import WebSettings
from workers.queue import Ledger


class IndexDoor:
    """The index, opened when it is first needed and tried again at each need until that succeeds."""

    def __init__(self, open_it: Callable[[], Index]) -> None:
        self._open_it = open_it
        self._lock = threading.Lock()
        self._opened: Index | None = None

    def __call__(self) -> Index:
        """Return the open index; raises what opening it raises, such as `IndexUnreachable`."""
        with self._lock:
            if self._opened is None:
                self._opened = self._open_it()
            return self._opened

    def close(self) -> None:
        """Close the index if it was opened."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class WebParts:
    """All that the pages and the API stand on; nothing of it connects before the first request."""

    settings: WebSettings
    key: str
    index: IndexDoor
    client: redis.Redis
    ledger: Ledger
    catalogue: Catalogue
    frontier: Frontier
    zone: tzinfo = UTC
    clock: Callable[[], datetime] = field(default=_utc_now)
