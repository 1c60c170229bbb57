"""A real crawler spends its visits where news is: beside a feed that is full of it, one that has none is asked less."""

from itertools import count
from pathlib import Path

import redis

from contracts.settings import load
from crawler.catalogue import Catalogue
from crawler.frontier import CrawlSettings
from crawler.revisits.estimates import DAY_S, Visit
from crawler.revisits.plan import RevisitPlan
from newsroom.crowd.schedule import invented_sources
from tests.benchmarks.freshness_rules import OurRule, best_fixed
from tests.benchmarks.freshness_runs import GRID_S, over_frontier, without_frontier
from tests.integration.crawler_site import Reply, a_source, crawling, html, rss, served, wait_until
from tests.integration.stores import both_stores

pytestmark = both_stores


BEGAN = 1_767_225_600.0
QUICK = {"polls_a_day": DAY_S / 2, "polls_a_host_hour": 100_000, "revisit_min_s": 0.2}


def test_a_feed_full_of_news_is_asked_more_often_than_one_that_stands_still(
    store: redis.Redis, store_url: str, tmp_path: Path
) -> None:
    edition = count()

    def answer(host: str, path: str, headers: object) -> Reply:
        if path != "/feed":
            return html()
        return rss([site.url(f"/a{next(edition)}", host) for _ in range(5)] if host == "busy.test" else [])

    with served(answer) as site:
        Catalogue(store).put([a_source(site, host=host) for host in ("busy.test", "still.test")])
        with crawling(store_url, tmp_path, **QUICK):
            wait_until(lambda: site.paths("busy.test").count("/feed") >= 20)

        assert 1 <= site.paths("still.test").count("/feed") <= 10


def test_two_crawlers_find_news_as_soon_as_known_rates_would_allow_within_one_budget(store: redis.Redis) -> None:
    """The short form of `python -m tests.benchmarks.freshness`, with two plans that share what they count."""
    settings = load(CrawlSettings)
    sources = invented_sources(40, days=1.5, sigma=2, seed=1)

    best = without_frontier(sources, best_fixed(sources, settings), 1, 0.5)
    ours = over_frontier(sources, OurRule(store, settings, crawlers=2), 1, 0.5, client=store, settings=settings)

    assert (ours.missed, ours.mean_min < best.mean_min / 0.8) == (0, True)
    assert ours.part(0.5) <= 5
    assert ours.part(0.95) <= 40
    assert ours.visits_a_day <= settings.polls_a_day * 1.05
    assert ours.longest_silence_s <= settings.revisit_max_s + GRID_S


def test_a_host_is_not_visited_more_often_than_it_may_be_however_many_sources_it_has(store: redis.Redis) -> None:
    plan = RevisitPlan(store, load(CrawlSettings, polls_a_host_hour=10))
    busy = [BEGAN - minutes * 60 for minutes in range(60)]

    waits = [plan.next_visit("", "shared.test", Visit(BEGAN, 60, busy)).next_in_s for _ in range(30)]

    assert max(waits[:9]) < 3600 <= min(waits[9:])
    assert waits[9:] == sorted(waits[9:])
    assert plan.next_visit("", "own.test", Visit(BEGAN, 60, busy)).next_in_s < 3600


def test_a_visit_is_planned_while_the_store_takes_nothing(store: redis.Redis) -> None:
    plan = RevisitPlan(store, load(CrawlSettings))
    store.config_set("maxmemory", 1)
    try:
        planned = plan.next_visit("", "a.test", Visit(BEGAN))
    finally:
        store.config_set("maxmemory", 512 * 2**20)

    later = plan.next_visit(planned.pace, "a.test", Visit(BEGAN + 1800))
    assert 60 <= planned.next_in_s <= DAY_S
    assert later.next_in_s >= 60
    assert store.keys("trawlnet:revisits:population:*") != []
