"""A killed crawler loses no URL, and only what was in flight is fetched again; so it is with a killed store."""

import signal
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
from tests.benchmarks.kill_run import Plan
from tests.benchmarks.soak import LONGEST_RECOVERY_S, soaked
from tests.integration.crawler_site import Crawler, Reply, Site, a_source, crawling, html, rss, served, wait_until
from tests.servers import valkey

RUN = "run-1"
ARTICLES = 100
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


@pytest.mark.timeout(240)
def test_ten_killed_crawlers_and_ten_killed_stores_lose_nothing_and_offend_nobody() -> None:
    plan = Plan(processes=4, hosts=16, delay_s=0.4, crawler_kills=10, store_kills=10, concurrency=4, lease_s=3)

    verdict = soaked(plan, binary=valkey.valkey_binary())

    assert (verdict.crawler_kills, verdict.store_kills) == (10, 10)
    assert verdict.lost == ()
    assert verdict.fetched_again <= (plan.crawler_kills + plan.store_kills) * 1.5 * plan.concurrency
    assert verdict.recovery_s <= LONGEST_RECOVERY_S
    assert verdict.late_acks > verdict.late_acks_accepted == 0
    assert verdict.gaps == 0


@pytest.mark.timeout(150)
def test_a_killed_store_is_survived_without_restarting_the_crawler(
    own_store: valkey.Store, newspaper: Site, tmp_path: Path
) -> None:
    frontier_on(own_store).add_run(RUN, [a_source(newspaper)])
    with crawling(own_store.url(), tmp_path, lease_s=4, concurrency=2, host_cap=2) as (crawler,):
        wait_until(lambda: len(newspaper.paths()) > 5)
        own_store.kill()
        time.sleep(1.0)
        own_store.start()
        wait_until(lambda: frontier_on(own_store).open_urls(RUN) == 0)
        assert crawler.process.poll() is None

    assert set(newspaper.paths()) == {"/feed", *(f"/a/{n}" for n in range(ARTICLES))}
    assert {page.url for page in read_archive(archive_dir(tmp_path))} == {
        newspaper.url(f"/a/{n}") for n in range(ARTICLES)
    }


def test_a_crawler_that_stood_still_ends_no_url_that_others_took(
    own_store: valkey.Store, newspaper: Site, tmp_path: Path
) -> None:
    frontier = frontier_on(own_store)
    frontier.add_run(RUN, [a_source(newspaper)])
    limits = {"lease_s": 2, "concurrency": 2, "host_cap": 4}
    with crawling(own_store.url(), tmp_path, processes=1, **limits) as (still,):
        wait_until(lambda: len(newspaper.paths()) > 10)
        still.process.send_signal(signal.SIGSTOP)
        with crawling(own_store.url(), tmp_path, processes=1, **limits):
            wait_until(lambda: frontier.size().in_flight > 0 and len(newspaper.paths()) > 20)
            wait_until(lambda: frontier.open_urls(RUN) == 0)
            asked = Counter(newspaper.paths())
            still.process.send_signal(signal.SIGCONT)
            wait_until(lambda: frontier.size().in_flight == 0)
            time.sleep(1.0)

    assert frontier.fetch_counts(RUN)["alpha"].results["page"] == ARTICLES
    assert asked.total() - len(asked) <= 1.5 * limits["concurrency"]
    assert Counter(newspaper.paths()) == asked


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
