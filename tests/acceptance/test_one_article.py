"""One article under two thousand addresses, through the whole job: few fetches, and one article in the index."""

from collections.abc import Mapping
from pathlib import Path

from contracts.records import LinkRules
from newsroom.prose import prose
from newsroom.traps import page
from tests.acceptance.installation import installation
from tests.integration.crawler_site import NOT_FOUND, Reply, a_source, served

STORY = "/story/harbour-fire"
ADDRESSES = 2000


def answer(host: str, path: str, headers: Mapping[str, str]) -> Reply:
    if path == "/robots.txt":
        return NOT_FOUND
    if path == "/map.xml":
        places = "".join(f"<url><loc>http://{headers['Host']}{STORY}?from={n}</loc></url>" for n in range(ADDRESSES))
        return Reply(f"<urlset>{places}</urlset>".encode(), headers={"Content-Type": "application/xml"})
    told = page("Fire at the harbour", prose("harbour fire", 20), canonical=STORY)
    return Reply(told.body.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def test_two_thousand_addresses_of_one_article_end_as_one_article_after_fifty_fetches(tmp_path: Path) -> None:
    with served(answer) as site, installation("embedded", tmp_path, str) as own:
        own.environment["TRAWLNET_CRAWL_RESOLVE"] = "*.test=127.0.0.1"
        own.write_sources(
            [a_source(site, feeds=(), sitemaps=(site.url("/map.xml"),), links=LinkRules(allow=("/story/",)))]
        )

        done = own.run("crawl", "--json", timeout_s=180)

        assert done.returncode == 0, done.stderr.decode()[-2000:]
        with own.parts() as parts:
            found = [article.canonical_url for article in parts.index.scan()]
            assert parts.ledger.balance().holds
        assert found == [site.url(STORY)]
        assert len([path for path in site.paths() if path != "/map.xml"]) <= 50
