"""The dead pages: kept with their cause until a person retries or discards them."""

from datetime import UTC, datetime
from typing import Any, Final

import redis

from contracts.names import STAGES
from contracts.records import PageId
from workers.ledger.records import DeadPage
from workers.ledger.reports import PREFIX
from workers.ledger.scripts import Scripts

ALL: Final = "all"
_CHUNK: Final = 500


class DeadLetters:
    """The dead pages of one ledger."""

    def __init__(self, client: redis.Redis, scripts: Scripts) -> None:
        self._client: Any = client
        self._scripts = scripts

    def list(self, *, limit: int = 100) -> list[DeadPage]:
        """Return up to `limit` dead pages, the latest first."""
        found: list[DeadPage] = []
        for stage in STAGES:
            ids = self._client.zrevrange(f"{PREFIX}dead:{stage}", 0, limit - 1)
            found += [page for page in (self.show(page_id.decode()) for page_id in ids) if page is not None]
        return sorted(found, key=lambda page: page.died_at, reverse=True)[:limit]

    def show(self, page_id: str) -> DeadPage | None:
        """Return one dead page with its cause, or None if no such page is dead."""
        row = {name.decode(): value.decode(errors="replace") for name, value in self._row(page_id).items()}
        if row.get("state") != "dead":
            return None
        return DeadPage(
            page_id=PageId(page_id),
            url=row.get("url", ""),
            source_id=row.get("source", ""),
            stage=next(stage for stage in STAGES if stage == row["stage"]),
            cause=row.get("reason", ""),
            attempts=int(row.get("attempts", "0")),
            died_at=datetime.fromtimestamp(int(row.get("ended", "0")) / 1000, UTC),
            detail=row.get("detail", ""),
            archive=row.get("archive", ""),
        )

    def retry(self, page_id: str) -> int:
        """Return how many dead pages were put back to the stage they died in: one, or `all`."""
        return self._each("retry", page_id)

    def discard(self, page_id: str) -> int:
        """Return how many dead pages were given up for good: one, or `all`; they stay counted as dead."""
        return self._each("discard", page_id)

    def _each(self, transition: str, page_id: str) -> int:
        if page_id != ALL:
            return int(self._scripts.run(transition, page_id))
        return sum(self._all_of(transition, f"{PREFIX}dead:{stage}") for stage in STAGES)

    def _all_of(self, transition: str, pile: str) -> int:
        done = 0
        for _ in range(self._client.zcard(pile) // _CHUNK + 1):
            ids = self._client.zrange(pile, 0, _CHUNK - 1)
            done += sum(int(self._scripts.run(transition, page.decode())) for page in ids)
        return done

    def _row(self, page_id: str) -> dict[bytes, bytes]:
        row: dict[bytes, bytes] = self._client.hgetall(f"{PREFIX}row:{page_id}")
        return row
