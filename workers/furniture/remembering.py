"""Cleaning with the source's snapshot, and learning from what each page shows."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import redis

from contracts.article import Article
from contracts.errors import Rejected
from contracts.records import Page
from workers.clean import Look, Shown, SourceMemory
from workers.furniture.memories import SourceMemories
from workers.furniture.sightings import Sighting

_DAY_S: Final = 86_400
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
log = logging.getLogger("workers.furniture")


class Remembering:
    """Cleans a page with what is known of its source, and has the source's memory learn from it."""

    def __init__(self, look: Callable[[Page, SourceMemory], Look], memories: SourceMemories) -> None:
        self._look = look
        self._memories = memories

    def __call__(self, page: Page) -> Article | Rejected:
        """Return what the page is by the snapshot in force, or by the one that it made known itself."""
        source = page.source.id
        memory = self._memories.current(source)
        seen = self._look(page, memory)
        if not isinstance(seen.result, Article) or seen.shown is None:
            return seen.result
        number = self._observed(source, sighting_of(seen.result, seen.shown), memory)
        return seen.result if number == memory.number else self._again(page, number)

    def _again(self, page: Page, number: int) -> Article | Rejected:
        return self._look(page, self._memories.numbered(page.source.id, number)).result

    def _observed(self, source: str, sighting: Sighting, memory: SourceMemory) -> int:
        """The number in force after it; a store that takes nothing more costs a lesson, never a page."""
        try:
            return self._memories.observe(source, sighting)
        except (redis.ResponseError, redis.OutOfMemoryError, ValueError) as error:
            log.warning("nothing is learned of source %s for now: %s", source, error)
            return memory.number


def sighting_of(article: Article, shown: Shown) -> Sighting:
    """Return what is to be remembered of an article."""
    moment = article.published_at.instant if article.published_at else article.fetched_at
    return Sighting(
        article=article.id,
        fetched_ms=article.version.fetched_ms,
        day=int((moment - _EPOCH).total_seconds() // _DAY_S),
        title=shown.title,
        blocks=shown.blocks,
        brought=shown.brought,
        archive=article.archive,
    )
