"""What the ledger tells of itself: the queues' report, counts, traces, and the outcomes as a stream."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final, get_args

import redis

from contracts.errors import UnusableUrl
from contracts.identity import document_id
from contracts.names import KEY_PREFIX, OUTCOMES, STAGES, Outcome, Stage
from contracts.records import PageId
from contracts.wire import decode
from workers.heartbeats import live_processes
from workers.ledger.records import Balance, Counts, PageOutcome, ProcessState, QueueReport, QueueState, Step, Trace
from workers.ledger.scripts import Scripts

PREFIX: Final = f"{KEY_PREFIX}ledger:"
TRACES: Final = f"{KEY_PREFIX}trace:"
OUTCOME_STREAM: Final = f"{KEY_PREFIX}outcomes"
_REASON: Final = "reason:"
_MOST_SHOWN: Final = 100


class Reports:
    """The ledger, as those see it who only look."""

    def __init__(self, client: redis.Redis, scripts: Scripts) -> None:
        self._client: Any = client
        self._scripts = scripts

    def report(self) -> QueueReport:
        """Return every queue, the totals and the live processes; queues and totals are of one moment."""
        now, fields, stages, held = self._scripts.run("report")
        counts = _counts(_pairs(fields))
        return QueueReport(
            at=_moment(now),
            queues=tuple(_queue(fields) for fields in stages),
            handed_over=counts.handed_over,
            outcomes=counts.outcomes,
            reasons=counts.reasons,
            held_bytes=held,
            workers=self._processes(),
        )

    def _processes(self) -> tuple[ProcessState, ...]:
        """Return the live processes; a worker's `current` names the stage and page that it holds longest."""
        working = self._working()
        return tuple(
            replace(process, current=working.get(f"{process.host}:{process.pid}", process.current))
            for process in live_processes(self._client)
        )

    def _working(self) -> dict[str, str]:
        held = [
            (stage, page_id.decode())
            for stage in STAGES
            for page_id in self._client.zrange(f"{PREFIX}leased:{stage}", 0, _MOST_SHOWN - 1)
        ]
        with self._client.pipeline(transaction=False) as pipe:
            for _, page_id in held:
                pipe.hmget(f"{PREFIX}row:{page_id}", "worker", "url")
            rows = pipe.execute()
        found: dict[str, str] = {}
        for (stage, _), (worker, url) in zip(held, rows, strict=True):
            main = (worker or b"").decode().partition("/")[0]
            found.setdefault(main, f"{stage} {(url or b'').decode(errors='replace')}")
        return found

    def balance(self) -> Balance:
        """Return the ledger's equation, all read in one step."""
        _, fields, stages, _ = self._scripts.run("report")
        counts = _counts(_pairs(fields))
        in_flight = sum(queue.ready + queue.in_flight + queue.delayed for queue in map(_queue, stages))
        return Balance(handed_over=counts.handed_over, outcomes=counts.outcomes, in_flight=in_flight)

    def counts(self, *, source_id: str | None = None, run: str | None = None) -> Counts:
        """Return how pages ended: a source's, a run's (kept 30 days), a source's in a run, or all."""
        named = (("run", run), ("source", source_id))
        part = ":".join(f"{kind}:{name}" for kind, name in named if name is not None)
        return _counts(self._client.hgetall(f"{PREFIX}count:{part or 'all'}"))

    def trace(self, page: str) -> Trace | None:
        """Return a page's way, by its page id, its article's id, or any URL that led to it; None if none is known."""
        page_id = self._page_behind(page)
        row = self._client.hgetall(f"{PREFIX}row:{page_id}")
        if not row:
            return None
        steps = [_step(event) for event in self._client.lrange(f"{TRACES}{page_id}", 0, -1)]
        ended = row.get(b"outcome", b"").decode()
        return Trace(
            page_id=PageId(page_id),
            url=row.get(b"url", b"").decode(errors="replace"),
            source_id=row.get(b"source", b"").decode(),
            state=row.get(b"state", b"").decode(),
            outcome=ended if ended in OUTCOMES else None,
            reason=row.get(b"reason", b"").decode(),
            steps=tuple(steps),
        )

    def _page_behind(self, page: str) -> str:
        found = self._client.get(f"{TRACES}of:{page}") or self._client.get(f"{TRACES}of:{_as_document(page)}")
        return found.decode() if isinstance(found, bytes) else page

    def outcomes(self, since: str = "0", *, count: int = 100) -> list[PageOutcome]:
        """Return up to `count` outcomes after the one whose id is `since`, oldest first; old ones are forgotten."""
        found: Any = self._client.xrange(OUTCOME_STREAM, min=f"({since}" if since != "0" else "-", count=count)
        return [_page_outcome(entry.decode(), fields) for entry, fields in found]

    def forget_traces(self, urls: Iterable[str]) -> int:
        """Return how many pages' traces and addresses were wiped, of those that led to these URLs and have ended."""
        wiped = 0
        for url in urls:
            page_id = self._page_behind(url)
            key = f"{PREFIX}row:{page_id}"
            if self._client.hget(key, "state") == b"ended":
                self._client.hdel(key, "url")
                self._client.delete(f"{TRACES}{page_id}", f"{TRACES}of:{_as_document(url)}")
                wiped += 1
        return wiped


def _as_document(page: str) -> str:
    try:
        return document_id(page)
    except UnusableUrl:
        return page


def _queue(fields: list[Any]) -> QueueState:
    name, ready, leased, delayed, dead, oldest_ms = fields
    stage: Stage = next(stage for stage in get_args(Stage) if stage == name.decode())
    return QueueState(
        name=stage,
        ready=ready,
        in_flight=leased,
        delayed=delayed,
        dead=dead,
        oldest_age_s=round(max(0, int(oldest_ms)) / 1000, 3),
    )


def _pairs(fields: list[bytes]) -> dict[bytes, bytes]:
    return dict(zip(fields[::2], fields[1::2], strict=True))


def _counts(fields: dict[bytes, bytes]) -> Counts:
    numbers = {name.decode(): int(value) for name, value in fields.items()}
    outcomes: dict[Outcome, int] = {outcome: numbers.get(outcome, 0) for outcome in OUTCOMES}
    reasons = {name.removeprefix(_REASON): n for name, n in sorted(numbers.items()) if name.startswith(_REASON)}
    return Counts(
        handed_over=numbers.get("handed_over", 0),
        outcomes=outcomes,
        reasons=reasons,
        indexed_again=numbers.get("indexed_again", 0),
    )


def _step(event: bytes) -> Step:
    fields = decode(event, dict[str, Any])
    return Step(
        stage=str(fields.get("stage", "")),
        at=_moment(fields.get("at", 0)),
        outcome=str(fields.get("outcome", "")),
        attempt=int(fields.get("attempt", 0)),
        duration_ms=float(fields.get("ms", 0.0)),
        worker=str(fields.get("worker", "")),
        detail=str(fields.get("detail", "")),
    )


def _page_outcome(entry: str, fields: dict[bytes, bytes]) -> PageOutcome:
    text = {name.decode(): value.decode(errors="replace") for name, value in fields.items()}
    return PageOutcome(
        id=entry,
        page_id=PageId(text["page"]),
        source_id=text["source"],
        run=text["run"] or None,
        url=text["url"],
        outcome=next(outcome for outcome in OUTCOMES if outcome == text["outcome"]),
        reason=text["reason"],
        article_id=text["article"],
        text_digest=text["digest"],
        at=_moment(text["at"]),
    )


def _moment(ms: float | str) -> datetime:
    return datetime.fromtimestamp(float(ms) / 1000, UTC)
