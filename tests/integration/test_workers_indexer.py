"""The real indexer process on a real store, over tantivy: killed again and again, and two at a time."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contracts.article import Article
from contracts.store import connect
from search.index import SearchSettings, open_index
from tests.integration.ledgers import a_ledger, a_page, empty_store
from tests.integration.worker_processes import children_of, is_done, until
from tests.unit.workers.articles import an_article
from workers.ledger.cargo import packed_article
from workers.queue import Ledger

KILLS = 10
Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def start(valkey_url: str, tmp_path: Path) -> Iterator[Start]:
    """Give what starts an indexer on the test's data folder; those that still run are killed afterwards."""
    empty_store(valkey_url)
    started: list[subprocess.Popen[bytes]] = []
    named = {"TRAWLNET_REDIS_URL": valkey_url, "TRAWLNET_DATA_DIR": str(tmp_path), "TRAWLNET_WORKER_LEASE_S": "1.5"}

    def start_one() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "workers.process", "indexer"]
        started.append(subprocess.Popen(command, env={**os.environ, **named}, start_new_session=True))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()
        process.wait(timeout=10)


def different_articles(count: int) -> list[Article]:
    """Return articles that are no copies of each other."""
    return [
        an_article(f"/news/{number}", title=f"Story {number}", text=" ".join(f"{number}w{n}" for n in range(80)))
        for number in range(count)
    ]


def hand_on(ledger: Ledger, articles: list[Article]) -> None:
    """Put articles before the index stage."""
    rows = ledger.transitions()
    for article in articles:
        ledger.hand_over(a_page())
        [row] = rows.claim("clean")
        rows.advance(row, "index", packed_article(article))


def standing(data_dir: Path) -> set[str]:
    """Return the ids of the articles in the index, as another process reads it."""
    index = open_index(SearchSettings(), data_dir=data_dir)
    try:
        index.refresh()
        return {article.id for article in index.scan()}
    finally:
        index.close()


def test_no_article_is_lost_or_doubled_when_the_indexer_is_killed(
    valkey_url: str, start: Start, tmp_path: Path
) -> None:
    chance = random.Random(20260302)
    ledger, articles = a_ledger(connect(valkey_url)), different_articles(KILLS * 20)
    indexer = start()

    for number in range(KILLS):
        hand_on(ledger, articles[number * 20 : number * 20 + 20])
        time.sleep(chance.uniform(0.2, 1.5))
        victim = chance.choice([indexer.pid, *children_of(indexer.pid)])
        os.kill(victim, signal.SIGKILL)
        time.sleep(0.1)
        indexer = indexer if indexer.poll() is None else start()
        assert ledger.balance().holds

    until(lambda: is_done(ledger), within_s=90)
    assert ledger.counts().outcomes["indexed"] == len(articles)
    assert standing(tmp_path) == {article.id for article in articles}


def test_a_second_indexer_waits_and_takes_over_when_the_first_stops(
    valkey_url: str, start: Start, tmp_path: Path
) -> None:
    ledger, articles = a_ledger(connect(valkey_url)), different_articles(4)
    first = start()
    hand_on(ledger, articles[:2])
    until(lambda: is_done(ledger))
    start()
    until(lambda: len(ledger.report().workers) == 2)
    hand_on(ledger, articles[2:3])
    until(lambda: is_done(ledger))

    first.send_signal(signal.SIGTERM)
    assert first.wait(timeout=6) == 0
    hand_on(ledger, articles[3:])

    until(lambda: is_done(ledger))
    assert standing(tmp_path) == {article.id for article in articles}
    assert ledger.counts().outcomes["indexed"] == 4
