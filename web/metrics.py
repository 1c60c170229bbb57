"""The counters and gauges in Prometheus' text format 0.0.4."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from crawler.frontier import SourceFetches
from crawler.health import Health
from workers.queue import QueueReport

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_ESCAPES: Final = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric with its samples: (labels, value)."""

    name: str
    kind: str
    help: str
    samples: tuple[tuple[Mapping[str, str], float], ...]


def metrics_text(
    report: QueueReport,
    fetches: Mapping[str, SourceFetches],
    articles: int | None,
    health: Mapping[str, Health] = MappingProxyType({}),
) -> str:
    """Return all metrics; `articles` is how many the index holds, None while it is away; `health` is by source."""
    metrics = (*_metrics(report, fetches, articles), *_source_metrics(health, report.at))
    return "".join(line + "\n" for metric in metrics for line in _lines(metric))


def _source_metrics(health: Mapping[str, Health], now: datetime) -> Iterator[Metric]:
    lags = {source: one.last_new_at for source, one in health.items()}
    yield Metric(
        "trawlnet_source_lag_seconds",
        "gauge",
        "Since a source's last new article.",
        tuple(({"source": source}, max(0.0, (now - at).total_seconds())) for source, at in lags.items() if at),
    )
    yield Metric(
        "trawlnet_source_articles_per_day",
        "gauge",
        "New articles a day that a source is expected to bring.",
        tuple(({"source": source}, one.articles_a_day or 0.0) for source, one in health.items()),
    )
    yield Metric(
        "trawlnet_source_state",
        "gauge",
        "1 for the state that a source is in.",
        tuple(({"source": source, "state": one.state}, 1) for source, one in health.items()),
    )


def _metrics(report: QueueReport, fetches: Mapping[str, SourceFetches], articles: int | None) -> Iterator[Metric]:
    yield _plain("trawlnet_pages_handed_over_total", "counter", "Pages handed over to the ledger.", report.handed_over)
    yield Metric(
        "trawlnet_pages_total",
        "counter",
        "Pages by their terminal outcome.",
        tuple(({"outcome": name}, n) for name, n in report.outcomes.items()),
    )
    yield Metric(
        "trawlnet_pages_rejected_total",
        "counter",
        "Rejected pages by reason.",
        tuple(({"reason": name}, n) for name, n in report.reasons.items()),
    )
    yield Metric("trawlnet_queue_rows", "gauge", "Rows of the ledger by queue and state.", tuple(_rows(report)))
    yield Metric(
        "trawlnet_queue_oldest_age_seconds",
        "gauge",
        "How long the oldest ready row has waited.",
        tuple(({"queue": queue.name}, queue.oldest_age_s) for queue in report.queues),
    )
    yield _plain("trawlnet_ledger_held_bytes", "gauge", "Bytes of pages in flight.", report.held_bytes)
    yield Metric("trawlnet_processes", "gauge", "Live processes by role.", tuple(_roles(report)))
    yield Metric("trawlnet_fetches_total", "counter", "Fetches by source and result.", tuple(_fetches(fetches)))
    if articles is not None:
        yield _plain("trawlnet_index_articles", "gauge", "Articles that a search without words finds.", articles)


def _plain(name: str, kind: str, text: str, value: float) -> Metric:
    return Metric(name, kind, text, (({}, value),))


def _rows(report: QueueReport) -> Iterator[tuple[Mapping[str, str], float]]:
    for queue in report.queues:
        states = {
            "ready": queue.ready,
            "in_flight": queue.in_flight,
            "delayed": queue.delayed,
            "dead": queue.dead,
        }
        yield from (({"queue": queue.name, "state": state}, n) for state, n in states.items())


def _roles(report: QueueReport) -> Iterator[tuple[Mapping[str, str], float]]:
    roles = [process.role for process in report.workers]
    yield from (({"role": role}, roles.count(role)) for role in sorted(set(roles)))


def _fetches(fetches: Mapping[str, SourceFetches]) -> Iterator[tuple[Mapping[str, str], float]]:
    for source, counts in fetches.items():
        yield from (({"source": source, "result": result}, n) for result, n in counts.results.items())


def _lines(metric: Metric) -> Iterator[str]:
    yield f"# HELP {metric.name} {metric.help}"
    yield f"# TYPE {metric.name} {metric.kind}"
    for labels, value in metric.samples:
        yield (
            f"{metric.name}{_labels(labels.items())} {value:g}"
            if value % 1
            else f"{metric.name}{_labels(labels.items())} {int(value)}"
        )


def _labels(pairs: Iterable[tuple[str, str]]) -> str:
    shown = ",".join(f'{name}="{value.translate(_ESCAPES)}"' for name, value in pairs)
    return f"{{{shown}}}" if shown else ""
