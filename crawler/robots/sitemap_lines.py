"""What the Sitemap lines of a robots.txt are good for: news of sources that are crawled for ever.

A source that names no sitemap of its own is visited at those that its robots.txt names as well. They are read for what
is recent, never for the archives that most of them lead to: those are a back-fill's.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from contracts.errors import UnusableUrl
from contracts.records import PageHints, Source
from contracts.urls import fetch_url
from crawler.frontier.records import FoundUrl, Lease
from crawler.robots.rules import RobotsFile
from crawler.sources.link_rules import on_own_host

_MOST_SITEMAPS: Final = 10
_MOST_UNDATED: Final = 10
_RECENT: Final = timedelta(days=3)
_REMEMBERED: Final = 20_000
_NAME: Final = "/robots.txt"


class SitemapLines:
    """Remembers what was handed on, so that each URL of a host does not hand it on again."""

    def __init__(self) -> None:
        self._handed_on: OrderedDict[tuple[str, str], tuple[str, ...]] = OrderedDict()

    def new_for(self, lease: Lease, file: RobotsFile) -> list[FoundUrl]:
        """Return the sitemaps that the file names for the lease's source, unless they were handed on before."""
        source = lease.source
        if source is None or not file.sitemaps or not _is_news(lease) or source.sitemaps:
            return []
        if not on_own_host(source, lease.address):
            return []
        if self._handed_on.get((source.id, lease.host)) == file.sitemaps:
            return []
        return list(islice(_of_source(source, file, fetch_url(_NAME, lease.address)), _MOST_SITEMAPS))

    def handed_on(self, lease: Lease, file: RobotsFile) -> None:
        """Let `new_for` return them no more, until the file names others."""
        self._handed_on[lease.source_id, lease.host] = file.sitemaps
        if len(self._handed_on) > _REMEMBERED:
            self._handed_on.popitem(last=False)


def only_news(lease: Lease, found: Iterable[FoundUrl], *, now: datetime) -> list[FoundUrl]:
    """Return what a sitemap names; of one that is known from robots.txt alone, what is recent and a few undated."""
    if not is_known_from_robots(lease):
        return list(found)
    recent, undated = [], []
    for link in found:
        told = max(filter(None, (link.hints.updated_at, link.hints.published_at)), default=None)
        if told is not None and told >= now - _RECENT:
            recent.append(link)
        elif told is None and link.kind == "sitemap":
            undated.append(link)
    return [_marked(link, lease) for link in (*recent, *undated[:_MOST_UNDATED])]


def is_known_from_robots(lease: Lease) -> bool:
    """Return whether only a robots.txt led to this sitemap, by way of others or not."""
    led = (lease.hints.found_in or "").endswith(_NAME)
    return led and lease.kind == "sitemap" and lease.source is not None and lease.url not in lease.source.sitemaps


def _is_news(lease: Lease) -> bool:
    return lease.standing and lease.run is None and not lease.backfill


def _of_source(source: Source, file: RobotsFile, robots_url: str) -> Iterator[FoundUrl]:
    for written in file.sitemaps:
        try:
            url = fetch_url(written, robots_url)
        except UnusableUrl:
            continue
        if on_own_host(source, url):
            yield FoundUrl(url=url, kind="sitemap", hints=PageHints(found_in=robots_url))


def _marked(link: FoundUrl, lease: Lease) -> FoundUrl:
    """A sitemap below keeps the mark of where it is known from."""
    if link.kind != "sitemap":
        return link
    return replace(link, hints=replace(link.hints, found_in=lease.hints.found_in))
