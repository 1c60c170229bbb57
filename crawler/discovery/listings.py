"""Reads listing pages: which of their links are articles of the source, and which lead to further listings."""

from collections.abc import Iterator
from typing import Final

from lxml import html as lxml_html
from lxml.etree import LxmlError

from contracts.records import PageHints, Source
from contracts.urls import url_key
from crawler.discovery.texts import plain_text, usable_url
from crawler.frontier_records import FoundUrl
from crawler.link_rules import is_article, is_further_listing

_MOST_LINKS: Final = 5000


def found_in_listing(body: bytes, *, source: Source, url: str, charset: str | None = None) -> Iterator[FoundUrl]:
    """Yield the further listings and the articles that the page links to, each address once."""
    known = {url_key(url)}
    for address, text in _links(body, url, charset):
        key = url_key(address)
        if key in known:
            continue
        known.add(key)
        if is_further_listing(source, address):
            yield FoundUrl(url=address, kind="listing", hints=PageHints(found_in=url))
        elif is_article(source, address):
            yield FoundUrl(url=address, hints=PageHints(found_in=url, title=plain_text(text, most=500)))


def _links(body: bytes, url: str, charset: str | None) -> Iterator[tuple[str, str]]:
    tree = _tree(body, charset)
    if tree is None:
        return
    base = next((usable_url(found, url) for found in tree.xpath("//base/@href")), None) or url
    for link in tree.xpath("//a[@href]")[:_MOST_LINKS]:
        address = usable_url(link.get("href"), base)
        if address is not None:
            yield address, link.text_content()


def _tree(body: bytes, charset: str | None) -> lxml_html.HtmlElement | None:
    try:
        parser = lxml_html.HTMLParser(encoding=charset, no_network=True, huge_tree=False)
    except LookupError:
        parser = lxml_html.HTMLParser(no_network=True, huge_tree=False)
    try:
        return lxml_html.document_fromstring(body, parser=parser)
    except (LxmlError, ValueError):
        return None
