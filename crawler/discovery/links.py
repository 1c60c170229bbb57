"""What an endpoint names of its source, whatever it turns out to be: feed, sitemap or listing."""

from collections.abc import Iterator

from contracts.records import Source
from crawler.discovery.feeds import found_in_feed, read_feed
from crawler.discovery.listings import found_in_listing
from crawler.discovery.sitemaps import found_in_sitemap, read_sitemap
from crawler.discovery.sniffing import Form, sniffed, unpacked
from crawler.discovery.texts import NotAFeed
from crawler.discovery.xml_records import charset_in
from crawler.frontier.records import FoundUrl, Kind

_FEEDS: frozenset[Form] = frozenset({"feed", "JSON feed"})
_SITEMAPS: frozenset[Form] = frozenset({"sitemap", "sitemap index", "text sitemap"})


def links_in(
    body: bytes, *, kind: Kind, source: Source, url: str, content_type: str | None, max_bytes: int
) -> Iterator[FoundUrl]:
    """Yield the articles and further endpoints that the bytes name; what they are counts, not what `kind` expected.

    Raises `NotAFeed` if a feed or a sitemap was expected, and neither came.
    """
    plain = unpacked(body, max_bytes)
    form = sniffed(plain)
    if form in _FEEDS:
        yield from found_in_feed(read_feed(plain, url=url, content_type=content_type), source=source, url=url)
    elif form in _SITEMAPS:
        yield from found_in_sitemap(read_sitemap(plain, url=url, max_bytes=max_bytes), source=source, url=url)
    elif kind == "listing":
        yield from found_in_listing(plain, source=source, url=url, charset=charset_in(content_type))
    else:
        raise NotAFeed(f"a {form}, and neither a feed nor a sitemap" if form == "page" else "no form that is known")
