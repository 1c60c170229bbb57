"""Which of a site's links and sitemaps lead to its news: to feeds, to sections, to children that name articles."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import ada_url

from contracts.urls import url_key
from crawler.discovery.pages import PageLink, PageView
from crawler.discovery.shapes import date_in_url, is_likely_article, text_weight
from crawler.discovery.sitemaps import Located

_SHORT_TEXT: Final = 40
_FEED_WORDS: Final = ("rss", "feed", "atom", "rdf", "syndication", "订阅", "訂閱")


def is_front(url: str) -> bool:
    """Return whether an address is a site's front page."""
    return url_key(url) == url_key(f"{ada_url.URL(url).origin}/")


def feed_links(view: PageView, is_own: Callable[[str], bool]) -> tuple[str, ...]:
    """Return a page's links to addresses of the site that speak of feeds."""
    return tuple(link.url for link in view.links if is_own(link.url) and _tells_of_feeds(link))


def _tells_of_feeds(link: PageLink) -> bool:
    parsed = ada_url.URL(link.url)
    said = f"{parsed.pathname}{parsed.search} {link.text[:_SHORT_TEXT]}".lower()
    return any(word in said for word in _FEED_WORDS) and not is_likely_article(link.url)


def is_way_to_section(link: PageLink) -> bool:
    """Return whether a link looks like the way to a section: a short path of words, said in few."""
    parsed = ada_url.URL(link.url)
    parts = [part for part in parsed.pathname.split("/") if part]
    short = 0 < text_weight(link.text) <= _SHORT_TEXT
    return 1 <= len(parts) <= 2 and not parsed.search and short and not is_likely_article(link.url)


def promise(child: Located) -> tuple[bool, datetime]:
    """Return what makes a child of an index likely to name news: its name, and when it changed."""
    return "news" in child.url.rsplit("/", 1)[-1].lower(), child.modified_at or datetime.min.replace(tzinfo=UTC)


def told_at(entry: Located) -> datetime | None:
    """Return when an entry of a sitemap was published, as far as it or its address tells."""
    return entry.published_at or day_in(entry.url) or entry.modified_at


def day_in(url: str) -> datetime | None:
    """Return the day that an address names, None if none."""
    found = date_in_url(url)
    try:
        return datetime(found[0], found[1], found[2], tzinfo=UTC) if found and found[2] else None
    except ValueError:
        return None
