"""What a worker does with rows: claim, renew, advance, finish, fail, sweep. A stale token changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import redis

from contracts.names import Outcome, Stage
from contracts.records import PageId
from workers.ledger.records import Claimed
from workers.ledger.scripts import Scripts
from workers.settings import WorkerSettings

_MAX_DETAIL = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a row ends: its outcome, with the reason if it is rejected or dead."""

    outcome: Outcome
    reason: str = ""
    article_id: str = ""
    text_digest: str = ""
    detail: str = ""


class Transitions:
    """The rows, as one worker process moves them; `worker` names it in leases and traces."""

    def __init__(self, client: redis.Redis, settings: WorkerSettings, *, worker: str) -> None:
        self._client: Any = client
        self._settings = settings
        self._worker = worker
        self._scripts = Scripts(client)

    def claim(self, stage: Stage, *, limit: int = 1) -> list[Claimed]:
        """Return up to `limit` of a stage's oldest ready rows, leased to this worker; an attempt is counted."""
        token = uuid4().hex
        lease = self._lease_ms
        found = self._scripts.run("claim", stage, token, self._worker, lease, limit, self._settings.max_batch_bytes)
        return [_claimed(fields, token, stage) for fields in found]

    def renew(self, stage: Stage, rows: Iterable[Claimed]) -> int:
        """Return how many of the rows are still held; their leases run anew."""
        by_token: dict[str, list[str]] = {}
        for row in rows:
            by_token.setdefault(row.token, []).append(row.id)
        run = self._scripts.run
        return sum(int(run("renew", token, stage, self._lease_ms, *ids)) for token, ids in by_token.items())

    def advance(self, row: Claimed, onward: Stage, cargo: bytes, *, ms: float = 0.0, article_id: str = "") -> bool:
        """Hand a row on to its next stage with new bytes; return False if its lease was lost, and change nothing."""
        return bool(self._scripts.run("advance", row.id, row.token, onward, cargo, _shown(ms), "", article_id))

    def finish(self, row: Claimed, ending: Ending, *, ms: float = 0.0) -> bool:
        """End a row with its outcome, counted in the same step; return False if its lease was lost."""
        return self.finish_all([(row, ending)], ms=ms)[0]

    def finish_all(self, endings: Sequence[tuple[Claimed, Ending]], *, ms: float = 0.0) -> list[bool]:
        """End many rows, each in a step of its own; return which of them were still held."""
        with self._client.pipeline(transaction=False) as pipe:
            for row, ending in endings:
                self._queue_finish(pipe, row, ending, ms)
            return [bool(answer) for answer in pipe.execute()]

    def _queue_finish(self, pipe: Any, row: Claimed, ending: Ending, ms: float) -> None:
        self._scripts.run(
            "finish",
            row.id,
            row.token,
            ending.outcome,
            ending.reason,
            ending.article_id,
            ending.text_digest,
            _shown(ms),
            ending.detail[-_MAX_DETAIL:],
            pipe=pipe,
        )

    def retry_later(self, row: Claimed, *, cause: str, detail: str = "", after_s: float = 0.0, ms: float = 0.0) -> str:
        """Delay a row, or make it dead after `max_attempts`; answers `delayed`, `dead` or `stale`."""
        first = max(self._settings.retry_delay_s, after_s)
        return self._fail(row, cause, detail, self._settings.max_attempts, first, counts=True, ms=ms)

    def bug(self, row: Claimed, *, cause: str, detail: str, ms: float = 0.0) -> str:
        """Delay a row that met a bug, or make it dead after `max_bug_attempts`, with its traceback."""
        most = min(self._settings.max_bug_attempts, self._settings.max_attempts)
        return self._fail(row, cause, detail, most, self._settings.retry_delay_s / 2, counts=True, ms=ms)

    def give_back(self, row: Claimed, *, cause: str, after_s: float = 0.0) -> str:
        """Let a row go as if it had not been claimed: the attempt is not counted."""
        return self._fail(row, cause, "", self._settings.max_attempts, after_s, counts=False, ms=0.0)

    def _fail(
        self, row: Claimed, cause: str, detail: str, most: int, first_s: float, *, counts: bool, ms: float
    ) -> str:
        longest = int((max(self._settings.max_retry_delay_s, first_s) if counts else first_s) * 1000)
        answer: bytes = self._scripts.run(
            "fail",
            row.id,
            row.token,
            cause,
            detail[-_MAX_DETAIL:],
            most,
            int(first_s * 1000),
            longest,
            int(counts),
            _shown(ms),
        )
        return answer.decode()

    def sweep(self, *, limit: int = 500) -> tuple[int, int, int]:
        """Return how many leases ran out, delays were over and rows were buried; messages are topped up."""
        expired, due, buried = self._scripts.run("sweep", self._settings.max_attempts, limit)
        return int(expired), int(due), int(buried)

    @property
    def _lease_ms(self) -> int:
        return int(self._settings.lease_s * 1000)


def _claimed(fields: Sequence[Any], token: str, stage: Stage) -> Claimed:
    page_id, source, run, url, _archive, attempts, cargo = fields
    return Claimed(
        id=PageId(page_id.decode()),
        token=token,
        stage=stage,
        source_id=source.decode(),
        run=run.decode() or None,
        url=url.decode(errors="replace"),
        attempts=int(attempts),
        cargo=cargo,
    )


def _shown(ms: float) -> str:
    return f"{ms:.1f}"
