"""A killed crawler loses no URL, and only what was in flight is fetched again; so it is with a killed store."""

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.settings import load
from contracts.store import connect
from crawler.archive import archive_dir, read_archive
from crawler.frontier import CrawlSettings, Frontier
from tests.integration.crawler_site import Crawler, Reply, Site, a_source, crawling, html, rss, served, wait_until
from tests.servers import valkey
from workers.queue import Ledger, WorkerSettings

RUN = "run-1"
ARTICLES = 400
CONCURRENCY = 8
RESOLVE = ("*.test=127.0.0.1",)


@pytest.fixture
def own_store() -> Iterator[valkey.Store]:
    with valkey.running(valkey.valkey_binary()) as store:
        yield store


def a_newspaper() -> Iterator[Site]:
    def answer(host: str, path: str, headers: object) -> Reply:
        if path == "/feed":
            return rss([site.url(f"/a/{n}") for n in range(ARTICLES)])
        return Reply(html(path).body, headers={"Content-Type": "text/html"}, after_s=0.05)

    with served(answer) as site:
        yield site


newspaper = pytest.fixture(a_newspaper)


def frontier_on(store: valkey.Store) -> Frontier:
    return Frontier(connect(store.url()), load(CrawlSettings, resolve=RESOLVE))


def handed_over(store: valkey.Store) -> int:
    return Ledger(connect(store.url()), load(WorkerSettings)).balance().handed_over


@pytest.mark.timeout(150)
def test_ten_killed_crawlers_lose_no_url(own_store: valkey.Store, newspaper: Site, tmp_path: Path) -> None:
    frontier = frontier_on(own_store)
    frontier.add_run(RUN, [a_source(newspaper)])
    random.seed(1)
    limits = {"lease_s": 2, "concurrency": CONCURRENCY, "host_cap": CONCURRENCY}
    kills = 0
    while kills < 10 or frontier.open_urls(RUN):
        open_before = frontier.open_urls(RUN)
        crawler = Crawler(own_store.url(), tmp_path, **limits)
        wait_until(lambda before=open_before: frontier.open_urls(RUN) != before or not frontier.open_urls(RUN))
        time.sleep(random.uniform(0.0, 0.15))
        if kills >= 10:
            wait_until(lambda: frontier.open_urls(RUN) == 0)
        crawler.kill()
        kills += 1

    asked = Counter(newspaper.paths())
    assert {path for path in asked if path.startswith("/a/")} == {f"/a/{n}" for n in range(ARTICLES)}
    assert sum(asked.values()) - len(asked) <= kills * CONCURRENCY
    assert frontier.fetch_counts(RUN)["alpha"].results["page"] == ARTICLES
    assert {page.url for page in read_archive(archive_dir(tmp_path))} == {
        newspaper.url(f"/a/{n}") for n in range(ARTICLES)
    }
    assert ARTICLES <= handed_over(own_store) <= ARTICLES + kills * CONCURRENCY


@pytest.mark.timeout(150)
def test_ten_killed_stores_are_survived_without_restarting_the_crawler(
    own_store: valkey.Store, newspaper: Site, tmp_path: Path
) -> None:
    frontier_on(own_store).add_run(RUN, [a_source(newspaper)])
    time.sleep(1.2)
    random.seed(2)
    with crawling(own_store.url(), tmp_path, lease_s=4, concurrency=2, host_cap=2) as (crawler,):
        for _ in range(10):
            wait_until(lambda: frontier_on(own_store).size().in_flight > 0 or not frontier_on(own_store).open_urls(RUN))
            time.sleep(random.uniform(0.2, 1.0))
            own_store.kill()
            time.sleep(random.uniform(0.0, 0.5))
            own_store.start()
        wait_until(lambda: frontier_on(own_store).open_urls(RUN) == 0, within_s=60)
        assert crawler.process.poll() is None

    asked = set(newspaper.paths())
    assert asked == {"/feed", *(f"/a/{n}" for n in range(ARTICLES))}
    assert {page.url for page in read_archive(archive_dir(tmp_path))} == {
        newspaper.url(f"/a/{n}") for n in range(ARTICLES)
    }


def test_a_crawler_told_to_stop_gives_back_its_urls_within_five_seconds(
    own_store: valkey.Store, newspaper: Site, tmp_path: Path
) -> None:
    frontier = frontier_on(own_store)
    frontier.add_run(RUN, [a_source(newspaper)])
    crawler = Crawler(own_store.url(), tmp_path)
    wait_until(lambda: len(newspaper.paths()) > 20)

    took_s = crawler.stop()

    assert took_s < 5
    assert crawler.process.returncode == 0
    assert frontier.size().in_flight == 0


def test_a_crawler_ends_when_the_process_that_started_it_is_gone(own_store: valkey.Store, tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    crawler = Crawler(own_store.url(), tmp_path, parent=parent.pid)
    wait_until(lambda: b"crawler_started" in (tmp_path / "crawler.log").read_bytes())

    parent.kill()
    parent.wait()

    assert crawler.process.wait(timeout=15) == 0
