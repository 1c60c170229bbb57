"""The metrics: Prometheus' text format, with the same numbers as the report."""

from datetime import timedelta

from crawler.frontier import SourceFetches
from crawler.health import Health
from tests.unit.web.builders import NOW
from web.metrics import metrics_text
from workers.queue import ProcessState, QueueReport, QueueState


def a_report() -> QueueReport:
    return QueueReport(
        at=NOW,
        queues=(QueueState(name="clean", ready=3, in_flight=2, delayed=1, dead=4, oldest_age_s=1.5),),
        handed_over=20,
        outcomes={"indexed": 10, "dead": 4},
        reasons={'Odd"Reason\\\n': 1},
        held_bytes=1_000_000_000_000,
        workers=(ProcessState(role="web", host="a", pid=1, since=NOW),),
    )


def test_every_number_of_the_report_is_there_and_exact() -> None:
    lines = metrics_text(a_report(), {"s": SourceFetches(results={"page": 7})}, 10).splitlines()

    assert {
        "trawlnet_pages_handed_over_total 20",
        'trawlnet_pages_total{outcome="indexed"} 10',
        'trawlnet_queue_rows{queue="clean",state="delayed"} 1',
        'trawlnet_queue_oldest_age_seconds{queue="clean"} 1.5',
        "trawlnet_ledger_held_bytes 1000000000000",
        'trawlnet_processes{role="web"} 1',
        'trawlnet_fetches_total{source="s",result="page"} 7',
        "trawlnet_index_articles 10",
    } <= set(lines)


def test_a_label_that_holds_quotes_backslashes_and_line_ends_is_escaped() -> None:
    assert r'trawlnet_pages_rejected_total{reason="Odd\"Reason\\\n"} 1' in metrics_text(a_report(), {}, 0)


def test_an_index_that_is_away_leaves_its_number_out() -> None:
    assert "trawlnet_index_articles" not in metrics_text(a_report(), {}, None)


def test_each_source_tells_its_lag_its_rate_and_its_state() -> None:
    hour_ago = NOW - timedelta(hours=1)
    health = {
        "daily": Health(state="silent", why="", articles_a_day=12.5, last_new_at=hour_ago),
        "fresh": Health(state="new", why=""),
    }

    lines = metrics_text(a_report(), {}, None, health).splitlines()

    assert {
        'trawlnet_source_lag_seconds{source="daily"} 3600',
        'trawlnet_source_articles_per_day{source="daily"} 12.5',
        'trawlnet_source_state{source="daily",state="silent"} 1',
        'trawlnet_source_state{source="fresh",state="new"} 1',
    } <= set(lines)
    assert not any(line.startswith('trawlnet_source_lag_seconds{source="fresh"') for line in lines)
