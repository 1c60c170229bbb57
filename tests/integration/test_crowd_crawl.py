"""Invented sites crawled on two days of their virtual clock: all news is found, edits too, despite every fault."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from crawler.frontier import CrawlSettings, Frontier
from newsroom.crowd.running import RunningCrowd, running_crowd
from newsroom.crowd.sites import CrowdSite
from tests.integration.crawler_site import crawling, wait_until
from tests.integration.stores import both_stores

pytestmark = both_stores


DAY_S = 86400.0
QUICK = {"retry_s": 0.1, "host_cap": 8}


@pytest.fixture
def web() -> Iterator[RunningCrowd]:
    with running_crowd(12, days=3, sigma=0, seed=3) as web:
        yield web


def crawled(frontier: Frontier, web: RunningCrowd, run: str, *, day: int) -> Counter[tuple[str, str]]:
    """Crawl the web as it is on a day; return how often each article was given."""
    before = len(web.arrivals())
    web.set_clock(day * DAY_S)
    frontier.add_run(run, web.sources())
    wait_until(lambda: frontier.open_urls(run) == 0)
    given = [one for one in web.arrivals(before) if one.status == 200]
    return Counter((one.host, one.path) for one in given if one.path.startswith("/a/"))


def listed(site: CrowdSite, day: int) -> set[tuple[str, str]]:
    return {(site.host, f"/a/{story.number}") for story in site.stories(day * DAY_S)}


def told_as_edited(site: CrowdSite) -> set[tuple[str, str]]:
    """What was edited between the two days, at a site that says when its articles changed."""
    if site.telling not in ("atom", "sitemap") or not site.schedule.states:
        return set()
    stories = site.stories(2 * DAY_S)
    return {(site.host, f"/a/{s.number}") for s in stories if s.edited and s.changed > DAY_S >= s.published}


def test_each_days_news_is_fetched_once_and_the_next_day_only_what_is_new_or_edited(
    store: redis.Redis, store_url: str, web: RunningCrowd, tmp_path: Path
) -> None:
    frontier = Frontier(store, CrawlSettings(resolve=("*.test=127.0.0.1",)))

    with crawling(store_url, tmp_path, processes=2, **QUICK):
        first = crawled(frontier, web, "monday", day=1)
        second = crawled(frontier, web, "tuesday", day=2)

    before, after = (set().union(*(listed(site, day) for site in web.sites)) for day in (1, 2))
    edited: set[tuple[str, str]] = set().union(*(told_as_edited(site) for site in web.sites))
    assert len(edited) >= 2
    assert set(first) == before
    assert set(second) == (after - before) | edited
    assert {*first.values(), *second.values()} == {1}
    assert frontier.audit().holds
