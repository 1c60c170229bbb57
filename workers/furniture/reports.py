"""The doorway to what the memory by source tells others: which articles to clean again, which selectors fit no more.

Articles that were cleaned before their source's memory knew what it knows now wait, bounded, for whoever can read the
archive to hand their pages over again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import redis

from contracts.names import KEY_PREFIX
from contracts.records import ArchivePointer, Source
from contracts.selectors import selectors_id
from workers.furniture.scripts import Scripts

__all__ = ["FailingSelectors", "Outdated", "OutdatedArticles", "failing_of", "failing_selectors", "forget_articles"]

_AT_ONCE: Final = 1000
_FAILING: Final = f"{KEY_PREFIX}furniture:failing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """An article whose text another snapshot than its own, the one of this `number`, would change."""

    source: str
    article: str
    number: int
    archive: ArchivePointer


FailingSelectors = dict[str, tuple[str, ...]]
"""By the source's id: the selectors' id, then the fields that fail."""


def failing_selectors(client: Any) -> FailingSelectors:
    """Return for each source whose selectors fit its pages no more which of them fail."""
    return {source.decode(): tuple(told.decode().split()) for source, told in client.hgetall(_FAILING).items()}


def failing_of(source: Source, failing: FailingSelectors) -> tuple[str, ...]:
    """Return which of the source's selectors fail; none if they were changed since."""
    own, *fields = failing.get(source.id, ("",))
    return tuple(fields) if source.selectors is not None and own == selectors_id(source.selectors) else ()


class OutdatedArticles:
    """The articles that wait to be cleaned again; every method may raise a redis error."""

    def __init__(self, client: redis.Redis) -> None:
        self._scripts = Scripts(client)

    def first(self, most: int) -> list[Outdated]:
        """Return up to so many articles that the snapshot in force would change, the longest waiting first.

        None while a page waits for any stage: fresh pages go first, and none overtakes its own first cleaning.
        """
        flat = self._scripts.run("outdated", most)
        found = []
        for source, article, number, kept in zip(flat[::4], flat[1::4], flat[2::4], flat[3::4], strict=True):
            pointer = pointer_of(kept.partition(b"|")[0])
            if pointer is not None:
                found.append(
                    Outdated(source=source.decode(), article=article.decode(), number=int(number), archive=pointer)
                )
        return found

    def settle(self, outdated: Outdated) -> None:
        """Let an article wait no more, for its page was handed over again; a later snapshot's wish stays."""
        self._scripts.run("settle", outdated.source, outdated.article, outdated.number)


def forget_articles(client: redis.Redis, source: str, ids: Sequence[str]) -> int:
    """Return how many of a source's articles were remembered; they teach it nothing from now on."""
    chunks = (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
    scripts = Scripts(client)
    return sum(int(scripts.run("forget", source, *chunk)) for chunk in chunks)


def pointer_of(text: bytes) -> ArchivePointer | None:
    """Return the pointer that stands as `file@offset`, or None for an empty text."""
    file, _, offset = text.decode().rpartition("@")
    return ArchivePointer(file=file, offset=int(offset)) if file else None
