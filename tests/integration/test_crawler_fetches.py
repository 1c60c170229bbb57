"""What one real crawler process makes of real HTTP: pages in the ledger and the archive, all else counted apart."""

import gzip
from pathlib import Path

import pytest
import redis

from contracts.records import LinkRules, Source
from contracts.settings import load
from crawler.archive import archive_dir, read_archive
from crawler.catalogue import Catalogue
from crawler.frontier import CrawlSettings, Frontier
from tests.integration.crawler_site import (
    NOT_FOUND,
    Answerer,
    Reply,
    a_source,
    crawling,
    html,
    rss,
    served,
    wait_until,
)
from workers.ledger.cargo import unpacked_page
from workers.queue import Ledger, WorkerSettings

RUN = "run-1"


class Crawl:
    """One run, crawled to its end by a real process."""

    def __init__(self, store: redis.Redis, valkey_url: str, data_dir: Path, **settings: object) -> None:
        self.frontier = Frontier(store, load(CrawlSettings, resolve=("*.test=127.0.0.1",)))
        self.ledger = Ledger(store, load(WorkerSettings))
        self._url, self.data_dir, self._settings = valkey_url, data_dir, settings

    def run(self, *sources: Source, urls: tuple[tuple[Source, str], ...] = (), within_s: float = 60.0) -> None:
        self.frontier.add_run(RUN, sources, urls)
        with crawling(self._url, self.data_dir, **self._settings):
            wait_until(lambda: self.frontier.open_urls(RUN) == 0, within_s=within_s)

    def results(self, source: str = "alpha") -> dict[str, int]:
        return dict(self.frontier.fetch_counts(RUN)[source].results)

    def reasons(self, source: str = "alpha") -> dict[str, int]:
        return dict(self.frontier.fetch_counts(RUN)[source].reasons)


@pytest.fixture
def crawl(store: redis.Redis, valkey_url: str, tmp_path: Path) -> Crawl:
    return Crawl(store, valkey_url, tmp_path, retry_s=0.2, throttle_s=0.3)


def by_path(site_of: dict[str, Reply]) -> Answerer:
    return lambda host, path, headers: site_of.get(path, NOT_FOUND)


def test_every_article_of_a_feed_is_archived_and_handed_over_once(crawl: Crawl) -> None:
    replies: dict[str, Reply] = {f"/a/{n}": html(f"Article {n}") for n in range(20)}
    with served(by_path(replies)) as site:
        replies["/feed"] = rss([site.url(path) for path in replies])
        crawl.run(a_source(site))
        asked = site.paths()

    archived = list(read_archive(archive_dir(crawl.data_dir)))
    assert crawl.results() == {"feed": 1, "page": 20}
    assert sorted(asked) == sorted(replies)
    assert crawl.ledger.balance().handed_over == 20
    assert sorted(page.body for page in archived) == sorted(replies[f"/a/{n}"].body for n in range(20))
    assert {page.hints.title for page in archived} == {"T"}


def test_sitemaps_and_listings_are_followed_to_their_articles(crawl: Crawl) -> None:
    with served(lambda host, path, headers: replies.get(path, NOT_FOUND)) as site:
        replies: dict[str, Reply] = {f"/news/{n}": html(f"Article {n}") for n in range(6)}
        child = "".join(f"<url><loc>{site.url(f'/news/{n}')}</loc></url>" for n in range(3))
        urlset = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{child}</urlset>'
        index = f"<sitemapindex><sitemap><loc>{site.url('/child.xml.gz')}</loc></sitemap></sitemapindex>"
        replies["/index.xml"] = Reply(index.encode(), headers={"Content-Type": "text/xml"})
        replies["/child.xml.gz"] = Reply(gzip.compress(urlset.encode()), headers={"Content-Type": "application/gzip"})
        replies["/list"] = html('<a href="/news/3">x</a><a href="/list?page=2">next</a><a href="/about">about</a>')
        replies["/list?page=2"] = html(f'<a href="news/4">x</a> <a href="//alpha.test:{site.port}/news/5">y</a>')
        rules = LinkRules(allow=(r"/news/\d+$",), follow=(r"[?&]page=\d+$",))
        urls = {"sitemaps": (site.url("/index.xml"),), "start_pages": (site.url("/list"),)}
        crawl.run(a_source(site, feeds=(), links=rules, **urls))

    assert crawl.results() == {"sitemap": 2, "listing": 2, "page": 6}


def test_each_way_a_fetch_can_end_is_counted_under_its_name(crawl: Crawl) -> None:
    with served(lambda host, path, headers: replies.get(path, NOT_FOUND)) as site:
        replies: dict[str, Reply] = {
            "/ok": html(),
            "/gone": Reply(b"", status=410),
            "/broken": Reply(b"", status=500),
            "/forbidden": Reply(b"", status=403),
            "/private/x": html("secret"),
            "/loop": Reply(b"", status=302, headers={"Location": "/loop"}),
            "/nowhere": Reply(b"", status=301, headers={"Location": "ftp://alpha.test/"}),
            "/huge": Reply(b"x" * 3000, headers={"Content-Type": "text/html"}),
            "/bomb": Reply(gzip.compress(b"x" * 10**6), headers={"Content-Encoding": "gzip"}),
            "/picture": Reply(b"\x89PNG", headers={"Content-Type": "image/png"}),
            "/robots.txt": Reply(b"User-agent: *\nDisallow: /private/\n"),
        }
        named = [path for path in replies if path != "/robots.txt"]
        replies["/feed"] = rss([site.url(path) for path in [*named, "/missing"]])
        crawl._settings["max_page_bytes"] = 2500
        crawl.run(a_source(site))

    assert crawl.results() == {"feed": 1, "page": 2, "redirect": 5, "robots_refused": 1, "failed": 8}
    assert crawl.reasons() == {
        "HTTP 410": 1,
        "HTTP 500": 1,
        "HTTP 403": 1,
        "HTTP 404": 1,
        "TooManyRedirects": 1,
        "BadRedirect": 1,
        "TooLarge": 2,
    }
    assert "/private/x" not in site.paths()


def test_a_redirected_page_names_its_whole_way(crawl: Crawl) -> None:
    with served(lambda host, path, headers: replies.get(path, NOT_FOUND)) as site:
        replies: dict[str, Reply] = {
            "/feed": rss([site.url("/old")]),
            "/old": Reply(b"", status=301, headers={"Location": "/older"}),
            "/older": Reply(b"", status=302, headers={"Location": site.url("/new", "beta.test")}),
            "/new": html("Here."),
        }
        crawl.run(a_source(site))
        ways = [(site.url("/old"), (site.url("/older"),), site.url("/new", "beta.test"))]

    pages = list(read_archive(archive_dir(crawl.data_dir)))
    assert [(page.url, page.redirects, page.final_url) for page in pages] == ways
    assert crawl.results() == {"feed": 1, "redirect": 2, "page": 1}


def test_a_redirect_into_a_forbidden_section_is_not_followed(crawl: Crawl) -> None:
    with served(lambda host, path, headers: replies.get(path, NOT_FOUND)) as site:
        replies: dict[str, Reply] = {
            "/feed": rss([site.url("/open")]),
            "/open": Reply(b"", status=302, headers={"Location": "/closed/x"}),
            "/robots.txt": Reply(b"User-agent: Trawlnet\nDisallow: /closed/\n"),
        }
        crawl.run(a_source(site))

    assert crawl.results() == {"feed": 1, "redirect": 1, "robots_refused": 1}
    assert "/closed/x" not in site.paths()


def test_a_standing_feed_is_asked_again_with_what_it_gave_to_ask_by(crawl: Crawl, store: redis.Redis) -> None:
    def answer(host: str, path: str, headers: object) -> Reply:
        if path != "/feed":
            return html()
        if isinstance(headers, dict) and headers.get("If-None-Match") == '"v1"':
            return Reply(b"", status=304)
        return Reply(rss([site.url("/a")]).body, headers={"ETag": '"v1"', "Content-Type": "text/xml"})

    with served(answer) as site:
        Catalogue(store).put([a_source(site)])
        limits = {"revisit_min_s": 0.5, "revisit_first_s": 0.5, "revisit_max_s": 0.5}
        with crawling(crawl._url, crawl.data_dir, **limits):
            wait_until(
                lambda: (
                    crawl.frontier.fetch_counts()["alpha"].results.get("not_modified", 0) >= 2
                    if crawl.frontier.fetch_counts()
                    else False
                )
            )

    assert crawl.frontier.fetch_counts()["alpha"].results["feed"] == 1


def test_requests_name_us_and_carry_no_cookie(crawl: Crawl) -> None:
    def answer(host: str, path: str, headers: object) -> Reply:
        return rss([site.url("/a"), site.url("/b")]) if path == "/feed" else html("x", **{"Set-Cookie": "id=1"})

    with served(answer) as site:
        crawl._settings["user_agent"] = "Trawlnet/0.1 (+mailto:desk@example.org)"
        crawl.run(a_source(site))

    assert {asked.headers["User-Agent"] for asked in site.asked} == {"Trawlnet/0.1 (+mailto:desk@example.org)"}
    assert [asked for asked in site.asked if "Cookie" in asked.headers] == []
    assert {asked.headers["Host"] for asked in site.asked} == {f"alpha.test:{site.port}"}


def test_an_article_that_stays_missing_is_handed_over_as_gone(
    store: redis.Redis, valkey_url: str, tmp_path: Path
) -> None:
    crawl = Crawl(store, valkey_url, tmp_path, gone_asks=2, gone_rest_s=0.3)
    with served(lambda host, path, headers: replies.get(path, NOT_FOUND)) as site:
        replies: dict[str, Reply] = {"/a": html("An article.")}
        named = (a_source(site, feeds=()), site.url("/a"))
        crawl.run(urls=(named,))
        replies["/a"] = Reply(b"It was here.", status=410)
        crawl.frontier.add_run("run-2", [], [named])
        with crawling(valkey_url, tmp_path, gone_asks=2, gone_rest_s=0.3):
            wait_until(lambda: crawl.ledger.balance().handed_over == 2)
        asked = site.paths()

    handed_over = [unpacked_page(row.cargo) for row in crawl.ledger.transitions().claim("clean", limit=2)]
    assert asked.count("/a") == 3
    assert sorted((page.status, page.body != b"") for page in handed_over) == [(200, True), (410, False)]
