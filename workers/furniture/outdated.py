"""The doorway to articles that were cleaned before their source's memory knew what it knows now.

They wait, bounded, for whoever can read the archive to hand their pages over again.
"""

import redis

from workers.furniture.records import Outdated, unpacked
from workers.furniture.scripts import Scripts

__all__ = ["Outdated", "OutdatedArticles"]


class OutdatedArticles:
    """The articles that wait to be cleaned again; every method may raise a redis error."""

    def __init__(self, client: redis.Redis) -> None:
        self._scripts = Scripts(client)

    def first(self, most: int) -> list[Outdated]:
        """Return up to so many articles that the snapshot in force would change, the longest waiting first.

        None while a page waits to be cleaned: fresh pages go first.
        """
        flat = self._scripts.run("outdated", most)
        found = []
        for source, article, number, kept in zip(flat[::4], flat[1::4], flat[2::4], flat[3::4], strict=True):
            pointer = unpacked(article.decode(), 0, kept).archive
            if pointer is not None:
                found.append(
                    Outdated(source=source.decode(), article=article.decode(), number=int(number), archive=pointer)
                )
        return found

    def settle(self, outdated: Outdated) -> None:
        """Let an article wait no more, for its page was handed over again; a later snapshot's wish stays."""
        self._scripts.run("settle", outdated.source, outdated.article, outdated.number)
