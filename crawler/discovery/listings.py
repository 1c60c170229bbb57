"""Reads listing pages: which of their links are articles of the source, and which lead to further listings."""

from collections.abc import Iterator
from typing import Final

from contracts.records import PageHints, Source
from contracts.urls import url_key
from crawler.discovery.pages import base_of, tree_of
from crawler.discovery.texts import plain_text, usable_url
from crawler.frontier.records import FoundUrl
from crawler.sources.link_rules import is_article, is_further_listing

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
    tree = tree_of(body, charset)
    if tree is None:
        return
    base = base_of(tree, url)
    for link in tree.xpath("//a[@href]")[:_MOST_LINKS]:
        address = usable_url(link.get("href"), base)
        if address is not None:
            yield address, link.text_content()
