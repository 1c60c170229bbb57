"""What publishers ask of robots, from the fetch to the article: nothing refused is kept, what is said of AI is told."""

from collections.abc import Iterator

import pytest

from contracts.records import LinkRules
from crawler.archive import archive_dir, read_archive
from tests.acceptance.installation import Installation, installation
from tests.integration.crawler_site import Reply, Site, a_source, served

ROBOTS = b"User-agent: GPTBot\nDisallow: /news/\n\nUser-agent: *\nContent-Signal: search=yes\nAllow: /\n"
HEADS = {
    "/news/plain": "",
    "/news/hidden": '<meta name="robots" content="noindex">',
    "/news/googles": '<meta name="googlebot" content="noindex">',
    "/news/unkept": '<meta name="trawlnet" content="noarchive"><meta name="robots" content="noai">',
}
TAGS = {"/news/expired": "unavailable_after: 25 Jun 2010 15:00:00 GMT", "/news/others": "otherbot: none"}


def answer(host: str, path: str, headers: object) -> Reply:
    if path == "/robots.txt":
        return Reply(ROBOTS)
    if path in ("/", "/closed/"):
        links = "".join(
            f'<a href="{link}">Story</a>' for link in ((*HEADS, *TAGS) if path == "/" else ["/news/unlinked"])
        )
        tag = {"X-Robots-Tag": "nofollow"} if path == "/closed/" else {}
        return Reply(f"<html><body>{links}</body></html>".encode(), headers={"Content-Type": "text/html", **tag})
    title = path.rpartition("/")[2]
    page = f"<html><head><title>{title}</title>{HEADS.get(path, '')}</head><body><article><h1>{title} of the day</h1>"
    told = {"X-Robots-Tag": TAGS[path]} if path in TAGS else {}
    story = "".join(
        f"<p>The {title}{n} boats met {title}{n + 1} ships at the {title} pier, we hear.</p>" for n in range(20)
    )
    return Reply(f"{page}{story}</article></body></html>".encode(), headers={"Content-Type": "text/html", **told})


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with served(answer) as site:
        yield site


@pytest.fixture(scope="module")
def crawled(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation("embedded", tmp_path_factory.mktemp("wishes"), str) as own:
        own.environment["TRAWLNET_CRAWL_RESOLVE"] = "*.test=127.0.0.1"
        starts = (site.url("/"), site.url("/closed/"))
        own.write_sources([a_source(site, feeds=(), start_pages=starts, links=LinkRules(allow=("/news/",)))])
        done = own.run("crawl")
        assert done.returncode == 0, done.stderr.decode()[-3000:]
        yield own


def test_what_is_not_to_be_indexed_is_rejected_under_that_name_and_every_page_is_counted(crawled: Installation) -> None:
    with crawled.parts() as parts:
        balance, reasons = parts.ledger.balance(), parts.ledger.counts().reasons

    assert balance.holds
    assert {name: number for name, number in balance.outcomes.items() if number} == {"indexed": 4, "rejected": 2}
    assert reasons == {"NoIndex": 2}


def test_a_listing_whose_links_are_not_to_be_followed_leads_nowhere(crawled: Installation, site: Site) -> None:
    assert "/closed/" in site.paths()
    assert "/news/unlinked" not in site.paths()


def test_the_archive_holds_neither_what_is_not_to_be_indexed_nor_what_is_not_to_be_archived(
    crawled: Installation,
) -> None:
    kept = {page.final_url.partition("/news/")[2] for page in read_archive(archive_dir(crawled.data_dir))}

    assert kept == {"plain", "googles", "others"}


def test_what_the_publisher_says_of_ai_is_told_of_the_article(crawled: Installation, site: Site) -> None:
    plain = crawled.json("show", site.url("/news/plain"))["article"]["ai_usage"]
    unkept = crawled.json("show", site.url("/news/unkept"))["article"]["ai_usage"]

    assert (plain["train"], plain["search"], plain["answer"]) == ("denied", "allowed", "unstated")
    assert plain["basis"] == ["robots.txt: GPTBot", "robots.txt Content-Signal: search=yes"]
    assert "meta robots: noai" in unkept["basis"]
    assert b"use by AI: train denied, search allowed" in crawled.run("show", site.url("/news/plain")).stdout
