"""The memory by source in Redis or Valkey; each change is one script, so it happens whole or not at all.

The window of a source holds its newest articles, each by its newest fetch, so it is the same whatever order pages came
in, and a page seen again counts once. A snapshot never changes once it has its number; numbers rise over all sources
and are not given twice.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final

import redis

from contracts.errors import Malformed
from contracts.names import KEY_PREFIX
from contracts.wire import decode, encode
from workers.clean import EMPTY, SourceMemory
from workers.clean.sites.mending import NO_FIT, Fit
from workers.furniture.fitness import fit_of
from workers.furniture.learning import furniture_of
from workers.furniture.scripts import Scripts
from workers.furniture.sightings import Sighting, packed, raw, unpacked
from workers.settings import WorkerSettings

LEARNED_EVERY: Final = 8
"""New articles of a source between two lessons from its window."""
KEPT_SNAPSHOTS: Final = 8
MOST_OUTDATED: Final = 20_000
_CACHED: Final = 256
_PREFIX: Final = f"{KEY_PREFIX}furniture:"


@dataclass(frozen=True, slots=True)
class _Lesson:
    """What a snapshot says, without its number."""

    furniture: frozenset[str] = frozenset()
    fit: Fit = NO_FIT

    @property
    def failing(self) -> str:
        """The selectors' id and the fields that fail, as health reads them; "" if none do."""
        return " ".join((self.fit.selectors, *self.fit.failing)) if self.fit.failing else ""


class SourceMemories:
    """What is known of the sources; every method may raise a redis error. One for each process, in one thread."""

    def __init__(self, client: redis.Redis, settings: WorkerSettings) -> None:
        self._client: Any = client
        self._settings = settings
        self._scripts = Scripts(client)
        self._read: OrderedDict[tuple[str, int], SourceMemory] = OrderedDict()

    def current(self, source: str) -> SourceMemory:
        """Return the source's snapshot in force; `EMPTY` while nothing was learned of it."""
        return self.numbered(source, int(self._client.get(f"{_PREFIX}current:{source}") or 0))

    def numbered(self, source: str, number: int) -> SourceMemory:
        """Return a snapshot of the source; `EMPTY` for one that is not kept any more."""
        if number == 0:
            return EMPTY
        known = self._read.get((source, number)) or self._fetched(source, number)
        self._read[source, number] = known
        self._read.move_to_end((source, number))
        if len(self._read) > _CACHED:
            self._read.popitem(last=False)
        return known

    def _fetched(self, source: str, number: int) -> SourceMemory:
        content = self._client.get(f"{_PREFIX}snapshot:{source}:{number}")
        try:
            lesson = decode(content, _Lesson) if content is not None else _Lesson()
        except Malformed:
            return EMPTY
        return SourceMemory(number, lesson.furniture, lesson.fit) if content is not None else EMPTY

    def observe(self, source: str, sighting: Sighting) -> int:
        """Remember an article as one of its source's newest, and learn from those now and then.

        Returns the number of the snapshot in force after it. Changes nothing if the same fetch, or a newer one of the
        article, is remembered.
        """
        most, sources = self._settings.memory_articles, self._settings.memory_sources
        where = (source, sighting.article, sighting.fetched_ms)
        number, is_time = self._scripts.run("observe", *where, packed(sighting), most, sources, LEARNED_EVERY)
        return self.learn(source) if is_time else int(number)

    def learn(self, source: str) -> int:
        """Publish what the source's window teaches, if that differs from what is known; return the number in force."""
        number, window = self.window(source)
        memory = self.numbered(source, number)
        known = _Lesson(memory.furniture, memory.fit)
        lesson = _Lesson(furniture_of(window, known.furniture), fit_of(window, known.fit))
        if lesson == known:
            return number
        changed = [raw(block) for block in sorted(lesson.furniture ^ known.furniture)]
        content = (encode(lesson), lesson.failing, KEPT_SNAPSHOTS, MOST_OUTDATED)
        published = int(self._scripts.run("publish", source, number, *content, *changed))
        return published or self.current(source).number

    def window(self, source: str) -> tuple[int, list[Sighting]]:
        """Return the number in force and the articles that are remembered of the source, oldest fetch first."""
        number, flat = self._scripts.run("window", source)
        rows = zip(flat[::3], flat[1::3], flat[2::3], strict=True)
        return int(number), [unpacked(article.decode(), int(fetched), kept) for article, fetched, kept in rows]
