"""A back-fill brings what sitemaps and listings name, as far back as asked, and keeps no fresh article waiting."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis

from contracts.records import Source
from contracts.settings import load
from crawler.backfill import BackFill, BackFills, name_of
from crawler.catalogue import Catalogue
from crawler.frontier import Frontier
from crawler.settings import CrawlSettings
from tests.integration.crawler_site import NOT_FOUND, Reply, Site, a_source, crawling, html, rss, served, wait_until

NOW = datetime.now(UTC)
SINCE = datetime(NOW.year - 1, 1, 1, tzinfo=UTC)
LIMITS = {"back_fill_per_hour": 3_600_000, "delay_s": 0.01}
SETTINGS = load(CrawlSettings, resolve="*.test=127.0.0.1", **LIMITS)


@pytest.fixture
def client(valkey_url: str) -> Iterator[redis.Redis]:
    store = redis.Redis.from_url(valkey_url)
    store.flushall()
    yield store
    store.close()


def sitemap(url: str, months: list[datetime]) -> Reply:
    entries = "".join(
        f"<sitemap><loc>{url}/{month:%Y-%m}.xml</loc><lastmod>{month + timedelta(days=28):%Y-%m-%d}</lastmod></sitemap>"
        for month in months
    )
    return Reply(f"<sitemapindex>{entries}</sitemapindex>".encode())


def month_of(url: str, month: str, articles: int) -> Reply:
    day = f"{month}-20"
    entries = "".join(f"<url><loc>{url}/{month}/a-{n}</loc><lastmod>{day}</lastmod></url>" for n in range(articles))
    return Reply(f"<urlset>{entries}</urlset>".encode())


MONTHS = [datetime(NOW.year - 2 + n // 12, n % 12 + 1, 1, tzinfo=UTC) for n in range(24)]
OF_A_MONTH = 5


@contextmanager
def a_paper() -> Iterator[Site]:
    """Give a site with a feed of three, an index of two years of monthly sitemaps, and a listing of six pages."""

    def answer(host: str, path: str, headers: Mapping[str, str]) -> Reply:
        if path == "/feed":
            return rss([site.url(f"/fresh/{n}") for n in range(3)])
        if path == "/index.xml":
            return sitemap(site.url("/maps"), MONTHS)
        if path.startswith("/maps/"):
            return month_of(site.url("/old"), path[6:13], OF_A_MONTH)
        if path.startswith("/list"):
            number = int(path.partition("=")[2] or 1)
            links = "".join(f'<a href="/listed/{number}-{n}">Headline</a>' for n in range(4))
            following = f'<a href="/list?page={number + 1}">Older posts</a>' if number < 6 else ""
            return Reply(f"<html><body>{links}{following}</body></html>".encode())
        return NOT_FOUND if path == "/robots.txt" else html(path)

    with served(answer) as site:
        yield site


def fill_back(client: redis.Redis, source: Source, *, most: int = 1000) -> tuple[str, BackFills, Frontier]:
    frontier = Frontier(client, SETTINGS)
    fills, run = BackFills(client, frontier), name_of("one")
    fills.begin(run, [source], BackFill(SINCE, most))
    return run, fills, frontier


def test_old_articles_come_in_as_far_back_as_asked_by_sitemaps_and_by_further_pages(
    client: redis.Redis, valkey_url: str, tmp_path: Path
) -> None:
    with a_paper() as site:
        source = a_source(
            site, feeds=(site.url("/feed"),), sitemaps=(site.url("/index.xml"),), start_pages=(site.url("/list"),)
        )
        run, fills, frontier = fill_back(client, source)
        with crawling(valkey_url, tmp_path, **LIMITS):
            wait_until(lambda: frontier.open_urls(run) == 0)
        paths = set(site.paths())

    wanted = {f"/old/{month:%Y-%m}/a-{n}" for month in MONTHS if month >= SINCE for n in range(OF_A_MONTH)}
    assert {path for path in paths if path.startswith("/old/")} == wanted
    assert len([path for path in paths if path.startswith("/maps/")]) == 12
    assert {path for path in paths if path.startswith("/listed/")} == {
        f"/listed/{number}-{n}" for number in range(1, 7) for n in range(4)
    }
    assert {"/fresh/0", "/fresh/1", "/fresh/2"} <= paths
    assert fills.left(run) == {}


def test_fresh_news_does_not_wait_for_a_back_fill(client: redis.Redis, valkey_url: str, tmp_path: Path) -> None:
    with a_paper() as site:
        source = a_source(site, sitemaps=(site.url("/index.xml"),), feeds=())
        run, _, frontier = fill_back(client, source)
        with crawling(valkey_url, tmp_path, **(LIMITS | {"back_fill_per_hour": 36_000})):
            wait_until(lambda: len(site.paths()) > 20)
            Catalogue(client).put([a_source(site)])
            frontier.add_run("news", [a_source(site)])
            wait_until(lambda: frontier.open_urls("news") == 0)
            waiting = frontier.open_urls(run)
        paths = site.paths()

    after = paths[paths.index("/feed") :]
    assert waiting > 10
    assert len([path for path in after[: after.index("/fresh/2")] if path.startswith("/old/")]) <= 3


def test_a_back_fill_takes_its_number_says_what_is_left_and_the_next_goes_on_there(
    client: redis.Redis, valkey_url: str, tmp_path: Path
) -> None:
    with a_paper() as site:
        source = a_source(site, sitemaps=(site.url("/index.xml"),), feeds=())
        run, fills, frontier = fill_back(client, source, most=40)
        with crawling(valkey_url, tmp_path, **LIMITS):
            wait_until(lambda: frontier.open_urls(run) == 0)
            first = {path for path in site.paths() if path.startswith("/old/")}
            left = fills.left(run)
            again = name_of("two")
            fills.begin(again, [source], BackFill(SINCE, 1000))
            wait_until(lambda: frontier.open_urls(again) == 0)
        paths = [path for path in site.paths() if path.startswith("/old/")]

    assert len(first) == 40
    assert left == {"alpha": 20}
    assert (len(paths), len(set(paths))) == (60, 60)
