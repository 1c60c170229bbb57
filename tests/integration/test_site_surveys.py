"""A site's address alone: the survey finds what announces its news, and what it chooses reaches nearly all of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from contracts.errors import Misconfigured
from contracts.records import Source
from contracts.settings import load
from contracts.urls import host_of, url_key
from crawler.check import Survey, survey_site, survey_sites
from crawler.discovery.links import links_in
from crawler.frontier import Kind, endpoints_of
from crawler.settings import CrawlSettings
from newsroom import server as newsroom
from newsroom.manifest import load as load_manifest
from tests.integration.crawler_site import NOT_FOUND, Reply, Site, served
from tests.integration.site_shapes import SHAPES, Address, Shape

MOST_REQUESTS = 40
SETTINGS = load(CrawlSettings, resolve="*.test=127.0.0.1,*.localhost=127.0.0.1", delay_s=0.005)


def reached(source: Source, *, port: int, most: int = 300) -> set[str]:
    """Return the keys of the articles that a crawl of the source's endpoints comes to."""
    queue: list[tuple[Kind, str]] = list(endpoints_of(source))
    known, articles = {url for _, url in queue}, set()
    with httpx.Client() as client:
        while queue and len(known) < most:
            kind, url = queue.pop(0)
            answer = client.get(f"http://127.0.0.1:{port}{_target(url)}", headers={"Host": f"{host_of(url)}:{port}"})
            content_type = answer.headers.get("Content-Type")
            found = links_in(
                answer.content, kind=kind, source=source, url=url, content_type=content_type, max_bytes=10**8
            )
            for link in found:
                if link.kind == "article":
                    articles.add(url_key(link.url))
                elif link.url not in known:
                    known.add(link.url)
                    queue.append((link.kind, link.url))
    return articles


def _target(url: str) -> str:
    return "/" + url.split("://", 1)[1].partition("/")[2]


@dataclass(frozen=True)
class Surveyed:
    """A shape with what became of it."""

    shape: Shape
    survey: Survey
    port: int
    url: Address
    asked: list[str]

    @property
    def source(self) -> Source:
        assert self.survey.source is not None
        return self.survey.source

    @property
    def truth(self) -> set[str]:
        return {url_key(self.url(path)) for path in self.shape.articles}


@pytest.fixture(scope="module")
def surveyed() -> Iterator[dict[str, Surveyed]]:
    """Give all shapes, served by host name and surveyed side by side."""
    built: dict[str, Shape] = {}

    def answer(host: str, path: str, headers: Mapping[str, str]) -> Reply:
        shape = built[host]
        return shape.pages.get(path, NOT_FOUND if path == "/robots.txt" else shape.everywhere)

    with served(answer) as site:
        hosts = {build.__name__: f"{build.__name__.replace('_', '-')}.test" for build in SHAPES}
        built |= {hosts[build.__name__]: build(_address(site, hosts[build.__name__])) for build in SHAPES}
        places = [(site.url(built[host].start, host), _plain(host)) for host in hosts.values()]
        surveys = survey_sites(places, SETTINGS)
        yield {
            name: Surveyed(
                built[host],
                survey,
                site.port,
                _address(site, host),
                [one.path for one in site.asked if one.host == host],
            )
            for (name, host), survey in zip(hosts.items(), surveys, strict=True)
        }


def _address(site: Site, host: str) -> Callable[[str], str]:
    return lambda path: site.url(path, host)


def _plain(host: str) -> Source:
    return Source(id=host.split(".", maxsplit=1)[0], name="", host=host)


@pytest.mark.parametrize("name", [build.__name__ for build in SHAPES])
def test_what_is_chosen_reaches_nearly_all_recent_articles_in_few_requests(
    name: str, surveyed: dict[str, Surveyed]
) -> None:
    one = surveyed[name]
    found = reached(one.source, port=one.port)
    kinds = {"feed": one.source.feeds, "sitemap": one.source.sitemaps, "listing": one.source.start_pages}

    assert len(found & one.truth) >= 0.95 * len(one.truth), one.survey.candidates
    assert {kind for kind, urls in kinds.items() if urls} == one.shape.kinds, one.survey.candidates
    assert len(one.asked) <= MOST_REQUESTS
    assert one.survey.requests == len(one.asked)


def test_of_two_feeds_with_the_same_articles_the_one_that_states_times_is_kept(surveyed: dict[str, Surveyed]) -> None:
    assert surveyed["two_formats"].source.feeds == (surveyed["two_formats"].url("/dated.atom"),)


@pytest.mark.parametrize(
    ("name", "path", "reason"),
    [
        ("forgotten_feed", "/old.rss", "nothing recent: newest 2020"),
        ("aggregator", "/links.rss", "its 10 links lead to other hosts"),
        ("forbidden_feed", "/feed.rss", "forbidden by robots.txt"),
        ("weblog", "/comments/feed/", "the chosen name all that it names"),
        ("section_given", "/all.rss", "announces more than the page that was asked for"),
    ],
)
def test_each_candidate_that_is_not_kept_has_its_reason(
    name: str, path: str, reason: str, surveyed: dict[str, Surveyed]
) -> None:
    one = surveyed[name]
    (candidate,) = [candidate for candidate in one.survey.candidates if candidate.url == one.url(path)]

    assert not candidate.chosen
    assert candidate.reason.startswith(reason)


def test_what_robots_txt_forbids_is_not_fetched(surveyed: dict[str, Surveyed]) -> None:
    assert "/feed.rss" not in surveyed["forbidden_feed"].asked


def test_a_feed_that_is_given_is_taken_as_it_is(surveyed: dict[str, Surveyed]) -> None:
    assert surveyed["feed_given"].asked == ["/robots.txt", "/some/feed"]


def test_name_language_and_country_come_from_the_pages(surveyed: dict[str, Surveyed]) -> None:
    german, chinese = surveyed["two_formats"].source, surveyed["old_charset"].source

    assert (german.name, german.language, german.country) == ("The Shape", "de", "AT")
    assert (chinese.language, chinese.country) == ("zh", "CN")


def test_link_rules_are_guessed_where_they_are_safe_and_let_every_article_pass(surveyed: dict[str, Surveyed]) -> None:
    one = surveyed["sections_alone"]

    assert one.source.links.allow
    assert one.truth <= reached(one.source, port=one.port)
    assert url_key(one.url("/about")) not in reached(one.source, port=one.port)
    assert surveyed["weblog"].source.links.allow == ()


# -- what is no source -------------------------------------------------------------------------------------------------


def test_a_site_without_news_is_surveyed_in_bounds_and_gives_no_source() -> None:
    with served(lambda host, path, headers: NOT_FOUND if path == "/robots.txt" else Reply(b"<p>Nothing.</p>")) as site:
        survey = survey_site(site.url("/"), _plain("alpha.test"), SETTINGS)

        assert survey.source is None
        assert len(site.asked) <= MOST_REQUESTS


def test_a_host_that_asks_to_be_left_alone_is_left_alone() -> None:
    def answer(host: str, path: str, headers: object) -> Reply:
        front = b'<a href="/world">World</a><a href="/city">City</a>'
        return NOT_FOUND if path == "/robots.txt" else Reply(front) if path == "/" else Reply(status=429)

    with served(answer) as site:
        survey = survey_site(site.url("/"), _plain("alpha.test"), SETTINGS)

        assert survey.source is None
        assert len(site.asked) == 3


def test_an_address_where_nothing_may_be_had_is_one_sentence() -> None:
    with served(lambda host, path, headers: NOT_FOUND) as site:
        empty = site.url("/")
    with pytest.raises(Misconfigured, match=r"gives no page \(ConnectionRefused\)"):
        survey_site(empty, _plain("alpha.test"), SETTINGS)
    with pytest.raises(Misconfigured, match=r"gives no page \(AddressRefused\)"):
        survey_site("http://10.0.0.1/", _plain("10.0.0.1"), SETTINGS)


# -- the newsroom ------------------------------------------------------------------------------------------------------


def test_what_is_chosen_for_the_newsrooms_sites_reaches_what_their_own_sources_do() -> None:
    running = newsroom.serve()
    try:
        own = newsroom.sources(running.port)
        others = (
            page.url for page in load_manifest().pages if page.outcome not in ("indexed", "duplicate", "redirect")
        )
        no_articles = {url_key(url.replace("{port}", str(running.port))) for url in others}
        plain = [Source(id=source.id, name="", host=source.host) for source in own]
        surveys = survey_sites([(running.urls[source.id], source) for source in plain], SETTINGS)
        shares: dict[str, Any] = {}
        for source, survey in zip(own, surveys, strict=True):
            assert survey.source is not None
            wanted = reached(source, port=running.port) - no_articles
            got = reached(survey.source, port=running.port)
            shares[source.id] = len(wanted & got) / len(wanted), sorted(wanted - got)
    finally:
        running.stop()

    assert {name: missing for name, (share, missing) in shares.items() if share < 0.95} == {}
