"""A crawler keeps each source's health while it crawls, and lets go of it with the source."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis

from contracts.settings import load
from contracts.store import connect
from crawler.catalogue import Catalogue
from crawler.frontier import CrawlSettings, Frontier
from crawler.health import Observed, observations
from crawler.health_keeper import HealthKeeper
from tests.integration.crawler_site import NOT_FOUND, Reply, a_source, crawling, html, rss, served, wait_until
from workers.queue import Ledger, WorkerSettings


@pytest.fixture
def store(valkey_url: str) -> Iterator[redis.Redis]:
    client = connect(valkey_url)
    client.flushall()
    yield client
    client.close()


def test_a_crawler_keeps_what_each_source_came_to_and_forgets_what_is_removed(
    store: redis.Redis, valkey_url: str, tmp_path: Path
) -> None:
    def answer(host: str, path: str, headers: object) -> Reply:
        if path == "/robots.txt":
            return NOT_FOUND
        if host == "beta.test":
            return Reply(b"Forbidden", status=403)
        return rss([site.url("/a/1")]) if path == "/feed" else html(path)

    def kept() -> dict[str, Observed]:
        return observations(store)

    catalogue = Catalogue(store)
    with served(answer) as site, crawling(valkey_url, tmp_path):
        catalogue.put([a_source(site), a_source(site, host="beta.test")])
        wait_until(lambda: set(kept()) == {"alpha", "beta"})
        alpha, beta = kept()["alpha"], kept()["beta"]
    catalogue.remove("beta")
    frontier = Frontier(store, load(CrawlSettings, resolve=("*.test=127.0.0.1",)))
    HealthKeeper(store, catalogue, frontier, Ledger(store, load(WorkerSettings))).look_now(datetime.now(UTC))

    assert set(kept()) == {"alpha"}
    assert (alpha.failures, alpha.last_success_at is None) == (0, False)
    assert (beta.failures, beta.reason, beta.last_success_at) == (1, "HTTP 403", None)
