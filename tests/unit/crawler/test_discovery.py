"""Every form in which news is announced gives the same kind of finds; hostile forms give none."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contracts.records import LinkRules, Source
from crawler.discovery.feeds import Feed, found_in_feed, read_feed
from crawler.discovery.listings import found_in_listing
from crawler.discovery.moments import moment_of
from crawler.discovery.sitemaps import found_in_sitemap, read_sitemap
from crawler.discovery.texts import NotAFeed

URL = "https://alpha.example/feeds/main"
SOURCE = Source(id="alpha", name="Alpha", host="alpha.example")
PUBLISHED = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)

RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>A</title><language>en</language>
<item><title>Moon &amp; &lt;b&gt;Mars&lt;/b&gt;</title><link>/a/1</link>
<pubDate>Wed, 04 Mar 2026 06:06:07 +0100</pubDate>
<category>Space</category><category>NASA</category>
<description>&lt;p&gt;Short.&lt;/p&gt;</description></item></channel></rss>"""
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><dc:language>en</dc:language></channel>
<item rdf:about="https://alpha.example/a/1"><title>Moon &amp; &lt;b&gt;Mars&lt;/b&gt;</title>
<link>https://alpha.example/a/1</link>
<dc:date>2026-03-04T05:06:07Z</dc:date><dc:subject>Space</dc:subject><dc:subject>NASA</dc:subject>
<description>Short.</description></item></rdf:RDF>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://alpha.example/">
<entry><title type="html">Moon &amp;amp; &lt;b&gt;Mars&lt;/b&gt;</title>
<link href="a/1"/><published>2026-03-04T05:06:07Z</published>
<category term="space" label="Space"/><category term="NASA"/><summary>Short.</summary></entry></feed>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "language": "en",
        "items": [
            {
                "id": "1",
                "url": "/a/1",
                "title": "Moon & Mars",
                "summary": "Short.",
                "date_published": "2026-03-04T06:06:07+01:00",
                "tags": ["Space", "NASA"],
            },
            {"id": 7, "url": None, "tags": "odd"},
            "odd",
        ],
    }
).encode()


@pytest.mark.parametrize("body", [RSS, RDF, ATOM, JSON_FEED], ids=["rss", "rdf", "atom", "json"])
def test_each_feed_format_gives_the_entry_and_what_it_says(body: bytes) -> None:
    (found,) = found_in_feed(read_feed(body, url=URL), source=SOURCE, url=URL)

    hints = found.hints
    assert (found.url, found.kind) == ("https://alpha.example/a/1", "article")
    assert (hints.title, hints.summary, hints.language) == ("Moon & Mars", "Short.", "en")
    assert (hints.published_at, hints.tags, hints.found_in) == (PUBLISHED, ("Space", "NASA"), URL)


def test_a_feeds_links_obey_the_rules_of_its_source() -> None:
    links = ["https://alpha.example/a/1", "https://other.example/a/2", "https://alpha.example/ad/3", "javascript:x()"]
    items = "".join(f"<item><link>{link}</link></item>" for link in links)
    feed = read_feed(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), url=URL)
    source = Source(id="a", name="A", host="alpha.example", links=LinkRules(deny=("/ad/",)))

    assert [found.url for found in found_in_feed(feed, source=source, url=URL)] == links[:1]


@pytest.mark.parametrize("body", [b"", b"<html><body>Not found</body></html>", b"{}", b"{", b"\x00\xff", b"plain text"])
def test_what_is_no_feed_is_told_apart(body: bytes) -> None:
    with pytest.raises(NotAFeed):
        read_feed(body, url=URL)


def test_a_feed_with_a_billion_laughs_reads_in_bounds() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    body = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{entities}]><rss version="2.0"><channel><item><title>&l11;</title><link>https://alpha.example/a</link></item></channel></rss>'

    feed = read_feed(body.encode(), url=URL)

    assert len(str(feed)) < 10_000


def sitemap(content: str, root: str = "urlset") -> bytes:
    names = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    return f'<?xml version="1.0"?><{root} {names} xmlns:image="urn:image">{content}</{root}>'.encode()


NEWS = sitemap(
    "<url><loc>https://alpha.example/a/1</loc><lastmod>2026-03-05</lastmod>"
    "<image:image><image:loc>https://alpha.example/p.jpg</image:loc><image:title>Picture</image:title></image:image>"
    "<n:news><n:publication><n:name>Alpha</n:name><n:language>en</n:language></n:publication>"
    "<n:publication_date>2026-03-04T05:06:07Z</n:publication_date><n:title>Moon</n:title>"
    "<n:keywords>Space, 太空、NASA</n:keywords></n:news></url>"
)


@pytest.mark.parametrize("body", [NEWS, gzip.compress(NEWS), b"\xef\xbb\xbf" + NEWS])
def test_a_news_sitemap_gives_its_tags(body: bytes) -> None:
    (found,) = found_in_sitemap(read_sitemap(body, url=URL, max_bytes=10**6), source=SOURCE, url=URL)

    hints = found.hints
    assert (found.url, hints.title, hints.language) == ("https://alpha.example/a/1", "Moon", "en")
    assert (hints.published_at, hints.tags) == (PUBLISHED, ("Space", "太空", "NASA"))
    assert hints.updated_at == datetime(2026, 3, 5, tzinfo=UTC)


def test_an_index_names_further_sitemaps_of_its_own_host_only() -> None:
    body = sitemap(
        "<sitemap><loc>https://alpha.example/1.xml.gz</loc><lastmod>2026-01-01T00:00:00+02:00</lastmod></sitemap>"
        "<sitemap><loc>https://evil.example/2.xml</loc></sitemap>",
        "sitemapindex",
    )

    found = list(found_in_sitemap(read_sitemap(body, url=URL, max_bytes=10**6), source=SOURCE, url=URL))

    assert [(one.url, one.kind) for one in found] == [("https://alpha.example/1.xml.gz", "sitemap")]


def test_a_text_sitemap_names_one_address_a_line() -> None:
    entries = read_sitemap(b"https://alpha.example/a\n\nodd\n https://alpha.example/b \n", url=URL, max_bytes=10**6)

    assert [entry.url for entry in entries] == ["https://alpha.example/a", "https://alpha.example/b"]


def test_a_sitemap_cut_off_in_the_middle_gives_what_was_whole() -> None:
    body = sitemap("".join(f"<url><loc>https://alpha.example/{n}</loc></url>" for n in range(100)))

    assert len(read_sitemap(body[: len(body) // 2], url=URL, max_bytes=10**6)) > 30


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>404</body></html>",
        b"no address at all",
        b"\x1f\x8bbroken",
        gzip.compress(b"<urlset>" + b" " * 10**7 + b"</urlset>"),
    ],
)
def test_what_is_no_sitemap_or_unpacks_too_far_is_told_apart(body: bytes) -> None:
    with pytest.raises(NotAFeed):
        read_sitemap(body, url=URL, max_bytes=10**6)


def test_a_sitemaps_entities_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("https://alpha.example/secret")
    body = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><urlset><url><loc>&e;</loc></url></urlset>'.encode()

    assert read_sitemap(body, url=URL, max_bytes=10**6) == []


def test_a_listings_links_are_resolved_and_sorted_by_the_rules() -> None:
    rules = LinkRules(allow=(r"/news/\d+",), deny=("/news/9",), follow=(r"\?page=\d+$",))
    source = Source(id="a", name="A", host="alpha.example", links=rules)
    body = """<html><head><base href="/news/"></head><body><a href="1">Eins</a><a href="1#top">again</a>
    <a href="//www.alpha.example/news/2">Zwei <b>!</b></a><a href="9">deny</a><a href="https://other.example/news/3">x</a>
    <a href="/list?page=2">next</a><a href="mailto:a@b">m</a><a>none</a></body></html>"""

    found = list(found_in_listing(body.encode(), source=source, url="https://alpha.example/list"))

    assert [(one.url, one.kind, one.hints.title) for one in found] == [
        ("https://alpha.example/news/1", "article", "Eins"),
        ("https://www.alpha.example/news/2", "article", "Zwei !"),
        ("https://alpha.example/list?page=2", "listing", None),
    ]


@pytest.mark.parametrize("body", [b"", b"\x00\x01", b"<", "文".encode("gb18030")])
def test_a_listing_that_is_no_page_names_nothing(body: bytes) -> None:
    assert list(found_in_listing(body, source=SOURCE, url=URL, charset="no-such-charset")) == []


# -- the public feed cases that lie beside the checkout ----------------------------------------------------------------

_FEEDS = Path(__file__).resolve().parents[4] / "shared" / "data" / "articles" / "feeds"


def _cases() -> list[Any]:
    if not (_FEEDS / "expected.json").is_file():
        return [pytest.param("", {}, marks=pytest.mark.skip(reason=f"the feed cases are not here: {_FEEDS}"))]
    cases = json.loads((_FEEDS / "expected.json").read_text(encoding="utf-8"))
    return [pytest.param(name, case, id=name) for name, case in cases.items()]


def _told(feed: Feed, path: list[Any]) -> Any:
    holder: Any = feed.entries[path[1]] if path[0] == "entries" else feed
    value = getattr(holder, {"published": "published_at", "updated": "updated_at"}.get(path[-1], path[-1]))
    return list(value) if isinstance(value, tuple) else value


def _same(told: Any, expected: Any) -> bool:
    if isinstance(told, datetime):
        return told == moment_of(expected)
    return bool(told == expected) or f"{expected}/" == told


@pytest.mark.parametrize(("name", "case"), _cases())
def test_public_feeds_give_what_their_own_test_suites_expect(name: str, case: dict[str, Any]) -> None:
    body = (_FEEDS.parent / case["file"]).read_bytes()

    feed = read_feed(body, url=case["url"] or "http://feed.example/")

    wrong = [
        (path, _told(feed, path), value) for path, value in case["expected"] if not _same(_told(feed, path), value)
    ]
    assert wrong == []
