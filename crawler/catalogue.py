"""The catalogue's doorway: the sources that are crawled for ever, in Redis, and how files describe them."""

from collections.abc import Iterable
from typing import Any, Final

import redis

from contracts.names import KEY_PREFIX
from contracts.records import Source
from contracts.wire import decode, encode
from crawler.sources.collections import is_within
from crawler.sources.files import SOURCES_FILE, dump_yaml, find_sources_file, load_sources
from crawler.sources.opml import dump_opml
from crawler.sources.records import described, source_of

__all__ = [
    "SOURCES_FILE",
    "Catalogue",
    "dump_opml",
    "dump_yaml",
    "find_sources_file",
    "is_within",
    "load_sources",
    "source_of",
]

_SOURCES: Final = f"{KEY_PREFIX}catalogue:sources"
_VERSION: Final = f"{KEY_PREFIX}catalogue:version"


class Catalogue:
    """The sources in Redis; each change is one transaction that also moves the version on."""

    def __init__(self, client: redis.Redis) -> None:
        self._store: Any = client

    def list(self) -> "list[Source]":
        """Return all sources, by name."""
        found = (decode(data, Source) for data in self._store.hvals(_SOURCES))
        return sorted(found, key=lambda source: (source.name.casefold(), source.id))

    def get(self, source_id: str) -> Source | None:
        """Return the source of this id, or None."""
        data = self._store.hget(_SOURCES, source_id)
        return decode(data, Source) if data is not None else None

    def put(self, sources: Iterable[Source]) -> int:
        """Store the sources, in place of those of the same id; return how many there are after it.

        Raises `Misconfigured`, and stores none, if one is not what a source must be.
        """
        checked = [source_of(described(source), where="The catalogue") for source in sources]
        with self._store.pipeline(transaction=True) as pipe:
            for source in checked:
                pipe.hset(_SOURCES, source.id, encode(source))
            pipe.incr(_VERSION)
            pipe.hlen(_SOURCES)
            return int(pipe.execute()[-1])

    def remove(self, source_id: str) -> bool:
        """Remove a source; False if there was none of this id."""
        with self._store.pipeline(transaction=True) as pipe:
            pipe.hdel(_SOURCES, source_id)
            pipe.incr(_VERSION)
            return bool(pipe.execute()[0])

    def version(self) -> int:
        """Return a number that grows with each change; running crawlers look at it."""
        return int(self._store.get(_VERSION) or 0)
