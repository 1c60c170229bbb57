"""One article under many addresses costs few fetches, and a parameter that selects an article is never a tracker."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import pytest

from contracts.identity import canonical_for, document_id
from contracts.records import LinkRules, Page, Source
from contracts.settings import load
from contracts.store import connect
from crawler.archive import archive_dir, read_archive
from crawler.frontier import CrawlSettings, Frontier
from crawler.traps.novelty import canonical_of
from newsroom.prose import prose
from newsroom.traps import page
from tests.integration.crawler_site import NOT_FOUND, Reply, Site, a_source, crawling, served, wait_until

RUN: Final = "run-1"
COPIES: Final = tuple(f"/view?id={n}" for n in range(60))
OTHERS: Final = tuple(f"/view?id={n}" for n in range(1000, 1080))
SELECTED: Final = tuple(f"/view?id={n}&from=map" for n in range(150))


@dataclass(frozen=True, kw_only=True)
class Told:
    """A host whose pages have a title and a canonical path; found in a sitemap, or by listings in a row."""

    story: Callable[[str], tuple[str, str | None]]
    sitemap: tuple[str, ...] = ()
    listings: tuple[tuple[str, ...], ...] = ()

    def answer(self, path: str) -> Reply:
        if path == "/robots.txt":
            return NOT_FOUND
        if path == "/map.xml":
            places = "".join(f"<url><loc>{item.replace('&', '&amp;')}</loc></url>" for item in self.sitemap)
            return Reply(f"<urlset>{places}</urlset>".encode(), headers={"Content-Type": "application/xml"})
        if path.startswith("/list/"):
            number = int(path.removeprefix("/list/"))
            more = {f"/list/{number + 1}": "Next"} if number + 1 < len(self.listings) else {}
            return _html(page("List", links=dict.fromkeys(self.listings[number], "Story") | more).body)
        title, canonical = self.story(path)
        return _html(page(title, prose(title), canonical=canonical).body)

    def source(self, site: Site, host: str) -> Source:
        found = (
            {"sitemaps": (site.url("/map.xml", host),)}
            if self.sitemap
            else {"start_pages": (site.url("/list/0", host),)}
        )
        return a_source(site, host=host, feeds=(), links=LinkRules(follow=(r"/list/\d+$",)), **found)


def _html(body: str) -> Reply:
    return Reply(body.encode(), headers={"Content-Type": "text/html"})


def one_story(address: str, addresses: int) -> Told:
    """Return a host that has one article at as many addresses."""
    places = tuple(address.format(n=n, m=n * 7 + 1000) for n in range(addresses))
    return Told(story=lambda path: ("Harbour fire", "/story/harbour-fire"), sitemap=places)


def selected(canonical: Callable[[str], str | None]) -> Told:
    """Return a host where a parameter selects the article."""
    return Told(story=lambda path: (f"Story {path}", canonical(path)), sitemap=SELECTED)


ONE_STORY: Final = {
    "parameter": one_story("/story/harbour-fire?from={n}", 2000),
    "parameters": one_story("/story/harbour-fire?view={n}&seen={m}", 300),
    "session": one_story("/s/a{n}b{m}c/story", 300),
    "numbers": one_story("/go/{n}/{m}.html", 300),
}
SELECTING: Final = {
    "self": selected(lambda path: path),
    "silent": selected(lambda path: None),
    "some": selected(lambda path: path.replace("&from=map", "") if "0&" in path else None),
}
SET_FREE: Final = Told(
    story=lambda path: ("Live", "/live/harbour-fire-1") if path in COPIES else (f"Story {path}", path),
    listings=(COPIES, OTHERS),
)
DECORATED: Final = Told(
    story=lambda path: (f"Story {path.partition('&')[0]}", path.partition("&")[0]),
    sitemap=tuple(f"/view?id={n % 60}&ref={n}" for n in range(600)),
)
HOSTS: Final[Mapping[str, Told]] = {**ONE_STORY, **SELECTING, "free": SET_FREE, "decorated": DECORATED}


@dataclass(frozen=True)
class Crawled:
    """What was asked of each host, and which pages came of it."""

    asked: Mapping[str, list[str]]
    pages: list[Page]

    def articles(self, host: str) -> set[str]:
        """Return the ids of the articles that the host's pages are, by what they name canonical."""
        own = [(one, canonical_of(one.body, one.final_url)) for one in self.pages if one.source.id == host]
        return {document_id(canonical_for(one.source, final_url=one.final_url, claimed=claim)) for one, claim in own}


@pytest.fixture(scope="module")
def crawled(valkey_url: str, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """Return one real crawler's run over all the hosts."""
    store, data_dir = connect(valkey_url), tmp_path_factory.mktemp("crawl")
    store.flushall()
    frontier = Frontier(store, load(CrawlSettings, resolve=("*.test=127.0.0.1",)))
    with served(lambda host, path, headers: HOSTS[host.removesuffix(".test")].answer(path)) as site:
        frontier.add_run(RUN, [told.source(site, f"{name}.test") for name, told in HOSTS.items()])
        with crawling(valkey_url, data_dir, retry_s=0.2):
            wait_until(lambda: frontier.open_urls(RUN) == 0, within_s=200)
        asked = {
            name: [path for path in site.paths(f"{name}.test") if not path.startswith(("/list/", "/map.xml"))]
            for name in HOSTS
        }
    store.close()
    return Crawled(asked, list(read_archive(archive_dir(data_dir))))


@pytest.mark.parametrize("host", ONE_STORY)
def test_one_article_under_many_addresses_is_one_article_after_fifty_fetches(crawled: Crawled, host: str) -> None:
    assert 10 <= len(crawled.asked[host]) <= 50
    assert len(crawled.articles(host)) == 1


@pytest.mark.parametrize("host", SELECTING)
def test_a_parameter_that_selects_articles_loses_none(crawled: Crawled, host: str) -> None:
    assert {path.partition("&")[0] for path in crawled.asked[host]} == {path.partition("&")[0] for path in SELECTED}


def test_articles_behind_a_parameter_that_seemed_to_select_nothing_are_set_free(crawled: Crawled) -> None:
    assert set(OTHERS) <= set(crawled.asked["free"])


def test_decoration_is_taken_off_and_the_address_below_is_read_once(crawled: Crawled) -> None:
    asked = crawled.asked["decorated"]

    assert {path.partition("&")[0] for path in asked} == {f"/view?id={n}" for n in range(60)}
    assert len(crawled.articles("decorated")) == 60
    assert len(asked) <= 60 + 50
