"""A crawler keeps each source's health while it crawls, and lets go of it with the source."""

from datetime import UTC, datetime
from pathlib import Path

import redis

from contracts.records import Source
from contracts.settings import load
from crawler.catalogue import Catalogue
from crawler.frontier import CrawlSettings, Frontier
from crawler.health import Observed, health_by_id, observations
from crawler.health.keeper import HealthKeeper
from search.index import SearchSettings, open_index
from tests.integration.crawler_site import NOT_FOUND, Reply, a_source, crawling, html, rss, served, wait_until
from tests.unit.workers.articles import an_article
from workers.queue import Ledger, WorkerSettings


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


def test_the_languages_of_a_sources_articles_are_the_indexs(store: redis.Redis, tmp_path: Path) -> None:
    daily = Source(id="daily", name="Daily", host="daily.example", language="en")
    index = open_index(load(SearchSettings), data_dir=tmp_path, writer=True)
    texts = (f"El puerto abrió el muelle número {number} a los barcos de la isla. " * 8 for number in range(6))
    index.write([an_article(f"/n/{at}", text=text, language="es") for at, text in enumerate(texts)])
    index.refresh()
    now = datetime.now(UTC)

    with_index = health_by_id(store, [daily], now=now, index=lambda: index)
    without = health_by_id(store, [daily], now=now)
    index.close()

    assert with_index["daily"].state == "off-language"
    assert without["daily"].state == "new"
