"""What the ledger tells: frozen records that travel as JSON."""

from dataclasses import dataclass, field
from datetime import datetime

from contracts.names import Outcome, Role, Stage
from contracts.records import PageId


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that this process holds under a lease: `cargo` is the page's bytes, or its article's."""

    id: PageId
    token: str
    stage: Stage
    source_id: str
    run: str | None
    url: str
    attempts: int
    cargo: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueState:
    """One stage's rows; `oldest_age_s` is how long the oldest ready row has waited (0.0: none does)."""

    name: Stage
    ready: int
    in_flight: int
    delayed: int
    dead: int
    oldest_age_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessState:
    """A live process, by its heartbeat; `current` says what it does now, empty if idle."""

    role: Role
    host: str
    pid: int
    since: datetime
    current: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueReport:
    """The queues, the totals and the processes at one moment.

    `handed_over` equals the sum of `outcomes` plus every queue's ready, in flight and delayed rows.
    """

    at: datetime
    queues: tuple[QueueState, ...]
    handed_over: int
    outcomes: dict[Outcome, int]
    reasons: dict[str, int]
    held_bytes: int
    workers: tuple[ProcessState, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many pages were handed over and how they ended; `reasons` divide the rejected.

    `indexed_again` of the indexed came from the archive, and are no news.
    """

    handed_over: int
    outcomes: dict[Outcome, int]
    reasons: dict[str, int]
    indexed_again: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened to a page: which stage ended how, at which attempt, by whom, after how long."""

    stage: str
    at: datetime
    outcome: str = ""
    attempt: int = 0
    duration_ms: float = 0.0
    worker: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A page's way so far; `outcome` None while it is in flight."""

    page_id: PageId
    url: str
    source_id: str
    state: str
    outcome: Outcome | None
    reason: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadPage:
    """A page that is kept until a person retries or discards it; `detail` is the traceback or what the index said."""

    page_id: PageId
    url: str
    source_id: str
    stage: Stage
    cause: str
    attempts: int
    died_at: datetime
    detail: str = ""
    archive: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOutcome:
    """How a page ended, as the crawler is told it; `id` is its place in the stream."""

    id: str
    page_id: PageId
    source_id: str
    run: str | None
    url: str
    outcome: Outcome
    reason: str
    article_id: str
    text_digest: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The equation of the ledger, read in one step: handed over = sum of outcomes + in flight."""

    handed_over: int
    outcomes: dict[Outcome, int] = field(default_factory=dict)
    in_flight: int = 0

    @property
    def holds(self) -> bool:
        """Whether no page is lost and none is counted twice."""
        return self.handed_over == sum(self.outcomes.values()) + self.in_flight
