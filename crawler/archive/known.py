"""What was kept last of each feed, sitemap and listing: what a revisit record refers to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

import redis

from contracts.errors import Malformed
from contracts.names import KEY_PREFIX
from contracts.wire import decode, encode

_KEPT_S: Final = 90 * 86400


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The response record that holds a body: its id, address, moment and payload digest."""

    record_id: str
    url: str
    at: datetime
    digest: str


class KnownRecords(Protocol):
    """Remembers the last response record by the id of its URL."""

    def get(self, uid: str) -> Kept | None:
        """Return what is known, if anything."""

    def put(self, uid: str, kept: Kept) -> None:
        """Remember it."""


class RememberedRecords:
    """Known to this process alone."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}

    def get(self, uid: str) -> Kept | None:
        """Return what is known, if anything."""
        return self._kept.get(uid)

    def put(self, uid: str, kept: Kept) -> None:
        """Remember it."""
        self._kept[uid] = kept


class SharedRecords:
    """Known to all crawlers of a store, for ninety days; raises what the store's client raises."""

    def __init__(self, client: redis.Redis) -> None:
        self._store: Any = client

    def get(self, uid: str) -> Kept | None:
        """Return what is known, if anything."""
        told = self._store.get(_key(uid))
        try:
            return None if told is None else decode(told, Kept)
        except Malformed:
            return None

    def put(self, uid: str, kept: Kept) -> None:
        """Remember it."""
        self._store.set(_key(uid), encode(kept), ex=_KEPT_S)


def _key(uid: str) -> str:
    return f"{KEY_PREFIX}archive:{uid}"
