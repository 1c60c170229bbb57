"""What robots.txt is to real crawlers: nothing forbidden is fetched, and a host is asked once for the whole cluster."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis

from contracts.settings import load
from crawler.catalogue import Catalogue
from crawler.frontier import CrawlSettings, Frontier
from tests.integration.crawler_site import Reply, Site, a_source, crawling, html, rss, served, wait_until
from tests.integration.stores import both_stores

RUN = "run-1"
RESOLVE = ("*.test=127.0.0.1",)
FORBIDS = Reply(b"User-agent: *\nDisallow: /\n")


@pytest.fixture
def frontier(store: redis.Redis) -> Frontier:
    return Frontier(store, load(CrawlSettings, resolve=RESOLVE))


def finished(frontier: Frontier) -> bool:
    return frontier.open_urls(RUN) == 0


def robots_requests(site: Site, host: str = "alpha.test") -> int:
    return sum(asked.path == "/robots.txt" for asked in site.asked if asked.host == host)


def test_a_hundred_urls_that_three_processes_meet_at_once_cost_a_forbidding_host_one_request(
    store: redis.Redis, frontier: Frontier, store_url: str, tmp_path: Path
) -> None:
    slow = Reply(FORBIDS.body, after_s=1.0)
    with (
        served(lambda host, path, headers: slow if path == "/robots.txt" else html()) as site,
        crawling(store_url, tmp_path, processes=3, concurrency=20, host_cap=64) as crawlers,
    ):
        wait_until(lambda: len(store.keys("trawlnet:processes:*")) >= len(crawlers))
        frontier = Frontier(store, load(CrawlSettings, resolve=RESOLVE, host_cap=64))
        frontier.add_run(RUN, [], [(a_source(site, feeds=()), site.url(f"/{n}")) for n in range(100)])
        wait_until(lambda: finished(frontier))

    assert site.paths() == []
    assert robots_requests(site) == 1
    assert frontier.fetch_counts(RUN)["alpha"].results == {"robots_refused": 100}


LATIN = Reply(b"# caf\xe9\n" + FORBIDS.body, headers={"Content-Type": "text/plain; charset=utf-16"})
MATRIX = [
    ("allow.test", Reply(b"User-agent: *\nDisallow: /other\n"), {"page": 1}),
    ("created.test", Reply(FORBIDS.body, status=203), {"robots_refused": 1}),
    ("forbid.test", FORBIDS, {"robots_refused": 1}),
    ("ours.test", Reply(b"User-agent: trawlnet\nDisallow: /a\n\nUser-agent: *\nAllow: /\n"), {"robots_refused": 1}),
    ("others.test", Reply(b"User-agent: trawl\nDisallow: /a\n\nUser-agent: *\nAllow: /\n"), {"page": 1}),
    ("missing.test", Reply(b"", status=404), {"page": 1}),
    ("unauthorised.test", Reply(b"", status=401), {"page": 1}),
    ("forbidden.test", Reply(FORBIDS.body, status=403), {"page": 1}),
    ("empty.test", Reply(b""), {"page": 1}),
    ("html.test", html("Not a robots.txt"), {"page": 1}),
    ("marked.test", Reply(b"\xef\xbb\xbf" + FORBIDS.body), {"robots_refused": 1}),
    ("latin.test", LATIN, {"robots_refused": 1}),
    ("moved.test", Reply(b"", status=301, headers={"Location": "/elsewhere.txt"}), {"robots_refused": 1}),
    ("abroad.test", Reply(b"", status=302, headers={"Location": "http://other.test:PORT/hop"}), {"robots_refused": 1}),
    ("circle.test", Reply(b"", status=302, headers={"Location": "/robots.txt"}), {"page": 1}),
    ("nowhere.test", Reply(b"", status=302), {"page": 1}),
    ("inward.test", Reply(b"", status=302, headers={"Location": "http://127.0.0.1:PORT/elsewhere.txt"}), {}),
    ("oversize.test", Reply(FORBIDS.body + b"# x\n" * 300_000), {"robots_refused": 1}),
    ("late.test", Reply(b"# x\n" * 130_000 + FORBIDS.body), {"page": 1}),
    ("error.test", Reply(b"User-agent: *\nAllow: /\n", status=500), {}),
    ("busy.test", Reply(b"", status=429), {}),
    ("packed.test", Reply(b"plain", headers={"Content-Encoding": "br"}), {}),
    ("silent.test", Reply(b"", after_s=4), {}),
]  # fmt: skip
UNREACHABLE = {"inward.test", "error.test", "busy.test", "packed.test", "silent.test"}


@both_stores
def test_each_answer_to_robots_txt_means_what_the_rfc_says(frontier: Frontier, store_url: str, tmp_path: Path) -> None:
    answers = {host: reply for host, reply, _ in MATRIX}

    def answer(host: str, path: str, headers: object) -> Reply:
        if path == "/robots.txt":
            reply = answers[host]
            led = {name: value.replace("PORT", str(site.port)) for name, value in reply.headers.items()}
            return Reply(reply.body, reply.status, led, reply.after_s)
        if path == "/hop":
            return Reply(b"", status=307, headers={"Location": "/elsewhere.txt"})
        return FORBIDS if path == "/elsewhere.txt" else html()

    with served(answer) as site:
        sources = [a_source(site, host=host, feeds=()) for host in answers]
        frontier.add_run(RUN, [], [(source, site.url("/a", source.host)) for source in sources])
        with crawling(store_url, tmp_path, timeout_s=2, delay_s=0.1, concurrency=32):
            wait_until(lambda: sum(one.urls for one in frontier.deferred_hosts(RUN, 60)) == frontier.open_urls(RUN))

    counts = frontier.fetch_counts(RUN)
    got = {host: dict(counts[host.split(".")[0]].results) if host.split(".")[0] in counts else {} for host in answers}
    assert got == {host: expected for host, _, expected in MATRIX}
    deferred = frontier.deferred_hosts(RUN, 60)
    assert {(one.host.split(":")[0], one.reason) for one in deferred} == {(h, "RobotsUnreachable") for h in UNREACHABLE}
    assert [path for host in UNREACHABLE for path in site.paths(host)] == []
    assert [robots_requests(site, host) for host in UNREACHABLE] == [1] * len(UNREACHABLE)


def test_a_crawl_delay_is_kept_up_to_a_bound(frontier: Frontier, store_url: str, tmp_path: Path) -> None:
    def answer(host: str, path: str, headers: object) -> Reply:
        if path == "/robots.txt":
            return Reply(b"User-agent: *\nCrawl-delay: 86400\n")
        return rss([site.url("/a")]) if path == "/feed" else html()

    with served(answer) as site:
        frontier.add_run(RUN, [a_source(site, delay_s=0.1)])
        with crawling(store_url, tmp_path, crawl_delay_max_s=1):
            wait_until(lambda: finished(frontier))

    first, second, third = (asked.at for asked in site.asked)
    assert min(second - first, third - second) >= 1 - 0.02


def sitemap(site: Site, *entries: tuple[str, datetime]) -> Reply:
    items = "".join(
        f"<url><loc>{site.url(path)}</loc><lastmod>{at.isoformat()}</lastmod></url>" for path, at in entries
    )
    return Reply(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</urlset>'.encode(),
        headers={"Content-Type": "application/xml"},
    )


def test_sitemap_lines_bring_news_to_a_standing_source_that_names_no_sitemap_and_never_its_archive(
    store: redis.Redis, frontier: Frontier, store_url: str, tmp_path: Path
) -> None:
    now = datetime.now(UTC)

    def answer(host: str, path: str, headers: object) -> Reply:
        if path == "/robots.txt":
            other = "Sitemap: http://other.test/theirs.xml\n"
            return Reply(f"Sitemap: {site.url('/news.xml')}\nSitemap: /years.xml\n{other}".encode())
        if path == "/feed":
            return rss([site.url("/a/fed")])
        if path == "/news.xml":
            return sitemap(site, ("/a/fresh", now - timedelta(hours=1)), ("/a/old", now - timedelta(days=300)))
        return sitemap(site, ("/a/older", now - timedelta(days=900))) if path == "/years.xml" else html()

    with served(answer) as site, crawling(store_url, tmp_path):
        Catalogue(store).put([a_source(site)])
        wait_until(lambda: {"/a/fresh", "/years.xml"} <= set(site.paths()))
        wait_until(lambda: getattr(frontier.state_of(site.url("/years.xml")), "state", "") == "waiting")

    assert sorted(set(site.paths())) == ["/a/fed", "/a/fresh", "/feed", "/news.xml", "/years.xml"]
