"""What the pages on sources, queues, dead letters and traces show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from contracts.names import OUTCOMES
from contracts.records import Source
from crawler.frontier import SourceFetches, UrlState
from crawler.health import Health
from web.reader import Reader
from web.times import ToldTime, duration
from workers.queue import Counts, DeadPage, ProcessState, QueueReport, QueueState, Step, Trace

_TROUBLE: Final = frozenset({"dead", "failed"})


@dataclass(frozen=True, slots=True)
class Tallied:
    """A number with its name; `bad` marks what wants a person's attention."""

    n: str
    label: str
    bad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One source: where its news is announced and what came of it."""

    id: str
    name: str
    host: str
    href: str
    country: str
    language: str
    state: str
    trouble: bool
    why: str
    rate: str
    collections: tuple[str, ...]
    places: tuple[str, ...]
    outcomes: tuple[Tallied, ...]
    fetches: tuple[Tallied, ...]
    last: ToldTime | None


def source_row(
    source: Source,
    counts: Counts,
    fetches: SourceFetches | None,
    last: ToldTime | None,
    health: Health,
    *,
    reader: Reader,
    query: str,
) -> SourceRow:
    """Return one line of the sources' table; `query` finds the source's articles."""
    words = reader.words
    announced = (("feeds", source.feeds), ("sitemaps", source.sitemaps), ("listings", source.start_pages))
    return SourceRow(
        id=source.id,
        name=source.name,
        host=source.host,
        href=reader.url("/", q=query),
        country=source.country or "",
        language=words.language_name(source.language) if source.language else "–",
        state=words(f"health.{health.state}"),
        trouble=health.is_trouble,
        why=_why(health, reader),
        rate="" if health.articles_a_day is None else words("sources.rate", n=f"{health.articles_a_day:g}"),
        collections=source.collections,
        places=tuple(words.count(f"sources.{kind}", len(urls)) for kind, urls in announced if urls),
        outcomes=_tallies(counts.outcomes, reader, "outcome"),
        fetches=_tallies(fetches.results if fetches else {}, reader, "fetch"),
        last=last,
    )


def _why(health: Health, reader: Reader) -> str:
    return reader.words(f"health_why.{health.facts.get('switch', health.state)}", **health.facts)


def _tallies(counts: Mapping[Any, int], reader: Reader, table: str) -> tuple[Tallied, ...]:
    return tuple(
        Tallied(f"{n:,}", reader.words.or_plain(f"{table}.{name}", name.replace("_", " ")), bad=name in _TROUBLE)
        for name, n in counts.items()
        if n
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One queue's state."""

    name: str
    ready: str
    in_flight: str
    delayed: str
    dead: str
    oldest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow:
    """How many pages ended so, and what that means."""

    name: str
    n: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessRow:
    """One process that reports."""

    role: str
    name: str
    current: str
    since: ToldTime


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuesView:
    """The state of the queues, and whether every page is accounted for."""

    queues: tuple[QueueRow, ...]
    handed: str
    ended: str
    in_flight: str
    holds: bool
    verdict: str
    outcomes: tuple[OutcomeRow, ...]
    reasons: tuple[tuple[str, str], ...]
    workers: tuple[ProcessRow, ...]
    dead: str


def unended(report: QueueReport) -> int:
    """Return how many pages have no outcome yet."""
    return sum(queue.ready + queue.in_flight + queue.delayed for queue in report.queues)


def queues_view(report: QueueReport, reader: Reader) -> QueuesView:
    """Return the queues' page for a report."""
    words = reader.words
    ended, in_flight = sum(report.outcomes.values()), unended(report)
    difference = report.handed_over - ended - in_flight
    return QueuesView(
        queues=tuple(_queue_row(queue, reader) for queue in report.queues),
        handed=f"{report.handed_over:,}",
        ended=f"{ended:,}",
        in_flight=f"{in_flight:,}",
        holds=difference == 0,
        verdict=words("queues.holds") if difference == 0 else words("queues.broken", difference=f"{difference:,}"),
        outcomes=tuple(
            OutcomeRow(
                name=words(f"outcome.{name}"), n=f"{report.outcomes.get(name, 0):,}", meaning=_meaning(name, reader)
            )
            for name in OUTCOMES
        ),
        reasons=tuple((reason, f"{n:,}") for reason, n in report.reasons.items()),
        workers=tuple(_process_row(process, reader) for process in report.workers),
        dead=words.count("queues.to_dead", sum(queue.dead for queue in report.queues)),
    )


def _meaning(outcome: str, reader: Reader) -> str:
    return reader.words(f"meaning.{outcome}")


def _queue_row(queue: QueueState, reader: Reader) -> QueueRow:
    words = reader.words
    return QueueRow(
        name=words.or_plain(f"queue.{queue.name}", queue.name),
        ready=f"{queue.ready:,}",
        in_flight=f"{queue.in_flight:,}",
        delayed=f"{queue.delayed:,}",
        dead=f"{queue.dead:,}",
        oldest=duration(queue.oldest_age_s, words) if queue.ready else words("queues.nothing"),
    )


def _process_row(process: ProcessState, reader: Reader) -> ProcessRow:
    return ProcessRow(
        role=reader.words.or_plain(f"role.{process.role}", process.role),
        name=f"{process.host} · {process.pid}",
        current=process.current,
        since=reader.told_instant(process.since),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """One dead page with its cause."""

    id: str
    url: str
    href: str
    stage: str
    cause: str
    detail: str
    since: ToldTime
    attempts: int


def letter_row(letter: DeadPage, reader: Reader) -> LetterRow:
    """Return one line of the dead letters' table."""
    return LetterRow(
        id=letter.page_id,
        url=letter.url,
        href=reader.url("/trace", of=letter.page_id),
        stage=reader.words.or_plain(f"queue.{letter.stage}", letter.stage),
        cause=letter.cause,
        detail=letter.detail,
        since=reader.told_instant(letter.died_at),
        attempts=letter.attempts,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One thing that happened to a page."""

    stage: str
    outcome: str
    at: ToldTime
    cost: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceView:
    """A page's way through the system, as far as anything is known of it."""

    asked: str
    url: str
    page_id: str
    outcome: str
    reason: str
    article: str
    title: str
    source: str
    frontier: str
    due: ToldTime | None
    events: tuple[EventRow, ...]


def trace_view(
    asked: str, trace: Trace | None, state: UrlState | None, article: tuple[str, str] | None, reader: Reader
) -> TraceView:
    """Return the trace's page; `article` is the (id, title) of what the index holds of the page."""
    words = reader.words
    outcome = words(f"outcome.{trace.outcome}") if trace and trace.outcome else words("trace.under_way")
    return TraceView(
        asked=asked,
        url=trace.url if trace else state.url if state else "",
        page_id=trace.page_id if trace else "",
        outcome=outcome if trace else "",
        reason=trace.reason if trace else "",
        article=reader.url(f"/articles/{article[0]}") if article else "",
        title=article[1] if article else "",
        source=trace.source_id if trace else state.source_id if state else "",
        frontier=words.or_plain(f"frontier.{state.state.replace(' ', '_')}", state.state) if state else "",
        due=reader.told_instant(state.due_at) if state and state.due_at and state.due_at < reader.now else None,
        events=tuple(_event_row(step, reader) for step in trace.steps) if trace else (),
    )


def _event_row(step: Step, reader: Reader) -> EventRow:
    who: Sequence[str] = [part for part in (step.detail, step.worker) if part]
    return EventRow(
        stage=_stage(step.stage, reader),
        outcome=reader.words.or_plain(f"outcome.{step.outcome}", step.outcome),
        at=reader.told_instant(step.at),
        cost=f"{step.duration_ms:,.0f} ms" if step.duration_ms else "",
        detail=" · ".join(who),
    )


def _stage(stage: str, reader: Reader) -> str:
    return reader.words.or_plain(f"queue.{stage}", reader.words.or_plain(f"trace.{stage}", stage.replace("_", " ")))
