"""What a feed or a sitemap is, its bytes say; what is broken, hostile or odd gives what can be had, within bounds."""

import gzip
import json
from datetime import UTC, datetime

import pytest

from contracts.records import Source
from crawler.discovery.feeds import read_feed
from crawler.discovery.links import links_in
from crawler.discovery.moments import moment_of
from crawler.discovery.sitemaps import read_sitemap
from crawler.discovery.sniffing import sniffed
from crawler.discovery.texts import NotAFeed
from crawler.frontier.records import Kind

URL = "https://alpha.example/announced"
SOURCE = Source(id="alpha", name="Alpha", host="alpha.example")

RSS = b'<rss version="2.0"><channel><item><link>https://alpha.example/1</link></item></channel></rss>'
RSS_090 = b"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>A</title></channel>
<item><title>One</title><link>https://alpha.example/1</link></item></rdf:RDF>"""
RSS_091 = b"""<?xml version="1.0"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://alpha.example/rss-0.91.dtd">
<rss version="0.91"><channel><item><title>Caf&eacute;</title><link>https://alpha.example/1</link></item></channel></rss>"""
ATOM = b"""<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry>
<a:link rel="self" href="https://alpha.example/self"/><a:link href="https://alpha.example/1"/></a:entry></a:feed>"""
JSON = json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"url": "/1"}]}).encode()
SITEMAP = b"<urlset><url><loc>https://alpha.example/1</loc></url></urlset>"
INDEX = b"<sitemapindex><sitemap><loc>https://alpha.example/1</loc></sitemap></sitemapindex>"
TEXT = b"https://alpha.example/1\n"
PAGE = b'<!doctype html><html><body><a href="/1">one</a></body></html>'


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize("body", [RSS, RSS_090, RSS_091, ATOM, JSON, SITEMAP, INDEX, TEXT])
@pytest.mark.parametrize("kind", ["feed", "sitemap", "listing"])
def test_every_form_is_read_wherever_it_stands_and_however_it_is_packed(kind: Kind, body: bytes, pack: type) -> None:
    found = links_in(pack(body), kind=kind, source=SOURCE, url=URL, content_type="text/plain", max_bytes=10**6)

    assert [one.url for one in found] == ["https://alpha.example/1"]


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
@pytest.mark.parametrize("body", [PAGE, b"", b"{}", b'{"items": 1}', b"\x00\xff", b"<svg/>", b"Sorry."])
def test_what_is_neither_feed_nor_sitemap_is_told_apart(kind: Kind, body: bytes) -> None:
    with pytest.raises(NotAFeed):
        list(links_in(body, kind=kind, source=SOURCE, url=URL, content_type=None, max_bytes=10**6))


@pytest.mark.parametrize(
    ("body", "form"),
    [(RSS, "feed"), (JSON, "JSON feed"), (INDEX, "sitemap index"), (TEXT, "text sitemap"), (PAGE, "page")],
)
def test_the_form_is_told_by_the_bytes(body: bytes, form: str) -> None:
    assert sniffed(b"\xef\xbb\xbf\n<!-- <rss> <urlset> -->" + body if body[:1] == b"<" else body) == form


def items(*inner: str) -> bytes:
    return f"<rss><channel>{''.join(f'<item>{one}</item>' for one in inner)}</channel></rss>".encode()


def test_bare_ampersands_unknown_entities_and_forbidden_characters_cost_no_entry() -> None:
    body = items(
        "<title>A&nbsp;T&T \x01</title><link>https://alpha.example/?a=1&b=2</link>",
        "<title><![CDATA[R&D <b>]]></title><link><![CDATA[https://alpha.example/?c=1&d=2]]></link>",
    )

    first, second = read_feed(body, url=URL).entries

    assert (first.link, second.link) == ("https://alpha.example/?a=1&b=2", "https://alpha.example/?c=1&d=2")
    assert (first.title, second.title) == ("A&nbsp;T&T", "R&D <b>")


def test_a_feed_cut_off_in_the_middle_gives_the_entries_before() -> None:
    body = items(*(f"<link>https://alpha.example/{n}</link>" for n in range(100)))

    assert len(read_feed(body[: len(body) // 2], url=URL).entries) in (49, 50, 51)


def test_a_json_feed_cut_off_in_the_middle_gives_the_items_before() -> None:
    body = json.dumps({"items": [{"url": f"/{n}", "title": "x" * 50} for n in range(100)]}).encode()

    assert len(read_feed(body[: len(body) // 2], url=URL).entries) > 40


def test_a_packed_sitemap_cut_off_in_the_middle_gives_what_was_whole() -> None:
    places = "".join(f"<url><loc>https://alpha.example/{n * 7919}</loc></url>" for n in range(5000))
    packed = gzip.compress(f"<urlset>{places}</urlset>".encode())

    assert 1000 < len(read_sitemap(packed[: len(packed) // 2], url=URL, max_bytes=10**7)) < 5000


def test_letters_of_other_charsets_are_read_by_what_the_document_declares() -> None:
    text = '<?xml version="1.0" encoding="windows-1251"?><rss><channel><item><title>Заря</title></item></channel></rss>'

    assert read_feed(text.encode("cp1251"), url=URL).entries[0].title == "Заря"
    assert read_feed(text.encode("cp1251")[45:], url=URL, content_type="x; charset=cp1251").entries[0].title == "Заря"


def test_a_sitemap_that_names_its_elements_oddly_is_read() -> None:
    body = b'<s:urlset xmlns:s="https://odd.example/ns"><s:url><s:loc> /1 </s:loc></s:url></s:urlset>'

    assert [one.url for one in read_sitemap(body, url=URL, max_bytes=10**6)] == ["https://alpha.example/1"]


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel>" + b"<a>" * 500_000,
        b"<rss><channel><item>" + b"<item>" * 500_000,
        b"<rss><channel>" + b"<![CDATA[" * 200_000,
        b"<rss><channel>" + b"<!-- " * 200_000,
        b"<!DOCTYPE x [" + b'<!ENTITY a "b">' * 100_000 + b"]><rss/>",
        b'{"items": [' + b"[" * 500_000,
        b"<rss " + b'a="b" ' * 100_000 + b"/>",
        b"<rss><channel>" + b"<x><y>z</y></x>" * 500_000,
        b"<rss><channel><item>" + b"<y>z</y>" * 500_000,
    ],
    ids=["nested", "items in items", "open CDATA", "open comments", "entities", "JSON", "attributes", "wide", "long"],
)
@pytest.mark.timeout(60)
def test_hostile_documents_end_soon_and_name_nothing(body: bytes) -> None:
    try:
        entries = read_feed(body, url=URL).entries
    except NotAFeed:
        entries = ()

    assert [entry for entry in entries if entry.link] == []


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-04T05:06:07Z",
        "2026-03-04T05:06:07.000+00:00",
        "2026-03-04 13:06:07 +0800",
        "2026/3/4 05:06:07",
        "2026年3月4日 05:06:07",
        "Wed, 04 Mar 2026 05:06:07 GMT",
        "Wed, 4 Mar 2026 00:06:07 EST",
        "04 Mar 2026 05:06:07 +0000",
    ],
)
def test_times_are_read_in_the_forms_that_feeds_use(text: str) -> None:
    assert moment_of(text) == datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "yesterday", "0000-00-00", "2026-13-45", "99999-01-01", None, 5, "1" * 10_000])
def test_what_is_no_time_is_none(text: object) -> None:
    assert moment_of(text) is None
