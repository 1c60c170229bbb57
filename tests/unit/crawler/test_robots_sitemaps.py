"""Which sitemaps of a robots.txt are visited, and what is taken from them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from contracts.records import PageHints, PageId, Source
from crawler.frontier.records import FoundUrl, Kind, Lease
from crawler.robots.rules import read_robots
from crawler.robots.sitemap_lines import SitemapLines, only_news

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SOURCE = Source(id="a", name="A", host="a.test", feeds=("http://a.test/feed",))
FILE = read_robots(
    "Sitemap: /one.xml\nSitemap: http://b.test/two.xml\nSitemap: http://www.a.test/three.xml\nSitemap: http://\n"
)


def a_lease(
    url: str = "http://a.test/feed", *, kind: Kind = "feed", source: Source = SOURCE, found_in: str = ""
) -> Lease:
    return Lease(
        token=PageId("1"), uid="1", url=url, address=url, host="a.test", kind=kind, source_id=source.id, source=source,
        standing=True, hints=PageHints(found_in=found_in or None),
    )  # fmt: skip


def named(source: Source = SOURCE, **changes: object) -> list[str]:
    lease = replace(a_lease(source=source), **changes)  # type: ignore[arg-type]
    return [link.url for link in SitemapLines().new_for(lease, FILE)]


def test_sitemaps_on_the_sources_own_hosts_are_visited_and_no_others() -> None:
    assert named() == ["http://a.test/one.xml", "http://www.a.test/three.xml"]
    assert named(address="http://elsewhere.test/x") == []


def test_a_run_a_back_fill_and_a_source_with_sitemaps_of_its_own_take_none() -> None:
    assert (named(run="run-1"), named(standing=False), named(backfill=True)) == ([], [], [])
    assert named(replace(SOURCE, sitemaps=("http://a.test/s.xml",))) == []


def test_what_was_handed_on_is_not_handed_on_again_until_the_file_names_others() -> None:
    lines = SitemapLines()
    lines.handed_on(a_lease(), FILE)

    assert lines.new_for(a_lease(), FILE) == []
    assert [link.url for link in lines.new_for(a_lease(), read_robots("Sitemap: /new.xml"))] == [
        "http://a.test/new.xml"
    ]


def test_of_a_sitemap_known_from_robots_alone_only_what_is_recent_is_taken_and_what_lies_below_it_is_known_so_too() -> (
    None
):
    fresh, old = PageHints(updated_at=NOW - timedelta(days=1)), PageHints(published_at=NOW - timedelta(days=9))
    found = [
        FoundUrl(url="http://a.test/fresh", hints=fresh),
        FoundUrl(url="http://a.test/old", hints=old),
        FoundUrl(url="http://a.test/undated"),
        FoundUrl(url="http://a.test/s/fresh.xml", kind="sitemap", hints=fresh),
        FoundUrl(url="http://a.test/s/old.xml", kind="sitemap", hints=old),
        *(FoundUrl(url=f"http://a.test/s/{n}.xml", kind="sitemap") for n in range(50)),
    ]
    led = a_lease("http://a.test/one.xml", kind="sitemap", found_in="http://a.test/robots.txt")

    taken = only_news(led, found, now=NOW)

    assert [link.url for link in taken[:2]] == ["http://a.test/fresh", "http://a.test/s/fresh.xml"]
    assert len(taken) == 12
    assert {link.hints.found_in for link in taken if link.kind == "sitemap"} == {"http://a.test/robots.txt"}
    assert only_news(a_lease("http://a.test/one.xml", kind="sitemap"), found, now=NOW) == found
    owned = replace(led, source=replace(SOURCE, sitemaps=("http://a.test/one.xml",)))
    assert only_news(owned, found, now=NOW) == found
