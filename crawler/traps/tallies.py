"""Counts and notes on the addresses of one source, shared by all crawlers; what the trap rules decide by.

They belong to one run, or to one week of a standing crawl: what was a trap last week is tried again.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import redis

from contracts.names import KEY_PREFIX

_FRESH_S: Final = 0.5
_FIELDS_A_SECOND: Final = 500
_KEPT_S: Final = 8 * 86400
_SOURCES: Final = 500
_MOST_FIELDS: Final = 4000
_COUNT: Final = "#"
_NOTE: Final = "="


@dataclass(slots=True)
class Tally:
    """What is known of one source in one scope; a missing count is 0."""

    counts: dict[str, int] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    read_at: float = -1e9

    def count(self, name: str) -> int:
        """Return a count."""
        return self.counts.get(name, 0)

    @property
    def is_fresh(self) -> bool:
        """Whether it was read from the store a moment ago; a long one is read less often."""
        return time.monotonic() - self.read_at < _FRESH_S + len(self.counts) / _FIELDS_A_SECOND


class Tallies:
    """The tallies of this process, kept in step with the store; what it can't reach, it does without."""

    def __init__(self, client: redis.Redis) -> None:
        self._store: Any = client
        self._known: OrderedDict[str, Tally] = OrderedDict()
        self._lock = threading.Lock()

    def at_hand(self, source_id: str, run: str | None) -> Tally | None:
        """Return the tally if it is fresh, without asking the store."""
        tally = self._known.get(_key(source_id, run))
        return tally if tally is not None and tally.is_fresh else None

    def of(self, source_id: str, run: str | None) -> Tally:
        """Return the tally, read anew unless it is fresh."""
        key = _key(source_id, run)
        tally = self._known.get(key)
        return tally if tally is not None and tally.is_fresh else self._read(key)

    def add(
        self, source_id: str, run: str | None, counts: Mapping[str, int], notes: Mapping[str, str] | None = None
    ) -> Tally:
        """Count and note, here and in the store; a note that is there stays as it is. Return the tally."""
        tally, key = self.of(source_id, run), _key(source_id, run)
        with self._lock:
            room = len(tally.counts) < _MOST_FIELDS
            counts = {name: number for name, number in counts.items() if room or name in tally.counts}
            for name, number in counts.items():
                tally.counts[name] = tally.count(name) + number
            for name, text in (notes or {}).items():
                tally.notes.setdefault(name, text)
        self._tell(key, counts, notes or {})
        return tally

    def _tell(self, key: str, counts: Mapping[str, int], notes: Mapping[str, str]) -> None:
        pipe = self._store.pipeline(transaction=False)
        for name, number in counts.items():
            pipe.hincrby(key, _COUNT + name, number)
        for name, text in notes.items():
            pipe.hsetnx(key, _NOTE + name, text)
        pipe.expire(key, _KEPT_S)
        try:
            pipe.execute()
        except redis.RedisError:
            return

    def _read(self, key: str) -> Tally:
        try:
            flat: Mapping[bytes, bytes] = self._store.hgetall(key)
        except redis.RedisError:
            return self._known.get(key) or Tally()
        told = {name.decode(): value.decode() for name, value in flat.items()}
        tally = Tally(
            counts={name[1:]: int(value) for name, value in told.items() if name[0] == _COUNT},
            notes={name[1:]: value for name, value in told.items() if name[0] == _NOTE},
            read_at=time.monotonic(),
        )
        with self._lock:
            self._known[key] = tally
            self._known.move_to_end(key)
            if len(self._known) > _SOURCES:
                self._known.popitem(last=False)
        return tally


def _key(source_id: str, run: str | None) -> str:
    year, week, _ = datetime.now(UTC).isocalendar()
    return f"{KEY_PREFIX}traps:{source_id}:{run or f'{year}-{week}'}"
