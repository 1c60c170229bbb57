"""Keeps the leases of the rows that this process works on, from a thread of its own."""

import contextlib
import logging
import threading
from collections.abc import Iterator, Sequence

import redis

from workers.ledger.records import Claimed
from workers.ledger.transitions import Transitions

log = logging.getLogger("workers.leases")


class Leases:
    """Renews what is being worked on three times in each lease; a lease that could not be renewed runs out."""

    def __init__(self, transitions: Transitions, *, lease_s: float) -> None:
        self._transitions = transitions
        self._every_s = lease_s / 3
        self._held: dict[str, Claimed] = {}
        self._lock = threading.Lock()
        threading.Thread(target=self._renew_for_ever, name="leases", daemon=True).start()

    @contextlib.contextmanager
    def keeping(self, rows: Sequence[Claimed]) -> Iterator[None]:
        """Keep the rows leased until the block ends."""
        with self._lock:
            self._held.update({row.id: row for row in rows})
        try:
            yield
        finally:
            with self._lock:
                for row in rows:
                    self._held.pop(row.id, None)

    def _renew_for_ever(self) -> None:
        pause = threading.Event()
        while not pause.wait(self._every_s):
            try:
                self._renew()
            except redis.RedisError as error:
                log.warning("could not renew leases: %s", error)

    def _renew(self) -> None:
        with self._lock:
            rows = list(self._held.values())
        for stage in {row.stage for row in rows}:
            self._transitions.renew(stage, [row for row in rows if row.stage == stage])
